# syntax=docker/dockerfile:1
# The service as production runs it: one binary, no shell needed, nothing written to its file system.

FROM rust:1.95-slim-bookworm AS build
# Some crates hold C, and the slim image has no compiler for it.
# hadolint ignore=DL3008  # the compiler leaves no trace in the image that is shipped, so its version may move
RUN apt-get update \
    && apt-get install -y --no-install-recommends build-essential \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /src
COPY . .
# The caches stay out of the image; that is why the binary is copied out of one before the step ends.
RUN --mount=type=cache,target=/usr/local/cargo/registry \
    --mount=type=cache,target=/src/target \
    cargo build --release --locked --bin samen-leren \
    && cp target/release/samen-leren /usr/local/bin/samen-leren

FROM debian:bookworm-slim
# A number, so that a platform that refuses root can see that this is not root.
USER 10001:10001
COPY --from=build /usr/local/bin/samen-leren /usr/local/bin/samen-leren
ENV LISTEN=0.0.0.0:8080
EXPOSE 8080
# The binary asks its own /readyz, so the image needs no curl.
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s --retries=3 CMD ["samen-leren", "healthcheck"]
# TERM lets requests that are under way finish; INT does not wait for them.
STOPSIGNAL SIGTERM
ENTRYPOINT ["samen-leren"]
CMD ["serve"]

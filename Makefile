# `make` lists what there is. Works with the make of macOS (3.81) too, hence the one-line shells.
.DEFAULT_GOAL := help
.PHONY: help run test bench lint fmt openapi code schema

# A shell opened before rustup ran does not have its folder in PATH yet.
export PATH := $(or $(CARGO_HOME),$(HOME)/.cargo)/bin:$(PATH)

# Puts what is missing on the machine, and tells the program where PostgreSQL's server programs are.
prepare = scripts/ensure-tools && POSTGRES_BIN="$$(scripts/ensure-postgres)" && export POSTGRES_BIN

help: ## what can be made
	@sed -n 's/^\([a-z]*\): ## /  make \1	/p' Makefile | expand -t 18

# The build is a step of its own so that the first one, which takes minutes, shows its progress. `exec`: Ctrl-C reaches
# the service itself, which stops its database and leaves with 0, and make has nothing to complain about.
run: ## the API with a private database and demo data on 127.0.0.1:8080; flags with ARGS="…"
	@$(prepare) && cargo build --locked && exec cargo run --quiet --locked -- dev $(ARGS)

# The tests start a server of their own and must not so much as see another, hence no DATABASE_URL.
test: ## every test, against a private database; flags with ARGS="…"
	@$(prepare) && unset DATABASE_URL && exec cargo test --locked $(ARGS)

code: ## the second-factor code of a demo account, now: WHO=noor@voorbeeldstad.example
	@exec target/debug/samen-leren code "$(WHO)"

# Needs diesel's own command line (cargo install diesel_cli --no-default-features --features postgres) and the owner's
# DATABASE_URL of a migrated database. It reads arrays as if their elements could be NULL; ours can't.
schema: ## write src/schema.rs from a migrated database
	@diesel print-schema | sed -E 's/Array<Nullable<([A-Za-z]+)>>/Array<\1>/' > .schema.rs.new && mv .schema.rs.new src/schema.rs

bench: ## load and ceiling measurements, on a release build; flags with ARGS="…"
	@$(prepare) && cargo build --release --locked && exec scripts/bench $(ARGS)

lint: ## format, clippy, OpenAPI rules
	@scripts/ensure-tools
	cargo fmt --check
	cargo clippy --all-targets --locked -- -D warnings
	scripts/lint-openapi

fmt: ## put the code in format
	@cargo fmt

# By way of a second file: a build that fails must not leave an empty document behind.
openapi: ## write openapi/openapi.json from the code
	@scripts/ensure-tools
	@cargo run --quiet --locked -- openapi > .openapi.json.new && mv .openapi.json.new openapi/openapi.json || \
	{ rm -f .openapi.json.new; exit 1; }

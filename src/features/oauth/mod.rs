//! OAuth 2 for integrations: client credentials (RFC 6749 §4.4) proven by `client_secret_basic` or `private_key_jwt`
//! (RFC 7523), introspection (RFC 7662), revocation (RFC 7009), and the published keys and metadata (RFC 8414). It
//! lives outside `/v1` and speaks OAuth's own language of errors; only throttling and failures of the service are
//! problem documents.

mod actions;
mod api;
mod routes;
mod rules;
mod store;

/// The operations, outside the published document.
pub(crate) fn configure_unpublished(config: &mut actix_web::web::ServiceConfig) {
    config
        .service(routes::issue_token)
        .service(routes::introspect_token)
        .service(routes::revoke_token)
        .service(routes::get_keys)
        .service(routes::get_metadata);
}

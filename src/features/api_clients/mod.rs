//! API clients: the integrations of an organisation, with their scopes and credentials. A secret is shown once and
//! stored hashed; a client with public keys has none. Tokens are given out by the oauth feature, which asks here.

pub(crate) mod actions;
mod api;
mod routes;
mod rules;
mod store;

use crate::http::Routes;
pub(crate) use api::{ApiScope, KeyAlgorithm, PublicKey};
pub(crate) use rules::ClientId;

pub(crate) fn configure(routes: &mut Routes<'_, '_>) {
    routes
        .service(routes::list_api_clients)
        .service(routes::create_api_client)
        .service(routes::get_api_client)
        .service(routes::update_api_client)
        .service(routes::rotate_api_client_secret)
        .service(routes::revoke_api_client);
}

//! Organisations: the tenants. The licence holder registers them and decides how each of them stands; their members
//! see their own, and its project leader keeps the contact data right.

pub(crate) mod actions;
pub(crate) mod api;
mod routes;
mod rules;
mod store;

use crate::http::Routes;

pub(crate) fn configure(routes: &mut Routes<'_, '_>) {
    routes
        .service(routes::list_organisations)
        .service(routes::create_organisation)
        .service(routes::get_organisation)
        .service(routes::update_organisation);
}

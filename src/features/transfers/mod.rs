//! A family that moves to another organisation (`domain.md` §11, §10). The sender offers a package that the named parents
//! agreed to; the receiver accepts it, which makes the family and a trajectory that continues the old one, or declines.
//! Neither reads the other's rows: what crosses goes through the database's own narrow functions. Project leaders only.

pub(crate) mod actions;
mod api;
mod routes;
mod rules;
mod store;

use crate::http::Routes;

pub(crate) fn configure(routes: &mut Routes<'_, '_>) {
    routes
        .service(routes::sent::list_family_transfers)
        .service(routes::sent::create_family_transfer)
        .service(routes::sent::get_family_transfer)
        .service(routes::sent::withdraw_family_transfer)
        .service(routes::received::list_received_transfers)
        .service(routes::received::get_received_transfer)
        .service(routes::received::accept_received_transfer)
        .service(routes::received::decline_received_transfer);
}

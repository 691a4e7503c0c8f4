//! A public proof of a licence: a link that its holder makes for a school or a municipality, valid for some hours. Whoever
//! has the link sees name, kind and how the licence stands now, and nothing else.

mod actions;
mod api;
mod routes;
mod store;

use crate::http::Routes;

pub(crate) fn configure(routes: &mut Routes<'_, '_>) {
    routes
        .service(routes::list_licence_proofs)
        .service(routes::create_licence_proof)
        .service(routes::get_licence_proof)
        .service(routes::revoke_licence_proof)
        .service(routes::inspect_licence_proof);
}

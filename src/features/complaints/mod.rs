//! Complaints: received, handled by somebody else than the practitioner complained about, within a term, with an
//! outcome (`domain.md` §11). For project leaders only; never blocked by the subscription.

mod actions;
mod api;
mod routes;
mod rules;
mod store;

use crate::http::Routes;

pub(crate) fn configure(routes: &mut Routes<'_, '_>) {
    routes
        .service(routes::list_complaints)
        .service(routes::create_complaint)
        .service(routes::get_complaint)
        .service(routes::update_complaint)
        .service(routes::settle_complaint);
}

//! Practitioners: a person's place in one organisation (`domain.md` §7). The organisation keeps the place, its name for
//! the person and the user that the person signs in as; licences stay with the person and come along.

pub(crate) mod actions;
mod api;
mod routes;
mod store;

use crate::http::Routes;
pub(crate) use api::PractitionerStatus;
pub(crate) use store::people_within;

pub(crate) fn configure(routes: &mut Routes<'_, '_>) {
    routes
        .service(routes::list_practitioners)
        .service(routes::create_practitioner)
        .service(routes::get_practitioner)
        .service(routes::update_practitioner)
        .service(routes::leave_practitioner)
        .service(routes::return_practitioner);
}

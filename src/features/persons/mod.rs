//! Persons: whom the licence holder trains and licenses (`domain.md` §7). Licences belong to the person; a person's
//! places in organisations are practitioners, which the organisations keep themselves.

pub(crate) mod actions;
mod api;
mod routes;
mod rules;
mod store;

use crate::http::Routes;

pub(crate) fn configure(routes: &mut Routes<'_, '_>) {
    routes
        .service(routes::list_persons)
        .service(routes::create_person)
        .service(routes::get_person)
        .service(routes::update_person);
}

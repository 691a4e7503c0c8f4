//! Guidance: how a trajectory moves through its phases, where it stands in its steps, and how it keeps to the programme
//! (`domain.md` §2, §6). Gates refuse a transition with everything that is unmet; guidelines are reported and block nothing.

pub(crate) mod actions;
mod api;
mod arrow;
mod routes;
mod rules;
mod store;

use crate::http::Routes;

pub(crate) fn configure(routes: &mut Routes<'_, '_>) {
    routes
        .service(routes::transitions::list_transitions)
        .service(routes::transitions::move_trajectory)
        .service(routes::progress::list_steps)
        .service(routes::progress::get_steps_drawing)
        .service(routes::progress::get_fidelity)
        .service(routes::departures::list_departures)
        .service(routes::departures::create_departure)
        .service(routes::departures::get_departure)
        .service(routes::departures::update_departure)
        .service(routes::departures::delete_departure);
}

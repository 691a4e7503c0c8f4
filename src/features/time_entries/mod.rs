//! Time: what a trajectory takes beside its visits, and all of it shown against the budget of hours, never as a minimum
//! (`domain.md` §2). A practitioner writes the own time and that of whoever else performs on the own trajectories.

pub(crate) mod actions;
mod api;
mod routes;
mod rules;
mod store;

use crate::http::Routes;

pub(crate) fn configure(routes: &mut Routes<'_, '_>) {
    routes
        .service(routes::list_time_entries)
        .service(routes::create_time_entry)
        .service(routes::get_time_entry)
        .service(routes::update_time_entry)
        .service(routes::delete_time_entry)
        .service(routes::get_trajectory_time);
}

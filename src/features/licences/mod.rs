//! Licences (`domain.md` §7): rows of consecutive periods and the measures that suspend or revoke them. They belong to
//! the person; the licence holder issues and judges, organisations look. Gate G1, whether a performer's licence is
//! valid on a day, is published in [`actions`].

pub(crate) mod actions;
mod api;
mod routes;
pub mod rules;
mod store;

use crate::http::Routes;

pub(crate) fn configure(routes: &mut Routes<'_, '_>) {
    routes
        .service(routes::list_licences)
        .service(routes::create_licence)
        .service(routes::get_licence)
        .service(routes::suspend_licence)
        .service(routes::revoke_licence)
        .service(routes::reinstate_licence)
        .service(routes::renew_licence)
        .service(routes::dispense_licence)
        .service(routes::confirm_licence)
        .service(routes::grounds::list_licence_grounds)
        .service(routes::grounds::withdraw_licence_ground)
        .service(routes::grounds::correct_licence_ground)
        .service(routes::standings::list_licence_standings)
        .service(routes::standings::list_licence_calendars)
        .service(routes::standings::list_licence_expirations)
        .service(routes::standings::list_licence_flag_counts)
        .service(routes::standings::list_implementation_tracks)
        .service(routes::standings::get_implementation_track)
        .service(routes::standings::get_licence_evaluation);
}

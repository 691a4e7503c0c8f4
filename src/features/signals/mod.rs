//! Signals: other needs of a family that come up on the way, what was done about them and to whom the family was
//! referred (`domain.md` §2). How many are open shows beside the evaluations of the trajectory. For the performers and the project leader only, never for integrations.

pub(crate) mod actions;
mod api;
mod routes;
mod store;

pub(crate) use api::SignalStatus;

use crate::http::Routes;

pub(crate) fn configure(routes: &mut Routes<'_, '_>) {
    routes
        .service(routes::list_signals)
        .service(routes::create_signal)
        .service(routes::get_signal)
        .service(routes::update_signal);
}

//! Signals: other needs of a family that come up on the way, what was done about them and to whom the family was
//! referred (`domain.md` §2). For the performers and the project leader only, never for integrations.

mod actions;
mod api;
mod routes;
mod store;

use utoipa_actix_web::service_config::ServiceConfig as Routes;

pub(crate) fn configure(routes: &mut Routes<'_>) {
    routes
        .service(routes::list_signals)
        .service(routes::create_signal)
        .service(routes::get_signal)
        .service(routes::update_signal);
}

//! Consents: what a parent agreed to, in which wording, and when that was taken back (`domain.md` §10). They are a
//! history: nothing is removed, a withdrawal stays, and to agree again is a new consent.

mod api;
mod routes;
mod rules;
mod store;

use utoipa_actix_web::service_config::ServiceConfig as Routes;

pub(crate) fn configure(routes: &mut Routes<'_>) {
    routes
        .service(routes::list_consents)
        .service(routes::create_consent)
        .service(routes::get_consent)
        .service(routes::update_consent);
}

//! Consents: what a parent agreed to, in which wording, and when that was taken back (`domain.md` §10). They are a
//! history: nothing is removed, a withdrawal stays, and to agree again is a new consent. Other features ask [`actions`] how
//! the parents stand.

pub(crate) mod actions;
mod api;
mod routes;
mod rules;
mod store;

pub(crate) use api::ConsentPurpose;
pub(crate) use rules::{ConsentStanding, Recorded, all_withdrawn_since};

use crate::http::Routes;

pub(crate) fn configure(routes: &mut Routes<'_, '_>) {
    routes
        .service(routes::list_consents)
        .service(routes::create_consent)
        .service(routes::get_consent)
        .service(routes::update_consent);
}

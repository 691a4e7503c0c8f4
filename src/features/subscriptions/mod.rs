//! Subscriptions: from which day until which day an organisation may write (gate G2 in `domain.md` §6) and is billed
//! (§8). The licence holder keeps them; they never overlap within an organisation.

pub(crate) mod actions;
pub(crate) mod api;
mod routes;
mod rules;
mod store;

use crate::http::Routes;

pub(crate) fn configure(routes: &mut Routes<'_, '_>) {
    routes
        .service(routes::list_subscriptions)
        .service(routes::create_subscription)
        .service(routes::get_subscription)
        .service(routes::update_subscription);
}

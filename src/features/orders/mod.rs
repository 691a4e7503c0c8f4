//! Orders: what organisations ask for beside the subscription (`domain.md` §8): folders, handbooks, places in training. The
//! licence holder prices and confirms them; what was confirmed is billed with the month. What was attended without an
//! order is proposed.

pub(crate) mod actions;
pub(crate) mod api;
mod routes;
mod rules;
mod store;

use crate::http::Routes;

pub(crate) fn configure(routes: &mut Routes<'_, '_>) {
    routes
        .service(routes::list_orders)
        .service(routes::create_order)
        .service(routes::get_order)
        .service(routes::confirm_order)
        .service(routes::decline_order)
        .service(routes::cancel_order)
        .service(routes::list_order_proposals);
}

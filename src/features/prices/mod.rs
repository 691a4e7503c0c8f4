//! Prices by their first day (`domain.md` §8). The licence holder keeps them, project leaders read them. What was billed
//! with a price keeps it: such a price does not change, and no other comes in its way.

pub(crate) mod actions;
pub(crate) mod api;
mod routes;
mod rules;
mod store;

use crate::http::Routes;

pub(crate) fn configure(routes: &mut Routes<'_, '_>) {
    routes
        .service(routes::list_prices)
        .service(routes::create_price)
        .service(routes::get_price)
        .service(routes::update_price)
        .service(routes::delete_price);
}

//! The sender of invoices: name, numbers and account of the licence holder, as they stand on every invoice. The licence
//! holder keeps them; issued invoices keep their own copy.

pub(crate) mod actions;
pub(crate) mod api;
mod routes;
mod rules;
mod store;

use crate::http::Routes;

pub(crate) fn configure(routes: &mut Routes<'_, '_>) {
    routes.service(routes::get_seller).service(routes::replace_seller);
}

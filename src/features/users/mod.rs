//! Users: the place that an account has in an organisation, or among the licence holder's staff, with its roles. They
//! come in by an invitation; name and address belong to the person's own account. Standing is read on every request,
//! so whatever changes here counts from the next request on.

pub(crate) mod actions;
mod api;
mod routes;
mod rules;
mod store;

use crate::http::Routes;

pub(crate) fn configure(routes: &mut Routes<'_, '_>) {
    routes
        .service(routes::list_users)
        .service(routes::create_user)
        .service(routes::get_user)
        .service(routes::update_user)
        .service(routes::suspend_user)
        .service(routes::reactivate_user)
        .service(routes::resend_user);
}

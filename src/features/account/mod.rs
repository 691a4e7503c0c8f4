//! One's own account: who am I, password, second factor, recovery codes; and the links by which people get in:
//! invitations and password resets. Links are mailed with the token in the fragment, and sent in a body.

mod actions;
mod api;
mod routes;
mod rules;
mod store;

use crate::http::Routes;

pub(crate) fn configure(routes: &mut Routes<'_, '_>) {
    routes
        .service(routes::me::get_me)
        .service(routes::me::update_me)
        .service(routes::me::change_password)
        .service(routes::second_factor::begin_second_factor)
        .service(routes::second_factor::confirm_second_factor)
        .service(routes::second_factor::replace_recovery_codes)
        .service(routes::links::inspect_invitation)
        .service(routes::links::accept_invitation)
        .service(routes::links::request_password_reset)
        .service(routes::links::confirm_password_reset);
}

//! Signing in with e-mail, password and second factor; sessions, their refresh and their end. Refresh tokens rotate: one
//! that comes back after it was replaced ends its whole session. Sign-in is throttled for all processes together.

pub(crate) mod actions;
mod api;
mod routes;
mod rules;
mod store;

use crate::http::Routes;

pub(crate) fn configure(routes: &mut Routes<'_, '_>) {
    routes
        .service(routes::create_session)
        .service(routes::refresh_session)
        .service(routes::list_sessions)
        .service(routes::end_current_session)
        .service(routes::end_session);
}

//! Reading the audit (`domain.md` §10): who did or saw what, when, from where and with what outcome. It holds ids,
//! never contents, and can't be changed. Writing it is part of every transaction: `db::audit`.

mod api;
mod routes;
mod store;

use crate::http::Routes;

pub(crate) fn configure(routes: &mut Routes<'_, '_>) {
    routes.service(routes::list_audit_events);
}

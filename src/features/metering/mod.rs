//! Organisation-months: on which days of a month an organisation had a subscription, what that costs, and what it used
//! (`domain.md` §8). They are measured by jobs and by billing runs, never written by callers; what was billed of a month
//! does not change any more.

pub(crate) mod actions;
pub(crate) mod api;
mod routes;
mod rules;
mod store;

use crate::http::Routes;

pub(crate) fn configure(routes: &mut Routes<'_, '_>) {
    routes.service(routes::list_subscription_months).service(routes::get_subscription_month);
}

//! Settings: the decisions of `domain.md` that the licence holder can change without a new release. Which there are,
//! what they mean and between which bounds they lie is known in code; the database holds their values.

pub(crate) mod actions;
mod api;
mod routes;
mod rules;
mod store;

use crate::http::Routes;

pub(crate) fn configure(routes: &mut Routes<'_, '_>) {
    routes.service(routes::list_settings).service(routes::get_setting).service(routes::update_setting);
}

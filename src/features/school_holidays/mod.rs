//! School holidays, as the organisation keeps them: they differ by region. Alternation, rhythm and school hours don't
//! count in them (`domain.md` §2).

pub(crate) mod actions;
mod api;
mod routes;
mod rules;
mod store;

use crate::http::Routes;

pub(crate) fn configure(routes: &mut Routes<'_, '_>) {
    routes
        .service(routes::list_school_holidays)
        .service(routes::create_school_holiday)
        .service(routes::get_school_holiday)
        .service(routes::update_school_holiday)
        .service(routes::delete_school_holiday);
}

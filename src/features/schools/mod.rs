//! Schools, which refer families and teach the focus children, and their teachers. Known per organisation; a teacher
//! has no account.

mod api;
mod routes;
mod store;

pub(crate) use api::SchoolRegion;

use crate::http::Routes;

pub(crate) fn configure(routes: &mut Routes<'_, '_>) {
    routes
        .service(routes::list_schools)
        .service(routes::create_school)
        .service(routes::get_school)
        .service(routes::update_school)
        .service(routes::delete_school)
        .service(routes::list_teachers)
        .service(routes::create_teacher)
        .service(routes::get_teacher)
        .service(routes::update_teacher)
        .service(routes::delete_teacher);
}

//! Project evaluations: the way of working, evaluated with schools and with professionals (`domain.md` §2). They are
//! about no family. A practitioner keeps the own ones, a project leader all of the organisation's. When the last ones were
//! held shows beside the implementation tracks.

pub(crate) mod actions;
mod api;
mod routes;
mod store;

pub(crate) use api::EvaluatedWith;

use crate::http::Routes;

pub(crate) fn configure(routes: &mut Routes<'_, '_>) {
    routes
        .service(routes::list_project_evaluations)
        .service(routes::create_project_evaluation)
        .service(routes::get_project_evaluation)
        .service(routes::update_project_evaluation)
        .service(routes::delete_project_evaluation);
}

//! Personal links through which teachers evaluate (`domain.md` §2, §5; `api.md` §2): for each focus child one
//! questionnaire, filled in without an account, resumable from any device, submitted once. A link is shown once or mailed,
//! expires and can be revoked; it shows the child's first name and nothing of the parents (§10). A parent who takes back
//! the consent to contact with the school closes the open ones.

pub(crate) mod actions;
mod api;
mod routes;
mod store;

use crate::http::Routes;

pub(crate) fn configure(routes: &mut Routes<'_, '_>) {
    routes
        .service(routes::links::list_teacher_links)
        .service(routes::links::create_teacher_link)
        .service(routes::links::get_teacher_link)
        .service(routes::links::revoke_teacher_link)
        .service(routes::links::record_teacher_outcome)
        .service(routes::answers::inspect_teacher_link)
        .service(routes::answers::save_teacher_draft)
        .service(routes::answers::submit_teacher_evaluation);
}

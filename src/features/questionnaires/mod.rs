//! The programme's questionnaires (`domain.md` §5): typed questions in Dutch and English, some of them asked only after
//! certain answers. A published version never changes: the licence holder publishes the next one. Whoever keeps
//! answers keeps the version with them, and has them judged by [`check_answers`].

pub(crate) mod actions;
mod api;
mod content;
mod routes;
mod rules;
mod store;

use crate::http::Routes;
pub(crate) use api::{Questionnaire, QuestionnaireView};
pub(crate) use content::QuestionnaireCode;
pub(crate) use rules::check_answers;

pub(crate) fn configure(routes: &mut Routes<'_, '_>) {
    routes
        .service(routes::list_questionnaires)
        .service(routes::publish_questionnaire)
        .service(routes::get_questionnaire);
}

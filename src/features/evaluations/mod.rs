//! Evaluations: what parents and teachers answered on a version of a questionnaire, and how parents score their goals
//! (`domain.md` §4, §5). A draft may be incomplete and change freely; what is final is amended with a reason, and what it
//! said before stays.

pub(crate) mod actions;
mod api;
mod routes;
mod rules;
mod store;

pub(crate) use api::{EvaluationKind, EvaluationOutcome, EvaluationStatus, MidDecision};
pub(crate) use rules::{counts_as_final, final_day, is_of_guidance};
pub(crate) use store::GoalScores;

use crate::http::Routes;

pub(crate) fn configure(routes: &mut Routes<'_, '_>) {
    routes
        .service(routes::evaluations::list_evaluations)
        .service(routes::evaluations::create_evaluation)
        .service(routes::evaluations::get_evaluation)
        .service(routes::evaluations::update_evaluation)
        .service(routes::evaluations::delete_evaluation)
        .service(routes::acts::finalise_evaluation)
        .service(routes::acts::amend_evaluation)
        .service(routes::acts::list_evaluation_amendments);
}

//! The programme's catalogue: goals, steps and contra-indications (`domain.md` §1–§3), as editions in Dutch and
//! English. An edition never changes: the licence holder publishes a new one.

pub(crate) mod actions;
mod api;
mod content;
mod routes;
mod rules;
mod store;

pub(crate) use api::ContraIndication;
pub(crate) use content::{BilingualText, GoalContent, StepAttendance, StepContent, StepDelay, StepPhase};

use crate::http::Routes;

pub(crate) fn configure(routes: &mut Routes<'_, '_>) {
    routes
        .service(routes::get_goal_catalogue)
        .service(routes::publish_goal_catalogue)
        .service(routes::get_step_catalogue)
        .service(routes::publish_step_catalogue)
        .service(routes::get_contra_indication_catalogue)
        .service(routes::publish_contra_indication_catalogue);
}

//! The plan of action (`domain.md` §2, §3): goals and sub-goals that were chosen with the parents, how they score them,
//! and how many visits each takes. It may change at any time in consultation with the parents, so every version stays:
//! the newest is the plan, and the newest that was agreed is in force.

mod actions;
mod api;
mod routes;
mod rules;
mod store;

pub(crate) use actions::{first_day, goals_ever_planned, plan_get};
pub(crate) use api::{Plan, PlanGoal, PlanGoals};

use crate::http::Routes;

pub(crate) fn configure(routes: &mut Routes<'_, '_>) {
    routes
        .service(routes::get_plan)
        .service(routes::replace_plan)
        .service(routes::list_plan_versions)
        .service(routes::get_plan_version);
}

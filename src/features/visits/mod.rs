//! Visits: planned, held, missed or cancelled contacts with a family, who performed them and under which licence, and
//! what was worked on (`domain.md` §2, §4). A visit is seen by whoever sees its trajectory; every change of one holds
//! the lock on the trajectory's row.

pub(crate) mod actions;
mod api;
mod routes;
mod rules;
mod store;

pub(crate) use api::{GoalWork, LearningStage, VisitAttendance, VisitMode, VisitStatus};
pub(crate) use rules::is_step_of_aftercare;
pub(crate) use store::GoalWorkList;

use crate::http::Routes;

pub(crate) fn configure(routes: &mut Routes<'_, '_>) {
    routes
        .service(routes::flags::list_licence_flags)
        .service(routes::visits::list_visits)
        .service(routes::visits::list_trajectory_visits)
        .service(routes::visits::create_visit)
        .service(routes::visits::get_visit)
        .service(routes::visits::update_visit)
        .service(routes::acts::record_visit)
        .service(routes::acts::mark_visit_no_show)
        .service(routes::acts::cancel_visit)
        .service(routes::acts::restore_visit)
        .service(routes::series::plan_visit_series);
}

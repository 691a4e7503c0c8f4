//! Trajectories: one family's way through the programme, its focus children and who performs (`domain.md` §2). A
//! practitioner sees a trajectory only while an assignment to it has not ended. Every write below a trajectory locks
//! its row first, through [`actions`].

pub(crate) mod actions;
mod api;
mod routes;
mod rules;
mod store;

pub(crate) use api::NewTrajectory;
pub(crate) use api::{Trajectory, TrajectoryPhase, TrajectoryStatus};
pub(crate) use store::{TrajectoryRow, in_care_of};

use crate::http::Routes;

pub(crate) fn configure(routes: &mut Routes<'_, '_>) {
    routes
        .service(routes::trajectories::list_trajectories)
        .service(routes::trajectories::create_trajectory)
        .service(routes::trajectories::get_trajectory)
        .service(routes::trajectories::update_trajectory)
        .service(routes::assignments::list_assignments)
        .service(routes::assignments::create_assignment)
        .service(routes::assignments::get_assignment)
        .service(routes::assignments::update_assignment)
        .service(routes::assignments::delete_assignment)
        .service(routes::handovers::create_handover)
        .service(routes::handovers::create_handovers);
}

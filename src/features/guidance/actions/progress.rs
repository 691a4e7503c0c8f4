//! Steps and fidelity of a trajectory, from what is asked for before it is known who reads it.

use futures_util::try_join;

use crate::context::{Context, Role};
use crate::db::Wire;
use crate::features::guidance::api::{Fidelity, Steps};
use crate::features::guidance::rules;
use crate::features::guidance::store::{self, Happened};
use crate::features::trajectories::{TrajectoryRow, Unseen};
use crate::features::{catalogue, trajectories};
use crate::ids::{OrganisationId, TrajectoryId};
use crate::problem::Problem;

/// A trajectory's row with what happened in it.
pub(in crate::features::guidance) type Course = (TrajectoryRow, Happened);

/// A course, with the steps of the programme.
pub(in crate::features::guidance) type Walked = (Course, Vec<catalogue::StepContent>);

/// Asks for what fidelity is judged by.
pub(in crate::features::guidance) async fn course_ask(
    wire: &Wire,
    organisation: OrganisationId,
    context: &Context,
    id: TrajectoryId,
) -> Result<Unseen<Course>, Problem> {
    let (row, happened) = try_join!(
        trajectories::actions::row_ask(wire, organisation, context, id),
        store::happened_ask(wire, organisation, id),
    )?;
    Ok(row.with(happened))
}

/// Asks for what the steps are computed from.
pub(in crate::features::guidance) async fn walked_ask(
    wire: &Wire,
    organisation: OrganisationId,
    context: &Context,
    id: TrajectoryId,
) -> Result<Unseen<Walked>, Problem> {
    let (course, steps) = try_join!(course_ask(wire, organisation, context, id), catalogue::actions::steps(wire))?;
    Ok(course.with(steps))
}

/// The steps as they stand today.
pub(in crate::features::guidance) fn steps(
    reader: &Context,
    row: &TrajectoryRow,
    happened: Happened,
    catalogue: &[catalogue::StepContent],
) -> Steps {
    let facts = happened.facts(row, reader.today);
    let states = rules::steps::steps(catalogue, &facts);
    // Signals are for people only (`domain.md` §10).
    Steps::new(row.id, &facts, states, catalogue, (reader.language, !reader.has(Role::Integration)))
}

/// How the trajectory keeps to the programme.
pub(in crate::features::guidance) fn fidelity(reader: &Context, row: &TrajectoryRow, happened: Happened) -> Fidelity {
    let facts = happened.facts(row, reader.today);
    Fidelity::new(row.id, &facts, reader.language, !reader.has(Role::Integration))
}

//! Steps and fidelity of a trajectory, from what is asked for before it is known who reads it.

use futures_util::try_join;

use crate::context::{Context, Role};
use crate::db::{Tenant, Tx, Wire};
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

/// The steps as they stand today, told to a reader who sees the trajectory.
pub(in crate::features::guidance) fn steps_tell(tx: &mut Tx<Tenant>, asked: Unseen<Walked>) -> Result<Steps, Problem> {
    let ((row, happened), catalogue) = asked.open(&tx.context)?;
    tx.disclose("trajectory", Some(row.id.0), [row.family_id]);
    let facts = happened.facts(&row, tx.context.today);
    let states = rules::steps::steps(&catalogue, &facts);
    // Signals are for people only (`domain.md` §10).
    let reader = (tx.context.language, !tx.context.has(Role::Integration));
    Ok(Steps::new(row.id, &facts, states, &catalogue, reader))
}

/// How the trajectory keeps to the programme, told to a reader who sees it.
pub(in crate::features::guidance) fn fidelity_tell(
    tx: &mut Tx<Tenant>,
    asked: Unseen<Course>,
) -> Result<Fidelity, Problem> {
    let (row, happened) = asked.open(&tx.context)?;
    tx.disclose("trajectory", Some(row.id.0), [row.family_id]);
    let facts = happened.facts(&row, tx.context.today);
    Ok(Fidelity::new(row.id, &facts, tx.context.language, !tx.context.has(Role::Integration)))
}

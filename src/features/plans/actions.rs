//! A plan read, and its next version judged and written.

use chrono::NaiveDate;

use super::api::{Plan, PlanFields};
use super::rules;
use super::store::{self, PlanRow, Under};
use crate::context::Role;
use crate::db::{Tenant, Trace, Tx};
use crate::features::trajectories::TrajectoryRow;
use crate::features::trajectories::actions::{
    not_before_start, not_in_future, refuse_closed, trajectory_touch, unknown_references,
};
use crate::features::{catalogue, families, licences};
use crate::ids::TrajectoryId;
use crate::problem::Problem;

/// The newest version of a trajectory that the caller sees, or one that is named; version 0 before there is any.
pub(crate) async fn plan_get(
    tx: &mut Tx<Tenant>,
    trajectory: &TrajectoryRow,
    version: Option<i32>,
) -> Result<Plan, Problem> {
    let row = store::version_get(tx, trajectory.id, version).await?;
    if row.is_none() && version.is_some() {
        return Err(Problem::not_found());
    }
    let in_force = store::in_force(tx, trajectory.id).await?;
    Ok(plan_of(tx, trajectory, row, in_force))
}

/// The goals that are or were in a trajectory's plan; whether the caller may see it is settled before.
pub(crate) async fn goals_ever_planned(tx: &mut Tx<Tenant>, trajectory: TrajectoryId) -> Result<Vec<i32>, Problem> {
    store::goals_ever_planned(tx, trajectory).await
}

/// All versions of a page, oldest first.
pub(super) async fn plan_list(
    tx: &mut Tx<Tenant>,
    trajectory: &TrajectoryRow,
    after: Option<i32>,
    rows: i64,
) -> Result<Vec<Plan>, Problem> {
    let in_force = store::in_force(tx, trajectory.id).await?;
    let versions = store::versions(tx, trajectory.id, after, rows).await?;
    Ok(versions.into_iter().map(|row| plan_of(tx, trajectory, Some(row), in_force)).collect())
}

fn plan_of(tx: &Tx<Tenant>, trajectory: &TrajectoryRow, row: Option<PlanRow>, in_force_version: Option<i32>) -> Plan {
    let for_people = !tx.context.has(Role::Integration);
    let written = |row: PlanRow| Plan {
        trajectory_id: trajectory.id,
        family_id: trajectory.family_id,
        goals: row.goals.0,
        agreed_on: row.agreed_on,
        practitioner_id: row.practitioner_id,
        licence_id: row.licence_id,
        licence_period_id: row.licence_period_id,
        remarks: row.remarks.filter(|_| for_people),
        in_force_version,
        version: row.version,
        created_at: Some(row.created_at),
    };
    let unwritten = Plan {
        trajectory_id: trajectory.id,
        family_id: trajectory.family_id,
        goals: Vec::new(),
        agreed_on: None,
        practitioner_id: None,
        licence_id: None,
        licence_period_id: None,
        remarks: None,
        in_force_version: None,
        version: 0,
        created_at: None,
    };
    row.map_or(unwritten, written)
}

/// Writes the next version of a locked trajectory's plan: gates G1 and G5 for the day on which it was agreed.
pub(super) async fn plan_replace(
    tx: &mut Tx<Tenant>,
    trajectory: &TrajectoryRow,
    current: &Plan,
    fields: &PlanFields,
) -> Result<Plan, Problem> {
    let mut known = catalogue::actions::subgoals(tx).await?;
    known.extend(current.goals.iter().flat_map(|goal| goal.subgoals.clone()));
    let found = rules::check(fields, &known);
    if !found.is_empty() {
        return Err(Problem::invalid(found));
    }
    let parents = families::parents_of(tx, trajectory.family_id).await?;
    let strangers = fields.goals.iter().enumerate().filter(|(_, goal)| {
        let named_before = current.goals.iter().any(|before| before.scored_by == goal.scored_by);
        goal.scored_by.is_some_and(|parent| !parents.contains(&parent) && !named_before)
    });
    unknown_references(strangers.map(|(position, _)| format!("/goals/{position}/scoredBy")).collect())?;
    refuse_closed(trajectory)?;
    let under = judged(tx, trajectory, current, fields).await?;
    store::version_insert(tx, trajectory, current.version + 1, fields, under).await?;
    trajectory_touch(tx, trajectory.id);
    let trace = Trace::done("plan", trajectory.id.0).families([trajectory.family_id]);
    tx.trace(trace);
    plan_get(tx, trajectory, None).await
}

/// The licence that the version is agreed under. What was agreed before keeps the licence of that day.
async fn judged(
    tx: &mut Tx<Tenant>,
    trajectory: &TrajectoryRow,
    current: &Plan,
    fields: &PlanFields,
) -> Result<Under, Problem> {
    let (Some(day), Some(practitioner)) = (fields.agreed_on, fields.practitioner_id) else { return Ok((None, None)) };
    if current.agreed_on == Some(day) && current.practitioner_id == Some(practitioner) {
        return Ok((current.licence_id, current.licence_period_id));
    }
    not_in_future(tx, day, "agreedOn")?;
    not_before_start(trajectory, day)?;
    let named = [(practitioner, "/practitionerId".to_owned())];
    let held = licences::actions::require_valid(tx, &named, day).await?;
    Ok(held.first().map_or((None, None), |held| (held.licence_id, held.period_id)))
}

/// The first day that a version that was agreed of a trajectory bears.
pub(crate) async fn first_day(tx: &mut Tx<Tenant>, trajectory: TrajectoryId) -> Result<Option<NaiveDate>, Problem> {
    store::first_day(tx, trajectory).await
}

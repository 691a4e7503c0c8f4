//! The SQL of assignments.

use chrono::NaiveDate;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::TrajectoryRow;
use crate::db::{Tenant, Tx};
use crate::features::licences::actions::Held;
use crate::features::trajectories::api::{Assignment, AssignmentFields, AssignmentKind, NewTrajectory};
use crate::ids::{AssignmentId, PractitionerId, TrajectoryId};
use crate::problem::Problem;
use crate::schema::assignments;

pub(in crate::features::trajectories) async fn assignment_list(
    tx: &mut Tx<Tenant>,
    trajectory: TrajectoryId,
    after: Option<AssignmentId>,
    rows: i64,
) -> Result<Vec<Assignment>, Problem> {
    let mut query = assignments::table
        .filter(assignments::organisation_id.eq(tx.organisation()))
        .filter(assignments::trajectory_id.eq(trajectory))
        .order(assignments::id)
        .limit(rows)
        .select(Assignment::as_select())
        .into_boxed();
    if let Some(after) = after {
        query = query.filter(assignments::id.gt(after));
    }
    Ok(query.load(tx.conn()).await?)
}

pub(in crate::features::trajectories) async fn assignment_get(
    tx: &mut Tx<Tenant>,
    trajectory: TrajectoryId,
    id: AssignmentId,
) -> Result<Assignment, Problem> {
    let query = assignments::table.find((tx.organisation(), id)).filter(assignments::trajectory_id.eq(trajectory));
    Ok(query.select(Assignment::as_select()).first(tx.conn()).await?)
}

/// The trajectory of an assignment.
pub(in crate::features::trajectories) async fn assignment_find(
    tx: &mut Tx<Tenant>,
    id: AssignmentId,
) -> Result<Option<TrajectoryId>, Problem> {
    let row = assignments::table.find((tx.organisation(), id)).select(assignments::trajectory_id);
    Ok(row.first(tx.conn()).await.optional()?)
}

pub(in crate::features::trajectories) async fn assignment_insert(
    tx: &mut Tx<Tenant>,
    trajectory: TrajectoryId,
    id: AssignmentId,
    (fields, held): (&AssignmentFields, Option<&Held>),
) -> Result<Assignment, Problem> {
    let row = (
        assignments::organisation_id.eq(tx.organisation()),
        assignments::id.eq(id),
        assignments::trajectory_id.eq(trajectory),
        fields,
        assignments::licence_id.eq(held.and_then(|held| held.licence_id)),
        assignments::licence_period_id.eq(held.and_then(|held| held.period_id)),
        assignments::version.eq(1),
        assignments::created_at.eq(tx.context.now),
        assignments::updated_at.eq(tx.context.now),
    );
    let insert = diesel::insert_into(assignments::table).values(row).returning(Assignment::as_returning());
    Ok(insert.get_result(tx.conn()).await?)
}

/// Those who perform on a new trajectory, from its first day, under these licences.
pub(in crate::features::trajectories) async fn performers_insert(
    tx: &mut Tx<Tenant>,
    trajectory: &TrajectoryRow,
    new: &NewTrajectory,
    held: &[Held],
) -> Result<(), Problem> {
    let (organisation, now) = (tx.organisation(), tx.context.now);
    let row = |practitioner: &PractitionerId| {
        let held = held.iter().find(|held| held.practitioner_id == *practitioner);
        (
            assignments::organisation_id.eq(organisation),
            assignments::id.eq(AssignmentId::new()),
            assignments::trajectory_id.eq(trajectory.id),
            assignments::practitioner_id.eq(*practitioner),
            assignments::kind.eq(AssignmentKind::Performer),
            assignments::from_on.eq(new.started_on),
            assignments::licence_id.eq(held.and_then(|held| held.licence_id)),
            assignments::licence_period_id.eq(held.and_then(|held| held.period_id)),
            assignments::version.eq(1),
            assignments::created_at.eq(now),
            assignments::updated_at.eq(now),
        )
    };
    let rows: Vec<_> = new.practitioner_ids.iter().map(row).collect();
    diesel::insert_into(assignments::table).values(rows).execute(tx.conn()).await?;
    Ok(())
}

pub(in crate::features::trajectories) async fn assignment_set_end(
    tx: &mut Tx<Tenant>,
    id: AssignmentId,
    until_on: Option<NaiveDate>,
) -> Result<Assignment, Problem> {
    let change = (
        assignments::until_on.eq(until_on),
        assignments::version.eq(assignments::version + 1),
        assignments::updated_at.eq(tx.context.now),
    );
    let update = diesel::update(assignments::table.find((tx.organisation(), id))).set(change);
    Ok(update.returning(Assignment::as_returning()).get_result(tx.conn()).await?)
}

pub(in crate::features::trajectories) async fn assignment_delete(
    tx: &mut Tx<Tenant>,
    id: AssignmentId,
) -> Result<(), Problem> {
    diesel::delete(assignments::table.find((tx.organisation(), id))).execute(tx.conn()).await?;
    Ok(())
}

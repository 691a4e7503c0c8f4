//! The SQL of hand-overs, and of the days after one in which own visits can still be entered.

use chrono::{Days, NaiveDate};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::TrajectoryRow;
use crate::context::Scope;
use crate::db::{Tenant, Tx};
use crate::features::trajectories::api::{Assignment, AssignmentKind, TrajectoryStatus};
use crate::ids::{FamilyId, PractitionerId, TrajectoryId};
use crate::problem::Problem;
use crate::schema::{assignments, settings, trajectories};

/// Every assignment to a trajectory, by first day.
pub(in crate::features::trajectories) async fn assignments_of(
    tx: &mut Tx<Tenant>,
    trajectory: TrajectoryId,
) -> Result<Vec<Assignment>, Problem> {
    let organisation = tx.organisation();
    Ok(super::assignments_by_trajectory(tx.conn(), organisation, &[trajectory])
        .await?
        .remove(&trajectory)
        .unwrap_or_default())
}

/// The trajectories under guidance or in aftercare that somebody performs on a day, in the order of their ids: in that
/// order several are locked, so that nobody waits in a circle.
pub(in crate::features::trajectories) async fn performed_on(
    tx: &mut Tx<Tenant>,
    practitioner: PractitionerId,
    on: NaiveDate,
) -> Result<Vec<TrajectoryId>, Problem> {
    let organisation = tx.organisation();
    let performed = assignments::table
        .filter(assignments::organisation_id.eq(organisation))
        .filter(assignments::practitioner_id.eq(practitioner))
        .filter(assignments::kind.eq(AssignmentKind::Performer))
        .filter(assignments::from_on.le(on))
        .filter(assignments::until_on.is_null().or(assignments::until_on.ge(on)))
        .select(assignments::trajectory_id);
    Ok(trajectories::table
        .filter(trajectories::organisation_id.eq(organisation))
        .filter(trajectories::status.ne(TrajectoryStatus::Discontinued))
        .filter(trajectories::id.eq_any(performed))
        .order(trajectories::id)
        .select(trajectories::id)
        .load(tx.conn())
        .await?)
}

/// Locks all trajectories of the families that these belong to, in the order of their ids.
pub(in crate::features::trajectories) async fn families_lock(
    tx: &mut Tx<Tenant>,
    ids: &[TrajectoryId],
) -> Result<(), Problem> {
    let families: Vec<FamilyId> = trajectories::table
        .filter(trajectories::organisation_id.eq(tx.organisation()))
        .filter(trajectories::id.eq_any(ids))
        .select(trajectories::family_id)
        .load(tx.conn())
        .await?;
    super::trajectories_lock_of_families(tx, &families).await?;
    Ok(())
}

/// Locks a trajectory that the practitioner was assigned to on a day, as long as that assignment ended no longer ago
/// than the setting says; 404 for any other.
pub(in crate::features::trajectories) async fn trajectory_lock_for_late_registration(
    tx: &mut Tx<Tenant>,
    id: TrajectoryId,
    held_on: NaiveDate,
) -> Result<TrajectoryRow, Problem> {
    let Scope::Own(practitioner) = tx.context.scope() else { return Err(Problem::not_found()) };
    let days: i32 = settings::table.find("handover_registration_days").select(settings::value).first(tx.conn()).await?;
    let days = Days::new(u64::try_from(days).unwrap_or(0));
    let ended_from = tx.context.today.checked_sub_days(days).unwrap_or(tx.context.today);
    let organisation = tx.organisation();
    let ended = assignments::table
        .filter(assignments::organisation_id.eq(organisation))
        .filter(assignments::practitioner_id.eq(practitioner))
        .filter(assignments::from_on.le(held_on))
        .filter(assignments::until_on.ge(held_on.max(ended_from)))
        .select(assignments::trajectory_id);
    let row: TrajectoryRow = trajectories::table
        .find((organisation, id))
        .filter(trajectories::id.eq_any(ended))
        .select(TrajectoryRow::as_select())
        .for_no_key_update()
        .first(tx.conn())
        .await?;
    tx.context.families.push(row.family_id);
    Ok(row)
}

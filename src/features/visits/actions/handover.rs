//! What a hand-over asks of visits: those that are planned go along, and own visits of before it can be entered for a
//! while (`domain.md` §11).

use chrono::NaiveDate;

use crate::context::Scope;
use crate::db::{Tenant, Tx, Wire};
use crate::features::trajectories::TrajectoryRow;
use crate::features::trajectories::actions::{trajectory_lock_beside, trajectory_lock_for_late_registration};
use crate::features::visits::api::NewVisit;
use crate::features::visits::{rules, store};
use crate::ids::{OrganisationId, PractitionerId, TrajectoryId};
use crate::problem::{Code, Problem};

/// The visits of a locked trajectory that are planned with one performer, within these Amsterdam days, name another.
pub(crate) async fn planned_visits_hand_over(
    tx: &mut Tx<Tenant>,
    trajectory: TrajectoryId,
    (from, to): (PractitionerId, PractitionerId),
    (on, until_on): (NaiveDate, Option<NaiveDate>),
) -> Result<(), Problem> {
    let time = (rules::start_of(on), until_on.map(rules::end_of));
    let planned = store::planned_of(tx, trajectory, from, time).await?;
    if planned.is_empty() { Ok(()) } else { store::performer_replace(tx, &planned, (from, to)).await }
}

/// Locks the trajectory of a new visit, if the caller may see it, or until lately performed on it and enters an own
/// visit of those days; and asks something else in the breath of the first try.
pub(super) async fn trajectory_for<T>(
    tx: &mut Tx<Tenant>,
    new: &NewVisit,
    beside: impl AsyncFnOnce(&Wire, OrganisationId) -> T,
) -> Result<(TrajectoryRow, T), Problem> {
    let (mut found, beside) = trajectory_lock_beside(tx, new.trajectory_id, beside).await;
    if found.as_ref().is_err_and(|problem| problem.code == Code::NotFound)
        && let Some(day) = own_day(tx, new)
    {
        found = trajectory_lock_for_late_registration(tx, new.trajectory_id, day).await;
    }
    let found = found.map_err(|problem| match problem.code {
        Code::NotFound => Problem::unknown_reference("/trajectoryId"),
        _ => problem,
    })?;
    Ok((found, beside))
}

/// The day of a visit that has happened and that the caller alone performed.
fn own_day(tx: &Tx<Tenant>, new: &NewVisit) -> Option<NaiveDate> {
    let Scope::Own(own) = tx.context.scope() else { return None };
    let alone = new.fields.performer_ids == [own];
    new.fields.held_on.filter(|_| alone && rules::has_happened(new.status.into()))
}

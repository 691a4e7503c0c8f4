//! Departures noted, changed and taken back.

use super::require_still_complete;
use crate::db::{Tenant, Trace, Tx};
use crate::features::catalogue;
use crate::features::guidance::api::{Departure, DepartureFields, DepartureKind};
use crate::features::guidance::rules::fidelity::is_guideline;
use crate::features::guidance::store;
use crate::features::trajectories::TrajectoryRow;
use crate::features::trajectories::actions::{not_before_start, not_in_future, trajectory_touch};
use crate::ids::DepartureId;
use crate::problem::{Problem, Violation};

/// Notes a departure of a locked trajectory.
pub(in crate::features::guidance) async fn departure_add(
    tx: &mut Tx<Tenant>,
    row: &TrajectoryRow,
    chosen: Option<DepartureId>,
    fields: &DepartureFields,
) -> Result<Departure, Problem> {
    let known = match fields.kind {
        DepartureKind::Step => catalogue::actions::step_exists(tx.conn(), &fields.code).await?,
        DepartureKind::Guideline => is_guideline(&fields.code),
    };
    if !known {
        let (dutch, english) = ("Er is geen stap of richtlijn met deze code.", "No step or guideline has this code.");
        return Err(Problem::invalid(vec![Violation::body("/code", "unknownCode", dutch, english)]));
    }
    not_in_future(tx, fields.noted_on, "notedOn")?;
    not_before_start(row, fields.noted_on)?;
    if let Some(id) = chosen
        && store::departure_find(tx, id).await? == Some(row.id)
    {
        return Err(Problem::taken(format!("/v1/trajectories/{}/departures/{id}", row.id)));
    }
    let departure = store::departure_insert(tx, row, chosen.unwrap_or_default(), fields).await?;
    require_still_complete(tx, row).await?;
    trajectory_touch(tx, row.id);
    tx.trace(Trace::done("departure", departure.id.0).families([row.family_id]));
    Ok(departure)
}

/// Words the reason anew.
pub(in crate::features::guidance) async fn departure_change(
    tx: &mut Tx<Tenant>,
    row: &TrajectoryRow,
    id: DepartureId,
    reason: &str,
) -> Result<Departure, Problem> {
    let departure = store::departure_update(tx, id, reason).await?;
    tx.trace(Trace::done("departure", id.0).families([row.family_id]).changed(["reason".to_owned()]));
    Ok(departure)
}

/// Takes a departure back, unless a completion rests on it.
pub(in crate::features::guidance) async fn departure_remove(
    tx: &mut Tx<Tenant>,
    row: &TrajectoryRow,
    id: DepartureId,
) -> Result<(), Problem> {
    store::departure_delete(tx, id).await?;
    require_still_complete(tx, row).await?;
    trajectory_touch(tx, row.id);
    tx.trace(Trace::done("departure", id.0).families([row.family_id]));
    Ok(())
}

//! What takes several steps: a signal with its day judged (gate G5). An observation is no activity under the programme,
//! so nobody's licence is judged.

use chrono::NaiveDate;

use super::api::{Signal, SignalFields};
use super::store;
use crate::db::{Tenant, Tx};
use crate::features::trajectories::TrajectoryRow;
use crate::features::trajectories::actions::{not_before_start, not_in_future};
use crate::ids::{SignalId, TrajectoryId};
use crate::problem::Problem;

/// Adds a signal to a locked trajectory.
pub(super) async fn signal_add(
    tx: &mut Tx<Tenant>,
    trajectory: &TrajectoryRow,
    id: SignalId,
    fields: &SignalFields,
) -> Result<Signal, Problem> {
    judge(tx, trajectory, fields.noticed_on)?;
    store::signal_insert(tx, trajectory, id, fields).await
}

/// Changes a signal of a locked trajectory; its day is judged when it changes.
pub(super) async fn signal_change(
    tx: &mut Tx<Tenant>,
    trajectory: &TrajectoryRow,
    id: SignalId,
    noticed_on: NaiveDate,
    fields: &SignalFields,
) -> Result<Signal, Problem> {
    if fields.noticed_on != noticed_on {
        judge(tx, trajectory, fields.noticed_on)?;
    }
    store::signal_update(tx, id, fields).await
}

fn judge(tx: &Tx<Tenant>, trajectory: &TrajectoryRow, day: NaiveDate) -> Result<(), Problem> {
    not_in_future(tx, day, "noticedOn")?;
    not_before_start(trajectory, day)
}

/// The first day that a signal of a trajectory bears.
pub(crate) async fn first_day(tx: &mut Tx<Tenant>, trajectory: TrajectoryId) -> Result<Option<NaiveDate>, Problem> {
    store::first_day(tx, trajectory).await
}

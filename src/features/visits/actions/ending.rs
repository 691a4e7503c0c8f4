//! What the end of a trajectory asks of visits: what was planned is off, and comes back when the trajectory is reopened.

use crate::db::{Tenant, Tx};
use crate::features::visits::store;
use crate::ids::{TrajectoryId, TransitionId};
use crate::problem::Problem;

/// Cancels the planned visits of a locked trajectory that a transition ends, but those of the steps that go on.
pub(crate) async fn planned_visits_cancel(
    tx: &mut Tx<Tenant>,
    trajectory: TrajectoryId,
    transition: TransitionId,
    but_steps: &[String],
) -> Result<(), Problem> {
    let reason = tx.context.language.of(("Traject beëindigd", "Trajectory ended"));
    store::planned_cancel(tx, trajectory, transition, reason, but_steps).await
}

/// Gives back the planned visits that a transition cancelled and that nobody touched since.
pub(crate) async fn planned_visits_restore(
    tx: &mut Tx<Tenant>,
    trajectory: TrajectoryId,
    transition: TransitionId,
) -> Result<(), Problem> {
    store::planned_restore(tx, trajectory, transition).await
}

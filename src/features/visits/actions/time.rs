//! What the hours of a trajectory ask of its visits.

use crate::db::{Tenant, Tx};
use crate::features::visits::store;
use crate::ids::TrajectoryId;
use crate::problem::Problem;

pub(crate) use store::VisitMinutes;

/// What the visits that were held or missed took of each performer; whether the caller sees the trajectory is settled
/// before.
pub(crate) async fn visit_minutes(tx: &mut Tx<Tenant>, trajectory: TrajectoryId) -> Result<Vec<VisitMinutes>, Problem> {
    store::visit_minutes(tx, trajectory).await
}

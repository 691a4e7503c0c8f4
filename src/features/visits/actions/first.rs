//! What a trajectory's start asks of its visits.

use chrono::NaiveDate;

use crate::db::{Tenant, Tx};
use crate::features::visits::store;
use crate::ids::TrajectoryId;
use crate::problem::Problem;

/// The first day of a visit that was held or missed, also of one that was cancelled after it, for that can come back.
pub(crate) async fn first_day(tx: &mut Tx<Tenant>, trajectory: TrajectoryId) -> Result<Option<NaiveDate>, Problem> {
    store::first_day(tx, trajectory).await
}

//! What other features ask of school holidays.

use chrono::NaiveDate;
use diesel::QueryResult;
use futures_util::try_join;

use super::{rules, store};
use crate::db::Wire;
use crate::ids::{OrganisationId, TrajectoryId};

/// The first and last days of the school holidays of a trajectory's focus children: of the region of the school where a
/// child goes by then. Its statements leave together with others on the same connection.
pub(crate) async fn holidays_of(
    connection: &Wire,
    organisation: OrganisationId,
    trajectory: TrajectoryId,
) -> QueryResult<Vec<(NaiveDate, NaiveDate)>> {
    let (holidays, schooling) = try_join!(
        store::holiday_days(connection, organisation),
        store::schooling(connection, organisation, trajectory)
    )?;
    Ok(rules::of_children(&holidays, &schooling))
}

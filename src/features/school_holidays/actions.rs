//! What other features ask of school holidays.

use chrono::NaiveDate;

use super::store;
use crate::db::{Tenant, Tx};
use crate::problem::Problem;

/// The first and last day of every school holiday of the organisation, by first day.
pub(crate) async fn holidays(tx: &mut Tx<Tenant>) -> Result<Vec<(NaiveDate, NaiveDate)>, Problem> {
    store::holiday_days(tx).await
}

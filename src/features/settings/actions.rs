//! What others ask of settings.

use super::store;
use crate::db::Tx;
use crate::problem::Problem;

/// The present value of a setting that this release knows.
pub(crate) async fn number<D>(tx: &mut Tx<D>, key: &'static str) -> Result<i32, Problem> {
    store::number(tx, key).await
}

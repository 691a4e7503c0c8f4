//! What other features ask of the catalogue; always the newest edition, one statement each.

use super::store;
use crate::db::{Tenant, Tx};
use crate::problem::Problem;

/// Whether there is a step with this code.
pub(crate) async fn step_exists(tx: &mut Tx<Tenant>, code: &str) -> Result<bool, Problem> {
    store::step_exists(tx, code).await
}

/// The sub-goals that can be worked on, such as `2.3`.
pub(crate) async fn subgoals(tx: &mut Tx<Tenant>) -> Result<Vec<String>, Problem> {
    store::subgoals(tx).await
}

//! What other features ask of the catalogue; always the newest edition, one statement each.

use super::api::{ContraIndication, ContraIndicationCatalogue};
use super::content::{GoalContent, NewGoalCatalogue, NewStepCatalogue, StepContent};
use super::store;
use crate::db::{Tenant, Tx, Wire};
use crate::problem::Problem;

/// Whether there is a step with this code.
pub(crate) async fn step_exists(wire: &Wire, code: &str) -> Result<bool, Problem> {
    store::step_exists(wire, code).await
}

/// The sub-goals that can be worked on, such as `2.3`.
pub(crate) async fn subgoals(tx: &mut Tx<Tenant>) -> Result<Vec<String>, Problem> {
    store::subgoals(tx).await
}

/// The contra-indications, in the caller's language.
pub(crate) async fn contra_indications(tx: &mut Tx<Tenant>) -> Result<Vec<ContraIndication>, Problem> {
    let edition = store::edition_get(tx.conn(), store::CONTRA_INDICATIONS, None).await?;
    Ok(ContraIndicationCatalogue::new(edition, tx.context.language).contra_indications)
}

/// Whether there is a contra-indication with this code.
pub(crate) async fn contra_indication_exists(tx: &mut Tx<Tenant>, code: &str) -> Result<bool, Problem> {
    Ok(contra_indications(tx).await?.iter().any(|one| one.code == code))
}

/// The steps, in both languages.
pub(crate) async fn steps(wire: &Wire) -> Result<Vec<StepContent>, Problem> {
    let edition = store::edition_get::<NewStepCatalogue>(wire, store::STEPS, None).await?;
    Ok(edition.content.steps)
}

/// The goals, in both languages.
pub(crate) async fn goals(tx: &mut Tx<Tenant>) -> Result<Vec<GoalContent>, Problem> {
    let edition = store::edition_get::<NewGoalCatalogue>(tx.conn(), store::GOALS, None).await?;
    Ok(edition.content.goals)
}

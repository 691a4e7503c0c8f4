//! Steps and fidelity of a trajectory that the caller sees.

use crate::context::Role;
use crate::db::{Tenant, Tx};
use crate::features::catalogue;
use crate::features::guidance::api::{Fidelity, Steps};
use crate::features::guidance::rules;
use crate::features::guidance::store;
use crate::features::trajectories::TrajectoryRow;
use crate::problem::Problem;

/// The steps as they stand today.
pub(in crate::features::guidance) async fn steps(tx: &mut Tx<Tenant>, row: &TrajectoryRow) -> Result<Steps, Problem> {
    let facts = store::facts_load(tx, row).await?;
    let catalogue = catalogue::actions::steps(tx).await?;
    let states = rules::steps::steps(&catalogue, &facts);
    // Signals are for people only (`domain.md` §10).
    let reader = (tx.context.language, !tx.context.has(Role::Integration));
    Ok(Steps::new(row.id, &facts, states, &catalogue, reader))
}

/// How the trajectory keeps to the programme.
pub(in crate::features::guidance) async fn fidelity(
    tx: &mut Tx<Tenant>,
    row: &TrajectoryRow,
) -> Result<Fidelity, Problem> {
    let facts = store::facts_load(tx, row).await?;
    Ok(Fidelity::new(row.id, &facts, tx.context.language, !tx.context.has(Role::Integration)))
}

//! Steps and fidelity of a trajectory that the caller sees. What each needs leaves in one breath.

use futures_util::try_join;

use crate::context::Role;
use crate::db::{Tenant, Tx};
use crate::features::catalogue;
use crate::features::guidance::api::{Fidelity, Steps};
use crate::features::guidance::rules;
use crate::features::guidance::store;
use crate::features::trajectories::actions::trajectory_seen;
use crate::ids::TrajectoryId;
use crate::problem::Problem;

/// The steps as they stand today.
pub(in crate::features::guidance) async fn steps(tx: &mut Tx<Tenant>, id: TrajectoryId) -> Result<Steps, Problem> {
    let organisation = tx.organisation();
    let (wire, context) = tx.split();
    let (row, happened, catalogue) = try_join!(
        trajectory_seen(wire, organisation, context, id),
        store::happened_ask(wire, organisation, id),
        catalogue::actions::steps(wire),
    )?;
    let row = row.ok_or_else(Problem::not_found)?;
    tx.disclose("trajectory", Some(id.0), [row.family_id]);
    let facts = happened.facts(&row, tx.context.today);
    let states = rules::steps::steps(&catalogue, &facts);
    // Signals are for people only (`domain.md` §10).
    let reader = (tx.context.language, !tx.context.has(Role::Integration));
    Ok(Steps::new(id, &facts, states, &catalogue, reader))
}

/// How the trajectory keeps to the programme.
pub(in crate::features::guidance) async fn fidelity(
    tx: &mut Tx<Tenant>,
    id: TrajectoryId,
) -> Result<Fidelity, Problem> {
    let organisation = tx.organisation();
    let (wire, context) = tx.split();
    let (row, happened) =
        try_join!(trajectory_seen(wire, organisation, context, id), store::happened_ask(wire, organisation, id),)?;
    let row = row.ok_or_else(Problem::not_found)?;
    tx.disclose("trajectory", Some(id.0), [row.family_id]);
    let facts = happened.facts(&row, tx.context.today);
    Ok(Fidelity::new(id, &facts, tx.context.language, !tx.context.has(Role::Integration)))
}

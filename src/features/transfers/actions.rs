//! What takes several steps: an offer made and taken back, and one that was received settled.

mod receive;

pub(super) use receive::{received_open, transfer_accept, transfer_decline};

use chrono::Days;

use super::api::{FamilyTransfer, FamilyTransferFields, TransferStatus};
use super::rules;
use super::store::{self, Offer};
use crate::db::{Tenant, Trace, Tx};
use crate::features::consents::ConsentPurpose;
use crate::features::consents::actions::consents_given;
use crate::features::families::parents_of;
use crate::features::settings::actions::number;
use crate::features::trajectories::actions::{
    pointed, trajectories_lock_of_family, trajectory_lock, trajectory_row, unknown_references,
};
use crate::features::trajectories::{TrajectoryRow, TrajectoryStatus};
use crate::ids::{ConsentId, FamilyId, FamilyTransferId, ParentId};
use crate::problem::{Code, Problem};

/// Offers a family to another organisation: the guidance has ended, and every parent named agreed to it.
pub(super) async fn transfer_offer(
    tx: &mut Tx<Tenant>,
    id: FamilyTransferId,
    fields: &FamilyTransferFields,
) -> Result<FamilyTransfer, Problem> {
    let mut unknown = Vec::new();
    let trajectory = match trajectory_row(tx, fields.trajectory_id).await {
        Ok(trajectory) => Some(trajectory),
        Err(problem) if problem.code == Code::NotFound => None,
        Err(problem) => return Err(problem),
    };
    if trajectory.is_none() {
        unknown.push("/trajectoryId".to_owned());
    }
    let receiver = store::receiver(tx, &fields.to_kvk_number).await?;
    if receiver.is_none() {
        unknown.push("/toKvkNumber".to_owned());
    }
    let parents = match &trajectory {
        Some(trajectory) => parents_of(tx, trajectory.family_id).await?,
        None => Vec::new(),
    };
    let strangers = pointed(&fields.parent_ids, "parentIds").into_iter().filter(|(id, _)| !parents.contains(id));
    unknown.extend(strangers.map(|(_, pointer)| pointer));
    unknown_references(unknown)?;
    let (Some(trajectory), Some(receiver)) = (trajectory, receiver) else { return Err(Problem::not_found()) };
    tx.context.families.push(trajectory.family_id);
    let statuses = trajectories_lock_of_family(tx, trajectory.family_id).await?;
    refuse_running(&statuses)?;
    let trajectory = trajectory_lock(tx, trajectory.id).await?;
    let consents = require_consents(tx, &trajectory, &fields.parent_ids).await?;
    offers_settle(tx, trajectory.family_id).await?;
    let package = rules::pack(store::material_load(tx, &trajectory, &fields.parent_ids).await?);
    let days = u64::try_from(number(tx, "transfer_days").await?).unwrap_or_default();
    let today = tx.context.today;
    let expires_on = today.checked_add_days(Days::new(days)).unwrap_or(today);
    let offer = Offer { receiver, consents, package, expires_on };
    // Who offers sees all of the organisation's, so where it is can be told.
    store::transfer_insert(tx, id, &trajectory, fields, offer)
        .await
        .map_err(|problem| problem.taken_at(|| format!("/v1/family-transfers/{id}")))?;
    tx.trace(Trace::done("family_transfer", id.0).families([trajectory.family_id]));
    store::transfer_get(tx, id).await
}

/// One organisation at a time: what is under guidance here is ended first, whichever trajectory is offered.
fn refuse_running(statuses: &[TrajectoryStatus]) -> Result<(), Problem> {
    let Some(running) = statuses.iter().find(|status| !status.is_closed()) else { return Ok(()) };
    let problem = Problem::new(Code::FamilyHasRunningTrajectory).with("currentStatus", running.as_str());
    Err(problem.detail(
        "Het gezin wordt hier nog begeleid. Beëindig het traject eerst vanwege de verhuizing ('discontinued').",
        "The family is still under guidance here. Discontinue the trajectory first, because of the move.",
    ))
}

/// Settles the offers of a family that are over (a consent was taken back or went with its parent, the last day has
/// passed), and takes their packages away.
pub(crate) async fn offers_settle(tx: &mut Tx<Tenant>, family: FamilyId) -> Result<(), Problem> {
    for id in store::offers_settle(tx, family).await? {
        let trace = Trace::done("family_transfer", id.0).families([family]);
        tx.trace(trace.changed(["status".to_owned()]));
    }
    Ok(())
}

/// Takes back what is offered of a family: guidance begins or goes on here.
pub(crate) async fn offer_take_back(tx: &mut Tx<Tenant>, family: FamilyId) -> Result<(), Problem> {
    let Some(id) = store::offer_open(tx, family).await? else { return Ok(()) };
    store::transfer_withdraw(tx, id).await?;
    tx.trace(Trace::done("family_transfer", id.0).families([family]).changed(["status".to_owned()]));
    Ok(())
}

/// The consents that an offer rests on: of each of these parents one that is in force, and that no earlier move rested
/// on.
async fn require_consents(
    tx: &mut Tx<Tenant>,
    trajectory: &TrajectoryRow,
    named: &[ParentId],
) -> Result<Vec<ConsentId>, Problem> {
    let spent = store::consents_spent(tx, trajectory.family_id).await?;
    let mut given = consents_given(tx, trajectory.family_id, ConsentPurpose::Transfer).await?;
    given.retain(|(parent, consent)| named.contains(parent) && !spent.contains(consent));
    let missing = named.iter().filter(|parent| given.iter().all(|(of, _)| of != *parent));
    let missing: Vec<String> = missing.map(ParentId::to_string).collect();
    if missing.is_empty() {
        return Ok(given.into_iter().map(|(_, consent)| consent).collect());
    }
    let problem = Problem::new(Code::ConsentMissing).with("purpose", ConsentPurpose::Transfer.as_str());
    Err(problem.with("parentIds", missing))
}

/// Takes a locked offer back, and its package away. One that is over on paper goes the same way.
pub(super) async fn transfer_withdraw(
    tx: &mut Tx<Tenant>,
    transfer: &FamilyTransfer,
) -> Result<FamilyTransfer, Problem> {
    if transfer.status != TransferStatus::Offered {
        return Err(not_open(transfer.status));
    }
    store::transfer_withdraw(tx, transfer.id).await?;
    let trace = Trace::done("family_transfer", transfer.id.0).families([transfer.family_id]);
    tx.trace(trace.changed(["status".to_owned()]));
    store::transfer_get(tx, transfer.id).await
}

/// Only what is offered can be settled.
fn not_open(status: TransferStatus) -> Problem {
    Problem::new(Code::TransferStatusConflict).with("currentStatus", status.as_str())
}

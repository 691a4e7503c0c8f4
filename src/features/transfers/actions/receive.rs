//! An offer at its receiver's: opened, accepted (which makes the family and its trajectory, all or nothing), declined.

use super::not_open;
use crate::db::{Tenant, Trace, Tx};
use crate::features::families::family_create;
use crate::features::trajectories::NewTrajectory;
use crate::features::trajectories::actions::{trajectory_begin, trajectory_continue, trajectory_create};
use crate::features::transfers::api::{
    ReceivedTransfer, TransferAcceptance, TransferDecline, TransferPackage, TransferredChild,
};
use crate::features::transfers::rules;
use crate::features::transfers::store::{self, Settled, Settlement};
use crate::ids::{ChildId, FamilyId, ReceivedTransferId};
use crate::problem::{Code, Problem};

/// A transfer with its package, while that can be seen.
pub(in crate::features::transfers) async fn received_open(
    tx: &mut Tx<Tenant>,
    id: ReceivedTransferId,
) -> Result<ReceivedTransfer, Problem> {
    let transfer = store::received_get(tx, id).await?;
    let package = store::received_package(tx, &transfer).await?;
    Ok(ReceivedTransfer { package, ..transfer })
}

/// Accepts an open offer: gates G1, G4 and G5 for the trajectory.
pub(in crate::features::transfers) async fn transfer_accept(
    tx: &mut Tx<Tenant>,
    id: ReceivedTransferId,
    acceptance: TransferAcceptance,
) -> Result<ReceivedTransfer, Problem> {
    let found = rules::check_acceptance(&acceptance);
    if !found.is_empty() {
        return Err(Problem::invalid(found));
    }
    let settled = settle(tx, id, Settlement::Accept).await?;
    let lost = || Problem::internal(anyhow::anyhow!("an offer without a package was open"));
    let package = settled.package.as_ref().ok_or_else(lost)?;
    let TransferAcceptance { started_on, practitioner_ids, family_name, family_id, focus_child_ids } = acceptance;
    if let Some(earliest) = package.trajectory.ended_on.filter(|ended| started_on < *ended) {
        let problem = Problem::new(Code::BeforeStart).with("member", "startedOn");
        return Err(problem.with("earliest", earliest.to_string()).detail(
            "Kies een datum op of na het einde van het vorige traject; 'earliest' noemt die dag.",
            "Choose a date on or after the end of the earlier trajectory; 'earliest' names that day.",
        ));
    }
    let new = |family_id, focus_child_ids| NewTrajectory {
        id: None,
        family_id,
        focus_child_ids,
        practitioner_ids,
        started_on,
        continued_from_id: None,
        notes: None,
    };
    let trajectory = match family_id {
        Some(family) => trajectory_create(tx, &new(family, focus_child_ids.unwrap_or_default())).await?,
        None => {
            let (family, focus) = family_made(tx, package, family_name).await?;
            trajectory_begin(tx, &new(family, focus)).await?
        }
    };
    store::received_insert(tx, id, (&settled, package), (trajectory.family_id, trajectory.id)).await?;
    trajectory_continue(tx, trajectory.id, id).await?;
    let trace = Trace::done("received_transfer", id.0).families([trajectory.family_id]);
    tx.trace(trace.changed(["status".to_owned()]));
    received_open(tx, id).await
}

/// Declines an open offer.
pub(in crate::features::transfers) async fn transfer_decline(
    tx: &mut Tx<Tenant>,
    id: ReceivedTransferId,
    decline: &TransferDecline,
) -> Result<ReceivedTransfer, Problem> {
    settle(tx, id, Settlement::Decline(decline.reason)).await?;
    tx.trace(Trace::done("received_transfer", id.0).changed(["status".to_owned()]));
    store::received_get(tx, id).await
}

/// Settles an offer; a conflict with how it stands when somebody else did, or when it is over.
async fn settle(tx: &mut Tx<Tenant>, id: ReceivedTransferId, settlement: Settlement) -> Result<Settled, Problem> {
    match store::transfer_settle(tx, id, settlement).await? {
        Some(settled) => Ok(settled),
        None => Err(not_open(store::received_get(tx, id).await?.status)),
    }
}

/// Makes the family of a package, and says which of its children the guidance is about.
async fn family_made(
    tx: &mut Tx<Tenant>,
    package: &TransferPackage,
    name: Option<String>,
) -> Result<(FamilyId, Vec<ChildId>), Problem> {
    let brins = package.children.iter().filter_map(|child| child.school.as_ref()?.brin.clone());
    let schools = store::schools_by_brin(tx, &brins.collect::<Vec<_>>()).await?;
    let id = FamilyId::new();
    let family = family_create(tx, id, &rules::family_of(package, name, &schools)).await?;
    tx.trace(Trace::done("family", id.0).families([id]));
    let focus: Vec<&TransferredChild> = package.children.iter().filter(|child| child.focus).collect();
    let guided = family.children.iter().filter(|child| {
        let same = |one: &&TransferredChild| {
            (&one.given_name, &one.family_name, one.birth_date)
                == (&child.given_name, &child.family_name, child.birth_date)
        };
        focus.iter().any(same)
    });
    Ok((id, guided.map(|child| child.id).collect()))
}

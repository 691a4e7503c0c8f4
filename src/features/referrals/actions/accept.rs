//! Accepting a referral: the family and its trajectory come to be in one transaction, or nothing does.

use serde_json::json;

use super::{after, shown, within};
use crate::context::Role;
use crate::db::{Tenant, Trace, Tx};
use crate::features::families::{
    ChildFields, NewChild, NewFamilyFields, NewParent, ParentFields, Placement, family_create, groups_on,
};
use crate::features::referrals::api::{AcceptedFamily, Referral, ReferralAcceptance, ReferredParent};
use crate::features::referrals::rules::{self, Act, Unmet};
use crate::features::referrals::store::{self, ReferralRow, Standing};
use crate::features::trajectories::NewTrajectory;
use crate::features::trajectories::actions::{trajectory_begin, trajectory_create};
use crate::ids::{ChildId, FamilyId};
use crate::problem::{Code, Place, Problem};

/// Accepts a locked referral: the programme is indicated, and gates G1, G4 and G5 for the trajectory.
pub(in crate::features::referrals) async fn referral_accept(
    tx: &mut Tx<Tenant>,
    row: &ReferralRow,
    acceptance: ReferralAcceptance,
) -> Result<Referral, Problem> {
    let status = after(row, Act::Accept)?;
    let found = rules::check_acceptance(&acceptance);
    if !found.is_empty() {
        return Err(Problem::invalid(found));
    }
    let known = match acceptance.family_id {
        Some(family) => groups_on(tx, family, acceptance.started_on).await?,
        None => Vec::new(),
    };
    let groups = rules::groups_at_start(&acceptance, &known);
    refuse_unmet(tx, rules::unmet(&row.fields(), &acceptance, &groups))?;
    within(tx, row, acceptance.started_on, "startedOn")?;
    let ReferralAcceptance { started_on, practitioner_ids, family_id, focus_child_ids, family } = acceptance;
    let new = |family_id, focus_child_ids| NewTrajectory {
        id: None,
        family_id,
        focus_child_ids,
        practitioner_ids,
        started_on,
        continued_from_id: None,
        notes: None,
    };
    let trajectory = match (family, family_id) {
        (Some(family), _) => {
            let (family, children) = family_of(tx, row, family).await?;
            trajectory_begin(tx, &new(family, focus_child_ids.unwrap_or(children))).await?
        }
        (None, Some(family)) => trajectory_create(tx, &new(family, focus_child_ids.unwrap_or_default())).await?,
        (None, None) => return Err(incomplete()),
    };
    let standing = Standing {
        status,
        decided_on: Some(tx.context.today),
        family_id: Some(trajectory.family_id),
        trajectory_id: Some(trajectory.id),
        ..row.standing.clone()
    };
    let accepted = store::referral_stand(tx, row.id, &standing).await?;
    let trace = Trace::done("referral", row.id.0).families([trajectory.family_id]).changed(["status".to_owned()]);
    tx.trace(trace);
    shown(tx, accepted).await
}

/// Refuses when the programme is not indicated, with everything that is missing. Which contra-indications there are is
/// not told to integrations.
fn refuse_unmet(tx: &Tx<Tenant>, unmet: Vec<Unmet>) -> Result<(), Problem> {
    if unmet.is_empty() {
        return Ok(());
    }
    let for_people = !tx.context.has(Role::Integration);
    let told = unmet.into_iter().map(|one| match one {
        Unmet::ContraIndicated(_) if !for_people => Unmet::ContraIndicated(Vec::new()),
        other => other,
    });
    let told = told.map(|one| json!({ "code": one.code(), "detail": tx.context.language.of(one.detail()) }));
    Err(Problem::new(Code::ReferralNotIndicated).with("unmet", told.collect::<Vec<_>>()))
}

/// Registers the family, and says which children it has.
async fn family_of(
    tx: &mut Tx<Tenant>,
    row: &ReferralRow,
    family: AcceptedFamily,
) -> Result<(FamilyId, Vec<ChildId>), Problem> {
    let AcceptedFamily { name, languages, interpreter_needed, communication, parents, children } = family;
    let communication = communication.or(row.screening.communication).ok_or_else(incomplete)?;
    let children = match children {
        Some(children) => children,
        None => vec![child_of(row).ok_or_else(incomplete)?],
    };
    let parents = parents.unwrap_or_else(|| row.parents.0.iter().map(parent_of).collect());
    let new = NewFamilyFields { name, languages, interpreter_needed, communication, parents, children };
    let id = FamilyId::new();
    let made = family_create(tx, id, &new).await.map_err(below_family)?;
    tx.trace(Trace::done("family", id.0).families([id]));
    Ok((id, made.children.iter().map(|child| child.id).collect()))
}

/// The rules see to it that an acceptance has what it needs; this would be a defect.
fn incomplete() -> Problem {
    Problem::internal(anyhow::anyhow!("an acceptance without what a family needs was let through"))
}

/// What a family's own form calls `/children/0` stands in `family` here.
fn below_family(mut problem: Problem) -> Problem {
    for violation in &mut problem.violations {
        if let Place::Body(pointer) = &mut violation.place {
            pointer.insert_str(0, "/family");
        }
    }
    problem
}

/// The child as it was referred, with the school facts of that day.
fn child_of(row: &ReferralRow) -> Option<NewChild> {
    let child = &row.child;
    let placement =
        |school_id, group| Placement { from_on: row.received_on, school_id, group, teacher_id: None, class_name: None };
    let placed = row.school_id.zip(child.group).map(|(school, group)| placement(school, group));
    Some(NewChild::from(ChildFields {
        given_name: child.given_name.clone(),
        family_name: child.family_name.clone()?,
        birth_date: child.birth_date?,
        placements: placed.into_iter().collect(),
    }))
}

fn parent_of(parent: &ReferredParent) -> NewParent {
    NewParent::from(ParentFields {
        name: parent.name.clone(),
        email: parent.email.clone(),
        phone: parent.phone.clone(),
        language: parent.language.clone(),
        address: None,
        address_secret: false,
    })
}

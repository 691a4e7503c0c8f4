//! What takes several steps: a complaint with its references resolved and its handler judged, and its settlement.

use chrono::NaiveDate;

use super::api::{Complaint, ComplaintFields, ComplaintSettlement};
use super::{rules, store};
use crate::context::Actor;
use crate::db::{Tenant, Tx};
use crate::features::families::family_visible;
use crate::features::trajectories::actions::{not_in_future, practitioners_unknown, unknown_references};
use crate::ids::ComplaintId;
use crate::problem::{Code, Problem};

/// Records a complaint.
pub(super) async fn complaint_add(
    tx: &mut Tx<Tenant>,
    id: ComplaintId,
    fields: &ComplaintFields,
) -> Result<Complaint, Problem> {
    let due_on = judge(tx, fields).await?;
    // Who records complaints sees all of the organisation's, so where it is can be told.
    store::complaint_insert(tx, id, fields, due_on)
        .await
        .map_err(|problem| problem.taken_at(|| format!("/v1/complaints/{id}")))
}

/// Changes a locked complaint that is not settled.
pub(super) async fn complaint_change(
    tx: &mut Tx<Tenant>,
    complaint: &Complaint,
    fields: &ComplaintFields,
) -> Result<Complaint, Problem> {
    rules::check_open(complaint)?;
    refuse_own(tx, complaint).await?;
    let due_on = judge(tx, fields).await?;
    store::complaint_update(tx, complaint.id, fields, due_on).await
}

/// Settles a locked complaint, once and for all.
pub(super) async fn complaint_settle(
    tx: &mut Tx<Tenant>,
    complaint: &Complaint,
    settlement: &ComplaintSettlement,
) -> Result<Complaint, Problem> {
    rules::check_open(complaint)?;
    refuse_own(tx, complaint).await?;
    rules::check_settlement(complaint, settlement)?;
    not_in_future(tx, settlement.on, "on")?;
    store::complaint_settle(tx, complaint.id, settlement).await
}

/// Whoever a complaint is about neither changes nor settles it, as it stands before the change.
async fn refuse_own(tx: &mut Tx<Tenant>, complaint: &Complaint) -> Result<(), Problem> {
    let Actor::Person { user, .. } = tx.context.actor else { return Ok(()) };
    let Some(practitioner) = complaint.about_practitioner_id else { return Ok(()) };
    if store::is_same_person(tx, user, practitioner).await? {
        return Err(Problem::new(Code::Forbidden).detail(
            "Deze klacht gaat over u. Een andere projectleider wijzigt haar of handelt haar af.",
            "This complaint is about you. Another project leader changes or settles it.",
        ));
    }
    Ok(())
}

/// Its term, when all of it is right: what it refers to is the organisation's, and nobody handles a complaint about
/// oneself.
async fn judge(tx: &mut Tx<Tenant>, fields: &ComplaintFields) -> Result<NaiveDate, Problem> {
    let due_on = rules::due_on(fields)?;
    let mut unknown = Vec::new();
    if let Some(family) = fields.family_id {
        match family_visible(tx, family).await {
            Ok(family) => tx.context.families.push(family),
            Err(problem) if problem.code == Code::NotFound => unknown.push("/familyId".to_owned()),
            Err(problem) => return Err(problem),
        }
    }
    let about: Vec<_> =
        fields.about_practitioner_id.map(|id| (id, "/aboutPractitionerId".to_owned())).into_iter().collect();
    unknown.extend(practitioners_unknown(tx, &about, false).await?);
    if !store::user_exists(tx, fields.handled_by_user_id).await? {
        unknown.push("/handledByUserId".to_owned());
    }
    unknown_references(unknown)?;
    if let Some(practitioner) = fields.about_practitioner_id
        && store::is_same_person(tx, fields.handled_by_user_id, practitioner).await?
    {
        return Err(rules::handles_own_complaint());
    }
    not_in_future(tx, fields.received_on, "receivedOn")?;
    Ok(due_on)
}

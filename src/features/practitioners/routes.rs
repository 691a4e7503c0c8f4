//! The operations on practitioners.

use actix_web::web::Path;
use actix_web::{get, patch, post};

use super::api::{
    NewPractitioner, Practitioner, PractitionerFields, PractitionerFilter, PractitionerPatch, PractitionerStatus,
};
use super::store;
use crate::db::{Tenant, Trace, Tx};
use crate::http::{Answer, Body, Change, Halt, Listing, Page, PageQuery, Paging, Permit, Query, Reply, permissions};
use crate::ids::PractitionerId;
use crate::problem::{Code, Problem, Violation};

permissions! {
    PractitionersRead = "practitioners:read" [ProjectLeader, Practitioner, Integration] Active;
    PractitionersWrite = "practitioners:write" [ProjectLeader] Active;
    /// Correcting a name and ending access are never blocked (gate G2).
    PractitionersCorrect = "practitioners:write" [ProjectLeader] Exempt;
}

/// List practitioners
///
/// The colleagues of the own organisation, those who left too, oldest first.
#[utoipa::path(tag = "Practitioners", params(PractitionerFilter, PageQuery),
    responses((status = 200, description = "A page of practitioners", body = Page<Practitioner>)),
    security(("bearer" = ["practitioners:read"])), extensions(("x-problem-codes" = json!(["cursor-invalid"]))))]
#[get("/practitioners")]
pub(super) async fn list_practitioners(
    permit: Permit<PractitionersRead>,
    query: Query<Listing<PractitionerFilter>>,
) -> Answer {
    let state = permit.state();
    permit
        .read(async |tx| {
            let paging = Paging::new(&state, tx, &query.0)?;
            let list = store::practitioner_list(tx, &query.0.filter, paging.after()?, paging.rows()).await?;
            paging.reply(&paging.page(list, |practitioner| practitioner.id)?)
        })
        .await
}

/// Add a practitioner
///
/// Gives a person a place in the own organisation. Whoever is known to the licence holder by this e-mail address joins
/// as that person, with any licence; the answer is the same for a new one. A person has one place per organisation:
/// somebody who left comes back with `return`. `userId` names a user of the own organisation who is no other
/// practitioner.
#[utoipa::path(tag = "Practitioners", request_body = NewPractitioner,
    responses((status = 201, description = "The new practitioner", body = Practitioner)),
    security(("bearer" = ["practitioners:write"])),
    extensions(("x-problem-codes" = json!(["already-exists", "unknown-reference", "subscription-inactive",
        "organisation-read-only"]))))]
#[post("/practitioners")]
pub(super) async fn create_practitioner(permit: Permit<PractitionersWrite>, body: Body<NewPractitioner>) -> Answer {
    permit
        .change(async |tx| {
            let new = body.valid()?;
            tx.create().await?;
            let id = new.id();
            let entry = new.fields;
            let person = store::person_find_or_add(tx, &entry.email, &entry.name).await?;
            let fields = PractitionerFields { name: entry.name, user_id: entry.user_id };
            let practitioner = store::practitioner_insert(tx, id, person, &fields)
                .await
                .map_err(|problem| problem.taken_at(|| format!("/v1/practitioners/{id}")))?;
            refuse_somebody_else(tx, &practitioner).await?;
            tx.trace(Trace::done("practitioner", id.0));
            Ok(Reply::created(format!("/v1/practitioners/{id}"), &practitioner)?)
        })
        .await
}

/// Get a practitioner
///
/// One practitioner of the own organisation.
#[utoipa::path(tag = "Practitioners", params(("id" = PractitionerId, Path, description = "The practitioner")),
    responses((status = 200, description = "The practitioner", body = Practitioner)),
    security(("bearer" = ["practitioners:read"])))]
#[get("/practitioners/{id}")]
pub(super) async fn get_practitioner(permit: Permit<PractitionersRead>, id: Path<PractitionerId>) -> Answer {
    permit.read(async |tx| Reply::resource(&store::practitioner_get(tx, *id).await?)).await
}

/// Change a practitioner
///
/// A merge patch on the name and on the user that the practitioner signs in as; `"userId": null` takes the access to
/// the own dossiers away at once. Never blocked by the subscription.
#[utoipa::path(tag = "Practitioners", params(("id" = PractitionerId, Path, description = "The practitioner")),
    request_body = PractitionerPatch,
    responses((status = 200, description = "The changed practitioner", body = Practitioner)),
    security(("bearer" = ["practitioners:write"])),
    extensions(("x-problem-codes" = json!(["already-exists", "unknown-reference"]))))]
#[patch("/practitioners/{id}")]
pub(super) async fn update_practitioner(
    permit: Permit<PractitionersCorrect>,
    id: Path<PractitionerId>,
    body: Body<PractitionerPatch>,
) -> Answer {
    permit
        .change(async |tx| {
            let practitioner = store::practitioner_lock(tx, *id).await?;
            tx.proceed(practitioner.version).await?;
            let before = practitioner.user_id;
            let (fields, changed) = body.apply(&practitioner.into())?;
            let practitioner = store::practitioner_update(tx, *id, &fields).await?;
            // The licence holder may have given the person another address since: a link that stays is not judged anew.
            if before != practitioner.user_id {
                refuse_somebody_else(tx, &practitioner).await?;
            }
            tx.trace(Trace::done("practitioner", id.0).changed(changed));
            Ok(Reply::resource(&practitioner)?)
        })
        .await
}

/// Let a practitioner leave
///
/// Ends the place in the organisation: as practitioner the person sees no dossier from the next request on. Visits,
/// trajectories and licences stay as they are. Of the licences the organisation goes on seeing what began up to that day;
/// what comes later, and the person's training and assessments, are no longer its to see. Never blocked by the
/// subscription.
#[utoipa::path(tag = "Practitioners", params(("id" = PractitionerId, Path, description = "The practitioner")),
    responses((status = 200, description = "The practitioner, who left", body = Practitioner)),
    security(("bearer" = ["practitioners:write"])),
    extensions(("x-problem-codes" = json!(["practitioner-status-conflict"]))))]
#[post("/practitioners/{id}/leave")]
pub(super) async fn leave_practitioner(permit: Permit<PractitionersCorrect>, id: Path<PractitionerId>) -> Answer {
    permit.change(async |tx| set_status(tx, *id, PractitionerStatus::Left).await).await
}

/// Let a practitioner return
///
/// Opens the place of somebody who left again, with the same id and history.
#[utoipa::path(tag = "Practitioners", params(("id" = PractitionerId, Path, description = "The practitioner")),
    responses((status = 200, description = "The practitioner, active again", body = Practitioner)),
    security(("bearer" = ["practitioners:write"])),
    extensions(("x-problem-codes" = json!(["practitioner-status-conflict", "subscription-inactive",
        "organisation-read-only"]))))]
#[post("/practitioners/{id}/return")]
pub(super) async fn return_practitioner(permit: Permit<PractitionersWrite>, id: Path<PractitionerId>) -> Answer {
    permit.change(async |tx| set_status(tx, *id, PractitionerStatus::Active).await).await
}

async fn set_status(
    tx: &mut Change<'_, Tenant>,
    id: PractitionerId,
    status: PractitionerStatus,
) -> Result<Reply, Halt> {
    let practitioner = store::practitioner_lock(tx, id).await?;
    tx.proceed(practitioner.version).await?;
    if practitioner.status == status {
        return Err(Problem::new(Code::PractitionerStatusConflict).with("currentStatus", status.as_str()).into());
    }
    let practitioner = store::practitioner_set_status(tx, id, status).await?;
    tx.trace(Trace::done("practitioner", id.0).changed(["status".to_owned()]));
    Ok(Reply::resource(&practitioner)?)
}

/// A practitioner signs in as oneself: under another's name nobody may work on a licence that is not theirs.
async fn refuse_somebody_else(tx: &mut Tx<Tenant>, practitioner: &Practitioner) -> Result<(), Problem> {
    let Some(user) = practitioner.user_id else { return Ok(()) };
    if store::is_somebody_else(tx, user, practitioner.person_id).await? == Some(true) {
        let (dutch, english) = (
            "Deze gebruiker heeft een ander e-mailadres dan de begeleider.",
            "This user has another e-mail address than the practitioner.",
        );
        return Err(Problem::invalid(vec![Violation::body("/userId", "otherPerson", dutch, english)]));
    }
    Ok(())
}

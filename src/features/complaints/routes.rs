//! The operations on complaints.

use actix_web::web::Path;
use actix_web::{get, patch, post};

use super::api::{Complaint, ComplaintFilter, ComplaintPatch, ComplaintSettlement, NewComplaint};
use super::{actions, store};
use crate::db::Trace;
use crate::http::{Answer, Body, Listing, Page, PageQuery, Paging, Permit, Query, Reply, permissions};
use crate::ids::ComplaintId;

permissions! {
    ComplaintsRead = "complaints:read" [ProjectLeader] Active;
    /// A complaint is never blocked.
    ComplaintsWrite = "complaints:write" [ProjectLeader] Exempt;
}

/// List complaints
///
/// Those of the organisation, oldest record first. Traced in the access log of the families on the page.
#[utoipa::path(tag = "Complaints", params(ComplaintFilter, PageQuery),
    responses((status = 200, description = "A page of complaints", body = Page<Complaint>)),
    security(("bearer" = ["complaints:read"])), extensions(("x-problem-codes" = json!(["cursor-invalid"]))))]
#[get("/complaints")]
pub(super) async fn list_complaints(permit: Permit<ComplaintsRead>, query: Query<Listing<ComplaintFilter>>) -> Answer {
    let state = permit.state();
    permit
        .read(async |tx| {
            let paging = Paging::new(&state, tx, &query.0)?;
            let complaints = store::complaint_list(tx, query.0.filter.status, paging.after()?, paging.rows()).await?;
            let page = paging.page(complaints, |complaint| complaint.id)?;
            tx.disclose("complaint", None, page.items.iter().filter_map(|complaint| complaint.family_id));
            paging.reply(&page)
        })
        .await
}

/// Record a complaint
///
/// It is handled by a user of the organisation who is not the practitioner that it is about, and due six weeks after it
/// was received unless another day is given. It is never blocked by the subscription.
#[utoipa::path(tag = "Complaints", request_body = NewComplaint,
    responses((status = 201, description = "The new complaint", body = Complaint)),
    security(("bearer" = ["complaints:write"])),
    extensions(("x-problem-codes" = json!(["already-exists", "unknown-reference", "date-in-future"]))))]
#[post("/complaints")]
pub(super) async fn create_complaint(permit: Permit<ComplaintsWrite>, body: Body<NewComplaint>) -> Answer {
    permit
        .change(async |tx| {
            let new = body.valid()?;
            tx.create().await?;
            let complaint = actions::complaint_add(tx, new.id(), &new.fields).await?;
            tx.trace(Trace::done("complaint", complaint.id.0).families(complaint.family_id));
            Ok(Reply::created(format!("/v1/complaints/{}", complaint.id), &complaint)?)
        })
        .await
}

/// Get a complaint
///
/// With its term and, once it is settled, its outcome.
#[utoipa::path(tag = "Complaints", params(("id" = ComplaintId, Path, description = "The complaint")),
    responses((status = 200, description = "The complaint", body = Complaint)),
    security(("bearer" = ["complaints:read"])))]
#[get("/complaints/{id}")]
pub(super) async fn get_complaint(permit: Permit<ComplaintsRead>, id: Path<ComplaintId>) -> Answer {
    permit
        .read(async |tx| {
            let complaint = store::complaint_get(tx, *id).await?;
            tx.disclose("complaint", Some(id.0), complaint.family_id);
            Reply::resource(&complaint)
        })
        .await
}

/// Change a complaint
///
/// A merge patch, until it is settled. Without `dueOn` (`null`) it is due six weeks after it was received.
#[utoipa::path(tag = "Complaints", params(("id" = ComplaintId, Path, description = "The complaint")),
    request_body = ComplaintPatch,
    responses((status = 200, description = "The changed complaint", body = Complaint)),
    security(("bearer" = ["complaints:write"])),
    extensions(("x-problem-codes" = json!(["unknown-reference", "date-in-future", "complaint-status-conflict"]))))]
#[patch("/complaints/{id}")]
pub(super) async fn update_complaint(
    permit: Permit<ComplaintsWrite>,
    id: Path<ComplaintId>,
    body: Body<ComplaintPatch>,
) -> Answer {
    permit
        .change(async |tx| {
            let complaint = store::complaint_lock(tx, *id).await?;
            tx.proceed(complaint.version).await?;
            let (fields, changed) = body.apply(&(&complaint).into())?;
            let after = actions::complaint_change(tx, &complaint, &fields).await?;
            // A correction of the family concerns both.
            let families = [complaint.family_id, after.family_id].into_iter().flatten();
            tx.trace(Trace::done("complaint", id.0).families(families).changed(changed));
            Ok(Reply::resource(&after)?)
        })
        .await
}

/// Settle a complaint
///
/// With what came of it, on a day from `receivedOn` until today. A settled complaint is final.
#[utoipa::path(tag = "Complaints", params(("id" = ComplaintId, Path, description = "The complaint")),
    request_body = ComplaintSettlement,
    responses((status = 200, description = "The complaint, settled", body = Complaint)),
    security(("bearer" = ["complaints:write"])),
    extensions(("x-problem-codes" = json!(["date-in-future", "complaint-status-conflict"]))))]
#[post("/complaints/{id}/settle")]
pub(super) async fn settle_complaint(
    permit: Permit<ComplaintsWrite>,
    id: Path<ComplaintId>,
    body: Body<ComplaintSettlement>,
) -> Answer {
    permit
        .change(async |tx| {
            let complaint = store::complaint_lock(tx, *id).await?;
            tx.proceed(complaint.version).await?;
            let settlement = body.valid()?;
            let complaint = actions::complaint_settle(tx, &complaint, &settlement).await?;
            let trace = Trace::done("complaint", id.0).families(complaint.family_id);
            tx.trace(trace.changed(["status".to_owned()]));
            Ok(Reply::resource(&complaint)?)
        })
        .await
}

//! The acts on a visit: record, no-show, cancel, restore.

use actix_web::post;
use actix_web::web::Path;

use super::VisitsWrite;
use crate::features::visits::actions;
use crate::features::visits::api::{Visit, VisitCancellation, VisitNoShow, VisitRecord};
use crate::http::{Answer, Body, Permit, Reply};
use crate::ids::VisitId;

/// Record a visit
///
/// A planned visit was held. `heldOn` is today or earlier and not before the trajectory's start; every performer held
/// licence A on that day, and the answer says which. Performers, observers, mode, communication and notes are the
/// planned ones where they are left out. `allowed` of a `visit-status-conflict` names the acts that are possible,
/// `change` being the PATCH.
#[utoipa::path(tag = "Visits", params(("id" = VisitId, Path, description = "The visit")),
    request_body = VisitRecord,
    responses((status = 200, description = "The visit, held", body = Visit)),
    security(("bearer" = ["visits:write"])),
    extensions(("x-problem-codes" = json!(["unknown-reference", "visit-status-conflict", "trajectory-closed", "completion-rests-on-this", "aftercare-too-early", "date-in-future",
        "date-before-start", "licence-not-valid", "subscription-inactive", "organisation-read-only"]))))]
#[post("/visits/{id}/record")]
pub(in crate::features::visits) async fn record_visit(
    permit: Permit<VisitsWrite>,
    id: Path<VisitId>,
    body: Body<VisitRecord>,
) -> Answer {
    permit
        .change(async |tx| {
            let locked = actions::visit_lock(tx, *id).await?;
            tx.proceed(locked.version()).await?;
            let record = body.valid()?;
            Ok(Reply::resource(&actions::locked_record(tx, locked, record).await?)?)
        })
        .await
}

/// Record a no-show
///
/// The practitioner came to a planned visit and met nobody; the time and travel are kept. The rules for the day and the
/// performers are those of a visit that was held.
#[utoipa::path(tag = "Visits", params(("id" = VisitId, Path, description = "The visit")),
    request_body = VisitNoShow,
    responses((status = 200, description = "The visit, missed", body = Visit)),
    security(("bearer" = ["visits:write"])),
    extensions(("x-problem-codes" = json!(["unknown-reference", "visit-status-conflict", "trajectory-closed", "completion-rests-on-this", "aftercare-too-early", "date-in-future",
        "date-before-start", "licence-not-valid", "subscription-inactive", "organisation-read-only"]))))]
#[post("/visits/{id}/no-show")]
pub(in crate::features::visits) async fn mark_visit_no_show(
    permit: Permit<VisitsWrite>,
    id: Path<VisitId>,
    body: Body<VisitNoShow>,
) -> Answer {
    permit
        .change(async |tx| {
            let locked = actions::visit_lock(tx, *id).await?;
            tx.proceed(locked.version()).await?;
            let no_show = body.valid()?;
            Ok(Reply::resource(&actions::locked_no_show(tx, locked, no_show).await?)?)
        })
        .await
}

/// Cancel a visit
///
/// A visit that is off, or a record that was made in error. What it was stays with it as `cancelledFrom`.
#[utoipa::path(tag = "Visits", params(("id" = VisitId, Path, description = "The visit")),
    request_body = VisitCancellation,
    responses((status = 200, description = "The visit, cancelled", body = Visit)),
    security(("bearer" = ["visits:write"])),
    extensions(("x-problem-codes" = json!(["visit-status-conflict", "completion-rests-on-this", "subscription-inactive",
        "organisation-read-only"]))))]
#[post("/visits/{id}/cancel")]
pub(in crate::features::visits) async fn cancel_visit(
    permit: Permit<VisitsWrite>,
    id: Path<VisitId>,
    body: Body<VisitCancellation>,
) -> Answer {
    permit
        .change(async |tx| {
            let locked = actions::visit_lock(tx, *id).await?;
            tx.proceed(locked.version()).await?;
            let cancellation = body.valid()?;
            Ok(Reply::resource(&actions::locked_cancel(tx, locked, &cancellation).await?)?)
        })
        .await
}

/// Restore a visit
///
/// Undoes a cancellation: the visit becomes what `cancelledFrom` says, with all that was recorded. Nothing is judged
/// anew.
#[utoipa::path(tag = "Visits", params(("id" = VisitId, Path, description = "The visit")),
    responses((status = 200, description = "The visit, as it was", body = Visit)),
    security(("bearer" = ["visits:write"])),
    extensions(("x-problem-codes" = json!(["visit-status-conflict", "trajectory-closed", "completion-rests-on-this", "aftercare-too-early", "subscription-inactive",
        "organisation-read-only"]))))]
#[post("/visits/{id}/restore")]
pub(in crate::features::visits) async fn restore_visit(permit: Permit<VisitsWrite>, id: Path<VisitId>) -> Answer {
    permit
        .change(async |tx| {
            let locked = actions::visit_lock(tx, *id).await?;
            tx.proceed(locked.version()).await?;
            Ok(Reply::resource(&actions::locked_restore(tx, locked).await?)?)
        })
        .await
}

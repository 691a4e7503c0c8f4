//! Reports of intervision.

use actix_web::web::Path;
use actix_web::{get, patch, post, put};

use super::shared::{self, Kind};
use super::{HandInsWrite, Judge, TrainingRead};
use crate::features::hand_ins::api::{HandIn, HandInJudgement, HandInKind, HandInPatch, NewHandIn, PersonFilter};
use crate::http::{Answer, Body, Listing, Page, PageQuery, Permit, Query, Upload};
use crate::ids::HandInId;

const KIND: Kind = (HandInKind::IntervisionReport, "/v1/intervision-reports");

/// List intervision reports
///
/// Oldest first: the licence holder sees all, a project leader those of the organisation's people, a practitioner the
/// own ones.
#[utoipa::path(tag = "Hand-ins", params(PersonFilter, PageQuery),
    responses((status = 200, description = "A page of intervision reports", body = Page<HandIn>)),
    security(("bearer" = ["training:read"])), extensions(("x-problem-codes" = json!(["cursor-invalid"]))))]
#[get("/intervision-reports")]
pub(in crate::features::hand_ins) async fn list_intervision_reports(
    permit: Permit<TrainingRead>,
    query: Query<Listing<PersonFilter>>,
) -> Answer {
    shared::list(permit, KIND, &query.0).await
}

/// Hand in an intervision report
///
/// Each intervision has a report for the licence holder; `trainingSessionId` names it. A document can follow with `PUT …/document`.
#[utoipa::path(tag = "Hand-ins", request_body = NewHandIn,
    responses((status = 201, description = "The new report", body = HandIn)),
    security(("bearer" = ["training:write"])),
    extensions(("x-problem-codes" = json!(["already-exists", "unknown-reference", "subscription-inactive",
        "organisation-read-only"]))))]
#[post("/intervision-reports")]
pub(in crate::features::hand_ins) async fn create_intervision_report(
    permit: Permit<HandInsWrite>,
    body: Body<NewHandIn>,
) -> Answer {
    shared::create(permit, KIND, &body).await
}

/// Get an intervision report
///
/// With how it was judged.
#[utoipa::path(tag = "Hand-ins", params(("id" = HandInId, Path, description = "The report")),
    responses((status = 200, description = "The report", body = HandIn)), security(("bearer" = ["training:read"])))]
#[get("/intervision-reports/{id}")]
pub(in crate::features::hand_ins) async fn get_intervision_report(
    permit: Permit<TrainingRead>,
    id: Path<HandInId>,
) -> Answer {
    shared::get(permit, KIND, *id).await
}

/// Change an intervision report
///
/// By its author, until it is approved (`hand-in-judged`). A returned one is submitted again by this.
#[utoipa::path(tag = "Hand-ins", params(("id" = HandInId, Path, description = "The report")),
    request_body = HandInPatch,
    responses((status = 200, description = "The changed report", body = HandIn)),
    security(("bearer" = ["training:write"])),
    extensions(("x-problem-codes" = json!(["unknown-reference", "hand-in-judged", "subscription-inactive",
        "organisation-read-only"]))))]
#[patch("/intervision-reports/{id}")]
pub(in crate::features::hand_ins) async fn update_intervision_report(
    permit: Permit<HandInsWrite>,
    id: Path<HandInId>,
    body: Body<HandInPatch>,
) -> Answer {
    shared::update(permit, KIND, *id, &body).await
}

/// Judge an intervision report
///
/// The licence holder approves it, or returns it with remarks.
#[utoipa::path(tag = "Hand-ins", params(("id" = HandInId, Path, description = "The report")),
    request_body = HandInJudgement,
    responses((status = 200, description = "The judged report", body = HandIn)),
    security(("bearer" = ["training:write"])),
    extensions(("x-problem-codes" = json!(["hand-in-judged", "own-licence"]))))]
#[post("/intervision-reports/{id}/judge")]
pub(in crate::features::hand_ins) async fn judge_intervision_report(
    permit: Permit<Judge>,
    id: Path<HandInId>,
    body: Body<HandInJudgement>,
) -> Answer {
    shared::judge(permit, KIND, *id, &body).await
}

/// Replace the document of an intervision report
///
/// A PDF, PNG or JPEG of at most 10 MiB as the body of the request, by the author. What it really is decides, not its
/// `Content-Type` alone; a PDF that carries scripts or attachments, openly or in its object streams, or that
/// can't be looked into (a password), is refused (`file-not-taken`).
#[utoipa::path(tag = "Hand-ins", params(("id" = HandInId, Path, description = "The report")),
    request_body(content((Vec<u8> = "application/pdf"), (Vec<u8> = "image/png"), (Vec<u8> = "image/jpeg"))),
    responses((status = 200, description = "The report with its document", body = HandIn)),
    security(("bearer" = ["training:write"])),
    extensions(("x-problem-codes" = json!(["file-not-taken", "hand-in-judged", "subscription-inactive",
        "organisation-read-only"]))))]
#[put("/intervision-reports/{id}/document")]
pub(in crate::features::hand_ins) async fn replace_intervision_report_document(
    permit: Permit<HandInsWrite>,
    id: Path<HandInId>,
    upload: Upload,
) -> Answer {
    shared::replace_document(permit, KIND, *id, &upload).await
}

/// Get the document of an intervision report
///
/// The file, to be saved; 404 when there is none. Traced in the audit.
#[utoipa::path(tag = "Hand-ins", params(("id" = HandInId, Path, description = "The report")),
    responses((status = 200, description = "The document",
        content((Vec<u8> = "application/pdf"), (Vec<u8> = "image/png"), (Vec<u8> = "image/jpeg")))),
    security(("bearer" = ["training:read"])))]
#[get("/intervision-reports/{id}/document")]
pub(in crate::features::hand_ins) async fn get_intervision_report_document(
    permit: Permit<TrainingRead>,
    id: Path<HandInId>,
) -> Answer {
    shared::document(permit, KIND, *id).await
}

//! Work assignments.

use actix_web::web::Path;
use actix_web::{get, patch, post, put};

use super::shared::{self, Kind};
use super::{HandInsWrite, Judge, TrainingRead};
use crate::features::hand_ins::api::{HandIn, HandInJudgement, HandInKind, HandInPatch, NewHandIn, PersonFilter};
use crate::http::{Answer, Body, Listing, Page, PageQuery, Permit, Query, Upload};
use crate::ids::HandInId;

const KIND: Kind = (HandInKind::WorkAssignment, "/v1/work-assignments");

/// List work assignments
///
/// Oldest first: the licence holder sees all, a project leader those of the organisation's people, a practitioner the
/// own ones.
#[utoipa::path(tag = "Hand-ins", params(PersonFilter, PageQuery),
    responses((status = 200, description = "A page of work assignments", body = Page<HandIn>)),
    security(("bearer" = ["training:read"])), extensions(("x-problem-codes" = json!(["cursor-invalid"]))))]
#[get("/work-assignments")]
pub(in crate::features::hand_ins) async fn list_work_assignments(
    permit: Permit<TrainingRead>,
    query: Query<Listing<PersonFilter>>,
) -> Answer {
    shared::list(permit, KIND, &query.0).await
}

/// Hand in a work assignment
///
/// One belongs to the implementation track, before the second supervision. A document can follow with `PUT …/document`.
#[utoipa::path(tag = "Hand-ins", request_body = NewHandIn,
    responses((status = 201, description = "The new work assignment", body = HandIn)),
    security(("bearer" = ["training:write"])),
    extensions(("x-problem-codes" = json!(["already-exists", "unknown-reference", "subscription-inactive",
        "organisation-read-only"]))))]
#[post("/work-assignments")]
pub(in crate::features::hand_ins) async fn create_work_assignment(
    permit: Permit<HandInsWrite>,
    body: Body<NewHandIn>,
) -> Answer {
    shared::create(permit, KIND, &body).await
}

/// Get a work assignment
///
/// With how it was judged.
#[utoipa::path(tag = "Hand-ins", params(("id" = HandInId, Path, description = "The work assignment")),
    responses((status = 200, description = "The work assignment", body = HandIn)), security(("bearer" = ["training:read"])))]
#[get("/work-assignments/{id}")]
pub(in crate::features::hand_ins) async fn get_work_assignment(
    permit: Permit<TrainingRead>,
    id: Path<HandInId>,
) -> Answer {
    shared::get(permit, KIND, *id).await
}

/// Change a work assignment
///
/// By its author, until it is approved (`hand-in-judged`). A returned one is submitted again by this.
#[utoipa::path(tag = "Hand-ins", params(("id" = HandInId, Path, description = "The work assignment")),
    request_body = HandInPatch,
    responses((status = 200, description = "The changed work assignment", body = HandIn)),
    security(("bearer" = ["training:write"])),
    extensions(("x-problem-codes" = json!(["unknown-reference", "hand-in-judged", "subscription-inactive",
        "organisation-read-only"]))))]
#[patch("/work-assignments/{id}")]
pub(in crate::features::hand_ins) async fn update_work_assignment(
    permit: Permit<HandInsWrite>,
    id: Path<HandInId>,
    body: Body<HandInPatch>,
) -> Answer {
    shared::update(permit, KIND, *id, &body).await
}

/// Judge a work assignment
///
/// The licence holder approves it, or returns it with remarks.
#[utoipa::path(tag = "Hand-ins", params(("id" = HandInId, Path, description = "The work assignment")),
    request_body = HandInJudgement,
    responses((status = 200, description = "The judged work assignment", body = HandIn)),
    security(("bearer" = ["training:write"])),
    extensions(("x-problem-codes" = json!(["hand-in-judged", "own-licence"]))))]
#[post("/work-assignments/{id}/judge")]
pub(in crate::features::hand_ins) async fn judge_work_assignment(
    permit: Permit<Judge>,
    id: Path<HandInId>,
    body: Body<HandInJudgement>,
) -> Answer {
    shared::judge(permit, KIND, *id, &body).await
}

/// Replace the document of a work assignment
///
/// A PDF, PNG or JPEG of at most 10 MiB as the body of the request, by the author. What it really is decides, not its
/// `Content-Type` alone; a PDF that carries scripts or attachments, openly or in its object streams, or that
/// can't be looked into (a password), is refused (`file-not-taken`).
#[utoipa::path(tag = "Hand-ins", params(("id" = HandInId, Path, description = "The work assignment")),
    request_body(content((Vec<u8> = "application/pdf"), (Vec<u8> = "image/png"), (Vec<u8> = "image/jpeg"))),
    responses((status = 200, description = "The work assignment with its document", body = HandIn)),
    security(("bearer" = ["training:write"])),
    extensions(("x-problem-codes" = json!(["file-not-taken", "hand-in-judged", "subscription-inactive",
        "organisation-read-only"]))))]
#[put("/work-assignments/{id}/document")]
pub(in crate::features::hand_ins) async fn replace_work_assignment_document(
    permit: Permit<HandInsWrite>,
    id: Path<HandInId>,
    upload: Upload,
) -> Answer {
    shared::replace_document(permit, KIND, *id, &upload).await
}

/// Get the document of a work assignment
///
/// The file, to be saved; 404 when there is none. Traced in the audit.
#[utoipa::path(tag = "Hand-ins", params(("id" = HandInId, Path, description = "The work assignment")),
    responses((status = 200, description = "The document",
        content((Vec<u8> = "application/pdf"), (Vec<u8> = "image/png"), (Vec<u8> = "image/jpeg")))),
    security(("bearer" = ["training:read"])))]
#[get("/work-assignments/{id}/document")]
pub(in crate::features::hand_ins) async fn get_work_assignment_document(
    permit: Permit<TrainingRead>,
    id: Path<HandInId>,
) -> Answer {
    shared::document(permit, KIND, *id).await
}

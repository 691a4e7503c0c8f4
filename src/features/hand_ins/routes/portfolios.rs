//! Portfolios.

use actix_web::web::Path;
use actix_web::{get, patch, post, put};

use super::shared::{self, Kind};
use super::{HandInsWrite, Judge, TrainingRead};
use crate::features::hand_ins::api::{HandIn, HandInJudgement, HandInKind, HandInPatch, NewHandIn, PersonFilter};
use crate::http::{Answer, Body, Listing, Page, PageQuery, Permit, Query, Upload};
use crate::ids::HandInId;

const KIND: Kind = (HandInKind::Portfolio, "/v1/portfolios");

/// List portfolios
///
/// Oldest first: the licence holder sees all, a project leader those of the organisation's people, a practitioner the
/// own ones.
#[utoipa::path(tag = "Hand-ins", params(PersonFilter, PageQuery),
    responses((status = 200, description = "A page of portfolios", body = Page<HandIn>)),
    security(("bearer" = ["training:read"])), extensions(("x-problem-codes" = json!(["cursor-invalid"]))))]
#[get("/portfolios")]
pub(in crate::features::hand_ins) async fn list_portfolios(
    permit: Permit<TrainingRead>,
    query: Query<Listing<PersonFilter>>,
) -> Answer {
    shared::list(permit, KIND, &query.0).await
}

/// Hand in a portfolio
///
/// Licence B needs an approved one. A document can follow with `PUT …/document`.
#[utoipa::path(tag = "Hand-ins", request_body = NewHandIn,
    responses((status = 201, description = "The new portfolio", body = HandIn)),
    security(("bearer" = ["training:write"])),
    extensions(("x-problem-codes" = json!(["already-exists", "unknown-reference", "subscription-inactive",
        "organisation-read-only"]))))]
#[post("/portfolios")]
pub(in crate::features::hand_ins) async fn create_portfolio(
    permit: Permit<HandInsWrite>,
    body: Body<NewHandIn>,
) -> Answer {
    shared::create(permit, KIND, &body).await
}

/// Get a portfolio
///
/// With how it was judged.
#[utoipa::path(tag = "Hand-ins", params(("id" = HandInId, Path, description = "The portfolio")),
    responses((status = 200, description = "The portfolio", body = HandIn)), security(("bearer" = ["training:read"])))]
#[get("/portfolios/{id}")]
pub(in crate::features::hand_ins) async fn get_portfolio(permit: Permit<TrainingRead>, id: Path<HandInId>) -> Answer {
    shared::get(permit, KIND, *id).await
}

/// Change a portfolio
///
/// By its author, until it is approved (`hand-in-judged`). A returned one is submitted again by this.
#[utoipa::path(tag = "Hand-ins", params(("id" = HandInId, Path, description = "The portfolio")),
    request_body = HandInPatch,
    responses((status = 200, description = "The changed portfolio", body = HandIn)),
    security(("bearer" = ["training:write"])),
    extensions(("x-problem-codes" = json!(["unknown-reference", "hand-in-judged", "subscription-inactive",
        "organisation-read-only"]))))]
#[patch("/portfolios/{id}")]
pub(in crate::features::hand_ins) async fn update_portfolio(
    permit: Permit<HandInsWrite>,
    id: Path<HandInId>,
    body: Body<HandInPatch>,
) -> Answer {
    shared::update(permit, KIND, *id, &body).await
}

/// Judge a portfolio
///
/// The licence holder approves it, or returns it with remarks.
#[utoipa::path(tag = "Hand-ins", params(("id" = HandInId, Path, description = "The portfolio")),
    request_body = HandInJudgement,
    responses((status = 200, description = "The judged portfolio", body = HandIn)),
    security(("bearer" = ["training:write"])),
    extensions(("x-problem-codes" = json!(["hand-in-judged", "own-licence"]))))]
#[post("/portfolios/{id}/judge")]
pub(in crate::features::hand_ins) async fn judge_portfolio(
    permit: Permit<Judge>,
    id: Path<HandInId>,
    body: Body<HandInJudgement>,
) -> Answer {
    shared::judge(permit, KIND, *id, &body).await
}

/// Replace the document of a portfolio
///
/// A PDF, PNG or JPEG of at most 10 MiB as the body of the request, by the author. What it really is decides, not its
/// `Content-Type` alone; a PDF that carries scripts or attachments, openly or in its object streams, or that
/// can't be looked into (a password), is refused (`file-not-taken`).
#[utoipa::path(tag = "Hand-ins", params(("id" = HandInId, Path, description = "The portfolio")),
    request_body(content((Vec<u8> = "application/pdf"), (Vec<u8> = "image/png"), (Vec<u8> = "image/jpeg"))),
    responses((status = 200, description = "The portfolio with its document", body = HandIn)),
    security(("bearer" = ["training:write"])),
    extensions(("x-problem-codes" = json!(["file-not-taken", "hand-in-judged", "subscription-inactive",
        "organisation-read-only"]))))]
#[put("/portfolios/{id}/document")]
pub(in crate::features::hand_ins) async fn replace_portfolio_document(
    permit: Permit<HandInsWrite>,
    id: Path<HandInId>,
    upload: Upload,
) -> Answer {
    shared::replace_document(permit, KIND, *id, &upload).await
}

/// Get the document of a portfolio
///
/// The file, to be saved; 404 when there is none. Traced in the audit.
#[utoipa::path(tag = "Hand-ins", params(("id" = HandInId, Path, description = "The portfolio")),
    responses((status = 200, description = "The document",
        content((Vec<u8> = "application/pdf"), (Vec<u8> = "image/png"), (Vec<u8> = "image/jpeg")))),
    security(("bearer" = ["training:read"])))]
#[get("/portfolios/{id}/document")]
pub(in crate::features::hand_ins) async fn get_portfolio_document(
    permit: Permit<TrainingRead>,
    id: Path<HandInId>,
) -> Answer {
    shared::document(permit, KIND, *id).await
}

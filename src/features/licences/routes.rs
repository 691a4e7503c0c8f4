//! The operations on licences.

use actix_web::web::Path;
use actix_web::{get, post};
use chrono::NaiveDate;

use super::api::{
    EvaluationQuery, IssuedKind, Licence, LicenceEvaluation, LicenceFilter, LicenceKind, LicenceReinstatement,
    NewLicence, NewLicenceMeasure,
};
use super::rules::Act;
use super::{actions, store};
use crate::context::Scope;
use crate::db::{Platform, Trace, Tx};
use crate::http::{
    Answer, Body, Change, Halt, Listing, Page, PageQuery, Paging, Permit, Query, Reply, Seat, permissions,
};
use crate::ids::{LicenceId, PractitionerId};
use crate::problem::Problem;

permissions! {
    LicencesRead = "licences:read" [LicenceHolder, ProjectLeader, Practitioner] Active;
    LicencesEvaluate = "licences:read" [LicenceHolder, ProjectLeader, Practitioner, Integration] Active;
    LicencesWrite = "licences:write" [LicenceHolder] Active;
}

/// List licences
///
/// The licence holder sees all, a project leader those of the own organisation's practitioners, a practitioner the own
/// ones; oldest first.
#[utoipa::path(tag = "Licences", params(LicenceFilter, PageQuery),
    responses((status = 200, description = "A page of licences", body = Page<Licence>)),
    security(("bearer" = ["licences:read"])), extensions(("x-problem-codes" = json!(["cursor-invalid"]))))]
#[get("/licences")]
pub(super) async fn list_licences(permit: Permit<LicencesRead>, query: Query<Listing<LicenceFilter>>) -> Answer {
    let state = permit.state();
    match permit.seat() {
        Seat::Platform => permit.platform_read(async |tx| page(&state, tx, Scope::Organisation, &query.0).await).await,
        Seat::Organisation(_) => {
            permit
                .read(async |tx| {
                    let scope = tx.context.scope();
                    page(&state, tx, scope, &query.0).await
                })
                .await
        }
    }
}

async fn page<D>(
    state: &crate::app::AppState,
    tx: &mut Tx<D>,
    scope: Scope,
    query: &Listing<LicenceFilter>,
) -> Result<Reply, Problem> {
    let paging = Paging::new(state, tx, query)?;
    let list = store::licence_list(tx, scope, &query.filter, paging.after()?, paging.rows()).await?;
    paging.reply(&paging.page(list, |licence| licence.id)?)
}

/// Issue a licence
///
/// Licence A for a person, by the licence holder, with a first period of one year less a day from `issuedOn`. That day
/// is not in the future. A person has at most one licence of a kind.
#[utoipa::path(tag = "Licences", request_body = NewLicence,
    responses((status = 201, description = "The new licence", body = Licence)),
    security(("bearer" = ["licences:write"])),
    extensions(("x-problem-codes" = json!(["already-exists", "licence-exists", "date-in-future",
        "unknown-reference"]))))]
#[post("/licences")]
pub(super) async fn create_licence(permit: Permit<LicencesWrite>, body: Body<NewLicence>) -> Answer {
    permit
        .platform_change(async |tx| {
            let new = body.valid()?;
            tx.create().await?;
            let IssuedKind::A = new.fields.kind;
            let (person, issued_on) = (new.fields.person_id, new.fields.issued_on);
            let licence = actions::licence_issue(tx, new.id(), person, LicenceKind::A, issued_on).await?;
            tx.trace(Trace::done("licence", licence.id.0)).await?;
            Ok(Reply::created(format!("/v1/licences/{}", licence.id), &licence)?)
        })
        .await
}

/// Get a licence
///
/// One licence with its periods and measures: of the own organisation's practitioners, for a practitioner the own one.
#[utoipa::path(tag = "Licences", params(("id" = LicenceId, Path, description = "The licence")),
    responses((status = 200, description = "The licence", body = Licence)),
    security(("bearer" = ["licences:read"])))]
#[get("/licences/{id}")]
pub(super) async fn get_licence(permit: Permit<LicencesRead>, id: Path<LicenceId>) -> Answer {
    match permit.seat() {
        Seat::Platform => {
            permit
                .platform_read(async |tx| Reply::resource(&store::licence_get(tx, Scope::Organisation, *id).await?))
                .await
        }
        Seat::Organisation(_) => {
            permit
                .read(async |tx| {
                    let scope = tx.context.scope();
                    Reply::resource(&store::licence_get(tx, scope, *id).await?)
                })
                .await
        }
    }
}

/// Suspend a licence
///
/// From a day on the licence does not count, until it is reinstated. The day may lie in the past or the future. 409
/// when a suspension or revocation runs already.
#[utoipa::path(tag = "Licences", params(("id" = LicenceId, Path, description = "The licence")),
    request_body = NewLicenceMeasure,
    responses((status = 200, description = "The licence, suspended", body = Licence)),
    security(("bearer" = ["licences:write"])),
    extensions(("x-problem-codes" = json!(["licence-status-conflict"]))))]
#[post("/licences/{id}/suspend")]
pub(super) async fn suspend_licence(
    permit: Permit<LicencesWrite>,
    id: Path<LicenceId>,
    body: Body<NewLicenceMeasure>,
) -> Answer {
    let terms = || body.valid().map(|measure| (measure.from, measure.reason));
    permit.platform_change(async |tx| judge(tx, *id, Act::Suspend, terms).await).await
}

/// Revoke a licence
///
/// From a day on the licence does not count, until it is reinstated. A running suspension ends the day before. 409 when
/// a revocation runs already.
#[utoipa::path(tag = "Licences", params(("id" = LicenceId, Path, description = "The licence")),
    request_body = NewLicenceMeasure,
    responses((status = 200, description = "The licence, revoked", body = Licence)),
    security(("bearer" = ["licences:write"])),
    extensions(("x-problem-codes" = json!(["licence-status-conflict"]))))]
#[post("/licences/{id}/revoke")]
pub(super) async fn revoke_licence(
    permit: Permit<LicencesWrite>,
    id: Path<LicenceId>,
    body: Body<NewLicenceMeasure>,
) -> Answer {
    let terms = || body.valid().map(|measure| (measure.from, measure.reason));
    permit.platform_change(async |tx| judge(tx, *id, Act::Revoke, terms).await).await
}

/// Reinstate a licence
///
/// Ends whatever suspension or revocation runs, on the day before `from`; one that had not begun by then never counts.
/// 409 when none runs.
#[utoipa::path(tag = "Licences", params(("id" = LicenceId, Path, description = "The licence")),
    request_body = LicenceReinstatement,
    responses((status = 200, description = "The licence, reinstated", body = Licence)),
    security(("bearer" = ["licences:write"])),
    extensions(("x-problem-codes" = json!(["licence-status-conflict"]))))]
#[post("/licences/{id}/reinstate")]
pub(super) async fn reinstate_licence(
    permit: Permit<LicencesWrite>,
    id: Path<LicenceId>,
    body: Body<LicenceReinstatement>,
) -> Answer {
    let terms = || body.valid().map(|end| (end.from, String::new()));
    permit.platform_change(async |tx| judge(tx, *id, Act::Reinstate, terms).await).await
}

async fn judge(
    tx: &mut Change<'_, Platform>,
    id: LicenceId,
    act: Act,
    terms: impl FnOnce() -> Result<(NaiveDate, String), Problem>,
) -> Result<Reply, Halt> {
    let licence = store::licence_lock(tx, id).await?;
    tx.proceed(licence.version).await?;
    let (from, reason) = terms()?;
    let licence = actions::licence_judge(tx, &licence, act, from, &reason).await?;
    tx.trace(Trace::done("licence", id.0).changed(["measures".to_owned()])).await?;
    Ok(Reply::resource(&licence)?)
}

/// Evaluate a practitioner's licence
///
/// Whether the licence is valid on a day, and what is missing when it is not. `code` is `valid` or the first reason
/// that applies: `revoked`, `suspended`, `none`, `not_yet_valid`, `expired`. A practitioner asks about the own licence
/// only. The answer depends on the day and the language; its ETag is a hash.
#[utoipa::path(tag = "Licences",
    params(("id" = PractitionerId, Path, description = "The practitioner"),
        ("kind" = LicenceKind, Path, description = "The kind of licence"), EvaluationQuery),
    responses((status = 200, description = "The evaluation", body = LicenceEvaluation)),
    security(("bearer" = ["licences:read"])))]
#[get("/practitioners/{id}/licences/{kind}/evaluation")]
pub(super) async fn get_licence_evaluation(
    permit: Permit<LicencesEvaluate>,
    path: Path<(PractitionerId, LicenceKind)>,
    query: Query<EvaluationQuery>,
) -> Answer {
    let ((id, kind), on) = (*path, query.0.on);
    match permit.seat() {
        Seat::Platform => {
            permit
                .platform_read(async |tx| {
                    let person = store::person_of_any(tx, id).await?;
                    let on = on.unwrap_or(tx.context.today);
                    let evaluation = actions::licence_evaluate(tx, id, person, kind, on).await?;
                    Ok(Reply::ok(&evaluation)?.hashed(tx.context.language))
                })
                .await
        }
        Seat::Organisation(_) => {
            permit
                .read(async |tx| {
                    let scope = tx.context.scope();
                    let person = store::person_of(tx, scope, id).await?;
                    let on = on.unwrap_or(tx.context.today);
                    let evaluation = actions::licence_evaluate(tx, id, person, kind, on).await?;
                    Ok(Reply::ok(&evaluation)?.hashed(tx.context.language))
                })
                .await
        }
    }
}

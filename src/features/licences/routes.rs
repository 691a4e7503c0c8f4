//! The operations on licences.

pub(super) mod grounds;
pub(super) mod standings;

use actix_web::web::Path;
use actix_web::{get, post};
use chrono::NaiveDate;

use super::api::{
    Licence, LicenceConfirmation, LicenceFilter, LicenceReinstatement, LicenceRenewal, NewLicence,
    NewLicenceDispensation, NewLicenceMeasure,
};
use super::rules::Act;
use super::{actions, store};
use crate::context::Scope;
use crate::db::{Platform, Trace, Tx};
use crate::http::{
    Answer, Body, Change, Halt, Listing, Page, PageQuery, Paging, Permit, Query, Reply, Seat, permissions,
};
use crate::ids::LicenceId;
use crate::problem::Problem;

permissions! {
    LicencesRead = "licences:read" [LicenceHolder, ProjectLeader, Practitioner] Active;
    LicencesEvaluate = "licences:read" [LicenceHolder, ProjectLeader, Practitioner, Integration] Active;
    LicencesOfOrganisation = "licences:read" [ProjectLeader, Practitioner, Integration] Active;
    LicencesCount = "licences:read" [LicenceHolder] Active;
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
/// By the licence holder, from `issuedOn` on, which is not in the future. Licence A takes the basic training and the
/// deepening sessions, attended by that day; licence B 365 days of licence A, six completed trajectories, its training,
/// an approved portfolio and a passed assessment. What is missing is listed (`licence-requirements-not-met`). A licence
/// from before this system comes in with the ground `transferred`. Its first period is a year less a day; the next ones
/// follow from refreshers. A person has at most one licence of a kind.
#[utoipa::path(tag = "Licences", request_body = NewLicence,
    responses((status = 201, description = "The new licence", body = Licence)),
    security(("bearer" = ["licences:write"])),
    extensions(("x-problem-codes" = json!(["already-exists", "licence-exists", "licence-requirements-not-met",
        "date-in-future", "unknown-reference", "own-licence"]))))]
#[post("/licences")]
pub(super) async fn create_licence(permit: Permit<LicencesWrite>, body: Body<NewLicence>) -> Answer {
    permit
        .platform_change(async |tx| {
            let new = body.valid()?;
            tx.create().await?;
            let licence = actions::licence_issue(tx, new.id(), &new.fields).await?;
            tx.trace(Trace::done("licence", licence.id.0));
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
/// From a day on the licence does not count, until it is reinstated. The day may lie in the past or the future. It takes
/// the place of a suspension that was to begin later, and ends where a revocation begins that was decided before. 409 when
/// the licence is suspended or revoked on that day already.
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
/// From a day on the licence does not count, until it is reinstated. A running suspension ends the day before, and what was
/// to begin later never counts. 409 when the licence is revoked on that day already.
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
    extensions(("x-problem-codes" = json!(["licence-status-conflict", "own-licence"]))))]
#[post("/licences/{id}/reinstate")]
pub(super) async fn reinstate_licence(
    permit: Permit<LicencesWrite>,
    id: Path<LicenceId>,
    body: Body<LicenceReinstatement>,
) -> Answer {
    let terms = || body.valid().map(|end| (end.from, end.reason));
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
    tx.trace(Trace::done("licence", id.0).changed(["measures".to_owned()]));
    Ok(Reply::resource(&licence)?)
}

/// Renew a licence
///
/// Issues a lapsed licence A anew, after a gap that a refresher no longer bridges: the training must have been attended
/// again since the lapse, by `issuedOn`. Issues a licence of either kind anew, too, of which no issue stands because what
/// was given in error was withdrawn; it then takes what issuing takes.
#[utoipa::path(tag = "Licences", params(("id" = LicenceId, Path, description = "The licence")),
    request_body = LicenceRenewal,
    responses((status = 200, description = "The licence, renewed", body = Licence)),
    security(("bearer" = ["licences:write"])),
    extensions(("x-problem-codes" = json!(["licence-exists", "licence-kind-conflict",
        "licence-requirements-not-met", "date-in-future", "unknown-reference", "own-licence"]))))]
#[post("/licences/{id}/renew")]
pub(super) async fn renew_licence(
    permit: Permit<LicencesWrite>,
    id: Path<LicenceId>,
    body: Body<LicenceRenewal>,
) -> Answer {
    permit
        .platform_change(async |tx| {
            let licence = actions::licence_hold(tx, *id).await?;
            tx.proceed(licence.version).await?;
            let renewal = body.valid()?;
            let renewed = actions::licence_renew(tx, &licence, renewal).await?;
            tx.trace(Trace::done("licence", id.0).changed(["issuances".to_owned()]));
            Ok(Reply::resource(&renewed)?)
        })
        .await
}

/// Grant a dispensation
///
/// One period without a refresher (illness, leave, a cancelled session): the next one when `from` lies inside a period,
/// or one that starts on `from` after a lapse.
#[utoipa::path(tag = "Licences", params(("id" = LicenceId, Path, description = "The licence")),
    request_body = NewLicenceDispensation,
    responses((status = 200, description = "The licence with the dispensation", body = Licence)),
    security(("bearer" = ["licences:write"])),
    extensions(("x-problem-codes" = json!(["licence-kind-conflict", "date-before-start", "own-licence"]))))]
#[post("/licences/{id}/dispense")]
pub(super) async fn dispense_licence(
    permit: Permit<LicencesWrite>,
    id: Path<LicenceId>,
    body: Body<NewLicenceDispensation>,
) -> Answer {
    permit
        .platform_change(async |tx| {
            let licence = actions::licence_hold(tx, *id).await?;
            tx.proceed(licence.version).await?;
            let dispensation = body.valid()?;
            let dispensed = actions::licence_dispense(tx, &licence, &dispensation).await?;
            tx.trace(Trace::done("licence", id.0).changed(["dispensations".to_owned()]));
            Ok(Reply::resource(&dispensed)?)
        })
        .await
}

/// Confirm a licence B elsewhere
///
/// Licence B counts in the organisation that it was given for; this lets it count in another one as well. Again for the
/// same organisation changes nothing more. 409 (`licence-status-conflict`) for a licence of which no issue stands.
#[utoipa::path(tag = "Licences", params(("id" = LicenceId, Path, description = "The licence")),
    request_body = LicenceConfirmation,
    responses((status = 200, description = "The licence, confirmed", body = Licence)),
    security(("bearer" = ["licences:write"])),
    extensions(("x-problem-codes" = json!(["unknown-reference", "licence-kind-conflict",
        "licence-status-conflict", "own-licence"]))))]
#[post("/licences/{id}/confirm")]
pub(super) async fn confirm_licence(
    permit: Permit<LicencesWrite>,
    id: Path<LicenceId>,
    body: Body<LicenceConfirmation>,
) -> Answer {
    permit
        .platform_change(async |tx| {
            let licence = store::licence_lock(tx, *id).await?;
            tx.proceed(licence.version).await?;
            let confirmation = body.valid()?;
            let confirmed = actions::licence_confirm(tx, &licence, confirmation.organisation_id).await?;
            tx.trace(Trace::done("licence", id.0).changed(["places".to_owned()]));
            Ok(Reply::resource(&confirmed)?)
        })
        .await
}

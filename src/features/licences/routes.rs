//! The operations on licences.

use actix_web::web::Path;
use actix_web::{get, post};
use chrono::{Months, NaiveDate};

use super::api::{
    CalendarFilter, EvaluationQuery, ExpirationFilter, ImplementationTrack, Licence, LicenceCalendarEntry,
    LicenceConfirmation, LicenceEvaluation, LicenceExpirations, LicenceFilter, LicenceFlagCounts, LicenceKind,
    LicenceReinstatement, LicenceRenewal, LicenceStanding, NewLicence, NewLicenceDispensation, NewLicenceMeasure,
    StandingFilter, TrackQuery,
};
use super::rules::Act;
use super::{actions, store};
use crate::context::Scope;
use crate::db::{Platform, Trace, Tx};
use crate::http::{
    Answer, Body, Change, Halt, Listing, Page, PageQuery, Paging, Permit, Query, Reply, Seat, permissions,
};
use crate::ids::{LicenceId, PractitionerId};
use crate::problem::{Problem, Violation};

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
        "date-in-future", "unknown-reference"]))))]
#[post("/licences")]
pub(super) async fn create_licence(permit: Permit<LicencesWrite>, body: Body<NewLicence>) -> Answer {
    permit
        .platform_change(async |tx| {
            let new = body.valid()?;
            tx.create().await?;
            let licence = actions::licence_issue(tx, new.id(), &new.fields).await?;
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
    tx.trace(Trace::done("licence", id.0).changed(["measures".to_owned()])).await?;
    Ok(Reply::resource(&licence)?)
}

/// Renew a licence
///
/// Issues a lapsed licence A anew, after a gap that a refresher no longer bridges: the training must have been attended
/// again since the lapse, by `issuedOn`.
#[utoipa::path(tag = "Licences", params(("id" = LicenceId, Path, description = "The licence")),
    request_body = LicenceRenewal,
    responses((status = 200, description = "The licence, renewed", body = Licence)),
    security(("bearer" = ["licences:write"])),
    extensions(("x-problem-codes" = json!(["licence-exists", "licence-kind-conflict",
        "licence-requirements-not-met", "date-in-future"]))))]
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
            let renewed = actions::licence_renew(tx, &licence, renewal.issued_on).await?;
            tx.trace(Trace::done("licence", id.0).changed(["issuances".to_owned()])).await?;
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
    extensions(("x-problem-codes" = json!(["licence-kind-conflict", "date-before-start"]))))]
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
            tx.trace(Trace::done("licence", id.0).changed(["dispensations".to_owned()])).await?;
            Ok(Reply::resource(&dispensed)?)
        })
        .await
}

/// Confirm a licence B elsewhere
///
/// Licence B counts in the organisation that it was given for; this lets it count in another one as well. Again for the
/// same organisation changes nothing more.
#[utoipa::path(tag = "Licences", params(("id" = LicenceId, Path, description = "The licence")),
    request_body = LicenceConfirmation,
    responses((status = 200, description = "The licence, confirmed", body = Licence)),
    security(("bearer" = ["licences:write"])),
    extensions(("x-problem-codes" = json!(["unknown-reference", "licence-kind-conflict"]))))]
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
            tx.trace(Trace::done("licence", id.0).changed(["places".to_owned()])).await?;
            Ok(Reply::resource(&confirmed)?)
        })
        .await
}

/// Evaluate an organisation's licences
///
/// How the licences of a kind stand on a day, for every practitioner who works in the organisation; a practitioner sees
/// the own one. What is missing for one of them is at the practitioner's evaluation. The answer depends on the day.
#[utoipa::path(tag = "Licences", params(StandingFilter, PageQuery),
    responses((status = 200, description = "A page of standings", body = Page<LicenceStanding>)),
    security(("bearer" = ["licences:read"])), extensions(("x-problem-codes" = json!(["cursor-invalid"]))))]
#[get("/licence-standings")]
pub(super) async fn list_licence_standings(
    permit: Permit<LicencesOfOrganisation>,
    query: Query<Listing<StandingFilter>>,
) -> Answer {
    let state = permit.state();
    permit
        .read(async |tx| {
            let paging = Paging::new(&state, tx, &query.0)?;
            let filter = &query.0.filter;
            let wanted = (filter.kind.unwrap_or(LicenceKind::A), filter.on.unwrap_or(tx.context.today));
            let scope = tx.context.scope();
            let list = store::standing_list(tx, scope, wanted, paging.after()?, paging.rows()).await?;
            paging.reply(&paging.page(list, |standing| standing.practitioner_id)?)
        })
        .await
}

/// List licence calendars
///
/// Who is licensed when: for every practitioner who works in the organisation the days of a time on which the licence
/// counts, suspensions left out; for planning. At most two years.
#[utoipa::path(tag = "Licences", params(CalendarFilter, PageQuery),
    responses((status = 200, description = "A page of practitioners with their days", body = Page<LicenceCalendarEntry>)),
    security(("bearer" = ["licences:read"])), extensions(("x-problem-codes" = json!(["cursor-invalid"]))))]
#[get("/licence-calendars")]
pub(super) async fn list_licence_calendars(
    permit: Permit<LicencesOfOrganisation>,
    query: Query<Listing<CalendarFilter>>,
) -> Answer {
    let state = permit.state();
    permit
        .read(async |tx| {
            let filter = &query.0.filter;
            let time = time_of(filter, tx.context.today)?;
            let paging = Paging::new(&state, tx, &query.0)?;
            let (scope, kind) = (tx.context.scope(), filter.kind.unwrap_or(LicenceKind::A));
            let list = actions::licence_calendar(tx, scope, (kind, time), paging.after()?, paging.rows()).await?;
            paging.reply(&paging.page(list, |entry| entry.practitioner_id)?)
        })
        .await
}

/// The time of a calendar. Two years are enough to plan, and as much as one answer works out.
fn time_of(filter: &CalendarFilter, today: NaiveDate) -> Result<(NaiveDate, NaiveDate), Problem> {
    let from = filter.from.unwrap_or(today);
    let until = filter.until.or_else(|| from.checked_add_months(Months::new(12))).unwrap_or(NaiveDate::MAX);
    if (0..=732).contains(&(until - from).num_days()) {
        return Ok((from, until));
    }
    let (dutch, english) =
        ("Op of na 'from', en ten hoogste twee jaar later.", "On or after 'from', and at most two years later.");
    Err(Problem::invalid(vec![Violation::query("until", "range", dutch, english)]))
}

/// List expiring licences
///
/// The licences A whose last period ends within some days, soonest first, and what keeps each: how much refresher was
/// attended in the licence year, and by which day the rest must be. Not paged.
#[utoipa::path(tag = "Licences", params(ExpirationFilter),
    responses((status = 200, description = "The licences that end soon", body = LicenceExpirations)),
    security(("bearer" = ["licences:read"])))]
#[get("/licence-expirations")]
pub(super) async fn list_licence_expirations(
    permit: Permit<LicencesOfOrganisation>,
    query: Query<ExpirationFilter>,
) -> Answer {
    permit
        .read(async |tx| {
            let days = query.0.within_days.and_then(|days| u64::try_from(days).ok()).unwrap_or(90);
            let scope = tx.context.scope();
            let items = actions::expiration_list(tx, scope, days).await?;
            Ok(Reply::ok(&LicenceExpirations { items })?.hashed(tx.context.language))
        })
        .await
}

/// Count licence flags
///
/// How many records each organisation has under a licence that does not cover their day any more, after a withdrawal, a
/// suspension or a revocation with an earlier date. Counts only: which records is for the organisation to see.
#[utoipa::path(tag = "Licences",
    responses((status = 200, description = "The counts", body = LicenceFlagCounts)),
    security(("bearer" = ["licences:read"])))]
#[get("/licence-flag-counts")]
pub(super) async fn list_licence_flag_counts(permit: Permit<LicencesCount>) -> Answer {
    permit
        .platform_read(async |tx| {
            let items = store::flag_counts(tx).await?;
            Ok(Reply::ok(&LicenceFlagCounts { items })?.hashed(tx.context.language))
        })
        .await
}

/// List implementation tracks
///
/// How far the practitioners who work in the organisation are with two trajectories, supervision, intervision with its
/// reports, and the work assignment before the second supervision; a practitioner sees the own one. Progress, never a
/// condition for the licence.
#[utoipa::path(tag = "Licences", params(TrackQuery, PageQuery),
    responses((status = 200, description = "A page of tracks", body = Page<ImplementationTrack>)),
    security(("bearer" = ["licences:read"])), extensions(("x-problem-codes" = json!(["cursor-invalid"]))))]
#[get("/implementation-tracks")]
pub(super) async fn list_implementation_tracks(
    permit: Permit<LicencesOfOrganisation>,
    query: Query<Listing<TrackQuery>>,
) -> Answer {
    let state = permit.state();
    permit
        .read(async |tx| {
            let paging = Paging::new(&state, tx, &query.0)?;
            let scope = tx.context.scope();
            let list = actions::track_list(tx, scope, query.0.filter.on, paging.after()?, paging.rows()).await?;
            paging.reply(&paging.page(list, |track| track.practitioner_id)?)
        })
        .await
}

/// Get an implementation track
///
/// How far one practitioner is; a practitioner asks about the own track only.
#[utoipa::path(tag = "Licences", params(("id" = PractitionerId, Path, description = "The practitioner"), TrackQuery),
    responses((status = 200, description = "The track", body = ImplementationTrack)),
    security(("bearer" = ["licences:read"])))]
#[get("/practitioners/{id}/implementation-track")]
pub(super) async fn get_implementation_track(
    permit: Permit<LicencesOfOrganisation>,
    id: Path<PractitionerId>,
    query: Query<TrackQuery>,
) -> Answer {
    permit
        .read(async |tx| {
            let scope = tx.context.scope();
            let track = actions::track_get(tx, scope, *id, query.0.on).await?;
            Ok(Reply::ok(&track)?.hashed(tx.context.language))
        })
        .await
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

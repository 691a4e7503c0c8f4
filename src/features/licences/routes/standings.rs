//! How licences stand: on a day, over a time, before they end and afterwards.

use actix_web::get;
use actix_web::web::Path;
use chrono::{Months, NaiveDate};

use super::{LicencesCount, LicencesEvaluate, LicencesOfOrganisation};
use crate::features::licences::api::{
    CalendarFilter, EvaluationQuery, ExpirationFilter, ImplementationTrack, LicenceCalendarEntry, LicenceEvaluation,
    LicenceExpirations, LicenceFlagCounts, LicenceKind, LicenceStanding, StandingFilter, TrackQuery,
};
use crate::features::licences::{actions, store};
use crate::http::{Answer, Listing, Page, PageQuery, Paging, Permit, Query, Reply, Seat};
use crate::ids::PractitionerId;
use crate::problem::{Problem, Violation};

/// Evaluate an organisation's licences
///
/// How the licences of a kind stand on a day, for every practitioner who works in the organisation; a practitioner sees
/// the own one. One statement answers for all of them, from periods and measures alone, so what is missing is not here: it
/// is at the practitioner's evaluation, and for all whose licence ends within a year at `/licence-expirations`. The answer
/// depends on the day.
#[utoipa::path(tag = "Licences", params(StandingFilter, PageQuery),
    responses((status = 200, description = "A page of standings", body = Page<LicenceStanding>)),
    security(("bearer" = ["licences:read"])), extensions(("x-problem-codes" = json!(["cursor-invalid"]))))]
#[get("/licence-standings")]
pub(in crate::features::licences) async fn list_licence_standings(
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
            let list = actions::standing_list(tx, scope, wanted, paging.after()?, paging.rows()).await?;
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
pub(in crate::features::licences) async fn list_licence_calendars(
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
/// The licences A that end within some days, soonest first, and what keeps each: how much refresher was
/// attended in the licence year, and by which day the rest must be. Not paged.
#[utoipa::path(tag = "Licences", params(ExpirationFilter),
    responses((status = 200, description = "The licences that end soon", body = LicenceExpirations)),
    security(("bearer" = ["licences:read"])))]
#[get("/licence-expirations")]
pub(in crate::features::licences) async fn list_licence_expirations(
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
/// How many records (visits, agreed plans, evaluations, time entries) each organisation has under a licence that does not
/// cover their day any more, after a withdrawal, a suspension or a revocation with an earlier date. Counts only: which
/// records is for the organisation to see.
#[utoipa::path(tag = "Licences",
    responses((status = 200, description = "The counts", body = LicenceFlagCounts)),
    security(("bearer" = ["licences:read"])))]
#[get("/licence-flag-counts")]
pub(in crate::features::licences) async fn list_licence_flag_counts(permit: Permit<LicencesCount>) -> Answer {
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
/// condition for the licence. A project leader also sees when the organisation last evaluated its way of working with
/// schools and with professionals.
#[utoipa::path(tag = "Licences", params(TrackQuery, PageQuery),
    responses((status = 200, description = "A page of tracks", body = Page<ImplementationTrack>)),
    security(("bearer" = ["licences:read"])), extensions(("x-problem-codes" = json!(["cursor-invalid"]))))]
#[get("/implementation-tracks")]
pub(in crate::features::licences) async fn list_implementation_tracks(
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
/// How far one practitioner who works in the organisation is; a practitioner asks about the own track only.
#[utoipa::path(tag = "Licences", params(("id" = PractitionerId, Path, description = "The practitioner"), TrackQuery),
    responses((status = 200, description = "The track", body = ImplementationTrack)),
    security(("bearer" = ["licences:read"])))]
#[get("/practitioners/{id}/implementation-track")]
pub(in crate::features::licences) async fn get_implementation_track(
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
/// only. Of somebody who left the organisation asks up to the last day there, and `missing` is empty; a later day is a 404.
/// The answer depends on the day and the language; its ETag is a hash.
#[utoipa::path(tag = "Licences",
    params(("id" = PractitionerId, Path, description = "The practitioner"),
        ("kind" = LicenceKind, Path, description = "The kind of licence"), EvaluationQuery),
    responses((status = 200, description = "The evaluation", body = LicenceEvaluation)),
    security(("bearer" = ["licences:read"])))]
#[get("/practitioners/{id}/licences/{kind}/evaluation")]
pub(in crate::features::licences) async fn get_licence_evaluation(
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
                    let on = on.unwrap_or(tx.context.today);
                    let evaluation = actions::licence_evaluate_here(tx, scope, id, (kind, on)).await?;
                    Ok(Reply::ok(&evaluation)?.hashed(tx.context.language))
                })
                .await
        }
    }
}

//! Reading, adding and changing visits.

use actix_web::web::Path;
use actix_web::{get, patch, post};

use super::{VisitsRead, VisitsWrite};
use crate::features::trajectories::actions::trajectory_row;
use crate::features::visits::api::{NewVisit, TrajectoryVisitFilter, Visit, VisitFilter, VisitPatch};
use crate::features::visits::{actions, store};
use crate::http::{Answer, Body, Listing, Page, PageQuery, Paging, Permit, Query, Reply};
use crate::ids::{TrajectoryId, VisitId};

/// List visits
///
/// Oldest first. Project leaders and integrations see the organisation's, a practitioner those of the own trajectories.
/// Every list is traced in the access log of the families on the page.
#[utoipa::path(tag = "Visits", params(VisitFilter, PageQuery),
    responses((status = 200, description = "A page of visits", body = Page<Visit>)),
    security(("bearer" = ["visits:read"])), extensions(("x-problem-codes" = json!(["cursor-invalid"]))))]
#[get("/visits")]
pub(in crate::features::visits) async fn list_visits(
    permit: Permit<VisitsRead>,
    query: Query<Listing<VisitFilter>>,
) -> Answer {
    let state = permit.state();
    permit
        .read(async |tx| {
            let paging = Paging::new(&state, tx, &query.0)?;
            let rows = store::visit_rows(tx, &query.0.filter, paging.after()?, paging.rows()).await?;
            let (rows, next_cursor) = paging.cut(rows, |row| row.id)?;
            tx.disclose_ahead("visit", rows.iter().map(|row| row.family_id));
            let items = actions::visits_shown(tx, rows).await?;
            paging.reply(&Page { items, next_cursor })
        })
        .await
}

/// List a trajectory's visits
///
/// Oldest first.
#[utoipa::path(tag = "Visits",
    params(("trajectoryId" = TrajectoryId, Path, description = "The trajectory"), TrajectoryVisitFilter, PageQuery),
    responses((status = 200, description = "A page of visits", body = Page<Visit>)),
    security(("bearer" = ["visits:read"])), extensions(("x-problem-codes" = json!(["cursor-invalid"]))))]
#[get("/trajectories/{trajectoryId}/visits")]
pub(in crate::features::visits) async fn list_trajectory_visits(
    permit: Permit<VisitsRead>,
    trajectory: Path<TrajectoryId>,
    query: Query<Listing<TrajectoryVisitFilter>>,
) -> Answer {
    let state = permit.state();
    permit
        .read(async |tx| {
            let family = trajectory_row(tx, *trajectory).await?.family_id;
            let paging = Paging::new(&state, tx, &query.0)?;
            let filter = VisitFilter {
                trajectory_id: Some(*trajectory),
                status: query.0.filter.status,
                ..VisitFilter::default()
            };
            let rows = store::visit_rows(tx, &filter, paging.after()?, paging.rows()).await?;
            let (rows, next_cursor) = paging.cut(rows, |row| row.id)?;
            tx.disclose_ahead("visit", [family]);
            let items = actions::visits_shown(tx, rows).await?;
            paging.reply(&Page { items, next_cursor })
        })
        .await
}

/// Add a visit
///
/// Plans a visit, or records one at once with the `status` `held` or `no_show`. A planned visit needs `plannedAt`; one
/// that was held `heldOn`, `minutes` and `attendance`; a no-show `heldOn`. What has happened lies today or earlier, not
/// before the trajectory's start, and every performer held licence A on that day: it is the performer who is judged,
/// not the caller. Planning ahead past a licence's end is allowed and told in `licenceWarnings`. After a hand-over the
/// former practitioner can enter, for a number of days that the licence holder sets, what he or she performed alone
/// (`held` or `no_show`) on a day of the ended assignment; the answer is all that is then shown of the dossier.
#[utoipa::path(tag = "Visits", request_body = NewVisit,
    responses((status = 201, description = "The new visit", body = Visit)),
    security(("bearer" = ["visits:write"])),
    extensions(("x-problem-codes" = json!(["already-exists", "unknown-reference", "trajectory-closed", "completion-rests-on-this", "aftercare-too-early", "date-in-future",
        "date-before-start", "licence-not-valid", "subscription-inactive", "organisation-read-only"]))))]
#[post("/visits")]
pub(in crate::features::visits) async fn create_visit(permit: Permit<VisitsWrite>, body: Body<NewVisit>) -> Answer {
    permit
        .change(async |tx| {
            let new = body.valid()?;
            // Before a replay: what went out of sight is not shown again.
            let (trajectory, known) = actions::visit_prepare(tx, &new).await?;
            tx.create().await?;
            let visit = actions::visit_plan(tx, &trajectory, known, &new).await?;
            Ok(Reply::created(format!("/v1/visits/{}", visit.id), &visit)?)
        })
        .await
}

/// Get a visit
///
/// With its performers and the licences that it was held under; a planned one with warnings about licences that are not
/// valid on that day.
#[utoipa::path(tag = "Visits", params(("id" = VisitId, Path, description = "The visit")),
    responses((status = 200, description = "The visit", body = Visit)), security(("bearer" = ["visits:read"])))]
#[get("/visits/{id}")]
pub(in crate::features::visits) async fn get_visit(permit: Permit<VisitsRead>, id: Path<VisitId>) -> Answer {
    permit
        .read(async |tx| {
            let visit = actions::visit_get(tx, *id).await?;
            tx.disclose("visit", Some(id.0), [visit.family_id]);
            Reply::resource(&visit)
        })
        .await
}

/// Change a visit
///
/// A merge patch: reschedules a planned visit, or corrects the record of one that was held or missed. The status stays;
/// what it needs and does not take is as when adding a visit. Licences are judged when `heldOn` or the performers
/// change. A cancelled visit is restored first.
#[utoipa::path(tag = "Visits", params(("id" = VisitId, Path, description = "The visit")),
    request_body = VisitPatch,
    responses((status = 200, description = "The changed visit", body = Visit)),
    security(("bearer" = ["visits:write"])),
    extensions(("x-problem-codes" = json!(["unknown-reference", "visit-status-conflict", "trajectory-closed", "completion-rests-on-this", "aftercare-too-early", "date-in-future",
        "date-before-start", "licence-not-valid", "subscription-inactive", "organisation-read-only"]))))]
#[patch("/visits/{id}")]
pub(in crate::features::visits) async fn update_visit(
    permit: Permit<VisitsWrite>,
    id: Path<VisitId>,
    body: Body<VisitPatch>,
) -> Answer {
    permit
        .change(async |tx| {
            let locked = actions::visit_lock(tx, *id).await?;
            tx.proceed(locked.version()).await?;
            let (fields, changed) = body.apply(&locked.fields())?;
            Ok(Reply::resource(&actions::locked_change(tx, locked, fields, changed).await?)?)
        })
        .await
}

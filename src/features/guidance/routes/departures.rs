//! The operations on departures.

use actix_web::web::Path;
use actix_web::{delete, get, patch, post};

use crate::features::guidance::api::{Departure, DeparturePatch, DepartureReason, NewDeparture};
use crate::features::guidance::{actions, store};
use crate::features::trajectories::actions::{trajectory_lock, trajectory_row};
use crate::http::{Answer, Body, Listing, NoFilter, Page, PageQuery, Paging, Permit, Query, Reply, permissions};
use crate::ids::{DepartureId, TrajectoryId};

permissions! {
    /// The reasons are free text about a family: for people only.
    DeparturesRead = "trajectories:read" [ProjectLeader, Practitioner] Active;
    /// A running trajectory may be wound down after the subscription's end (gate G2).
    DeparturesWrite = "trajectories:write" [ProjectLeader, Practitioner] Running;
}

/// List a trajectory's departures
///
/// Steps that were left out and guidelines that were departed from, with the reasons, oldest first.
#[utoipa::path(tag = "Guidance",
    params(("trajectoryId" = TrajectoryId, Path, description = "The trajectory"), PageQuery),
    responses((status = 200, description = "A page of departures", body = Page<Departure>)),
    security(("bearer" = ["trajectories:read"])), extensions(("x-problem-codes" = json!(["cursor-invalid"]))))]
#[get("/trajectories/{trajectoryId}/departures")]
pub(in crate::features::guidance) async fn list_departures(
    permit: Permit<DeparturesRead>,
    trajectory: Path<TrajectoryId>,
    query: Query<Listing<NoFilter>>,
) -> Answer {
    let state = permit.state();
    permit
        .read(async |tx| {
            let row = trajectory_row(tx, *trajectory).await?;
            let paging = Paging::new(&state, tx, &query.0)?;
            let list = store::departure_list(tx, *trajectory, paging.after()?, paging.rows()).await?;
            tx.disclose("departure", None, [row.family_id]);
            paging.reply(&paging.page(list, |departure| departure.id)?)
        })
        .await
}

/// Note a departure
///
/// A step that is left out, or a guideline that is departed from, with the reason: made to measure is allowed. Each code
/// once per trajectory. Leaving out `closing_activity` lets the trajectory be completed without it.
#[utoipa::path(tag = "Guidance", params(("trajectoryId" = TrajectoryId, Path, description = "The trajectory")),
    request_body = NewDeparture,
    responses((status = 201, description = "The departure", body = Departure)),
    security(("bearer" = ["trajectories:write"])),
    extensions(("x-problem-codes" = json!(["already-exists", "date-in-future", "date-before-start",
        "completion-rests-on-this", "subscription-inactive", "organisation-read-only"]))))]
#[post("/trajectories/{trajectoryId}/departures")]
pub(in crate::features::guidance) async fn create_departure(
    permit: Permit<DeparturesWrite>,
    trajectory: Path<TrajectoryId>,
    body: Body<NewDeparture>,
) -> Answer {
    permit
        .change(async |tx| {
            let new = body.valid()?;
            let row = trajectory_lock(tx, *trajectory).await?;
            tx.create().await?;
            let departure = actions::departure_add(tx, &row, new.chosen(), &new.fields).await?;
            let location = format!("/v1/trajectories/{trajectory}/departures/{}", departure.id);
            Ok(Reply::created(location, &departure)?)
        })
        .await
}

/// Get a departure
///
/// One departure with its reason.
#[utoipa::path(tag = "Guidance",
    params(("trajectoryId" = TrajectoryId, Path, description = "The trajectory"),
        ("id" = DepartureId, Path, description = "The departure")),
    responses((status = 200, description = "The departure", body = Departure)),
    security(("bearer" = ["trajectories:read"])))]
#[get("/trajectories/{trajectoryId}/departures/{id}")]
pub(in crate::features::guidance) async fn get_departure(
    permit: Permit<DeparturesRead>,
    path: Path<(TrajectoryId, DepartureId)>,
) -> Answer {
    let (trajectory, id) = *path;
    permit
        .read(async |tx| {
            let row = trajectory_row(tx, trajectory).await?;
            tx.disclose("departure", Some(id.0), [row.family_id]);
            Reply::resource(&store::departure_get(tx, trajectory, id).await?)
        })
        .await
}

/// Change a departure's reason
///
/// A merge patch on `reason`. What was departed from stays: remove the departure and note another.
#[utoipa::path(tag = "Guidance",
    params(("trajectoryId" = TrajectoryId, Path, description = "The trajectory"),
        ("id" = DepartureId, Path, description = "The departure")),
    request_body = DeparturePatch,
    responses((status = 200, description = "The changed departure", body = Departure)),
    security(("bearer" = ["trajectories:write"])),
    extensions(("x-problem-codes" = json!(["subscription-inactive", "organisation-read-only"]))))]
#[patch("/trajectories/{trajectoryId}/departures/{id}")]
pub(in crate::features::guidance) async fn update_departure(
    permit: Permit<DeparturesWrite>,
    path: Path<(TrajectoryId, DepartureId)>,
    body: Body<DeparturePatch>,
) -> Answer {
    let (trajectory, id) = *path;
    permit
        .change(async |tx| {
            let row = trajectory_lock(tx, trajectory).await?;
            let departure = store::departure_get(tx, trajectory, id).await?;
            tx.proceed(departure.version).await?;
            let (fields, _) = body.apply(&DepartureReason { reason: departure.reason })?;
            Ok(Reply::resource(&actions::departure_change(tx, &row, id, &fields.reason).await?)?)
        })
        .await
}

/// Remove a departure
///
/// Not away from under a completed trajectory: reopen that first.
#[utoipa::path(tag = "Guidance",
    params(("trajectoryId" = TrajectoryId, Path, description = "The trajectory"),
        ("id" = DepartureId, Path, description = "The departure")),
    responses((status = 204, description = "Removed")), security(("bearer" = ["trajectories:write"])),
    extensions(("x-problem-codes" = json!(["completion-rests-on-this", "subscription-inactive",
        "organisation-read-only"]))))]
#[delete("/trajectories/{trajectoryId}/departures/{id}")]
pub(in crate::features::guidance) async fn delete_departure(
    permit: Permit<DeparturesWrite>,
    path: Path<(TrajectoryId, DepartureId)>,
) -> Answer {
    let (trajectory, id) = *path;
    permit
        .change(async |tx| {
            let row = trajectory_lock(tx, trajectory).await?;
            let departure = store::departure_get(tx, trajectory, id).await?;
            tx.proceed(departure.version).await?;
            actions::departure_remove(tx, &row, id).await?;
            Ok(Reply::no_content())
        })
        .await
}

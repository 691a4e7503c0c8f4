//! The operations on signals.

use actix_web::web::Path;
use actix_web::{get, patch, post};

use super::api::{NewSignal, Signal, SignalFilter, SignalPatch};
use super::{actions, store};
use crate::db::Trace;
use crate::features::trajectories::actions::{trajectory_lock, trajectory_row};
use crate::http::{Answer, Body, Listing, Page, PageQuery, Paging, Permit, Query, Reply, permissions};
use crate::ids::{SignalId, TrajectoryId};
use crate::problem::Problem;

permissions! {
    SignalsRead = "signals:read" [ProjectLeader, Practitioner] Active;
    /// A running trajectory may be wound down after the subscription's end (gate G2).
    SignalsWrite = "signals:write" [ProjectLeader, Practitioner] Running;
}

/// List a trajectory's signals
///
/// Other needs of the family that came up on the way, oldest record first. A practitioner sees those of the own
/// trajectories. Traced in the access log of the family.
#[utoipa::path(tag = "Signals",
    params(("trajectoryId" = TrajectoryId, Path, description = "The trajectory"), SignalFilter, PageQuery),
    responses((status = 200, description = "A page of signals", body = Page<Signal>)),
    security(("bearer" = ["signals:read"])), extensions(("x-problem-codes" = json!(["cursor-invalid"]))))]
#[get("/trajectories/{trajectoryId}/signals")]
pub(super) async fn list_signals(
    permit: Permit<SignalsRead>,
    trajectory: Path<TrajectoryId>,
    query: Query<Listing<SignalFilter>>,
) -> Answer {
    let state = permit.state();
    permit
        .read(async |tx| {
            let family = trajectory_row(tx, *trajectory).await?.family_id;
            let paging = Paging::new(&state, tx, &query.0)?;
            let status = query.0.filter.status;
            let signals = store::signal_list(tx, *trajectory, status, paging.after()?, paging.rows()).await?;
            tx.disclose("signal", None, [family]);
            paging.reply(&paging.page(signals, |signal| signal.id)?)
        })
        .await
}

/// Record a signal
///
/// What was noticed, when, what was done and to whom the family was referred. The day is today or earlier and not
/// before the trajectory's start. An observation is no activity under the programme: it asks for no licence.
#[utoipa::path(tag = "Signals", params(("trajectoryId" = TrajectoryId, Path, description = "The trajectory")),
    request_body = NewSignal,
    responses((status = 201, description = "The new signal", body = Signal)),
    security(("bearer" = ["signals:write"])),
    extensions(("x-problem-codes" = json!(["already-exists", "date-in-future", "date-before-start",
        "subscription-inactive", "organisation-read-only"]))))]
#[post("/trajectories/{trajectoryId}/signals")]
pub(super) async fn create_signal(
    permit: Permit<SignalsWrite>,
    trajectory: Path<TrajectoryId>,
    body: Body<NewSignal>,
) -> Answer {
    permit
        .change(async |tx| {
            let new = body.valid()?;
            let row = trajectory_lock(tx, *trajectory).await?;
            tx.create().await?;
            if let Some(id) = new.chosen() {
                Problem::refuse_taken(store::signal_get(tx, *trajectory, id).await, || {
                    format!("/v1/trajectories/{trajectory}/signals/{id}")
                })?;
            }
            let signal = actions::signal_add(tx, &row, new.id(), &new.fields).await?;
            tx.trace(Trace::done("signal", signal.id.0).families([row.family_id]));
            Ok(Reply::created(format!("/v1/trajectories/{trajectory}/signals/{}", signal.id), &signal)?)
        })
        .await
}

/// Get a signal
///
/// One signal of a trajectory.
#[utoipa::path(tag = "Signals",
    params(("trajectoryId" = TrajectoryId, Path, description = "The trajectory"),
        ("id" = SignalId, Path, description = "The signal")),
    responses((status = 200, description = "The signal", body = Signal)), security(("bearer" = ["signals:read"])))]
#[get("/trajectories/{trajectoryId}/signals/{id}")]
pub(super) async fn get_signal(permit: Permit<SignalsRead>, path: Path<(TrajectoryId, SignalId)>) -> Answer {
    let (trajectory, id) = *path;
    permit
        .read(async |tx| {
            let family = trajectory_row(tx, trajectory).await?.family_id;
            let signal = store::signal_get(tx, trajectory, id).await?;
            tx.disclose("signal", Some(id.0), [family]);
            Reply::resource(&signal)
        })
        .await
}

/// Change a signal
///
/// A merge patch: what was done since, to whom the family was referred, or that it is closed.
#[utoipa::path(tag = "Signals",
    params(("trajectoryId" = TrajectoryId, Path, description = "The trajectory"),
        ("id" = SignalId, Path, description = "The signal")),
    request_body = SignalPatch,
    responses((status = 200, description = "The changed signal", body = Signal)),
    security(("bearer" = ["signals:write"])),
    extensions(("x-problem-codes" = json!(["date-in-future", "date-before-start", "subscription-inactive",
        "organisation-read-only"]))))]
#[patch("/trajectories/{trajectoryId}/signals/{id}")]
pub(super) async fn update_signal(
    permit: Permit<SignalsWrite>,
    path: Path<(TrajectoryId, SignalId)>,
    body: Body<SignalPatch>,
) -> Answer {
    let (trajectory, id) = *path;
    permit
        .change(async |tx| {
            let row = trajectory_lock(tx, trajectory).await?;
            let signal = store::signal_get(tx, trajectory, id).await?;
            tx.proceed(signal.version).await?;
            let noticed_on = signal.noticed_on;
            let (fields, changed) = body.apply(&signal.into())?;
            let signal = actions::signal_change(tx, &row, id, noticed_on, &fields).await?;
            tx.trace(Trace::done("signal", id.0).families([row.family_id]).changed(changed));
            Ok(Reply::resource(&signal)?)
        })
        .await
}

//! The operations on trajectories.

use actix_web::web::Path;
use actix_web::{get, patch, post};

use crate::db::Trace;
use crate::features::trajectories::api::{NewTrajectory, Trajectory, TrajectoryFilter, TrajectoryPatch};
use crate::features::trajectories::{actions, store};
use crate::http::{Answer, Body, Listing, Page, PageQuery, Paging, Permit, Query, Reply, permissions};
use crate::ids::TrajectoryId;

permissions! {
    TrajectoriesRead = "trajectories:read" [ProjectLeader, Practitioner, Integration] Active;
    TrajectoriesStart = "trajectories:write" [ProjectLeader, Practitioner, Integration] Active;
    /// A running trajectory may be wound down after the subscription's end (gate G2).
    TrajectoriesWrite = "trajectories:write" [ProjectLeader, Practitioner, Integration] Running;
}

/// List trajectories
///
/// Oldest first. Project leaders and integrations see the organisation's, a practitioner those that an assignment of
/// the own leads to which has not ended. Every list is traced in the access log of the families on the page.
#[utoipa::path(tag = "Trajectories", params(TrajectoryFilter, PageQuery),
    responses((status = 200, description = "A page of trajectories", body = Page<Trajectory>)),
    security(("bearer" = ["trajectories:read"])), extensions(("x-problem-codes" = json!(["cursor-invalid"]))))]
#[get("/trajectories")]
pub(in crate::features::trajectories) async fn list_trajectories(
    permit: Permit<TrajectoriesRead>,
    query: Query<Listing<TrajectoryFilter>>,
) -> Answer {
    let state = permit.state();
    permit
        .read(async |tx| {
            let paging = Paging::new(&state, tx, &query.0)?;
            let list = store::trajectory_list(tx, &query.0.filter, paging.after()?, paging.rows()).await?;
            let page = paging.page(list, |trajectory| trajectory.id)?;
            tx.disclose("trajectory", None, page.items.iter().map(|trajectory| trajectory.family_id));
            paging.reply(&page)
        })
        .await
}

/// Start a trajectory
///
/// It starts in the phase `alignment` with the status `active`. A family has at most one trajectory under guidance;
/// while an earlier one is in aftercare a new one may start. Each of `practitionerIds` becomes a performer from
/// `startedOn` and holds licence A valid on that day. A practitioner starts only trajectories to perform oneself
/// (403), for a family that the practitioner sees; project leaders and integrations start them for others.
#[utoipa::path(tag = "Trajectories", request_body = NewTrajectory,
    responses((status = 201, description = "The new trajectory", body = Trajectory)),
    security(("bearer" = ["trajectories:write"])),
    extensions(("x-problem-codes" = json!(["already-exists", "unknown-reference", "date-in-future",
        "licence-not-valid", "family-has-running-trajectory", "subscription-inactive", "organisation-read-only"]))))]
#[post("/trajectories")]
pub(in crate::features::trajectories) async fn create_trajectory(
    permit: Permit<TrajectoriesStart>,
    body: Body<NewTrajectory>,
) -> Answer {
    permit
        .change(async |tx| {
            let new = body.valid()?;
            actions::refuse_for_others(tx, &new.practitioner_ids)?;
            // Before a replay: what went out of sight is not shown again.
            actions::refuse_hidden_family(tx, &new).await?;
            if let Some(id) = tx.made_before() {
                store::trajectory_row(tx, TrajectoryId(id)).await?;
            }
            tx.create().await?;
            let trajectory = actions::trajectory_begin(tx, &new).await?;
            Ok(Reply::created(format!("/v1/trajectories/{}", trajectory.id), &trajectory)?)
        })
        .await
}

/// Get a trajectory
///
/// With its focus children, all its assignments and how many visits are planned and held. `practitionerIds` are the
/// performers of today.
#[utoipa::path(tag = "Trajectories", params(("id" = TrajectoryId, Path, description = "The trajectory")),
    responses((status = 200, description = "The trajectory", body = Trajectory)),
    security(("bearer" = ["trajectories:read"])))]
#[get("/trajectories/{id}")]
pub(in crate::features::trajectories) async fn get_trajectory(
    permit: Permit<TrajectoriesRead>,
    id: Path<TrajectoryId>,
) -> Answer {
    permit
        .read(async |tx| {
            let trajectory = store::trajectory_get(tx, *id).await?;
            tx.disclose("trajectory", Some(id.0), [trajectory.family_id]);
            Reply::resource(&trajectory)
        })
        .await
}

/// Change a trajectory
///
/// A merge patch on `startedOn`, `focusChildIds`, `folderHandedOutOn`, `certificatesGivenOn` and `notes`. The start lies no
/// later than the first thing that was recorded (a visit, an agreed plan, a final evaluation, a transition, a departure, time
/// or a signal) and not before the referral. A child that an evaluation is about stays. Once the guidance is completed or
/// discontinued `startedOn` and `focusChildIds` stay as they are. A new `folderHandedOutOn` or `certificatesGivenOn` is a day
/// on which one of those who were assigned held licence A. Phases are changed by transitions, performers by assignments.
#[utoipa::path(tag = "Trajectories", params(("id" = TrajectoryId, Path, description = "The trajectory")),
    request_body = TrajectoryPatch,
    responses((status = 200, description = "The changed trajectory", body = Trajectory)),
    security(("bearer" = ["trajectories:write"])),
    extensions(("x-problem-codes" = json!(["unknown-reference", "date-in-future", "trajectory-closed",
        "start-after-visits", "date-before-start", "licence-not-valid", "in-use", "subscription-inactive", "organisation-read-only"]))))]
#[patch("/trajectories/{id}")]
pub(in crate::features::trajectories) async fn update_trajectory(
    permit: Permit<TrajectoriesWrite>,
    id: Path<TrajectoryId>,
    body: Body<TrajectoryPatch>,
) -> Answer {
    permit
        .change(async |tx| {
            let row = store::trajectory_lock(tx, *id).await?;
            tx.proceed(row.version).await?;
            let current = row.fields(store::focus_children(tx, *id).await?);
            let (fields, changed) = body.apply(&current)?;
            let trajectory = actions::trajectory_change(tx, &row, &current, &fields).await?;
            tx.trace(Trace::done("trajectory", id.0).families([row.family_id]).changed(changed));
            Ok(Reply::resource(&trajectory)?)
        })
        .await
}

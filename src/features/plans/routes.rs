//! The operations on the plan.

use actix_web::web::Path;
use actix_web::{get, put};

use super::actions;
use super::api::{Plan, PlanFields};
use crate::features::trajectories::actions::{trajectory_lock, trajectory_row};
use crate::http::{Answer, Body, Listing, NoFilter, Page, PageQuery, Paging, Permit, Query, Reply, permissions};
use crate::ids::TrajectoryId;

permissions! {
    PlansRead = "trajectories:read" [ProjectLeader, Practitioner, Integration] Active;
    /// A running trajectory may be wound down after the subscription's end (gate G2).
    PlansWrite = "trajectories:write" [ProjectLeader, Practitioner, Integration] Running;
}

/// Get the plan
///
/// The newest version. Before anybody wrote one it is version 0, without goals, so that it can be replaced with
/// `If-Match: "0"`.
#[utoipa::path(tag = "Plans", params(("trajectoryId" = TrajectoryId, Path, description = "The trajectory")),
    responses((status = 200, description = "The plan", body = Plan)), security(("bearer" = ["trajectories:read"])))]
#[get("/trajectories/{trajectoryId}/plan")]
pub(super) async fn get_plan(permit: Permit<PlansRead>, trajectory: Path<TrajectoryId>) -> Answer {
    permit
        .read(async |tx| {
            let row = trajectory_row(tx, *trajectory).await?;
            tx.disclose("plan", Some(trajectory.0), [row.family_id]);
            Reply::resource(&actions::plan_get(tx, &row, None).await?)
        })
        .await
}

/// Replace the plan
///
/// Writes the next version; earlier ones stay under `versions`. With `agreedOn` the parents agreed with it, and whoever
/// agreed it with them held licence A on that day; without it the version is a proposal and the version agreed before
/// stays in force. The phase alignment closes only with an agreed plan of at least one goal.
#[utoipa::path(tag = "Plans", params(("trajectoryId" = TrajectoryId, Path, description = "The trajectory")),
    request_body = PlanFields,
    responses((status = 200, description = "The new version", body = Plan)),
    security(("bearer" = ["trajectories:write"])),
    extensions(("x-problem-codes" = json!(["unknown-reference", "trajectory-closed", "date-in-future",
        "date-before-start", "licence-not-valid", "subscription-inactive", "organisation-read-only"]))))]
#[put("/trajectories/{trajectoryId}/plan")]
pub(super) async fn replace_plan(
    permit: Permit<PlansWrite>,
    trajectory: Path<TrajectoryId>,
    body: Body<PlanFields>,
) -> Answer {
    permit
        .change(async |tx| {
            let row = trajectory_lock(tx, *trajectory).await?;
            let current = actions::plan_get(tx, &row, None).await?;
            tx.proceed(current.version).await?;
            let fields = body.valid()?;
            Ok(Reply::resource(&actions::plan_replace(tx, &row, &current, &fields).await?)?)
        })
        .await
}

/// List the plan's versions
///
/// What the plan said before and says now, oldest first.
#[utoipa::path(tag = "Plans",
    params(("trajectoryId" = TrajectoryId, Path, description = "The trajectory"), PageQuery),
    responses((status = 200, description = "A page of versions", body = Page<Plan>)),
    security(("bearer" = ["trajectories:read"])), extensions(("x-problem-codes" = json!(["cursor-invalid"]))))]
#[get("/trajectories/{trajectoryId}/plan/versions")]
pub(super) async fn list_plan_versions(
    permit: Permit<PlansRead>,
    trajectory: Path<TrajectoryId>,
    query: Query<Listing<NoFilter>>,
) -> Answer {
    let state = permit.state();
    permit
        .read(async |tx| {
            let row = trajectory_row(tx, *trajectory).await?;
            let paging = Paging::new(&state, tx, &query.0)?;
            let versions = actions::plan_list(tx, &row, paging.after()?, paging.rows()).await?;
            tx.disclose("plan", Some(trajectory.0), [row.family_id]);
            paging.reply(&paging.page(versions, |plan| plan.version)?)
        })
        .await
}

/// Get a version of the plan
///
/// What the plan said in this version. It never changes.
#[utoipa::path(tag = "Plans",
    params(("trajectoryId" = TrajectoryId, Path, description = "The trajectory"),
        ("version" = i32, Path, description = "The version, from 1")),
    responses((status = 200, description = "The version", body = Plan)), security(("bearer" = ["trajectories:read"])))]
#[get("/trajectories/{trajectoryId}/plan/versions/{version}")]
pub(super) async fn get_plan_version(permit: Permit<PlansRead>, path: Path<(TrajectoryId, i32)>) -> Answer {
    let (trajectory, version) = *path;
    permit
        .read(async |tx| {
            let row = trajectory_row(tx, trajectory).await?;
            tx.disclose("plan", Some(trajectory.0), [row.family_id]);
            Reply::resource(&actions::plan_get(tx, &row, Some(version)).await?)
        })
        .await
}

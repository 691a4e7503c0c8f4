//! The operations on assignments: who performs on a trajectory, and when.

use actix_web::web::Path;
use actix_web::{delete, get, patch, post};

use crate::db::Trace;
use crate::features::trajectories::api::{Assignment, AssignmentPatch, NewAssignment};
use crate::features::trajectories::{actions, store};
use crate::http::{Answer, Body, Listing, NoFilter, Page, PageQuery, Paging, Permit, Query, Reply, permissions};
use crate::ids::{AssignmentId, TrajectoryId};

permissions! {
    AssignmentsRead = "trajectories:read" [ProjectLeader, Practitioner, Integration] Active;
    /// A running trajectory may need a deputy after the subscription's end (gate G2).
    AssignmentsWrite = "trajectories:write" [ProjectLeader] Running;
    /// Taking access away is never blocked.
    AssignmentsEnd = "trajectories:write" [ProjectLeader] Exempt;
}

/// List a trajectory's assignments
///
/// Who performed, performs or will perform, in the order in which they were assigned.
#[utoipa::path(tag = "Trajectories",
    params(("trajectoryId" = TrajectoryId, Path, description = "The trajectory"), PageQuery),
    responses((status = 200, description = "A page of assignments", body = Page<Assignment>)),
    security(("bearer" = ["trajectories:read"])), extensions(("x-problem-codes" = json!(["cursor-invalid"]))))]
#[get("/trajectories/{trajectoryId}/assignments")]
pub(in crate::features::trajectories) async fn list_assignments(
    permit: Permit<AssignmentsRead>,
    trajectory: Path<TrajectoryId>,
    query: Query<Listing<NoFilter>>,
) -> Answer {
    let state = permit.state();
    permit
        .read(async |tx| {
            let row = store::trajectory_row(tx, *trajectory).await?;
            let paging = Paging::new(&state, tx, &query.0)?;
            let assignments = store::assignment_list(tx, *trajectory, paging.after()?, paging.rows()).await?;
            tx.disclose("trajectory", Some(trajectory.0), [row.family_id]);
            paging.reply(&paging.page(assignments, |assignment| assignment.id)?)
        })
        .await
}

/// Assign a practitioner
///
/// By the project leader. The practitioner sees the trajectory from now on and up to the last day; `deputy` is for who
/// stands in for an absent colleague. Licence A is valid on `fromOn`, which is not before the trajectory's start. Of
/// one practitioner no two assignments to a trajectory overlap.
#[utoipa::path(tag = "Trajectories", params(("trajectoryId" = TrajectoryId, Path, description = "The trajectory")),
    request_body = NewAssignment,
    responses((status = 201, description = "The new assignment", body = Assignment)),
    security(("bearer" = ["trajectories:write"])),
    extensions(("x-problem-codes" = json!(["already-exists", "unknown-reference", "date-before-start",
        "licence-not-valid", "assignment-overlaps", "subscription-inactive", "organisation-read-only"]))))]
#[post("/trajectories/{trajectoryId}/assignments")]
pub(in crate::features::trajectories) async fn create_assignment(
    permit: Permit<AssignmentsWrite>,
    trajectory: Path<TrajectoryId>,
    body: Body<NewAssignment>,
) -> Answer {
    permit
        .change(async |tx| {
            let new = body.valid()?;
            let row = store::trajectory_lock(tx, *trajectory).await?;
            tx.create().await?;
            let assignment = actions::assignment_add(tx, &row, new.id(), &new.fields).await?;
            tx.trace(Trace::done("assignment", assignment.id.0).families([row.family_id]));
            let location = format!("/v1/trajectories/{trajectory}/assignments/{}", assignment.id);
            Ok(Reply::created(location, &assignment)?)
        })
        .await
}

/// Get an assignment
///
/// One assignment of a trajectory.
#[utoipa::path(tag = "Trajectories",
    params(("trajectoryId" = TrajectoryId, Path, description = "The trajectory"),
        ("id" = AssignmentId, Path, description = "The assignment")),
    responses((status = 200, description = "The assignment", body = Assignment)),
    security(("bearer" = ["trajectories:read"])))]
#[get("/trajectories/{trajectoryId}/assignments/{id}")]
pub(in crate::features::trajectories) async fn get_assignment(
    permit: Permit<AssignmentsRead>,
    path: Path<(TrajectoryId, AssignmentId)>,
) -> Answer {
    let (trajectory, id) = *path;
    permit
        .read(async |tx| {
            let row = store::trajectory_row(tx, trajectory).await?;
            let assignment = store::assignment_get(tx, trajectory, id).await?;
            tx.disclose("assignment", Some(id.0), [row.family_id]);
            Reply::resource(&assignment)
        })
        .await
}

/// End an assignment
///
/// A merge patch that sets or advances `untilOn`, the last day. With yesterday as the last day the practitioner loses
/// sight of the trajectory at once, unless another assignment goes on. It is never blocked by the subscription. Longer
/// access is a new assignment; one that began today or has yet to begin can be withdrawn.
#[utoipa::path(tag = "Trajectories",
    params(("trajectoryId" = TrajectoryId, Path, description = "The trajectory"),
        ("id" = AssignmentId, Path, description = "The assignment")),
    request_body = AssignmentPatch,
    responses((status = 200, description = "The changed assignment", body = Assignment)),
    security(("bearer" = ["trajectories:write"])))]
#[patch("/trajectories/{trajectoryId}/assignments/{id}")]
pub(in crate::features::trajectories) async fn update_assignment(
    permit: Permit<AssignmentsEnd>,
    path: Path<(TrajectoryId, AssignmentId)>,
    body: Body<AssignmentPatch>,
) -> Answer {
    let (trajectory, id) = *path;
    permit
        .change(async |tx| {
            let row = store::trajectory_lock(tx, trajectory).await?;
            let assignment = store::assignment_get(tx, trajectory, id).await?;
            tx.proceed(assignment.version).await?;
            let (end, changed) = body.apply(&(&assignment).into())?;
            let assignment = actions::assignment_shorten(tx, &assignment, end.until_on).await?;
            tx.trace(Trace::done("assignment", id.0).families([row.family_id]).changed(changed));
            Ok(Reply::resource(&assignment)?)
        })
        .await
}

/// Withdraw an assignment
///
/// For one that was made in error: up to and including its first day. It is never blocked by the subscription. Later,
/// end it instead: who had access stays known.
#[utoipa::path(tag = "Trajectories",
    params(("trajectoryId" = TrajectoryId, Path, description = "The trajectory"),
        ("id" = AssignmentId, Path, description = "The assignment")),
    responses((status = 204, description = "Withdrawn")), security(("bearer" = ["trajectories:write"])),
    extensions(("x-problem-codes" = json!(["assignment-begun"]))))]
#[delete("/trajectories/{trajectoryId}/assignments/{id}")]
pub(in crate::features::trajectories) async fn delete_assignment(
    permit: Permit<AssignmentsEnd>,
    path: Path<(TrajectoryId, AssignmentId)>,
) -> Answer {
    let (trajectory, id) = *path;
    permit
        .change(async |tx| {
            let row = store::trajectory_lock(tx, trajectory).await?;
            let assignment = store::assignment_get(tx, trajectory, id).await?;
            tx.proceed(assignment.version).await?;
            actions::assignment_withdraw(tx, &assignment).await?;
            tx.trace(Trace::done("assignment", id.0).families([row.family_id]));
            Ok(Reply::no_content())
        })
        .await
}

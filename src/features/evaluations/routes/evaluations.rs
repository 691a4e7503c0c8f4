//! Reading, beginning and changing evaluations.

use actix_web::web::Path;
use actix_web::{delete, get, patch, post};

use super::{EvaluationsRead, EvaluationsWrite};
use crate::features::evaluations::actions;
use crate::features::evaluations::api::{Evaluation, EvaluationPatch, NewEvaluation};
use crate::features::trajectories::actions::{trajectory_lock, trajectory_row};
use crate::http::{Answer, Body, Listing, NoFilter, Page, PageQuery, Paging, Permit, Query, Reply};
use crate::ids::{EvaluationId, TrajectoryId};

/// List a trajectory's evaluations
///
/// Drafts too, oldest first. Integrations get no answers and no remarks.
#[utoipa::path(tag = "Evaluations",
    params(("trajectoryId" = TrajectoryId, Path, description = "The trajectory"), PageQuery),
    responses((status = 200, description = "A page of evaluations", body = Page<Evaluation>)),
    security(("bearer" = ["evaluations:read"])), extensions(("x-problem-codes" = json!(["cursor-invalid"]))))]
#[get("/trajectories/{trajectoryId}/evaluations")]
pub(in crate::features::evaluations) async fn list_evaluations(
    permit: Permit<EvaluationsRead>,
    trajectory: Path<TrajectoryId>,
    query: Query<Listing<NoFilter>>,
) -> Answer {
    let state = permit.state();
    permit
        .read(async |tx| {
            let row = trajectory_row(tx, *trajectory).await?;
            let paging = Paging::new(&state, tx, &query.0)?;
            let evaluations = actions::evaluation_list(tx, *trajectory, paging.after()?, paging.rows()).await?;
            tx.disclose("evaluation", None, [row.family_id]);
            paging.reply(&paging.page(evaluations, |evaluation| evaluation.id)?)
        })
        .await
}

/// Add an evaluation
///
/// Begins a draft, or with `status` `final` records it at once. The questionnaire's version belongs to the kind and was
/// not replaced by `heldOn`; answers are validated against it. Whoever holds it has licence A on `heldOn`. A final
/// evaluation is not before the mid evaluation; aftercare and follow-up come after the final one, or after a mid
/// evaluation that was taken as final. There is one final evaluation, and one of the teacher for each child.
#[utoipa::path(tag = "Evaluations", params(("trajectoryId" = TrajectoryId, Path, description = "The trajectory")),
    request_body = NewEvaluation,
    responses((status = 201, description = "The new evaluation", body = Evaluation)),
    security(("bearer" = ["evaluations:write"])),
    extensions(("x-problem-codes" = json!(["already-exists", "unknown-reference", "answers-invalid",
        "questionnaire-version-retired", "date-in-future", "date-before-start", "evaluation-out-of-order", "aftercare-too-early", "trajectory-closed",
        "licence-not-valid", "completion-rests-on-this", "subscription-inactive", "organisation-read-only"]))))]
#[post("/trajectories/{trajectoryId}/evaluations")]
pub(in crate::features::evaluations) async fn create_evaluation(
    permit: Permit<EvaluationsWrite>,
    trajectory: Path<TrajectoryId>,
    body: Body<NewEvaluation>,
) -> Answer {
    permit
        .change(async |tx| {
            let new = body.valid()?;
            let row = trajectory_lock(tx, *trajectory).await?;
            tx.create().await?;
            let evaluation = actions::evaluation_create(tx, &row, &new).await?;
            let location = format!("/v1/trajectories/{trajectory}/evaluations/{}", evaluation.id);
            Ok(Reply::created(location, &evaluation)?)
        })
        .await
}

/// Get an evaluation
///
/// With its answers and scores. Integrations get no answers and no remarks.
#[utoipa::path(tag = "Evaluations",
    params(("trajectoryId" = TrajectoryId, Path, description = "The trajectory"),
        ("id" = EvaluationId, Path, description = "The evaluation")),
    responses((status = 200, description = "The evaluation", body = Evaluation)),
    security(("bearer" = ["evaluations:read"])))]
#[get("/trajectories/{trajectoryId}/evaluations/{id}")]
pub(in crate::features::evaluations) async fn get_evaluation(
    permit: Permit<EvaluationsRead>,
    path: Path<(TrajectoryId, EvaluationId)>,
) -> Answer {
    let (trajectory, id) = *path;
    permit
        .read(async |tx| {
            let row = trajectory_row(tx, trajectory).await?;
            tx.disclose("evaluation", Some(id.0), [row.family_id]);
            Reply::resource(&actions::evaluation_get(tx, trajectory, id).await?)
        })
        .await
}

/// Change a draft
///
/// A merge patch; `answers` are merged question by question, `null` takes an answer away. What is final is amended
/// instead.
#[utoipa::path(tag = "Evaluations",
    params(("trajectoryId" = TrajectoryId, Path, description = "The trajectory"),
        ("id" = EvaluationId, Path, description = "The evaluation")),
    request_body = EvaluationPatch,
    responses((status = 200, description = "The changed draft", body = Evaluation)),
    security(("bearer" = ["evaluations:write"])),
    extensions(("x-problem-codes" = json!(["unknown-reference", "answers-invalid", "evaluation-status-conflict",
        "date-in-future", "date-before-start", "subscription-inactive", "organisation-read-only"]))))]
#[patch("/trajectories/{trajectoryId}/evaluations/{id}")]
pub(in crate::features::evaluations) async fn update_evaluation(
    permit: Permit<EvaluationsWrite>,
    path: Path<(TrajectoryId, EvaluationId)>,
    body: Body<EvaluationPatch>,
) -> Answer {
    let (trajectory, id) = *path;
    permit
        .change(async |tx| {
            let locked = actions::evaluation_lock(tx, trajectory, id).await?;
            tx.proceed(locked.row.version).await?;
            let (fields, changed) = body.apply(&locked.row.fields())?;
            Ok(Reply::resource(&actions::locked_change(tx, locked, &fields, changed).await?)?)
        })
        .await
}

/// Remove a draft
///
/// What is final stays: it is amended, never removed.
#[utoipa::path(tag = "Evaluations",
    params(("trajectoryId" = TrajectoryId, Path, description = "The trajectory"),
        ("id" = EvaluationId, Path, description = "The evaluation")),
    responses((status = 204, description = "Removed")), security(("bearer" = ["evaluations:write"])),
    extensions(("x-problem-codes" = json!(["evaluation-status-conflict", "in-use", "subscription-inactive",
        "organisation-read-only"]))))]
#[delete("/trajectories/{trajectoryId}/evaluations/{id}")]
pub(in crate::features::evaluations) async fn delete_evaluation(
    permit: Permit<EvaluationsWrite>,
    path: Path<(TrajectoryId, EvaluationId)>,
) -> Answer {
    let (trajectory, id) = *path;
    permit
        .change(async |tx| {
            let locked = actions::evaluation_lock(tx, trajectory, id).await?;
            tx.proceed(locked.row.version).await?;
            actions::locked_delete(tx, locked).await?;
            Ok(Reply::no_content())
        })
        .await
}

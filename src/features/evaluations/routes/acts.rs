//! The acts on an evaluation: finalise and amend, and what it said before.

use actix_web::web::Path;
use actix_web::{get, post};

use super::{EvaluationsRead, EvaluationsWrite};
use crate::context::Role;
use crate::features::evaluations::actions;
use crate::features::evaluations::api::{AmendedEvaluation, Evaluation, EvaluationAmendment};
use crate::features::trajectories::actions::trajectory_row;
use crate::http::{Answer, Body, Listing, NoFilter, Page, PageQuery, Paging, Permit, Query, Reply};
use crate::ids::{EvaluationId, TrajectoryId};

/// Finalise a draft
///
/// Every visible required question is answered, and what the kind needs is there; otherwise every violation is listed.
/// The rules for the day, the practitioner and the order are those of adding one as final.
#[utoipa::path(tag = "Evaluations",
    params(("trajectoryId" = TrajectoryId, Path, description = "The trajectory"),
        ("id" = EvaluationId, Path, description = "The evaluation")),
    responses((status = 200, description = "The evaluation, final", body = Evaluation)),
    security(("bearer" = ["evaluations:write"])),
    extensions(("x-problem-codes" = json!(["validation-failed", "unknown-reference", "answers-invalid",
        "evaluation-status-conflict", "date-in-future", "date-before-start", "evaluation-out-of-order", "aftercare-too-early", "trajectory-closed",
        "licence-not-valid", "completion-rests-on-this", "subscription-inactive", "organisation-read-only"]))))]
#[post("/trajectories/{trajectoryId}/evaluations/{id}/finalise")]
pub(in crate::features::evaluations) async fn finalise_evaluation(
    permit: Permit<EvaluationsWrite>,
    path: Path<(TrajectoryId, EvaluationId)>,
) -> Answer {
    let (trajectory, id) = *path;
    permit
        .change(async |tx| {
            let locked = actions::evaluation_lock(tx, trajectory, id).await?;
            tx.proceed(locked.row.version).await?;
            Ok(Reply::resource(&actions::locked_finalise(tx, locked).await?)?)
        })
        .await
}

/// Amend a final evaluation
///
/// Corrects what is final, with a reason; what it said before stays under `amendments`. It keeps its kind, child and
/// version of the questionnaire. Not away from under a completed trajectory: reopen that first.
#[utoipa::path(tag = "Evaluations",
    params(("trajectoryId" = TrajectoryId, Path, description = "The trajectory"),
        ("id" = EvaluationId, Path, description = "The evaluation")),
    request_body = EvaluationAmendment,
    responses((status = 200, description = "The evaluation, amended", body = Evaluation)),
    security(("bearer" = ["evaluations:write"])),
    extensions(("x-problem-codes" = json!(["unknown-reference", "answers-invalid", "evaluation-status-conflict",
        "date-in-future", "date-before-start", "evaluation-out-of-order", "aftercare-too-early", "trajectory-closed", "licence-not-valid",
        "completion-rests-on-this", "subscription-inactive", "organisation-read-only"]))))]
#[post("/trajectories/{trajectoryId}/evaluations/{id}/amend")]
pub(in crate::features::evaluations) async fn amend_evaluation(
    permit: Permit<EvaluationsWrite>,
    path: Path<(TrajectoryId, EvaluationId)>,
    body: Body<EvaluationAmendment>,
) -> Answer {
    let (trajectory, id) = *path;
    permit
        .change(async |tx| {
            let locked = actions::evaluation_lock(tx, trajectory, id).await?;
            tx.proceed(locked.row.version).await?;
            let amendment = body.valid()?;
            Ok(Reply::resource(&actions::locked_amend(tx, locked, &amendment).await?)?)
        })
        .await
}

/// List an evaluation's amendments
///
/// What it said before each, and why it was amended. Empty for integrations, which see no answers.
#[utoipa::path(tag = "Evaluations",
    params(("trajectoryId" = TrajectoryId, Path, description = "The trajectory"),
        ("evaluationId" = EvaluationId, Path, description = "The evaluation"), PageQuery),
    responses((status = 200, description = "A page of amendments", body = Page<AmendedEvaluation>)),
    security(("bearer" = ["evaluations:read"])), extensions(("x-problem-codes" = json!(["cursor-invalid"]))))]
#[get("/trajectories/{trajectoryId}/evaluations/{evaluationId}/amendments")]
pub(in crate::features::evaluations) async fn list_evaluation_amendments(
    permit: Permit<EvaluationsRead>,
    path: Path<(TrajectoryId, EvaluationId)>,
    query: Query<Listing<NoFilter>>,
) -> Answer {
    let (trajectory, id) = *path;
    let state = permit.state();
    permit
        .read(async |tx| {
            let row = trajectory_row(tx, trajectory).await?;
            actions::evaluation_row(tx, trajectory, id).await?;
            let paging = Paging::new(&state, tx, &query.0)?;
            let mut amendments = actions::amendment_list(tx, id, paging.after()?, paging.rows()).await?;
            amendments.retain(|_| !tx.context.has(Role::Integration));
            tx.disclose("evaluation", Some(id.0), [row.family_id]);
            paging.reply(&paging.page(amendments, |amendment| amendment.number)?)
        })
        .await
}

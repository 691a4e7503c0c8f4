//! The operations on project evaluations.

use actix_web::web::Path;
use actix_web::{delete, get, patch, post};

use super::api::{NewProjectEvaluation, ProjectEvaluation, ProjectEvaluationFilter, ProjectEvaluationPatch};
use super::{actions, store};
use crate::db::Trace;
use crate::http::{Answer, Body, Listing, Page, PageQuery, Paging, Permit, Query, Reply, permissions};
use crate::ids::ProjectEvaluationId;
use crate::problem::Problem;

permissions! {
    ProjectEvaluationsRead = "project-evaluations:read" [ProjectLeader, Practitioner] Active;
    ProjectEvaluationsWrite = "project-evaluations:write" [ProjectLeader, Practitioner] Active;
}

/// List project evaluations
///
/// Oldest record first. A project leader sees the organisation's, a practitioner the own ones.
#[utoipa::path(tag = "Project evaluations", params(ProjectEvaluationFilter, PageQuery),
    responses((status = 200, description = "A page of project evaluations", body = Page<ProjectEvaluation>)),
    security(("bearer" = ["project-evaluations:read"])),
    extensions(("x-problem-codes" = json!(["cursor-invalid"]))))]
#[get("/project-evaluations")]
pub(super) async fn list_project_evaluations(
    permit: Permit<ProjectEvaluationsRead>,
    query: Query<Listing<ProjectEvaluationFilter>>,
) -> Answer {
    let state = permit.state();
    permit
        .read(async |tx| {
            let paging = Paging::new(&state, tx, &query.0)?;
            let held_with = query.0.filter.held_with;
            let evaluations = store::evaluation_list(tx, held_with, paging.after()?, paging.rows()).await?;
            paging.reply(&paging.page(evaluations, |evaluation| evaluation.id)?)
        })
        .await
}

/// Add a project evaluation
///
/// What came out of evaluating the way of working with schools or professionals, today or earlier. A practitioner's own
/// ones have the practitioner as author; naming another is for project leaders (403).
#[utoipa::path(tag = "Project evaluations", request_body = NewProjectEvaluation,
    responses((status = 201, description = "The new project evaluation", body = ProjectEvaluation)),
    security(("bearer" = ["project-evaluations:write"])),
    extensions(("x-problem-codes" = json!(["already-exists", "unknown-reference", "date-in-future",
        "subscription-inactive", "organisation-read-only"]))))]
#[post("/project-evaluations")]
pub(super) async fn create_project_evaluation(
    permit: Permit<ProjectEvaluationsWrite>,
    body: Body<NewProjectEvaluation>,
) -> Answer {
    permit
        .change(async |tx| {
            let new = body.valid()?;
            let (chosen, id) = (new.chosen(), new.id());
            let fields = actions::authored(tx, new.fields)?;
            tx.create().await?;
            if let Some(id) = chosen {
                Problem::refuse_taken(store::evaluation_get(tx, id).await, || format!("/v1/project-evaluations/{id}"))?;
            }
            let evaluation = actions::evaluation_add(tx, id, &fields).await?;
            tx.trace(Trace::done("project_evaluation", id.0));
            Ok(Reply::created(format!("/v1/project-evaluations/{id}"), &evaluation)?)
        })
        .await
}

/// Get a project evaluation
///
/// One of the organisation's for a project leader, one of the own for a practitioner.
#[utoipa::path(tag = "Project evaluations",
    params(("id" = ProjectEvaluationId, Path, description = "The project evaluation")),
    responses((status = 200, description = "The project evaluation", body = ProjectEvaluation)),
    security(("bearer" = ["project-evaluations:read"])))]
#[get("/project-evaluations/{id}")]
pub(super) async fn get_project_evaluation(
    permit: Permit<ProjectEvaluationsRead>,
    id: Path<ProjectEvaluationId>,
) -> Answer {
    permit.read(async |tx| Reply::resource(&store::evaluation_get(tx, *id).await?)).await
}

/// Change a project evaluation
///
/// A merge patch on its editable members.
#[utoipa::path(tag = "Project evaluations",
    params(("id" = ProjectEvaluationId, Path, description = "The project evaluation")),
    request_body = ProjectEvaluationPatch,
    responses((status = 200, description = "The changed project evaluation", body = ProjectEvaluation)),
    security(("bearer" = ["project-evaluations:write"])),
    extensions(("x-problem-codes" = json!(["unknown-reference", "date-in-future", "subscription-inactive",
        "organisation-read-only"]))))]
#[patch("/project-evaluations/{id}")]
pub(super) async fn update_project_evaluation(
    permit: Permit<ProjectEvaluationsWrite>,
    id: Path<ProjectEvaluationId>,
    body: Body<ProjectEvaluationPatch>,
) -> Answer {
    permit
        .change(async |tx| {
            let evaluation = store::evaluation_lock(tx, *id).await?;
            tx.proceed(evaluation.version).await?;
            let (fields, changed) = body.apply(&evaluation.into())?;
            let fields = actions::authored(tx, fields)?;
            let evaluation = actions::evaluation_change(tx, *id, &fields).await?;
            tx.trace(Trace::done("project_evaluation", id.0).changed(changed));
            Ok(Reply::resource(&evaluation)?)
        })
        .await
}

/// Remove a project evaluation
///
/// For one that was recorded in error.
#[utoipa::path(tag = "Project evaluations",
    params(("id" = ProjectEvaluationId, Path, description = "The project evaluation")),
    responses((status = 204, description = "Removed")), security(("bearer" = ["project-evaluations:write"])),
    extensions(("x-problem-codes" = json!(["subscription-inactive", "organisation-read-only"]))))]
#[delete("/project-evaluations/{id}")]
pub(super) async fn delete_project_evaluation(
    permit: Permit<ProjectEvaluationsWrite>,
    id: Path<ProjectEvaluationId>,
) -> Answer {
    permit
        .change(async |tx| {
            let evaluation = store::evaluation_lock(tx, *id).await?;
            tx.proceed(evaluation.version).await?;
            store::evaluation_delete(tx, *id).await?;
            tx.trace(Trace::done("project_evaluation", id.0));
            Ok(Reply::no_content())
        })
        .await
}

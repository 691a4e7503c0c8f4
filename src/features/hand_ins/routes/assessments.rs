//! Assessment interviews for licence B.

use actix_web::web::Path;
use actix_web::{get, patch, post};

use super::{Judge, TrainingRead};
use crate::app::AppState;
use crate::context::Scope;
use crate::db::Tx;
use crate::features::hand_ins::api::{Assessment, AssessmentPatch, NewAssessment, PersonFilter};
use crate::features::hand_ins::{actions, store};
use crate::http::{Answer, Body, Listing, Page, PageQuery, Paging, Permit, Query, Reply, Seat};
use crate::ids::AssessmentId;
use crate::problem::Problem;

/// List assessments
///
/// Oldest first: the licence holder sees all, a project leader those of the organisation's people, a practitioner the
/// own ones.
#[utoipa::path(tag = "Hand-ins", params(PersonFilter, PageQuery),
    responses((status = 200, description = "A page of assessments", body = Page<Assessment>)),
    security(("bearer" = ["training:read"])), extensions(("x-problem-codes" = json!(["cursor-invalid"]))))]
#[get("/assessments")]
pub(in crate::features::hand_ins) async fn list_assessments(
    permit: Permit<TrainingRead>,
    query: Query<Listing<PersonFilter>>,
) -> Answer {
    async fn page<D>(
        state: &AppState,
        tx: &mut Tx<D>,
        scope: Scope,
        query: &Listing<PersonFilter>,
    ) -> Result<Reply, Problem> {
        let paging = Paging::new(state, tx, query)?;
        let list = store::assessment_list(tx, scope, &query.filter, paging.after()?, paging.rows()).await?;
        let list = list.into_iter().map(|assessment| assessment.shown_to(&tx.context)).collect();
        paging.reply(&paging.page(list, |assessment: &Assessment| assessment.id)?)
    }
    let state = permit.state();
    match permit.seat() {
        Seat::Platform => permit.platform_read(async |tx| page(&state, tx, Scope::Organisation, &query.0).await).await,
        Seat::Organisation(_) => {
            permit
                .read(async |tx| {
                    let scope = tx.context.scope();
                    page(&state, tx, scope, &query.0).await
                })
                .await
        }
    }
}

/// Record an assessment
///
/// The interview and how it ended, by the licence holder; of oneself a colleague records it (`own-licence`). Licence B
/// needs one that was passed.
#[utoipa::path(tag = "Hand-ins", request_body = NewAssessment,
    responses((status = 201, description = "The new assessment", body = Assessment)),
    security(("bearer" = ["training:write"])),
    extensions(("x-problem-codes" = json!(["already-exists", "unknown-reference", "date-in-future", "own-licence"]))))]
#[post("/assessments")]
pub(in crate::features::hand_ins) async fn create_assessment(
    permit: Permit<Judge>,
    body: Body<NewAssessment>,
) -> Answer {
    permit
        .platform_change(async |tx| {
            let new = body.valid()?;
            tx.create().await?;
            let made = actions::assessment_create(tx, new.id(), &new.fields).await?;
            Ok(Reply::created(format!("/v1/assessments/{}", made.id), &made)?)
        })
        .await
}

/// Get an assessment
///
/// One assessment that the caller sees in the list.
#[utoipa::path(tag = "Hand-ins", params(("id" = AssessmentId, Path, description = "The assessment")),
    responses((status = 200, description = "The assessment", body = Assessment)),
    security(("bearer" = ["training:read"])))]
#[get("/assessments/{id}")]
pub(in crate::features::hand_ins) async fn get_assessment(
    permit: Permit<TrainingRead>,
    id: Path<AssessmentId>,
) -> Answer {
    match permit.seat() {
        Seat::Platform => {
            permit
                .platform_read(async |tx| Reply::resource(&store::assessment_get(tx, Scope::Organisation, *id).await?))
                .await
        }
        Seat::Organisation(_) => {
            permit
                .read(async |tx| {
                    let scope = tx.context.scope();
                    Reply::resource(&store::assessment_get(tx, scope, *id).await?.shown_to(&tx.context))
                })
                .await
        }
    }
}

/// Change an assessment
///
/// A merge patch, to correct a record. A licence B that was issued on it stays as it is.
#[utoipa::path(tag = "Hand-ins", params(("id" = AssessmentId, Path, description = "The assessment")),
    request_body = AssessmentPatch,
    responses((status = 200, description = "The changed assessment", body = Assessment)),
    security(("bearer" = ["training:write"])),
    extensions(("x-problem-codes" = json!(["unknown-reference", "date-in-future", "own-licence"]))))]
#[patch("/assessments/{id}")]
pub(in crate::features::hand_ins) async fn update_assessment(
    permit: Permit<Judge>,
    id: Path<AssessmentId>,
    body: Body<AssessmentPatch>,
) -> Answer {
    permit
        .platform_change(async |tx| {
            let before = store::assessment_lock(tx, *id).await?;
            tx.proceed(before.version).await?;
            let (fields, changed) = body.apply(&before.fields())?;
            Ok(Reply::resource(&actions::assessment_change(tx, &before, &fields, changed).await?)?)
        })
        .await
}

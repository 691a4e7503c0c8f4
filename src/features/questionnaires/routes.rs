//! The operations on questionnaires.

use actix_web::web::Path;
use actix_web::{get, post};

use super::actions::present;
use super::api::{NewQuestionnaire, QuestionnaireFilter, QuestionnaireView};
use super::rules;
use super::store::{self, Wanted};
use crate::app::AppState;
use crate::db::{Trace, Tx};
use crate::http::{Answer, Body, Listing, Page, PageQuery, Paging, Permit, Query, Reply, Seat, permissions};
use crate::ids::QuestionnaireVersionId;
use crate::problem::Problem;

permissions! {
    QuestionnairesRead = "catalogue:read" [LicenceHolder, ProjectLeader, Practitioner, Integration] Active;
    QuestionnairesWrite = "catalogue:write" [LicenceHolder] Active;
}

/// List questionnaires
///
/// All versions of the programme's questionnaires with their questions, in the language of `Accept-Language`, oldest
/// first. `current=true` gives those that a new evaluation is held on; the others stay readable for the answers that
/// were given on them.
#[utoipa::path(tag = "Catalogue", params(QuestionnaireFilter, PageQuery),
    responses((status = 200, description = "A page of questionnaires", body = Page<QuestionnaireView>)),
    security(("bearer" = ["catalogue:read"])), extensions(("x-problem-codes" = json!(["cursor-invalid"]))))]
#[get("/catalogue/questionnaires")]
pub(super) async fn list_questionnaires(
    permit: Permit<QuestionnairesRead>,
    query: Query<Listing<QuestionnaireFilter>>,
) -> Answer {
    let state = permit.state();
    match permit.seat() {
        Seat::Platform => permit.platform_read(async |tx| page(&state, tx, &query.0).await).await,
        Seat::Organisation(_) => permit.read(async |tx| page(&state, tx, &query.0).await).await,
    }
}

async fn page<D>(state: &AppState, tx: &mut Tx<D>, query: &Listing<QuestionnaireFilter>) -> Result<Reply, Problem> {
    let paging = Paging::new(state, tx, query)?;
    let language = tx.context.language;
    let QuestionnaireFilter { code, current } = query.filter;
    let wanted = Wanted { code, current, after: paging.after()?, ..Wanted::default() };
    let found = store::versions(tx, wanted, paging.rows()).await?;
    let views = found.into_iter().map(|questionnaire| present(questionnaire, language)).collect();
    Ok(paging.reply(&paging.page(views, |view: &QuestionnaireView| view.id)?)?.hashed(language))
}

/// Publish a questionnaire
///
/// The next version of a questionnaire, by the licence holder, in Dutch and English. It replaces the newest one from
/// today on; earlier versions stay readable and nothing about a published version ever changes. Codes occur once, only
/// choices have options, and a condition refers to an earlier question and to values that its answer can have.
#[utoipa::path(tag = "Catalogue", request_body = NewQuestionnaire,
    responses((status = 201, description = "The new version, in the caller's language", body = QuestionnaireView)),
    security(("bearer" = ["catalogue:write"])), extensions(("x-problem-codes" = json!(["already-exists"]))))]
#[post("/catalogue/questionnaires")]
pub(super) async fn publish_questionnaire(permit: Permit<QuestionnairesWrite>, body: Body<NewQuestionnaire>) -> Answer {
    permit
        .platform_change(async |tx| {
            let new = body.valid()?;
            let (id, chosen) = (new.id(), new.chosen());
            let content = new.fields.into_content();
            let faults = rules::faults(&content.1);
            if !faults.is_empty() {
                return Err(Problem::invalid(faults).into());
            }
            tx.create().await?;
            if let Some(id) = chosen
                && store::version_find(tx, id).await?.is_some()
            {
                return Err(Problem::taken(location(id)).into());
            }
            let questionnaire = store::version_insert(tx, id, content).await?;
            tx.trace(Trace::done("questionnaire", id.0));
            let language = tx.context.language;
            Ok(Reply::made(location(id), &present(questionnaire, language))?.hashed(language))
        })
        .await
}

/// Get a questionnaire
///
/// One version with its questions, newest or not, in the language of `Accept-Language`.
#[utoipa::path(tag = "Catalogue", params(("id" = QuestionnaireVersionId, Path, description = "The version")),
    responses((status = 200, description = "The version", body = QuestionnaireView)),
    security(("bearer" = ["catalogue:read"])))]
#[get("/catalogue/questionnaires/{id}")]
pub(super) async fn get_questionnaire(permit: Permit<QuestionnairesRead>, id: Path<QuestionnaireVersionId>) -> Answer {
    match permit.seat() {
        Seat::Platform => permit.platform_read(async |tx| answer(tx, *id).await).await,
        Seat::Organisation(_) => permit.read(async |tx| answer(tx, *id).await).await,
    }
}

async fn answer<D>(tx: &mut Tx<D>, id: QuestionnaireVersionId) -> Result<Reply, Problem> {
    let language = tx.context.language;
    let found = store::version_find(tx, id).await?.ok_or_else(Problem::not_found)?;
    Ok(Reply::ok(&present(found, language))?.hashed(language))
}

fn location(id: QuestionnaireVersionId) -> String {
    format!("/v1/catalogue/questionnaires/{id}")
}

//! The operations on the catalogue.

use actix_web::{get, post};
use serde::de::DeserializeOwned;

use super::api::{ContraIndicationCatalogue, Edition, EditionQuery, GoalCatalogue, StepCatalogue};
use super::content::{NewContraIndicationCatalogue, NewGoalCatalogue, NewStepCatalogue};
use super::rules::{self, Fault};
use super::store;
use crate::context::Language;
use crate::db::{Trace, Tx};
use crate::http::{Answer, Body, Permit, Query, Reply, Seat, permissions};
use crate::problem::{Problem, Violation};

permissions! {
    CatalogueRead = "catalogue:read" [LicenceHolder, ProjectLeader, Practitioner, Integration] Active;
    CatalogueWrite = "catalogue:write" [LicenceHolder] Active;
}

/// Get the goals
///
/// Goals and sub-goals for the parent, in the language of `Accept-Language`. The newest edition, or the one asked for.
#[utoipa::path(tag = "Catalogue", params(EditionQuery),
    responses((status = 200, description = "The goals", body = GoalCatalogue)),
    security(("bearer" = ["catalogue:read"])), extensions(("x-problem-codes" = json!(["not-found"]))))]
#[get("/catalogue/goals")]
pub(super) async fn get_goal_catalogue(permit: Permit<CatalogueRead>, query: Query<EditionQuery>) -> Answer {
    read(permit, store::GOALS, query.0.edition, GoalCatalogue::new).await
}

/// Publish goals
///
/// A new edition, by the licence holder, in Dutch and English; it is the newest from now on. Earlier editions stay
/// readable. Numbers and codes occur once; a sub-goal's number starts with its goal's.
#[utoipa::path(tag = "Catalogue", request_body = NewGoalCatalogue,
    responses((status = 201, description = "The new edition, in the caller's language", body = GoalCatalogue)),
    security(("bearer" = ["catalogue:write"])), extensions(("x-problem-codes" = json!(["already-exists"]))))]
#[post("/catalogue/goals")]
pub(super) async fn publish_goal_catalogue(permit: Permit<CatalogueWrite>, body: Body<NewGoalCatalogue>) -> Answer {
    permit
        .platform_change(async |tx| {
            let content = body.valid()?;
            without(rules::goal_faults(&content))?;
            tx.create().await?;
            let edition = store::edition_insert(tx, store::GOALS, content).await?;
            trace(tx);
            let goals = GoalCatalogue::new(edition, tx.context.language);
            let location = format!("/v1/catalogue/goals?edition={}", goals.edition);
            Ok(Reply::created(location, &goals)?.hashed(tx.context.language))
        })
        .await
}

/// Get the steps
///
/// The steps of a trajectory with tips and handbook references, in the language of `Accept-Language`. The newest
/// edition, or the one asked for.
#[utoipa::path(tag = "Catalogue", params(EditionQuery),
    responses((status = 200, description = "The steps", body = StepCatalogue)),
    security(("bearer" = ["catalogue:read"])), extensions(("x-problem-codes" = json!(["not-found"]))))]
#[get("/catalogue/steps")]
pub(super) async fn get_step_catalogue(permit: Permit<CatalogueRead>, query: Query<EditionQuery>) -> Answer {
    read(permit, store::STEPS, query.0.edition, StepCatalogue::new).await
}

/// Publish steps
///
/// A new edition, by the licence holder, in Dutch and English; it is the newest from now on. Earlier editions stay
/// readable. Codes and places occur once; `dueAfter` counts from another step of the edition, in one unit.
#[utoipa::path(tag = "Catalogue", request_body = NewStepCatalogue,
    responses((status = 201, description = "The new edition, in the caller's language", body = StepCatalogue)),
    security(("bearer" = ["catalogue:write"])), extensions(("x-problem-codes" = json!(["already-exists"]))))]
#[post("/catalogue/steps")]
pub(super) async fn publish_step_catalogue(permit: Permit<CatalogueWrite>, body: Body<NewStepCatalogue>) -> Answer {
    permit
        .platform_change(async |tx| {
            let content = body.valid()?;
            without(rules::step_faults(&content))?;
            tx.create().await?;
            let edition = store::edition_insert(tx, store::STEPS, content).await?;
            trace(tx);
            let steps = StepCatalogue::new(edition, tx.context.language);
            let location = format!("/v1/catalogue/steps?edition={}", steps.edition);
            Ok(Reply::created(location, &steps)?.hashed(tx.context.language))
        })
        .await
}

/// Get the contra-indications
///
/// Reasons not to start, or not now, each with what to do instead, in the language of `Accept-Language`. The newest
/// edition, or the one asked for.
#[utoipa::path(tag = "Catalogue", params(EditionQuery),
    responses((status = 200, description = "The contra-indications", body = ContraIndicationCatalogue)),
    security(("bearer" = ["catalogue:read"])), extensions(("x-problem-codes" = json!(["not-found"]))))]
#[get("/catalogue/contra-indications")]
pub(super) async fn get_contra_indication_catalogue(
    permit: Permit<CatalogueRead>,
    query: Query<EditionQuery>,
) -> Answer {
    read(permit, store::CONTRA_INDICATIONS, query.0.edition, ContraIndicationCatalogue::new).await
}

/// Publish contra-indications
///
/// A new edition, by the licence holder, in Dutch and English; it is the newest from now on. Earlier editions stay
/// readable. Codes occur once.
#[utoipa::path(tag = "Catalogue", request_body = NewContraIndicationCatalogue,
    responses((status = 201, description = "The new edition, in the caller's language",
        body = ContraIndicationCatalogue)),
    security(("bearer" = ["catalogue:write"])), extensions(("x-problem-codes" = json!(["already-exists"]))))]
#[post("/catalogue/contra-indications")]
pub(super) async fn publish_contra_indication_catalogue(
    permit: Permit<CatalogueWrite>,
    body: Body<NewContraIndicationCatalogue>,
) -> Answer {
    permit
        .platform_change(async |tx| {
            let content = body.valid()?;
            without(rules::contra_indication_faults(&content))?;
            tx.create().await?;
            let edition = store::edition_insert(tx, store::CONTRA_INDICATIONS, content).await?;
            trace(tx);
            let all = ContraIndicationCatalogue::new(edition, tx.context.language);
            let location = format!("/v1/catalogue/contra-indications?edition={}", all.edition);
            Ok(Reply::created(location, &all)?.hashed(tx.context.language))
        })
        .await
}

/// An edition in the caller's language, through whichever door the caller comes.
async fn read<C: DeserializeOwned + Send + 'static, R: serde::Serialize>(
    permit: Permit<CatalogueRead>,
    kind: &'static str,
    edition: Option<i32>,
    present: fn(Edition<C>, Language) -> R,
) -> Answer {
    match permit.seat() {
        Seat::Platform => permit.platform_read(async |tx| answer(tx, kind, edition, present).await).await,
        Seat::Organisation(_) => permit.read(async |tx| answer(tx, kind, edition, present).await).await,
    }
}

async fn answer<D, C: DeserializeOwned + Send + 'static, R: serde::Serialize>(
    tx: &mut Tx<D>,
    kind: &str,
    edition: Option<i32>,
    present: fn(Edition<C>, Language) -> R,
) -> Result<Reply, Problem> {
    let language = tx.context.language;
    let edition = store::edition_get(tx.conn(), kind, edition).await?;
    Ok(Reply::ok(&present(edition, language))?.hashed(language))
}

/// An edition has no id of its own; the audit's action says which kind was published.
fn trace<D>(tx: &mut Tx<D>) {
    tx.trace(Trace::done("catalogue", uuid::Uuid::nil()));
}

fn without(faults: Vec<Fault>) -> Result<(), Problem> {
    let violation = |fault: Fault| Violation::body(fault.pointer, fault.rule, fault.message.0, fault.message.1);
    if faults.is_empty() { Ok(()) } else { Err(Problem::invalid(faults.into_iter().map(violation).collect())) }
}

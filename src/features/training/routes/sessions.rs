//! Training sessions.

use actix_web::web::Path;
use actix_web::{get, patch, post};

use super::{TrainingRead, TrainingWrite};
use crate::app::AppState;
use crate::db::Tx;
use crate::features::training::actions::{self, Holder};
use crate::features::training::api::{
    NewTrainingSession, TrainingCancellation, TrainingSession, TrainingSessionFilter, TrainingSessionPatch,
};
use crate::features::training::store;
use crate::http::{Answer, Body, Change, Halt, Listing, Page, PageQuery, Paging, Permit, Query, Reply, Seat};
use crate::ids::TrainingSessionId;
use crate::problem::Problem;

/// List training sessions
///
/// Oldest first. The licence holder sees all; an organisation its own and those that its people take part in; a
/// practitioner the organisation's own and those that he or she takes part in.
#[utoipa::path(tag = "Training", params(TrainingSessionFilter, PageQuery),
    responses((status = 200, description = "A page of sessions", body = Page<TrainingSession>)),
    security(("bearer" = ["training:read"])), extensions(("x-problem-codes" = json!(["cursor-invalid"]))))]
#[get("/training-sessions")]
pub(in crate::features::training) async fn list_training_sessions(
    permit: Permit<TrainingRead>,
    query: Query<Listing<TrainingSessionFilter>>,
) -> Answer {
    async fn page<D: Holder>(
        state: &AppState,
        tx: &mut Tx<D>,
        query: &Listing<TrainingSessionFilter>,
    ) -> Result<Reply, Problem> {
        let paging = Paging::new(state, tx, query)?;
        let scope = D::scope(tx);
        let list = store::session_list(tx, scope, &query.filter, paging.after()?, paging.rows()).await?;
        paging.reply(&paging.page(list, |session| session.id)?)
    }
    let state = permit.state();
    match permit.seat() {
        Seat::Platform => permit.platform_read(async |tx| page(&state, tx, &query.0).await).await,
        Seat::Organisation(_) => permit.read(async |tx| page(&state, tx, &query.0).await).await,
    }
}

/// Add a training session
///
/// Planned or past. The licence holder holds every kind. Inside an organisation its people hold intervision, and basic
/// and deepening training when `trainerId` is a colleague whose licence B is valid there on the day (`not-a-trainer`).
#[utoipa::path(tag = "Training", request_body = NewTrainingSession,
    responses((status = 201, description = "The new session", body = TrainingSession)),
    security(("bearer" = ["training:write"])),
    extensions(("x-problem-codes" = json!(["already-exists", "unknown-reference", "not-a-trainer",
        "subscription-inactive", "organisation-read-only"]))))]
#[post("/training-sessions")]
pub(in crate::features::training) async fn create_training_session(
    permit: Permit<TrainingWrite>,
    body: Body<NewTrainingSession>,
) -> Answer {
    async fn create<D: Holder>(tx: &mut Change<'_, D>, body: &Body<NewTrainingSession>) -> Result<Reply, Halt> {
        let new = body.valid()?;
        tx.create().await?;
        let session = actions::session_create(tx, new.id(), new.fields).await?;
        Ok(Reply::created(format!("/v1/training-sessions/{}", session.id), &session)?)
    }
    match permit.seat() {
        Seat::Platform => permit.platform_change(async |tx| create(tx, &body).await).await,
        Seat::Organisation(_) => permit.change(async |tx| create(tx, &body).await).await,
    }
}

/// Get a training session
///
/// One session that the caller sees in the list.
#[utoipa::path(tag = "Training", params(("id" = TrainingSessionId, Path, description = "The session")),
    responses((status = 200, description = "The session", body = TrainingSession)),
    security(("bearer" = ["training:read"])))]
#[get("/training-sessions/{id}")]
pub(in crate::features::training) async fn get_training_session(
    permit: Permit<TrainingRead>,
    id: Path<TrainingSessionId>,
) -> Answer {
    async fn get<D: Holder>(tx: &mut Tx<D>, id: TrainingSessionId) -> Result<Reply, Problem> {
        let scope = D::scope(tx);
        Reply::resource(&store::session_get(tx, scope, id).await?)
    }
    match permit.seat() {
        Seat::Platform => permit.platform_read(async |tx| get(tx, *id).await).await,
        Seat::Organisation(_) => permit.read(async |tx| get(tx, *id).await).await,
    }
}

/// Change a training session
///
/// A merge patch. When kind or day change, the licences of those who attended are computed anew; inside an organisation
/// that is refused once a licence rests on it (`attendance-grounds-licence`). What an organisation holds stays of a kind
/// that organisations hold. Who was there does not make it count for the own licence (`own-training`), and there are no
/// fewer places than are taken (`training-full`, with `capacity` and `placesTaken`).
#[utoipa::path(tag = "Training", params(("id" = TrainingSessionId, Path, description = "The session")),
    request_body = TrainingSessionPatch,
    responses((status = 200, description = "The changed session", body = TrainingSession)),
    security(("bearer" = ["training:write"])),
    extensions(("x-problem-codes" = json!(["unknown-reference", "not-a-trainer", "own-training", "training-full",
        "training-cancelled", "attendance-grounds-licence", "date-in-future", "subscription-inactive", "organisation-read-only"]))))]
#[patch("/training-sessions/{id}")]
pub(in crate::features::training) async fn update_training_session(
    permit: Permit<TrainingWrite>,
    id: Path<TrainingSessionId>,
    body: Body<TrainingSessionPatch>,
) -> Answer {
    async fn change<D: Holder>(
        tx: &mut Change<'_, D>,
        id: TrainingSessionId,
        body: &Body<TrainingSessionPatch>,
    ) -> Result<Reply, Halt> {
        let session = actions::session_lock(tx, id).await?;
        tx.proceed(session.version).await?;
        let (fields, changed) = body.apply(&session.fields())?;
        Ok(Reply::resource(&actions::session_change(tx, &session, fields, changed).await?)?)
    }
    match permit.seat() {
        Seat::Platform => permit.platform_change(async |tx| change(tx, *id, &body).await).await,
        Seat::Organisation(_) => permit.change(async |tx| change(tx, *id, &body).await).await,
    }
}

/// Cancel a training session
///
/// It does not take place, or did not. Nothing that was registered for it counts any more, and licences follow. It can't
/// be undone: add a new one.
#[utoipa::path(tag = "Training", params(("id" = TrainingSessionId, Path, description = "The session")),
    request_body = TrainingCancellation,
    responses((status = 200, description = "The session, cancelled", body = TrainingSession)),
    security(("bearer" = ["training:write"])),
    extensions(("x-problem-codes" = json!(["training-cancelled", "attendance-grounds-licence",
        "subscription-inactive", "organisation-read-only"]))))]
#[post("/training-sessions/{id}/cancel")]
pub(in crate::features::training) async fn cancel_training_session(
    permit: Permit<TrainingWrite>,
    id: Path<TrainingSessionId>,
    body: Body<TrainingCancellation>,
) -> Answer {
    async fn cancel<D: Holder>(
        tx: &mut Change<'_, D>,
        id: TrainingSessionId,
        body: &Body<TrainingCancellation>,
    ) -> Result<Reply, Halt> {
        let session = actions::session_lock(tx, id).await?;
        tx.proceed(session.version).await?;
        let cancellation = body.valid()?;
        Ok(Reply::resource(&actions::session_cancel(tx, &session, &cancellation.reason).await?)?)
    }
    match permit.seat() {
        Seat::Platform => permit.platform_change(async |tx| cancel(tx, *id, &body).await).await,
        Seat::Organisation(_) => permit.change(async |tx| cancel(tx, *id, &body).await).await,
    }
}

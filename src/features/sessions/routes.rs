//! The operations on sessions.

use actix_web::http::header::USER_AGENT;
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, delete, get, post};

use super::actions;
use super::api::{Refresh, Session, SessionTokens, SignIn};
use super::store;
use crate::app::AppState;
use crate::context::{Actor, Context};
use crate::db::{SignIn as SignInDoor, Trace};
use crate::http::{
    Answer, Body, Change, Listing, NoFilter, Page, PageQuery, Paging, Permit, Query, Reply, RequestFacts, Retry,
    permissions,
};
use crate::ids::{AccountId, SessionId};
use crate::problem::Problem;

permissions! {
    /// One's own account and sessions: every person.
    OwnAccount = "account:own" [LicenceHolder, ProjectLeader, Practitioner] Exempt;
}

/// Sign in
///
/// With e-mail address, password and second factor: `totpCode`, or once a `recoveryCode`. Who has a place in several
/// organisations gets `organisation-choice-required` with the choices and sends `organisationId` along. After several
/// failures one has to wait (`too-many-requests`, `Retry-After`). Tokens are never stored, so a repeat under the same
/// `Idempotency-Key` says `idempotency-response-not-kept`: sign in anew, with the next code.
#[utoipa::path(tag = "Sessions", request_body = SignIn,
    responses((status = 201, description = "The session's tokens", body = SessionTokens)),
    extensions(("x-problem-codes" = json!(["credentials-invalid", "second-factor-required",
        "organisation-choice-required", "unknown-reference", "idempotency-response-not-kept"]))))]
#[post("/sessions")]
pub(super) async fn create_session(state: Data<AppState>, request: HttpRequest, body: Body<SignIn>) -> Answer {
    let given = body.valid()?;
    let device = request.headers().get(USER_AGENT).and_then(|value| value.to_str().ok()).map(str::to_owned);
    let context = RequestFacts::of(&request).context(Actor::Anonymous, &state.clock);
    let retry = Retry::about(&request, &given.email)?;
    match actions::sign_in(&state, context, given, device, &retry).await {
        Ok(reply) => reply.answer(&request),
        Err(halt) => halt.answer(&request),
    }
}

/// Refresh a session
///
/// Gives new tokens for a refresh token, which is good once. A token that comes back after it was used ends the whole
/// session, for it may have been stolen. If the answer may get lost on the way, send an `Idempotency-Key`: the same
/// request with the same key gives new tokens once more, and the refresh token that got lost never works.
#[utoipa::path(tag = "Sessions", request_body = Refresh,
    responses((status = 200, description = "The session's new tokens", body = SessionTokens)),
    extensions(("x-problem-codes" = json!(["unauthorized"]))))]
#[post("/sessions/refresh")]
pub(super) async fn refresh_session(state: Data<AppState>, request: HttpRequest, body: Body<Refresh>) -> Answer {
    let given = body.valid()?;
    let context = RequestFacts::of(&request).context(Actor::Anonymous, &state.clock);
    let retry = Retry::of(&request)?;
    let tokens = actions::refresh(&state, context, &given.refresh_token, retry.key()).await?;
    Reply::ok(&tokens)?.answer(&request)
}

/// List your sessions
///
/// Every session of the caller that goes on, newest first: end those that you do not know.
#[utoipa::path(tag = "Sessions", params(PageQuery), responses((status = 200, description = "The caller's sessions", body = Page<Session>)),
    security(("bearer" = ["account:own"])))]
#[get("/sessions")]
pub(super) async fn list_sessions(permit: Permit<OwnAccount>, query: Query<Listing<NoFilter>>) -> Answer {
    let state = permit.state();
    permit
        .own_read(async |tx| {
            let (account, current) = person(&tx.context)?;
            let paging = Paging::new(&state, tx, &query.0)?;
            let rows = store::session_list(tx, account, paging.after()?, paging.rows()).await?;
            let items = rows.into_iter().map(|row| Session {
                id: row.id,
                organisation_id: row.organisation_id,
                device: row.device,
                created_at: row.created_at,
                last_used_at: row.last_used_at,
                expires_at: row.expires_at,
                current: row.id == current,
            });
            paging.reply(&paging.page(items.collect(), |session: &Session| session.id)?)
        })
        .await
}

/// Sign out
///
/// Ends the session of this request; its access token stops working at once.
#[utoipa::path(tag = "Sessions", responses((status = 204, description = "Signed out")),
    security(("bearer" = ["account:own"])))]
#[delete("/sessions/current")]
pub(super) async fn end_current_session(permit: Permit<OwnAccount>) -> Answer {
    let work = async |tx: &mut Change<'_, SignInDoor>, ()| {
        tx.act().await?;
        let (account, current) = person(&tx.context)?;
        store::session_revoke(tx, account, Some(current), None, "signed out").await?;
        tx.trace(Trace::done("session", current.0));
        Ok(Reply::no_content())
    };
    permit.own_change(async |_| Ok(()), work).await
}

/// End one of your sessions
///
/// For a device that was lost; it is signed out with its next request.
#[utoipa::path(tag = "Sessions", params(("id" = SessionId, Path, description = "The session")),
    responses((status = 204, description = "Ended")), security(("bearer" = ["account:own"])))]
#[delete("/sessions/{id}")]
pub(super) async fn end_session(permit: Permit<OwnAccount>, id: Path<SessionId>) -> Answer {
    let work = async |tx: &mut Change<'_, SignInDoor>, ()| {
        let (account, _) = person(&tx.context)?;
        if store::session_revoke(tx, account, Some(*id), None, "ended by its owner").await? == 0 {
            return Err(Problem::not_found().into());
        }
        tx.act().await?;
        tx.trace(Trace::done("session", id.0));
        Ok(Reply::no_content())
    };
    permit.own_change(async |_| Ok(()), work).await
}

/// The person behind a request, and the session.
fn person(context: &Context) -> Result<(AccountId, SessionId), Problem> {
    match context.actor {
        Actor::Person { account, session, .. } => Ok((account, session)),
        _ => Err(Problem::not_found()),
    }
}

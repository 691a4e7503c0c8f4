//! The OAuth endpoints.

use actix_web::http::StatusCode;
use actix_web::http::header::{AUTHORIZATION, CACHE_CONTROL, CONTENT_TYPE};
use actix_web::web::{Bytes, Data};
use actix_web::{HttpMessage, HttpRequest, HttpResponse, get, post};
use serde::Serialize;
use serde_json::json;

use super::actions::{self, Call, Outcome};
use super::api::{Form, OAuthError, metadata, never_stored};
use super::rules;
use crate::app::AppState;
use crate::context::Actor;
use crate::http::{Answer, RequestFacts};
use crate::problem::{Code, Problem};

/// Gives an integration an access token (client credentials).
#[post("/oauth/token")]
pub(super) async fn issue_token(request: HttpRequest, state: Data<AppState>, body: Bytes) -> Answer {
    count(&request, &state)?;
    let form = match read_form(&request, &body) {
        Ok(form) => form,
        Err(refusal) => return Ok(refusal.respond()),
    };
    let refusal = match form.get("grant_type") {
        Some("client_credentials") => None,
        Some(_) => {
            Some(OAuthError { error: "unsupported_grant_type", description: "grant_type must be client_credentials" })
        }
        None => Some(OAuthError::invalid_request("grant_type is missing")),
    };
    if let Some(refusal) = refusal {
        return Ok(refusal.respond());
    }
    match call(&request, &state, &form) {
        Ok(call) => Ok(answer(call.issue().await?)),
        Err(refusal) => Ok(refusal.respond()),
    }
}

/// Says whether a token of the calling client is alive.
#[post("/oauth/introspect")]
pub(super) async fn introspect_token(request: HttpRequest, state: Data<AppState>, body: Bytes) -> Answer {
    count(&request, &state)?;
    let form = match read_form(&request, &body) {
        Ok(form) => form,
        Err(refusal) => return Ok(refusal.respond()),
    };
    match call(&request, &state, &form) {
        Ok(call) => Ok(match call.introspect().await? {
            Ok(None) => answer(Ok(json!({ "active": false }))),
            found => answer(found),
        }),
        Err(refusal) => Ok(refusal.respond()),
    }
}

/// Ends a token of the calling client. Always 200 when the client is proven (RFC 7009 §2.2).
#[post("/oauth/revoke")]
pub(super) async fn revoke_token(request: HttpRequest, state: Data<AppState>, body: Bytes) -> Answer {
    count(&request, &state)?;
    let form = match read_form(&request, &body) {
        Ok(form) => form,
        Err(refusal) => return Ok(refusal.respond()),
    };
    match call(&request, &state, &form) {
        Ok(call) => Ok(match call.revoke().await? {
            Ok(()) => never_stored(StatusCode::OK).finish(),
            Err(refusal) => refusal.respond(),
        }),
        Err(refusal) => Ok(refusal.respond()),
    }
}

/// The public keys of access tokens (RFC 7517).
#[get("/.well-known/jwks.json")]
pub(super) async fn get_keys(state: Data<AppState>) -> Answer {
    actions::fresh_keys(&state).await?;
    Ok(published(&state.keyring.jwks(state.clock.now())))
}

/// The metadata of the authorization server (RFC 8414).
#[get("/.well-known/oauth-authorization-server")]
pub(super) async fn get_metadata(state: Data<AppState>) -> Answer {
    Ok(published(&metadata(&state.config.public_url)))
}

fn published(document: &serde_json::Value) -> HttpResponse {
    HttpResponse::Ok().insert_header((CACHE_CONTROL, "public, max-age=300")).json(document)
}

fn answer<T: Serialize>(outcome: Outcome<T>) -> HttpResponse {
    match outcome {
        Ok(body) => never_stored(StatusCode::OK).json(body),
        Err(refusal) => refusal.respond(),
    }
}

/// Every attempt counts on its address: secrets are too long to guess, but trying is not free.
fn count(request: &HttpRequest, state: &AppState) -> Result<(), Problem> {
    let address = RequestFacts::of(request).address.unwrap_or_default();
    let quota = state.limits.address(&address);
    request.extensions_mut().insert(quota);
    match quota.retry_after_seconds {
        Some(seconds) => Err(Problem { retry_after_seconds: Some(seconds), ..Problem::new(Code::TooManyRequests) }),
        None => Ok(()),
    }
}

fn read_form(request: &HttpRequest, body: &[u8]) -> Outcome<Form> {
    let content_type = request.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    Form::read(content_type, body)
}

fn call<'c>(request: &HttpRequest, state: &'c AppState, form: &'c Form) -> Outcome<Call<'c>> {
    let authorization = match request.headers().get(AUTHORIZATION) {
        Some(value) => Some(
            value
                .to_str()
                .map_err(|_| OAuthError::invalid_client("the Authorization header is not a readable Basic one"))?,
        ),
        None => None,
    };
    let (client, proof) = rules::credentials(authorization, form)?;
    let context = RequestFacts::of(request).context(Actor::Anonymous, &state.clock);
    Ok(Call { state, context, client, proof, form })
}

//! Invitations and password resets: no sign-in, a mailed token instead.

use actix_web::web::Data;
use actix_web::{HttpRequest, post};

use crate::app::AppState;
use crate::context::{Actor, Context};
use crate::features::account::actions;
use crate::features::account::api::{
    InvitationAcceptance, InvitationDetails, LinkToken, PasswordResetConfirmation, PasswordResetRequest, RecoveryCodes,
};
use crate::http::{Answer, Body, Halt, Reply, RequestFacts, Retry};

fn anonymous(request: &HttpRequest, state: &AppState) -> Context {
    RequestFacts::of(request).context(Actor::Anonymous, &state.clock)
}

fn answered(outcome: Result<Reply, Halt>, request: &HttpRequest) -> Answer {
    match outcome {
        Ok(reply) => reply.answer(request),
        Err(halt) => halt.answer(request),
    }
}

/// Look at an invitation
///
/// What the mailed link is for, and what accepting it takes. A new account gets its second factor here.
#[utoipa::path(tag = "Invitations", request_body = LinkToken,
    responses((status = 200, description = "The invitation", body = InvitationDetails)),
    extensions(("x-problem-codes" = json!(["link-invalid"]))))]
#[post("/invitations/inspect")]
pub(in super::super) async fn inspect_invitation(
    state: Data<AppState>,
    request: HttpRequest,
    body: Body<LinkToken>,
) -> Answer {
    let given = body.valid()?;
    // Looking changes nothing, so a repeat needs no record: it is looked anew.
    Retry::of(&request)?;
    let details = actions::inspect(&state, anonymous(&request, &state), &given.token).await?;
    Reply::ok(&details)?.answer(&request)
}

/// Accept an invitation
///
/// With a new password and the first code of the app; who has an account already proves it with its password and code.
/// The answer holds the recovery codes of a new account, shown once.
#[utoipa::path(tag = "Invitations", request_body = InvitationAcceptance,
    responses((status = 200, description = "Accepted", body = RecoveryCodes)),
    extensions(("x-problem-codes" = json!(["link-invalid", "credentials-invalid", "idempotency-response-not-kept"]))))]
#[post("/invitations/accept")]
pub(in super::super) async fn accept_invitation(
    state: Data<AppState>,
    request: HttpRequest,
    body: Body<InvitationAcceptance>,
) -> Answer {
    let given = body.valid()?;
    let retry = Retry::about(&request, &given.token)?;
    answered(actions::accept(&state, anonymous(&request, &state), given, &retry).await, &request)
}

/// Ask for a new password
///
/// A mail with a link that works for an hour, if the address is known; the answer is the same in either case.
#[utoipa::path(tag = "Invitations", request_body = PasswordResetRequest,
    responses((status = 202, description = "A mail follows if the address is known")))]
#[post("/password-resets")]
pub(in super::super) async fn request_password_reset(
    state: Data<AppState>,
    request: HttpRequest,
    body: Body<PasswordResetRequest>,
) -> Answer {
    let given = body.valid()?;
    let retry = Retry::about(&request, &given.email)?;
    answered(actions::request_reset(&state, anonymous(&request, &state), &given.email, &retry).await, &request)
}

/// Set a new password
///
/// With the mailed link and the second factor. Every session of the account ends.
#[utoipa::path(tag = "Invitations", request_body = PasswordResetConfirmation,
    responses((status = 204, description = "The new password works from now on")),
    extensions(("x-problem-codes" = json!(["link-invalid", "credentials-invalid", "second-factor-required"]))))]
#[post("/password-resets/confirm")]
pub(in super::super) async fn confirm_password_reset(
    state: Data<AppState>,
    request: HttpRequest,
    body: Body<PasswordResetConfirmation>,
) -> Answer {
    let given = body.valid()?;
    let retry = Retry::about(&request, &given.token)?;
    answered(actions::confirm_reset(&state, anonymous(&request, &state), given, &retry).await, &request)
}

//! My second factor and my recovery codes.

use actix_web::post;
use actix_web::web::Data;

use super::{OwnAccount, person};
use crate::app::AppState;
use crate::context::Context;
use crate::db::{SignIn, Trace, Tx};
use crate::features::account::actions;
use crate::features::account::api::{Proof, RecoveryCodes, SecondFactorConfirmation, SecondFactorSetup};
use crate::features::sessions::actions::{SecondFactor, attempt_count, credentials_of, prove};
use crate::http::{Answer, Body, Permit, Reply};
use crate::problem::Problem;

/// Checks that it is really the caller; gives the e-mail address.
async fn proven(state: &Data<AppState>, context: &Context, given: Proof) -> Result<String, Problem> {
    let (account, ..) = person(context)?;
    let load = async |tx: &mut Tx<SignIn>| credentials_of(tx, account).await;
    let credentials = state.doors.look_in_sign_in(context.clone(), load).await?;
    attempt_count(state, context, &credentials.email).await?;
    let factor = SecondFactor { totp_code: given.totp_code.as_deref(), recovery_code: given.recovery_code.as_deref() };
    Ok(prove(state, context, Some(credentials), given.password, factor).await?.email)
}

/// Begin a new second factor
///
/// For a new phone: proven with the password and a code of the old app or a recovery code. Put the secret into the new
/// app and confirm with its first code; until then nothing changes.
#[utoipa::path(tag = "Account", request_body = Proof,
    responses((status = 200, description = "The second factor to try out", body = SecondFactorSetup)),
    security(("bearer" = ["account:own"])),
    extensions(("x-problem-codes" = json!(["credentials-invalid", "second-factor-required",
        "idempotency-response-not-kept"]))))]
#[post("/me/second-factor")]
pub(in super::super) async fn begin_second_factor(permit: Permit<OwnAccount>, body: Body<Proof>) -> Answer {
    let state = permit.state();
    permit
        .own_change(
            async |context| proven(&state, context, body.valid()?).await,
            async |tx, email| {
                tx.act().await?;
                let (account, ..) = person(&tx.context)?;
                Ok(Reply::ok(&actions::begin_second_factor(&state, &tx.context, account, &email)?)?.secret())
            },
        )
        .await
}

/// Confirm a new second factor
///
/// With the first code of the new app. The old factor stops working, other sessions end, and new recovery codes are
/// shown once.
#[utoipa::path(tag = "Account", request_body = SecondFactorConfirmation,
    responses((status = 200, description = "New recovery codes, shown once", body = RecoveryCodes)),
    security(("bearer" = ["account:own"])), extensions(("x-problem-codes" = json!(["link-invalid", "idempotency-response-not-kept"]))))]
#[post("/me/second-factor/confirm")]
pub(in super::super) async fn confirm_second_factor(
    permit: Permit<OwnAccount>,
    body: Body<SecondFactorConfirmation>,
) -> Answer {
    let state = permit.state();
    permit
        .own_change(
            async |_| body.valid(),
            async |tx, given| {
                tx.act().await?;
                let (account, session, _) = person(&tx.context)?;
                let codes = actions::confirm_second_factor(&state, tx, (account, session), &given).await?;
                Ok(Reply::ok(&codes)?.secret())
            },
        )
        .await
}

/// Replace your recovery codes
///
/// The old ones stop working; the new ones are shown once.
#[utoipa::path(tag = "Account", request_body = Proof,
    responses((status = 200, description = "New recovery codes, shown once", body = RecoveryCodes)),
    security(("bearer" = ["account:own"])),
    extensions(("x-problem-codes" = json!(["credentials-invalid", "second-factor-required",
        "idempotency-response-not-kept"]))))]
#[post("/me/recovery-codes")]
pub(in super::super) async fn replace_recovery_codes(permit: Permit<OwnAccount>, body: Body<Proof>) -> Answer {
    let state = permit.state();
    permit
        .own_change(
            async |context| proven(&state, context, body.valid()?).await,
            async |tx, _| {
                tx.act().await?;
                let (account, ..) = person(&tx.context)?;
                tx.trace(Trace::done("account", account.0).changed(["recoveryCodes".to_owned()]));
                Ok(Reply::ok(&actions::new_recovery_codes(&state, tx, account).await?)?.secret())
            },
        )
        .await
}

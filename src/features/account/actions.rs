//! The steps behind links and credentials.

use actix_web::web::Data;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::TimeDelta;

use super::api::{
    InvitationAcceptance, InvitationDetails, InvitationTotp, PasswordResetConfirmation, RecoveryCodes,
    SecondFactorConfirmation, SecondFactorSetup,
};
use super::rules::check_password;
use super::store::{self, Invitation};
use crate::app::AppState;
use crate::context::Context;
use crate::db::{SignIn, Trace, Tx};
use crate::features::sessions::actions::{
    SecondFactor, attempt_count, credentials_of, credentials_of_email, prove, prove_second_factor, sessions_revoke,
};
use crate::http::{Halt, Reply, Retry};
use crate::identity::second_factor;
use crate::ids::{AccountId, InvitationId, PasswordResetId, SessionId};
use crate::problem::{Code, Problem, Violation};
use crate::secrets::{Purpose, Token, same, sha256};

/// How long the link to a new password works.
const RESET_LINK: TimeDelta = TimeDelta::hours(1);
/// How long a second factor may take to set up.
const SETUP: TimeDelta = TimeDelta::minutes(15);
pub(crate) const INVITATION: &str = "sli";
pub(crate) const RESET: &str = "slp";

fn link_invalid() -> Problem {
    Problem::new(Code::LinkInvalid)
}

fn wrong_code() -> Problem {
    let (dutch, english) = (
        "Deze code klopt nu niet; controleer ook de klok van uw telefoon.",
        "This code is not right now; check your phone's clock too.",
    );
    Problem::invalid(vec![Violation::body("/totpCode", "code", dutch, english)])
}

/// The invitation of a token, if its link still works.
async fn open_invitation(tx: &mut Tx<SignIn>, token: &str) -> Result<Invitation, Problem> {
    let id = Token::row(INVITATION, token).map(InvitationId).ok_or_else(link_invalid)?;
    let found = store::invitation_lock(tx, id).await?.ok_or_else(link_invalid)?;
    let right = found.token_hash.as_ref().is_some_and(|hash| same(hash, &sha256(token.as_bytes())));
    let closed = found.accepted_at.is_some() || found.revoked_at.is_some() || found.expires_at <= tx.context.now;
    if right && !closed { Ok(found) } else { Err(link_invalid()) }
}

/// What an invitation is for. A new account gets its second factor here, the same one however often it is looked at.
pub(super) async fn inspect(
    state: &Data<AppState>,
    context: Context,
    token: &str,
) -> Result<InvitationDetails, Problem> {
    state
        .doors
        .in_sign_in(None, context, async |tx| {
            let invitation = open_invitation(tx, token).await?;
            let account = credentials_of(tx, invitation.account_id).await?;
            let organisation_name = match invitation.organisation_id {
                Some(organisation) => Some(store::organisation_name(tx, organisation).await?),
                None => None,
            };
            let needs_password = account.status == "invited";
            let totp = if needs_password {
                let secret = pending_secret(state, tx, &invitation).await?;
                let otpauth_uri = second_factor::as_uri(&secret, &account.email).map_err(Problem::internal)?;
                Some(InvitationTotp { secret: second_factor::as_text(&secret), otpauth_uri })
            } else {
                None
            };
            let (email, name, expires_at) = (account.email, account.name, invitation.expires_at);
            Ok(InvitationDetails { email, name, organisation_name, needs_password, totp, expires_at })
        })
        .await
}

async fn pending_secret(state: &AppState, tx: &mut Tx<SignIn>, invitation: &Invitation) -> Result<Vec<u8>, Problem> {
    if let Some(sealed) = &invitation.pending_totp_secret {
        return state.vault.open(Purpose::SecondFactor, sealed).map_err(Problem::internal);
    }
    let secret = second_factor::new_secret();
    let sealed = state.vault.seal(Purpose::SecondFactor, &secret).map_err(Problem::internal)?;
    store::invitation_set_totp(tx, invitation.id, &sealed).await?;
    Ok(secret.to_vec())
}

/// Accepts an invitation: a new account with password and second factor, or another place for an existing one.
pub(super) async fn accept(
    state: &Data<AppState>,
    context: Context,
    given: InvitationAcceptance,
    retry: &Retry,
) -> Result<Reply, Halt> {
    retry.look(&state.doors, None, &context).await?;
    let token = &given.token;
    let (invitation, account) = state
        .doors
        .in_sign_in(None, context.clone(), async |tx| {
            let invitation = open_invitation(tx, token).await?;
            let account = credentials_of(tx, invitation.account_id).await?;
            Ok((invitation, account))
        })
        .await?;
    let organisation = invitation.organisation_id;
    if account.status != "invited" {
        attempt_count(state, &context, &account.email).await?;
        let factor = SecondFactor { totp_code: Some(&given.totp_code), recovery_code: None };
        prove(state, &context, Some(account), given.password, factor).await?;
        let join = async |tx: &mut Tx<SignIn>| {
            let invitation = open_invitation(tx, token).await?;
            if !store::invitation_accept(tx, &invitation).await? {
                return Err(link_invalid());
            }
            tx.trace(Trace::done("user", invitation.membership_id.0));
            Reply::ok(&RecoveryCodes { recovery_codes: Vec::new() })
        };
        return retry.once(&state.doors, organisation, context, join).await;
    }
    check_password(&given.password, &account.email, "/password")?;
    let sealed = invitation.pending_totp_secret.clone().ok_or_else(wrong_code)?;
    let secret = state.vault.open(Purpose::SecondFactor, &sealed).map_err(Problem::internal)?;
    let step = second_factor::step_of(&secret, &given.totp_code, context.now).ok_or_else(wrong_code)?;
    let hash = state.passwords.hash(given.password).await?;
    let activate = async |tx: &mut Tx<SignIn>| {
        let invitation = open_invitation(tx, token).await?;
        // Sealed anew: the root key may have been replaced while the password was hashed.
        let sealed = state.vault.seal(Purpose::SecondFactor, &secret).map_err(Problem::internal)?;
        let activated = store::account_activate(tx, account.id, &hash, &sealed, step).await?;
        if !activated || !store::invitation_accept(tx, &invitation).await? {
            return Err(link_invalid());
        }
        tx.trace(Trace::done("user", invitation.membership_id.0));
        Ok(Reply::ok(&new_recovery_codes(state, tx, account.id).await?)?.secret())
    };
    retry.once(&state.doors, organisation, context, activate).await
}

/// Replaces all recovery codes of an account.
pub(super) async fn new_recovery_codes(
    state: &AppState,
    tx: &mut Tx<SignIn>,
    account: AccountId,
) -> Result<RecoveryCodes, Problem> {
    let codes = second_factor::new_recovery_codes();
    let hashes: Vec<[u8; 32]> = codes.iter().map(|code| second_factor::recovery_hash(&state.vault, code)).collect();
    store::recovery_codes_replace(tx, account, &hashes).await?;
    Ok(RecoveryCodes { recovery_codes: codes })
}

/// Asks for a link to a new password; says nothing about whether the address is known.
pub(super) async fn request_reset(
    state: &Data<AppState>,
    context: Context,
    email: &str,
    retry: &Retry,
) -> Result<Reply, Halt> {
    let email = email.trim().to_lowercase();
    retry.look(&state.doors, None, &context).await?;
    attempt_count(state, &context, &format!("reset {email}")).await?;
    let expires_at = context.now + RESET_LINK;
    let ask = async |tx: &mut Tx<SignIn>| {
        match credentials_of_email(tx, &email).await? {
            Some(account) if account.status == "active" => store::reset_insert(tx, account.id, expires_at).await?,
            _ => {}
        }
        Ok(Reply::accepted())
    };
    retry.once(&state.doors, None, context, ask).await
}

/// Sets a new password by a mailed link; needs the second factor as well, and ends every session.
pub(super) async fn confirm_reset(
    state: &Data<AppState>,
    context: Context,
    given: PasswordResetConfirmation,
    retry: &Retry,
) -> Result<Reply, Halt> {
    retry.look(&state.doors, None, &context).await?;
    let id = Token::row(RESET, &given.token).map(PasswordResetId).ok_or_else(link_invalid)?;
    let hash = sha256(given.token.as_bytes());
    let account = state
        .doors
        .in_sign_in(None, context.clone(), async |tx| {
            let found = store::reset_find(tx, id).await?.filter(|(_, known)| same(known, &hash));
            let (account, _) = found.ok_or_else(link_invalid)?;
            credentials_of(tx, account).await
        })
        .await?;
    check_password(&given.new_password, &account.email, "/newPassword")?;
    attempt_count(state, &context, &account.email).await?;
    let factor = SecondFactor { totp_code: given.totp_code.as_deref(), recovery_code: given.recovery_code.as_deref() };
    prove_second_factor(state, &context, &account, factor).await?;
    let password = state.passwords.hash(given.new_password).await?;
    let replace = async |tx: &mut Tx<SignIn>| {
        if !store::reset_use(tx, id, account.id).await? {
            return Err(link_invalid());
        }
        store::password_set(tx, account.id, &password).await?;
        sessions_revoke(tx, account.id, None, "password was reset").await?;
        tx.trace(Trace::done("account", account.id.0).changed(["password".to_owned()]));
        Ok(Reply::no_content())
    };
    retry.once(&state.doors, None, context, replace).await
}

/// A second factor to try out; nothing is stored before its first code is right.
pub(super) fn begin_second_factor(
    state: &AppState,
    context: &Context,
    account: AccountId,
    email: &str,
) -> Result<SecondFactorSetup, Problem> {
    let secret = second_factor::new_secret();
    let until = (context.now + SETUP).timestamp();
    let plain = [account.0.as_bytes().as_slice(), &until.to_be_bytes(), &secret].concat();
    let sealed = state.vault.seal(Purpose::SecondFactor, &plain).map_err(Problem::internal)?;
    Ok(SecondFactorSetup {
        secret: second_factor::as_text(&secret),
        otpauth_uri: second_factor::as_uri(&secret, email).map_err(Problem::internal)?,
        setup_token: URL_SAFE_NO_PAD.encode(sealed),
    })
}

/// Puts the new second factor in the place of the old one, and ends the other sessions.
pub(super) async fn confirm_second_factor(
    state: &AppState,
    tx: &mut Tx<SignIn>,
    (account, session): (AccountId, SessionId),
    given: &SecondFactorConfirmation,
) -> Result<RecoveryCodes, Problem> {
    let sealed = URL_SAFE_NO_PAD.decode(&given.setup_token).map_err(|_| link_invalid())?;
    let plain = state.vault.open(Purpose::SecondFactor, &sealed).map_err(|_| link_invalid())?;
    let (owner, rest) = plain.split_at_checked(16).ok_or_else(link_invalid)?;
    let (until, secret) = rest.split_first_chunk::<8>().ok_or_else(link_invalid)?;
    if owner != account.0.as_bytes() || i64::from_be_bytes(*until) < tx.context.now.timestamp() {
        return Err(link_invalid());
    }
    let step = second_factor::step_of(secret, &given.totp_code, tx.context.now).ok_or_else(wrong_code)?;
    let sealed = state.vault.seal(Purpose::SecondFactor, secret).map_err(Problem::internal)?;
    store::totp_set(tx, account, &sealed, step).await?;
    sessions_revoke(tx, account, Some(session), "the second factor was replaced").await?;
    tx.trace(Trace::done("account", account.0).changed(["secondFactor".to_owned()]));
    new_recovery_codes(state, tx, account).await
}

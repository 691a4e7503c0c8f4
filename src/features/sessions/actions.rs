//! The steps of signing in. Attempts are counted before they are judged, so that many at once count too.

use actix_web::web::Data;
use chrono::{DateTime, Utc};
use serde_json::json;
use uuid::Uuid;

use super::api::{SessionTokens, SignIn as Given};
use super::rules::{ACCESS_TOKEN, FORGIVEN_AFTER, session_end, wait_after};
use super::store::{self, Credentials, Place, SessionRow};
use crate::app::AppState;
use crate::context::{Actor, Context};
use crate::db::{SignIn, Trace, Tx};
use crate::http::{AccessClaims, Halt, Reply, Retry, network_of};
use crate::identity::second_factor;
use crate::ids::{AccountId, OrganisationId, SessionId};
use crate::problem::{Code, Problem};
use crate::secrets::{Purpose, Token, same};

const REFRESH: &str = "slr";
/// How many attempts an account and an address have before they must wait.
const FREE_FOR_ACCOUNT: i32 = 6;
const FREE_FOR_ADDRESS: i32 = 40;

/// Counts an attempt on an account from an address, or says how long to wait.
pub(crate) async fn attempt_count(state: &Data<AppState>, context: &Context, account: &str) -> Result<(), Problem> {
    let buckets = buckets(state, context, account);
    state
        .doors
        .in_sign_in(None, context.clone(), async |tx| {
            for (bucket, free) in buckets {
                let (failures, last, blocked) = store::throttle_lock(tx, &bucket).await?.unwrap_or_default();
                let now = tx.context.now;
                if let Some(until) = blocked.filter(|until| *until > now) {
                    let seconds = (until - now).num_seconds().unsigned_abs() + 1;
                    return Err(Problem { retry_after_seconds: Some(seconds), ..Problem::new(Code::TooManyRequests) });
                }
                let failures = if now - last > FORGIVEN_AFTER { 1 } else { failures.saturating_add(1) };
                let wait = wait_after(failures, free);
                store::throttle_set(tx, &bucket, failures, Some(now + wait).filter(|_| !wait.is_zero())).await?;
            }
            Ok(())
        })
        .await
}

fn buckets(state: &AppState, context: &Context, account: &str) -> [([u8; 32], i32); 2] {
    let address = context.address.as_deref().map(network_of).unwrap_or_default();
    let bucket = |kind: &[u8], of: &str| state.vault.mac(Purpose::Throttle, &[kind, of.as_bytes()]);
    [(bucket(b"account", account), FREE_FOR_ACCOUNT), (bucket(b"address", &address), FREE_FOR_ADDRESS)]
}

/// The second factor that somebody gives.
pub(crate) struct SecondFactor<'g> {
    pub totp_code: Option<&'g str>,
    pub recovery_code: Option<&'g str>,
}

/// Judges password and second factor of an account; the same answer for a wrong address, password or code.
pub(crate) async fn prove(
    state: &Data<AppState>,
    context: &Context,
    credentials: Option<Credentials>,
    password: String,
    factor: SecondFactor<'_>,
) -> Result<Credentials, Problem> {
    let account = prove_password(state, credentials, password).await?;
    prove_second_factor(state, context, &account, factor).await?;
    Ok(account)
}

/// Judges the password alone; takes as long for nobody as for somebody.
async fn prove_password(
    state: &AppState,
    credentials: Option<Credentials>,
    password: String,
) -> Result<Credentials, Problem> {
    let refused = || Problem::new(Code::CredentialsInvalid);
    let active = credentials.filter(|account| account.status == "active");
    let hash = active.as_ref().and_then(|account| account.password_hash.clone());
    if !state.passwords.verify(password, hash).await? {
        return Err(refused());
    }
    active.ok_or_else(refused)
}

/// Judges the second factor without using it up.
async fn check_second_factor(
    state: &AppState,
    tx: &mut Tx<SignIn>,
    account: &Credentials,
    factor: &SecondFactor<'_>,
) -> Result<(), Problem> {
    let right = match (factor.totp_code, factor.recovery_code) {
        (Some(code), _) => step(state, account, code, tx.context.now)?.is_some(),
        (None, Some(code)) => {
            let hashes = second_factor::recovery_hashes(&state.vault, code);
            store::recovery_code_is_open(tx, account.id, &hashes).await?
        }
        (None, None) => return Err(Problem::new(Code::SecondFactorRequired)),
    };
    if right { Ok(()) } else { Err(Problem::new(Code::CredentialsInvalid)) }
}

/// The step of the account's second factor that a code is right for.
fn step(state: &AppState, account: &Credentials, code: &str, now: DateTime<Utc>) -> Result<Option<i64>, Problem> {
    let Some(sealed) = &account.totp_secret else { return Ok(None) };
    let secret = state.vault.open(Purpose::SecondFactor, sealed).map_err(Problem::internal)?;
    Ok(second_factor::step_of(&secret, code, now))
}

/// Judges the second factor alone, and uses it up.
pub(crate) async fn prove_second_factor(
    state: &Data<AppState>,
    context: &Context,
    account: &Credentials,
    factor: SecondFactor<'_>,
) -> Result<(), Problem> {
    let refused = || Problem::new(Code::CredentialsInvalid);
    let id = account.id;
    let right = match (factor.totp_code, factor.recovery_code) {
        (Some(code), _) => {
            let step = step(state, account, code, context.now)?.ok_or_else(refused)?;
            state.doors.in_sign_in(None, context.clone(), async |tx| store::totp_step_take(tx, id, step).await).await?
        }
        (None, Some(code)) => {
            let hashes = second_factor::recovery_hashes(&state.vault, code);
            let take = async |tx: &mut Tx<SignIn>| store::recovery_code_take(tx, id, &hashes).await;
            state.doors.in_sign_in(None, context.clone(), take).await?
        }
        (None, None) => return Err(Problem::new(Code::SecondFactorRequired)),
    };
    if !right {
        return Err(refused());
    }
    // Proven: the account's failures are forgotten. Of the address only this attempt is taken back: others may fail
    // from there.
    let [(own, _), (address, _)] = buckets(state, context, &account.email);
    let forgive = async |tx: &mut Tx<SignIn>| {
        store::throttle_clear(tx, &own).await?;
        store::throttle_forgive(tx, &address).await
    };
    state.doors.in_sign_in(None, context.clone(), forgive).await
}

/// Signs a person in.
pub(super) async fn sign_in(
    state: &Data<AppState>,
    context: Context,
    given: Given,
    device: Option<String>,
    retry: &Retry,
) -> Result<Reply, Halt> {
    let email = given.email.trim().to_lowercase();
    retry.look(&state.doors, None, &context).await?;
    attempt_count(state, &context, &email).await?;
    let find = async |tx: &mut Tx<SignIn>| store::credentials_by_email(tx, &email).await;
    let credentials = state.doors.look_in_sign_in(context.clone(), find).await?;
    let known = credentials.as_ref().map(|account| account.id);
    let proven = prove_and_choose(state, &context, credentials, given).await;
    if let (Err(problem), Some(account)) = (&proven, known)
        && problem.code == Code::CredentialsInvalid
    {
        failure_trace(state, &context, account).await?;
    }
    let (account, place) = proven?;
    let (session, refresh) = open_session(state, context, account, place, device, retry).await?;
    Ok(signed_in(&tokens(state, &session, refresh).await?)?)
}

/// A failed sign-in on an account that is known, in the audit of every organisation where it has a place.
async fn failure_trace(state: &Data<AppState>, context: &Context, account: AccountId) -> Result<(), Problem> {
    let places = async |tx: &mut Tx<SignIn>| store::place_list(tx, account).await;
    for place in state.doors.look_in_sign_in(context.clone(), places).await? {
        let trace = Trace::refused(Code::CredentialsInvalid, "account", Some(account.0));
        state
            .doors
            .in_sign_in(place.organisation, context.clone(), async |tx| {
                tx.trace(trace);
                Ok(())
            })
            .await?;
    }
    Ok(())
}

/// Judges everything that was given, and where the person will sit.
async fn prove_and_choose(
    state: &Data<AppState>,
    context: &Context,
    credentials: Option<Credentials>,
    given: Given,
) -> Result<(AccountId, Place), Problem> {
    let factor = SecondFactor { totp_code: given.totp_code.as_deref(), recovery_code: given.recovery_code.as_deref() };
    let account = prove_password(state, credentials, given.password).await?;
    let places = state
        .doors
        .in_sign_in(None, context.clone(), async |tx| {
            check_second_factor(state, tx, &account, &factor).await?;
            store::place_list(tx, account.id).await
        })
        .await?;
    // Chosen before the code is used up: who has to choose first can send the same code again.
    let place = choose(places, given.organisation_id)?;
    prove_second_factor(state, context, &account, factor).await?;
    Ok((account.id, place))
}

/// The answer to a sign-in: never stored.
fn signed_in(tokens: &SessionTokens) -> Result<Reply, Problem> {
    Ok(Reply::made("/v1/sessions/current".into(), tokens)?.secret())
}

/// The one place, or the one that was asked for.
fn choose(places: Vec<Place>, wanted: Option<OrganisationId>) -> Result<Place, Problem> {
    if let Some(wanted) = wanted {
        let found = places.into_iter().find(|place| place.organisation == Some(wanted));
        return found.ok_or_else(|| Problem::unknown_reference("/organisationId"));
    }
    if places.len() > 1 {
        let choices: Vec<_> =
            places.iter().filter_map(|place| Some(json!({ "id": place.organisation?, "name": place.name }))).collect();
        return Err(Problem::new(Code::OrganisationChoiceRequired).with("organisations", choices));
    }
    // Without a place there is nothing to sign in to; that is said like any other failure.
    places.into_iter().next().ok_or_else(|| Problem::new(Code::CredentialsInvalid))
}

async fn open_session(
    state: &Data<AppState>,
    mut context: Context,
    account: AccountId,
    place: Place,
    device: Option<String>,
    retry: &Retry,
) -> Result<(SessionRow, String), Halt> {
    let id = SessionId::new();
    let token = Token::new(REFRESH, id.0);
    context.actor = Actor::Person { account, session: id, user: place.user };
    let row = SessionRow {
        id,
        account_id: account,
        organisation_id: place.organisation,
        membership_id: place.user,
        refresh_hash: token.hash.to_vec(),
        device: device.map(|device| device.chars().take(200).collect()),
        created_at: context.now,
        last_used_at: context.now,
        expires_at: session_end(context.now, context.now),
        revoked_at: None,
        replaced_hash: None,
        replaced_key_hash: None,
    };
    let insert = async |tx: &mut Tx<SignIn>| {
        store::session_insert(tx, &row).await?;
        tx.trace(Trace::done("session", id.0));
        Ok(Reply::no_content().secret())
    };
    retry.once(&state.doors, place.organisation, context, insert).await?;
    Ok((row, token.text))
}

/// Access and refresh token of a session.
async fn tokens(state: &AppState, session: &SessionRow, refresh_token: String) -> Result<SessionTokens, Problem> {
    let now = state.clock.now();
    let expires_at = now + ACCESS_TOKEN;
    let claims = AccessClaims {
        iss: state.config.public_url.clone(),
        aud: state.config.public_url.clone(),
        sub: session.account_id.0,
        client_id: "app".into(),
        iat: now.timestamp(),
        exp: expires_at.timestamp(),
        jti: Uuid::now_v7(),
        sid: Some(session.id.0),
        member: Some(session.membership_id.0),
        org: session.organisation_id,
        scope: None,
    };
    Ok(SessionTokens {
        session_id: session.id,
        user_id: session.membership_id,
        organisation_id: session.organisation_id,
        access_token: state.sign(&claims).await?,
        refresh_token,
        expires_in: ACCESS_TOKEN.num_seconds(),
        expires_at,
    })
}

/// Exchanges a refresh token for new tokens. One that was replaced already has been stolen from somebody: its session
/// ends, for thief and owner alike.
///
/// An honest caller whose answer got lost proves it with the same idempotency key: the tokens that never arrived are
/// replaced by new ones.
pub(super) async fn refresh(
    state: &Data<AppState>,
    context: Context,
    given: &str,
    key: Option<&str>,
) -> Result<SessionTokens, Problem> {
    let refused = || Problem::new(Code::Unauthorized);
    let id = Token::row(REFRESH, given).map(SessionId).ok_or_else(refused)?;
    let hash = crate::secrets::sha256(given.as_bytes());
    let key_hash = key.map(|key| crate::secrets::sha256(key.as_bytes()));
    let next = Token::new(REFRESH, id.0);
    let session = state
        .doors
        .in_sign_in(None, context, async |tx| {
            let Some(mut row) = store::session_lock(tx, id).await? else { return Ok(None) };
            let now = tx.context.now;
            if row.revoked_at.is_some() || row.expires_at <= now {
                return Ok(None);
            }
            if !same(&row.refresh_hash, &hash) && !row.was_lost(&hash, key_hash.as_ref()) {
                store::session_revoke(tx, row.account_id, Some(id), None, "refresh token used twice").await?;
                tracing::warn!(session = %id, "a refresh token came back after it was replaced; the session has ended");
                return Ok(None);
            }
            let places = store::place_list(tx, row.account_id).await?;
            if !places.iter().any(|place| place.user == row.membership_id) {
                return Ok(None);
            }
            row.expires_at = session_end(row.created_at, now);
            let replaced = key_hash.as_ref().map(|key_hash| (&hash, key_hash));
            store::session_rotate(tx, id, &next.hash, replaced, row.expires_at).await?;
            Ok(Some(row))
        })
        .await?
        .ok_or_else(refused)?;
    tokens(state, &session, next.text).await
}

/// Ends all sessions of an account but one, because its credentials changed.
pub(crate) async fn sessions_revoke(
    tx: &mut Tx<SignIn>,
    account: AccountId,
    but: Option<SessionId>,
    because: &str,
) -> Result<usize, Problem> {
    store::session_revoke(tx, account, None, but, because).await
}

pub(crate) async fn credentials_of(tx: &mut Tx<SignIn>, account: AccountId) -> Result<Credentials, Problem> {
    store::credentials_by_id(tx, account).await
}

pub(crate) async fn credentials_of_email(tx: &mut Tx<SignIn>, email: &str) -> Result<Option<Credentials>, Problem> {
    store::credentials_by_email(tx, email).await
}

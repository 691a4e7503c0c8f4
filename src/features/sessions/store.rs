//! The SQL of sign-in: accounts, throttles, places and sessions, all through the sign-in door.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use crate::db::{SignIn, Tx};
use crate::ids::{AccountId, OrganisationId, SessionId, UserId};
use crate::problem::Problem;
use crate::schema::{accounts, memberships, organisations, platform_memberships, recovery_codes, sessions, throttles};
use crate::secrets::same;

/// What is needed of an account to judge who signs in.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = accounts)]
pub(crate) struct Credentials {
    pub id: AccountId,
    pub email: String,
    pub name: String,
    pub status: String,
    pub password_hash: Option<String>,
    pub totp_secret: Option<Vec<u8>>,
}

pub(super) async fn credentials_by_email(tx: &mut Tx<SignIn>, email: &str) -> Result<Option<Credentials>, Problem> {
    let query = accounts::table.filter(accounts::email.eq(email)).select(Credentials::as_select());
    Ok(query.first(tx.conn()).await.optional()?)
}

pub(super) async fn credentials_by_id(tx: &mut Tx<SignIn>, id: AccountId) -> Result<Credentials, Problem> {
    Ok(accounts::table.find(id).select(Credentials::as_select()).first(tx.conn()).await?)
}

/// Takes a step of the second factor; false when it was taken before.
pub(super) async fn totp_step_take(tx: &mut Tx<SignIn>, id: AccountId, step: i64) -> Result<bool, Problem> {
    let account = accounts::table.find(id).filter(accounts::totp_last_step.lt(step));
    let taken = diesel::update(account).set(accounts::totp_last_step.eq(step)).execute(tx.conn()).await?;
    Ok(taken == 1)
}

/// Those of an account's recovery codes that were not taken yet.
#[diesel::dsl::auto_type]
fn open_codes<'h>(id: AccountId, hashes: Vec<&'h [u8]>) -> _ {
    recovery_codes::table
        .filter(recovery_codes::account_id.eq(id))
        .filter(recovery_codes::code_hash.eq_any(hashes))
        .filter(recovery_codes::used_at.is_null())
}

/// Takes a recovery code; false when it is not one or was taken before.
pub(super) async fn recovery_code_take(
    tx: &mut Tx<SignIn>,
    id: AccountId,
    hashes: &[[u8; 32]],
) -> Result<bool, Problem> {
    let code = open_codes(id, hashes.iter().map(<[u8; 32]>::as_slice).collect());
    let used_at = Some(tx.context.now);
    Ok(diesel::update(code).set(recovery_codes::used_at.eq(used_at)).execute(tx.conn()).await? == 1)
}

/// Whether a recovery code is one that was not taken yet.
pub(super) async fn recovery_code_is_open(
    tx: &mut Tx<SignIn>,
    id: AccountId,
    hashes: &[[u8; 32]],
) -> Result<bool, Problem> {
    let code = open_codes(id, hashes.iter().map(<[u8; 32]>::as_slice).collect());
    Ok(diesel::select(diesel::dsl::exists(code)).get_result(tx.conn()).await?)
}

/// The failures of a bucket, locked: (how many, the last one, blocked until).
pub(super) type Failures = (i32, DateTime<Utc>, Option<DateTime<Utc>>);

pub(super) async fn throttle_lock(tx: &mut Tx<SignIn>, bucket: &[u8]) -> Result<Option<Failures>, Problem> {
    // The row must be there to be locked: many first attempts at once are counted one by one.
    let first =
        (throttles::bucket.eq(bucket), throttles::failures.eq(0), throttles::last_failure_at.eq(tx.context.now));
    diesel::insert_into(throttles::table).values(first).on_conflict_do_nothing().execute(tx.conn()).await?;
    let columns = (throttles::failures, throttles::last_failure_at, throttles::blocked_until);
    Ok(throttles::table.find(bucket).select(columns).for_update().first(tx.conn()).await.optional()?)
}

pub(super) async fn throttle_set(
    tx: &mut Tx<SignIn>,
    bucket: &[u8],
    failures: i32,
    blocked_until: Option<DateTime<Utc>>,
) -> Result<(), Problem> {
    let values = (
        throttles::failures.eq(failures),
        throttles::last_failure_at.eq(tx.context.now),
        throttles::blocked_until.eq(blocked_until),
    );
    diesel::insert_into(throttles::table)
        .values((throttles::bucket.eq(bucket), values))
        .on_conflict(throttles::bucket)
        .do_update()
        .set(values)
        .execute(tx.conn())
        .await?;
    Ok(())
}

pub(super) async fn throttle_clear(tx: &mut Tx<SignIn>, bucket: &[u8]) -> Result<(), Problem> {
    diesel::delete(throttles::table.find(bucket)).execute(tx.conn()).await?;
    Ok(())
}

/// Takes back an attempt that turned out right.
pub(super) async fn throttle_forgive(tx: &mut Tx<SignIn>, bucket: &[u8]) -> Result<(), Problem> {
    let bucket = throttles::table.find(bucket).filter(throttles::failures.gt(0));
    let change = (throttles::failures.eq(throttles::failures - 1), throttles::blocked_until.eq(None::<DateTime<Utc>>));
    diesel::update(bucket).set(change).execute(tx.conn()).await?;
    Ok(())
}

/// Where an account may sit: (organisation, its name, user). The licence holder's seat has no organisation.
#[derive(Debug, Clone)]
pub(super) struct Place {
    pub organisation: Option<OrganisationId>,
    pub name: String,
    pub user: UserId,
}

pub(super) async fn place_list(tx: &mut Tx<SignIn>, account: AccountId) -> Result<Vec<Place>, Problem> {
    tx.narrow_to(account).await?;
    let staff: Option<UserId> = platform_memberships::table
        .filter(platform_memberships::account_id.eq(account))
        .filter(platform_memberships::status.eq("active"))
        .select(platform_memberships::id)
        .first(tx.conn())
        .await
        .optional()?;
    let members: Vec<(OrganisationId, String, UserId)> = memberships::table
        .inner_join(organisations::table)
        .filter(memberships::account_id.eq(account))
        .filter(memberships::status.eq("active"))
        .filter(organisations::status.ne("closed"))
        .order(organisations::name)
        .select((organisations::id, organisations::name, memberships::id))
        .load(tx.conn())
        .await?;
    let staff = staff.map(|user| Place { organisation: None, name: "Stichting Aanzet".into(), user });
    let members =
        members.into_iter().map(|(organisation, name, user)| Place { organisation: Some(organisation), name, user });
    Ok(staff.into_iter().chain(members).collect())
}

/// A session's row, as refresh needs it.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = sessions)]
pub(super) struct SessionRow {
    pub id: SessionId,
    pub account_id: AccountId,
    pub organisation_id: Option<OrganisationId>,
    pub membership_id: UserId,
    pub refresh_hash: Vec<u8>,
    pub device: Option<String>,
    pub created_at: DateTime<Utc>,
    pub last_used_at: DateTime<Utc>,
    pub expires_at: DateTime<Utc>,
    pub revoked_at: Option<DateTime<Utc>>,
    pub replaced_hash: Option<Vec<u8>>,
    pub replaced_key_hash: Option<Vec<u8>>,
}

impl SessionRow {
    /// Whether this is the token that was replaced last, repeated with the key that it was replaced under.
    pub fn was_lost(&self, hash: &[u8; 32], key_hash: Option<&[u8; 32]>) -> bool {
        match (&self.replaced_hash, &self.replaced_key_hash, key_hash) {
            (Some(token), Some(key), Some(given)) => same(token, hash) & same(key, given),
            _ => false,
        }
    }
}

pub(super) async fn session_insert(tx: &mut Tx<SignIn>, row: &SessionRow) -> Result<(), Problem> {
    let values = (
        sessions::id.eq(row.id),
        sessions::account_id.eq(row.account_id),
        sessions::organisation_id.eq(row.organisation_id),
        sessions::membership_id.eq(row.membership_id),
        sessions::refresh_hash.eq(&row.refresh_hash),
        sessions::device.eq(&row.device),
        sessions::created_at.eq(row.created_at),
        sessions::last_used_at.eq(row.last_used_at),
        sessions::expires_at.eq(row.expires_at),
    );
    diesel::insert_into(sessions::table).values(values).execute(tx.conn()).await?;
    Ok(())
}

pub(super) async fn session_lock(tx: &mut Tx<SignIn>, id: SessionId) -> Result<Option<SessionRow>, Problem> {
    let query = sessions::table.find(id).select(SessionRow::as_select()).for_update();
    Ok(query.first(tx.conn()).await.optional()?)
}

pub(super) async fn session_rotate(
    tx: &mut Tx<SignIn>,
    id: SessionId,
    hash: &[u8],
    replaced: Option<(&[u8; 32], &[u8; 32])>,
    expires_at: DateTime<Utc>,
) -> Result<(), Problem> {
    let (replaced_hash, replaced_key_hash) = replaced.map(|(token, key)| (token.to_vec(), key.to_vec())).unzip();
    let change = (
        sessions::refresh_hash.eq(hash),
        sessions::replaced_hash.eq(replaced_hash),
        sessions::replaced_key_hash.eq(replaced_key_hash),
        sessions::last_used_at.eq(tx.context.now),
        sessions::expires_at.eq(expires_at),
    );
    diesel::update(sessions::table.find(id)).set(change).execute(tx.conn()).await?;
    Ok(())
}

/// The sessions of an account that go on, newest first.
pub(super) async fn session_list(
    tx: &mut Tx<SignIn>,
    account: AccountId,
    after: Option<SessionId>,
    rows: i64,
) -> Result<Vec<SessionRow>, Problem> {
    let mut query = sessions::table
        .filter(sessions::account_id.eq(account))
        .filter(sessions::revoked_at.is_null())
        .filter(sessions::expires_at.gt(tx.context.now))
        .order(sessions::id.desc())
        .limit(rows)
        .select(SessionRow::as_select())
        .into_boxed();
    if let Some(after) = after {
        query = query.filter(sessions::id.lt(after));
    }
    Ok(query.load(tx.conn()).await?)
}

/// Ends sessions of an account: one, or all but one, or all. How many ended.
pub(super) async fn session_revoke(
    tx: &mut Tx<SignIn>,
    account: AccountId,
    only: Option<SessionId>,
    but: Option<SessionId>,
    because: &str,
) -> Result<usize, Problem> {
    let now = tx.context.now;
    let mut revoke = diesel::update(sessions::table)
        .filter(sessions::account_id.eq(account))
        .filter(sessions::revoked_at.is_null())
        .set((sessions::revoked_at.eq(now), sessions::revoked_because.eq(because)))
        .into_boxed();
    if let Some(only) = only {
        revoke = revoke.filter(sessions::id.eq(only));
    }
    if let Some(but) = but {
        revoke = revoke.filter(sessions::id.ne(but));
    }
    Ok(revoke.execute(tx.conn()).await?)
}

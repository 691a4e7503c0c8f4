//! The SQL of accounts, invitations and resets, through the sign-in door.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::api::{MeFields, PreferredLanguage};
use crate::db::{SignIn, Tx};
use crate::ids::{AccountId, InvitationId, OrganisationId, PasswordResetId, UserId};
use crate::problem::Problem;
use crate::schema::{
    accounts, invitations, memberships, organisations, password_resets, platform_memberships, recovery_codes,
};

/// E-mail address, name, language and version.
type Own = (String, String, PreferredLanguage, i32);
const OWN: (accounts::email, accounts::name, accounts::language, accounts::version) =
    (accounts::email, accounts::name, accounts::language, accounts::version);

pub(super) async fn me_get(tx: &mut Tx<SignIn>, id: AccountId) -> Result<Own, Problem> {
    Ok(accounts::table.find(id).select(OWN).first(tx.conn()).await?)
}

pub(super) async fn me_lock(tx: &mut Tx<SignIn>, id: AccountId) -> Result<Own, Problem> {
    Ok(accounts::table.find(id).select(OWN).for_update().first(tx.conn()).await?)
}

pub(super) async fn me_update(tx: &mut Tx<SignIn>, id: AccountId, fields: &MeFields) -> Result<(), Problem> {
    let change = (
        accounts::name.eq(&fields.name),
        accounts::language.eq(fields.language),
        accounts::version.eq(accounts::version + 1),
        accounts::updated_at.eq(tx.context.now),
    );
    diesel::update(accounts::table.find(id)).set(change).execute(tx.conn()).await?;
    Ok(())
}

pub(super) async fn recovery_codes_left(tx: &mut Tx<SignIn>, id: AccountId) -> Result<i64, Problem> {
    let left =
        recovery_codes::table.filter(recovery_codes::account_id.eq(id)).filter(recovery_codes::used_at.is_null());
    Ok(left.count().get_result(tx.conn()).await?)
}

pub(super) async fn recovery_codes_replace(
    tx: &mut Tx<SignIn>,
    id: AccountId,
    hashes: &[[u8; 32]],
) -> Result<(), Problem> {
    diesel::delete(recovery_codes::table.filter(recovery_codes::account_id.eq(id))).execute(tx.conn()).await?;
    let rows: Vec<_> = hashes
        .iter()
        .map(|hash| (recovery_codes::account_id.eq(id), recovery_codes::code_hash.eq(hash.to_vec())))
        .collect();
    diesel::insert_into(recovery_codes::table).values(rows).execute(tx.conn()).await?;
    Ok(())
}

pub(super) async fn password_set(tx: &mut Tx<SignIn>, id: AccountId, hash: &str) -> Result<(), Problem> {
    let change = (accounts::password_hash.eq(hash), accounts::updated_at.eq(tx.context.now));
    diesel::update(accounts::table.find(id)).set(change).execute(tx.conn()).await?;
    Ok(())
}

pub(super) async fn totp_set(tx: &mut Tx<SignIn>, id: AccountId, sealed: &[u8], step: i64) -> Result<(), Problem> {
    let change =
        (accounts::totp_secret.eq(sealed), accounts::totp_last_step.eq(step), accounts::updated_at.eq(tx.context.now));
    diesel::update(accounts::table.find(id)).set(change).execute(tx.conn()).await?;
    Ok(())
}

pub(super) async fn account_activate(
    tx: &mut Tx<SignIn>,
    id: AccountId,
    password_hash: &str,
    sealed_totp: &[u8],
    step: i64,
) -> Result<bool, Problem> {
    let change = (
        accounts::password_hash.eq(password_hash),
        accounts::totp_secret.eq(sealed_totp),
        accounts::totp_last_step.eq(step),
        accounts::status.eq("active"),
        accounts::updated_at.eq(tx.context.now),
    );
    // Two invitations may be accepted at once: only one of them makes the account.
    let invited = accounts::table.find(id).filter(accounts::status.eq("invited"));
    Ok(diesel::update(invited).set(change).execute(tx.conn()).await? == 1)
}

/// An invitation that is open, or was.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = invitations)]
pub(super) struct Invitation {
    pub id: InvitationId,
    pub organisation_id: Option<OrganisationId>,
    pub membership_id: UserId,
    pub account_id: AccountId,
    pub token_hash: Option<Vec<u8>>,
    pub pending_totp_secret: Option<Vec<u8>>,
    pub expires_at: DateTime<Utc>,
    pub accepted_at: Option<DateTime<Utc>>,
    pub revoked_at: Option<DateTime<Utc>>,
}

pub(super) async fn invitation_lock(tx: &mut Tx<SignIn>, id: InvitationId) -> Result<Option<Invitation>, Problem> {
    let query = invitations::table.find(id).select(Invitation::as_select()).for_update();
    Ok(query.first(tx.conn()).await.optional()?)
}

pub(super) async fn invitation_set_totp(tx: &mut Tx<SignIn>, id: InvitationId, sealed: &[u8]) -> Result<(), Problem> {
    let change = invitations::pending_totp_secret.eq(sealed);
    diesel::update(invitations::table.find(id)).set(change).execute(tx.conn()).await?;
    Ok(())
}

/// Closes the invitation and opens the place that it was for; false when the place is not open any more.
pub(super) async fn invitation_accept(tx: &mut Tx<SignIn>, invitation: &Invitation) -> Result<bool, Problem> {
    let now = tx.context.now;
    let change = (
        invitations::accepted_at.eq(now),
        invitations::token_hash.eq(None::<Vec<u8>>),
        invitations::pending_totp_secret.eq(None::<Vec<u8>>),
    );
    diesel::update(invitations::table.find(invitation.id)).set(change).execute(tx.conn()).await?;
    tx.narrow_to(invitation.account_id).await?;
    let opened = match invitation.organisation_id {
        Some(organisation) => {
            let change = (
                memberships::status.eq("active"),
                memberships::invited_name.eq(None::<String>),
                memberships::version.eq(memberships::version + 1),
                memberships::updated_at.eq(now),
            );
            let membership = memberships::table.find((organisation, invitation.membership_id));
            let invited = membership.filter(memberships::status.eq("invited"));
            diesel::update(invited).set(change).execute(tx.conn()).await?
        }
        None => {
            let change = (
                platform_memberships::status.eq("active"),
                platform_memberships::version.eq(platform_memberships::version + 1),
                platform_memberships::updated_at.eq(now),
            );
            let membership = platform_memberships::table.find(invitation.membership_id);
            let invited = membership.filter(platform_memberships::status.eq("invited"));
            diesel::update(invited).set(change).execute(tx.conn()).await?
        }
    };
    Ok(opened == 1)
}

pub(super) async fn organisation_name(tx: &mut Tx<SignIn>, id: OrganisationId) -> Result<String, Problem> {
    Ok(organisations::table.find(id).select(organisations::name).first(tx.conn()).await?)
}

pub(super) async fn reset_insert(
    tx: &mut Tx<SignIn>,
    account: AccountId,
    expires_at: DateTime<Utc>,
) -> Result<(), Problem> {
    let row = (
        password_resets::id.eq(PasswordResetId::new()),
        password_resets::account_id.eq(account),
        password_resets::created_at.eq(tx.context.now),
        password_resets::next_attempt_at.eq(tx.context.now),
        password_resets::expires_at.eq(expires_at),
    );
    diesel::insert_into(password_resets::table).values(row).execute(tx.conn()).await?;
    Ok(())
}

/// Whose reset this is, if its link still works: (account, hash of the token).
pub(super) async fn reset_find(
    tx: &mut Tx<SignIn>,
    id: PasswordResetId,
) -> Result<Option<(AccountId, Vec<u8>)>, Problem> {
    let row: Option<(AccountId, Option<Vec<u8>>)> = password_resets::table
        .find(id)
        .filter(password_resets::used_at.is_null())
        .filter(password_resets::expires_at.gt(tx.context.now))
        .select((password_resets::account_id, password_resets::token_hash))
        .for_update()
        .first(tx.conn())
        .await
        .optional()?;
    Ok(row.and_then(|(account, hash)| Some((account, hash?))))
}

/// Uses up every open reset of an account; false when this one was used in the meantime.
pub(super) async fn reset_use(tx: &mut Tx<SignIn>, id: PasswordResetId, account: AccountId) -> Result<bool, Problem> {
    let open = password_resets::table.find(id).filter(password_resets::used_at.is_null());
    let used = diesel::update(open).set(password_resets::used_at.eq(tx.context.now)).execute(tx.conn()).await?;
    let others = password_resets::table
        .filter(password_resets::account_id.eq(account))
        .filter(password_resets::used_at.is_null());
    diesel::update(others).set(password_resets::used_at.eq(tx.context.now)).execute(tx.conn()).await?;
    Ok(used == 1)
}

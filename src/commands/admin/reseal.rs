//! `reseal`: what is sealed in the database goes under the present root key, so that the previous one can be forgotten.
//! Recovery codes are keyed hashes and can't be keyed anew without the code: they work while the previous key is known.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use crate::app::AppState;
use crate::commands::plain;
use crate::context::Context;
use crate::db::{SignIn, Trace, Tx, Worker};
use crate::ids::{AccountId, InvitationId};
use crate::problem::Problem;
use crate::schema::{accounts, invitations, signing_keys};
use crate::secrets::{Purpose, Vault};

/// Seals signing keys and second factors anew; gives how many. Can be repeated, and may run while the service does.
pub async fn reseal(state: &AppState) -> anyhow::Result<usize> {
    let context = || Context::system("reseal", &state.clock);
    let vault = &state.vault;
    let keys =
        state.doors.in_worker(context(), async |tx| signing_keys_reseal(tx, vault).await).await.map_err(plain)?;
    let factors = state
        .doors
        .in_sign_in(None, context(), async |tx| second_factors_reseal(tx, vault).await)
        .await
        .map_err(plain)?;
    Ok(keys + factors)
}

fn anew(vault: &Vault, purpose: Purpose, sealed: &[u8]) -> Result<Vec<u8>, Problem> {
    let plain = vault.open(purpose, sealed).map_err(Problem::internal)?;
    vault.seal(purpose, &plain).map_err(Problem::internal)
}

async fn signing_keys_reseal(tx: &mut Tx<Worker>, vault: &Vault) -> Result<usize, Problem> {
    let columns = (signing_keys::kid, signing_keys::sealed_private_key);
    let rows: Vec<(String, Vec<u8>)> = signing_keys::table.select(columns).for_update().load(tx.conn()).await?;
    for (kid, sealed) in &rows {
        let sealed = anew(vault, Purpose::SigningKey, sealed)?;
        let key = signing_keys::table.find(kid);
        diesel::update(key).set(signing_keys::sealed_private_key.eq(sealed)).execute(tx.conn()).await?;
    }
    tx.trace(Trace::done("secret_key", uuid::Uuid::nil()));
    Ok(rows.len())
}

async fn second_factors_reseal(tx: &mut Tx<SignIn>, vault: &Vault) -> Result<usize, Problem> {
    let with_factor = accounts::table.filter(accounts::totp_secret.is_not_null());
    let rows: Vec<(AccountId, Option<Vec<u8>>)> =
        with_factor.select((accounts::id, accounts::totp_secret)).for_update().load(tx.conn()).await?;
    let waiting = invitations::table.filter(invitations::pending_totp_secret.is_not_null());
    let pending: Vec<(InvitationId, Option<Vec<u8>>)> =
        waiting.select((invitations::id, invitations::pending_totp_secret)).for_update().load(tx.conn()).await?;
    for (account, sealed) in &rows {
        let sealed = anew(vault, Purpose::SecondFactor, sealed.as_deref().unwrap_or_default())?;
        let account = accounts::table.find(account);
        diesel::update(account).set(accounts::totp_secret.eq(Some(sealed))).execute(tx.conn()).await?;
    }
    for (invitation, sealed) in &pending {
        let sealed = anew(vault, Purpose::SecondFactor, sealed.as_deref().unwrap_or_default())?;
        let invitation = invitations::table.find(invitation);
        diesel::update(invitation).set(invitations::pending_totp_secret.eq(Some(sealed))).execute(tx.conn()).await?;
    }
    Ok(rows.len() + pending.len())
}

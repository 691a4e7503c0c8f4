//! Making and changing API clients, and what the oauth feature asks of them.

use super::api::{ApiClient, ApiClientFields, ApiClientPatch};
use super::rules::{self, Secrets};
use super::store;
use crate::db::{SignIn, Tenant, Trace, Tx};
use crate::http::{Body, Change, Halt};
use crate::ids::ApiClientId;
use crate::problem::Problem;
use crate::secrets::{random_text, sha256};

pub(crate) use super::store::KnownClient;

/// A new secret with its hash; the prefix lets secret scanners find it where it should not be.
fn new_secret() -> (String, [u8; 32]) {
    let secret = format!("slcs_{}", random_text());
    let hash = sha256(secret.as_bytes());
    (secret, hash)
}

pub(super) fn refuse_unfit(fields: &ApiClientFields) -> Result<(), Problem> {
    let unfit = fields.public_keys.as_ref().map(rules::unfit_keys).unwrap_or_default();
    if unfit.is_empty() { Ok(()) } else { Err(Problem::invalid(unfit)) }
}

/// Makes a client; with a secret to show once, unless it brings keys.
pub(super) async fn api_client_create(
    tx: &mut Tx<Tenant>,
    id: ApiClientId,
    fields: &ApiClientFields,
) -> Result<ApiClient, Problem> {
    let secret = fields.public_keys.is_none().then(new_secret);
    let hash = secret.as_ref().map(|(_, hash)| *hash);
    let secrets = Secrets::default().replaced(hash, tx.context.now);
    let client = store::api_client_insert(tx, id, fields, &secrets)
        .await
        .map_err(|problem| problem.taken_at(|| format!("/v1/api-clients/{id}")))?;
    tx.trace(Trace::done("api_client", id.0));
    Ok(ApiClient::from(client).showing(secret.map(|(secret, _)| secret)))
}

/// Changes a client. One that gets keys gives up its secret, a day later.
pub(super) async fn api_client_update(
    tx: &mut Change<'_, Tenant>,
    id: ApiClientId,
    body: &Body<ApiClientPatch>,
) -> Result<ApiClient, Halt> {
    let (current, secrets) = store::api_client_lock(tx, id).await?;
    let before = ApiClientFields::from(&current);
    // What is wrong with the patch comes after the terms of the change, so it waits.
    let applied = body.apply(&before);
    match &applied {
        Ok((fields, _)) if rules::only_narrows(&before, fields) => tx.proceed_to_narrow(current.version).await?,
        _ => tx.proceed(current.version).await?,
    }
    let (fields, changed) = applied?;
    refuse_unfit(&fields)?;
    rules::check_active(current.status)?;
    let secrets = if fields.public_keys.is_some() { secrets.replaced(None, tx.context.now) } else { secrets };
    let client = store::api_client_update(tx, id, &fields, &secrets).await?;
    tx.trace(Trace::done("api_client", id.0).changed(changed));
    Ok(client.into())
}

/// Gives a client a new secret, to show once; the old one works a day longer.
pub(super) async fn secret_rotate(tx: &mut Change<'_, Tenant>, id: ApiClientId) -> Result<ApiClient, Halt> {
    let (current, secrets) = store::api_client_lock(tx, id).await?;
    tx.proceed(current.version).await?;
    rules::check_active(current.status)?;
    rules::check_has_secret(current.public_keys.as_ref())?;
    let (secret, hash) = new_secret();
    let secrets = secrets.replaced(Some(hash), tx.context.now);
    let client = store::api_client_update(tx, id, &ApiClientFields::from(&current), &secrets).await?;
    tx.trace(Trace::done("api_client", id.0).changed(["clientSecret".to_owned()]));
    Ok(ApiClient::from(client).showing(Some(secret)))
}

/// Ends a client for good.
pub(super) async fn api_client_revoke(tx: &mut Change<'_, Tenant>, id: ApiClientId) -> Result<ApiClient, Halt> {
    let (current, _) = store::api_client_lock(tx, id).await?;
    tx.proceed(current.version).await?;
    rules::check_active(current.status)?;
    let client = store::api_client_revoke(tx, id).await?;
    tx.trace(Trace::done("api_client", id.0).changed(["status".to_owned()]));
    Ok(client.into())
}

/// The client, if it may still sign in; its organisation is the one that the transaction is in.
pub(crate) async fn known_client(tx: &mut Tx<SignIn>, id: ApiClientId) -> Result<Option<KnownClient>, Problem> {
    store::known_client(tx, id).await
}

/// The client proved itself today.
pub(crate) async fn used_today(tx: &mut Tx<SignIn>, id: ApiClientId) -> Result<(), Problem> {
    store::used_today(tx, id).await
}

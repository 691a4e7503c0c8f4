//! The operations on API clients.

use actix_web::web::Path;
use actix_web::{get, patch, post};

use super::api::{ApiClient, ApiClientPatch, NewApiClient};
use super::{actions, store};
use crate::http::{Answer, Body, Listing, NoFilter, Page, PageQuery, Paging, Permit, Query, Reply, permissions};
use crate::ids::ApiClientId;

permissions! {
    ApiClientsRead = "api-clients:read" [ProjectLeader] Exempt;
    ApiClientsWrite = "api-clients:write" [ProjectLeader] Active;
    /// Taking access away is never blocked (gate G2).
    ApiClientsRevoke = "api-clients:write" [ProjectLeader] Exempt;
}

/// List API clients
///
/// The integrations of the own organisation, oldest first, revoked ones among them. Secrets are never shown.
#[utoipa::path(tag = "API clients", params(PageQuery),
    responses((status = 200, description = "A page of API clients", body = Page<ApiClient>)),
    security(("bearer" = ["api-clients:read"])), extensions(("x-problem-codes" = json!(["cursor-invalid"]))))]
#[get("/api-clients")]
pub(super) async fn list_api_clients(permit: Permit<ApiClientsRead>, query: Query<Listing<NoFilter>>) -> Answer {
    let state = permit.state();
    permit
        .read(async |tx| {
            let paging = Paging::new(&state, tx, &query.0)?;
            let rows = store::api_client_list(tx, paging.after()?, paging.rows()).await?;
            let clients: Vec<ApiClient> = rows.into_iter().map(ApiClient::from).collect();
            paging.reply(&paging.page(clients, |client| client.id)?)
        })
        .await
}

/// Add an API client
///
/// For an integration that signs in at `/oauth/token` with the `clientId` of the answer. Without `publicKeys` the answer
/// holds the `clientSecret` (`client_secret_basic`), which is shown this once; with `publicKeys` there is no secret and
/// the client signs assertions (`private_key_jwt`: EdDSA, ES256, RS256 or PS256).
#[utoipa::path(tag = "API clients", request_body = NewApiClient,
    responses((status = 201, description = "The new API client, with its secret if it has one", body = ApiClient)),
    security(("bearer" = ["api-clients:write"])),
    extensions(("x-problem-codes" = json!(["already-exists", "idempotency-response-not-kept", "subscription-inactive",
        "organisation-read-only"]))))]
#[post("/api-clients")]
pub(super) async fn create_api_client(permit: Permit<ApiClientsWrite>, body: Body<NewApiClient>) -> Answer {
    permit
        .change(async |tx| {
            let new = body.valid()?;
            actions::refuse_unfit(&new.fields)?;
            tx.create().await?;
            let client = actions::api_client_create(tx, new.id(), &new.fields).await?;
            let reply = Reply::created(format!("/v1/api-clients/{}", client.id), &client)?;
            Ok(if client.client_secret.is_some() { reply.secret() } else { reply })
        })
        .await
}

/// Get an API client
///
/// One integration of the own organisation, without its secret.
#[utoipa::path(tag = "API clients", params(("id" = ApiClientId, Path, description = "The API client")),
    responses((status = 200, description = "The API client", body = ApiClient)),
    security(("bearer" = ["api-clients:read"])))]
#[get("/api-clients/{id}")]
pub(super) async fn get_api_client(permit: Permit<ApiClientsRead>, id: Path<ApiClientId>) -> Answer {
    permit.read(async |tx| Reply::resource(&ApiClient::from(store::api_client_get(tx, *id).await?))).await
}

/// Change an API client
///
/// A merge patch. A scope that is taken away counts from the next request on, also for tokens given out before. Giving
/// `publicKeys` to a client with a secret ends the secret 24 hours later; after taking the keys away, rotate to get a
/// secret.
#[utoipa::path(tag = "API clients", params(("id" = ApiClientId, Path, description = "The API client")),
    request_body = ApiClientPatch,
    responses((status = 200, description = "The changed API client", body = ApiClient)),
    security(("bearer" = ["api-clients:write"])),
    extensions(("x-problem-codes" = json!(["api-client-status-conflict", "subscription-inactive",
        "organisation-read-only"]))))]
#[patch("/api-clients/{id}")]
pub(super) async fn update_api_client(
    permit: Permit<ApiClientsWrite>,
    id: Path<ApiClientId>,
    body: Body<ApiClientPatch>,
) -> Answer {
    permit.change(async |tx| Ok(Reply::resource(&actions::api_client_update(tx, *id, &body).await?)?)).await
}

/// Rotate an API client's secret
///
/// Answers a new `clientSecret`, shown this once. The old one works for 24 hours more, one before that no longer. Not
/// for clients with `publicKeys`: change those instead.
#[utoipa::path(tag = "API clients", params(("id" = ApiClientId, Path, description = "The API client")),
    responses((status = 200, description = "The API client with its new secret", body = ApiClient)),
    security(("bearer" = ["api-clients:write"])),
    extensions(("x-problem-codes" = json!(["api-client-status-conflict", "idempotency-response-not-kept",
        "subscription-inactive", "organisation-read-only"]))))]
#[post("/api-clients/{id}/rotate-secret")]
pub(super) async fn rotate_api_client_secret(permit: Permit<ApiClientsWrite>, id: Path<ApiClientId>) -> Answer {
    permit.change(async |tx| Ok(Reply::resource(&actions::secret_rotate(tx, *id).await?)?.secret())).await
}

/// Revoke an API client
///
/// For good: it signs in no more, and tokens that it has stop working on the next request. Never blocked by the
/// subscription.
#[utoipa::path(tag = "API clients", params(("id" = ApiClientId, Path, description = "The API client")),
    responses((status = 200, description = "The revoked API client", body = ApiClient)),
    security(("bearer" = ["api-clients:write"])),
    extensions(("x-problem-codes" = json!(["api-client-status-conflict"]))))]
#[post("/api-clients/{id}/revoke")]
pub(super) async fn revoke_api_client(permit: Permit<ApiClientsRevoke>, id: Path<ApiClientId>) -> Answer {
    permit.change(async |tx| Ok(Reply::resource(&actions::api_client_revoke(tx, *id).await?)?)).await
}

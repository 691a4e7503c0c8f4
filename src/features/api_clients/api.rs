//! API clients as callers see them.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::deserialize::FromSqlRow;
use diesel::expression::AsExpression;
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::rules::ClientId;
use super::store::ApiClientRow;
use crate::db::columns::{jsonb, text_enum};
use crate::http::{MergePatch, New, Versioned};
use crate::ids::ApiClientId;
use crate::schema::api_clients;

pub(crate) use super::rules::ApiScope;

text_enum! {
    /// `active`, or `revoked` for good.
    ApiClientStatus { Active = "active", Revoked = "revoked" }
}

text_enum! {
    /// Which signatures a key makes.
    KeyAlgorithm { EdDsa = "EdDSA", Es256 = "ES256", Rs256 = "RS256", Ps256 = "PS256" }
}

text_enum! {
    /// The type of an Edwards-curve key.
    OkpKeyType { Okp = "OKP" }
}

text_enum! {
    /// The curve of an Edwards-curve key.
    OkpCurve { Ed25519 = "Ed25519" }
}

text_enum! {
    /// The type of an elliptic-curve key.
    EcKeyType { Ec = "EC" }
}

text_enum! {
    /// The curve of an elliptic-curve key.
    EcCurve { P256 = "P-256" }
}

text_enum! {
    /// The type of an RSA key.
    RsaKeyType { Rsa = "RSA" }
}

text_enum! {
    /// What a key is for.
    KeyUse { Signature = "sig" }
}

/// An Ed25519 key (RFC 8037).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OkpKey {
    pub kty: OkpKeyType,
    pub crv: OkpCurve,
    #[schema(
        pattern = "^[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$",
        example = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"
    )]
    pub x: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 1, max_length = 100, example = "2026-a")]
    pub kid: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(pattern = "^EdDSA$", example = "EdDSA")]
    pub alg: Option<String>,
    #[serde(rename = "use", skip_serializing_if = "Option::is_none")]
    pub usage: Option<KeyUse>,
}

/// A P-256 key (RFC 7518 §6.2).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EcKey {
    pub kty: EcKeyType,
    pub crv: EcCurve,
    #[schema(
        pattern = "^[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$",
        example = "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU"
    )]
    pub x: String,
    #[schema(
        pattern = "^[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$",
        example = "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"
    )]
    pub y: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 1, max_length = 100, example = "2026-a")]
    pub kid: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(pattern = "^ES256$", example = "ES256")]
    pub alg: Option<String>,
    #[serde(rename = "use", skip_serializing_if = "Option::is_none")]
    pub usage: Option<KeyUse>,
}

/// An RSA key of 2048 to 4096 bits (RFC 7518 §6.3).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RsaKey {
    pub kty: RsaKeyType,
    #[schema(pattern = "^[A-Za-z0-9_-]{342,683}$")]
    pub n: String,
    #[schema(pattern = "^AQAB$", example = "AQAB")]
    pub e: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 1, max_length = 100, example = "2026-a")]
    pub kid: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(pattern = "^(RS|PS)256$", example = "PS256")]
    pub alg: Option<String>,
    #[serde(rename = "use", skip_serializing_if = "Option::is_none")]
    pub usage: Option<KeyUse>,
}

/// A public key (RFC 7517). Members of a private key are refused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(untagged)]
pub enum PublicKey {
    Okp(OkpKey),
    Ec(EcKey),
    Rsa(RsaKey),
}

/// The public keys of a client (JWK Set): one, or a few while they are replaced.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema, AsExpression, FromSqlRow)]
#[serde(deny_unknown_fields)]
#[diesel(sql_type = diesel::sql_types::Jsonb)]
pub struct PublicKeys {
    #[schema(min_items = 1, max_items = 5)]
    pub keys: Vec<PublicKey>,
}
jsonb!(PublicKeys);

/// The members of an API client that can be edited.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Insertable, AsChangeset)]
#[diesel(table_name = api_clients, treat_none_as_null = true, treat_none_as_default_value = false)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ApiClientFields {
    #[schema(min_length = 1, max_length = 200, example = "Koppeling leerlingvolgsysteem")]
    pub name: String,
    /// What the client may do at most; a token can be asked for less.
    #[schema(value_type = std::collections::BTreeSet<ApiScope>, min_items = 1, max_items = 20)]
    pub scopes: Vec<ApiScope>,
    /// With these the client signs in by `private_key_jwt` and has no secret.
    pub public_keys: Option<PublicKeys>,
}

/// An integration of the organisation.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ApiClient {
    pub id: ApiClientId,
    /// What the client calls itself at `/oauth/token`.
    #[schema(example = "01980c5e7d1a7c329d2e3f6f4f0f9a11.01980c5e7d1b7f0e8a6b0c4d2e9f7a55")]
    pub client_id: String,
    /// Only in the answer that made it, never again.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "slcs_q0Yf4d2Zk3l8b1mXw7c9tRj6uVn5hPe0aGsIiOoLyTE")]
    pub client_secret: Option<String>,
    #[schema(example = "Koppeling leerlingvolgsysteem")]
    pub name: String,
    #[schema(value_type = std::collections::BTreeSet<ApiScope>)]
    pub scopes: Vec<ApiScope>,
    pub status: ApiClientStatus,
    #[schema(required)]
    pub public_keys: Option<PublicKeys>,
    /// Until when the secret before the present one still works; `null` when there is none.
    #[schema(required)]
    pub previous_secret_until: Option<DateTime<Utc>>,
    /// The last day (Europe/Amsterdam) on which the client signed in.
    #[schema(required)]
    pub last_used_on: Option<NaiveDate>,
    /// Counts the changes; the ETag is this number in quotes.
    pub version: i32,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

impl ApiClient {
    /// With the secret that was made just now.
    pub(super) fn showing(self, secret: Option<String>) -> Self {
        Self { client_secret: secret, ..self }
    }
}

impl Versioned for ApiClient {
    fn version(&self) -> i32 {
        self.version
    }
}

impl From<ApiClientRow> for ApiClient {
    fn from(row: ApiClientRow) -> Self {
        let client_id = ClientId { organisation: row.organisation_id, client: row.id };
        Self {
            id: row.id,
            client_id: client_id.to_string(),
            client_secret: None,
            name: row.name,
            scopes: row.scopes,
            status: row.status,
            public_keys: row.public_keys,
            previous_secret_until: row.previous_secret_until,
            last_used_on: row.last_used_on,
            version: row.version,
            created_at: row.created_at,
            updated_at: row.updated_at,
        }
    }
}

impl From<&ApiClientRow> for ApiClientFields {
    fn from(row: &ApiClientRow) -> Self {
        Self { name: row.name.clone(), scopes: row.scopes.clone(), public_keys: row.public_keys.clone() }
    }
}

pub type NewApiClient = New<ApiClientFields>;
pub type ApiClientPatch = MergePatch<ApiClientFields>;

//! Sessions as callers see them.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::ids::{OrganisationId, SessionId, UserId};

/// What a person signs in with.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SignIn {
    #[schema(format = "email", max_length = 254)]
    pub email: String,
    #[schema(min_length = 1, max_length = 200, example = "een lange wachtzin")]
    pub password: String,
    /// The six digits that the authenticator app shows now. Needed, unless a recovery code is given.
    #[schema(pattern = "^[0-9]{6}$", example = "492039")]
    pub totp_code: Option<String>,
    /// One of the recovery codes, each good once, for when the app is lost.
    #[schema(min_length = 10, max_length = 40, example = "7m2k-q4tz-v9xa")]
    pub recovery_code: Option<String>,
    /// Which organisation, for a person who has a place in several.
    pub organisation_id: Option<OrganisationId>,
}

/// The refresh token of a session.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Refresh {
    #[schema(min_length = 1, max_length = 200, example = "slr_01980c5e7d1a7c329d2e3f6f4f0f9a11_x")]
    pub refresh_token: String,
}

/// The tokens of a session.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SessionTokens {
    pub session_id: SessionId,
    /// The user (place in the organisation, or among the licence holder's staff) that this session is of.
    pub user_id: UserId,
    /// Absent for the licence holder's staff.
    pub organisation_id: Option<OrganisationId>,
    /// Send it as `Authorization: Bearer …`; good until `expiresAt`.
    #[schema(example = "eyJ0eXAiOiJhdCtqd3QiLCJhbGciOiJFZERTQSJ9.e30.c2ln")]
    pub access_token: String,
    /// Good once: every refresh gives a new one. Keep it secret.
    #[schema(example = "slr_01980c5e7d1a7c329d2e3f6f4f0f9a11_x")]
    pub refresh_token: String,
    /// In how many seconds the access token ends.
    #[schema(minimum = 1, example = 900)]
    pub expires_in: i64,
    /// When the access token ends.
    pub expires_at: DateTime<Utc>,
}

/// One session of the caller.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Session {
    pub id: SessionId,
    pub organisation_id: Option<OrganisationId>,
    /// What the device said it is.
    #[schema(example = "SamenLeren/2.1 (Android 15)")]
    pub device: Option<String>,
    pub created_at: DateTime<Utc>,
    pub last_used_at: DateTime<Utc>,
    pub expires_at: DateTime<Utc>,
    /// Whether this is the session of this request.
    pub current: bool,
}

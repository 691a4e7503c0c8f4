//! Proofs as their makers and readers see them.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::features::licences::actions::LicenceKind;
use crate::http::{New, Versioned};
use crate::ids::LicenceProofId;
use crate::schema::licence_proofs;

/// What a proof is made of.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct LicenceProofFields {
    pub kind: LicenceKind,
}

/// What the table of proofs holds, without the token.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = licence_proofs)]
pub(super) struct ProofRow {
    pub id: LicenceProofId,
    pub kind: LicenceKind,
    pub expires_at: DateTime<Utc>,
    pub revoked_at: Option<DateTime<Utc>>,
    pub version: i32,
    pub created_at: DateTime<Utc>,
}

/// A link that shows a licence.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct LicenceProof {
    pub id: LicenceProofId,
    pub kind: LicenceKind,
    /// The link to pass on. Only in the answer that made it, never again.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(
        format = "uri",
        example = "https://api.samenleren.example/proof#slb_01980c5e7d1a7c329d2e3f6f4f0f9a11_q0Yf"
    )]
    pub url: Option<String>,
    /// When the link stops working.
    pub expires_at: DateTime<Utc>,
    pub revoked_at: Option<DateTime<Utc>>,
    /// Counts the changes; the ETag is this number in quotes.
    pub version: i32,
    pub created_at: DateTime<Utc>,
}

impl LicenceProof {
    pub(super) fn new(row: ProofRow, url: Option<String>) -> Self {
        let ProofRow { id, kind, expires_at, revoked_at, version, created_at } = row;
        Self { id, kind, url, expires_at, revoked_at, version, created_at }
    }
}

impl Versioned for LicenceProof {
    fn version(&self) -> i32 {
        self.version
    }
}

/// The token of a link.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ProofToken {
    #[schema(
        min_length = 1,
        max_length = 200,
        example = "slb_01980c5e7d1a7c329d2e3f6f4f0f9a11_q0Yf4d2Zk3l8b1mXw7c9tRj6uVn5hPe0aGsIiOoLyTE"
    )]
    pub token: String,
}

/// What a proof shows: how the licence stands today.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct LicenceShown {
    #[schema(example = "Noor Voorbeeld")]
    pub name: String,
    pub kind: LicenceKind,
    pub valid: bool,
    /// The last day of the present period, or the day before a suspension or revocation that is decided already; `null`
    /// when the licence is not valid.
    pub valid_until: Option<NaiveDate>,
    pub checked_at: DateTime<Utc>,
}

pub type NewLicenceProof = New<LicenceProofFields>;

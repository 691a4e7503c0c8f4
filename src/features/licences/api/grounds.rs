//! What the licence holder gave, and what was withdrawn of it, as callers see it.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::IssuanceGround;
use crate::db::columns::text_enum;
use crate::ids::{LicenceGroundId, OrganisationId};

text_enum! {
    /// What was given: an issue on training, a licence from before this system, a period without a refresher, or a place
    /// where a licence B counts.
    LicenceGroundKind {
        Training = "training", Transferred = "transferred", Dispensation = "dispensation", Place = "place",
    }
}

impl From<IssuanceGround> for LicenceGroundKind {
    fn from(ground: IssuanceGround) -> Self {
        match ground {
            IssuanceGround::Training => Self::Training,
            IssuanceGround::Transferred => Self::Transferred,
        }
    }
}

/// Something that the licence holder gave, whether it stands or was withdrawn.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct LicenceGroundRecord {
    pub id: LicenceGroundId,
    pub kind: LicenceGroundKind,
    /// The day of issue, the day that a dispensation is for, or the day from which the place counts.
    pub on: NaiveDate,
    /// The last day that a transferred licence brought along.
    pub valid_until: Option<NaiveDate>,
    /// What showed a transferred licence.
    #[schema(example = "Certificaat 2021-044, gezien door S. Staf")]
    pub evidence: Option<String>,
    /// The organisation of a place.
    pub organisation_id: Option<OrganisationId>,
    /// Why a dispensation was granted; for the licence holder only, absent for organisations.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "Langdurig ziek")]
    pub reason: Option<String>,
    /// The one that this took the place of, because its last day was wrong.
    pub corrects_id: Option<LicenceGroundId>,
    /// Since when it no longer counts; `null` while it stands.
    pub withdrawn_at: Option<DateTime<Utc>>,
    /// Why it was withdrawn; for the licence holder only, absent for organisations.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "Bij de verkeerde persoon vastgelegd")]
    pub withdrawn_reason: Option<String>,
    /// When it was recorded.
    pub created_at: DateTime<Utc>,
}

impl LicenceGroundRecord {
    /// With what every kind has; the rest is for the kind to add.
    pub(in crate::features::licences) fn new(
        kind: LicenceGroundKind,
        (id, on, created_at): (LicenceGroundId, NaiveDate, DateTime<Utc>),
        (withdrawn_at, withdrawn_reason): (Option<DateTime<Utc>>, Option<String>),
    ) -> Self {
        Self {
            id,
            kind,
            on,
            valid_until: None,
            evidence: None,
            organisation_id: None,
            reason: None,
            corrects_id: None,
            withdrawn_at,
            withdrawn_reason,
            created_at,
        }
    }

    /// Why somebody was dispensed, and why something was withdrawn, stays between the person and the licence holder.
    pub(in crate::features::licences) fn keep_reasons_back(&mut self) {
        (self.reason, self.withdrawn_reason) = (None, None);
    }
}

/// Why something was given in error.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct LicenceGroundWithdrawal {
    #[schema(min_length = 1, max_length = 2000, example = "Bij de verkeerde persoon vastgelegd")]
    pub reason: String,
}

/// The right last day of a transferred licence.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct LicenceGroundCorrection {
    /// On or after the day of issue.
    pub valid_until: NaiveDate,
    #[schema(min_length = 1, max_length = 2000, example = "Op het certificaat staat een andere datum")]
    pub reason: String,
}

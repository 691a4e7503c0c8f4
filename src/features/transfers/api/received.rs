//! A transfer as its receiver sees it, and what it can do with it.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{TransferDeclineReason, TransferPackage, TransferStatus};
use crate::http::Versioned;
use crate::ids::{ChildId, FamilyId, PractitionerId, ReceivedTransferId, TrajectoryId};

/// An offer of another organisation, and what became of it here.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ReceivedTransfer {
    pub id: ReceivedTransferId,
    #[schema(example = "Welzijn Verzonnendorp")]
    pub from_name: String,
    #[schema(example = "90000002")]
    pub from_kvk_number: String,
    pub status: TransferStatus,
    pub offered_on: NaiveDate,
    /// The last day on which it can be accepted.
    pub expires_on: NaiveDate,
    /// When it was accepted, declined or withdrawn.
    pub settled_on: Option<NaiveDate>,
    pub decline_reason: Option<TransferDeclineReason>,
    /// The family here; once it was accepted.
    pub family_id: Option<FamilyId>,
    /// The trajectory here that continues the other one; once it was accepted.
    pub trajectory_id: Option<TrajectoryId>,
    /// What is handed over. Only while the offer is open, and for good once it was accepted; never in lists.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub package: Option<TransferPackage>,
    /// Counts the changes; the ETag begins with it.
    pub version: i32,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

impl Versioned for ReceivedTransfer {
    const SHOWS_MORE_THAN_ITS_ROW: bool = true;

    fn version(&self) -> i32 {
        self.version
    }
}

/// How guidance goes on: for a family that is made from the package, or for one that is known here already.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[schema(example = json!({ "startedOn": "2026-03-10", "practitionerIds": ["01980c5e-7d1a-7c32-9d2e-3f6f4f0f9a11"] }))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TransferAcceptance {
    /// The new trajectory's first day; today or earlier, not before the old one's end.
    pub started_on: NaiveDate,
    /// Who will perform, from `startedOn`: each holds licence A valid on that day.
    #[schema(value_type = BTreeSet<PractitionerId>, min_items = 1, max_items = 5)]
    pub practitioner_ids: Vec<PractitionerId>,
    /// What the organisation calls the new family; without it the family name of the first focus child.
    #[schema(min_length = 1, max_length = 200, example = "Familie Testerink")]
    pub family_name: Option<String>,
    /// The family, when it is known here already (it comes back). Nothing of the package is written into it.
    pub family_id: Option<FamilyId>,
    /// The children of `familyId` that the guidance is about; only with it, and needed then.
    #[schema(value_type = Option<BTreeSet<ChildId>>, min_items = 1, max_items = 5)]
    pub focus_child_ids: Option<Vec<ChildId>>,
}

/// Why the family is not taken over.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TransferDecline {
    pub reason: TransferDeclineReason,
}

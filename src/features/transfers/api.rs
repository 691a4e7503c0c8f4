//! Transfers as the sender and as the receiver see them.

mod package;
mod received;

pub use package::{
    EDITION, TransferPackage, TransferredChild, TransferredFamily, TransferredGoal, TransferredParent, TransferredPlan,
    TransferredSchool, TransferredScore, TransferredTrajectory, TransferredVisit,
};
pub use received::{ReceivedTransfer, TransferAcceptance, TransferDecline};

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::db::columns::text_enum;
use crate::http::{New, Versioned};
use crate::ids::{FamilyId, FamilyTransferId, ParentId, TrajectoryId};

text_enum! {
    /// How a transfer stands. `withdrawn`: by the sender, or because a parent took the consent back; `expired`: its last
    /// day is past.
    TransferStatus {
        Offered = "offered",
        Accepted = "accepted",
        Declined = "declined",
        Withdrawn = "withdrawn",
        Expired = "expired",
    }
}

text_enum! {
    /// Why the receiver does not take the family over.
    TransferDeclineReason {
        NoCapacity = "no_capacity",
        NotReached = "not_reached",
        FamilyDeclines = "family_declines",
        NotOurArea = "not_our_area",
        Other = "other",
    }
}

/// What a new offer consists of.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct FamilyTransferFields {
    /// A trajectory of the family that is completed or discontinued.
    pub trajectory_id: TrajectoryId,
    /// The trade register (KvK) number of the organisation that the family moves to.
    #[schema(pattern = "^[0-9]{8}$", example = "90000001")]
    pub to_kvk_number: String,
    /// Whose data go along: parents of the family, each with a consent for `transfer` in force. Of the others nothing
    /// does.
    #[schema(value_type = BTreeSet<ParentId>, min_items = 1, max_items = 10)]
    pub parent_ids: Vec<ParentId>,
    /// For the own organisation; it is not handed over.
    #[schema(min_length = 1, max_length = 1000, example = "Telefonisch aangekondigd.")]
    pub note: Option<String>,
}

/// An offer to take a family over, as its sender sees it.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct FamilyTransfer {
    pub id: FamilyTransferId,
    pub trajectory_id: TrajectoryId,
    pub family_id: FamilyId,
    #[schema(example = "90000001")]
    pub to_kvk_number: String,
    /// Whose number that is: to see that it was the right one.
    #[schema(example = "Welzijn Voorbeeldstad")]
    pub to_name: String,
    pub parent_ids: Vec<ParentId>,
    #[schema(example = "Telefonisch aangekondigd.")]
    pub note: Option<String>,
    pub status: TransferStatus,
    pub offered_on: NaiveDate,
    /// The last day on which it can be accepted.
    pub expires_on: NaiveDate,
    /// When it was accepted, declined or withdrawn.
    pub settled_on: Option<NaiveDate>,
    pub decline_reason: Option<TransferDeclineReason>,
    /// What is handed over. Left out in lists, and once the offer is over without having been accepted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub package: Option<TransferPackage>,
    /// Counts the changes; the ETag begins with it.
    pub version: i32,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

impl Versioned for FamilyTransfer {
    const SHOWS_MORE_THAN_ITS_ROW: bool = true;

    fn version(&self) -> i32 {
        self.version
    }
}

/// Which transfers.
#[derive(Debug, Default, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(rename_all = "camelCase")]
pub struct TransferFilter {
    /// Only with this status today.
    #[serde(default)]
    pub status: Option<TransferStatus>,
}

pub type NewFamilyTransfer = New<FamilyTransferFields>;

//! Complaints as callers see them.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::db::columns::text_enum;
use crate::http::{MergePatch, New, Versioned};
use crate::ids::{ComplaintId, FamilyId, PractitionerId, UserId};

text_enum! {
    /// How a complaint stands.
    ComplaintStatus { Received = "received", Settled = "settled" }
}

/// The members of a complaint that can be edited.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ComplaintFields {
    /// The family that it comes from, where that is known.
    pub family_id: Option<FamilyId>,
    /// The practitioner that it is about, if it is about one.
    pub about_practitioner_id: Option<PractitionerId>,
    /// Today or earlier.
    pub received_on: NaiveDate,
    #[schema(min_length = 1, max_length = 4000, example = "Afspraken zijn twee keer zonder bericht niet doorgegaan.")]
    pub description: String,
    /// The user of the organisation who handles it: never the practitioner that it is about.
    pub handled_by_user_id: UserId,
    /// When it is settled at the latest, on or after `receivedOn`; six weeks after it when absent.
    pub due_on: Option<NaiveDate>,
}

/// How a complaint ended.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ComplaintSettlement {
    /// What came of it.
    #[schema(min_length = 1, max_length = 4000, example = "Excuses gemaakt; afzeggen gaat voortaan per telefoon.")]
    pub outcome: String,
    /// On or after `receivedOn`, today or earlier.
    pub on: NaiveDate,
}

/// A complaint and how it was handled.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Complaint {
    pub id: ComplaintId,
    pub family_id: Option<FamilyId>,
    pub about_practitioner_id: Option<PractitionerId>,
    pub received_on: NaiveDate,
    #[schema(example = "Afspraken zijn twee keer zonder bericht niet doorgegaan.")]
    pub description: String,
    pub handled_by_user_id: UserId,
    pub due_on: NaiveDate,
    pub status: ComplaintStatus,
    /// Not settled, and `dueOn` is past.
    pub overdue: bool,
    #[schema(example = "Excuses gemaakt; afzeggen gaat voortaan per telefoon.")]
    pub outcome: Option<String>,
    pub settled_on: Option<NaiveDate>,
    /// Counts the changes; the ETag begins with it.
    pub version: i32,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

impl Versioned for Complaint {
    const SHOWS_MORE_THAN_ITS_ROW: bool = true;

    fn version(&self) -> i32 {
        self.version
    }
}

impl From<&Complaint> for ComplaintFields {
    fn from(complaint: &Complaint) -> Self {
        Self {
            family_id: complaint.family_id,
            about_practitioner_id: complaint.about_practitioner_id,
            received_on: complaint.received_on,
            description: complaint.description.clone(),
            handled_by_user_id: complaint.handled_by_user_id,
            due_on: Some(complaint.due_on),
        }
    }
}

/// Which complaints.
#[derive(Debug, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(rename_all = "camelCase")]
pub struct ComplaintFilter {
    /// Only those that wait, or that are settled.
    #[serde(default)]
    pub status: Option<ComplaintStatus>,
}

pub type NewComplaint = New<ComplaintFields>;
pub type ComplaintPatch = MergePatch<ComplaintFields>;

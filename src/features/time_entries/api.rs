//! Time entries and the time of a trajectory as callers see them.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::db::columns::text_enum;
use crate::http::{MergePatch, Versioned};
use crate::ids::{FamilyId, LicenceId, LicencePeriodId, PractitionerId, TimeEntryId, TrajectoryId};

text_enum! {
    /// The categories of the budget of hours (`domain.md` §2).
    TimeCategory {
        Preparation = "preparation",
        Guidance = "guidance",
        Travel = "travel",
        Registration = "registration",
    }
}

/// What a new time entry consists of.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewTimeEntry {
    /// Chosen by the caller, a UUIDv7; made by the service when absent.
    pub id: Option<TimeEntryId>,
    /// A trajectory that the caller sees.
    pub trajectory_id: TrajectoryId,
    /// Who spent the time: holds licence A valid on `on`.
    pub practitioner_id: PractitionerId,
    pub category: TimeCategory,
    #[schema(minimum = 1, maximum = 1440, example = 30)]
    pub minutes: i32,
    /// Today or earlier, not before the trajectory's start.
    pub on: NaiveDate,
    /// Free text for the performers and the project leader; never shown to integrations.
    #[schema(min_length = 1, max_length = 2000, example = "Werkbladen klaargelegd.")]
    pub note: Option<String>,
}

/// The members of a time entry that can be edited.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TimeEntryFields {
    /// Who spent the time: holds licence A valid on `on`.
    pub practitioner_id: PractitionerId,
    pub category: TimeCategory,
    #[schema(minimum = 1, maximum = 1440, example = 30)]
    pub minutes: i32,
    /// Today or earlier, not before the trajectory's start.
    pub on: NaiveDate,
    /// Free text for the performers and the project leader; never shown to integrations.
    #[schema(min_length = 1, max_length = 2000, example = "Werkbladen klaargelegd.")]
    pub note: Option<String>,
}

impl From<NewTimeEntry> for TimeEntryFields {
    fn from(NewTimeEntry { practitioner_id, category, minutes, on, note, .. }: NewTimeEntry) -> Self {
        Self { practitioner_id, category, minutes, on, note }
    }
}

/// The licence that the time was spent under. It stays with the entry, whatever happens to the licence later.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct TimeEntryLicence {
    pub licence_id: LicenceId,
    pub licence_period_id: LicencePeriodId,
}

/// Time that somebody spent on a trajectory beside its visits.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct TimeEntry {
    pub id: TimeEntryId,
    pub trajectory_id: TrajectoryId,
    pub family_id: FamilyId,
    pub practitioner_id: PractitionerId,
    pub category: TimeCategory,
    #[schema(example = 30)]
    pub minutes: i32,
    pub on: NaiveDate,
    /// Left out for integrations.
    #[schema(example = "Werkbladen klaargelegd.")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    pub licence: Option<TimeEntryLicence>,
    /// Counts the changes; the ETag is this number in quotes.
    pub version: i32,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

impl Versioned for TimeEntry {
    fn version(&self) -> i32 {
        self.version
    }
}

/// Which time entries. Both days belong to the range themselves.
#[derive(Debug, Default, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(rename_all = "camelCase")]
pub struct TimeEntryFilter {
    /// Only of this trajectory.
    #[serde(default)]
    pub trajectory_id: Option<TrajectoryId>,
    /// Only of this practitioner.
    #[serde(default)]
    pub practitioner_id: Option<PractitionerId>,
    /// Only of this category.
    #[serde(default)]
    pub category: Option<TimeCategory>,
    /// Only those spent on this day or later.
    #[serde(default)]
    pub spent_from: Option<NaiveDate>,
    /// Only those spent on this day or earlier.
    #[serde(default)]
    pub spent_until: Option<NaiveDate>,
}

/// The time of one category.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CategoryTime {
    pub category: TimeCategory,
    /// Of visits and entries together.
    #[schema(minimum = 0, example = 120)]
    pub minutes: i64,
    #[schema(minimum = 0, example = 90)]
    pub from_visits: i64,
    #[schema(minimum = 0, example = 30)]
    pub from_entries: i64,
}

/// The time of one practitioner.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PractitionerTime {
    pub practitioner_id: PractitionerId,
    #[schema(minimum = 0, example = 120)]
    pub minutes: i64,
}

/// The time of a trajectory against its budget, which is no minimum: short trajectories rightly take less.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct TrajectoryTime {
    #[schema(minimum = 0, example = 3000)]
    pub budget_minutes: i64,
    /// All four categories, in the order of the budget.
    pub per_category: Vec<CategoryTime>,
    #[schema(minimum = 0, example = 120)]
    pub total_minutes: i64,
    /// What the budget leaves; negative when more was spent.
    #[schema(example = 2880)]
    pub remaining_minutes: i64,
    /// Whoever spent time on it, in the order of the ids: this is no ranking.
    pub per_practitioner: Vec<PractitionerTime>,
}

pub type TimeEntryPatch = MergePatch<TimeEntryFields>;

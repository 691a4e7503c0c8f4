//! What the acts on a visit take.

use chrono::{DateTime, NaiveDate, Utc};
use serde::Deserialize;
use utoipa::ToSchema;

use super::{GoalWork, PerformerTime, VisitAttendance, VisitFields, VisitMode};
use crate::features::families::Communication;
use crate::ids::{ParentId, PractitionerId};

/// What happened at a planned visit.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct VisitRecord {
    /// The Amsterdam day; today or earlier, not before the trajectory's start.
    pub held_on: NaiveDate,
    /// When it began; on `heldOn`.
    pub started_at: Option<DateTime<Utc>>,
    #[schema(minimum = 1, maximum = 600, example = 90)]
    pub minutes: i32,
    #[schema(minimum = 0, maximum = 600, example = 20)]
    pub travel_minutes: Option<i32>,
    pub attendance: VisitAttendance,
    /// Whether it fell within school hours, as far as that is known; parent visits should, family visits should not. As planned when absent.
    #[schema(example = true)]
    pub within_school_hours: Option<bool>,
    /// The planned ones when absent. On `heldOn` each holds licence A (gate G1).
    #[schema(value_type = Option<BTreeSet<PractitionerId>>, min_items = 1, max_items = 5)]
    pub performer_ids: Option<Vec<PractitionerId>>,
    #[schema(max_items = 5)]
    #[serde(default)]
    pub performer_times: Vec<PerformerTime>,
    /// The planned ones when absent.
    #[schema(value_type = Option<BTreeSet<PractitionerId>>, max_items = 5)]
    pub observer_ids: Option<Vec<PractitionerId>>,
    #[schema(value_type = BTreeSet<ParentId>, max_items = 10)]
    #[serde(default)]
    pub parent_ids_present: Vec<ParentId>,
    #[schema(max_items = 60)]
    #[serde(default)]
    pub goal_work: Vec<GoalWork>,
    /// As planned when absent.
    pub mode: Option<VisitMode>,
    /// As planned when absent.
    pub communication: Option<Communication>,
    /// As planned when absent.
    #[schema(min_length = 1, max_length = 4000, example = "Samen een dagplanning gemaakt.")]
    pub notes: Option<String>,
}

impl VisitRecord {
    /// The visit that was planned, as it was held.
    pub(in crate::features::visits) fn onto(self, planned: &VisitFields) -> VisitFields {
        let planned = planned.clone();
        VisitFields {
            held_on: Some(self.held_on),
            started_at: self.started_at,
            minutes: Some(self.minutes),
            travel_minutes: self.travel_minutes,
            attendance: Some(self.attendance),
            within_school_hours: self.within_school_hours.or(planned.within_school_hours),
            performer_ids: self.performer_ids.unwrap_or(planned.performer_ids),
            performer_times: self.performer_times,
            observer_ids: self.observer_ids.unwrap_or(planned.observer_ids),
            parent_ids_present: self.parent_ids_present,
            goal_work: self.goal_work,
            mode: self.mode.unwrap_or(planned.mode),
            communication: self.communication.or(planned.communication),
            notes: self.notes.or(planned.notes),
            ..planned
        }
    }
}

/// A planned visit that met nobody.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct VisitNoShow {
    /// The Amsterdam day; today or earlier, not before the trajectory's start.
    pub held_on: NaiveDate,
    /// How long was waited.
    #[schema(minimum = 0, maximum = 600, example = 15)]
    pub minutes: Option<i32>,
    #[schema(minimum = 0, maximum = 600, example = 20)]
    pub travel_minutes: Option<i32>,
    /// Who came; the planned ones when absent.
    #[schema(value_type = Option<BTreeSet<PractitionerId>>, min_items = 1, max_items = 5)]
    pub performer_ids: Option<Vec<PractitionerId>>,
    /// As planned when absent.
    #[schema(min_length = 1, max_length = 4000, example = "Niemand deed open.")]
    pub notes: Option<String>,
}

impl VisitNoShow {
    /// The visit that was planned, as it was missed.
    pub(in crate::features::visits) fn onto(self, planned: &VisitFields) -> VisitFields {
        let planned = planned.clone();
        VisitFields {
            held_on: Some(self.held_on),
            minutes: self.minutes,
            travel_minutes: self.travel_minutes,
            performer_ids: self.performer_ids.unwrap_or(planned.performer_ids),
            notes: self.notes.or(planned.notes),
            ..planned
        }
    }
}

/// Why a visit is off.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct VisitCancellation {
    #[schema(min_length = 1, max_length = 500, example = "Kind ziek")]
    pub reason: String,
}

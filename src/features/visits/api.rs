//! Visits as callers see them.

mod acts;
mod series;

pub use acts::{VisitCancellation, VisitNoShow, VisitRecord};
pub use series::{NewVisitSeries, SeriesAttendance, VisitSeries};

use std::borrow::Cow;

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use utoipa::openapi::{RefOr, Schema};
use utoipa::{IntoParams, PartialSchema, ToSchema};
use uuid::Uuid;

use crate::db::columns::text_enum;
use crate::features::families::Communication;
use crate::http::{MergePatch, Versioned};
use crate::ids::{FamilyId, LicenceId, LicencePeriodId, ParentId, PractitionerId, TrajectoryId, VisitId};

text_enum! {
    /// Where or how a visit takes place; only `home` counts as a home visit (`domain.md` §2).
    VisitMode { Home = "home", School = "school", Phone = "phone", Video = "video", Elsewhere = "elsewhere" }
}

text_enum! {
    /// How a visit stands. `no_show`: the practitioner came and nobody was there.
    VisitStatus { Planned = "planned", Held = "held", Cancelled = "cancelled", NoShow = "no_show" }
}

text_enum! {
    /// With which status a visit can be added.
    NewVisitStatus { Planned = "planned", Held = "held", NoShow = "no_show" }
}

impl From<NewVisitStatus> for VisitStatus {
    fn from(status: NewVisitStatus) -> Self {
        match status {
            NewVisitStatus::Planned => Self::Planned,
            NewVisitStatus::Held => Self::Held,
            NewVisitStatus::NoShow => Self::NoShow,
        }
    }
}

text_enum! {
    /// For whom a visit is. `combined` counts as both kinds.
    VisitAttendance { Parents = "parents", Family = "family", Combined = "combined" }
}

text_enum! {
    /// The stages of the learning cycle (`domain.md` §4).
    LearningStage { Experience = "experience", Discuss = "discuss", Inform = "inform", Try = "try" }
}

text_enum! {
    /// Why a licence is not valid on a day; of several reasons the first that applies.
    LicenceWarningReason {
        Revoked = "revoked",
        Suspended = "suspended",
        None = "none",
        NotYetValid = "not_yet_valid",
        Expired = "expired",
    }
}

/// What was worked on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct GoalWork {
    /// A sub-goal of the catalogue's newest edition.
    #[schema(min_length = 3, max_length = 5, pattern = "^[1-9][0-9]?[.][1-9][0-9]?$", example = "2.3")]
    pub subgoal: String,
    /// The stages of the learning cycle that it went through.
    #[schema(value_type = BTreeSet<LearningStage>, min_items = 1, max_items = 4)]
    pub stages: Vec<LearningStage>,
}

/// The time of one performer, where it differs from the visit's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PerformerTime {
    /// One of `performerIds`.
    pub practitioner_id: PractitionerId,
    #[schema(minimum = 0, maximum = 600, example = 60)]
    pub minutes: i32,
}

/// The members of a visit that can be edited. Which of them a visit has or needs follows from its status.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct VisitFields {
    /// A step of the catalogue's newest edition.
    #[schema(min_length = 1, max_length = 60, example = "goal_visit")]
    pub step: String,
    pub mode: VisitMode,
    pub communication: Option<Communication>,
    /// When it is planned; needed for a planned visit.
    pub planned_at: Option<DateTime<Utc>>,
    #[schema(minimum = 1, maximum = 600, example = 90)]
    pub planned_minutes: Option<i32>,
    /// The Amsterdam day of a visit that was held or missed; today or earlier, not before the trajectory's start.
    pub held_on: Option<NaiveDate>,
    /// When it began; on `heldOn`.
    pub started_at: Option<DateTime<Utc>>,
    /// How long it took; needed for a visit that was held.
    #[schema(minimum = 0, maximum = 600, example = 90)]
    pub minutes: Option<i32>,
    #[schema(minimum = 0, maximum = 600, example = 20)]
    pub travel_minutes: Option<i32>,
    /// For whom it is; needed for a visit that was held.
    pub attendance: Option<VisitAttendance>,
    /// Whether it fell within school hours, as far as that is known; parent visits should, family visits should not.
    #[schema(example = true)]
    pub within_school_hours: Option<bool>,
    /// Practitioners of the own organisation. On `heldOn` each holds licence A (gate G1).
    #[schema(value_type = BTreeSet<PractitionerId>, min_items = 1, max_items = 5)]
    pub performer_ids: Vec<PractitionerId>,
    #[schema(max_items = 5)]
    #[serde(default)]
    pub performer_times: Vec<PerformerTime>,
    /// Who came along without performing, a trainee for instance.
    #[schema(value_type = BTreeSet<PractitionerId>, max_items = 5)]
    #[serde(default)]
    pub observer_ids: Vec<PractitionerId>,
    /// Which parents of the family were there.
    #[schema(value_type = BTreeSet<ParentId>, max_items = 10)]
    #[serde(default)]
    pub parent_ids_present: Vec<ParentId>,
    #[schema(max_items = 60)]
    #[serde(default)]
    pub goal_work: Vec<GoalWork>,
    /// Free text for the performers and the project leader; never shown to integrations.
    #[schema(min_length = 1, max_length = 4000, example = "Samen een dagplanning gemaakt.")]
    pub notes: Option<String>,
}

/// What a new visit consists of: the editable members, the trajectory, and its status.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct NewVisit {
    pub id: Option<VisitId>,
    pub trajectory_id: TrajectoryId,
    #[serde(default = "planned")]
    pub status: NewVisitStatus,
    #[serde(flatten)]
    pub fields: VisitFields,
}

fn planned() -> NewVisitStatus {
    NewVisitStatus::Planned
}

/// The three members that creation has beside the editable ones.
#[derive(Deserialize, ToSchema)]
#[expect(dead_code, reason = "only its schema is used")]
#[serde(rename_all = "camelCase")]
struct NewVisitFrame {
    /// Chosen by the caller, a UUIDv7; made by the service when absent.
    id: Option<VisitId>,
    /// A trajectory that the caller sees.
    trajectory_id: TrajectoryId,
    /// `planned` (without this member too) plans the visit; `held` and `no_show` record what happened at once.
    #[serde(default = "planned")]
    status: NewVisitStatus,
}

impl PartialSchema for NewVisit {
    fn schema() -> RefOr<Schema> {
        match (VisitFields::schema(), NewVisitFrame::schema()) {
            (RefOr::T(Schema::Object(mut whole)), RefOr::T(Schema::Object(frame))) => {
                whole.properties.extend(frame.properties);
                whole.required.extend(frame.required);
                whole.description =
                    Some("A visit to plan, or to record at once. What is needed follows from `status`.".into());
                whole.example = Some(new_visit_example());
                RefOr::T(Schema::Object(whole))
            }
            (schema, _) => schema,
        }
    }
}

/// A planned visit: an example of every member at once would contradict itself.
fn new_visit_example() -> serde_json::Value {
    let id = "01980c5e-7d1a-7c32-9d2e-3f6f4f0f9a11";
    serde_json::json!({ "trajectoryId": id, "step": "goal_visit", "mode": "home", "attendance": "parents",
        "plannedAt": "2026-03-10T13:00:00Z", "plannedMinutes": 90, "performerIds": [id] })
}

impl ToSchema for NewVisit {
    fn name() -> Cow<'static, str> {
        Cow::Borrowed("NewVisit")
    }

    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        VisitFields::schemas(schemas);
        NewVisitFrame::schemas(schemas);
    }
}

/// The licence that a performer held the visit under. It stays with the record, whatever happens to the licence later.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct VisitLicence {
    pub practitioner_id: PractitionerId,
    pub licence_id: LicenceId,
    pub licence_period_id: LicencePeriodId,
}

/// A performer whose licence A is not valid on the planned day. Planning ahead is allowed; recording the visit as held
/// is what would be refused.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct LicenceWarning {
    pub practitioner_id: PractitionerId,
    pub reason: LicenceWarningReason,
    /// The last day of an expired licence.
    pub valid_until: Option<NaiveDate>,
}

/// A contact with a family: planned, held, missed or cancelled.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Visit {
    pub id: VisitId,
    pub trajectory_id: TrajectoryId,
    pub family_id: FamilyId,
    #[schema(example = "goal_visit")]
    pub step: String,
    pub mode: VisitMode,
    pub communication: Option<Communication>,
    pub status: VisitStatus,
    pub planned_at: Option<DateTime<Utc>>,
    #[schema(example = 90)]
    pub planned_minutes: Option<i32>,
    pub held_on: Option<NaiveDate>,
    pub started_at: Option<DateTime<Utc>>,
    #[schema(example = 90)]
    pub minutes: Option<i32>,
    #[schema(example = 20)]
    pub travel_minutes: Option<i32>,
    pub attendance: Option<VisitAttendance>,
    /// Whether it fell within school hours, as far as that is known; parent visits should, family visits should not.
    #[schema(example = true)]
    pub within_school_hours: Option<bool>,
    pub performer_ids: Vec<PractitionerId>,
    pub performer_times: Vec<PerformerTime>,
    pub observer_ids: Vec<PractitionerId>,
    pub parent_ids_present: Vec<ParentId>,
    pub goal_work: Vec<GoalWork>,
    /// Left out for integrations.
    #[schema(example = "Samen een dagplanning gemaakt.")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub notes: Option<String>,
    #[schema(example = "Kind ziek")]
    pub cancel_reason: Option<String>,
    /// What a cancelled visit was, and becomes again when it is restored.
    pub cancelled_from: Option<VisitStatus>,
    /// Per performer of a visit that was held or missed.
    pub licences: Vec<VisitLicence>,
    /// Per performer of a planned visit whose licence is not valid on that day.
    pub licence_warnings: Vec<LicenceWarning>,
    /// Counts the changes; the ETag begins with it.
    pub version: i32,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

impl Versioned for Visit {
    const SHOWS_MORE_THAN_ITS_ROW: bool = true;

    fn version(&self) -> i32 {
        self.version
    }
}

/// Which visits. Days are Amsterdam days, and belong to the range themselves.
#[derive(Debug, Default, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(rename_all = "camelCase")]
pub struct VisitFilter {
    /// Only of this trajectory.
    #[serde(default)]
    pub trajectory_id: Option<TrajectoryId>,
    /// Only with this status.
    #[serde(default)]
    pub status: Option<VisitStatus>,
    /// Only those that this practitioner performs or performed.
    #[serde(default)]
    pub performer_id: Option<PractitionerId>,
    /// Only those planned on this day or later.
    #[serde(default)]
    pub planned_from: Option<NaiveDate>,
    /// Only those planned on this day or earlier.
    #[serde(default)]
    pub planned_until: Option<NaiveDate>,
    /// Only those held or missed on this day or later.
    #[serde(default)]
    pub held_from: Option<NaiveDate>,
    /// Only those held or missed on this day or earlier.
    #[serde(default)]
    pub held_until: Option<NaiveDate>,
}

/// Which of a trajectory's visits.
#[derive(Debug, Default, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(rename_all = "camelCase")]
pub struct TrajectoryVisitFilter {
    /// Only with this status.
    #[serde(default)]
    pub status: Option<VisitStatus>,
}

pub type VisitPatch = MergePatch<VisitFields>;

text_enum! {
    /// What kind of record is flagged.
    FlaggedRecordKind {
        Visit = "visit", Plan = "plan", Evaluation = "evaluation", TimeEntry = "time_entry",
    }
}

/// A record under a licence that does not cover its day any more.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct LicenceFlag {
    pub record_kind: FlaggedRecordKind,
    /// The id of the visit, evaluation or time entry. A plan goes by the id of its trajectory; `planVersion` says which
    /// version was agreed.
    #[schema(value_type = Uuid, format = "uuid", example = "0199d3c2-7b1a-7c3e-9d41-2f6a8b0c1d2e")]
    pub record_id: Uuid,
    /// With a plan only.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 1, example = 2)]
    pub plan_version: Option<i32>,
    /// With a visit only; the same as `recordId`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub visit_id: Option<VisitId>,
    pub trajectory_id: TrajectoryId,
    pub family_id: FamilyId,
    /// The performer whose licence it is.
    pub practitioner_id: PractitionerId,
    /// The day that the licence had to cover: of the visit or evaluation, of the agreement on the plan, of the time spent.
    pub held_on: Option<NaiveDate>,
    pub reason: LicenceWarningReason,
}

/// Which flags.
#[derive(Debug, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(rename_all = "camelCase")]
pub struct LicenceFlagFilter {
    /// Only of this performer.
    #[serde(default)]
    pub practitioner_id: Option<PractitionerId>,
}

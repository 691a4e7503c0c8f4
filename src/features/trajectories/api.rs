//! Trajectories and assignments as callers see them.

mod handover;

pub use handover::{Handover, HandoverKind, NewHandover, NewHandovers};

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::context::{Context, Role};
use crate::db::columns::text_enum;
use crate::features::catalogue::StepPhase;
use crate::http::{MergePatch, New, Versioned};
use crate::ids::{
    AssignmentId, ChildId, FamilyId, LicenceId, LicencePeriodId, PractitionerId, ReceivedTransferId, TrajectoryId,
};
use crate::schema::assignments;

text_enum! {
    /// The phases, in their order (`domain.md` §2).
    TrajectoryPhase {
        Alignment = "alignment",
        GoalWork = "goal_work",
        Closing = "closing",
        Aftercare = "aftercare",
    }
}

impl From<StepPhase> for TrajectoryPhase {
    fn from(phase: StepPhase) -> Self {
        match phase {
            StepPhase::Alignment => Self::Alignment,
            StepPhase::GoalWork => Self::GoalWork,
            StepPhase::Closing => Self::Closing,
            StepPhase::Aftercare => Self::Aftercare,
        }
    }
}

text_enum! {
    /// How the guidance stands; `active` and `paused` are under guidance.
    TrajectoryStatus {
        Active = "active",
        Paused = "paused",
        Completed = "completed",
        Discontinued = "discontinued",
    }
}

impl TrajectoryStatus {
    /// No longer under guidance.
    pub fn is_closed(self) -> bool {
        matches!(self, Self::Completed | Self::Discontinued)
    }
}

text_enum! {
    /// Why somebody performs: it is their trajectory, or they stand in for an absent colleague.
    AssignmentKind { Performer = "performer", Deputy = "deputy" }
}

/// What a new trajectory consists of. It starts in the phase `alignment`, with the status `active`.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewTrajectory {
    /// Chosen by the caller, a UUIDv7; made by the service when absent.
    pub id: Option<TrajectoryId>,
    pub family_id: FamilyId,
    /// The children that the guidance is about; all of the family.
    #[schema(value_type = BTreeSet<ChildId>, min_items = 1, max_items = 5)]
    pub focus_child_ids: Vec<ChildId>,
    /// Who will perform, from `startedOn`: each holds licence A valid on that day.
    #[schema(value_type = BTreeSet<PractitionerId>, min_items = 1, max_items = 5)]
    pub practitioner_ids: Vec<PractitionerId>,
    /// Today or earlier.
    pub started_on: NaiveDate,
    /// An earlier trajectory of the same family that this one goes on with.
    pub continued_from_id: Option<TrajectoryId>,
    /// Free text for the performers and the project leader; never shown to integrations.
    #[schema(min_length = 1, max_length = 4000, example = "Afspraken bij voorkeur in de ochtend.")]
    pub notes: Option<String>,
}

/// The members of a trajectory that can be edited.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TrajectoryFields {
    /// Today or earlier, and no later than the first visit that was held.
    pub started_on: NaiveDate,
    /// The children that the guidance is about; all of the family.
    #[schema(value_type = BTreeSet<ChildId>, min_items = 1, max_items = 5)]
    pub focus_child_ids: Vec<ChildId>,
    /// The day on which the information folder was handed out: one per trajectory, it stays with the family. Somebody who
    /// was assigned then held licence A.
    pub folder_handed_out_on: Option<NaiveDate>,
    /// The day on which parents and children were given their certificates. Somebody who was assigned then held licence A.
    pub certificates_given_on: Option<NaiveDate>,
    /// Free text for the performers and the project leader; never shown to integrations.
    #[schema(min_length = 1, max_length = 4000, example = "Afspraken bij voorkeur in de ochtend.")]
    pub notes: Option<String>,
}

/// How many visits a trajectory has.
#[derive(Debug, Clone, Copy, Default, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct VisitCount {
    #[schema(minimum = 0)]
    pub planned: i64,
    #[schema(minimum = 0)]
    pub held: i64,
}

/// One family's way through the programme.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Trajectory {
    pub id: TrajectoryId,
    pub family_id: FamilyId,
    pub focus_child_ids: Vec<ChildId>,
    /// The performers of today. Deputies stand in `assignments`.
    pub practitioner_ids: Vec<PractitionerId>,
    pub phase: TrajectoryPhase,
    pub status: TrajectoryStatus,
    pub started_on: NaiveDate,
    pub ended_on: Option<NaiveDate>,
    pub continued_from_id: Option<TrajectoryId>,
    /// The received transfer that this one goes on with: the family moved here from another organisation. Set by its
    /// acceptance only.
    pub continued_from_transfer_id: Option<ReceivedTransferId>,
    /// The day on which the information folder was handed out: one per trajectory, it stays with the family.
    pub folder_handed_out_on: Option<NaiveDate>,
    /// The day on which parents and children were given their certificates.
    pub certificates_given_on: Option<NaiveDate>,
    /// Left out for integrations.
    #[schema(example = "Afspraken bij voorkeur in de ochtend.")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub notes: Option<String>,
    /// Everybody who performed, performs or will perform, by first day.
    pub assignments: Vec<Assignment>,
    pub visit_count: VisitCount,
    /// Counts the changes, those of assignments and visit counts too; the ETag begins with it.
    pub version: i32,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

impl Trajectory {
    /// As its reader may have it: notes are for people only (`domain.md` §10).
    pub(super) fn told_to(mut self, reader: &Context) -> Self {
        self.notes = self.notes.filter(|_| !reader.has(Role::Integration));
        self
    }
}

impl Versioned for Trajectory {
    const SHOWS_MORE_THAN_ITS_ROW: bool = true;

    fn version(&self) -> i32 {
        self.version
    }
}

/// Which trajectories.
#[derive(Debug, Default, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(rename_all = "camelCase")]
pub struct TrajectoryFilter {
    /// Only with this status.
    #[serde(default)]
    pub status: Option<TrajectoryStatus>,
    /// Only in this phase.
    #[serde(default)]
    pub phase: Option<TrajectoryPhase>,
    /// Only those that this practitioner is assigned to, today or later.
    #[serde(default)]
    pub practitioner_id: Option<PractitionerId>,
    /// Only of this family.
    #[serde(default)]
    pub family_id: Option<FamilyId>,
    /// Only those that started on this day or later.
    #[serde(default)]
    pub started_from: Option<NaiveDate>,
    /// Only those that started on this day or earlier.
    #[serde(default)]
    pub started_until: Option<NaiveDate>,
}

/// Who is assigned, as what and when.
#[derive(Debug, Clone, Deserialize, ToSchema, Insertable)]
#[diesel(table_name = assignments, treat_none_as_default_value = false)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AssignmentFields {
    /// An active practitioner of the own organisation with licence A valid on `fromOn`.
    pub practitioner_id: PractitionerId,
    pub kind: AssignmentKind,
    /// The first day; not before the trajectory's start.
    pub from_on: NaiveDate,
    /// The last day; until further notice without it.
    pub until_on: Option<NaiveDate>,
}

/// The member of an assignment that can be edited.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AssignmentEndFields {
    /// The last day, on or after `fromOn` and no later than the present one.
    pub until_on: Option<NaiveDate>,
}

impl From<&Assignment> for AssignmentEndFields {
    fn from(assignment: &Assignment) -> Self {
        Self { until_on: assignment.until_on }
    }
}

/// Who performs on a trajectory, from when until when.
#[derive(Debug, Clone, Serialize, ToSchema, Queryable, Selectable)]
#[diesel(table_name = assignments)]
#[serde(rename_all = "camelCase")]
pub struct Assignment {
    pub id: AssignmentId,
    pub trajectory_id: TrajectoryId,
    pub practitioner_id: PractitionerId,
    pub kind: AssignmentKind,
    pub from_on: NaiveDate,
    pub until_on: Option<NaiveDate>,
    /// The licence A that was judged on `fromOn`. It stays with the assignment, whatever happens to the licence later;
    /// `null` of what was assigned before this was kept.
    pub licence_id: Option<LicenceId>,
    /// The licence's period that `fromOn` lay in.
    pub licence_period_id: Option<LicencePeriodId>,
    /// Counts the changes; the ETag is this number in quotes.
    pub version: i32,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

impl Versioned for Assignment {
    fn version(&self) -> i32 {
        self.version
    }
}

pub type TrajectoryPatch = MergePatch<TrajectoryFields>;
pub type NewAssignment = New<AssignmentFields>;
pub type AssignmentPatch = MergePatch<AssignmentEndFields>;

//! Training sessions and attendances as callers see them.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::db::columns::text_enum;
use crate::http::{MergePatch, New, Versioned};
use crate::ids::{AccountId, AttendanceChangeId, AttendanceId, OrganisationId, PersonId, TrainingSessionId};
use crate::schema::{training_attendance_changes, training_attendances, training_sessions};

text_enum! {
    /// What is trained (`domain.md` §7). Inside an organisation: `basic` and `deepening` by a colleague with licence B,
    /// and `intervision`. All kinds are the licence holder's.
    TrainingKind {
        Basic = "basic",
        Deepening = "deepening",
        Supervision = "supervision",
        Intervision = "intervision",
        Refresher = "refresher",
        TrainTheTrainer = "train_the_trainer",
        ProjectLeaderInstruction = "project_leader_instruction",
    }
}

impl TrainingKind {
    /// What a kind is called, in Dutch and English.
    pub(crate) fn title(self) -> (&'static str, &'static str) {
        match self {
            Self::Basic => ("Basistraining Samen Leren", "Basic training Samen Leren"),
            Self::Deepening => ("Verdiepingsbijeenkomst", "Deepening session"),
            Self::Supervision => ("Supervisie", "Supervision"),
            Self::Intervision => ("Intervisie", "Intervision"),
            Self::Refresher => ("Bijscholing-supervisie", "Refresher"),
            Self::TrainTheTrainer => ("Train-de-trainer (licentie B)", "Train the trainer (licence B)"),
            Self::ProjectLeaderInstruction => ("Instructie voor projectleiders", "Instruction for project leaders"),
        }
    }
}

text_enum! {
    /// Whether a session takes place. A cancelled one counts for nothing.
    TrainingSessionStatus { Open = "open", Cancelled = "cancelled" }
}

text_enum! {
    /// Who holds a session: the licence holder, inside an organisation or for everybody, or an organisation itself.
    TrainingHolder { LicenceHolder = "licence_holder", Organisation = "organisation" }
}

text_enum! {
    /// How somebody stands to a session.
    AttendanceStatus { Present = "present", Absent = "absent", Invited = "invited" }
}

text_enum! {
    /// What changed an attendance, or what it counts for.
    AttendanceAct {
        AttendanceChanged = "attendance_changed",
        AttendanceWithdrawn = "attendance_withdrawn",
        SessionChanged = "session_changed",
        SessionCancelled = "session_cancelled",
    }
}

/// The members of a training session that can be edited.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Insertable, AsChangeset)]
#[diesel(table_name = training_sessions, treat_none_as_null = true, treat_none_as_default_value = false)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TrainingSessionFields {
    pub kind: TrainingKind,
    pub held_on: NaiveDate,
    /// How long it takes.
    #[schema(minimum = 1, maximum = 1440, example = 240)]
    pub minutes: i32,
    /// The person who trains. Inside an organisation basic and deepening training need one, with a licence B that is
    /// valid there on the day; otherwise absent when the licence holder's staff train.
    pub trainer_id: Option<PersonId>,
    /// Inside which organisation; absent: for everybody, by the licence holder. An organisation's own sessions are
    /// always inside it.
    pub organisation_id: Option<OrganisationId>,
    /// How many can take part; without it there is no limit.
    #[schema(minimum = 1, maximum = 500, example = 12)]
    pub capacity: Option<i32>,
    #[schema(min_length = 1, max_length = 200, example = "Buurthuis De Verzinsels, zaal 2")]
    pub location: Option<String>,
}

/// A training session.
#[derive(Debug, Clone, Serialize, ToSchema, Queryable, Selectable)]
#[diesel(table_name = training_sessions)]
#[serde(rename_all = "camelCase")]
pub struct TrainingSession {
    pub id: TrainingSessionId,
    pub kind: TrainingKind,
    pub held_on: NaiveDate,
    /// How long it takes.
    #[schema(example = 240)]
    pub minutes: i32,
    /// The person who trains; absent when the licence holder's staff do.
    pub trainer_id: Option<PersonId>,
    /// Inside which organisation; absent: for everybody.
    pub organisation_id: Option<OrganisationId>,
    /// Whose it is to write.
    pub held_by: TrainingHolder,
    /// How many can take part.
    #[schema(example = 12)]
    pub capacity: Option<i32>,
    #[schema(example = "Buurthuis De Verzinsels, zaal 2")]
    pub location: Option<String>,
    pub status: TrainingSessionStatus,
    /// Why it was cancelled.
    #[schema(example = "Trainer ziek")]
    pub cancel_reason: Option<String>,
    /// Counts the changes; the ETag is this number in quotes.
    pub version: i32,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

impl Versioned for TrainingSession {
    fn version(&self) -> i32 {
        self.version
    }
}

impl TrainingSession {
    pub(super) fn fields(&self) -> TrainingSessionFields {
        TrainingSessionFields {
            kind: self.kind,
            held_on: self.held_on,
            minutes: self.minutes,
            trainer_id: self.trainer_id,
            organisation_id: self.organisation_id,
            capacity: self.capacity,
            location: self.location.clone(),
        }
    }
}

/// Which sessions.
#[derive(Debug, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(rename_all = "camelCase")]
pub struct TrainingSessionFilter {
    /// Only of this kind.
    #[serde(default)]
    pub kind: Option<TrainingKind>,
    /// Only on this day or later.
    #[serde(default)]
    pub from: Option<NaiveDate>,
    /// Only on this day or earlier.
    #[serde(default)]
    pub until: Option<NaiveDate>,
    /// Only those that this person is invited to or attended.
    #[serde(default)]
    pub person_id: Option<PersonId>,
}

/// Why a session does not take place.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TrainingCancellation {
    #[schema(min_length = 1, max_length = 500, example = "Trainer ziek")]
    pub reason: String,
}

/// Who takes part. In the document it makes `NewAttendance`, beside `AttendancePatch` of the members that stay
/// editable.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[schema(as = AttendanceFields)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AttendanceEntryFields {
    pub person_id: PersonId,
    pub status: AttendanceStatus,
    /// How long the person was there; with `present` only, and then needed.
    #[schema(minimum = 1, maximum = 1440, example = 240)]
    pub minutes: Option<i32>,
}

/// The members of an attendance that can be edited.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, AsChangeset)]
#[diesel(table_name = training_attendances, treat_none_as_null = true)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AttendanceFields {
    pub status: AttendanceStatus,
    /// How long the person was there; with `present` only, and then needed.
    #[schema(minimum = 1, maximum = 1440, example = 240)]
    pub minutes: Option<i32>,
}

/// Somebody's part in a session.
#[derive(Debug, Clone, Serialize, ToSchema, Queryable, Selectable)]
#[diesel(table_name = training_attendances)]
#[serde(rename_all = "camelCase")]
pub struct Attendance {
    pub id: AttendanceId,
    pub session_id: TrainingSessionId,
    pub person_id: PersonId,
    pub status: AttendanceStatus,
    #[schema(example = 240)]
    pub minutes: Option<i32>,
    /// Counts the changes; the ETag is this number in quotes.
    pub version: i32,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

impl Versioned for Attendance {
    fn version(&self) -> i32 {
        self.version
    }
}

impl Attendance {
    pub(super) fn fields(&self) -> AttendanceFields {
        AttendanceFields { status: self.status, minutes: self.minutes }
    }
}

/// What an attendance said before it was changed or withdrawn, or before its session was moved or cancelled.
#[derive(Debug, Clone, Serialize, ToSchema, Queryable, Selectable)]
#[diesel(table_name = training_attendance_changes)]
#[serde(rename_all = "camelCase")]
pub struct AttendanceChange {
    pub id: AttendanceChangeId,
    pub session_id: TrainingSessionId,
    /// Of one that was withdrawn there is nothing else left.
    pub attendance_id: AttendanceId,
    pub person_id: PersonId,
    pub act: AttendanceAct,
    /// What the session was, until then.
    pub kind: TrainingKind,
    pub held_on: NaiveDate,
    pub trainer_id: Option<PersonId>,
    /// How the person stood to it, until then.
    pub status: AttendanceStatus,
    #[schema(example = 240)]
    pub minutes: Option<i32>,
    /// Whose account changed it.
    pub account_id: AccountId,
    pub changed_at: DateTime<Utc>,
}

pub type NewTrainingSession = New<TrainingSessionFields>;
pub type TrainingSessionPatch = MergePatch<TrainingSessionFields>;
pub type NewAttendance = New<AttendanceEntryFields>;
pub type AttendancePatch = MergePatch<AttendanceFields>;

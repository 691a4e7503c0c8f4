//! Links as those see them who make them, and what a teacher sees and sends.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;

use crate::db::columns::text_enum;
use crate::features::evaluations::EvaluationOutcome;
use crate::features::questionnaires::QuestionnaireView;
use crate::http::{New, Versioned};
use crate::ids::{ChildId, EvaluationId, FamilyId, TeacherLinkId, TrajectoryId};
use crate::schema::teacher_links;

text_enum! {
    /// Why a teacher's evaluation has no answers.
    UnansweredOutcome { Declined = "declined", NoResponse = "no_response" }
}

impl From<UnansweredOutcome> for EvaluationOutcome {
    fn from(outcome: UnansweredOutcome) -> Self {
        match outcome {
            UnansweredOutcome::Declined => Self::Declined,
            UnansweredOutcome::NoResponse => Self::NoResponse,
        }
    }
}

text_enum! {
    /// The language of the mail.
    TeacherLinkLanguage { Dutch = "nl", English = "en" }
}

fn dutch() -> TeacherLinkLanguage {
    TeacherLinkLanguage::Dutch
}

text_enum! {
    /// What stands out about an open link and stops nothing. `school_contact_not_recorded`: of no parent it is recorded
    /// whether contact with the school was agreed to.
    TeacherLinkWarning { SchoolContactNotRecorded = "school_contact_not_recorded" }
}

/// What a link is made of.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TeacherLinkFields {
    /// One of the trajectory's focus children.
    pub child_id: ChildId,
    /// The teacher's address, for a link that is mailed from here. Absent: the answer has the link, to be passed on.
    #[schema(format = "email", min_length = 3, max_length = 254, example = "juf@school.example")]
    pub mail_to: Option<String>,
    /// The language of the mail; `nl` when absent.
    #[serde(default = "dutch")]
    pub language: TeacherLinkLanguage,
}

/// What the table of links holds, without the token.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = teacher_links)]
pub(super) struct LinkRow {
    pub id: TeacherLinkId,
    pub trajectory_id: TrajectoryId,
    pub family_id: FamilyId,
    pub evaluation_id: EvaluationId,
    pub expires_at: DateTime<Utc>,
    pub revoked_at: Option<DateTime<Utc>>,
    pub opened_at: Option<DateTime<Utc>>,
    pub submitted_at: Option<DateTime<Utc>>,
    pub language: TeacherLinkLanguage,
    pub mail_to: Option<String>,
    pub mailed_at: Option<DateTime<Utc>>,
    pub version: i32,
    pub created_at: DateTime<Utc>,
}

impl LinkRow {
    /// Whether the teacher can still answer through it.
    pub fn is_open(&self, now: DateTime<Utc>) -> bool {
        self.revoked_at.is_none() && self.submitted_at.is_none() && self.expires_at > now
    }
}

/// A personal link to a teacher's questionnaire.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct TeacherLink {
    pub id: TeacherLinkId,
    pub trajectory_id: TrajectoryId,
    pub family_id: FamilyId,
    pub child_id: ChildId,
    /// The teacher's evaluation that is filled in through this link.
    pub evaluation_id: EvaluationId,
    /// The link to pass on to the teacher. Only in the answer that made it, never again, and not when it is mailed.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(
        format = "uri",
        example = "https://api.samenleren.example/teacher#slt_01980c5e7d1a7c329d2e3f6f4f0f9a11_01980c5e7d1a7c329d2e3f6f4f0f9a12_q0Yf"
    )]
    pub url: Option<String>,
    /// When the link stops working.
    pub expires_at: DateTime<Utc>,
    /// When it was taken back, replaced by a newer one, or closed without an answer.
    pub revoked_at: Option<DateTime<Utc>>,
    /// When it was first looked at.
    pub opened_at: Option<DateTime<Utc>>,
    /// When the teacher submitted the answers.
    pub submitted_at: Option<DateTime<Utc>>,
    pub language: TeacherLinkLanguage,
    /// Where the link is mailed to; forgotten when it is submitted, revoked or expired.
    #[schema(example = "juf@school.example")]
    pub mail_to: Option<String>,
    /// When the mail left; absent until then, and for a link that is passed on by hand.
    pub mailed_at: Option<DateTime<Utc>>,
    /// What stands out while the link is open, as it is today.
    #[schema(max_items = 1)]
    pub warnings: Vec<TeacherLinkWarning>,
    /// Counts the changes; the ETag begins with it.
    pub version: i32,
    pub created_at: DateTime<Utc>,
}

impl TeacherLink {
    pub(super) fn new((row, child_id): (LinkRow, ChildId), warnings: Vec<TeacherLinkWarning>) -> Self {
        let LinkRow { id, trajectory_id, family_id, evaluation_id, expires_at, revoked_at, .. } = row;
        let LinkRow { opened_at, submitted_at, language, mail_to, mailed_at, version, created_at, .. } = row;
        Self {
            id,
            trajectory_id,
            family_id,
            child_id,
            evaluation_id,
            url: None,
            expires_at,
            revoked_at,
            opened_at,
            submitted_at,
            language,
            mail_to,
            mailed_at,
            warnings,
            version,
            created_at,
        }
    }
}

impl Versioned for TeacherLink {
    const SHOWS_MORE_THAN_ITS_ROW: bool = true;

    fn version(&self) -> i32 {
        self.version
    }
}

/// That a teacher did not answer.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TeacherOutcome {
    pub outcome: UnansweredOutcome,
    /// The day on which the teacher declined, or on which waiting was given up; today or earlier, not before the
    /// trajectory's start.
    pub on: NaiveDate,
}

/// The token of a teacher's link.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TeacherToken {
    #[schema(
        min_length = 1,
        max_length = 200,
        example = "slt_01980c5e7d1a7c329d2e3f6f4f0f9a11_01980c5e7d1a7c329d2e3f6f4f0f9a12_q0Yf4d2Zk3l8b1mXw7c9tRj6uVn5hPe0aGsIiOoLyTE"
    )]
    pub token: String,
}

/// A teacher's answers, all of them.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TeacherAnswers {
    #[schema(
        min_length = 1,
        max_length = 200,
        example = "slt_01980c5e7d1a7c329d2e3f6f4f0f9a11_01980c5e7d1a7c329d2e3f6f4f0f9a12_q0Yf4d2Zk3l8b1mXw7c9tRj6uVn5hPe0aGsIiOoLyTE"
    )]
    pub token: String,
    /// Question code → answer, as the questionnaire asks.
    #[schema(value_type = Object, additional_properties = true, example = json!({}))]
    pub answers: Map<String, Value>,
}

/// What a teacher's link leads to.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct TeacherQuestionnaire {
    /// The first name of the child that the questions are about.
    #[schema(example = "Noor")]
    pub child_given_name: String,
    /// The organisation that asks.
    #[schema(example = "Welzijn Voorbeeldstad")]
    pub organisation_name: String,
    /// When the link stops working.
    pub expires_at: DateTime<Utc>,
    pub questionnaire: QuestionnaireView,
    /// The draft so far: question code → answer. Empty once the evaluation is final.
    #[schema(value_type = Object, additional_properties = true, example = json!({}))]
    pub answers: Map<String, Value>,
    /// Whether the evaluation is final; nothing can be saved or submitted any more then.
    pub submitted: bool,
}

/// That a draft was saved.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct TeacherDraft {
    pub saved_at: DateTime<Utc>,
}

/// That an evaluation was submitted.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct TeacherSubmission {
    pub submitted_at: DateTime<Utc>,
}

pub type NewTeacherLink = New<TeacherLinkFields>;

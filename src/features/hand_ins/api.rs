//! Hand-ins and assessments as callers see them.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::context::{Context, Role};
use crate::db::columns::text_enum;
use crate::http::{MergePatch, New, Versioned};
use crate::ids::{AssessmentId, HandInId, OrganisationId, PersonId, TrainingSessionId};
use crate::schema::{assessments, hand_in_documents, hand_ins};

text_enum! {
    /// What is handed in.
    HandInKind {
        WorkAssignment = "work_assignment", Portfolio = "portfolio", IntervisionReport = "intervision_report",
    }
}

text_enum! {
    /// How a hand-in stands. A returned one can be changed, which submits it again.
    HandInStatus { Submitted = "submitted", Approved = "approved", Returned = "returned" }
}

text_enum! {
    /// What the licence holder decides.
    HandInVerdict { Approved = "approved", Returned = "returned" }
}

text_enum! {
    /// How an assessment interview ended.
    AssessmentResult { Passed = "passed", Failed = "failed" }
}

/// The members of a hand-in that its author can edit.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Insertable, AsChangeset)]
#[schema(example = json!({ "title": "Een gesprek over motivatie", "text": "In bijgaand verslag staat hoe het ging." }))]
#[diesel(table_name = hand_ins, treat_none_as_null = true, treat_none_as_default_value = false)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct HandInFields {
    #[schema(min_length = 1, max_length = 200, example = "Werkopdracht: een gesprek over motivatie")]
    pub title: String,
    /// The work itself, or a word with the document. No names of families or children.
    #[schema(min_length = 1, max_length = 20000, example = "In bijgaand verslag …")]
    pub text: Option<String>,
    /// With an intervision report only, and then needed: the intervision that it is about.
    #[diesel(column_name = session_id)]
    pub training_session_id: Option<TrainingSessionId>,
}

/// The document of a hand-in; its content is at `…/document`.
#[derive(Debug, Clone, Serialize, ToSchema, Queryable, Selectable)]
#[diesel(table_name = hand_in_documents)]
#[serde(rename_all = "camelCase")]
pub struct HandInDocument {
    #[serde(skip)]
    pub hand_in_id: HandInId,
    #[schema(example = "application/pdf")]
    pub media_type: String,
    /// How large it is, in bytes.
    #[schema(example = 84123)]
    pub bytes: i32,
}

/// What the table of hand-ins holds.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = hand_ins)]
pub(super) struct HandInRow {
    pub organisation_id: OrganisationId,
    pub id: HandInId,
    pub kind: HandInKind,
    pub person_id: PersonId,
    pub session_id: Option<TrainingSessionId>,
    pub title: String,
    pub text: Option<String>,
    pub submitted_on: NaiveDate,
    pub status: HandInStatus,
    pub judged_on: Option<NaiveDate>,
    pub remarks: Option<String>,
    pub version: i32,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

impl HandInRow {
    pub(super) fn fields(&self) -> HandInFields {
        HandInFields { title: self.title.clone(), text: self.text.clone(), training_session_id: self.session_id }
    }
}

/// Something handed in.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct HandIn {
    pub id: HandInId,
    pub kind: HandInKind,
    /// The organisation in which it was handed in, and stays.
    pub organisation_id: OrganisationId,
    /// Who wrote it.
    pub person_id: PersonId,
    /// The intervision that a report is about.
    pub training_session_id: Option<TrainingSessionId>,
    #[schema(example = "Werkopdracht: een gesprek over motivatie")]
    pub title: String,
    #[schema(example = "In bijgaand verslag …")]
    pub text: Option<String>,
    /// The day on which it was handed in, last.
    pub submitted_on: NaiveDate,
    pub status: HandInStatus,
    pub judged_on: Option<NaiveDate>,
    /// What the licence holder said of it.
    #[schema(example = "Mooi uitgewerkt.")]
    pub remarks: Option<String>,
    pub document: Option<HandInDocument>,
    /// Counts the changes, those of the document too; the ETag is this number in quotes.
    pub version: i32,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

impl HandIn {
    pub(super) fn new(row: HandInRow, documents: &[HandInDocument]) -> Self {
        let document = documents.iter().find(|document| document.hand_in_id == row.id).cloned();
        Self {
            id: row.id,
            kind: row.kind,
            organisation_id: row.organisation_id,
            person_id: row.person_id,
            training_session_id: row.session_id,
            title: row.title,
            text: row.text,
            submitted_on: row.submitted_on,
            status: row.status,
            judged_on: row.judged_on,
            remarks: row.remarks,
            document,
            version: row.version,
            created_at: row.created_at,
            updated_at: row.updated_at,
        }
    }
}

impl Versioned for HandIn {
    fn version(&self) -> i32 {
        self.version
    }
}

/// Which hand-ins or assessments.
#[derive(Debug, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(rename_all = "camelCase")]
pub struct PersonFilter {
    /// Only of this person.
    #[serde(default)]
    pub person_id: Option<PersonId>,
}

/// The licence holder's judgement.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct HandInJudgement {
    pub verdict: HandInVerdict,
    #[schema(min_length = 1, max_length = 5000, example = "Mooi uitgewerkt.")]
    pub remarks: Option<String>,
}

/// The members of an assessment that can be edited.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Insertable, AsChangeset)]
#[diesel(table_name = assessments, treat_none_as_null = true, treat_none_as_default_value = false)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AssessmentFields {
    pub person_id: PersonId,
    /// Not in the future.
    pub held_on: NaiveDate,
    pub result: AssessmentResult,
    #[schema(min_length = 1, max_length = 5000, example = "Overtuigend gesprek.")]
    pub remarks: Option<String>,
}

/// An assessment interview for licence B.
#[derive(Debug, Clone, Serialize, ToSchema, Queryable, Selectable)]
#[diesel(table_name = assessments)]
#[serde(rename_all = "camelCase")]
pub struct Assessment {
    pub id: AssessmentId,
    pub person_id: PersonId,
    pub held_on: NaiveDate,
    pub result: AssessmentResult,
    /// For the licence holder and the person only; left out for project leaders.
    #[schema(example = "Overtuigend gesprek.")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub remarks: Option<String>,
    /// Counts the changes; the ETag is this number in quotes.
    pub version: i32,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

impl Versioned for Assessment {
    fn version(&self) -> i32 {
        self.version
    }
}

impl Assessment {
    /// What was said in the interview stays between the person and the licence holder.
    pub(super) fn shown_to(self, context: &Context) -> Self {
        let remarks = self.remarks.filter(|_| !context.has(Role::ProjectLeader));
        Self { remarks, ..self }
    }

    pub(super) fn fields(&self) -> AssessmentFields {
        AssessmentFields {
            person_id: self.person_id,
            held_on: self.held_on,
            result: self.result,
            remarks: self.remarks.clone(),
        }
    }
}

pub type NewHandIn = New<HandInFields>;
pub type HandInPatch = MergePatch<HandInFields>;
pub type NewAssessment = New<AssessmentFields>;
pub type AssessmentPatch = MergePatch<AssessmentFields>;

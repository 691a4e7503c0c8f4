//! Evaluations as callers see them.

use std::borrow::Cow;

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::openapi::{RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};

use crate::db::columns::text_enum;
use crate::http::{MergePatch, Versioned};
use crate::ids::{
    ChildId, EvaluationId, FamilyId, LicenceId, LicencePeriodId, ParentId, PractitionerId, QuestionnaireVersionId,
    TrajectoryId,
};

text_enum! {
    /// Which evaluation it is (`domain.md` §5).
    EvaluationKind {
        IntakeParent = "intake_parent",
        IntakeTeacher = "intake_teacher",
        Mid = "mid",
        Final = "final",
        Aftercare = "aftercare",
        FollowUp = "follow_up",
        Teacher = "teacher",
    }
}

text_enum! {
    /// How an evaluation stands. `amended`: final, and corrected since.
    EvaluationStatus { Draft = "draft", Final = "final", Amended = "amended" }
}

text_enum! {
    /// With which status an evaluation can be added.
    NewEvaluationStatus { Draft = "draft", Final = "final" }
}

text_enum! {
    /// What came of it. Only a teacher can decline or not respond.
    EvaluationOutcome { Answered = "answered", Declined = "declined", NoResponse = "no_response" }
}

text_enum! {
    /// What was decided at the mid evaluation: more visits, on to closing, or that it counts as the final evaluation.
    MidDecision { Extend = "extend", Close = "close", TakeAsFinal = "take_as_final" }
}

/// A parent's score of a goal: a smiley from 1 (very sad) to the size of the questionnaire's scale.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct GoalScore {
    /// A goal that is or was in the plan.
    #[schema(minimum = 1, maximum = 99, example = 2)]
    pub goal: i32,
    #[schema(minimum = 1, maximum = 10, example = 4)]
    pub score: i16,
    /// Which parent gave it.
    pub given_by: ParentId,
}

/// The members of an evaluation that can be edited. What is needed follows from its kind and status.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct EvaluationFields {
    /// The day on which it was held; today or earlier, not before the trajectory's start. Needed to be final.
    pub held_on: Option<NaiveDate>,
    /// Who held it with the parents, holding licence A on `heldOn` (gate G1). Needed to be final, but for a teacher's own
    /// evaluation.
    pub practitioner_id: Option<PractitionerId>,
    /// Only a teacher's evaluation can be other than `answered`; then there are no answers.
    #[serde(default = "answered")]
    pub outcome: EvaluationOutcome,
    /// Question code → answer, as the questionnaire's version asks; a draft may be incomplete.
    #[schema(value_type = Object, additional_properties = true, example = json!({}))]
    #[serde(default)]
    pub answers: Map<String, Value>,
    /// At mid, final, aftercare and follow-up; each goal once per parent.
    #[schema(max_items = 60)]
    #[serde(default)]
    pub goal_scores: Vec<GoalScore>,
    /// Of a mid evaluation, which needs it to be final.
    pub decision: Option<MidDecision>,
    /// How many visits more, with the decision `extend`; four to six is usual.
    #[schema(minimum = 1, maximum = 30, example = json!(null))]
    pub extra_visits: Option<i32>,
    /// Free text for the performers and the project leader; never shown to integrations.
    #[schema(min_length = 1, max_length = 4000, example = "Moeder wil graag doorgaan met lezen.")]
    pub remarks: Option<String>,
}

fn answered() -> EvaluationOutcome {
    EvaluationOutcome::Answered
}

/// What a new evaluation consists of.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct NewEvaluation {
    pub id: Option<EvaluationId>,
    pub kind: EvaluationKind,
    pub questionnaire_version_id: QuestionnaireVersionId,
    pub child_id: Option<ChildId>,
    #[serde(default = "draft")]
    pub status: NewEvaluationStatus,
    #[serde(flatten)]
    pub fields: EvaluationFields,
}

fn draft() -> NewEvaluationStatus {
    NewEvaluationStatus::Draft
}

/// The members that creation has beside the editable ones.
#[derive(Deserialize, ToSchema)]
#[expect(dead_code, reason = "only its schema is used")]
#[serde(rename_all = "camelCase")]
struct NewEvaluationFrame {
    /// Chosen by the caller, a UUIDv7; made by the service when absent.
    id: Option<EvaluationId>,
    kind: EvaluationKind,
    /// A version of the questionnaire that belongs to the kind, not replaced by `heldOn`.
    questionnaire_version_id: QuestionnaireVersionId,
    /// One of the focus children; needed for `intake_teacher` and `teacher`, and only there.
    child_id: Option<ChildId>,
    /// `draft` (without this member too), or `final` at once.
    #[serde(default = "draft")]
    status: NewEvaluationStatus,
}

impl PartialSchema for NewEvaluation {
    fn schema() -> RefOr<Schema> {
        match (EvaluationFields::schema(), NewEvaluationFrame::schema()) {
            (RefOr::T(Schema::Object(mut whole)), RefOr::T(Schema::Object(frame))) => {
                whole.properties.extend(frame.properties);
                whole.required.extend(frame.required);
                whole.description = Some("An evaluation to begin, or to record at once as final.".into());
                let id = "01980c5e-7d1a-7c32-9d2e-3f6f4f0f9a11";
                whole.example = Some(serde_json::json!({ "kind": "mid", "questionnaireVersionId": id }));
                RefOr::T(Schema::Object(whole))
            }
            (schema, _) => schema,
        }
    }
}

impl ToSchema for NewEvaluation {
    fn name() -> Cow<'static, str> {
        Cow::Borrowed("NewEvaluation")
    }

    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        EvaluationFields::schemas(schemas);
        NewEvaluationFrame::schemas(schemas);
    }
}

/// An evaluation.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Evaluation {
    pub id: EvaluationId,
    pub trajectory_id: TrajectoryId,
    pub family_id: FamilyId,
    pub child_id: Option<ChildId>,
    pub kind: EvaluationKind,
    pub questionnaire_version_id: QuestionnaireVersionId,
    pub status: EvaluationStatus,
    pub outcome: EvaluationOutcome,
    pub held_on: Option<NaiveDate>,
    pub practitioner_id: Option<PractitionerId>,
    /// The licence that it was held under.
    pub licence_id: Option<LicenceId>,
    pub licence_period_id: Option<LicencePeriodId>,
    /// Left out for integrations.
    #[schema(value_type = Option<Object>, additional_properties = true, example = json!({}))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub answers: Option<Map<String, Value>>,
    pub goal_scores: Vec<GoalScore>,
    pub decision: Option<MidDecision>,
    pub extra_visits: Option<i32>,
    /// Left out for integrations.
    #[schema(example = "Moeder wil graag doorgaan met lezen.")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub remarks: Option<String>,
    /// Counts the changes; the ETag is this number in quotes.
    pub version: i32,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

impl Versioned for Evaluation {
    fn version(&self) -> i32 {
        self.version
    }
}

/// How a final evaluation is corrected.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct EvaluationAmendment {
    #[schema(min_length = 1, max_length = 2000, example = "Verkeerde datum ingevuld")]
    pub reason: String,
    /// What the evaluation should say, whole.
    pub content: EvaluationFields,
}

/// What an evaluation said before an amendment.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AmendedEvaluation {
    /// From 1.
    pub number: i32,
    /// Why it was amended.
    #[schema(example = "Verkeerde datum ingevuld")]
    pub reason: String,
    pub before: EvaluationFields,
    pub amended_at: DateTime<Utc>,
}

pub type EvaluationPatch = MergePatch<EvaluationFields>;

//! What a version of a questionnaire holds, in both languages: what is published and the document that is stored.

use diesel::deserialize::FromSqlRow;
use diesel::expression::AsExpression;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;
use utoipa::openapi::schema::{ArrayBuilder, SchemaType, Type};
use utoipa::openapi::{ObjectBuilder, RefOr, Schema};

use crate::db::columns::{jsonb, text_enum};
use crate::features::catalogue::BilingualText;

/// How long an answer in words may be when the question does not say.
pub(super) const USUAL_LENGTH: i32 = 2000;

text_enum! {
    /// The questionnaires of the programme (`domain.md` §5).
    QuestionnaireCode {
        IntakeParent = "intake_parent",
        IntakeTeacher = "intake_teacher",
        Evaluation = "evaluation",
        Aftercare = "aftercare",
        TeacherEvaluation = "teacher_evaluation",
    }
}

text_enum! {
    /// What a question asks for. Its answer is: `smiley` an integer from 1 (very sad) to the questionnaire's `scale`;
    /// `choice` the value of an option; `multiple_choice` an array of values of options, each once; `yes_no` true or
    /// false; `number` a number; `date` a text `yyyy-mm-dd`; `text` a text.
    QuestionType {
        Smiley = "smiley",
        Choice = "choice",
        MultipleChoice = "multiple_choice",
        YesNo = "yes_no",
        Number = "number",
        Date = "date",
        Text = "text",
    }
}

/// A version's content.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, AsExpression, FromSqlRow)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[diesel(sql_type = diesel::sql_types::Jsonb)]
pub struct QuestionnaireContent {
    pub title: BilingualText,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub introduction: Option<BilingualText>,
    pub scale: i32,
    pub questions: Vec<QuestionContent>,
}
jsonb!(QuestionnaireContent);

/// A question, in both languages.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({ "code": "reads_together", "type": "yes_no", "required": true,
    "text": { "nl": "Leest u weleens samen met uw kind?", "en": "Do you sometimes read together with your child?" } }))]
pub struct QuestionContent {
    /// Once per questionnaire; answers are kept under it.
    #[schema(max_length = 50, pattern = "^[a-z][a-z0-9_]*$", example = "reads_together")]
    pub code: String,
    #[serde(rename = "type")]
    pub kind: QuestionType,
    pub text: BilingualText,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hint: Option<BilingualText>,
    /// Whether it must be answered, when it is asked, for the answers to be complete.
    pub required: bool,
    /// Of `choice` and `multiple_choice`, at least two; of no other type.
    #[schema(max_items = 30)]
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<QuestionOptionContent>,
    /// Of `number`: not below this.
    #[schema(minimum = -1_000_000_000, maximum = 1_000_000_000)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub minimum: Option<i32>,
    /// Of `number`: not above this.
    #[schema(minimum = -1_000_000_000, maximum = 1_000_000_000)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub maximum: Option<i32>,
    /// Of `text`: how many characters at most, 2000 when absent.
    #[schema(minimum = 1, maximum = 4000)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_length: Option<i32>,
    /// When it is asked; always when absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub condition: Option<QuestionCondition>,
}

/// An option, in both languages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct QuestionOptionContent {
    /// What the answer is; once per question.
    #[schema(max_length = 50, pattern = "^[a-z0-9][a-z0-9_]*$", example = "every_day")]
    pub value: String,
    pub text: BilingualText,
}

/// A question is asked when an earlier one is asked too and was answered with one of these values; of a multiple choice,
/// when one of these was among the chosen.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({ "question": "reads_together", "oneOf": [false] }))]
pub struct QuestionCondition {
    /// The code of an earlier question.
    #[schema(max_length = 50, pattern = "^[a-z][a-z0-9_]*$", example = "reads_together")]
    pub question: String,
    /// Values that an answer to that question can have.
    #[schema(schema_with = scalars)]
    pub one_of: Vec<Value>,
}

fn scalars() -> RefOr<Schema> {
    let scalar = ObjectBuilder::new().schema_type(SchemaType::from_iter([Type::String, Type::Number, Type::Boolean]));
    ArrayBuilder::new()
        .description(Some("Values that an answer to that question can have"))
        .items(scalar)
        .min_items(Some(1))
        .max_items(Some(30))
        .into()
}

impl QuestionContent {
    /// How many characters an answer in words may have.
    pub(super) fn longest(&self) -> i32 {
        self.max_length.unwrap_or(USUAL_LENGTH)
    }
}

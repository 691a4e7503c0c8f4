//! Questionnaires as callers see them, in one language.

use chrono::NaiveDate;
use diesel::Queryable;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::content::{
    QuestionCondition, QuestionContent, QuestionOptionContent, QuestionType, QuestionnaireCode, QuestionnaireContent,
};
use crate::context::Language;
use crate::features::catalogue::BilingualText;
use crate::http::New;
use crate::ids::QuestionnaireVersionId;

/// A version of a questionnaire, as stored.
#[derive(Debug, Clone, Queryable)]
pub struct Questionnaire {
    pub id: QuestionnaireVersionId,
    pub code: QuestionnaireCode,
    pub version: i32,
    pub published_on: NaiveDate,
    pub content: QuestionnaireContent,
    /// The day on which the next version was published.
    pub retired_on: Option<NaiveDate>,
}

/// Which questionnaires.
#[derive(Debug, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(rename_all = "camelCase")]
pub struct QuestionnaireFilter {
    /// Only the versions of this questionnaire.
    #[serde(default)]
    pub code: Option<QuestionnaireCode>,
    /// `true`: only the newest version of each; `false`: only those that were replaced.
    #[serde(default)]
    pub current: Option<bool>,
}

/// What the next version of a questionnaire consists of, in both languages.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({
    "code": "aftercare", "scale": 5,
    "title": { "nl": "Nazorg", "en": "Aftercare" },
    "introduction": { "nl": "Hoe gaat het nu bij u thuis?", "en": "How are things at home now?" },
    "questions": [
        { "code": "reading_now", "type": "smiley", "required": true,
            "text": { "nl": "Hoe gaat het samen lezen?", "en": "How does reading together go?" } },
        { "code": "reading_stopped_because", "type": "text", "required": false, "maxLength": 500,
            "text": { "nl": "Wat maakt het lastig?", "en": "What makes it hard?" },
            "condition": { "question": "reading_now", "oneOf": [1, 2] } }
    ]
}))]
pub struct QuestionnaireFields {
    pub code: QuestionnaireCode,
    pub title: BilingualText,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub introduction: Option<BilingualText>,
    /// How many smileys there are to choose from.
    #[schema(minimum = 2, maximum = 10, example = 5)]
    pub scale: i32,
    /// In the order in which they are asked.
    #[schema(min_items = 1, max_items = 200)]
    pub questions: Vec<QuestionContent>,
}

/// A new version.
pub type NewQuestionnaire = New<QuestionnaireFields>;

/// A version of a questionnaire.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Questionnaire)]
pub struct QuestionnaireView {
    pub id: QuestionnaireVersionId,
    pub code: QuestionnaireCode,
    /// Counts the versions of this questionnaire.
    #[schema(minimum = 1)]
    pub version: i32,
    pub published_on: NaiveDate,
    /// The day on which the next version was published; `null` for the newest. What was held before that day may still be
    /// recorded on this version.
    pub retired_on: Option<NaiveDate>,
    #[schema(example = "Nazorg")]
    pub title: String,
    /// What to say before the first question.
    #[schema(example = "Hoe gaat het nu bij u thuis?")]
    pub introduction: Option<String>,
    /// How many smileys there are: a smiley is answered with 1 (very sad) up to this.
    #[schema(minimum = 2, maximum = 10, example = 5)]
    pub scale: i32,
    /// In the order in which they are asked.
    pub questions: Vec<Question>,
}

/// A question.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(example = json!({ "code": "reads_together", "type": "yes_no", "text": "Leest u weleens samen met uw kind?",
    "hint": null, "required": true, "options": [], "minimum": null, "maximum": null, "maxLength": null,
    "condition": null }))]
pub struct Question {
    /// Answers are kept under it.
    #[schema(example = "reads_together")]
    pub code: String,
    #[serde(rename = "type")]
    pub kind: QuestionType,
    pub text: String,
    pub hint: Option<String>,
    /// Whether it must be answered, when it is asked, for the answers to be complete.
    pub required: bool,
    /// Of `choice` and `multiple_choice`; empty for every other type.
    pub options: Vec<QuestionOption>,
    /// Of `number`: not below this.
    pub minimum: Option<i32>,
    /// Of `number`: not above this.
    pub maximum: Option<i32>,
    /// Of `text`: how many characters at most.
    pub max_length: Option<i32>,
    /// When it is asked; always when `null`.
    pub condition: Option<QuestionCondition>,
}

/// An option.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct QuestionOption {
    /// What the answer is.
    #[schema(example = "every_day")]
    pub value: String,
    #[schema(example = "Elke dag")]
    pub text: String,
}

impl QuestionnaireFields {
    pub(super) fn into_content(self) -> (QuestionnaireCode, QuestionnaireContent) {
        let Self { code, title, introduction, scale, questions } = self;
        (code, QuestionnaireContent { title, introduction, scale, questions })
    }
}

impl QuestionnaireView {
    pub(super) fn new(questionnaire: Questionnaire, language: Language) -> Self {
        let Questionnaire { id, code, version, published_on, content, retired_on } = questionnaire;
        Self {
            id,
            code,
            version,
            published_on,
            retired_on,
            title: said(content.title, language),
            introduction: content.introduction.map(|text| said(text, language)),
            scale: content.scale,
            questions: content.questions.into_iter().map(|question| Question::new(question, language)).collect(),
        }
    }
}

impl Question {
    fn new(question: QuestionContent, language: Language) -> Self {
        let max_length = (question.kind == QuestionType::Text).then(|| question.longest());
        Self {
            code: question.code,
            kind: question.kind,
            text: said(question.text, language),
            hint: question.hint.map(|hint| said(hint, language)),
            required: question.required,
            options: question.options.into_iter().map(|option| QuestionOption::new(option, language)).collect(),
            minimum: question.minimum,
            maximum: question.maximum,
            max_length,
            condition: question.condition,
        }
    }
}

impl QuestionOption {
    fn new(option: QuestionOptionContent, language: Language) -> Self {
        Self { value: option.value, text: said(option.text, language) }
    }
}

fn said(text: BilingualText, language: Language) -> String {
    language.of((text.nl, text.en))
}

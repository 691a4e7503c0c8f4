//! What an edition holds, in both languages: the body that publishes it and the document that is stored.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::db::columns::text_enum;

/// A text in Dutch and English.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BilingualText {
    #[schema(min_length = 1, max_length = 2000, example = "Leerhouding")]
    pub nl: String,
    #[schema(min_length = 1, max_length = 2000, example = "Learning attitude")]
    pub en: String,
}

text_enum! {
    /// Supporting education, or parenting.
    GoalArea { Education = "education", Parenting = "parenting" }
}

text_enum! {
    /// The colour that a goal has in the materials.
    GoalColour { Purple = "purple", Pink = "pink", Orange = "orange", Green = "green" }
}

/// A new edition of the goals.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewGoalCatalogue {
    #[schema(min_items = 1, max_items = 30)]
    pub goals: Vec<GoalContent>,
}

/// A goal, in both languages.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct GoalContent {
    /// Its number, once per edition.
    #[schema(minimum = 1, maximum = 99)]
    pub goal: i32,
    /// Once per edition.
    #[schema(max_length = 50, pattern = "^[a-z][a-z0-9_]*$", example = "learning_attitude")]
    pub code: String,
    pub area: GoalArea,
    pub colour: GoalColour,
    pub title: BilingualText,
    pub description: BilingualText,
    #[schema(min_items = 1, max_items = 30)]
    pub subgoals: Vec<SubgoalContent>,
}

/// A sub-goal, in both languages.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SubgoalContent {
    /// The goal's number, a dot, and its own; once per edition.
    #[schema(max_length = 5, pattern = "^[1-9][0-9]?\\.[1-9][0-9]?$", example = "1.1")]
    pub subgoal: String,
    pub title: BilingualText,
    pub description: BilingualText,
    pub tailor_to_motivation: bool,
    pub tailor_to_situation: bool,
    pub solution_focused: bool,
}

text_enum! {
    /// The phase that a step belongs to.
    StepPhase { Alignment = "alignment", GoalWork = "goal_work", Closing = "closing", Aftercare = "aftercare" }
}

text_enum! {
    /// Who is present at a step.
    StepAttendance { Parents = "parents", Family = "family" }
}

text_enum! {
    /// How a step is usually held.
    StepMode { Home = "home", School = "school", Phone = "phone", Video = "video", Elsewhere = "elsewhere" }
}

/// How long a visit usually takes, in minutes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ExpectedLength {
    #[schema(minimum = 1, maximum = 600)]
    pub from_minutes: i32,
    /// Not less than `fromMinutes`.
    #[schema(minimum = 1, maximum = 600)]
    pub until_minutes: i32,
}

/// A time after an event: weeks or months, not both.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct StepDelay {
    #[schema(minimum = 1, maximum = 520, example = 5)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub weeks: Option<i32>,
    // Without an example of its own the generated one would hold both.
    #[schema(minimum = 1, maximum = 120, example = json!(null))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub months: Option<i32>,
}

/// When a step is due, counted from another step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct StepDue {
    /// The code of the step that it is counted from.
    #[schema(max_length = 50, pattern = "^[a-z][a-z0-9_]*$", example = "final_evaluation")]
    pub event: String,
    pub from: StepDelay,
    /// In the same unit as `from`, and not earlier.
    pub until: StepDelay,
}

/// Where the practitioner's handbook explains a step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct HandbookReference {
    #[schema(min_length = 1, max_length = 200, example = "Afstemmingsfase: intakegesprek")]
    pub chapter: String,
}

/// A new edition of the steps.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewStepCatalogue {
    #[schema(min_items = 1, max_items = 60)]
    pub steps: Vec<StepContent>,
}

/// A step, in both languages.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct StepContent {
    /// Once per edition.
    #[schema(max_length = 50, pattern = "^[a-z][a-z0-9_]*$", example = "intake")]
    pub code: String,
    pub phase: StepPhase,
    /// Its place in the trajectory, once per edition.
    #[schema(minimum = 1, maximum = 99)]
    pub order: i32,
    pub title: BilingualText,
    #[schema(min_items = 1, max_items = 2)]
    pub attendance: Vec<StepAttendance>,
    pub mode: StepMode,
    pub counts_as_home_visit: bool,
    pub repeats: bool,
    pub expected_length: Option<ExpectedLength>,
    pub due_after: Option<StepDue>,
    pub handbook: HandbookReference,
    #[schema(max_items = 20)]
    pub hints: Vec<BilingualText>,
}

/// A new edition of the contra-indications.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewContraIndicationCatalogue {
    #[schema(min_items = 1, max_items = 60)]
    pub contra_indications: Vec<ContraIndicationContent>,
}

/// A contra-indication, in both languages.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ContraIndicationContent {
    /// Once per edition.
    #[schema(max_length = 50, pattern = "^[a-z][a-z0-9_]*$", example = "high_stress")]
    pub code: String,
    pub title: BilingualText,
    pub description: BilingualText,
    /// What to do instead, or first.
    pub follow_up: BilingualText,
}

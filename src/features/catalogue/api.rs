//! The catalogue as callers see it, in one language.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::content::{
    BilingualText, ContraIndicationContent, ExpectedLength, GoalArea, GoalColour, GoalContent, HandbookReference,
    NewContraIndicationCatalogue, NewGoalCatalogue, NewStepCatalogue, StepAttendance, StepContent, StepDue, StepMode,
    StepPhase, SubgoalContent,
};
use crate::context::Language;
use crate::http::Versioned;

/// An edition's number, day and content, as stored.
#[derive(Debug)]
pub struct Edition<C> {
    pub edition: i32,
    pub published_on: NaiveDate,
    pub content: C,
}

/// Which edition.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct EditionQuery {
    /// The edition; the newest when absent.
    #[param(minimum = 1, maximum = 100000)]
    #[serde(default)]
    pub edition: Option<i32>,
}

/// The goals of the programme, in one edition.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct GoalCatalogue {
    pub edition: i32,
    pub published_on: NaiveDate,
    pub goals: Vec<CatalogueGoal>,
}

/// A goal for the parent.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CatalogueGoal {
    pub goal: i32,
    #[schema(example = "learning_attitude")]
    pub code: String,
    pub area: GoalArea,
    pub colour: GoalColour,
    pub title: String,
    pub description: String,
    pub subgoals: Vec<CatalogueSubgoal>,
}

/// A skill within a goal.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CatalogueSubgoal {
    #[schema(example = "1.1")]
    pub subgoal: String,
    pub title: String,
    pub description: String,
    /// Where tailoring to the parent's motivation matters most.
    pub tailor_to_motivation: bool,
    /// Where tailoring to the family's situation matters most.
    pub tailor_to_situation: bool,
    /// Where solution-focused techniques matter most.
    pub solution_focused: bool,
}

/// The steps of a trajectory, in one edition.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct StepCatalogue {
    pub edition: i32,
    pub published_on: NaiveDate,
    pub steps: Vec<CatalogueStep>,
}

/// A step of a trajectory.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CatalogueStep {
    #[schema(example = "intake")]
    pub code: String,
    pub phase: StepPhase,
    pub order: i32,
    pub title: String,
    pub attendance: Vec<StepAttendance>,
    pub mode: StepMode,
    /// Whether it is one of the home visits that the programme counts.
    pub counts_as_home_visit: bool,
    pub repeats: bool,
    pub expected_length: Option<ExpectedLength>,
    pub due_after: Option<StepDue>,
    pub handbook: HandbookReference,
    /// Practical tips for the practitioner.
    pub hints: Vec<String>,
}

/// The contra-indications, in one edition.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ContraIndicationCatalogue {
    pub edition: i32,
    pub published_on: NaiveDate,
    pub contra_indications: Vec<ContraIndication>,
}

/// A reason not to start, or not now.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ContraIndication {
    #[schema(example = "high_stress")]
    pub code: String,
    pub title: String,
    pub description: String,
    /// What to do instead, or first.
    pub follow_up: String,
}

impl BilingualText {
    fn into_language(self, language: Language) -> String {
        language.of((self.nl, self.en))
    }
}

impl GoalCatalogue {
    pub(super) fn new(edition: Edition<NewGoalCatalogue>, language: Language) -> Self {
        let Edition { edition, published_on, content } = edition;
        let goals = content.goals.into_iter().map(|goal| CatalogueGoal::new(goal, language)).collect();
        Self { edition, published_on, goals }
    }
}

impl CatalogueGoal {
    fn new(goal: GoalContent, language: Language) -> Self {
        Self {
            goal: goal.goal,
            code: goal.code,
            area: goal.area,
            colour: goal.colour,
            title: goal.title.into_language(language),
            description: goal.description.into_language(language),
            subgoals: goal.subgoals.into_iter().map(|subgoal| CatalogueSubgoal::new(subgoal, language)).collect(),
        }
    }
}

impl CatalogueSubgoal {
    fn new(subgoal: SubgoalContent, language: Language) -> Self {
        Self {
            subgoal: subgoal.subgoal,
            title: subgoal.title.into_language(language),
            description: subgoal.description.into_language(language),
            tailor_to_motivation: subgoal.tailor_to_motivation,
            tailor_to_situation: subgoal.tailor_to_situation,
            solution_focused: subgoal.solution_focused,
        }
    }
}

impl StepCatalogue {
    pub(super) fn new(edition: Edition<NewStepCatalogue>, language: Language) -> Self {
        let Edition { edition, published_on, content } = edition;
        let steps = content.steps.into_iter().map(|step| CatalogueStep::new(step, language)).collect();
        Self { edition, published_on, steps }
    }
}

impl CatalogueStep {
    fn new(step: StepContent, language: Language) -> Self {
        Self {
            code: step.code,
            phase: step.phase,
            order: step.order,
            title: step.title.into_language(language),
            attendance: step.attendance,
            mode: step.mode,
            counts_as_home_visit: step.counts_as_home_visit,
            repeats: step.repeats,
            expected_length: step.expected_length,
            due_after: step.due_after,
            handbook: step.handbook,
            hints: step.hints.into_iter().map(|hint| hint.into_language(language)).collect(),
        }
    }
}

impl ContraIndicationCatalogue {
    pub(super) fn new(edition: Edition<NewContraIndicationCatalogue>, language: Language) -> Self {
        let Edition { edition, published_on, content } = edition;
        let contra_indications =
            content.contra_indications.into_iter().map(|one| ContraIndication::new(one, language)).collect();
        Self { edition, published_on, contra_indications }
    }
}

impl ContraIndication {
    fn new(one: ContraIndicationContent, language: Language) -> Self {
        Self {
            code: one.code,
            title: one.title.into_language(language),
            description: one.description.into_language(language),
            follow_up: one.follow_up.into_language(language),
        }
    }
}

/// An edition never changes, so its number is its version.
impl Versioned for GoalCatalogue {
    fn version(&self) -> i32 {
        self.edition
    }
}

impl Versioned for StepCatalogue {
    fn version(&self) -> i32 {
        self.edition
    }
}

impl Versioned for ContraIndicationCatalogue {
    fn version(&self) -> i32 {
        self.edition
    }
}

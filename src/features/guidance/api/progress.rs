//! Where a trajectory stands, and how it keeps to the programme.

use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

use crate::context::Language;
use crate::features::catalogue::StepContent;
use crate::features::guidance::rules::facts::Facts;
use crate::features::guidance::rules::fidelity::{EDITION, GUIDELINES, Guideline, GuidelineOutcome};
use crate::features::guidance::rules::steps::{StepState, StepStatus};
use crate::features::trajectories::{TrajectoryPhase, TrajectoryStatus};
use crate::ids::TrajectoryId;

/// A step of a trajectory, as it stands today.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct TrajectoryStep {
    #[schema(example = "intake")]
    pub code: String,
    pub phase: TrajectoryPhase,
    pub title: String,
    pub status: StepStatus,
    /// When it should be done, counted from what happened.
    pub due_from: Option<NaiveDate>,
    pub due_until: Option<NaiveDate>,
    /// The first day on which it was done.
    pub done_on: Option<NaiveDate>,
    /// The first day for which it is planned.
    pub planned_on: Option<NaiveDate>,
    /// How often it was done.
    #[schema(minimum = 0)]
    pub times: usize,
    /// Whether it is meant to be done more than once.
    pub repeats: bool,
    /// The chapter of the practitioner's handbook.
    #[schema(example = "Afstemmingsfase: intakegesprek")]
    pub handbook: String,
    /// Practical tips. Beside an evaluation that is to come also how many signals are open; never for integrations.
    pub hints: Vec<String>,
}

impl TrajectoryStep {
    fn new(state: StepState, step: &StepContent, language: Language, for_people: bool) -> Self {
        let text = |text: &crate::features::catalogue::BilingualText| language.of((text.nl.clone(), text.en.clone()));
        let mut hints: Vec<String> = step.hints.iter().map(text).collect();
        if for_people && state.open_signals > 0 {
            hints.push(language.of(open_signals(state.open_signals)));
        }
        Self {
            code: state.code,
            phase: state.phase,
            title: text(&step.title),
            status: state.status,
            due_from: state.due_from,
            due_until: state.due_until,
            done_on: state.done_on,
            planned_on: state.planned_on,
            times: state.times,
            repeats: step.repeats,
            handbook: step.handbook.chapter.clone(),
            hints,
        }
    }
}

/// The hint that signals are open, in Dutch and English.
fn open_signals(number: usize) -> (String, String) {
    if number == 1 {
        return ("Er staat nog één signaal open.".to_owned(), "There is one open signal.".to_owned());
    }
    (format!("Er staan nog {number} signalen open."), format!("There are {number} open signals."))
}

/// The steps of a trajectory, in their order.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Steps {
    pub trajectory_id: TrajectoryId,
    pub phase: TrajectoryPhase,
    pub status: TrajectoryStatus,
    /// The day that statuses are about.
    pub on: NaiveDate,
    pub items: Vec<TrajectoryStep>,
}

impl Steps {
    pub(in crate::features::guidance) fn new(
        trajectory_id: TrajectoryId,
        facts: &Facts,
        states: Vec<StepState>,
        catalogue: &[StepContent],
        (language, for_people): (Language, bool),
    ) -> Self {
        let shown = |state: StepState| {
            let step = catalogue.iter().find(|step| step.code == state.code)?;
            Some(TrajectoryStep::new(state, step, language, for_people))
        };
        let items = states.into_iter().filter_map(shown).collect();
        Self { trajectory_id, phase: facts.phase, status: facts.status, on: facts.today, items }
    }
}

/// A guideline, as it was kept in a trajectory.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct GuidelineReport {
    #[schema(example = "goal_count")]
    pub code: String,
    /// What the guideline says.
    pub title: String,
    pub outcome: GuidelineOutcome,
    /// What it looked at; its members belong to the guideline.
    #[schema(value_type = Object, additional_properties = true, example = json!({ "goals": 4, "from": 3, "until": 5 }))]
    pub evidence: serde_json::Value,
    /// The outcome in words, and what was found against what is asked.
    #[schema(example = "Gevolgd. Doelen in het plan: 4. Gevraagd: 3 tot en met 5.")]
    pub explanation: String,
    /// The section of the programme's published description.
    #[schema(example = "§1.3")]
    pub source: String,
    /// Why it was departed from, when somebody noted that. Left out for integrations.
    #[schema(example = json!(null))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub departure_reason: Option<String>,
}

impl GuidelineReport {
    fn new(guideline: &Guideline, facts: &Facts, language: Language, for_people: bool) -> Self {
        let judgement = (guideline.judge)(facts);
        let departure = facts.departed(guideline.code);
        let title = language.of(guideline.title);
        let says = language.of(match judgement.outcome {
            GuidelineOutcome::Met => ("Gevolgd", "Kept"),
            GuidelineOutcome::NotMet if departure.is_some() => {
                ("Niet gevolgd, met een reden", "Not kept, with a reason")
            }
            GuidelineOutcome::NotMet => ("Niet gevolgd", "Not kept"),
            GuidelineOutcome::Pending => ("Nog niet te zeggen", "Too early to say"),
            GuidelineOutcome::NotApplicable => ("Niet van toepassing", "Does not apply"),
        });
        Self {
            code: guideline.code.to_owned(),
            title: title.to_owned(),
            outcome: judgement.outcome,
            evidence: judgement.evidence,
            explanation: format!("{says}. {}", language.of(judgement.finding)),
            source: guideline.source.to_owned(),
            departure_reason: departure.map(|note| note.reason.clone()).filter(|_| for_people),
        }
    }
}

/// How a trajectory keeps to the programme.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Fidelity {
    pub trajectory_id: TrajectoryId,
    /// Which set of guidelines.
    #[schema(example = "2026-2")]
    pub edition: String,
    /// The day that it is about.
    pub on: NaiveDate,
    pub guidelines: Vec<GuidelineReport>,
}

impl Fidelity {
    pub(in crate::features::guidance) fn new(
        trajectory_id: TrajectoryId,
        facts: &Facts,
        language: Language,
        for_people: bool,
    ) -> Self {
        let report = |guideline: &Guideline| GuidelineReport::new(guideline, facts, language, for_people);
        let guidelines = GUIDELINES.iter().map(report).collect();
        Self { trajectory_id, edition: EDITION.to_owned(), on: facts.today, guidelines }
    }
}

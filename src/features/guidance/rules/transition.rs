//! The state machine of a trajectory (gates G3 and G5): alignment, goal work, closing, aftercare, in this order. It can
//! pause, and be discontinued from any phase before completion; closing goes back to goal work as an extension, and what
//! ended can be reopened. Whatever is not met is named, all of it.

use chrono::NaiveDate;

use super::facts::{Facts, VisitFact};
use crate::db::columns::text_enum;
use crate::features::consents::all_withdrawn_since;
use crate::features::evaluations::{EvaluationKind, is_of_guidance};
use crate::features::trajectories::{TrajectoryPhase as Phase, TrajectoryStatus as Status};

text_enum! {
    /// Where a transition leads: into a phase, or to a status. `completed` ends the guidance and begins aftercare;
    /// `active` resumes what is paused and reopens what has ended.
    TransitionTarget {
        GoalWork = "goal_work",
        Closing = "closing",
        Completed = "completed",
        Paused = "paused",
        Active = "active",
        Discontinued = "discontinued",
    }
}

text_enum! {
    /// What a transition still lacks.
    UnmetCode {
        WrongPhase = "wrong_phase",
        WrongStatus = "wrong_status",
        ReasonNeeded = "reason_needed",
        AgreedPlan = "agreed_plan",
        FinalEvaluation = "final_evaluation",
        ClosingActivity = "closing_activity",
        FinalEvaluationDone = "final_evaluation_done",
        InFuture = "in_future",
        BeforeStart = "before_start",
        BeforeLastTransition = "before_last_transition",
        BeforePlan = "before_plan",
        BeforeFinalEvaluation = "before_final_evaluation",
        BeforeClosingActivity = "before_closing_activity",
        AfterwardsHeld = "afterwards_held",
        ParticipationWithdrawn = "participation_withdrawn",
        FamilyHasRunningTrajectory = "family_has_running_trajectory",
    }
}

/// One thing that is not met, and the day that it is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unmet {
    pub code: UnmetCode,
    pub day: Option<NaiveDate>,
}

/// How a trajectory stands.
pub type State = (Phase, Status);

/// What is asked.
#[derive(Debug, Clone, Copy)]
pub struct Ask {
    pub to: TransitionTarget,
    pub on: NaiveDate,
    /// Whether it says why.
    pub has_reason: bool,
}

/// What a transition rests on.
#[derive(Debug, Clone, Copy, Default)]
pub struct Basis {
    pub today: NaiveDate,
    pub started_on: NaiveDate,
    pub last_moved_on: Option<NaiveDate>,
    /// The first day on which a plan of at least one goal was agreed.
    pub plan_agreed_on: Option<NaiveDate>,
    pub final_on: Option<NaiveDate>,
    pub closing_activity_on: Option<NaiveDate>,
    /// The phase in which the guidance ended.
    pub ended_in: Option<Phase>,
    /// The last day on which something of the guidance itself happened: a visit that was held or missed, an evaluation, a
    /// plan that was agreed.
    pub last_recorded_on: Option<NaiveDate>,
    /// The last day of aftercare.
    pub last_aftercare_on: Option<NaiveDate>,
    /// Whether another trajectory of the family is under guidance; looked up for reopening only (gate G4).
    pub another_runs: bool,
    /// Since when no parent who had agreed to take part does so any more. What is not recorded is no withdrawal.
    pub participation_withdrawn_on: Option<NaiveDate>,
}

impl Basis {
    pub fn of(facts: &Facts) -> Self {
        let ended = facts.moves.iter().rev().find(|moved| moved.to.1.is_closed());
        let visited = |of_aftercare: bool| {
            let visits = facts.visits.iter().filter(move |visit| visit.is_of_aftercare() == of_aftercare);
            visits.filter_map(VisitFact::happened)
        };
        let evaluated = |fits: fn(EvaluationKind) -> bool| {
            facts.evaluations.iter().filter(move |one| fits(one.kind)).map(|one| one.held_on)
        };
        let agreed = facts.plans.iter().map(|plan| plan.agreed_on);
        let aftercare = |kind| matches!(kind, EvaluationKind::Aftercare | EvaluationKind::FollowUp);
        Self {
            today: facts.today,
            started_on: facts.started_on,
            last_moved_on: facts.moves.last().map(|moved| moved.on),
            plan_agreed_on: facts.plans.iter().filter(|plan| !plan.goals.is_empty()).map(|plan| plan.agreed_on).min(),
            final_on: facts.final_on(),
            closing_activity_on: facts.closing_activity_on(),
            ended_in: ended.map(|moved| moved.from.0),
            last_recorded_on: visited(false).chain(evaluated(is_of_guidance)).chain(agreed).max(),
            last_aftercare_on: visited(true).chain(evaluated(aftercare)).max(),
            another_runs: false,
            participation_withdrawn_on: all_withdrawn_since(facts.today, &facts.participation),
        }
    }
}

/// How the trajectory stands after what is asked, or everything that is not met.
pub fn decide((phase, status): State, ask: Ask, basis: &Basis) -> Result<State, Vec<Unmet>> {
    let mut unmet = Vec::new();
    let mut need = |met: bool, code: UnmetCode, day: Option<NaiveDate>| {
        if !met {
            unmet.push(Unmet { code, day });
        }
    };
    let not_before = |day: Option<NaiveDate>| day.is_none_or(|day| ask.on >= day);
    // A step forward is judged by its own day, as everything that is registered later; reopening is for the days to come.
    let withdrawn_on = basis.participation_withdrawn_on;
    let agreed_then = withdrawn_on.is_none_or(|day| ask.on < day);
    let next = match ask.to {
        TransitionTarget::GoalWork => {
            let extension = phase == Phase::Closing;
            need(phase == Phase::Alignment || extension, UnmetCode::WrongPhase, None);
            need(status == Status::Active, UnmetCode::WrongStatus, None);
            if extension {
                need(ask.has_reason, UnmetCode::ReasonNeeded, None);
                need(basis.final_on.is_none(), UnmetCode::FinalEvaluationDone, basis.final_on);
            } else {
                need(basis.plan_agreed_on.is_some(), UnmetCode::AgreedPlan, None);
                need(not_before(basis.plan_agreed_on), UnmetCode::BeforePlan, basis.plan_agreed_on);
                need(agreed_then, UnmetCode::ParticipationWithdrawn, withdrawn_on);
            }
            (Phase::GoalWork, Status::Active)
        }
        TransitionTarget::Closing => {
            need(phase == Phase::GoalWork, UnmetCode::WrongPhase, None);
            need(status == Status::Active, UnmetCode::WrongStatus, None);
            need(agreed_then, UnmetCode::ParticipationWithdrawn, withdrawn_on);
            (Phase::Closing, Status::Active)
        }
        TransitionTarget::Completed => {
            need(phase == Phase::Closing, UnmetCode::WrongPhase, None);
            need(status == Status::Active, UnmetCode::WrongStatus, None);
            for lack in completion_lacks(ask.on, basis) {
                need(false, lack.code, lack.day);
            }
            (Phase::Aftercare, Status::Completed)
        }
        TransitionTarget::Paused => {
            need(status == Status::Active, UnmetCode::WrongStatus, None);
            (phase, Status::Paused)
        }
        TransitionTarget::Active if status == Status::Paused => (phase, Status::Active),
        TransitionTarget::Active => {
            need(status.is_closed(), UnmetCode::WrongStatus, None);
            need(ask.has_reason, UnmetCode::ReasonNeeded, None);
            need(withdrawn_on.is_none(), UnmetCode::ParticipationWithdrawn, withdrawn_on);
            need(!basis.another_runs, UnmetCode::FamilyHasRunningTrajectory, None);
            need(not_before(basis.last_aftercare_on), UnmetCode::AfterwardsHeld, basis.last_aftercare_on);
            (basis.ended_in.unwrap_or(phase), Status::Active)
        }
        TransitionTarget::Discontinued => {
            need(!status.is_closed(), UnmetCode::WrongStatus, None);
            need(ask.has_reason, UnmetCode::ReasonNeeded, None);
            need(not_before(basis.last_recorded_on), UnmetCode::AfterwardsHeld, basis.last_recorded_on);
            (phase, Status::Discontinued)
        }
    };
    need(ask.on <= basis.today, UnmetCode::InFuture, Some(basis.today));
    need(ask.on >= basis.started_on, UnmetCode::BeforeStart, Some(basis.started_on));
    need(not_before(basis.last_moved_on), UnmetCode::BeforeLastTransition, basis.last_moved_on);
    if unmet.is_empty() { Ok(next) } else { Err(unmet) }
}

/// What a completion on a day lacks: final evaluation (or the mid evaluation taken as one) and closing activity, both no
/// later than it, and nothing of the guidance after it.
pub fn completion_lacks(on: NaiveDate, basis: &Basis) -> Vec<Unmet> {
    let mut lacks = Vec::new();
    let mut need = |met: bool, code: UnmetCode, day: Option<NaiveDate>| {
        if !met {
            lacks.push(Unmet { code, day });
        }
    };
    let not_before = |day: Option<NaiveDate>| day.is_none_or(|day| on >= day);
    need(basis.final_on.is_some(), UnmetCode::FinalEvaluation, None);
    need(not_before(basis.final_on), UnmetCode::BeforeFinalEvaluation, basis.final_on);
    need(basis.closing_activity_on.is_some(), UnmetCode::ClosingActivity, None);
    need(not_before(basis.closing_activity_on), UnmetCode::BeforeClosingActivity, basis.closing_activity_on);
    need(not_before(basis.last_recorded_on), UnmetCode::AfterwardsHeld, basis.last_recorded_on);
    lacks
}

impl Unmet {
    /// What is not met, in Dutch and English.
    pub fn explanation(self) -> (String, String) {
        let day = self.day.map(|day| day.to_string()).unwrap_or_default();
        let (dutch, english): (&str, &str) = match self.code {
            UnmetCode::WrongPhase => (
                "Vanuit deze fase gaat dat niet: afstemming, werken aan doelen, afronding en nazorg volgen elkaar op.",
                "Not from this phase: alignment, goal work, closing and aftercare follow each other.",
            ),
            UnmetCode::WrongStatus => (
                "Bij deze stand gaat dat niet; hervat of heropen het traject eerst met 'active'.",
                "Not in this status; resume or reopen the trajectory first with 'active'.",
            ),
            UnmetCode::ReasonNeeded => ("Geef een reden.", "Give a reason."),
            UnmetCode::AgreedPlan => (
                "Er is nog geen plan met ten minste één doel met de ouders afgesproken.",
                "No plan of at least one goal has been agreed with the parents yet.",
            ),
            UnmetCode::FinalEvaluation => (
                "De eindevaluatie, of een tussenevaluatie die als eindevaluatie geldt, ontbreekt.",
                "The final evaluation, or a mid evaluation that was taken as final, is missing.",
            ),
            UnmetCode::ClosingActivity => (
                "De afsluitende activiteit is niet gehouden; laat haar weg met een reden (departures) als dat zo is afgesproken.",
                "The closing activity was not held; leave it out with a reason (departures) if that is what was agreed.",
            ),
            UnmetCode::FinalEvaluationDone => (
                "De eindevaluatie is al gehouden op {day}; verlengen kan niet meer.",
                "The final evaluation was held already on {day}; extending is not possible any more.",
            ),
            UnmetCode::InFuture => ("Niet later dan vandaag ({day}).", "No later than today ({day})."),
            UnmetCode::BeforeStart => ("Niet voor het begin ({day}).", "Not before the start ({day})."),
            UnmetCode::BeforeLastTransition => {
                ("Niet voor de vorige overgang ({day}).", "Not before the previous transition ({day}).")
            }
            UnmetCode::BeforePlan => {
                ("Niet voordat het plan is afgesproken ({day}).", "Not before the plan was agreed ({day}).")
            }
            UnmetCode::BeforeFinalEvaluation => {
                ("Niet voor de eindevaluatie ({day}).", "Not before the final evaluation ({day}).")
            }
            UnmetCode::BeforeClosingActivity => {
                ("Niet voor de afsluitende activiteit ({day}).", "Not before the closing activity ({day}).")
            }
            UnmetCode::AfterwardsHeld => (
                "Er is daarna nog iets vastgelegd ({day}): een bezoek, een evaluatie of een afgesproken plan.",
                "Something was recorded after that ({day}): a visit, an evaluation or a plan that was agreed.",
            ),
            UnmetCode::FamilyHasRunningTrajectory => (
                "Het gezin heeft een ander traject onder begeleiding. Rond dat eerst af of stop het.",
                "The family has another trajectory under guidance. Complete or discontinue that one first.",
            ),
            UnmetCode::ParticipationWithdrawn => (
                "Alle ouders die met deelname instemden, hebben dat ingetrokken ({day}). Stop het traject, of leg de nieuwe \
                 toestemming vast.",
                "All parents who had agreed to take part have withdrawn that ({day}). Discontinue the trajectory, or record \
                 the new consent.",
            ),
        };
        (dutch.replace("{day}", &day), english.replace("{day}", &day))
    }
}

#[cfg(test)]
mod tests;

//! Where a trajectory stands in its steps (`domain.md` §2). A status is a label of today: overdue never blocks.

use chrono::{Months, NaiveDate, TimeDelta};

use super::facts::Facts;
use super::guidelines::alignment::LONGEST;
use crate::db::columns::text_enum;
use crate::features::catalogue::{StepContent, StepDelay};
use crate::features::evaluations::EvaluationKind;
use crate::features::trajectories::{TrajectoryPhase, TrajectoryStatus};
use crate::features::visits::VisitStatus;

text_enum! {
    /// How a step stands today. `due`: its time has come; `open`: its time is yet to come, or it has none.
    StepStatus {
        Done = "done",
        Planned = "planned",
        Due = "due",
        Overdue = "overdue",
        Open = "open",
        Skipped = "skipped",
    }
}

/// A step of a trajectory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StepState {
    pub code: String,
    pub phase: TrajectoryPhase,
    pub status: StepStatus,
    pub due_from: Option<NaiveDate>,
    pub due_until: Option<NaiveDate>,
    pub done_on: Option<NaiveDate>,
    pub planned_on: Option<NaiveDate>,
    /// How often it was done.
    pub times: usize,
    /// How many signals are still open that this step is the moment to talk about.
    pub open_signals: usize,
}

/// The evaluation that a step is done by; other steps are done by their visits.
fn evaluation_of(code: &str) -> Option<EvaluationKind> {
    match code {
        "mid_evaluation" => Some(EvaluationKind::Mid),
        "final_evaluation" => Some(EvaluationKind::Final),
        "aftercare_contact" => Some(EvaluationKind::Aftercare),
        "follow_up" => Some(EvaluationKind::FollowUp),
        _ => None,
    }
}

/// The days on which a step was done, earliest first.
fn done_days(facts: &Facts, code: &str) -> Vec<NaiveDate> {
    let by_visit = facts.held(code).map(|(day, _)| day);
    match (code, evaluation_of(code)) {
        ("final_evaluation", _) => facts.final_on().into_iter().collect(),
        ("mid_evaluation", Some(kind)) => facts.evaluated(kind).into_iter().collect(),
        (_, Some(kind)) => {
            let mut days: Vec<NaiveDate> = by_visit.chain(facts.evaluated(kind)).collect();
            days.sort_unstable();
            days
        }
        _ => by_visit.collect(),
    }
}

/// The steps of a catalogue, in their order, as they stand in a trajectory.
pub fn steps(catalogue: &[StepContent], facts: &Facts) -> Vec<StepState> {
    let mut ordered: Vec<&StepContent> = catalogue.iter().collect();
    ordered.sort_by_key(|step| step.order);
    let mut states: Vec<StepState> = ordered.iter().map(|step| state(step, facts)).collect();
    mark_next(&mut states, facts);
    states
}

fn state(step: &StepContent, facts: &Facts) -> StepState {
    let phase = TrajectoryPhase::from(step.phase);
    let done = done_days(facts, &step.code);
    let planned = facts.visits.iter().filter(|visit| visit.step == step.code && visit.status == VisitStatus::Planned);
    let planned_on = planned.filter_map(|visit| visit.planned_on).min();
    let (due_from, due_until) = due(step, phase, facts).unzip();
    let over = facts.status == TrajectoryStatus::Discontinued;
    // What repeats goes on while its phase lasts.
    let goes_on = step.repeats && facts.phase == phase && !facts.status.is_closed();
    let ahead = planned_on.is_some_and(|day| day >= facts.today);
    let status = if !done.is_empty() {
        if goes_on && ahead { StepStatus::Planned } else { StepStatus::Done }
    } else if ahead {
        StepStatus::Planned
    } else if facts.left_out(&step.code).is_some() {
        StepStatus::Skipped
    } else if over {
        StepStatus::Open
    } else if due_until.is_some_and(|until| facts.today > until) {
        StepStatus::Overdue
    } else if planned_on.is_some() {
        StepStatus::Planned
    } else if step.due_after.is_some() && due_from.is_some_and(|from| facts.today >= from) {
        StepStatus::Due
    } else {
        StepStatus::Open
    };
    // Evaluating is looking back: other needs that came up are then asked after.
    let looks_back = matches!(step.code.as_str(), "mid_evaluation" | "final_evaluation");
    let ahead_of_it = !matches!(status, StepStatus::Done | StepStatus::Skipped);
    StepState {
        code: step.code.clone(),
        phase,
        status,
        due_from,
        due_until,
        done_on: done.first().copied(),
        planned_on,
        times: done.len(),
        open_signals: if looks_back && ahead_of_it { facts.open_signals } else { 0 },
    }
}

/// The window of a step: counted from what happened, as the catalogue says, or the days of guidance that alignment takes at
/// most, as the guideline counts them.
fn due(step: &StepContent, phase: TrajectoryPhase, facts: &Facts) -> Option<(NaiveDate, NaiveDate)> {
    if let Some(due) = &step.due_after {
        let event = done_days(facts, &due.event).first().copied()?;
        return Some((after(event, &due.from)?, after(event, &due.until)?));
    }
    if phase != TrajectoryPhase::Alignment || step.repeats {
        return None;
    }
    Some((facts.started_on, facts.after_guided_days(facts.started_on, LONGEST)?))
}

fn after(day: NaiveDate, delay: &StepDelay) -> Option<NaiveDate> {
    let whole = |number: i32| u32::try_from(number).ok();
    match (delay.weeks, delay.months) {
        (Some(weeks), _) => day.checked_add_signed(TimeDelta::weeks(whole(weeks)?.into())),
        (None, Some(months)) => day.checked_add_months(Months::new(whole(months)?)),
        (None, None) => Some(day),
    }
}

/// The first step of the present phase that nothing was done about is what is due now.
fn mark_next(states: &mut [StepState], facts: &Facts) {
    if facts.status != TrajectoryStatus::Active {
        return;
    }
    let handled = |status| matches!(status, StepStatus::Done | StepStatus::Skipped);
    let next = states.iter_mut().find(|step| step.phase == facts.phase && !handled(step.status));
    if let Some(step) = next
        && step.status == StepStatus::Open
    {
        step.status = StepStatus::Due;
    }
}

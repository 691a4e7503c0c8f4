//! Each guideline, on a trajectory that kept it and on one that did not.

mod findings;

use chrono::{Days, NaiveDate};
use proptest::prelude::*;

use super::super::facts::{AgreedPlan, EvaluationFact, Facts, Moved, VisitFact};
use super::super::fidelity::{GUIDELINES, GuidelineOutcome, Judgement};
use super::super::steps::{StepStatus, steps};
use super::{alignment, closing, goals, rhythm};
use crate::features::catalogue::StepContent;
use crate::features::evaluations::{EvaluationKind, EvaluationOutcome};
use crate::features::plans::PlanGoal;
use crate::features::trajectories::{TrajectoryPhase as Phase, TrajectoryStatus as Status};
use crate::features::visits::{GoalWork, LearningStage, VisitAttendance, VisitMode, VisitStatus};
use crate::ids::ChildId;

/// Days from Monday 2 March 2026.
fn day(number: u64) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 3, 2).unwrap() + Days::new(number)
}

fn visit(step: &str, on: u64, attendance: VisitAttendance, minutes: i32) -> VisitFact {
    VisitFact {
        step: step.into(),
        mode: VisitMode::Home,
        status: VisitStatus::Held,
        planned_on: None,
        held_on: Some(day(on)),
        minutes: Some(minutes),
        attendance: Some(attendance),
        within_school_hours: Some(attendance == VisitAttendance::Parents),
        goal_work: Vec::new(),
    }
}

fn goal(goal: i32, subgoal: &str) -> PlanGoal {
    serde_json::from_value(serde_json::json!({ "goal": goal, "subgoals": [subgoal], "startScore": 2 })).unwrap()
}

fn facts() -> Facts {
    Facts {
        today: day(60),
        started_on: day(0),
        ended_on: None,
        phase: Phase::GoalWork,
        status: Status::Active,
        folder_handed_out_on: None,
        certificates_given_on: None,
        focus_children: vec![ChildId::new()],
        moves: vec![moved(28, (Phase::Alignment, Status::Active), (Phase::GoalWork, Status::Active))],
        plans: vec![AgreedPlan { agreed_on: day(27), goals: vec![goal(2, "2.2"), goal(6, "6.1"), goal(8, "8.1")] }],
        visits: Vec::new(),
        evaluations: Vec::new(),
        departures: Vec::new(),
        holidays: Vec::new(),
        participation: Vec::new(),
        open_signals: 0,
    }
}

fn moved(on: u64, from: (Phase, Status), to: (Phase, Status)) -> Moved {
    Moved { on: day(on), from, to }
}

fn evaluated(kind: EvaluationKind, on: u64, scored: &[i32]) -> EvaluationFact {
    EvaluationFact {
        kind,
        child: None,
        held_on: day(on),
        taken_as_final: false,
        outcome: EvaluationOutcome::Answered,
        scored: scored.to_vec(),
    }
}

fn outcome(judgement: Judgement) -> GuidelineOutcome {
    judgement.outcome
}

use GuidelineOutcome::{Met, NotApplicable, NotMet, Pending};

#[test]
fn alignment_takes_three_to_five_weeks_of_guidance() {
    assert_eq!(outcome(alignment::duration(&facts())), Met);
    let slow = [moved(40, (Phase::Alignment, Status::Active), (Phase::GoalWork, Status::Active))];
    let slow = Facts { moves: slow.to_vec(), ..facts() };
    assert_eq!(outcome(alignment::duration(&slow)), NotMet);
    // Holidays are no days without guidance: only alternation, rhythm and school hours leave them out.
    let holiday = Facts { holidays: vec![(day(7), day(20))], ..slow.clone() };
    assert_eq!(outcome(alignment::duration(&holiday)), NotMet);
    let mut moves = paused(7, 20);
    moves.extend(slow.moves.clone());
    assert_eq!(outcome(alignment::duration(&Facts { moves, ..slow })), Met);
}

#[test]
fn two_visits_of_a_kind_in_a_row_do_not_alternate_but_a_combined_one_counts_as_both() {
    use VisitAttendance::{Combined, Family, Parents};
    let with = |kinds: &[VisitAttendance]| {
        let visits = kinds.iter().zip(30..).map(|(kind, on)| visit("goal_visit", on, *kind, 80)).collect();
        Facts { visits, phase: Phase::Closing, ..facts() }
    };
    assert_eq!(outcome(rhythm::alternation(&with(&[Parents, Family, Parents]))), Met);
    assert_eq!(outcome(rhythm::alternation(&with(&[Parents, Combined, Combined, Parents]))), Met);
    assert_eq!(outcome(rhythm::alternation(&with(&[Parents, Parents]))), NotMet);
    assert_eq!(outcome(rhythm::alternation(&with(&[Parents]))), NotApplicable);
}

#[test]
fn a_week_without_a_visit_breaks_the_rhythm_unless_it_was_a_holiday() {
    use VisitAttendance::Parents;
    let visits: Vec<VisitFact> = [30, 33, 44].map(|on| visit("goal_visit", on, Parents, 90)).to_vec();
    let gap = Facts { visits, phase: Phase::Closing, ..facts() };
    assert_eq!(outcome(rhythm::weekly(&gap)), NotMet);
    let holiday = Facts { holidays: vec![(day(35), day(41))], ..gap };
    assert_eq!(outcome(rhythm::weekly(&holiday)), Met);
}

/// A pause of alignment from a day, resumed on another.
fn paused(from: u64, until: u64) -> Vec<Moved> {
    vec![
        moved(from, (Phase::Alignment, Status::Active), (Phase::Alignment, Status::Paused)),
        moved(until, (Phase::Alignment, Status::Paused), (Phase::Alignment, Status::Active)),
    ]
}

#[test]
fn weeks_between_an_end_and_reopening_break_no_rhythm_and_the_day_of_resuming_counts() {
    use VisitAttendance::Parents;
    let end = |on, status| moved(on, (Phase::GoalWork, Status::Active), (Phase::GoalWork, status));
    let again = |on, status| moved(on, (Phase::GoalWork, status), (Phase::GoalWork, Status::Active));
    for status in [Status::Paused, Status::Discontinued] {
        let mut moves = facts().moves;
        moves.extend([end(35, status), again(77, status)]);
        let visits = [30, 33, 77].map(|on| visit("goal_visit", on, Parents, 90)).to_vec();
        let mut all = Facts { today: day(90), visits, moves, phase: Phase::Closing, ..facts() };
        assert_eq!(outcome(rhythm::weekly(&all)), Met, "{status:?}");
        assert!(!all.is_off(day(77)) && all.is_off(day(76)), "{status:?}");
        // The day on which it stopped counts when there was a visit.
        assert!(all.is_off(day(35)));
        all.visits.insert(2, visit("goal_visit", 35, Parents, 90));
        assert!(!all.is_off(day(35)) && all.is_off(day(36)));
    }
}

#[test]
fn the_window_of_alignment_is_what_the_guideline_counts() {
    let waiting = Facts { phase: Phase::Alignment, moves: paused(5, 12), ..facts() };
    for holidays in [Vec::new(), vec![(day(14), day(27))]] {
        for today in 0..60 {
            let all = Facts { today: day(today), holidays: holidays.clone(), ..waiting.clone() };
            let late = steps(&catalogue(), &all).iter().any(|step| step.status == StepStatus::Overdue);
            assert_eq!(late, outcome(alignment::duration(&all)) == NotMet, "{today}");
        }
    }
}

#[test]
fn lengths_have_their_bounds() {
    use VisitAttendance::{Combined, Family, Parents};
    let one = |attendance, minutes| {
        let visits = vec![visit("goal_visit", 30, attendance, minutes)];
        outcome(rhythm::lengths(&Facts { visits, phase: Phase::Closing, ..facts() }))
    };
    for (attendance, minutes, expected) in [
        (Parents, 59, NotMet),
        (Parents, 60, Met),
        (Parents, 120, Met),
        (Parents, 121, NotMet),
        (Family, 39, NotMet),
        (Family, 40, Met),
        (Family, 90, Met),
        (Family, 91, NotMet),
        (Combined, 40, Met),
        (Combined, 120, Met),
        (Combined, 121, NotMet),
    ] {
        assert_eq!(one(attendance, minutes), expected, "{attendance:?} {minutes}");
    }
}

#[test]
fn experience_is_mapped_in_alignment() {
    use LearningStage::{Discuss, Experience, Inform, Try};
    let worked = |stages: &[LearningStage]| {
        let work = |subgoal: &str| GoalWork { subgoal: subgoal.into(), stages: stages.to_vec() };
        VisitFact {
            goal_work: ["2.2", "6.1", "8.1"].map(work).to_vec(),
            ..visit("goal_visit", 30, VisitAttendance::Parents, 90)
        }
    };
    let base = Facts { phase: Phase::Closing, ..facts() };
    let three = Facts { visits: vec![worked(&[Discuss, Inform, Try])], ..base.clone() };
    assert_eq!(outcome(goals::learning_stages(&three)), NotMet);
    let mut mapped = three.clone();
    mapped.visits.insert(0, visit("intake", 2, VisitAttendance::Parents, 90));
    assert_eq!(outcome(goals::learning_stages(&mapped)), Met);
    let four = Facts { visits: vec![worked(&[Experience, Discuss, Inform, Try])], ..base };
    assert_eq!(outcome(goals::learning_stages(&four)), Met);
}

fn mid_taken() -> EvaluationFact {
    EvaluationFact { taken_as_final: true, ..evaluated(EvaluationKind::Mid, 50, &[2, 6, 8]) }
}

#[test]
fn a_mid_evaluation_taken_as_final_scores_mid_and_end() {
    assert_eq!(outcome(goals::scores(&Facts { evaluations: vec![mid_taken()], ..facts() })), Met);
    // A final evaluation that was held after all is the one that counts.
    let after = vec![mid_taken(), evaluated(EvaluationKind::Final, 60, &[2])];
    let after = Facts { evaluations: after, ..facts() };
    assert_eq!((after.final_on(), outcome(goals::scores(&after))), (Some(day(60)), NotMet));
    let final_only = vec![evaluated(EvaluationKind::Final, 50, &[2, 6, 8])];
    assert_eq!(outcome(goals::scores(&Facts { evaluations: final_only, ..facts() })), NotMet);
    assert_eq!(outcome(goals::scores(&facts())), Pending);
}

#[test]
fn aftercare_has_a_window_and_is_late_after_it() {
    let ended = |today: u64, held: Option<u64>| {
        let visits = held.map(|on| visit("aftercare_contact", on, VisitAttendance::Parents, 20)).into_iter().collect();
        let evaluations = vec![evaluated(EvaluationKind::Final, 0, &[])];
        outcome(closing::aftercare(&Facts { today: day(today), visits, evaluations, ..facts() }))
    };
    for (today, held, expected) in [
        (30, None, Pending),
        (57, None, NotMet),
        (60, Some(34), NotMet),
        (60, Some(35), Met),
        (60, Some(56), Met),
        (60, Some(57), NotMet),
    ] {
        assert_eq!(ended(today, held), expected, "{today} {held:?}");
    }
}

#[test]
fn with_goal_5_a_further_conversation_at_school() {
    assert_eq!(outcome(goals::further_school_conversation(&facts())), NotApplicable);
    let plans = vec![AgreedPlan { agreed_on: day(27), goals: vec![goal(5, "5.1")] }];
    let talk = |on| visit("teacher_conversation", on, VisitAttendance::Parents, 30);
    let first = Facts { plans, visits: vec![talk(20)], phase: Phase::Closing, ..facts() };
    assert_eq!(outcome(goals::further_school_conversation(&first)), NotMet);
    let second = Facts { visits: vec![talk(20), talk(40)], ..first };
    assert_eq!(outcome(goals::further_school_conversation(&second)), Met);
}

#[test]
fn a_teacher_who_declines_or_is_silent_is_an_outcome() {
    let child = ChildId::new();
    let said = |outcome| EvaluationFact { child: Some(child), outcome, ..evaluated(EvaluationKind::Teacher, 50, &[]) };
    let with = |evaluations| Facts { focus_children: vec![child], evaluations, ..facts() };
    assert_eq!(outcome(closing::teacher_evaluation(&with(Vec::new()))), Pending);
    assert_eq!(outcome(closing::teacher_evaluation(&with(vec![said(EvaluationOutcome::Declined)]))), NotMet);
    assert_eq!(outcome(closing::teacher_evaluation(&with(vec![said(EvaluationOutcome::Answered)]))), Met);
}

fn catalogue() -> Vec<StepContent> {
    let step = |order: usize, code: &str, phase: &str, due: serde_json::Value| {
        serde_json::from_value(serde_json::json!({ "code": code, "phase": phase, "order": order + 1,
            "title": { "nl": code, "en": code }, "attendance": ["parents"], "mode": "home", "countsAsHomeVisit": true,
            "repeats": code == "goal_visit", "expectedLength": null, "dueAfter": due,
            "handbook": { "chapter": code }, "hints": [] }))
        .unwrap()
    };
    let due = serde_json::json!({ "event": "final_evaluation", "from": { "weeks": 5 }, "until": { "weeks": 8 } });
    let none = serde_json::Value::Null;
    [
        ("intake", "alignment", none.clone()),
        ("goal_visit", "goal_work", none.clone()),
        ("mid_evaluation", "goal_work", none.clone()),
        ("final_evaluation", "closing", none),
        ("aftercare_contact", "aftercare", due),
    ]
    .into_iter()
    .enumerate()
    .map(|(order, (code, phase, due))| step(order, code, phase, due))
    .collect()
}

#[test]
fn a_step_is_due_overdue_and_done_by_what_happened() {
    let status = |facts: &Facts, code: &str| {
        steps(&catalogue(), facts).into_iter().find(|step| step.code == code).map(|step| step.status)
    };
    let base = Facts { phase: Phase::Aftercare, status: Status::Completed, ..facts() };
    assert_eq!(status(&base, "aftercare_contact"), Some(StepStatus::Open));
    let ended = |today| Facts {
        today: day(today),
        evaluations: vec![evaluated(EvaluationKind::Final, 0, &[])],
        ..base.clone()
    };
    assert_eq!(status(&ended(34), "aftercare_contact"), Some(StepStatus::Open));
    assert_eq!(status(&ended(35), "aftercare_contact"), Some(StepStatus::Due));
    assert_eq!(status(&ended(57), "aftercare_contact"), Some(StepStatus::Overdue));
    let mut called = ended(57);
    called.visits.push(visit("aftercare_contact", 57, VisitAttendance::Parents, 20));
    assert_eq!(status(&called, "aftercare_contact"), Some(StepStatus::Done));
    // The window of alignment: five weeks, longer while paused.
    let waiting = Facts { phase: Phase::Alignment, moves: Vec::new(), today: day(36), ..facts() };
    assert_eq!(status(&waiting, "intake"), Some(StepStatus::Overdue));
    assert_eq!(status(&Facts { moves: paused(5, 12), ..waiting }, "intake"), Some(StepStatus::Due));
}

fn any_visit() -> impl Strategy<Value = VisitFact> {
    const CODES: [&str; 5] = ["intake", "goal_visit", "closing_activity", "aftercare_contact", "teacher_conversation"];
    (
        proptest::sample::select(&CODES[..]),
        0_u64..120,
        proptest::sample::select(VisitAttendance::ALL),
        1_i32..200,
        proptest::sample::select(VisitStatus::ALL),
    )
        .prop_map(|(step, on, attendance, minutes, status)| VisitFact {
            status,
            ..visit(step, on, attendance, minutes)
        })
}

proptest! {
    /// Whatever happened, every guideline has an outcome and evidence, and every step one status; the order in which
    /// things were registered changes nothing.
    #[test]
    fn whatever_happened_everything_has_an_outcome(
        mut visits in proptest::collection::vec(any_visit(), 0..20),
        phase in proptest::sample::select(Phase::ALL),
        status in proptest::sample::select(Status::ALL),
        today in 0_u64..200,
    ) {
        visits.sort_by_key(|visit| visit.held_on);
        let all = Facts { visits, phase, status, today: day(today), ..facts() };
        for guideline in GUIDELINES {
            let judgement = (guideline.judge)(&all);
            prop_assert!(judgement.evidence.is_object(), "{}", guideline.code);
            let (dutch, english) = judgement.finding;
            prop_assert!(dutch != english && dutch.ends_with('.') && english.ends_with('.'), "{}", guideline.code);
        }
        prop_assert_eq!(steps(&catalogue(), &all).len(), catalogue().len());
        for step in steps(&catalogue(), &all) {
            prop_assert_eq!(step.status == StepStatus::Done, step.times > 0 && step.status != StepStatus::Planned);
        }
    }

    /// A guideline that was kept for certain stays kept when more of the same is held later.
    #[test]
    fn what_was_done_stays_done(visits in proptest::collection::vec(any_visit(), 0..10), more in any_visit()) {
        let before = Facts { visits: visits.clone(), ..facts() };
        let mut visits = visits;
        visits.push(more);
        visits.sort_by_key(|visit| visit.held_on);
        let after = Facts { visits, ..facts() };
        for judge in [alignment::visits, closing::activity, alignment::folder_handed_out] {
            if outcome(judge(&before)) == Met {
                prop_assert_eq!(outcome(judge(&after)), Met);
            }
        }
    }
}

#[test]
fn every_guideline_has_a_code_of_its_own() {
    for guideline in GUIDELINES {
        assert_eq!(GUIDELINES.iter().filter(|other| other.code == guideline.code).count(), 1);
    }
}

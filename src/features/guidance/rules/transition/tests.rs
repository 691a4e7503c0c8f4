//! No order of asks breaks the phases, and no refusal is silent.

use chrono::Days;
use proptest::prelude::*;

use super::*;

fn day(number: u64) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 3, 2).unwrap() + Days::new(number)
}

fn ask(to: TransitionTarget, on: u64) -> Ask {
    Ask { to, on: day(on), has_reason: true }
}

fn basis() -> Basis {
    Basis { today: day(300), started_on: day(0), ..Basis::default() }
}

fn codes(result: Result<State, Vec<Unmet>>) -> Vec<UnmetCode> {
    result.expect_err("refused").into_iter().map(|unmet| unmet.code).collect()
}

const START: State = (Phase::Alignment, Status::Active);

#[test]
fn alignment_closes_only_with_an_agreed_plan() {
    assert_eq!(codes(decide(START, ask(TransitionTarget::GoalWork, 30), &basis())), [UnmetCode::AgreedPlan]);
    let agreed = Basis { plan_agreed_on: Some(day(31)), ..basis() };
    assert_eq!(codes(decide(START, ask(TransitionTarget::GoalWork, 30), &agreed)), [UnmetCode::BeforePlan]);
    assert_eq!(decide(START, ask(TransitionTarget::GoalWork, 31), &agreed), Ok((Phase::GoalWork, Status::Active)));
}

#[test]
fn everything_that_a_completion_lacks_is_named_at_once() {
    let early = decide(START, ask(TransitionTarget::Completed, 400), &basis());
    let expected = [UnmetCode::WrongPhase, UnmetCode::FinalEvaluation, UnmetCode::ClosingActivity, UnmetCode::InFuture];
    assert_eq!(codes(early), expected);
    let done = Basis { final_on: Some(day(80)), closing_activity_on: Some(day(85)), ..basis() };
    let closing = (Phase::Closing, Status::Active);
    assert_eq!(codes(decide(closing, ask(TransitionTarget::Completed, 82), &done)), [UnmetCode::BeforeClosingActivity]);
    let completed = decide(closing, ask(TransitionTarget::Completed, 85), &done);
    assert_eq!(completed, Ok((Phase::Aftercare, Status::Completed)));
}

#[test]
fn what_is_paused_resumes_first() {
    let paused = (Phase::GoalWork, Status::Paused);
    assert_eq!(codes(decide(paused, ask(TransitionTarget::Closing, 40), &basis())), [UnmetCode::WrongStatus]);
    assert_eq!(decide(paused, ask(TransitionTarget::Active, 40), &basis()), Ok((Phase::GoalWork, Status::Active)));
    assert_eq!(
        decide(paused, ask(TransitionTarget::Discontinued, 40), &basis()),
        Ok((Phase::GoalWork, Status::Discontinued))
    );
}

#[test]
fn an_extension_goes_back_to_goal_work_until_the_final_evaluation() {
    let closing = (Phase::Closing, Status::Active);
    assert_eq!(decide(closing, ask(TransitionTarget::GoalWork, 40), &basis()), Ok((Phase::GoalWork, Status::Active)));
    let done = Basis { final_on: Some(day(39)), ..basis() };
    assert_eq!(codes(decide(closing, ask(TransitionTarget::GoalWork, 40), &done)), [UnmetCode::FinalEvaluationDone]);
}

#[test]
fn nobody_goes_on_without_a_parent_who_takes_part_and_stopping_stays_possible() {
    let withdrawn = Basis { plan_agreed_on: Some(day(10)), participation_withdrawn_on: Some(day(20)), ..basis() };
    let refused = |state, to| codes(decide(state, ask(to, 20), &withdrawn));
    let active = |phase| (phase, Status::Active);
    assert_eq!(refused(START, TransitionTarget::GoalWork), [UnmetCode::ParticipationWithdrawn]);
    assert_eq!(refused(active(Phase::GoalWork), TransitionTarget::Closing), [UnmetCode::ParticipationWithdrawn]);
    let ended = (Phase::GoalWork, Status::Discontinued);
    // However early the day that is given: what is reopened goes on from now.
    let early = ask(TransitionTarget::Active, 15);
    assert_eq!(codes(decide(ended, early, &withdrawn)), [UnmetCode::ParticipationWithdrawn]);
    // What was done before that day is registered as it was.
    assert_eq!(decide(START, ask(TransitionTarget::GoalWork, 19), &withdrawn), Ok(active(Phase::GoalWork)));
    for to in [TransitionTarget::Paused, TransitionTarget::Discontinued] {
        assert!(decide(active(Phase::GoalWork), ask(to, 20), &withdrawn).is_ok());
    }
}

fn targets() -> impl Strategy<Value = TransitionTarget> {
    proptest::sample::select(TransitionTarget::ALL)
}

fn rank(phase: Phase) -> usize {
    Phase::ALL.iter().position(|one| *one == phase).unwrap()
}

proptest! {
    #[test]
    fn no_order_of_asks_breaks_the_phases(
        asks in proptest::collection::vec((targets(), 0_u64..320, any::<bool>()), 0..40),
        plan in proptest::option::of(0_u64..100),
        final_on in proptest::option::of(0_u64..200),
        closing in proptest::option::of(0_u64..200),
    ) {
        let mut basis = Basis {
            plan_agreed_on: plan.map(day), final_on: final_on.map(day), closing_activity_on: closing.map(day), ..basis()
        };
        let mut state = START;
        for (to, on, has_reason) in asks {
            match decide(state, Ask { to, on: day(on), has_reason }, &basis) {
                Ok(next) => {
                    // A phase at a time, and back only as an extension or by reopening.
                    let (before, after) = (rank(state.0), rank(next.0));
                    let extension = state.0 == Phase::Closing && next.0 == Phase::GoalWork;
                    let reopened = state.1.is_closed() && next.1 == Status::Active;
                    prop_assert!(after == before || after == before + 1 || extension || reopened);
                    // Aftercare is what completion leads to, and nothing else does.
                    prop_assert_eq!(next.1 == Status::Completed, next.0 == Phase::Aftercare);
                    if next.0 == Phase::GoalWork && state.0 == Phase::Alignment {
                        prop_assert!(basis.plan_agreed_on.is_some_and(|agreed| agreed <= day(on)));
                    }
                    if next.1 == Status::Completed {
                        prop_assert!(completion_lacks(day(on), &basis).is_empty());
                    }
                    // Dates never contradict.
                    prop_assert!(basis.last_moved_on.is_none_or(|last| last <= day(on)));
                    prop_assert!(day(on) >= basis.started_on && day(on) <= basis.today);
                    if next.1.is_closed() {
                        basis.ended_in = Some(state.0);
                    }
                    basis.last_moved_on = Some(day(on));
                    state = next;
                }
                Err(unmet) => prop_assert!(!unmet.is_empty()),
            }
        }
    }

    #[test]
    fn the_same_ask_again_changes_nothing_more(to in targets(), on in 0_u64..300) {
        let basis = Basis { plan_agreed_on: Some(day(0)), final_on: Some(day(0)), closing_activity_on: Some(day(0)),
            ..basis() };
        for state in Phase::ALL.iter().flat_map(|phase| Status::ALL.iter().map(|status| (*phase, *status))) {
            if let Ok(next) = decide(state, ask(to, on), &basis) {
                prop_assert!(decide(next, ask(to, on), &basis).is_err(), "{:?} twice from {:?}", to, state);
            }
        }
    }
}

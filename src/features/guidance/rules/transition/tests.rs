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

/// Days of a trajectory, some of them before its start or in the future.
fn maybe_day() -> impl Strategy<Value = Option<NaiveDate>> {
    proptest::option::of((0_u64..320).prop_map(day))
}

/// What a transition can rest on when what was recorded is anything: what was moved is for the machine itself to say.
fn bases() -> impl Strategy<Value = Basis> {
    let days = (maybe_day(), maybe_day(), maybe_day(), maybe_day(), maybe_day());
    (0_u64..120, 80_u64..320, days).prop_map(|(started, today, (plan, final_on, closing, held, withdrawn))| Basis {
        today: day(today.max(started)),
        started_on: day(started),
        plan_agreed_on: plan,
        final_on,
        closing_activity_on: closing,
        last_recorded_on: held,
        participation_withdrawn_on: withdrawn,
        ..Basis::default()
    })
}

/// Whether something that is said to be in the way is: looked at from outside, one by one.
fn is_in_the_way(code: UnmetCode, state: State, ask: Ask, basis: &Basis) -> bool {
    let after = |on: Option<NaiveDate>| on.is_some_and(|on| on > ask.on);
    match code {
        UnmetCode::ReasonNeeded => !ask.has_reason,
        UnmetCode::AgreedPlan => basis.plan_agreed_on.is_none(),
        UnmetCode::FinalEvaluation => basis.final_on.is_none(),
        UnmetCode::ClosingActivity => basis.closing_activity_on.is_none(),
        UnmetCode::FinalEvaluationDone => state.0 == Phase::Closing && basis.final_on.is_some(),
        UnmetCode::InFuture => ask.on > basis.today,
        UnmetCode::BeforeStart => ask.on < basis.started_on,
        UnmetCode::BeforeLastTransition => after(basis.last_moved_on),
        UnmetCode::BeforePlan => after(basis.plan_agreed_on),
        UnmetCode::BeforeFinalEvaluation => after(basis.final_on),
        UnmetCode::BeforeClosingActivity => after(basis.closing_activity_on),
        UnmetCode::AfterwardsHeld => after(basis.last_recorded_on),
        UnmetCode::ParticipationWithdrawn => basis.participation_withdrawn_on.is_some(),
        UnmetCode::WrongPhase => match ask.to {
            TransitionTarget::GoalWork => !matches!(state.0, Phase::Alignment | Phase::Closing),
            TransitionTarget::Closing => state.0 != Phase::GoalWork,
            TransitionTarget::Completed => state.0 != Phase::Closing,
            _ => false,
        },
        // The status, which is the only one left.
        _ => match ask.to {
            TransitionTarget::Active => state.1 == Status::Active,
            TransitionTarget::Discontinued => state.1.is_closed(),
            _ => state.1 != Status::Active,
        },
    }
}

proptest! {
    #[test]
    fn no_order_of_asks_breaks_the_phases(
        // What was recorded changes between the asks.
        asks in proptest::collection::vec((bases(), targets(), 0_u64..340, any::<bool>()), 0..40),
    ) {
        let (mut state, mut last_moved_on, mut ended_in) = (START, None, None);
        for (recorded, to, on, has_reason) in asks {
            let basis = Basis { last_moved_on, ended_in, ..recorded };
            let (ask, on) = (Ask { to, on: day(on), has_reason }, day(on));
            match decide(state, ask, &basis) {
                Ok(next) => {
                    // A phase at a time, and back only as an extension or by reopening.
                    let (before, after) = (rank(state.0), rank(next.0));
                    let extension = state.0 == Phase::Closing && next.0 == Phase::GoalWork;
                    let reopened = state.1.is_closed() && next.1 == Status::Active;
                    prop_assert!(after == before || after == before + 1 || extension || reopened);
                    // Aftercare is what completion leads to, and nothing else does.
                    prop_assert_eq!(next.1 == Status::Completed, next.0 == Phase::Aftercare);
                    if next.0 == Phase::GoalWork && state.0 == Phase::Alignment && !reopened {
                        prop_assert!(basis.plan_agreed_on.is_some_and(|agreed| agreed <= on));
                    }
                    if extension && !reopened {
                        prop_assert!(has_reason && basis.final_on.is_none());
                    }
                    if next.1 == Status::Completed {
                        prop_assert!(completion_lacks(on, &basis).is_empty());
                        prop_assert!(basis.final_on.is_some_and(|last| last <= on));
                        prop_assert!(basis.closing_activity_on.is_some_and(|held| held <= on));
                    }
                    // Dates never contradict: nothing of the guidance lies after its end.
                    if next.1.is_closed() {
                        prop_assert!(basis.last_recorded_on.is_none_or(|held| held <= on));
                        ended_in = Some(state.0);
                    }
                    if next.1 == Status::Discontinued || reopened {
                        prop_assert!(has_reason);
                    }
                    prop_assert!(!reopened || basis.participation_withdrawn_on.is_none());
                    prop_assert!(last_moved_on.is_none_or(|last| last <= on));
                    prop_assert!(on >= basis.started_on && on <= basis.today);
                    last_moved_on = Some(on);
                    state = next;
                }
                Err(unmet) => {
                    prop_assert!(!unmet.is_empty());
                    for one in &unmet {
                        prop_assert!(is_in_the_way(one.code, state, ask, &basis), "{:?} from {:?}", one, state);
                        let same = unmet.iter().filter(|other| other.code == one.code);
                        prop_assert_eq!(same.count(), 1, "said once");
                        let (dutch, english) = one.explanation();
                        let whole = [dutch, english].iter().all(|text| !text.contains('{'));
                        prop_assert!(whole, "a day is missing");
                    }
                }
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

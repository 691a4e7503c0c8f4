//! The rules of visits hold for any order of acts.

use proptest::prelude::*;

use super::*;
use crate::features::visits::api::{GoalWork, LearningStage, PerformerTime, VisitAttendance, VisitMode};
use crate::ids::{ParentId, PractitionerId};

fn acts() -> impl Strategy<Value = Vec<Act>> {
    proptest::collection::vec(proptest::sample::select(Act::ALL.to_vec()), 0..20)
}

fn starts() -> impl Strategy<Value = VisitStatus> {
    proptest::sample::select(vec![VisitStatus::Planned, VisitStatus::Held, VisitStatus::NoShow])
}

/// What the visit says, whether it is cancelled or not.
fn said(standing: Standing) -> VisitStatus {
    standing.cancelled_from.unwrap_or(standing.status)
}

proptest! {
    #[test]
    fn no_order_of_acts_loses_a_record(start in starts(), acts in acts()) {
        let mut standing = Standing::new(start);
        for act in acts {
            let before = said(standing);
            if let Ok(after) = standing.after(act) {
                standing = after;
            }
            prop_assert!(!has_happened(before) || said(standing) == before);
            prop_assert_eq!(standing.status == VisitStatus::Cancelled, standing.cancelled_from.is_some());
        }
    }

    #[test]
    fn undo_returns_the_earlier_status(start in starts(), acts in acts()) {
        let standing = acts.into_iter().fold(Standing::new(start), |now, act| now.after(act).unwrap_or(now));
        if let Ok(cancelled) = standing.after(Act::Cancel) {
            prop_assert_eq!(cancelled.after(Act::Restore), Ok(standing));
        }
    }

    #[test]
    fn a_refusal_names_exactly_what_is_possible(start in starts(), acts in acts(), act in proptest::sample::select(Act::ALL.to_vec())) {
        let standing = acts.into_iter().fold(Standing::new(start), |now, act| now.after(act).unwrap_or(now));
        if let Err(allowed) = standing.after(act) {
            prop_assert!(!allowed.is_empty() && !allowed.contains(&act));
            for other in Act::ALL {
                prop_assert_eq!(allowed.contains(&other), standing.after(other).is_ok());
            }
        }
    }

    #[test]
    fn a_moment_lies_within_its_amsterdam_day(second in 1_500_000_000_i64..2_000_000_000) {
        let at = DateTime::from_timestamp(second, 0).unwrap();
        let day = amsterdam_day(at);
        prop_assert!(start_of(day) <= at && at < end_of(day));
    }
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn held() -> VisitFields {
    VisitFields {
        step: "goal_visit".into(),
        mode: VisitMode::Home,
        communication: None,
        planned_at: None,
        planned_minutes: None,
        held_on: Some(day("2026-03-10")),
        started_at: None,
        minutes: Some(90),
        travel_minutes: None,
        attendance: Some(VisitAttendance::Parents),
        within_school_hours: None,
        performer_ids: vec![PractitionerId::new()],
        performer_times: Vec::new(),
        observer_ids: Vec::new(),
        parent_ids_present: vec![ParentId::new()],
        goal_work: vec![GoalWork { subgoal: "2.3".into(), stages: vec![LearningStage::Try] }],
        notes: None,
    }
}

fn pointers(status: VisitStatus, visit: &VisitFields) -> Vec<String> {
    let place = |violation: Violation| match violation.place {
        crate::problem::Place::Body(pointer) => pointer,
        other => panic!("{other:?}"),
    };
    check(status, visit).into_iter().map(place).collect()
}

#[test]
fn a_complete_visit_has_no_violations() {
    assert!(pointers(VisitStatus::Held, &held()).is_empty());
}

#[test]
fn everything_missing_is_listed_at_once() {
    let bare = VisitFields { held_on: None, minutes: None, attendance: None, ..held() };
    assert_eq!(pointers(VisitStatus::Held, &bare), ["/heldOn", "/minutes", "/attendance"]);
}

#[test]
fn a_plan_says_nothing_of_what_happened() {
    let expected = ["/plannedAt", "/parentIdsPresent", "/goalWork", "/heldOn", "/minutes"];
    assert_eq!(pointers(VisitStatus::Planned, &held()), expected);
}

#[test]
fn a_no_show_met_nobody_but_took_time() {
    assert_eq!(pointers(VisitStatus::NoShow, &held()), ["/parentIdsPresent", "/goalWork"]);
}

#[test]
fn a_start_belongs_to_the_amsterdam_day() {
    let late = VisitFields { started_at: "2026-03-10T23:30:00Z".parse().ok(), ..held() };
    assert_eq!(pointers(VisitStatus::Held, &late), ["/startedAt"]);
}

#[test]
fn nobody_is_named_twice() {
    let performer = PractitionerId::new();
    let time = |practitioner_id| PerformerTime { practitioner_id, minutes: 30 };
    let work = GoalWork { subgoal: "2.3".into(), stages: vec![LearningStage::Try] };
    let visit = VisitFields {
        performer_ids: vec![performer],
        observer_ids: vec![performer],
        performer_times: vec![time(performer), time(performer), time(PractitionerId::new())],
        goal_work: vec![work.clone(), work],
        ..held()
    };
    let expected = [
        "/observerIds/0",
        "/goalWork/1/subgoal",
        "/performerTimes/1/practitionerId",
        "/performerTimes/2/practitionerId",
    ];
    assert_eq!(pointers(VisitStatus::Held, &visit), expected);
}

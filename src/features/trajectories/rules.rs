//! The rules of trajectories and assignments that need no database.

pub(super) mod handover;

use chrono::NaiveDate;

use super::api::{Assignment, AssignmentFields, AssignmentKind};
use crate::ids::PractitionerId;
use crate::problem::Violation;

/// Who performs on a day: deputies stand beside them.
pub(super) fn performers_on(assignments: &[Assignment], day: NaiveDate) -> Vec<PractitionerId> {
    let performs = |one: &&Assignment| {
        one.kind == AssignmentKind::Performer && one.from_on <= day && one.until_on.is_none_or(|until| until >= day)
    };
    assignments.iter().filter(performs).map(|one| one.practitioner_id).collect()
}

/// Who is assigned on a day or later: the practitioners who see the trajectory on it.
pub(super) fn in_care_from(assignments: &[Assignment], day: NaiveDate) -> Vec<PractitionerId> {
    let lasts = |one: &&Assignment| one.until_on.is_none_or(|until| until >= day);
    assignments.iter().filter(lasts).map(|one| one.practitioner_id).collect()
}

/// The assignment of the same practitioner that a new one overlaps with: nobody is assigned twice on a day.
pub(super) fn overlapping<'a>(assignments: &'a [Assignment], new: &AssignmentFields) -> Option<&'a Assignment> {
    let begins_by = |first: NaiveDate, last: Option<NaiveDate>| last.is_none_or(|last| first <= last);
    assignments.iter().find(|one| {
        one.practitioner_id == new.practitioner_id
            && begins_by(one.from_on, new.until_on)
            && begins_by(new.from_on, one.until_on)
    })
}

/// In whose care the family is on a day, deputies too; where nobody is assigned on it, those who came first.
pub(super) fn in_care_on(assignments: &[Assignment], day: NaiveDate) -> Vec<PractitionerId> {
    let covers = |one: &&Assignment| one.from_on <= day && one.until_on.is_none_or(|until| until >= day);
    let caring: Vec<PractitionerId> = assignments.iter().filter(covers).map(|one| one.practitioner_id).collect();
    if !caring.is_empty() {
        return caring;
    }
    let first = assignments.iter().map(|one| one.from_on).min();
    assignments.iter().filter(|one| Some(one.from_on) == first).map(|one| one.practitioner_id).collect()
}

/// The days of a new assignment are in order.
pub(super) fn check_days(new: &AssignmentFields) -> Vec<Violation> {
    if new.until_on.is_some_and(|until| until < new.from_on) { vec![ends_before_it_begins()] } else { Vec::new() }
}

/// An assignment can only become shorter: longer access is a new assignment, which is judged anew (gates G1 and G2),
/// while taking access away is never blocked.
pub(super) fn check_end(current: &Assignment, until_on: Option<NaiveDate>) -> Vec<Violation> {
    match until_on {
        Some(until) if until < current.from_on => vec![ends_before_it_begins()],
        Some(until) if current.until_on.is_none_or(|present| until <= present) => Vec::new(),
        None if current.until_on.is_none() => Vec::new(),
        _ => vec![Violation::body(
            "/untilOn",
            "onlyShorter",
            "Een koppeling kan hier alleen korter worden. Voeg voor daarna een nieuwe koppeling toe.",
            "An assignment can only be made shorter here. Add a new assignment for the time after it.",
        )],
    }
}

fn ends_before_it_begins() -> Violation {
    Violation::body(
        "/untilOn",
        "beforeFromOn",
        "De laatste dag ligt voor de eerste. Trek een koppeling die nog niet inging in met DELETE.",
        "The last day lies before the first. Withdraw an assignment that has not begun with DELETE.",
    )
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, Days};
    use proptest::prelude::*;

    use super::*;
    use crate::ids::{AssignmentId, TrajectoryId};

    fn day(offset: u64) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 1, 1).unwrap() + Days::new(offset)
    }

    fn assignment(kind: AssignmentKind, from: u64, until: Option<u64>) -> Assignment {
        Assignment {
            id: AssignmentId::new(),
            trajectory_id: TrajectoryId::new(),
            practitioner_id: PractitionerId::new(),
            kind,
            from_on: day(from),
            until_on: until.map(day),
            licence_id: None,
            licence_period_id: None,
            version: 1,
            created_at: DateTime::default(),
            updated_at: DateTime::default(),
        }
    }

    #[test]
    fn a_family_is_in_the_care_of_whoever_is_assigned_or_came_first() {
        let all = [assignment(AssignmentKind::Performer, 2, Some(5)), assignment(AssignmentKind::Deputy, 4, Some(6))];
        let who = [all[0].practitioner_id, all[1].practitioner_id];
        assert_eq!(in_care_on(&all, day(3)), who[..1]);
        assert_eq!(in_care_on(&all, day(5)), who);
        assert_eq!(in_care_on(&all, day(6)), who[1..]);
        assert_eq!(in_care_on(&all, day(1)), who[..1], "the start was moved to before");
        assert_eq!(in_care_on(&all, day(9)), who[..1]);
        assert!(in_care_on(&[], day(1)).is_empty());
    }

    #[test]
    fn a_deputy_is_no_performer() {
        let all = [assignment(AssignmentKind::Deputy, 0, None), assignment(AssignmentKind::Performer, 0, Some(3))];
        assert_eq!(performers_on(&all, day(3)), [all[1].practitioner_id]);
        assert!(performers_on(&all, day(4)).is_empty());
    }

    proptest! {
        #[test]
        fn what_overlaps_shares_a_day(from in 0_u64..20, present in proptest::option::of(0_u64..20),
            other in 0_u64..20, until in proptest::option::of(0_u64..20), stranger in any::<bool>()) {
            let there = [assignment(AssignmentKind::Performer, from, present.map(|length| from + length))];
            let who = if stranger { PractitionerId::new() } else { there[0].practitioner_id };
            let new = AssignmentFields { practitioner_id: who, kind: AssignmentKind::Deputy, from_on: day(other),
                until_on: until.map(|length| day(other + length)) };
            let covers = |first: NaiveDate, last: Option<NaiveDate>, on| first <= on && last.is_none_or(|last| on <= last);
            let shared = (0..60).map(day).any(|on| {
                covers(there[0].from_on, there[0].until_on, on) && covers(new.from_on, new.until_on, on)
            });
            prop_assert_eq!(overlapping(&there, &new).is_some(), shared && !stranger);
        }

        #[test]
        fn an_accepted_end_never_widens_access(from in 0_u64..50, present in proptest::option::of(0_u64..50),
            until in proptest::option::of(0_u64..100), on in 0_u64..200) {
            let current = assignment(AssignmentKind::Performer, from, present.map(|length| from + length));
            if check_end(&current, until.map(day)).is_empty() {
                let changed = Assignment { until_on: until.map(day), ..current.clone() };
                let before = !performers_on(&[current], day(on)).is_empty();
                prop_assert!(before || performers_on(&[changed], day(on)).is_empty());
            }
        }
    }
}

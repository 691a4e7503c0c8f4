//! The rules of a hand-over: which days it may have, and what becomes of the assignments to one trajectory.

use chrono::NaiveDate;

use crate::features::trajectories::api::{Assignment, AssignmentKind, HandoverKind, NewHandover};
use crate::ids::AssignmentId;
use crate::problem::Violation;

/// Everything that is wrong with a hand-over by itself, all at once.
pub(in crate::features::trajectories) fn check(ask: &NewHandover, today: NaiveDate) -> Vec<Violation> {
    let mut found = Vec::new();
    let mut refuse = |pointer: &str, rule: &str, dutch: &str, english: &str| {
        found.push(Violation::body(pointer, rule, dutch, english));
    };
    if ask.from_practitioner_id == ask.to_practitioner_id {
        let (dutch, english) = ("Een overdracht gaat naar iemand anders.", "A hand-over goes to somebody else.");
        refuse("/toPractitionerId", "samePractitioner", dutch, english);
    }
    match (ask.kind, ask.until_on) {
        (HandoverKind::Permanent, Some(_)) => {
            let (dutch, english) = ("Alleen een vervanging heeft een laatste dag.", "Only a deputy has a last day.");
            refuse("/untilOn", "notWithKind", dutch, english);
        }
        (HandoverKind::Deputy, None) => {
            let (dutch, english) = ("Een vervanging heeft een laatste dag nodig.", "A deputy needs a last day.");
            refuse("/untilOn", "required", dutch, english);
        }
        (HandoverKind::Deputy, Some(last)) if last < ask.on => {
            refuse("/untilOn", "beforeOn", "Niet voor 'on'.", "Not before 'on'.");
        }
        _ => {}
    }
    if ask.kind == HandoverKind::Permanent && ask.on < today {
        let (dutch, english) = (
            "Vandaag of later: wie toegang had, staat vast.",
            "Today or later: who had access can't be changed afterwards.",
        );
        refuse("/on", "inPast", dutch, english);
    }
    found
}

/// What a hand-over does to the assignments of one trajectory.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::features::trajectories) struct Effect {
    /// Assignments with their new last day, or without one when they are withdrawn: they would begin later.
    pub cut: Vec<(AssignmentId, Option<NaiveDate>)>,
    /// Whether the receiving practitioner needs an assignment.
    pub add: bool,
}

/// For good: nothing of the former practitioner reaches the day, and whoever stood in becomes a performer. A deputy
/// takes nobody's place.
pub(in crate::features::trajectories) fn effect(assignments: &[Assignment], ask: &NewHandover) -> Effect {
    let permanent = ask.kind == HandoverKind::Permanent;
    let is_cut = |one: &&Assignment| {
        let deputy_of_before = one.practitioner_id == ask.to_practitioner_id && one.kind == AssignmentKind::Deputy;
        permanent
            && one.until_on.is_none_or(|last| last >= ask.on)
            && (one.practitioner_id == ask.from_practitioner_id || deputy_of_before)
    };
    let last_day = ask.on.pred_opt();
    let cut = assignments.iter().filter(is_cut).map(|one| (one.id, last_day.filter(|last| *last >= one.from_on)));
    let covers = |one: &Assignment| {
        one.practitioner_id == ask.to_practitioner_id
            && (one.kind == AssignmentKind::Performer || !permanent)
            && one.from_on <= ask.on
            && one.until_on.is_none_or(|last| ask.until_on.is_some_and(|until| until <= last))
    };
    Effect { cut: cut.collect(), add: !assignments.iter().any(covers) }
}

/// How a trajectory of a family stands in a hand-over.
#[derive(Debug, Clone, Copy)]
pub(in crate::features::trajectories) struct Standing {
    /// Whether it is one of those that are handed over.
    pub handed: bool,
    /// Whether its guidance has ended.
    pub closed: bool,
    /// Whether the former practitioner is assigned to it on the day or later.
    pub assigned: bool,
}

/// Which trajectories of a family go along with those that are handed over, by their positions: an assignment to one that
/// has ended never ends by itself, and would keep the whole family in sight. For good only, and unless the former
/// practitioner goes on guiding the family in another one.
pub(in crate::features::trajectories) fn along(kind: HandoverKind, family: &[Standing]) -> Vec<usize> {
    let goes_on = family.iter().any(|one| one.assigned && !one.handed && !one.closed);
    if kind != HandoverKind::Permanent || goes_on || !family.iter().any(|one| one.handed) {
        return Vec::new();
    }
    let goes = |(_, one): &(usize, &Standing)| one.assigned && one.closed && !one.handed;
    family.iter().enumerate().filter(goes).map(|(position, _)| position).collect()
}

/// Whether an assignment of the former practitioner reaches the day of the hand-over or later.
pub(in crate::features::trajectories) fn is_assigned(assignments: &[Assignment], ask: &NewHandover) -> bool {
    assignments
        .iter()
        .any(|one| one.practitioner_id == ask.from_practitioner_id && one.until_on.is_none_or(|last| last >= ask.on))
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, Days};
    use proptest::prelude::*;

    use super::*;
    use crate::features::trajectories::rules::performers_on;
    use crate::ids::{PractitionerId, TrajectoryId};

    fn day(offset: u64) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 3, 1).unwrap() + Days::new(offset)
    }

    fn assignment(who: PractitionerId, kind: AssignmentKind, from: u64, until: Option<u64>) -> Assignment {
        Assignment {
            id: AssignmentId::new(),
            trajectory_id: TrajectoryId::new(),
            practitioner_id: who,
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

    fn ask(kind: HandoverKind, from: PractitionerId, to: PractitionerId, on: u64, until: Option<u64>) -> NewHandover {
        NewHandover { kind, from_practitioner_id: from, to_practitioner_id: to, on: day(on), until_on: until.map(day) }
    }

    /// The assignments as they are afterwards.
    fn after(before: &[Assignment], ask: &NewHandover) -> Vec<Assignment> {
        let Effect { cut, add } = effect(before, ask);
        let kept = |one: &Assignment| match cut.iter().find(|(id, _)| *id == one.id) {
            Some((_, last)) => last.map(|last| Assignment { until_on: Some(last), ..one.clone() }),
            None => Some(one.clone()),
        };
        let mut all: Vec<Assignment> = before.iter().filter_map(kept).collect();
        if add {
            let fields = ask.assignment();
            let new = assignment(fields.practitioner_id, fields.kind, 0, None);
            all.push(Assignment { from_on: fields.from_on, until_on: fields.until_on, ..new });
        }
        all
    }

    fn reaches(one: &Assignment, on: NaiveDate) -> bool {
        one.from_on <= on && one.until_on.is_none_or(|last| last >= on)
    }

    fn kinds() -> impl Strategy<Value = AssignmentKind> {
        proptest::sample::select(AssignmentKind::ALL.to_vec())
    }

    proptest! {
        #[test]
        fn after_a_permanent_hand_over_one_performs_and_the_other_sees_nothing(
            own in proptest::option::of(0_u64..30), again in 40_u64..60, deputy in (kinds(), 0_u64..60, 0_u64..20),
            on in 0_u64..30, later in 0_u64..100) {
            let (from, to) = (PractitionerId::new(), PractitionerId::new());
            let (kind, first, length) = deputy;
            let before = [
                assignment(from, AssignmentKind::Performer, 0, own.map(|length| on + length)),
                assignment(from, AssignmentKind::Deputy, on + again, None),
                assignment(to, kind, first, Some(first + length)),
            ];
            let ask = ask(HandoverKind::Permanent, from, to, on, None);
            let all = after(&before, &ask);
            prop_assert!(performers_on(&all, day(on + later)).contains(&to));
            prop_assert!(!all.iter().any(|one| one.practitioner_id == from && reaches(one, day(on + later))));
            for earlier in 0..on {
                prop_assert!(performers_on(&all, day(earlier)).contains(&from), "the days before stay as they were");
            }
            prop_assert!(all.iter().all(|one| one.until_on.is_none_or(|last| last >= one.from_on)));
        }

        #[test]
        fn a_deputy_takes_nobodys_place(on in 0_u64..30, length in 0_u64..30, later in 0_u64..100) {
            let (from, to) = (PractitionerId::new(), PractitionerId::new());
            let before = [assignment(from, AssignmentKind::Performer, 0, None)];
            let ask = ask(HandoverKind::Deputy, from, to, on, Some(on + length));
            let all = after(&before, &ask);
            prop_assert_eq!(performers_on(&all, day(later)), [from]);
            let stands_in = all.iter().any(|one| one.practitioner_id == to && reaches(one, day(later)));
            prop_assert_eq!(stands_in, (on..=on + length).contains(&later));
            prop_assert!(!effect(&all, &ask).add, "who stands in already is not added again");
        }
    }

    proptest! {
        #[test]
        fn after_it_a_family_is_in_sight_only_where_guidance_goes_on(
            all in proptest::collection::vec(any::<(bool, bool, bool)>(), 1..5),
        ) {
            let standing = |(handed, closed, assigned)| Standing { handed, closed, assigned: assigned || handed };
            let all: Vec<Standing> = all.into_iter().map(standing).collect();
            let gone = along(HandoverKind::Permanent, &all);
            let kept = |(position, one): (usize, &Standing)| one.assigned && !one.handed && !gone.contains(&position);
            let in_sight = all.iter().enumerate().any(kept);
            let guides = all.iter().any(|one| one.assigned && !one.handed && !one.closed);
            if all.iter().any(|one| one.handed) {
                prop_assert_eq!(in_sight, guides);
            } else {
                prop_assert!(gone.is_empty());
            }
            prop_assert!(along(HandoverKind::Deputy, &all).is_empty());
        }
    }

    #[test]
    fn everything_that_is_wrong_is_said_at_once() {
        let who = PractitionerId::new();
        let rules = |ask: NewHandover| -> Vec<String> { check(&ask, day(9)).into_iter().map(|one| one.rule).collect() };
        let past = ask(HandoverKind::Permanent, who, who, 8, Some(20));
        assert_eq!(rules(past), ["samePractitioner", "notWithKind", "inPast"]);
        let other = PractitionerId::new();
        assert_eq!(rules(ask(HandoverKind::Deputy, who, other, 8, None)), ["required"]);
        assert_eq!(rules(ask(HandoverKind::Deputy, who, other, 8, Some(7))), ["beforeOn"]);
        assert!(rules(ask(HandoverKind::Deputy, who, other, 8, Some(8))).is_empty());
        assert!(rules(ask(HandoverKind::Permanent, who, other, 9, None)).is_empty());
    }
}

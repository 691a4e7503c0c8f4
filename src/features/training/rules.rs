//! The rules of training: who may hold what, and what an attendance must say (`domain.md` §7).

use super::api::{AttendanceFields, AttendanceStatus, TrainingHolder, TrainingKind, TrainingSessionFields};
use crate::problem::Violation;

/// What it takes to hold a session inside an organisation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Holding {
    /// Colleagues among themselves.
    Freely,
    /// A trainer with a licence B that is valid there on the day.
    WithLicenceB,
    /// The licence holder only.
    NotInside,
}

pub(super) fn holding(kind: TrainingKind) -> Holding {
    match kind {
        TrainingKind::Intervision => Holding::Freely,
        TrainingKind::Basic | TrainingKind::Deepening => Holding::WithLicenceB,
        TrainingKind::Supervision
        | TrainingKind::Refresher
        | TrainingKind::TrainTheTrainer
        | TrainingKind::ProjectLeaderInstruction => Holding::NotInside,
    }
}

/// Whether licences rest on a kind, so that they follow when its attendance changes.
pub(super) fn grounds_licences(kind: TrainingKind) -> bool {
    matches!(kind, TrainingKind::Basic | TrainingKind::Deepening | TrainingKind::Refresher)
}

/// Whether somebody gets a licence by attending a kind, or keeps one: nobody says that of himself or herself.
pub(super) fn earns_a_licence(kind: TrainingKind) -> bool {
    grounds_licences(kind) || kind == TrainingKind::TrainTheTrainer
}

/// Whether a kind is this holder's to hold at all, whoever writes it down.
pub(super) fn may_hold(holder: TrainingHolder, kind: TrainingKind) -> bool {
    holder == TrainingHolder::LicenceHolder || holding(kind) != Holding::NotInside
}

/// Whether so many people find a place.
pub(super) fn fits(capacity: i32, people: i64) -> bool {
    people <= i64::from(capacity)
}

/// What contradicts itself in a session, and what its holder may not hold.
pub(super) fn check_session(holder: TrainingHolder, session: &TrainingSessionFields) -> Vec<Violation> {
    let mut found = Vec::new();
    let mut unfit = |pointer: &str, rule: &str, dutch: &str, english: &str| {
        found.push(Violation::body(pointer, rule, dutch, english));
    };
    if session.kind == TrainingKind::Intervision && session.organisation_id.is_none() {
        let (dutch, english) =
            ("Intervisie is er binnen een organisatie.", "Intervision takes place inside an organisation.");
        unfit("/organisationId", "required", dutch, english);
    }
    if !may_hold(holder, session.kind) {
        let (dutch, english) = (
            "De organisatie houdt deze bijeenkomst, en dit soort geeft alleen de licentiehouder. Maak een nieuwe.",
            "The organisation holds this session, and only the licence holder gives this kind. Add a new one.",
        );
        unfit("/kind", "heldByOrganisation", dutch, english);
    }
    let with_licence_b = holding(session.kind) == Holding::WithLicenceB;
    if holder == TrainingHolder::Organisation && with_licence_b && session.trainer_id.is_none() {
        unfit("/trainerId", "required", "Noem de collega met licentie B.", "Name the colleague with licence B.");
    }
    found
}

/// What contradicts itself in an attendance.
pub(super) fn check_attendance(attendance: &AttendanceFields) -> Vec<Violation> {
    match (attendance.status, attendance.minutes) {
        (AttendanceStatus::Present, None) => vec![Violation::body(
            "/minutes",
            "required",
            "Zeg hoe lang iemand aanwezig was.",
            "Say how long somebody was there.",
        )],
        (AttendanceStatus::Invited | AttendanceStatus::Absent, Some(_)) => vec![Violation::body(
            "/minutes",
            "notWithStatus",
            "Alleen wie aanwezig was, heeft minuten.",
            "Only who was present has minutes.",
        )],
        _ => Vec::new(),
    }
}

/// Whether an attendance says that the session has been, so that it can't be in the future.
pub(super) fn has_been(status: AttendanceStatus) -> bool {
    status != AttendanceStatus::Invited
}

/// Whether somebody takes up a place of a session.
pub(super) fn takes_a_place(status: AttendanceStatus) -> bool {
    status != AttendanceStatus::Absent
}

/// Whether a change of a session changes what was attended by it, or who gave it.
pub(super) fn changes_what_was_attended(before: &TrainingSessionFields, after: &TrainingSessionFields) -> bool {
    let of = |session: &TrainingSessionFields| (session.kind, session.held_on, session.trainer_id);
    of(before) != of(after)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn minutes_belong_to_who_was_there() {
        let attendance = |status, minutes| AttendanceFields { status, minutes };
        assert!(check_attendance(&attendance(AttendanceStatus::Present, Some(240))).is_empty());
        assert_eq!(check_attendance(&attendance(AttendanceStatus::Present, None)).len(), 1);
        assert_eq!(check_attendance(&attendance(AttendanceStatus::Absent, Some(10))).len(), 1);
        assert!(check_attendance(&attendance(AttendanceStatus::Invited, None)).is_empty());
    }

    #[test]
    fn an_organisations_session_stays_of_a_kind_that_organisations_hold() {
        let session = |kind| TrainingSessionFields {
            kind,
            held_on: chrono::NaiveDate::default(),
            minutes: 240,
            trainer_id: None,
            organisation_id: Some(crate::ids::OrganisationId::new()),
            capacity: None,
            location: None,
        };
        for kind in TrainingKind::ALL {
            assert!(check_session(TrainingHolder::LicenceHolder, &session(*kind)).is_empty(), "{kind:?}");
            let free = check_session(TrainingHolder::Organisation, &session(*kind)).is_empty();
            assert_eq!(free, holding(*kind) == Holding::Freely, "{kind:?}");
        }
    }

    #[test]
    fn what_licences_rest_on_earns_one() {
        let earns: Vec<_> = TrainingKind::ALL.iter().filter(|kind| earns_a_licence(**kind)).collect();
        let four =
            [&TrainingKind::Basic, &TrainingKind::Deepening, &TrainingKind::Refresher, &TrainingKind::TrainTheTrainer];
        assert_eq!(earns, four);
        assert!(fits(2, 2) && !fits(2, 3));
    }

    #[test]
    fn refreshers_are_never_held_inside_an_organisation() {
        let inside: Vec<_> = TrainingKind::ALL.iter().filter(|kind| holding(**kind) != Holding::NotInside).collect();
        assert_eq!(inside, [&TrainingKind::Basic, &TrainingKind::Deepening, &TrainingKind::Intervision]);
    }
}

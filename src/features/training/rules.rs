//! The rules of training: who may hold what, and what an attendance must say (`domain.md` §7).

use super::api::{AttendanceFields, AttendanceStatus, TrainingKind, TrainingSessionFields};
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

/// What contradicts itself in a session.
pub(super) fn check_session(session: &TrainingSessionFields) -> Vec<Violation> {
    if session.kind == TrainingKind::Intervision && session.organisation_id.is_none() {
        let (dutch, english) =
            ("Intervisie is er binnen een organisatie.", "Intervision takes place inside an organisation.");
        return vec![Violation::body("/organisationId", "required", dutch, english)];
    }
    Vec::new()
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
    fn refreshers_are_never_held_inside_an_organisation() {
        let inside: Vec<_> = TrainingKind::ALL.iter().filter(|kind| holding(**kind) != Holding::NotInside).collect();
        assert_eq!(inside, [&TrainingKind::Basic, &TrainingKind::Deepening, &TrainingKind::Intervision]);
    }
}

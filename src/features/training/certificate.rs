//! The certificate of attendance, in Dutch.

use chrono::{Datelike, NaiveDate};

use super::api::{TrainingKind, TrainingSession};
use crate::documents::{Block, Document};
use crate::ids::AttendanceId;

const MONTHS: [&str; 12] = [
    "januari",
    "februari",
    "maart",
    "april",
    "mei",
    "juni",
    "juli",
    "augustus",
    "september",
    "oktober",
    "november",
    "december",
];

/// A day in Dutch words, that no line break takes apart.
fn in_words(day: NaiveDate) -> String {
    let month = MONTHS.get(usize::try_from(day.month0()).unwrap_or(0)).copied().unwrap_or_default();
    format!("{}\u{a0}{month}\u{a0}{}", day.day(), day.year())
}

fn duration(minutes: i32) -> String {
    match (minutes / 60, minutes % 60) {
        (0, rest) => format!("{rest}\u{a0}minuten"),
        (hours, 0) => format!("{hours}\u{a0}uur"),
        (hours, rest) => format!("{hours}\u{a0}uur en {rest}\u{a0}minuten"),
    }
}

fn dutch(kind: TrainingKind) -> &'static str {
    match kind {
        TrainingKind::Basic => "Basistraining Samen Leren",
        TrainingKind::Deepening => "Verdiepingsbijeenkomst",
        TrainingKind::Supervision => "Supervisie",
        TrainingKind::Intervision => "Intervisie",
        TrainingKind::Refresher => "Bijscholing-supervisie",
        TrainingKind::TrainTheTrainer => "Train-de-trainer (licentie B)",
        TrainingKind::ProjectLeaderInstruction => "Instructie voor projectleiders",
    }
}

/// The certificate of somebody who was there.
pub(super) fn of_attendance(name: &str, session: &TrainingSession, id: AttendanceId, minutes: i32) -> Document {
    let fact = |name: &str, value: String| Block::Fact(name.to_owned(), value);
    let mut blocks = vec![
        Block::Text("Stichting Aanzet verklaart dat".into()),
        Block::Large(name.to_owned()),
        Block::Text("heeft deelgenomen aan:".into()),
        fact("Bijeenkomst", dutch(session.kind).to_owned()),
        fact("Datum", in_words(session.held_on)),
        fact("Aanwezig", duration(minutes)),
    ];
    blocks.extend(session.location.clone().map(|location| fact("Plaats", location)));
    blocks.push(Block::Small(format!("Dit bewijs zegt dat iemand aanwezig was; het is geen licentie. Nummer {id}.")));
    Document {
        title: "Bewijs van deelname".into(),
        author: "Stichting Aanzet".into(),
        issued_on: session.held_on,
        id: id.0,
        blocks,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_and_durations_are_in_words() {
        assert_eq!(in_words(NaiveDate::from_ymd_opt(2026, 3, 9).unwrap()), "9\u{a0}maart\u{a0}2026");
        assert_eq!(duration(720), "12\u{a0}uur");
        assert_eq!(duration(90), "1\u{a0}uur en 30\u{a0}minuten");
        assert_eq!(duration(45), "45\u{a0}minuten");
    }
}

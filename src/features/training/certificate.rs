//! The certificate of attendance, in Dutch.

use super::api::{TrainingKind, TrainingSession};
use crate::documents::{Block, Document, dutch};
use crate::ids::AttendanceId;

fn title(kind: TrainingKind) -> &'static str {
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
        fact("Bijeenkomst", title(session.kind).to_owned()),
        fact("Datum", dutch::day(session.held_on)),
        fact("Aanwezig", dutch::duration(minutes)),
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

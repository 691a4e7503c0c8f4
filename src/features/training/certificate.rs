//! The certificate of attendance, in Dutch.

use super::api::TrainingSession;
use crate::documents::{Block, Document, dutch};
use crate::ids::AttendanceId;

/// Who holds what no organisation does.
pub(super) const LICENCE_HOLDER: &str = "Stichting Aanzet";

/// The certificate of somebody who was there, by who held the session.
pub(super) fn of_attendance(
    name: &str,
    held_by: &str,
    session: &TrainingSession,
    (id, minutes): (AttendanceId, i32),
) -> Document {
    let fact = |name: &str, value: String| Block::Fact(name.to_owned(), value);
    let mut blocks = vec![
        Block::Text(format!("{held_by} verklaart dat")),
        Block::Large(name.to_owned()),
        Block::Text("heeft deelgenomen aan:".into()),
        fact("Bijeenkomst", session.kind.title().0.to_owned()),
        fact("Datum", dutch::day(session.held_on)),
        fact("Aanwezig", dutch::duration(minutes)),
    ];
    blocks.extend(session.location.clone().map(|location| fact("Plaats", location)));
    blocks.push(Block::Small(format!("Dit bewijs zegt dat iemand aanwezig was; het is geen licentie. Nummer {id}.")));
    Document {
        title: "Bewijs van deelname".into(),
        author: held_by.to_owned(),
        issued_on: session.held_on,
        id: id.0,
        blocks,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::features::training::api::{TrainingHolder, TrainingKind, TrainingSessionStatus};
    use crate::ids::{OrganisationId, TrainingSessionId};

    #[test]
    fn a_certificate_names_who_held_the_session() {
        let session = TrainingSession {
            id: TrainingSessionId::new(),
            kind: TrainingKind::Intervision,
            held_on: chrono::NaiveDate::default(),
            minutes: 120,
            trainer_id: None,
            organisation_id: Some(OrganisationId::new()),
            held_by: TrainingHolder::Organisation,
            capacity: None,
            location: None,
            status: TrainingSessionStatus::Open,
            cancel_reason: None,
            version: 1,
            created_at: chrono::DateTime::default(),
            updated_at: chrono::DateTime::default(),
        };
        let made = of_attendance("Noor Voorbeeld", "Welzijn Hier", &session, (AttendanceId::new(), 120));
        let said: Vec<_> = made
            .blocks
            .iter()
            .filter_map(|block| match block {
                Block::Text(text) => Some(text.as_str()),
                _ => None,
            })
            .collect();
        assert_eq!((said.first(), made.author.as_str()), (Some(&"Welzijn Hier verklaart dat"), "Welzijn Hier"));
        assert!(made.to_pdf().is_ok());
    }
}

//! The appointment card: which visits are to come. It names no address (`domain.md` §10).

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Europe::Amsterdam;

use crate::documents::{Block, Document, Table, dutch};
use crate::features::catalogue::StepAttendance;
use crate::features::organisations::api::Contact;
use crate::features::visits::{VisitAttendance, VisitMode};
use crate::ids::TrajectoryId;

/// What it is made of.
pub(super) struct Facts {
    pub trajectory: TrajectoryId,
    pub today: NaiveDate,
    pub parents: Vec<String>,
    /// Soonest first.
    pub visits: Vec<Visit>,
    pub organisation: String,
    pub contact: Contact,
}

/// A visit that is to come.
pub(super) struct Visit {
    pub planned_at: DateTime<Utc>,
    pub minutes: Option<i32>,
    pub mode: VisitMode,
    pub attendance: Option<VisitAttendance>,
    /// Who is usually present at its step.
    pub usual: Vec<StepAttendance>,
    pub who: Vec<String>,
}

pub(super) fn on_paper(facts: &Facts) -> Document {
    let mut blocks = Vec::new();
    if !facts.parents.is_empty() {
        blocks.push(Block::Large(format!("Voor {}", dutch::listed(&facts.parents))));
    }
    if facts.visits.is_empty() {
        blocks.push(Block::Text(
            "Er staan nu geen nieuwe afspraken. Wij spreken graag met u af wanneer we elkaar weer zien.".into(),
        ));
    } else {
        let columns = [("Wanneer", 36), ("Waar", 22), ("Voor wie", 18), ("Wie er komt", 24)];
        let columns = columns.map(|(head, share)| (head.to_owned(), share)).to_vec();
        blocks.push(Block::Text("Dit zijn uw afspraken. Tot dan!".into()));
        blocks.push(Block::Table(Table { columns, rows: facts.visits.iter().map(row).collect() }));
    }
    blocks.push(Block::Heading("Kunt u niet komen?".into()));
    let contact = &facts.contact;
    let reach = [("Vraag naar", &contact.name), ("Bel", &contact.phone), ("Mail", &contact.email)];
    let reach: Vec<Block> =
        reach.into_iter().filter_map(|(name, value)| Some(Block::Fact(name.to_owned(), value.clone()?))).collect();
    let ask = if reach.is_empty() { "Laat het uw begeleider" } else { "Laat het ons" };
    blocks.push(Block::Text(format!("{ask} zo vroeg mogelijk weten. Dan kiezen we samen een andere dag.")));
    blocks.extend(reach);
    let (organisation, today) = (&facts.organisation, dutch::day(facts.today));
    let told = format!("{organisation}. Stand van {today}: wat later is afgesproken, staat er niet op.");
    blocks.push(Block::Small(told));
    Document {
        title: "Afsprakenkaart".into(),
        author: facts.organisation.clone(),
        issued_on: facts.today,
        id: facts.trajectory.0,
        blocks,
    }
}

fn row(visit: &Visit) -> Vec<String> {
    let local = visit.planned_at.with_timezone(&Amsterdam);
    let day = local.date_naive();
    let mut when = format!("{} {}, {}", dutch::weekday(day), dutch::day(day), dutch::time(local.time()));
    if let Some(minutes) = visit.minutes {
        when = format!("{when} ({})", dutch::duration(minutes));
    }
    let who = if visit.who.is_empty() { "wordt nog gezegd".to_owned() } else { dutch::listed(&visit.who) };
    vec![when, place(visit.mode).to_owned(), for_whom(visit).to_owned(), who]
}

fn place(mode: VisitMode) -> &'static str {
    match mode {
        VisitMode::Home => "bij u thuis",
        VisitMode::School => "op school",
        VisitMode::Phone => "aan de telefoon",
        VisitMode::Video => "met beeldbellen",
        VisitMode::Elsewhere => "op een andere plek; dat hoort u nog",
    }
}

fn for_whom(visit: &Visit) -> &'static str {
    let family = "hele gezin";
    match (visit.attendance, visit.usual.as_slice()) {
        (Some(VisitAttendance::Parents), _) | (None, [StepAttendance::Parents]) => "ouders",
        (Some(VisitAttendance::Family | VisitAttendance::Combined), _) | (None, [StepAttendance::Family]) => family,
        (None, _) => "ouders of hele gezin; dat hoort u nog",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn visit(planned_at: &str, attendance: Option<VisitAttendance>, usual: &[StepAttendance]) -> Visit {
        Visit {
            planned_at: planned_at.parse().unwrap(),
            minutes: Some(90),
            mode: VisitMode::Home,
            attendance,
            usual: usual.to_vec(),
            who: vec!["Noor Voorbeeld".into(), "Bo Anders".into()],
        }
    }

    fn card(visits: Vec<Visit>, contact: Contact) -> Document {
        on_paper(&Facts {
            trajectory: TrajectoryId::new(),
            today: "2026-03-10".parse().unwrap(),
            parents: vec!["Samir Testerink".into()],
            visits,
            organisation: "Welzijn Hier".into(),
            contact,
        })
    }

    #[test]
    fn a_visit_is_told_in_amsterdam_time() {
        let cells = row(&visit("2026-03-30T22:30:00Z", Some(VisitAttendance::Combined), &[]));
        assert_eq!(
            cells,
            [
                "dinsdag 31\u{a0}maart\u{a0}2026, 0.30\u{a0}uur (1\u{a0}uur en 30\u{a0}minuten)",
                "bij u thuis",
                "hele gezin",
                "Noor Voorbeeld en Bo Anders",
            ]
        );
    }

    #[test]
    fn whom_a_visit_is_for_follows_from_the_step_when_nobody_said_so() {
        let (parents, family) = (StepAttendance::Parents, StepAttendance::Family);
        let at = "2026-03-30T08:00:00Z";
        assert_eq!(for_whom(&visit(at, None, &[parents])), "ouders");
        assert_eq!(for_whom(&visit(at, None, &[family])), "hele gezin");
        assert_eq!(for_whom(&visit(at, Some(VisitAttendance::Parents), &[family])), "ouders");
        assert!(for_whom(&visit(at, None, &[parents, family])).contains("hoort u nog"));
    }

    #[test]
    fn a_card_says_how_to_cancel_and_is_friendly_when_it_is_empty() {
        let phone = "+31 85 000 00 00".to_owned();
        let reachable = card(Vec::new(), Contact { phone: Some(phone.clone()), ..Contact::default() });
        assert!(reachable.blocks.contains(&Block::Fact("Bel".into(), phone)));
        assert!(format!("{:?}", reachable.blocks).contains("geen nieuwe afspraken"));
        let full = card(vec![visit("2026-03-30T08:00:00Z", None, &[])], Contact::default());
        assert!(format!("{:?}", full.blocks).contains("Laat het uw begeleider"));
        assert!(full.to_pdf().is_ok());
    }
}

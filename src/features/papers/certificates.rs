//! Certificates for parents and children, given at the closing activity (`domain.md` §2).

use chrono::NaiveDate;

use crate::documents::{Certificate, Certificates, Line, Look, dutch};
use crate::ids::TrajectoryId;

/// More lines to sign on have no room beside each other.
const MOST_SIGNATURES: usize = 3;

/// When, by whom and of which organisation they are given.
pub(super) struct Occasion {
    pub trajectory: TrajectoryId,
    pub day: NaiveDate,
    pub organisation: String,
    pub practitioners: Vec<String>,
}

impl Occasion {
    fn certificates(&self, title: &str, pages: Vec<Certificate>) -> Certificates {
        Certificates {
            title: title.to_owned(),
            author: self.organisation.clone(),
            issued_on: self.day,
            id: self.trajectory.0,
            pages,
        }
    }

    fn certificate(&self, name: &str, lines: Vec<Line>, look: Look) -> Certificate {
        let signed = self.practitioners.iter().take(MOST_SIGNATURES);
        let mut signatures: Vec<String> = signed.map(|name| format!("{name}, begeleider")).collect();
        if signatures.is_empty() {
            signatures.push("begeleider".to_owned());
        }
        Certificate {
            title: "Certificaat".into(),
            lead: "voor".into(),
            name: name.to_owned(),
            lines,
            given: vec![self.organisation.clone(), dutch::day(self.day)],
            signatures,
            look,
        }
    }
}

/// A page for each parent, with the goals that were worked on.
pub(super) fn for_parents(occasion: &Occasion, names: &[String], goals: &[String]) -> Certificates {
    let mut lines = vec![Line::Plain(
        "U deed mee aan Samen Leren. Met geduld en plezier hebt u thuis geoefend, ook als het even niet meezat. \
         Zo helpt u uw kind elke dag een stap verder."
            .into(),
    )];
    if !goals.is_empty() {
        lines.push(Line::Plain("Hieraan hebt u gewerkt:".into()));
        lines.push(Line::Strong(goals.join("  ·  ")));
    }
    lines.push(Line::Plain("Van harte gefeliciteerd. Wees trots op wat u samen hebt bereikt!".into()));
    let page = |name: &String| occasion.certificate(name, lines.clone(), Look::Festive);
    occasion.certificates("Certificaten voor de ouders", names.iter().map(page).collect())
}

/// A page for each child, in simple words.
pub(super) fn for_children(occasion: &Occasion, names: &[String]) -> Certificates {
    let lines = vec![
        Line::Plain("Jij deed mee met Samen Leren.".into()),
        Line::Plain("Je hebt gespeeld, geoefend en heel goed je best gedaan.".into()),
        Line::Strong("Wij zijn heel trots op jou!".into()),
    ];
    let page = |name: &String| occasion.certificate(name, lines.clone(), Look::Playful);
    occasion.certificates("Certificaten voor de kinderen", names.iter().map(page).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn occasion(practitioners: usize) -> Occasion {
        Occasion {
            trajectory: TrajectoryId::new(),
            day: "2026-03-10".parse().unwrap(),
            organisation: "Welzijn Hier".into(),
            practitioners: vec!["Noor Voorbeeld".to_owned(); practitioners],
        }
    }

    #[test]
    fn each_parent_has_a_page_with_the_goals_and_a_line_for_the_practitioner() {
        let names = ["Samir Testerink".to_owned(), "Zoë van den IJssel".to_owned()];
        let made = for_parents(&occasion(5), &names, &["Taal".to_owned(), "Grenzen".to_owned()]);
        assert_eq!(made.pages.iter().map(|page| page.name.clone()).collect::<Vec<_>>(), names);
        assert!(made.pages[0].lines.contains(&Line::Strong("Taal  ·  Grenzen".into())));
        assert_eq!(made.pages[0].given, ["Welzijn Hier", "10\u{a0}maart\u{a0}2026"]);
        assert_eq!(made.pages[0].signatures.len(), MOST_SIGNATURES);
        assert!(made.to_pdf().is_ok());
    }

    #[test]
    fn a_childs_page_is_playful_and_can_be_signed_by_whoever_comes() {
        let made = for_children(&occasion(0), &["Noor".to_owned()]);
        assert_eq!(
            (made.pages[0].look, made.pages[0].signatures.as_slice()),
            (Look::Playful, &["begeleider".into()][..])
        );
        assert!(made.to_pdf().is_ok());
    }
}

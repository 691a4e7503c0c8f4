//! Documents: blocks one below the other on upright pages, with the title on a band on top.

use chrono::NaiveDate;
use uuid::Uuid;

use super::flow::{BODY, Flow};
use super::shapes::{INK, SOFT, Smiley};
use super::sheets::{About, Sheets};
use super::table::Table;
use super::typesetter::{Style, Typesetter};

/// One thing on a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block {
    /// A paragraph.
    Text(String),
    /// A paragraph that stands out: a name, a result.
    Large(String),
    /// The heading of what follows.
    Heading(String),
    /// One of several.
    Item(String),
    /// A name and its value.
    Fact(String, String),
    /// A name and how that goes.
    Smiley(String, Smiley),
    Table(Table),
    /// A table whose last columns, this many, are figures: they stand at the right.
    Figures(Table, usize),
    /// Lines beside each other in columns, the first of each in bold: who sends and who receives.
    Beside(Vec<Vec<String>>),
    /// What a table of amounts comes to: names and amounts, the last of which is what matters.
    Totals(Vec<(String, String)>),
    /// Lines to sign on, each with a name below it.
    Signatures(Vec<String>),
    /// A remark at the foot.
    Small(String),
    /// What follows stands on a new page, with a title of its own.
    Page(String),
    /// What stands at the foot of every page, with the page's number, when there are several.
    Numbered(String),
}

/// A document in Dutch.
#[derive(Debug, Clone)]
pub struct Document {
    pub title: String,
    pub author: String,
    /// The day it speaks of; its date of making as far as the file knows one.
    pub issued_on: NaiveDate,
    /// What it is about: the same id and content give the same bytes.
    pub id: Uuid,
    pub blocks: Vec<Block>,
}

impl Document {
    /// The file.
    pub fn to_pdf(&self) -> anyhow::Result<Vec<u8>> {
        let Self { title, author, issued_on, id, .. } = self;
        let mut typesetter = Typesetter::new()?;
        let sheets = self.sheets(&mut typesetter)?;
        sheets.into_pdf(&typesetter, &About { title, author, issued_on: *issued_on, id: *id })
    }

    /// Everything with its place, from top to bottom and over the pages.
    fn sheets(&self, typesetter: &mut Typesetter) -> anyhow::Result<Sheets> {
        let mut flow = Flow::new(typesetter);
        flow.title(&self.title)?;
        let mut foot = None;
        for block in &self.blocks {
            match block {
                Block::Text(text) => flow.paragraph(text, BODY, 12.0),
                Block::Large(text) => flow.paragraph(text, Style::new(19.0, true, INK), 14.0),
                Block::Heading(heading) => flow.heading(heading),
                Block::Item(text) => flow.item(text)?,
                Block::Fact(name, value) => flow.fact(name, value),
                Block::Smiley(name, smiley) => flow.smiley(name, *smiley)?,
                Block::Table(table) => table.flow(&mut flow, 0)?,
                Block::Figures(table, figures) => table.flow(&mut flow, *figures)?,
                Block::Beside(columns) => flow.beside(columns),
                Block::Totals(rows) => flow.totals(rows)?,
                Block::Signatures(names) => flow.signatures(names)?,
                Block::Small(text) => {
                    flow.y += 14.0;
                    flow.paragraph(text, Style::new(9.0, false, SOFT), 8.0);
                }
                Block::Page(title) => {
                    flow.next_page();
                    flow.title(title)?;
                }
                Block::Numbered(name) => foot = Some(name),
            }
        }
        if let Some(name) = foot {
            flow.number_pages(name);
        }
        Ok(flow.sheets)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn document(blocks: Vec<Block>) -> Document {
        let issued_on = NaiveDate::from_ymd_opt(2026, 3, 10).unwrap();
        let author = "Stichting Aanzet".to_owned();
        Document { title: "Bewijs van deelname".into(), author, issued_on, id: Uuid::from_u128(1), blocks }
    }

    fn table(rows: usize) -> Block {
        let columns = ["Wanneer", "Waar", "Wie"].map(|head| (head.to_owned(), 1)).to_vec();
        let row = vec!["dinsdag 10 maart 2026".to_owned(), "thuis".to_owned(), "Noor Voorbeeld".to_owned()];
        Block::Table(Table { columns, rows: vec![row; rows] })
    }

    fn figures(rows: usize) -> Block {
        let columns = ["Wat", "Aantal", "Bedrag"].map(|head| (head.to_owned(), 1)).to_vec();
        let row = vec!["Handboek".to_owned(), "2".to_owned(), "€ 30,00".to_owned()];
        Block::Figures(Table { columns, rows: vec![row; rows] }, 2)
    }

    fn of_every_kind() -> Vec<Block> {
        vec![
            Block::Large("Zoë van den IJssel".into()),
            Block::Fact("Datum".into(), "10 maart 2026".into()),
            Block::Heading("Taal".into()),
            Block::Item("Voorlezen".into()),
            Block::Smiley("Nu".into(), Smiley::Sad),
            Block::Smiley("Straks".into(), Smiley::VeryHappy),
            table(3),
            Block::Beside(vec![vec!["Welzijn Hier".into(), "Verzonnenlaan 12".into()], vec!["Stichting".into()]]),
            figures(2),
            Block::Totals(vec![("Btw".into(), "€ 2,10".into()), ("Totaal".into(), "€ 12,10".into())]),
            Block::Signatures(vec!["Ouder".into(), "Ouder".into(), "Begeleider".into()]),
            Block::Small("Tot ziens.".into()),
            Block::Page("Bijlage".into()),
            Block::Text("Een regel die er staat.".into()),
            Block::Numbered("Bewijs".into()),
        ]
    }

    fn placed(blocks: Vec<Block>) -> (usize, bool) {
        let sheets = document(blocks).sheets(&mut Typesetter::new().unwrap()).unwrap();
        (sheets.pages(), sheets.fits())
    }

    #[test]
    fn the_same_content_gives_the_same_bytes() {
        let once = document(of_every_kind()).to_pdf().unwrap();
        assert!(once.starts_with(b"%PDF-"));
        assert_eq!(once, document(of_every_kind()).to_pdf().unwrap());
    }

    #[test]
    fn what_does_not_fit_goes_on_on_the_next_page() {
        assert_eq!(placed(vec![Block::Text("Een regel die er staat.".into()); 60]), (3, true));
        assert_eq!(placed(vec![Block::Smiley("Nu".into(), Smiley::Neutral); 30]), (2, true));
        assert_eq!(placed(vec![Block::Signatures(vec!["Ouder".into(); 20]); 2]), (3, true));
    }

    #[test]
    fn a_page_can_have_a_title_of_its_own() {
        let page = |title: &str| Block::Page(title.into());
        assert_eq!(placed(vec![page("Bijlage"), Block::Text("Een regel die er staat.".into())]), (2, true));
        assert!(placed(of_every_kind()).1);
    }

    #[test]
    fn a_long_table_goes_over_pages_and_keeps_to_the_rules() {
        assert_eq!(placed(vec![table(60)]), (3, true));
        assert!(document(vec![table(60)]).to_pdf().is_ok());
    }

    #[test]
    fn totals_stay_together_and_pages_are_numbered_without_taking_room() {
        let totals = Block::Totals(vec![("Btw".into(), "€ 2,10".into()); 6]);
        assert_eq!(placed(vec![figures(24), totals.clone()]), (2, true));
        let pages = |blocks| document(blocks).sheets(&mut Typesetter::new().unwrap()).unwrap();
        let (bare, numbered) = (vec![figures(60), totals], Block::Numbered("Factuur".into()));
        let with_numbers = [bare.clone(), vec![numbered]].concat();
        assert_eq!(pages(bare.clone()).pages(), pages(with_numbers.clone()).pages());
        assert!(pages(with_numbers.clone()).fits());
        assert_ne!(document(bare).to_pdf().unwrap(), document(with_numbers).to_pdf().unwrap());
    }

    #[test]
    fn names_in_letters_that_the_fonts_lack_break_no_document() {
        let blocks = vec![Block::Large("\u{633}\u{627}\u{645}\u{64a} \u{1f600} \u{674e}\u{660e}\t\u{feff}x".into())];
        assert!(document(blocks).to_pdf().is_ok());
    }
}

//! Certificates: a page across for each person, in the goals' colours, to be hung on a wall.

use chrono::NaiveDate;
use uuid::Uuid;

use super::shapes::{GOALS, INK, LINE, PURPLE, Pair, SOFT, Shape, Smiley, circle, frame, quarter, rule, star};
use super::sheets::{A4, About, Sheets};
use super::typesetter::{Style, Text, Typesetter};

/// A4, across.
const SHEET: Pair = (A4.1, A4.0);
const MIDDLE: f32 = SHEET.0 / 2.0;
/// How far the frame stands from the paper's edge.
const EDGE: f32 = 26.0;
/// The width of the words, and of what stands below them.
const WORDS: f32 = 560.0;
const FOOT: f32 = 600.0;
/// Between these heights stand the words; the signatures begin at the third.
const TOP: f32 = 62.0;
const BOTTOM: f32 = SHEET.1 - 150.0;
const SIGNED: f32 = SHEET.1 - 108.0;
/// How much smaller words get until they fit.
const SMALLER: [f32; 5] = [0.9, 0.8, 0.7, 0.6, 0.5];

/// What stands around the words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Look {
    /// A frame.
    Festive,
    /// A frame with stars and smileys, for a child.
    Playful,
}

/// A line of a certificate's text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Line {
    Plain(String),
    Strong(String),
}

/// One person's page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Certificate {
    pub title: String,
    /// What leads to the name.
    pub lead: String,
    pub name: String,
    pub lines: Vec<Line>,
    /// Who gives it, and when.
    pub given: Vec<String>,
    /// What stands below the lines to sign on.
    pub signatures: Vec<String>,
    pub look: Look,
}

/// Certificates in Dutch, a page for each.
#[derive(Debug, Clone)]
pub struct Certificates {
    pub title: String,
    pub author: String,
    /// The day they are given; their date of making as far as the file knows one.
    pub issued_on: NaiveDate,
    /// What they are about: the same id and content give the same bytes.
    pub id: Uuid,
    pub pages: Vec<Certificate>,
}

impl Certificates {
    /// The file.
    pub fn to_pdf(&self) -> anyhow::Result<Vec<u8>> {
        let Self { title, author, issued_on, id, .. } = self;
        let mut typesetter = Typesetter::new()?;
        let sheets = self.sheets(&mut typesetter)?;
        sheets.into_pdf(&typesetter, &About { title, author, issued_on: *issued_on, id: *id })
    }

    fn sheets(&self, typesetter: &mut Typesetter) -> anyhow::Result<Sheets> {
        let mut sheets = Sheets::new(SHEET);
        for (number, page) in self.pages.iter().enumerate() {
            sheets.decorate(number, framed()?);
            if page.look == Look::Playful {
                sheets.decorate(number, played()?);
            }
            page.words(&mut sheets, number, typesetter);
            page.foot(&mut sheets, number, typesetter)?;
        }
        Ok(sheets)
    }
}

impl Certificate {
    /// The words in the middle of the page, as large as they fit.
    fn words(&self, sheets: &mut Sheets, page: usize, typesetter: &mut Typesetter) {
        let room = BOTTOM - TOP;
        let mut texts = self.set(typesetter, 1.0);
        for scale in SMALLER {
            if height_of(&texts) <= room {
                break;
            }
            texts = self.set(typesetter, scale);
        }
        let mut y = TOP + ((room - height_of(&texts)) / 2.0).max(0.0);
        let title = format!("{} {} {}", self.title, self.lead, self.name);
        for (number, (text, gap)) in texts.into_iter().enumerate() {
            let part = if number == 0 { sheets.title(&title, page, EDGE) } else { sheets.paragraph() };
            let height = text.height();
            sheets.write(page, (MIDDLE - WORDS / 2.0, y), text, Some(part));
            y += height + gap;
        }
    }

    /// Title, lead, name and lines, each with the space that follows it.
    fn set(&self, typesetter: &mut Typesetter, scale: f32) -> Vec<(Text, f32)> {
        let style = |size: f32, bold, colour| Style::new(size * scale, bold, colour).centred();
        let sizes = [38.0, 30.0, 24.0, 18.0].map(|size| size * scale);
        let mut texts = vec![
            (typesetter.set(&self.title, style(36.0, true, PURPLE), WORDS), 2.0 * scale),
            (typesetter.set(&self.lead, style(14.0, false, SOFT), WORDS), 4.0 * scale),
            (typesetter.fit(&self.name, style(46.0, true, INK), &sizes, WORDS), 14.0 * scale),
        ];
        for line in &self.lines {
            let (content, style) = match line {
                Line::Plain(content) => (content, style(15.0, false, INK)),
                Line::Strong(content) => (content, style(17.0, true, PURPLE)),
            };
            texts.push((typesetter.set(content, style, WORDS), 10.0 * scale));
        }
        texts
    }

    /// Who gives it and when, and the lines to sign on, beside each other.
    fn foot(&self, sheets: &mut Sheets, page: usize, typesetter: &mut Typesetter) -> anyhow::Result<()> {
        let between = 24.0;
        let columns = f32::from(u8::try_from(self.signatures.len() + 1)?);
        let width = (FOOT - (columns - 1.0) * between) / columns;
        let left = MIDDLE - FOOT / 2.0;
        let mut y = SIGNED - 18.0;
        for given in &self.given {
            let text = typesetter.fit(given, Style::new(11.5, false, INK), &[9.5, 8.0], width);
            let (height, part) = (text.height(), sheets.paragraph());
            sheets.write(page, (left, y), text, Some(part));
            y += height;
        }
        let mut x = left + width + between;
        for signature in &self.signatures {
            sheets.decorate(page, [rule((x, SIGNED), width, SOFT)?]);
            let text = typesetter.fit(signature, Style::new(10.5, false, SOFT), &[9.0, 8.0], width);
            let part = sheets.paragraph();
            sheets.write(page, (x, SIGNED + 4.0), text, Some(part));
            x += width + between;
        }
        Ok(())
    }
}

fn height_of(texts: &[(Text, f32)]) -> f32 {
    texts.iter().map(|(text, gap)| text.height() + gap).sum()
}

/// A double frame with a quarter of a rainbow in each corner.
fn framed() -> anyhow::Result<Vec<Shape>> {
    let within = |edge: f32| ((edge, edge), (SHEET.0 - 2.0 * edge, SHEET.1 - 2.0 * edge));
    let (outer, inner) = (within(EDGE), within(EDGE + 8.0));
    let mut shapes = vec![frame(inner.0, inner.1, LINE, 1.0)?];
    let (right, below) = (SHEET.0 - EDGE, SHEET.1 - EDGE);
    for (corner, side) in [
        ((EDGE, EDGE), (1.0, 1.0)),
        ((right, EDGE), (-1.0, 1.0)),
        ((EDGE, below), (1.0, -1.0)),
        ((right, below), (-1.0, -1.0)),
    ] {
        for (radius, colour) in [72.0, 58.0, 44.0, 30.0].into_iter().zip(GOALS) {
            shapes.push(quarter(corner, radius, side, colour)?);
        }
    }
    shapes.push(frame(outer.0, outer.1, PURPLE, 3.0)?);
    // A row of dots below the words.
    for (place, colour) in [-36.0, -12.0, 12.0, 36.0].into_iter().zip(GOALS) {
        shapes.push(circle((MIDDLE + place, BOTTOM + 12.0), 4.0, colour)?);
    }
    Ok(shapes)
}

/// Stars on both sides of the words, and two happy faces above them.
fn played() -> anyhow::Result<Vec<Shape>> {
    let places =
        [(78.0, 150.0, 17.0), (106.0, 222.0, 11.0), (74.0, 292.0, 14.0), (108.0, 356.0, 9.0), (82.0, 420.0, 16.0)];
    let mut shapes = Vec::new();
    for (number, (x, y, radius)) in places.into_iter().enumerate() {
        let colours = GOALS.iter().cycle().skip(number);
        for (at, colour) in [(x, y), (SHEET.0 - x, y)].into_iter().zip(colours) {
            shapes.push(star(at, radius, *colour)?);
        }
    }
    for x in [MIDDLE - 210.0, MIDDLE + 210.0] {
        shapes.extend(Smiley::VeryHappy.shapes((x, 96.0), 28.0)?);
    }
    Ok(shapes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn certificates(names: &[&str], lines: usize) -> Certificates {
        let both = [Line::Plain("U hebt geoefend en volgehouden.".into()), Line::Strong("Taal".into())];
        let page = |name: &&str| Certificate {
            title: "Certificaat".into(),
            lead: "voor".into(),
            name: (*name).to_owned(),
            lines: std::iter::repeat_n(both.clone(), lines).flatten().collect(),
            given: vec!["Welzijn Hier".into(), "10 maart 2026".into()],
            signatures: vec!["Noor Voorbeeld, begeleider".into()],
            look: Look::Playful,
        };
        let issued_on = NaiveDate::from_ymd_opt(2026, 3, 10).unwrap();
        Certificates {
            title: "Certificaten".into(),
            author: "Welzijn Hier".into(),
            issued_on,
            id: Uuid::from_u128(1),
            pages: names.iter().map(page).collect(),
        }
    }

    #[test]
    fn everybody_has_a_page_and_the_same_content_gives_the_same_bytes() {
        let two = certificates(&["Samir Testerink", "Noor"], 1);
        assert_eq!(two.sheets(&mut Typesetter::new().unwrap()).unwrap().pages(), 2);
        let once = two.to_pdf().unwrap();
        assert!(once.starts_with(b"%PDF-"));
        assert_eq!(once, two.to_pdf().unwrap());
    }

    #[test]
    fn long_names_and_many_words_fit_on_the_page() {
        let name = "Wilhelmina Alexandrina van der Verzonnen-Voorbeeldstra tot Testerink ".repeat(3);
        let sheets = certificates(&[&name], 6).sheets(&mut Typesetter::new().unwrap()).unwrap();
        assert!(sheets.fits());
        let words = certificates(&[&name], 6).pages[0].set(&mut Typesetter::new().unwrap(), 0.5);
        assert!(height_of(&words) <= BOTTOM - TOP);
    }
}

//! The flow of a document: one thing below the other, and on the next page what does not fit.

use super::shapes::{INK, PURPLE, Pair, SOFT, Smiley, TINT, circle, rectangle, rule};
use super::sheets::{A4, Sheets};
use super::typesetter::{Style, Text, Typesetter};

pub(super) const MARGIN: f32 = 62.0;
const BOTTOM: f32 = A4.1 - MARGIN;
/// The width of a line.
pub(super) const FULL: f32 = A4.0 - 2.0 * MARGIN;
/// Where a fact's value begins.
const COLUMN: f32 = 150.0;
/// The height of the band behind a title, and how far it stands from the paper's edge.
const BAND: Pair = (70.0, 40.0);

pub(super) const BODY: Style = Style::new(11.5, false, INK);
const NAME: Style = Style::new(11.5, false, SOFT);
const VALUE: Style = Style::new(11.5, true, INK);

/// Where the next thing goes.
pub(super) struct Flow<'t> {
    pub sheets: Sheets,
    pub typesetter: &'t mut Typesetter,
    pub page: usize,
    pub y: f32,
}

impl<'t> Flow<'t> {
    pub fn new(typesetter: &'t mut Typesetter) -> Self {
        Self { sheets: Sheets::new(A4), typesetter, page: 0, y: MARGIN }
    }

    /// The title on the band on top of this page.
    pub fn title(&mut self, title: &str) -> anyhow::Result<()> {
        let (height, edge) = BAND;
        let width = A4.0 - 2.0 * edge;
        self.sheets.decorate(
            self.page,
            [rectangle((edge, edge), (width, height), TINT)?, rectangle((edge, edge), (6.0, height), PURPLE)?],
        );
        let text = self.typesetter.fit(title, Style::new(26.0, true, PURPLE), &[20.0, 16.0], FULL);
        let part = self.sheets.title(title, self.page, edge);
        let y = edge + (height - text.height()) / 2.0;
        self.sheets.write(self.page, (MARGIN, y), text, Some(part));
        self.y = height + edge + 36.0;
        Ok(())
    }

    pub fn next_page(&mut self) {
        (self.page, self.y) = (self.page + 1, MARGIN);
    }

    /// Goes to the next page unless this much fits on this one.
    pub fn room(&mut self, height: f32) {
        if self.y + height > BOTTOM {
            self.next_page();
        }
    }

    /// A paragraph, with the space that follows it.
    pub fn paragraph(&mut self, content: &str, style: Style, gap: f32) {
        let text = self.typesetter.set(content, style, FULL);
        let part = self.sheets.paragraph();
        self.put(vec![(text, 0.0)], gap, part);
    }

    /// A heading of what follows, never alone at the foot of a page.
    pub fn heading(&mut self, heading: &str) {
        let text = self.typesetter.set(heading, Style::new(15.0, true, PURPLE), FULL);
        self.y += 12.0;
        self.room(text.height() + 90.0);
        let part = self.sheets.heading(heading);
        self.put(vec![(text, 0.0)], 6.0, part);
    }

    pub fn fact(&mut self, name: &str, value: &str) {
        let name = self.typesetter.set(name, NAME, COLUMN - 12.0);
        let value = self.typesetter.set(value, VALUE, FULL - COLUMN);
        let part = self.sheets.paragraph();
        self.put(vec![(name, 0.0), (value, COLUMN)], 5.0, part);
    }

    /// One of several, behind a dot.
    pub fn item(&mut self, content: &str) -> anyhow::Result<()> {
        let text = self.typesetter.set(content, BODY, FULL - 16.0);
        self.room(text.height());
        let dot = circle((MARGIN + 5.0, self.y + 8.5), 2.2, PURPLE)?;
        self.sheets.decorate(self.page, [dot]);
        let part = self.sheets.paragraph();
        self.put(vec![(text, 16.0)], 3.0, part);
        Ok(())
    }

    /// A name, and how that goes: as a face and in words.
    pub fn smiley(&mut self, name: &str, smiley: Smiley) -> anyhow::Result<()> {
        let radius = 13.0;
        let name = self.typesetter.set(name, NAME, COLUMN - 12.0);
        let words = self.typesetter.set(smiley.words(), VALUE, FULL - COLUMN - 40.0);
        let height = name.height().max(words.height()).max(2.0 * radius);
        self.room(height);
        let middle = self.y + height / 2.0;
        self.sheets.decorate(self.page, smiley.shapes((MARGIN + COLUMN + radius, middle), radius)?);
        let part = self.sheets.paragraph();
        for (text, indent) in [(name, 0.0), (words, COLUMN + 40.0)] {
            let at = (MARGIN + indent, middle - text.height() / 2.0);
            self.sheets.write(self.page, at, text, Some(part));
        }
        self.y += height + 6.0;
        Ok(())
    }

    /// Lines to sign on, two beside each other, with a name below each.
    pub fn signatures(&mut self, names: &[String]) -> anyhow::Result<()> {
        let (space, between) = (52.0, 36.0);
        let width = (FULL - between) / 2.0;
        for pair in names.chunks(2) {
            let texts: Vec<Text> =
                pair.iter().map(|name| self.typesetter.set(name, Style::new(10.0, false, SOFT), width)).collect();
            let height = texts.iter().map(Text::height).fold(0.0, f32::max);
            self.room(space + height);
            self.y += space;
            let mut x = MARGIN;
            for text in texts {
                self.sheets.decorate(self.page, [rule((x, self.y), width, SOFT)?]);
                let part = self.sheets.paragraph();
                self.sheets.write(self.page, (x, self.y + 4.0), text, Some(part));
                x += width + between;
            }
            self.y += height + 8.0;
        }
        Ok(())
    }

    /// Texts beside each other, each at its indent, with the space that follows them.
    fn put(&mut self, texts: Vec<(Text, f32)>, gap: f32, part: super::sheets::Part) {
        let height = texts.iter().map(|(text, _)| text.height()).fold(0.0, f32::max);
        self.room(height);
        for (text, indent) in texts {
            self.sheets.write(self.page, (MARGIN + indent, self.y), text, Some(part));
        }
        self.y += height + gap;
    }
}

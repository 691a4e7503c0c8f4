//! What a bill needs besides text: names and addresses beside each other, amounts below each other with what they come
//! to, and numbers at the foot of the pages.

use super::flow::{FULL, Flow, MARGIN};
use super::shapes::{INK, LINE, PURPLE, SOFT, rule};
use super::sheets::A4;
use super::typesetter::{Style, Text};

/// Between two columns.
const BETWEEN: f32 = 24.0;
const FIRST: Style = Style::new(10.5, true, INK);
const LINES: Style = Style::new(10.5, false, INK);
/// Where the names of totals begin, and the width of their amounts.
const NAMES: f32 = FULL * 0.36;
const AMOUNTS: f32 = 110.0;
/// How far an amount stands from the right margin: as far as the figures in a table.
const PADDING: f32 = 6.0;

impl Flow<'_> {
    /// Columns of lines, the first line of each in bold.
    pub fn beside(&mut self, columns: &[Vec<String>]) {
        let count = f32::from(u8::try_from(columns.len().max(1)).unwrap_or(u8::MAX));
        let width = (FULL - (count - 1.0) * BETWEEN) / count;
        let mut set: Vec<Vec<Text>> = Vec::new();
        for lines in columns {
            let lines = lines.iter().enumerate();
            let style = |place: usize| if place == 0 { FIRST } else { LINES };
            set.push(lines.map(|(place, line)| self.typesetter.set(line, style(place), width)).collect());
        }
        let height = set.iter().map(|lines| height_of(lines)).fold(0.0, f32::max);
        self.room(height);
        let mut x = MARGIN;
        for lines in set {
            let part = self.sheets.paragraph();
            let mut y = self.y;
            for line in lines {
                let below = y + line.height();
                self.sheets.write(self.page, (x, y), line, Some(part));
                y = below;
            }
            x += width + BETWEEN;
        }
        self.y += height + 20.0;
    }

    /// Names and amounts, the last of them below a line and in bold; never taken apart by the end of a page.
    pub fn totals(&mut self, rows: &[(String, String)]) -> anyhow::Result<()> {
        let gap = 5.0;
        let mut set: Vec<(Text, Text)> = Vec::new();
        for (place, (name, amount)) in rows.iter().enumerate() {
            let last = place + 1 == rows.len();
            let style = if last { Style::new(12.5, true, PURPLE) } else { LINES };
            let width = FULL - NAMES - AMOUNTS;
            let name = self.typesetter.set(name, style, width - BETWEEN);
            set.push((name, self.typesetter.set(amount, style.right(), AMOUNTS - PADDING)));
        }
        let height: f32 = set.iter().map(|(name, amount)| name.height().max(amount.height()) + gap).sum();
        self.room(height + gap);
        let count = set.len();
        for (place, (name, amount)) in set.into_iter().enumerate() {
            let height = name.height().max(amount.height());
            if place + 1 == count {
                self.sheets.decorate(self.page, [rule((MARGIN + NAMES, self.y), FULL - NAMES, LINE)?]);
                self.y += gap;
            }
            let part = self.sheets.paragraph();
            self.sheets.write(self.page, (MARGIN + NAMES, self.y), name, Some(part));
            self.sheets.write(self.page, (MARGIN + FULL - AMOUNTS, self.y), amount, Some(part));
            self.y += height + gap;
        }
        self.y += 16.0;
        Ok(())
    }

    /// A name and the page's number at the foot of each page, unless there is only one. A screen reader passes over it.
    pub fn number_pages(&mut self, name: &str) {
        let pages = self.sheets.pages();
        if pages == 1 {
            return;
        }
        for page in 0..pages {
            let foot = format!("{name}, pagina {} van {pages}", page + 1);
            let foot = self.typesetter.set(&foot, Style::new(9.0, false, SOFT).right(), FULL);
            self.sheets.write(page, (MARGIN, A4.1 - MARGIN + 16.0), foot, None);
        }
    }
}

fn height_of(lines: &[Text]) -> f32 {
    lines.iter().map(Text::height).sum()
}

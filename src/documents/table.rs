//! Tables: rows of a few columns below a head, which comes back on every page.

use krilla::tagging::{TableHeaderScope, Tag, TagGroup};

use super::flow::{FULL, Flow, MARGIN};
use super::shapes::{INK, LINE, PURPLE, TINT, rectangle, rule};
use super::sheets::Part;
use super::typesetter::{Style, Text};

const PADDING: f32 = 6.0;

/// A table of a few columns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// The head of each column, and its share of the width.
    pub columns: Vec<(String, u16)>,
    /// As many cells as there are columns.
    pub rows: Vec<Vec<String>>,
}

impl Table {
    /// Puts it below what stands there. Its last columns, this many, are figures: they stand at the right.
    pub(super) fn flow(&self, flow: &mut Flow<'_>, figures: usize) -> anyhow::Result<()> {
        let whole = f32::from(self.columns.iter().map(|(_, share)| *share).sum::<u16>().max(1));
        let widths: Vec<f32> = self.columns.iter().map(|(_, share)| FULL * f32::from(*share) / whole).collect();
        let heads: Vec<String> = self.columns.iter().map(|(head, _)| head.clone()).collect();
        let table = flow.sheets.part(None, TagGroup::new(Tag::Table));
        let first = self.rows.first().map_or(0.0, |row| height_of(&row_of(flow, row, &widths, (false, figures))));
        let head = row_of(flow, &heads, &widths, (true, figures));
        flow.room(height_of(&head) + first);
        head_row(flow, head, &widths, Some(table))?;
        for row in &self.rows {
            let cells = row_of(flow, row, &widths, (false, figures));
            let page = flow.page;
            flow.room(height_of(&cells));
            if flow.page != page {
                // A screen reader has read it before.
                let again = row_of(flow, &heads, &widths, (true, figures));
                head_row(flow, again, &widths, None)?;
            }
            let parts = flow.sheets.part(Some(table), TagGroup::new(Tag::TR));
            let height = height_of(&cells);
            put(flow, cells, &widths, |flow| Some(flow.sheets.part(Some(parts), TagGroup::new(Tag::TD))));
            flow.y += height;
            flow.sheets.decorate(flow.page, [rule((MARGIN, flow.y), FULL, LINE)?]);
        }
        flow.y += 16.0;
        Ok(())
    }
}

fn row_of(flow: &mut Flow<'_>, cells: &[String], widths: &[f32], (head, figures): (bool, usize)) -> Vec<Text> {
    let style = if head { Style::new(10.5, true, PURPLE) } else { Style::new(10.5, false, INK) };
    let words = cells.len().saturating_sub(figures);
    let cells = cells.iter().zip(widths).enumerate();
    cells
        .map(|(place, (cell, width))| {
            let style = if place < words { style } else { style.right() };
            flow.typesetter.set(cell, style, width - 2.0 * PADDING)
        })
        .collect()
}

fn height_of(cells: &[Text]) -> f32 {
    cells.iter().map(Text::height).fold(0.0, f32::max) + 2.0 * PADDING
}

fn head_row(flow: &mut Flow<'_>, cells: Vec<Text>, widths: &[f32], table: Option<Part>) -> anyhow::Result<()> {
    let height = height_of(&cells);
    flow.sheets.decorate(flow.page, [rectangle((MARGIN, flow.y), (FULL, height), TINT)?]);
    let row = table.map(|table| flow.sheets.part(Some(table), TagGroup::new(Tag::TR)));
    put(flow, cells, widths, |flow| {
        let row = row?;
        Some(flow.sheets.part(Some(row), TagGroup::new(Tag::TH(TableHeaderScope::Column))))
    });
    flow.y += height;
    Ok(())
}

/// Puts cells beside each other, each in a part of its own.
fn put(flow: &mut Flow<'_>, cells: Vec<Text>, widths: &[f32], part: impl Fn(&mut Flow<'_>) -> Option<Part>) {
    let mut x = MARGIN;
    for (text, width) in cells.into_iter().zip(widths) {
        let part = part(flow);
        flow.sheets.write(flow.page, (x + PADDING, flow.y + PADDING), text, part);
        x += width;
    }
}

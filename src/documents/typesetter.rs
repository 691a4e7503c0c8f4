//! Text on a page: parley shapes it and breaks its lines, krilla draws the glyphs. No fonts of the machine are used, so
//! a document looks the same everywhere.

use std::ops::Range;
use std::sync::Arc;

use anyhow::Context as _;
use krilla::geom::Point;
use krilla::surface::Surface;
use krilla::text::{Font, GlyphId, KrillaGlyph};
use parley::fontique::{Blob, Collection, CollectionOptions, SourceCache};
use parley::{
    Alignment, AlignmentOptions, FontContext, FontFamily, FontWeight, Layout, LayoutContext, LineHeight, OverflowWrap,
    PositionedLayoutItem, StyleProperty,
};

use super::shapes::{Colour, fill};

/// Source Sans 3, under the SIL Open Font License (`fonts/OFL.txt`).
static REGULAR: &[u8] = include_bytes!("fonts/SourceSans3-Regular.ttf");
static BOLD: &[u8] = include_bytes!("fonts/SourceSans3-Bold.ttf");
const FAMILY: &str = "Source Sans 3";

/// Where the lines of a text stand within its width.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Side {
    Left,
    Middle,
    Right,
}

/// How a text looks.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Style {
    /// In points.
    pub size: f32,
    pub bold: bool,
    pub colour: Colour,
    side: Side,
}

impl Style {
    pub const fn new(size: f32, bold: bool, colour: Colour) -> Self {
        Self { size, bold, colour, side: Side::Left }
    }

    /// In the middle of its width.
    pub const fn centred(self) -> Self {
        Self { side: Side::Middle, ..self }
    }

    /// At the right of its width, as amounts stand below each other.
    pub const fn right(self) -> Self {
        Self { side: Side::Right, ..self }
    }
}

/// Text with its lines broken.
pub(super) struct Text {
    content: String,
    layout: Layout<Colour>,
}

impl Text {
    /// In points.
    pub fn height(&self) -> f32 {
        self.layout.height()
    }

    /// Where the fonts have no glyph, last place first.
    fn missing(&self) -> Vec<Range<usize>> {
        let mut found = Vec::new();
        for item in self.layout.lines().flat_map(|line| line.items().collect::<Vec<_>>()) {
            let PositionedLayoutItem::GlyphRun(placed) = item else { continue };
            let clusters = placed.run().visual_clusters();
            let without = clusters.filter(|cluster| cluster.glyphs().any(|glyph| glyph.id == 0));
            found.extend(without.map(|cluster| cluster.text_range()));
        }
        found.sort_unstable_by_key(|range| std::cmp::Reverse(range.start));
        found.dedup();
        found
    }
}

pub(super) struct Typesetter {
    fonts: FontContext,
    layouts: LayoutContext<Colour>,
    /// The number that parley gives a font, and the font as krilla has it.
    drawn: Vec<(u64, Font)>,
}

impl Typesetter {
    pub fn new() -> anyhow::Result<Self> {
        let mut collection = Collection::new(CollectionOptions { shared: false, system_fonts: false });
        let mut drawn = Vec::new();
        for bytes in [REGULAR, BOLD] {
            let blob = Blob::new(Arc::new(bytes));
            drawn.push((blob.id(), Font::new(bytes.into(), 0).context("a font can't be read")?));
            collection.register_fonts(blob, None);
        }
        let fonts = FontContext { collection, source_cache: SourceCache::default() };
        Ok(Self { fonts, layouts: LayoutContext::new(), drawn })
    }

    /// Breaks a text into lines of at most `width` points, within words that are longer. A question mark stands for
    /// what the fonts have no glyph for: PDF/A takes no document with holes in it.
    pub fn set(&mut self, content: &str, style: Style, width: f32) -> Text {
        let text = self.broken(content.chars().map(printable).collect(), style, width);
        let missing = text.missing();
        if missing.is_empty() {
            return text;
        }
        let mut content = text.content;
        missing.into_iter().for_each(|range| content.replace_range(range, "?"));
        self.broken(content, style, width)
    }

    /// Sets a text that takes no more than two lines: at its own size or at one of these smaller ones, the last of
    /// which is taken whatever it needs.
    pub fn fit(&mut self, content: &str, style: Style, smaller: &[f32], width: f32) -> Text {
        let mut text = self.set(content, style, width);
        for size in smaller {
            if text.layout.len() <= 2 {
                break;
            }
            text = self.set(content, Style { size: *size, ..style }, width);
        }
        text
    }

    fn broken(&mut self, content: String, style: Style, width: f32) -> Text {
        let mut builder = self.layouts.ranged_builder(&mut self.fonts, &content, 1.0, false);
        let weight = if style.bold { FontWeight::BOLD } else { FontWeight::NORMAL };
        builder.push_default(StyleProperty::FontFamily(FontFamily::named(FAMILY)));
        builder.push_default(StyleProperty::FontSize(style.size));
        builder.push_default(StyleProperty::LineHeight(LineHeight::FontSizeRelative(1.35)));
        builder.push_default(StyleProperty::Brush(style.colour));
        builder.push_default(StyleProperty::FontWeight(weight));
        builder.push_default(StyleProperty::OverflowWrap(OverflowWrap::BreakWord));
        let mut layout = builder.build(&content);
        layout.break_all_lines(Some(width));
        let alignment = match style.side {
            Side::Left => Alignment::Start,
            Side::Middle => Alignment::Center,
            Side::Right => Alignment::End,
        };
        layout.align(alignment, AlignmentOptions::default());
        Text { content, layout }
    }

    /// Draws a text with its top left corner at a point.
    pub fn draw(&self, surface: &mut Surface<'_>, text: &Text, (x, y): (f32, f32)) -> anyhow::Result<()> {
        for item in text.layout.lines().flat_map(|line| line.items().collect::<Vec<_>>()) {
            let PositionedLayoutItem::GlyphRun(placed) = item else { continue };
            let run = placed.run();
            let size = run.font_size();
            let mut glyphs: Vec<KrillaGlyph> = Vec::new();
            for cluster in run.visual_clusters() {
                if cluster.is_ligature_continuation() {
                    if let Some(glyph) = glyphs.last_mut() {
                        glyph.text_range.end = cluster.text_range().end;
                    }
                    continue;
                }
                glyphs.extend(cluster.glyphs().map(|glyph| {
                    let (advance, dx, dy) = (glyph.advance / size, glyph.x / size, glyph.y / size);
                    KrillaGlyph::new(GlyphId::new(glyph.id), advance, dx, dy, 0.0, cluster.text_range(), None)
                }));
            }
            surface.set_stroke(None);
            surface.set_fill(Some(fill(placed.style().brush)));
            let at = Point::from_xy(x + placed.offset(), y + placed.baseline());
            surface.draw_glyphs(at, &glyphs, self.font(run.font().data.id())?, &text.content, size, false);
        }
        Ok(())
    }

    fn font(&self, id: u64) -> anyhow::Result<Font> {
        let found = self.drawn.iter().find(|(number, _)| *number == id);
        found.map(|(_, font)| font.clone()).context("a glyph of a font that is not ours")
    }
}

/// What PDF/A takes no text with: what controls, what marks a byte order, and what has a private meaning.
fn printable(character: char) -> char {
    match character {
        _ if character.is_control() => ' ',
        '\u{feff}' | '\u{fffe}' | '\u{ffff}' => ' ',
        '\u{e000}'..='\u{f8ff}' | '\u{f0000}'.. => '?',
        _ => character,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::documents::shapes::INK;

    const STYLE: Style = Style::new(20.0, true, INK);

    #[test]
    fn what_the_fonts_do_not_know_becomes_a_question_mark() {
        let mut typesetter = Typesetter::new().unwrap();
        assert_eq!(typesetter.set("Zoë Łukasiewicz", STYLE, 400.0).content, "Zoë Łukasiewicz");
        let strange = typesetter.set("A\u{4e2d}\n\u{e001}b", STYLE, 400.0);
        assert_eq!((strange.content.as_str(), strange.missing().len()), ("A? ?b", 0));
    }

    #[test]
    fn a_long_name_gets_smaller_and_breaks_where_it_must() {
        let mut typesetter = Typesetter::new().unwrap();
        let style = Style { size: 40.0, ..STYLE };
        let short = typesetter.fit("Sami", style, &[20.0], 300.0);
        let long = typesetter.fit(&"Wilhelmina ".repeat(4), style, &[20.0], 300.0);
        assert_eq!((short.layout.len(), long.layout.len()), (1, 2));
        assert!(short.height() > 50.0 && long.height() < 60.0);
        assert!(typesetter.set(&"a".repeat(200), STYLE, 300.0).layout.width() <= 300.0);
    }
}

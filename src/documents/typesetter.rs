//! Text on a page: parley shapes it and breaks its lines, krilla draws the glyphs. No fonts of the machine are used, so
//! a document looks the same everywhere.

use std::sync::Arc;

use anyhow::Context as _;
use krilla::color::rgb;
use krilla::geom::Point;
use krilla::num::NormalizedF32;
use krilla::paint::Fill;
use krilla::surface::Surface;
use krilla::text::{Font, GlyphId, KrillaGlyph};
use parley::fontique::{Blob, Collection, CollectionOptions, SourceCache};
use parley::{
    Alignment, AlignmentOptions, FontContext, FontFamily, FontWeight, Layout, LayoutContext, LineHeight,
    PositionedLayoutItem, StyleProperty,
};

/// Source Sans 3, under the SIL Open Font License (`fonts/OFL.txt`).
static REGULAR: &[u8] = include_bytes!("fonts/SourceSans3-Regular.ttf");
static BOLD: &[u8] = include_bytes!("fonts/SourceSans3-Bold.ttf");
const FAMILY: &str = "Source Sans 3";

/// A colour: red, green, blue.
pub(super) type Colour = [u8; 3];

/// How a text looks.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Style {
    /// In points.
    pub size: f32,
    pub bold: bool,
    pub colour: Colour,
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

    /// Breaks a text into lines of at most `width` points.
    pub fn set(&mut self, content: &str, style: Style, width: f32) -> Text {
        let mut builder = self.layouts.ranged_builder(&mut self.fonts, content, 1.0, false);
        let weight = if style.bold { FontWeight::BOLD } else { FontWeight::NORMAL };
        builder.push_default(StyleProperty::FontFamily(FontFamily::named(FAMILY)));
        builder.push_default(StyleProperty::FontSize(style.size));
        builder.push_default(StyleProperty::LineHeight(LineHeight::FontSizeRelative(1.35)));
        builder.push_default(StyleProperty::Brush(style.colour));
        builder.push_default(StyleProperty::FontWeight(weight));
        let mut layout = builder.build(content);
        layout.break_all_lines(Some(width));
        layout.align(Alignment::Start, AlignmentOptions::default());
        Text { content: content.to_owned(), layout }
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

pub(super) fn fill([red, green, blue]: Colour) -> Fill {
    Fill { paint: rgb::Color::new(red, green, blue).into(), opacity: NormalizedF32::ONE, rule: Default::default() }
}

//! Pages: blocks one below the other, a band on top of the first page, and tags that a screen reader goes by.

use std::num::NonZeroU16;

use anyhow::Context as _;
use chrono::{Datelike, NaiveDate};
use krilla::configure::{Accessibility, Archival, ConfigurationBuilder};
use krilla::destination::XyzDestination;
use krilla::geom::{Path, PathBuilder, Point};
use krilla::metadata::{DateTime, Metadata};
use krilla::outline::{Outline, OutlineNode};
use krilla::page::PageSettings;
use krilla::surface::Surface;
use krilla::tagging::{Artifact, ArtifactType, ContentTag, SpanTag, Tag, TagGroup, TagTree};
use krilla::{Document as Pdf, SerializeSettings};
use uuid::Uuid;

use super::typesetter::{Colour, Style, Text, Typesetter, fill};

const WIDTH: f32 = 595.276;
const HEIGHT: f32 = 841.89;
const MARGIN: f32 = 62.0;
const BOTTOM: f32 = HEIGHT - 62.0;
/// Where a fact's value begins.
const COLUMN: f32 = 150.0;
/// The height of the band, and how far it stands from the paper's edge.
const BAND: (f32, f32) = (70.0, 40.0);

const INK: Colour = [0x22, 0x22, 0x33];
const SOFT: Colour = [0x57, 0x52, 0x66];
const ACCENT: Colour = [0x5b, 0x2a, 0x86];
const TINT: Colour = [0xf1, 0xeb, 0xf7];

/// One thing on a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block {
    /// A paragraph.
    Text(String),
    /// A paragraph that stands out: a name, a result.
    Large(String),
    /// A name and its value.
    Fact(String, String),
    /// A remark at the foot.
    Small(String),
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

/// Text with its place on a page, counted from 0.
struct Placed {
    text: Text,
    page: usize,
    at: (f32, f32),
    /// Which block it belongs to; the title is none.
    block: Option<usize>,
}

impl Document {
    /// The file.
    pub fn to_pdf(&self) -> anyhow::Result<Vec<u8>> {
        let mut typesetter = Typesetter::new()?;
        let placed = self.place(&mut typesetter);
        let configuration = ConfigurationBuilder::new()
            .with_archival_validator(Archival::A2_A)
            .with_accessibility_validator(Accessibility::UA1)
            .finish()
            .map_err(|error| anyhow::anyhow!("{error:?}"))?;
        let settings = SerializeSettings { configuration, enable_tagging: true, ..SerializeSettings::default() };
        let mut pdf = Pdf::new_with(settings);
        pdf.set_metadata(self.metadata()?);
        let mut groups: Vec<TagGroup> = Vec::new();
        groups.push(TagGroup::new(Tag::Hn(NonZeroU16::MIN, Some(self.title.clone()))));
        groups.extend(self.blocks.iter().map(|_| TagGroup::new(Tag::P)));
        let pages = placed.iter().map(|one| one.page + 1).max().unwrap_or(1);
        for number in 0..pages {
            let mut page = pdf.start_page_with(PageSettings::from_wh(WIDTH, HEIGHT).context("a page without size")?);
            let mut surface = page.surface();
            if number == 0 {
                band(&mut surface)?;
            }
            for one in placed.iter().filter(|one| one.page == number) {
                let tag = surface.start_tagged(ContentTag::Span(SpanTag::empty()));
                typesetter.draw(&mut surface, &one.text, one.at)?;
                surface.end_tagged();
                if let Some(group) = groups.get_mut(one.block.map_or(0, |block| block + 1)) {
                    group.push(tag);
                }
            }
            surface.finish();
            page.finish();
        }
        let mut tags = TagTree::new().with_lang(Some("nl".to_owned()));
        groups.into_iter().for_each(|group| tags.push(group));
        pdf.set_tag_tree(tags);
        let mut outline = Outline::new();
        let top = XyzDestination::new(0, Point::from_xy(MARGIN, MARGIN));
        outline.push_child(OutlineNode::new(self.title.clone(), top));
        pdf.set_outline(outline);
        pdf.finish().map_err(|error| anyhow::anyhow!("{error:?}"))
    }

    fn metadata(&self) -> anyhow::Result<Metadata> {
        let day = self.issued_on;
        let year = u16::try_from(day.year()).context("a year that no document has")?;
        let (month, date) = (u8::try_from(day.month())?, u8::try_from(day.day())?);
        let made = DateTime::new(year).month(month).day(date).hour(12).minute(0).second(0);
        Ok(Metadata::new()
            .title(self.title.clone())
            .language("nl".to_owned())
            .authors(vec![self.author.clone()])
            .creator("Samen Leren".to_owned())
            .creation_date(made.utc_offset_hour(0).utc_offset_minute(0))
            .document_id(format!("urn:uuid:{}", self.id)))
    }

    /// Every text with its place, from top to bottom and over the pages.
    fn place(&self, typesetter: &mut Typesetter) -> Vec<Placed> {
        let full = WIDTH - 2.0 * MARGIN;
        let style = |size, bold, colour| Style { size, bold, colour };
        let title = typesetter.set(&self.title, style(26.0, true, ACCENT), full);
        let middle = BAND.1 + (BAND.0 - title.height()) / 2.0;
        let mut placed = vec![Placed { text: title, page: 0, at: (MARGIN, middle), block: None }];
        let (mut page, mut y) = (0, BAND.0 + BAND.1 + 36.0);
        for (block, content) in self.blocks.iter().enumerate() {
            let (texts, gap) = match content {
                Block::Text(text) => (vec![(typesetter.set(text, style(11.5, false, INK), full), 0.0)], 12.0),
                Block::Large(text) => (vec![(typesetter.set(text, style(19.0, true, INK), full), 0.0)], 14.0),
                Block::Small(text) => (vec![(typesetter.set(text, style(9.0, false, SOFT), full), 0.0)], 8.0),
                Block::Fact(name, value) => {
                    let name = typesetter.set(name, style(11.5, false, SOFT), COLUMN - 12.0);
                    let value = typesetter.set(value, style(11.5, true, INK), full - COLUMN);
                    (vec![(name, 0.0), (value, COLUMN)], 5.0)
                }
            };
            if matches!(content, Block::Small(_)) {
                y += 14.0;
            }
            let height = texts.iter().map(|(text, _)| text.height()).fold(0.0, f32::max);
            if y + height > BOTTOM {
                (page, y) = (page + 1, MARGIN);
            }
            for (text, indent) in texts {
                placed.push(Placed { text, page, at: (MARGIN + indent, y), block: Some(block) });
            }
            y += height + gap;
        }
        placed
    }
}

/// The band behind the title: decoration, which a screen reader passes over.
fn band(surface: &mut Surface<'_>) -> anyhow::Result<()> {
    surface.start_tagged(ContentTag::Artifact(Artifact::with_kind(ArtifactType::Layout)));
    surface.set_stroke(None);
    surface.set_fill(Some(fill(TINT)));
    surface.draw_path(&rectangle((BAND.1, BAND.1), (WIDTH - 2.0 * BAND.1, BAND.0))?);
    surface.set_fill(Some(fill(ACCENT)));
    surface.draw_path(&rectangle((BAND.1, BAND.1), (6.0, BAND.0))?);
    surface.end_tagged();
    Ok(())
}

fn rectangle((x, y): (f32, f32), (width, height): (f32, f32)) -> anyhow::Result<Path> {
    let mut path = PathBuilder::new();
    path.move_to(x, y);
    path.line_to(x + width, y);
    path.line_to(x + width, y + height);
    path.line_to(x, y + height);
    path.close();
    path.finish().context("a shape without size")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn document(blocks: Vec<Block>) -> Document {
        let issued_on = NaiveDate::from_ymd_opt(2026, 3, 10).unwrap();
        let author = "Stichting Aanzet".to_owned();
        Document { title: "Bewijs van deelname".into(), author, issued_on, id: Uuid::from_u128(1), blocks }
    }

    #[test]
    fn the_same_content_gives_the_same_bytes() {
        let blocks =
            vec![Block::Large("Zoë van den IJssel".into()), Block::Fact("Datum".into(), "10 maart 2026".into())];
        let once = document(blocks.clone()).to_pdf().unwrap();
        assert!(once.starts_with(b"%PDF-"));
        assert_eq!(once, document(blocks).to_pdf().unwrap());
    }

    #[test]
    fn what_does_not_fit_goes_on_on_the_next_page() {
        let many = vec![Block::Text("Een regel die er staat.".into()); 60];
        let placed = document(many).place(&mut Typesetter::new().unwrap());
        assert!(placed.iter().any(|one| one.page > 0));
        assert!(placed.iter().all(|one| one.at.1 + one.text.height() <= HEIGHT));
    }
}

//! Sheets: text and shapes with their places, the tags that a screen reader goes by, and the file that they make.

use std::collections::HashMap;
use std::num::NonZeroU16;

use anyhow::Context as _;
use chrono::{Datelike, NaiveDate};
use krilla::configure::{Accessibility, Archival, ConfigurationBuilder};
use krilla::destination::XyzDestination;
use krilla::geom::Point;
use krilla::metadata::{DateTime, Metadata};
use krilla::outline::{Outline, OutlineNode};
use krilla::page::PageSettings;
use krilla::surface::Surface;
use krilla::tagging::{Artifact, ArtifactType, ContentTag, SpanTag, Tag, TagGroup, TagTree};
use krilla::{Document as Pdf, SerializeSettings};
use uuid::Uuid;

use super::shapes::{Pair, Shape};
use super::typesetter::{Text, Typesetter};

/// A4, upright.
pub(super) const A4: Pair = (595.276, 841.89);

/// What a file says about itself.
pub(super) struct About<'a> {
    pub title: &'a str,
    pub author: &'a str,
    pub issued_on: NaiveDate,
    pub id: Uuid,
}

/// A heading, paragraph, table, row or cell, by its place among the parts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Part(usize);

enum Mark {
    Text(Box<Text>, Pair),
    Shape(Shape),
}

/// A mark on a page, counted from 0; without a part it is decoration.
struct Placed {
    mark: Mark,
    page: usize,
    part: Option<Part>,
}

/// Pages of one size, in the making.
pub(super) struct Sheets {
    size: Pair,
    placed: Vec<Placed>,
    /// Each with what it is a part of, in the order of reading.
    parts: Vec<(Option<Part>, TagGroup)>,
    /// The titles of the outline, with page and height.
    titles: Vec<(String, usize, f32)>,
}

impl Sheets {
    pub fn new(size: Pair) -> Self {
        Self { size, placed: Vec::new(), parts: Vec::new(), titles: Vec::new() }
    }

    /// Begins a part, within another one or on its own.
    pub fn part(&mut self, within: Option<Part>, group: TagGroup) -> Part {
        self.parts.push((within, group));
        Part(self.parts.len() - 1)
    }

    pub fn paragraph(&mut self) -> Part {
        self.part(None, TagGroup::new(Tag::P))
    }

    /// Begins a title, which the outline lists.
    pub fn title(&mut self, title: &str, page: usize, y: f32) -> Part {
        self.titles.push((title.to_owned(), page, y));
        self.part(None, TagGroup::new(Tag::Hn(NonZeroU16::MIN, Some(title.to_owned()))))
    }

    /// Begins a heading below a title.
    pub fn heading(&mut self, heading: &str) -> Part {
        let second = NonZeroU16::MIN.saturating_add(1);
        self.part(None, TagGroup::new(Tag::Hn(second, Some(heading.to_owned()))))
    }

    /// Puts a text with its top left corner at a point.
    pub fn write(&mut self, page: usize, at: Pair, text: Text, part: Option<Part>) {
        self.placed.push(Placed { mark: Mark::Text(Box::new(text), at), page, part });
    }

    pub fn decorate(&mut self, page: usize, shapes: impl IntoIterator<Item = Shape>) {
        let placed = |shape| Placed { mark: Mark::Shape(shape), page, part: None };
        self.placed.extend(shapes.into_iter().map(placed));
    }

    pub fn pages(&self) -> usize {
        self.placed.iter().map(|one| one.page + 1).max().unwrap_or(1)
    }

    /// Whether every text stands within the sheet's height.
    #[cfg(test)]
    pub fn fits(&self) -> bool {
        self.placed.iter().all(|one| match &one.mark {
            Mark::Text(text, (_, y)) => *y >= 0.0 && y + text.height() <= self.size.1,
            Mark::Shape(_) => true,
        })
    }

    /// The file: PDF/A-2a and PDF/UA-1, or an error that says what is against them.
    pub fn into_pdf(mut self, typesetter: &Typesetter, about: &About<'_>) -> anyhow::Result<Vec<u8>> {
        let configuration = ConfigurationBuilder::new()
            .with_archival_validator(Archival::A2_A)
            .with_accessibility_validator(Accessibility::UA1)
            .finish()
            .map_err(|error| anyhow::anyhow!("{error:?}"))?;
        let settings = SerializeSettings { configuration, enable_tagging: true, ..SerializeSettings::default() };
        let mut pdf = Pdf::new_with(settings);
        pdf.set_metadata(metadata(about)?);
        let (width, height) = self.size;
        for number in 0..self.pages() {
            let mut page = pdf.start_page_with(PageSettings::from_wh(width, height).context("a page without size")?);
            let mut surface = page.surface();
            for one in self.placed.iter().filter(|one| one.page == number) {
                let group = one.part.and_then(|part| self.parts.get_mut(part.0));
                draw(&mut surface, typesetter, &one.mark, group.map(|(_, group)| group))?;
            }
            surface.finish();
            page.finish();
        }
        let mut outline = Outline::new();
        for (title, page, y) in self.titles {
            let top = XyzDestination::new(page, Point::from_xy(0.0, y));
            outline.push_child(OutlineNode::new(title, top));
        }
        pdf.set_outline(outline);
        pdf.set_tag_tree(tree(self.parts));
        pdf.finish().map_err(|error| anyhow::anyhow!("{error:?}"))
    }
}

fn draw(
    surface: &mut Surface<'_>,
    typesetter: &Typesetter,
    mark: &Mark,
    part: Option<&mut TagGroup>,
) -> anyhow::Result<()> {
    let tag = match part {
        Some(_) => ContentTag::Span(SpanTag::empty()),
        None => ContentTag::Artifact(Artifact::with_kind(ArtifactType::Layout)),
    };
    let identifier = surface.start_tagged(tag);
    match mark {
        Mark::Text(text, at) => typesetter.draw(surface, text, *at)?,
        Mark::Shape(shape) => shape.draw(surface),
    }
    surface.end_tagged();
    if let Some(part) = part {
        part.push(identifier);
    }
    Ok(())
}

/// The parts, each within the one that it belongs to.
fn tree(mut parts: Vec<(Option<Part>, TagGroup)>) -> TagTree {
    // From the last to the first: what is within a part comes after it.
    let mut inside: HashMap<Option<Part>, Vec<TagGroup>> = HashMap::new();
    while let Some((within, mut group)) = parts.pop() {
        let own = inside.remove(&Some(Part(parts.len()))).unwrap_or_default();
        own.into_iter().rev().for_each(|part| group.push(part));
        inside.entry(within).or_default().push(group);
    }
    let mut tree = TagTree::new().with_lang(Some("nl".to_owned()));
    inside.remove(&None).unwrap_or_default().into_iter().rev().for_each(|group| tree.push(group));
    tree
}

fn metadata(about: &About<'_>) -> anyhow::Result<Metadata> {
    let day = about.issued_on;
    let year = u16::try_from(day.year()).context("a year that no document has")?;
    let (month, date) = (u8::try_from(day.month())?, u8::try_from(day.day())?);
    let made = DateTime::new(year).month(month).day(date).hour(12).minute(0).second(0);
    Ok(Metadata::new()
        .title(about.title.to_owned())
        .language("nl".to_owned())
        .authors(vec![about.author.to_owned()])
        .creator("Samen Leren".to_owned())
        .creation_date(made.utc_offset_hour(0).utc_offset_minute(0))
        .document_id(format!("urn:uuid:{}", about.id)))
}

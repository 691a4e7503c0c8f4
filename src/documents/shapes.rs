//! Shapes: what is drawn on a page beside text. All of them are decoration, which a screen reader passes over; what a
//! smiley says stands beside it in words.

use std::f32::consts::{PI, TAU};

use anyhow::Context as _;
use krilla::color::rgb;
use krilla::geom::{Path, PathBuilder};
use krilla::num::NormalizedF32;
use krilla::paint::{Fill, LineCap, Paint, Stroke};
use krilla::surface::Surface;

/// A colour: red, green, blue.
pub(super) type Colour = [u8; 3];

pub(super) const INK: Colour = [0x22, 0x22, 0x33];
pub(super) const SOFT: Colour = [0x57, 0x52, 0x66];
pub(super) const LINE: Colour = [0xc9, 0xbf, 0xd6];
pub(super) const TINT: Colour = [0xf1, 0xeb, 0xf7];
/// The colours of the goals in the materials (`domain.md` §3); the first is the house's own.
pub(super) const PURPLE: Colour = [0x5b, 0x2a, 0x86];
pub(super) const PINK: Colour = [0xd6, 0x4a, 0x8a];
pub(super) const ORANGE: Colour = [0xf0, 0x8a, 0x24];
pub(super) const GREEN: Colour = [0x3f, 0x9b, 0x4f];
pub(super) const GOALS: [Colour; 4] = [PURPLE, PINK, ORANGE, GREEN];
const FACE: Colour = [0xff, 0xd9, 0x5a];

/// How far the control points of a quarter of a circle stand from its ends, for a radius of 1.
const BOW: f32 = 0.552_285;

/// A point, or a width and a height, in points from the top left.
pub(super) type Pair = (f32, f32);

/// A path with the colour inside, and the colour and width of its line.
pub(super) struct Shape {
    path: Path,
    inside: Option<Colour>,
    line: Option<(Colour, f32)>,
}

impl Shape {
    fn filled(path: Path, colour: Colour) -> Self {
        Self { path, inside: Some(colour), line: None }
    }

    fn lined(path: Path, colour: Colour, width: f32) -> Self {
        Self { path, inside: None, line: Some((colour, width)) }
    }

    pub fn draw(&self, surface: &mut Surface<'_>) {
        surface.set_fill(self.inside.map(fill));
        surface.set_stroke(self.line.map(|(colour, width)| Stroke {
            paint: paint(colour),
            width,
            line_cap: LineCap::Round,
            ..Stroke::default()
        }));
        surface.draw_path(&self.path);
    }
}

fn paint([red, green, blue]: Colour) -> Paint {
    rgb::Color::new(red, green, blue).into()
}

pub(super) fn fill(colour: Colour) -> Fill {
    Fill { paint: paint(colour), opacity: NormalizedF32::ONE, rule: Default::default() }
}

fn finished(path: PathBuilder) -> anyhow::Result<Path> {
    path.finish().context("a shape without size")
}

fn around((x, y): Pair, (width, height): Pair) -> anyhow::Result<Path> {
    let mut path = PathBuilder::new();
    path.move_to(x, y);
    path.line_to(x + width, y);
    path.line_to(x + width, y + height);
    path.line_to(x, y + height);
    path.close();
    finished(path)
}

pub(super) fn rectangle(at: Pair, size: Pair, colour: Colour) -> anyhow::Result<Shape> {
    Ok(Shape::filled(around(at, size)?, colour))
}

pub(super) fn frame(at: Pair, size: Pair, colour: Colour, width: f32) -> anyhow::Result<Shape> {
    Ok(Shape::lined(around(at, size)?, colour, width))
}

/// A line from left to right.
pub(super) fn rule((x, y): Pair, width: f32, colour: Colour) -> anyhow::Result<Shape> {
    let mut path = PathBuilder::new();
    path.move_to(x, y);
    path.line_to(x + width, y);
    Ok(Shape::lined(finished(path)?, colour, 0.8))
}

fn round((x, y): Pair, radius: f32) -> anyhow::Result<Path> {
    let bow = radius * BOW;
    let mut path = PathBuilder::new();
    path.move_to(x + radius, y);
    path.cubic_to(x + radius, y + bow, x + bow, y + radius, x, y + radius);
    path.cubic_to(x - bow, y + radius, x - radius, y + bow, x - radius, y);
    path.cubic_to(x - radius, y - bow, x - bow, y - radius, x, y - radius);
    path.cubic_to(x + bow, y - radius, x + radius, y - bow, x + radius, y);
    path.close();
    finished(path)
}

pub(super) fn circle(centre: Pair, radius: f32, colour: Colour) -> anyhow::Result<Shape> {
    Ok(Shape::filled(round(centre, radius)?, colour))
}

/// A quarter of a circle in a corner; `across` and `down` are 1 or -1 and say to which side it opens.
pub(super) fn quarter((x, y): Pair, radius: f32, (across, down): Pair, colour: Colour) -> anyhow::Result<Shape> {
    let (right, below, bow) = (x + across * radius, y + down * radius, radius * BOW);
    let mut path = PathBuilder::new();
    path.move_to(x, y);
    path.line_to(right, y);
    path.cubic_to(right, y + down * bow, x + across * bow, below, x, below);
    path.close();
    Ok(Shape::filled(finished(path)?, colour))
}

/// A star of five points, one of them up.
pub(super) fn star((x, y): Pair, radius: f32, colour: Colour) -> anyhow::Result<Shape> {
    let mut path = PathBuilder::new();
    for corner in 0_u8..10 {
        let far = if corner % 2 == 0 { radius } else { radius * 0.45 };
        let angle = f32::from(corner) * TAU / 10.0 - PI / 2.0;
        let at = (x + far * angle.cos(), y + far * angle.sin());
        if corner == 0 { path.move_to(at.0, at.1) } else { path.line_to(at.0, at.1) }
    }
    path.close();
    Ok(Shape::filled(finished(path)?, colour))
}

/// How it goes, as a face (`domain.md` §4).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Smiley {
    VerySad,
    Sad,
    Neutral,
    Happy,
    VeryHappy,
}

impl Smiley {
    /// The smiley of a score from 1 (very sad) to 5 (very happy).
    pub fn of(score: i16) -> Option<Self> {
        match score {
            1 => Some(Self::VerySad),
            2 => Some(Self::Sad),
            3 => Some(Self::Neutral),
            4 => Some(Self::Happy),
            5 => Some(Self::VeryHappy),
            _ => None,
        }
    }

    pub fn words(self) -> &'static str {
        match self {
            Self::VerySad => "heel verdrietig",
            Self::Sad => "verdrietig",
            Self::Neutral => "niet blij en niet verdrietig",
            Self::Happy => "blij",
            Self::VeryHappy => "heel blij",
        }
    }

    /// How far the middle of the mouth hangs below its corners, for a radius of 1.
    fn bend(self) -> f32 {
        match self {
            Self::VerySad => -0.7,
            Self::Sad => -0.35,
            Self::Neutral => 0.0,
            Self::Happy => 0.4,
            Self::VeryHappy => 0.85,
        }
    }

    pub(super) fn shapes(self, (x, y): Pair, radius: f32) -> anyhow::Result<Vec<Shape>> {
        let eye = |side: f32| circle((x + side * 0.34 * radius, y - 0.24 * radius), 0.11 * radius, INK);
        let (bend, half) = (self.bend() * radius, 0.5 * radius);
        let corners = y + 0.38 * radius - bend * 0.35;
        let mut mouth = PathBuilder::new();
        mouth.move_to(x - half, corners);
        mouth.quad_to(x, corners + bend, x + half, corners);
        let line = (0.09 * radius).max(0.9);
        let face = Shape { path: round((x, y), radius)?, inside: Some(FACE), line: Some((INK, line)) };
        Ok(vec![face, eye(-1.0)?, eye(1.0)?, Shape::lined(finished(mouth)?, INK, line)])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn five_scores_have_a_face_each_and_no_other_has() {
        let faces: Vec<Option<Smiley>> = (0..=6).map(Smiley::of).collect();
        let expected = [None, Some(Smiley::VerySad), Some(Smiley::VeryHappy), None];
        assert_eq!([faces[0], faces[1], faces[5], faces[6]], expected);
        for face in faces.into_iter().flatten() {
            assert_eq!(face.shapes((50.0, 50.0), 11.0).unwrap().len(), 4, "{face:?}");
        }
    }

    #[test]
    fn the_happier_the_score_the_deeper_the_mouth() {
        let bends: Vec<f32> = (1..=5).filter_map(Smiley::of).map(Smiley::bend).collect();
        assert!(bends.is_sorted() && bends[2] == 0.0, "{bends:?}");
    }
}

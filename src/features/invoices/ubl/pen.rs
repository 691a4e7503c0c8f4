//! Writes UBL: groups and values in their namespaces, amounts from whole cents.

use std::io;

use chrono::NaiveDate;
use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};

use crate::features::invoices::rules::told;

const SCHEMA: &str = "urn:oasis:names:specification:ubl:schema:xsd:";

pub(super) struct Pen(Writer<Vec<u8>>);

impl Pen {
    /// A whole document with this root.
    pub fn document(root: &str, content: impl FnOnce(&mut Self) -> io::Result<()>) -> anyhow::Result<String> {
        let mut pen = Self(Writer::new_with_indent(Vec::new(), b' ', 2));
        pen.0.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
        let mut start = BytesStart::new(root);
        let namespaces = [
            ("xmlns", format!("{SCHEMA}{root}-2")),
            ("xmlns:cac", format!("{SCHEMA}CommonAggregateComponents-2")),
            ("xmlns:cbc", format!("{SCHEMA}CommonBasicComponents-2")),
        ];
        for (name, value) in &namespaces {
            start.push_attribute((*name, value.as_str()));
        }
        pen.element(start, content)?;
        Ok(String::from_utf8(pen.0.into_inner())?)
    }

    /// Several things together.
    pub fn group(&mut self, name: &str, content: impl FnOnce(&mut Self) -> io::Result<()>) -> io::Result<()> {
        self.element(BytesStart::new(format!("cac:{name}")), content)
    }

    pub fn value(&mut self, name: &str, value: &str) -> io::Result<()> {
        self.text(BytesStart::new(format!("cbc:{name}")), value)
    }

    /// A value with an attribute that says what it is.
    pub fn value_with(&mut self, name: &str, attribute: (&str, &str), value: &str) -> io::Result<()> {
        let mut start = BytesStart::new(format!("cbc:{name}"));
        start.push_attribute(attribute);
        self.text(start, value)
    }

    pub fn day(&mut self, name: &str, day: NaiveDate) -> io::Result<()> {
        self.value(name, &day.to_string())
    }

    pub fn money(&mut self, name: &str, cents: i64) -> io::Result<()> {
        self.value_with(name, ("currencyID", "EUR"), &decimal(cents))
    }

    /// What must be there and is blank in an older row is a dash: an empty element is not valid (SI-UBL-2).
    fn text(&mut self, start: BytesStart<'_>, value: &str) -> io::Result<()> {
        let value: String = told(Some(value)).unwrap_or("-").chars().map(allowed).collect();
        self.element(start, |pen| pen.0.write_event(Event::Text(BytesText::new(value.trim()))))
    }

    fn element(&mut self, start: BytesStart<'_>, content: impl FnOnce(&mut Self) -> io::Result<()>) -> io::Result<()> {
        let end: BytesEnd<'static> = start.to_end().into_owned();
        self.0.write_event(Event::Start(start))?;
        content(self)?;
        self.0.write_event(Event::End(end))
    }
}

/// `-1234.56`: exactly, since no float takes part.
fn decimal(cents: i64) -> String {
    let (whole, rest) = (cents.unsigned_abs() / 100, cents.unsigned_abs() % 100);
    format!("{}{whole}.{rest:02}", if cents < 0 { "-" } else { "" })
}

/// XML 1.0 knows no other control characters than these three, and takes no document with one in it.
fn allowed(character: char) -> char {
    match character {
        '\t' | '\n' | '\r' => character,
        '\u{fffe}' | '\u{ffff}' => ' ',
        _ if character.is_control() => ' ',
        _ => character,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_written_from_their_cents() {
        let amounts = [0, 7, 100, 123_456, -5, i64::MAX].map(decimal);
        assert_eq!(amounts, ["0.00", "0.07", "1.00", "1234.56", "-0.05", "92233720368547758.07"]);
    }

    #[test]
    fn what_xml_has_a_meaning_for_is_escaped_and_what_it_forbids_is_gone() {
        let xml = Pen::document("Invoice", |pen| pen.value_with("ID", ("schemeID", "\"<"), " A & B <c>\u{1} \u{ffff}"));
        let xml = xml.unwrap();
        assert!(xml.contains("<cbc:ID schemeID=\"&quot;&lt;\">A &amp; B &lt;c&gt;</cbc:ID>"), "{xml}");
        assert!(xml.contains("xmlns=\"urn:oasis:names:specification:ubl:schema:xsd:Invoice-2\""), "{xml}");
        let blank = Pen::document("Invoice", |pen| pen.value("ID", "\u{1} \u{a0}")).unwrap();
        assert!(blank.contains("<cbc:ID>-</cbc:ID>"), "{blank}");
    }
}

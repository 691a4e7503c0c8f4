//! A document as a tree of elements without their prefixes, read with quick-xml.

use std::collections::BTreeMap;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

#[derive(Debug, Default)]
pub(super) struct Node {
    pub name: String,
    pub attributes: BTreeMap<String, String>,
    pub text: String,
    pub children: Vec<Node>,
}

impl Node {
    fn of(start: &BytesStart<'_>) -> Self {
        let attributes = start.attributes().map(|attribute| {
            let attribute = attribute.unwrap();
            (attribute.key.as_ref().to_owned(), attribute.value.to_string())
        });
        Self { name: start.local_name().as_ref().to_owned(), attributes: attributes.collect(), ..Self::default() }
    }

    /// The elements at a path below this one.
    pub fn at(&self, path: &str) -> Vec<&Node> {
        path.split('/').fold(vec![self], |found, name| {
            found.into_iter().flat_map(|node| node.children.iter().filter(|child| child.name == name)).collect()
        })
    }

    pub fn has(&self, path: &str) -> bool {
        !self.at(path).is_empty()
    }

    /// The text of the first element at a path, or nothing.
    pub fn text(&self, path: &str) -> &str {
        self.at(path).first().map_or("", |node| node.text.trim())
    }

    /// Everything from here on down, with the elements that it stands in.
    pub fn all(&self) -> Vec<(Vec<&str>, &Node)> {
        let own = vec![(vec![], self)];
        let below = self.children.iter().flat_map(Node::all).map(|(mut within, node)| {
            within.insert(0, self.name.as_str());
            (within, node)
        });
        own.into_iter().chain(below).collect()
    }

    pub fn cents(&self) -> i64 {
        let (whole, rest) = self.text.split_once('.').expect("an amount with decimals");
        assert_eq!(rest.len(), 2, "{}", self.text);
        format!("{whole}{rest}").parse().expect("an amount")
    }
}

pub(super) fn read(xml: &str) -> Node {
    let mut reader = Reader::from_str(xml);
    let mut open = vec![Node::default()];
    loop {
        match reader.read_event().expect("well-formed") {
            Event::Start(start) => open.push(Node::of(&start)),
            Event::Text(text) => open.last_mut().unwrap().text.push_str(&text),
            // A character that was escaped: which one does not matter here.
            Event::GeneralRef(_) => open.last_mut().unwrap().text.push('&'),
            Event::End(_) => {
                let done = open.pop().unwrap();
                open.last_mut().unwrap().children.push(done);
            }
            Event::Eof => return open.remove(0).children.remove(0),
            _ => {}
        }
    }
}

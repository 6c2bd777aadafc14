//! Reading a map of the spec by its keys.

use super::text::Text;
use crate::source::Span;
use crate::yaml::{Entry, Node};

/// A map of the spec. What is missing or of the wrong kind reads as absent: `conform` has reported it.
#[derive(Clone, Copy, Debug)]
pub struct View<'a> {
    node: &'a Node,
}

impl<'a> View<'a> {
    /// A view of a node.
    pub fn of(node: &'a Node) -> Self {
        Self { node }
    }

    /// Where the map stands.
    pub fn span(self) -> Span {
        self.node.span
    }

    /// All pairs; none if it is no map.
    pub fn entries(self) -> &'a [Entry] {
        self.node.as_map().unwrap_or_default()
    }

    /// The pair with that key.
    pub fn entry(self, key: &str) -> Option<&'a Entry> {
        self.entries().iter().find(|entry| entry.key == key)
    }

    /// The value under a key.
    pub fn get(self, key: &str) -> Option<&'a Node> {
        self.entry(key).map(|entry| &entry.value)
    }

    /// The text under a key.
    pub fn text(self, key: &str) -> Option<Text<'a>> {
        let node = self.get(key)?;
        if node.as_scalar()?.is_null() { None } else { Text::of(node) }
    }

    /// The pairs of the map under a key; none if there is no such map.
    pub fn named(self, key: &str) -> &'a [Entry] {
        self.get(key).and_then(Node::as_map).unwrap_or_default()
    }

    /// The elements of the list under a key, or the single value there.
    pub fn items(self, key: &str) -> &'a [Node] {
        match self.get(key) {
            Some(node) => node.as_list().unwrap_or(std::slice::from_ref(node)),
            None => &[],
        }
    }

    /// The map under a key.
    pub fn view(self, key: &str) -> Option<View<'a>> {
        self.get(key).filter(|node| node.as_map().is_some()).map(View::of)
    }

    /// The whole number under a key.
    pub fn integer(self, key: &str) -> Option<i64> {
        self.get(key)?.as_scalar()?.text.parse().ok()
    }
}

/// The text of a key.
impl<'a> From<&'a Entry> for Text<'a> {
    fn from(entry: &'a Entry) -> Self {
        Text::whole(&entry.key, entry.key_span)
    }
}

//! Nodes that no text stands for; their places are those of what they were made of.

use crate::source::Span;
use crate::yaml::{Entry, Node, Scalar, Value};

/// A text.
pub(super) fn text(text: &str, span: Span) -> Node {
    let scalar = Scalar { text: text.to_owned(), plain: false, verbatim: false, content_start: span.start };
    Node { value: Value::Scalar(scalar), span }
}

/// `true` or `false`.
pub(super) fn flag(value: bool, span: Span) -> Node {
    let scalar = Scalar { text: value.to_string(), plain: true, verbatim: false, content_start: span.start };
    Node { value: Value::Scalar(scalar), span }
}

/// A list.
pub(super) fn list(items: Vec<Node>, span: Span) -> Node {
    Node { value: Value::List(items), span }
}

/// A map.
pub(super) fn map(entries: Vec<Entry>, span: Span) -> Node {
    Node { value: Value::Map(entries), span }
}

/// A pair whose key stands where its value does.
pub(super) fn entry(key: &str, value: Node) -> Entry {
    Entry { key: key.to_owned(), key_span: value.span, value }
}

/// The same pair with another value.
pub(super) fn with(entry: &Entry, value: Node) -> Entry {
    Entry { key: entry.key.clone(), key_span: entry.key_span, value }
}

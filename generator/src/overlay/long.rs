//! The long form of what is written short: `string -- Name` as `{ type: string, doc: Name }`.

use crate::spec::is_type_expression;
use crate::spec::shape::{Kind, Shape};
use crate::spec::text::Text;
use crate::yaml::{Entry, Node, Scalar, Value};

/// The long form, if there is one; what is long already stays as it is.
///
/// What a short text says is the one key that its long form requires, and behind ` -- ` its `doc`.
pub(super) fn long(node: Node, kind: Kind) -> Node {
    let (shape, noted) = match kind {
        Kind::Short(Kind::Noted, shape) => (shape, true),
        Kind::Short(Kind::Text, shape) => (shape, false),
        Kind::TypeOr(shape) => (shape, node.as_scalar().is_some()),
        _ => return node,
    };
    let short = match kind {
        Kind::TypeOr(_) => is_type_expression(&node),
        _ => node.as_scalar().is_some(),
    };
    match main_key(shape) {
        Some(main) if short => Node { span: node.span, value: Value::Map(parts(node, main, noted)) },
        _ => node,
    }
}

/// The only key that must stand.
fn main_key(shape: &'static Shape) -> Option<&'static str> {
    let mut required = shape.keys.iter().filter(|key| key.required);
    match (required.next(), required.next()) {
        (Some(main), None) => Some(main.name),
        _ => None,
    }
}

fn parts(node: Node, main: &str, noted: bool) -> Vec<Entry> {
    let noted = if noted { Text::of(&node).map(|text| (text, text.split_note())) } else { None };
    let Some((_, (text, note))) = noted else { return vec![entry(main, node)] };
    let plain = node.as_scalar().is_some_and(|scalar| scalar.plain);
    let mut entries = vec![entry(main, scalar(text, plain))];
    entries.extend(note.map(|note| entry("doc", scalar(note, false))));
    entries
}

fn entry(key: &str, value: Node) -> Entry {
    Entry { key: key.to_owned(), key_span: value.span, value }
}

/// A part of a scalar as a scalar of its own, with its place.
fn scalar(text: Text<'_>, plain: bool) -> Node {
    let span = text.span();
    let verbatim = span.end.saturating_sub(span.start) as usize == text.as_str().len();
    let scalar = Scalar { text: text.as_str().to_owned(), plain, verbatim, content_start: span.start };
    Node { value: Value::Scalar(scalar), span }
}

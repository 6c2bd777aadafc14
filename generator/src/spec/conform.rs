//! Holds a tree against the table of shapes: unknown keys, missing keys, wrong kinds of values.

use super::shape::{Kind, ROOT, Shape};
use crate::diagnostic::{Code, Diagnostic, Problems};
use crate::source::Span;
use crate::yaml::{Entry, Node, Value};

/// Reports whatever in the tree is not as docs/language.md has it; what the texts say is left to the readers.
pub(super) fn conform(root: &Node, problems: &mut Problems) {
    map(root, &ROOT, problems);
}

/// The same for an example alone.
pub(crate) fn conform_example(root: &Node, problems: &mut Problems) {
    map(root, &super::shape::EXAMPLE, problems);
}

/// The same for a recipe of the library, which is of one of three shapes.
#[cfg(test)]
pub(crate) fn conform_recipe(root: &Node, problems: &mut Problems) {
    use super::shape::{RECIPE_SCHEME, RECIPE_SOURCE, RECIPE_WEBHOOK};
    let source = ["steps", "refresh", "challenge"].iter().any(|key| root.get(key).is_some());
    let webhook = root.get("signature").is_some();
    let shape = match (source, webhook) {
        (true, _) => &RECIPE_SOURCE,
        (_, true) => &RECIPE_WEBHOOK,
        _ => &RECIPE_SCHEME,
    };
    map(root, shape, problems);
}

fn value(node: &Node, kind: Kind, problems: &mut Problems) {
    match kind {
        Kind::Any => {}
        Kind::Text | Kind::Noted | Kind::Template | Kind::Expression => text(node, problems),
        Kind::Scalar => scalar(node, problems),
        Kind::TextOrNothing => {
            if !node.as_scalar().is_some_and(crate::yaml::Scalar::is_null) {
                text(node, problems);
            }
        }
        Kind::Type => type_expression(node, problems),
        Kind::Integer => integer(node, problems),
        Kind::Bool => boolean(node, problems),
        Kind::BoolOrText => bool_or_text(node, problems),
        Kind::Choice(words) => choice(node, words, problems),
        Kind::Map(shape) => map(node, shape, problems),
        Kind::Named(inner) => named(node, *inner, problems),
        Kind::List(inner) => list(node, *inner, problems),
        Kind::Short(short, shape) => short_or_map(node, *short, shape, problems),
        Kind::TypeOr(shape) => {
            if is_type_expression(node) {
                type_expression(node, problems);
            } else {
                map(node, shape, problems);
            }
        }
        Kind::OneOrMany(inner) => match &node.value {
            Value::List(items) => items.iter().for_each(|item| value(item, *inner, problems)),
            _ => value(node, *inner, problems),
        },
        Kind::NameOr(inner) => {
            if node.as_map().is_some() {
                value(node, *inner, problems);
            } else {
                text(node, problems);
            }
        }
        Kind::Forms(forms) => form(node, forms, problems),
    }
}

fn short_or_map(node: &Node, short: Kind, shape: &Shape, problems: &mut Problems) {
    match &node.value {
        Value::Scalar(_) => value(node, short, problems),
        Value::Map(_) => map(node, shape, problems),
        Value::List(_) => problems.report(
            wrong_kind(node, &format!("{}: text, or a map", shape.what))
                .note(format!("keys of the map: `{}`", key_list(shape))),
        ),
    }
}

/// Whether a value is a type expression rather than the long form: a scalar, a list, or YAML's `{T}`.
pub fn is_type_expression(node: &Node) -> bool {
    match &node.value {
        Value::Scalar(_) | Value::List(_) => true,
        Value::Map(entries) => map_type(entries).is_some(),
    }
}

/// The entry of `{T}`, which YAML reads as a map with the key `T` and no value.
pub fn map_type(entries: &[Entry]) -> Option<&Entry> {
    match entries {
        [only] if only.value.as_scalar().is_some_and(|scalar| scalar.text.is_empty() && scalar.is_null()) => {
            Some(only)
        }
        _ => None,
    }
}

fn map(node: &Node, shape: &Shape, problems: &mut Problems) {
    let Some(entries) = node.as_map() else {
        problems.report(
            wrong_kind(node, &format!("{}: a map", shape.what))
                .note(format!("its keys: `{}`", key_list(shape))),
        );
        return;
    };
    for entry in entries {
        match shape.keys.iter().find(|key| key.name == entry.key) {
            Some(key) => value(&entry.value, key.kind, problems),
            None => problems.report(unknown_key(entry, shape)),
        }
    }
    // A misspelt key is one mistake, not an unknown key and a missing one.
    let unknown: Vec<&str> = entries
        .iter()
        .map(|entry| entry.key.as_str())
        .filter(|name| shape.keys.iter().all(|key| key.name != *name))
        .collect();
    let stands = |name: &str| {
        entries.iter().any(|entry| entry.key == name)
            || unknown.iter().any(|wrong| crate::nearest::nearest(wrong, [name]).is_some())
    };
    for key in shape.keys.iter().filter(|key| key.required && !stands(key.name)) {
        problems.report(
            Diagnostic::new(
                Code::MISSING_KEY,
                node.span,
                format!("{} needs the key `{}`", shape.what, key.name),
            )
            .label(format!("`{}` is missing", key.name))
            .help(format!("add `{}`: {}", key.name, key.doc.trim_end_matches('.'))),
        );
    }
    exactly_one(node.span, entries, shape, problems);
}

fn exactly_one(span: Span, entries: &[Entry], shape: &Shape, problems: &mut Problems) {
    if shape.one_of.is_empty() {
        return;
    }
    let mut standing = entries.iter().filter(|entry| shape.one_of.contains(&entry.key.as_str()));
    let choice = format!("`{}`", shape.one_of.join("`, `"));
    match (standing.next(), standing.next()) {
        (None, _) => problems.report(
            Diagnostic::new(Code::MISSING_KEY, span, format!("{} needs one of {choice}", shape.what))
                .help(format!("add one of {choice}")),
        ),
        (Some(first), Some(second)) => problems.report(
            Diagnostic::new(
                Code::CONFLICTING_KEYS,
                second.key_span,
                format!("{} has only one of {choice}", shape.what),
            )
            .also(first.key_span, format!("`{}` already stands here", first.key)),
        ),
        _ => {}
    }
}

fn form(node: &Node, forms: &'static [(&'static str, Shape)], problems: &mut Problems) {
    let Some(entries) = node.as_map() else {
        let words: Vec<&str> = forms.iter().map(|(word, _)| *word).collect();
        problems.report(
            wrong_kind(node, &format!("a type: a map with one of `{}`", words.join("`, `")))
                .help("a name for a type expression is written `Name: { type: … }`"),
        );
        return;
    };
    match forms.iter().find(|(word, _)| entries.iter().any(|entry| entry.key == *word)) {
        Some((_, shape)) => map(node, shape, problems),
        None => {
            let words: Vec<&str> = forms.iter().map(|(word, _)| *word).collect();
            problems.report(
                Diagnostic::new(
                    Code::MISSING_KEY,
                    node.span,
                    format!("a type needs one of `{}`", words.join("`, `")),
                )
                .help("a struct's fields stand under `fields`"),
            );
        }
    }
}

fn named(node: &Node, inner: Kind, problems: &mut Problems) {
    let Some(entries) = node.as_map() else {
        problems.report(wrong_kind(node, "a map by name"));
        return;
    };
    for entry in entries {
        if entry.key.trim().is_empty() && !matches!(inner, Kind::Short(Kind::Noted, _)) {
            problems.report(Diagnostic::new(Code::BAD_NAME, entry.key_span, "an empty name"));
        }
        value(&entry.value, inner, problems);
    }
}

fn list(node: &Node, inner: Kind, problems: &mut Problems) {
    match node.as_list() {
        Some(items) => items.iter().for_each(|item| value(item, inner, problems)),
        None => {
            problems.report(wrong_kind(node, "a list").help("write `[a, b]`, or lines that begin with `- `"));
        }
    }
}

fn type_expression(node: &Node, problems: &mut Problems) {
    match &node.value {
        Value::Scalar(scalar) if !scalar.is_null() => {}
        Value::List(items) if items.len() == 1 => type_expression(&items[0], problems),
        Value::List(items) if items.is_empty() => {
            problems
                .report(wrong_kind(node, "a type expression").help("a list type names its elements: `[T]`"));
        }
        Value::List(_) => problems.report(
            wrong_kind(node, "a type expression")
                .help("a type with a comma or with text behind a bracket is quoted: \"[(i64?, string)]\""),
        ),
        Value::Map(entries) if map_type(entries).is_some() => {}
        _ => problems.report(wrong_kind(node, "a type expression")),
    }
}

fn text(node: &Node, problems: &mut Problems) {
    match node.as_scalar() {
        Some(scalar) if !scalar.is_null() => {}
        _ if node.as_map().is_some() => problems
            .report(wrong_kind(node, "text").help("a text that begins with `{` or holds `: ` is quoted")),
        _ => problems.report(wrong_kind(node, "text")),
    }
}

fn scalar(node: &Node, problems: &mut Problems) {
    if node.as_scalar().is_none() {
        problems.report(wrong_kind(node, "a single value"));
    }
}

fn integer(node: &Node, problems: &mut Problems) {
    let whole = node.as_scalar().is_some_and(|scalar| scalar.plain && scalar.text.parse::<i64>().is_ok());
    if !whole {
        problems.report(wrong_kind(node, "a whole number"));
    }
}

fn boolean(node: &Node, problems: &mut Problems) {
    if node.as_scalar().and_then(crate::yaml::Scalar::as_bool).is_none() {
        problems.report(wrong_kind(node, "`true` or `false`"));
    }
}

fn bool_or_text(node: &Node, problems: &mut Problems) {
    match node.as_scalar() {
        Some(scalar) if !scalar.is_null() => {}
        _ => problems.report(wrong_kind(node, "`true`, or text")),
    }
}

fn choice(node: &Node, words: &'static [&'static str], problems: &mut Problems) {
    let word = node.as_scalar().map(|scalar| scalar.text.as_str());
    if word.is_some_and(|word| words.contains(&word)) {
        return;
    }
    let expected = format!("one of `{}`", words.join("`, `"));
    let problem = wrong_kind(node, &expected);
    problems.report(match word.and_then(|word| crate::nearest::nearest(word, words.iter().copied())) {
        Some(near) => problem.help(format!("a word with a similar name: `{near}`")),
        None => problem,
    });
}

fn wrong_kind(node: &Node, expected: &str) -> Diagnostic {
    Diagnostic::new(Code::WRONG_KIND, node.span, format!("found {}, expected {expected}", node.describe()))
        .label(format!("expected {expected}"))
}

fn unknown_key(entry: &Entry, shape: &Shape) -> Diagnostic {
    Diagnostic::new(Code::UNKNOWN_KEY, entry.key_span, format!("{} has no key `{}`", shape.what, entry.key))
        .suggest(&entry.key, shape.keys.iter().map(|key| key.name), "a key")
}

fn key_list(shape: &Shape) -> String {
    shape.keys.iter().map(|key| key.name).collect::<Vec<_>>().join("`, `")
}

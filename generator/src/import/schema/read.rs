//! Reading parts of a document that may be anything.

use crate::diagnostic::Code;
use crate::yaml::{Entry, Node, Value};

use super::Schemas;

/// Keywords that the spec language has no words for: what they demand is not checked.
const UNCHECKED: [&str; 14] = [
    "pattern",
    "not",
    "uniqueItems",
    "multipleOf",
    "if",
    "dependentRequired",
    "dependentSchemas",
    "dependencies",
    "propertyNames",
    "minProperties",
    "maxProperties",
    "contains",
    "patternProperties",
    "unevaluatedProperties",
];

impl<'d> Schemas<'d> {
    /// The list under a key; what is no list is noted, and counts as empty.
    pub(in crate::import) fn list(&mut self, node: &'d Node, key: &str) -> &'d [Node] {
        let Some(value) = node.get(key) else { return &[] };
        match &value.value {
            Value::List(items) => items,
            _ => {
                self.malformed(value, key, "a list");
                &[]
            }
        }
    }

    /// The map under a key; what is no map is noted, and counts as empty.
    pub(in crate::import) fn map(&mut self, node: &'d Node, key: &str) -> &'d [Entry] {
        let Some(value) = node.get(key) else { return &[] };
        match &value.value {
            Value::Map(entries) => entries,
            Value::Scalar(scalar) if scalar.is_null() => &[],
            _ => {
                self.malformed(value, key, "a map");
                &[]
            }
        }
    }

    fn malformed(&mut self, value: &'d Node, key: &str, expected: &str) {
        let message = format!("`{key}` is {}, not {expected}: ignored", value.describe());
        self.notes.add(value, Code::IMPORT_MALFORMED, message);
    }

    /// Notes what a schema demands and nothing checks.
    pub(super) fn unchecked(&mut self, node: &'d Node) {
        let found: Vec<&str> = UNCHECKED.into_iter().filter(|word| node.get(word).is_some()).collect();
        if !found.is_empty() {
            self.notes.add(node, Code::IMPORT_KEYWORD, format!("not checked: `{}`", found.join("`, `")));
        }
    }
}

/// The text under a key.
pub(in crate::import) fn text<'n>(node: &'n Node, key: &str) -> Option<&'n str> {
    let scalar = node.get(key)?.as_scalar()?;
    (!scalar.is_null()).then_some(scalar.text.as_str())
}

/// Whether a key says `true`.
pub(in crate::import) fn flag(node: &Node, key: &str) -> bool {
    node.get(key).and_then(Node::as_scalar).and_then(crate::yaml::Scalar::as_bool) == Some(true)
}

/// The only truth that a schema takes, if it takes one only.
pub(in crate::import) fn only_truth(node: &Node) -> Option<bool> {
    let values = node.get("enum").and_then(Node::as_list);
    let ((Some(only), _) | (None, Some([only]))) = (node.get("const"), values) else { return None };
    only.as_scalar()?.as_bool()
}

/// The kinds that `type` lists, without null.
pub(in crate::import) fn kinds(node: &Node) -> Vec<&str> {
    let all: Vec<&str> = match node.get("type").map(|node| &node.value) {
        Some(Value::Scalar(scalar)) => vec![scalar.text.as_str()],
        Some(Value::List(items)) => {
            items.iter().filter_map(Node::as_scalar).map(|scalar| scalar.text.as_str()).collect()
        }
        _ => Vec::new(),
    };
    all.into_iter().filter(|kind| !matches!(*kind, "null" | "")).collect()
}

/// Whether a schema says itself that null fits.
pub(in crate::import) fn is_nullable(node: &Node) -> bool {
    let null_kind = match node.get("type").map(|node| &node.value) {
        Some(Value::List(items)) => {
            items.iter().filter_map(Node::as_scalar).any(|scalar| scalar.text == "null" || scalar.is_null())
        }
        Some(Value::Scalar(scalar)) => scalar.text == "null",
        _ => false,
    };
    let null_value = node.get("enum").and_then(Node::as_list).is_some_and(|values| {
        values.iter().filter_map(Node::as_scalar).any(|scalar| scalar.is_null() && !scalar.text.is_empty())
    });
    null_kind || null_value || flag(node, "nullable") || flag(node, "x-nullable")
}

/// A text of the document, for a message.
pub(in crate::import) fn shown(text: &str) -> String {
    let short: String = text.chars().take(80).collect();
    short.escape_debug().to_string()
}

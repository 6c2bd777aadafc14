//! A document as a value: maps keep their order, numbers their digits.

use crate::yaml::{Node, Value as Written, write_json_text};

/// A JSON value.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// Nothing.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number as JSON writes it.
    Number(String),
    /// Text.
    Text(String),
    /// A list.
    List(Vec<Value>),
    /// A map; no key stands twice.
    Map(Vec<(String, Value)>),
}

impl Value {
    /// As JSON, on several lines, the last one ended.
    pub fn to_json(&self) -> String {
        let mut out = String::new();
        self.write_json(&mut out, 0);
        out.push('\n');
        out
    }

    /// As YAML.
    pub fn to_yaml(&self) -> String {
        super::yaml::print(self)
    }

    /// What JSON text says, with its numbers as they are written.
    pub(super) fn of_json(json: &str) -> Self {
        let mut sources = crate::source::Sources::default();
        let file = sources.add("", json);
        let node = crate::yaml::parse(&sources, file, &mut crate::diagnostic::Problems::default());
        node.as_ref().map_or(Self::Null, Self::of)
    }

    /// What stands in a spec.
    pub(super) fn of(node: &Node) -> Self {
        match &node.value {
            Written::Scalar(scalar) if scalar.is_null() => Self::Null,
            Written::Scalar(scalar) if scalar.is_number() => Self::Number(scalar.text.clone()),
            Written::Scalar(scalar) => match scalar.as_bool() {
                Some(truth) => Self::Bool(truth),
                None => Self::Text(scalar.text.clone()),
            },
            Written::List(items) => Self::List(items.iter().map(Self::of).collect()),
            Written::Map(entries) => {
                Self::Map(entries.iter().map(|entry| (entry.key.clone(), Self::of(&entry.value))).collect())
            }
        }
    }

    /// Whether there is nothing in it.
    pub(super) fn is_empty(&self) -> bool {
        match self {
            Self::List(items) => items.is_empty(),
            Self::Map(entries) => entries.is_empty(),
            _ => false,
        }
    }

    fn write_json(&self, out: &mut String, indent: usize) {
        match self {
            Self::Null => out.push_str("null"),
            Self::Bool(truth) => out.push_str(if *truth { "true" } else { "false" }),
            Self::Number(digits) => out.push_str(digits),
            Self::Text(text) => write_json_text(text, out),
            Self::List(items) if items.is_empty() => out.push_str("[]"),
            Self::Map(entries) if entries.is_empty() => out.push_str("{}"),
            Self::List(items) => {
                out.push('[');
                for (index, item) in items.iter().enumerate() {
                    next_line(out, index, indent + 2);
                    item.write_json(out, indent + 2);
                }
                last_line(out, indent, ']');
            }
            Self::Map(entries) => {
                out.push('{');
                for (index, (key, value)) in entries.iter().enumerate() {
                    next_line(out, index, indent + 2);
                    write_json_text(key, out);
                    out.push_str(": ");
                    value.write_json(out, indent + 2);
                }
                last_line(out, indent, '}');
            }
        }
    }
}

fn next_line(out: &mut String, index: usize, indent: usize) {
    out.push_str(if index == 0 { "\n" } else { ",\n" });
    out.extend(std::iter::repeat_n(' ', indent));
}

fn last_line(out: &mut String, indent: usize, bracket: char) {
    out.push('\n');
    out.extend(std::iter::repeat_n(' ', indent));
    out.push(bracket);
}

/// A map that is being made.
#[derive(Clone, Debug, Default)]
pub(super) struct Object {
    entries: Vec<(String, Value)>,
}

impl Object {
    pub(super) fn new() -> Self {
        Self::default()
    }

    /// With a key, in the place of one of that name.
    pub(super) fn with(mut self, key: impl Into<String>, value: impl Into<Value>) -> Self {
        self.set(key, value);
        self
    }

    /// With a key, if there is a value for it.
    pub(super) fn maybe(self, key: &str, value: Option<impl Into<Value>>) -> Self {
        match value {
            Some(value) => self.with(key, value),
            None => self,
        }
    }

    /// With a key, if something is in the value.
    pub(super) fn filled(self, key: &str, value: impl Into<Value>) -> Self {
        let value = value.into();
        if value.is_empty() { self } else { self.with(key, value) }
    }

    /// With all keys of another.
    pub(super) fn and(mut self, other: Object) -> Self {
        for (key, value) in other.entries {
            self.set(key, value);
        }
        self
    }

    pub(super) fn set(&mut self, key: impl Into<String>, value: impl Into<Value>) {
        let (key, value) = (key.into(), value.into());
        match self.entries.iter_mut().find(|(name, _)| *name == key) {
            Some((_, slot)) => *slot = value,
            None => self.entries.push((key, value)),
        }
    }

    pub(super) fn get(&self, key: &str) -> Option<&Value> {
        self.entries.iter().find(|(name, _)| name == key).map(|(_, value)| value)
    }

    /// Takes the value under a key out.
    pub(super) fn take(&mut self, key: &str) -> Option<Value> {
        let index = self.entries.iter().position(|(name, _)| name == key)?;
        Some(self.entries.remove(index).1)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    pub(super) fn into_entries(self) -> Vec<(String, Value)> {
        self.entries
    }
}

impl From<Object> for Value {
    fn from(object: Object) -> Self {
        Self::Map(object.entries)
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<bool> for Value {
    fn from(truth: bool) -> Self {
        Self::Bool(truth)
    }
}

impl From<i128> for Value {
    fn from(number: i128) -> Self {
        Self::Number(number.to_string())
    }
}

impl From<u64> for Value {
    fn from(number: u64) -> Self {
        Self::Number(number.to_string())
    }
}

impl<T: Into<Value>> From<Vec<T>> for Value {
    fn from(items: Vec<T>) -> Self {
        Self::List(items.into_iter().map(Into::into).collect())
    }
}

//! What a request asks for: all its arguments under one kind of name, each to be taken once.

use std::collections::BTreeMap;

use serde_json::Value;

use super::list::PAGE;
use super::reply::{Refusal, refuse};
use crate::http::{Request, decode_query};

/// The arguments of a request: `query.NAME`, `headers.NAME` (of those that begin with `x-`), `path.0`,
/// `body.NAME`, `body.NAME.NAME`. What nobody has taken in the end is too much.
#[derive(Debug)]
pub(super) struct Ask {
    pub(super) name: String,
    method: String,
    pub(super) host: String,
    arguments: BTreeMap<String, Given>,
}

#[derive(Debug, PartialEq)]
enum Given {
    Text(String),
    Json(Value),
}

impl Ask {
    pub(super) fn of(request: &Request) -> Result<Self, Refusal> {
        let mut segments = request.path.split('/').skip(1).map(str::to_owned);
        let mut ask = Self {
            name: segments.next().unwrap_or_default(),
            method: request.method.clone(),
            host: request.header("host").unwrap_or_default().to_owned(),
            arguments: BTreeMap::new(),
        };
        for (index, segment) in segments.enumerate() {
            ask.add(&format!("path.{index}"), Given::Text(decode_segment(&segment)))?;
        }
        for (name, value) in request.query_pairs() {
            ask.add(&format!("query.{name}"), Given::Text(value))?;
        }
        for (name, value) in request.headers.iter().filter(|(name, _)| name.starts_with("x-")) {
            ask.add(&format!("headers.{name}"), Given::Text(value.clone()))?;
        }
        ask.add_body(request)?;
        Ok(ask)
    }

    fn add(&mut self, name: &str, value: Given) -> Result<(), Refusal> {
        match self.arguments.insert(name.to_owned(), value) {
            None => Ok(()),
            Some(_) => refuse(format!("{name} comes twice")),
        }
    }

    fn add_body(&mut self, request: &Request) -> Result<(), Refusal> {
        let kind = request.header("content-type").unwrap_or_default();
        match kind.split(';').next().unwrap_or_default() {
            "" if request.body.is_empty() => Ok(()),
            "application/x-www-form-urlencoded" => {
                for (name, value) in decode_query(&String::from_utf8_lossy(&request.body)) {
                    self.add(&format!("body.{name}"), Given::Text(value))?;
                }
                Ok(())
            }
            "application/json" => match request.json() {
                Some(body @ Value::Object(_)) => self.add_json("body", body),
                _ => refuse("the body is no object"),
            },
            other => refuse(format!("a body of type `{other}`")),
        }
    }

    /// The leaves of a body. An object without fields is one, too.
    fn add_json(&mut self, name: &str, value: Value) -> Result<(), Refusal> {
        match value {
            Value::Object(fields) if !fields.is_empty() || name == "body" => fields
                .into_iter()
                .try_for_each(|(field, value)| self.add_json(&format!("{name}.{field}"), value)),
            leaf => self.add(name, Given::Json(leaf)),
        }
    }

    /// Refuses other methods.
    pub(super) fn must(&self, method: &str) -> Result<(), Refusal> {
        if self.method == method { Ok(()) } else { Err(Refusal::new(405, format!("{method} only"))) }
    }

    /// A text; of JSON a string.
    pub(super) fn text(&mut self, name: &str) -> Result<Option<String>, Refusal> {
        match self.arguments.remove(name) {
            None => Ok(None),
            Some(Given::Text(text) | Given::Json(Value::String(text))) if !text.is_empty() => Ok(Some(text)),
            Some(other) => refuse(format!("{name} is no text, or an empty one: {other:?}")),
        }
    }

    /// A number; of JSON not one in a string.
    pub(super) fn number(&mut self, name: &str) -> Result<Option<i64>, Refusal> {
        let number = match self.arguments.remove(name) {
            None => return Ok(None),
            Some(Given::Text(text)) => text.parse().ok(),
            Some(Given::Json(value)) => value.as_i64(),
        };
        number.map(Some).ok_or_else(|| Refusal::new(400, format!("{name} is no number")))
    }

    /// A number that must be there.
    pub(super) fn needed(&mut self, name: &str) -> Result<i64, Refusal> {
        self.number(name)?.ok_or_else(|| Refusal::new(400, format!("{name} is missing")))
    }

    /// A number of items.
    pub(super) fn index(&mut self, name: &str) -> Result<Option<usize>, Refusal> {
        let number = self.number(name)?.map(usize::try_from).transpose();
        number.map_err(|_| Refusal::new(400, format!("{name} is negative")))
    }

    /// A size of pages, from 1 to 5.
    pub(super) fn size(&mut self, name: &str) -> Result<usize, Refusal> {
        match self.index(name)? {
            None => Ok(PAGE),
            Some(size @ 1..=5) => Ok(size),
            Some(size) => refuse(format!("pages of {size} items")),
        }
    }

    /// Whether a field of the body is there and null.
    pub(super) fn is_null(&mut self, name: &str) -> bool {
        let is_null = self.arguments.get(name) == Some(&Given::Json(Value::Null));
        if is_null {
            self.arguments.remove(name);
        }
        is_null
    }

    /// Refuses what nobody has asked for.
    pub(super) fn finish(&self) -> Result<(), Refusal> {
        match self.arguments.keys().next() {
            None => Ok(()),
            Some(name) => refuse(format!("{name} is not wanted")),
        }
    }
}

/// A segment of a path, where `+` is no space.
fn decode_segment(segment: &str) -> String {
    let query = format!("segment={}", segment.replace('+', "%2B").replace('&', "%26"));
    decode_query(&query).pop().map(|(_, text)| text).unwrap_or_default()
}

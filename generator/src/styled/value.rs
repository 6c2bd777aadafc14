//! JSON taken apart one level at a time, with its numbers as they are written.

use std::{borrow::Cow, fmt};

use serde::{
    Deserialize, Deserializer,
    de::{MapAccess, Visitor},
};
use serde_json::value::RawValue;

use super::Misfit;

/// One level of JSON.
pub(super) enum Value<'a> {
    Null,
    /// A text, a number, `true` or `false`, as text.
    Text(String),
    List(Vec<&'a str>),
    /// In the order in which it is written.
    Object(Vec<(String, &'a str)>),
}

/// Reads one level of JSON that was written by `serde_json`.
pub(super) fn read(json: &str) -> Result<Value<'_>, Misfit> {
    Ok(match json.as_bytes().first() {
        Some(b'[') => Value::List(parse::<Vec<&RawValue>>(json)?.into_iter().map(RawValue::get).collect()),
        Some(b'{') => Value::Object(parse::<Fields<'_>>(json)?.0),
        Some(b'"') => Value::Text(parse::<Cow<'_, str>>(json)?.into_owned()),
        _ if json == "null" => Value::Null,
        // A whole number is written without a fraction, as a parameter that is one number is.
        _ => Value::Text(json.strip_suffix(".0").unwrap_or(json).to_owned()),
    })
}

fn parse<'a, T: Deserialize<'a>>(json: &'a str) -> Result<T, Misfit> {
    serde_json::from_str(json).map_err(|_| "it is no JSON")
}

struct Fields<'a>(Vec<(String, &'a str)>);

impl<'de> Deserialize<'de> for Fields<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(FieldsVisitor)
    }
}

struct FieldsVisitor;

impl<'de> Visitor<'de> for FieldsVisitor {
    type Value = Fields<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut fields = Vec::new();
        while let Some((key, json)) = map.next_entry::<String, &RawValue>()? {
            fields.push((key, json.get()));
        }
        Ok(Fields(fields))
    }
}

//! JSON: written of texts, brought into one order, and taken apart.

use std::collections::BTreeMap;
use std::fmt;

use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;

/// `serde_json` reads nothing that is nested deeper.
const MAX_DEPTH: usize = 128;

pub(super) fn text(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

pub(super) fn list(texts: &[String]) -> String {
    format!("[{}]", texts.iter().map(|item| text(item)).collect::<Vec<_>>().join(","))
}

pub(super) fn object(pairs: &[(String, String)]) -> String {
    let fields: Vec<String> =
        pairs.iter().map(|(name, value)| format!("{}:{}", text(name), text(value))).collect();
    format!("{{{}}}", fields.join(","))
}

/// Fields in order of their names, no white space; what is no JSON gives no text.
pub(super) fn sorted(data: &[u8]) -> String {
    serde_json::from_slice(data).ok().and_then(|raw| sorted_value(raw, 0)).unwrap_or_default()
}

fn sorted_value(raw: &RawValue, depth: usize) -> Option<String> {
    let json = raw.get();
    if depth > MAX_DEPTH {
        return None;
    }
    Some(match json.as_bytes().first()? {
        b'{' => {
            let fields: BTreeMap<String, &RawValue> = serde_json::from_str(json).ok()?;
            let field = |(name, value): (String, &RawValue)| {
                Some(format!("{}:{}", text(&name), sorted_value(value, depth + 1)?))
            };
            format!("{{{}}}", fields.into_iter().map(field).collect::<Option<Vec<_>>>()?.join(","))
        }
        b'[' => {
            let items: Vec<&RawValue> = serde_json::from_str(json).ok()?;
            let items = items.into_iter().map(|item| sorted_value(item, depth + 1));
            format!("[{}]", items.collect::<Option<Vec<_>>>()?.join(","))
        }
        _ => json.to_owned(),
    })
}

/// The top-level fields that are text, numbers or booleans, as they stand; numbers keep their digits.
pub(super) fn scalars(body: &[u8]) -> Vec<(String, String)> {
    let fields = raw_fields(body).into_iter();
    fields.filter(|(_, raw)| !raw.get().starts_with(['{', '[', 'n'])).filter_map(named_text).collect()
}

/// All top-level fields: what is nested as its JSON without white space, `null` as nothing.
pub(super) fn fields(body: &[u8]) -> Vec<(String, String)> {
    raw_fields(body).into_iter().filter_map(named_text).collect()
}

/// The fields of an object in the order in which they stand.
#[derive(Default)]
struct Fields<'j>(Vec<(String, &'j RawValue)>);

fn raw_fields(body: &[u8]) -> Vec<(String, &RawValue)> {
    serde_json::from_slice::<Fields<'_>>(body).unwrap_or_default().0
}

impl<'j> Deserialize<'j> for Fields<'j> {
    fn deserialize<D: Deserializer<'j>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(FieldsVisitor)
    }
}

struct FieldsVisitor;

impl<'j> Visitor<'j> for FieldsVisitor {
    type Value = Fields<'j>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'j>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut fields = Vec::new();
        while let Some(field) = map.next_entry()? {
            fields.push(field);
        }
        Ok(Fields(fields))
    }
}

fn named_text((name, raw): (String, &RawValue)) -> Option<(String, String)> {
    let json = raw.get();
    let value = match json.as_bytes().first()? {
        b'"' => serde_json::from_str(json).ok()?,
        b'{' | b'[' => compact(json),
        b'n' => String::new(),
        _ => json.to_owned(),
    };
    Some((name, value))
}

/// Without white space outside texts.
fn compact(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    let (mut in_text, mut escaped) = (false, false);
    for character in json.chars() {
        if in_text || !character.is_ascii_whitespace() {
            out.push(character);
        }
        if character == '"' && !escaped {
            in_text = !in_text;
        }
        escaped = in_text && character == '\\' && !escaped;
    }
    out
}

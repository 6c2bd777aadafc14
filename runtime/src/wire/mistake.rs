//! What is wrong with a text of JSON, in the words and with the places of `serde_json`.

use std::fmt::{self, Display};

use serde::{
    Deserialize, Deserializer,
    de::{Error as _, MapAccess, SeqAccess, Visitor},
};
use serde_json::Error;

use crate::json_path;

/// The first mistake of syntax.
#[cold]
pub(super) fn of_syntax(text: &str) -> Error {
    match serde_json::from_str::<Walked>(text) {
        Err(error) => error,
        Ok(Walked) => Error::custom("a value that could not be read"),
    }
}

/// A mistake that was found after so many bytes.
#[cold]
pub(super) fn after(text: &str, bytes: usize, what: &dyn Display) -> Error {
    let before = text.as_bytes().get(..bytes).unwrap_or(text.as_bytes());
    let lines = || before.split(|byte| *byte == b'\n');
    let column = lines().next_back().map_or(0, <[u8]>::len);
    // This is how `serde_json` takes back its own errors that went through another crate as text.
    Error::custom(format_args!("{what} at line {} column {column}", lines().count()))
}

/// A mistake that `serde_json` found in a value, which begins after so many bytes.
#[cold]
pub(super) fn inside(text: &str, start: usize, error: &Error) -> Error {
    if !error.is_data() {
        let whole = of_syntax(text);
        if !whole.is_data() {
            return whole;
        }
    }
    let value = text.as_bytes().get(start..).unwrap_or_default();
    let place = format!(" at line {} column {}", error.line(), error.column());
    let what = error.to_string();
    let what = what.strip_suffix(place.as_str()).unwrap_or(&what);
    after(text, start + json_path::offset(value, error.line(), error.column()), &what)
}

/// A value, which begins after so many bytes, of another kind than what was expected.
#[cold]
pub(super) fn other_kind(text: &str, start: usize, expected: &dyn Display) -> Error {
    let value = text.get(start..).unwrap_or_default();
    match serde_json::Deserializer::from_str(value).deserialize_any(Refuse(expected)) {
        Err(error) => inside(text, start, &error),
        Ok(()) => after(text, start, &format_args!("expected {expected}")),
    }
}

/// Takes no value.
struct Refuse<'a>(&'a dyn Display);

impl Visitor<'_> for Refuse<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Any JSON, walked through as a reader of its type does it, and no deeper.
struct Walked;

impl<'de> Deserialize<'de> for Walked {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Self)
    }
}

impl<'de> Visitor<'de> for Walked {
    type Value = Self;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any JSON value")
    }

    fn visit_unit<E>(self) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_bool<E>(self, _: bool) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_i64<E>(self, _: i64) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_u64<E>(self, _: u64) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_str<E>(self, _: &str) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self, A::Error> {
        while seq.next_element::<Self>()?.is_some() {}
        Ok(self)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self, A::Error> {
        while map.next_entry::<Self, Self>()?.is_some() {}
        Ok(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_where_serde_json_would_see_it() {
        let text = "{\n \"a\": [1,\n \"x\"]}";
        let theirs = serde_json::from_str::<std::collections::BTreeMap<String, Vec<i64>>>(text).unwrap_err();
        let start = text.find("\"x\"").unwrap();
        let ours = other_kind(text, start, &"i64");
        assert_eq!(ours.to_string(), theirs.to_string());
        assert_eq!((ours.line(), ours.column()), (theirs.line(), theirs.column()));
        assert!(ours.is_data());
    }

    #[test]
    fn a_mistake_of_syntax_stays_one() {
        for text in ["[1,]", "[1", "{\"a\" 1}", "{\"a\":1,}", "[\"\\x\"]", "1 2", "", "[1e999]"] {
            let theirs = serde_json::from_str::<serde_json::Value>(text).unwrap_err();
            assert_eq!(of_syntax(text).to_string(), theirs.to_string());
            assert_eq!(of_syntax(text).classify(), theirs.classify());
        }
        let inner = serde_json::from_str::<String>("\"\\x\"]").unwrap_err();
        assert!(inside("[\"\\x\"]", 1, &inner).is_syntax());
    }

    #[test]
    fn nothing_is_walked_through_deeper_than_serde_json_reads() {
        let deep = "[".repeat(100_000);
        assert!(of_syntax(&deep).to_string().starts_with("recursion limit exceeded"));
    }
}

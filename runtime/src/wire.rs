//! Support for the serde impls that the generator writes out.
//!
//! An object type says how its entries are read and written, [`Object`]; what serde wants beside that is here, once.
//! Keys become numbers by a function that is not generic, so that what is compiled for each deserializer is a loop
//! over numbers.

mod others;

use std::{fmt, marker::PhantomData};

use serde::{
    Deserializer, Serializer,
    de::{DeserializeOwned, DeserializeSeed, Error, IgnoredAny, MapAccess, Visitor},
    ser::SerializeMap,
};

use crate::{
    Maybe,
    codec::{Codec, seed},
    error::describe,
    json_path, nesting,
    open::RawJson,
};

pub(crate) use others::Beside;
pub use others::{key_or_name, other, write_others};

/// A type that is an object on the wire.
pub trait Object: Sized {
    /// Its name, for messages.
    const NAME: &'static str;

    /// The number of one of its keys; `usize::MAX` for a key that is not its own.
    fn key(name: &str) -> usize;

    /// Writes its entries.
    fn write<M: SerializeMap>(&self, object: &mut M) -> Result<(), M::Error>;

    /// Reads it from entries.
    fn read<'de, A: MapAccess<'de>>(map: A) -> Result<Self, A::Error>;
}

/// Serializes an object.
pub fn serialize<T: Object, S: Serializer>(value: &T, serializer: S) -> Result<S::Ok, S::Error> {
    let mut object = serializer.serialize_map(None)?;
    value.write(&mut object)?;
    object.end()
}

/// Serializes an object with a tag before its own entries.
pub fn serialize_tagged<T: Object, S: Serializer>(
    value: &T,
    tag: &'static str,
    text: &str,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let mut object = serializer.serialize_map(None)?;
    object.serialize_entry(tag, text)?;
    value.write(&mut object)?;
    object.end()
}

/// Deserializes an object.
pub fn deserialize<'de, T: Object, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    deserializer.deserialize_map(ObjectVisitor(PhantomData))
}

struct ObjectVisitor<T>(PhantomData<T>);

impl<'de, T: Object> Visitor<'de> for ObjectVisitor<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        expecting(T::NAME, f)
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<T, A::Error> {
        T::read(map)
    }
}

/// Compiled once, not for every type.
fn expecting(name: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    write!(f, "an object ({name})")
}

/// The number of the next key; `None` at the end.
pub fn key<'de, A: MapAccess<'de>>(
    map: &mut A,
    number: fn(&str) -> usize,
) -> Result<Option<usize>, A::Error> {
    map.next_key_seed(Key(number))
}

struct Key(fn(&str) -> usize);

impl<'de> DeserializeSeed<'de> for Key {
    type Value = usize;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<usize, D::Error> {
        deserializer.deserialize_identifier(self)
    }
}

impl Visitor<'_> for Key {
    type Value = usize;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_str<E>(self, name: &str) -> Result<usize, E> {
        Ok((self.0)(name))
    }
}

/// Passes over the value of an unknown key.
pub fn skip<'de, A: MapAccess<'de>>(map: &mut A) -> Result<(), A::Error> {
    map.next_value::<IgnoredAny>().map(drop)
}

/// The value of a key that must be there.
pub fn required<T, E: Error>(value: Option<T>, key: &'static str) -> Result<T, E> {
    value.ok_or_else(|| E::missing_field(key))
}

/// Reads a value from kept JSON.
pub fn from_raw<T: DeserializeOwned, E: Error>(json: &RawJson) -> Result<T, E> {
    let text = json.as_str();
    nesting::within(text.len(), || serde_json::from_str(text)).map_err(|error| inside(json, &error))
}

/// Reads a value from kept JSON by a codec.
pub fn from_raw_by<C: Codec, E: Error>(json: &RawJson) -> Result<C::Value, E> {
    let mut deserializer = serde_json::Deserializer::from_str(json.as_str());
    let read = || seed::<C>().deserialize(&mut deserializer);
    nesting::within(json.as_str().len(), read).map_err(|error| inside(json, &error))
}

/// An error in kept JSON: its line and column mean nothing outside, its path does.
fn inside<E: Error>(json: &RawJson, error: &serde_json::Error) -> E {
    let path = json_path::at(json.as_str().as_bytes(), error.line(), error.column());
    let what = describe(error);
    if path.is_empty() { E::custom(what) } else { E::custom(format!("in `{path}`: {what}")) }
}

/// The two fields of a union that is sent as two, as far as they have come.
#[derive(Clone, Debug, Default)]
pub struct Pair {
    /// The field that says which variant it is.
    pub tag: Maybe<String>,
    /// The field with the variant's content.
    pub content: Maybe<RawJson>,
}

impl Pair {
    /// The union: absent or null as its tag is. A content that is absent is read as `null`.
    pub fn build<T, E: Error>(
        self,
        read: impl FnOnce(String, &RawJson) -> Result<T, E>,
    ) -> Result<Maybe<T>, E> {
        let tag = match self.tag {
            Maybe::Absent => return Ok(Maybe::Absent),
            Maybe::Null => return Ok(Maybe::Null),
            Maybe::Value(tag) => tag,
        };
        let content = match self.content.into_option() {
            Some(content) => content,
            None => RawJson::from_text("null").map_err(E::custom)?,
        };
        read(tag, &content).map(Maybe::Value)
    }
}

/// Whether a text fits a pattern: pieces between which anything may stand, the first at its start, the last at its end.
pub fn matches(text: &str, pieces: &[&str]) -> bool {
    let [first, between @ .., last] = pieces else {
        return pieces.first().is_some_and(|whole| *whole == text);
    };
    let Some(mut rest) = text.strip_prefix(first).and_then(|rest| rest.strip_suffix(last)) else {
        return false;
    };
    between.iter().all(|piece| match rest.split_once(piece) {
        Some((_, after)) => {
            rest = after;
            true
        }
        None => false,
    })
}

#[cfg(test)]
mod tests {
    use serde::{Deserialize, Serialize};

    use super::*;

    #[derive(Debug, PartialEq)]
    struct Ticket {
        id: i64,
        note: Option<String>,
    }

    impl Object for Ticket {
        const NAME: &'static str = "Ticket";

        fn key(name: &str) -> usize {
            match name {
                "id" => 0,
                "note" => 1,
                _ => usize::MAX,
            }
        }

        fn write<M: SerializeMap>(&self, object: &mut M) -> Result<(), M::Error> {
            object.serialize_entry("id", &self.id)?;
            if let Some(note) = &self.note {
                object.serialize_entry("note", note)?;
            }
            Ok(())
        }

        fn read<'de, A: MapAccess<'de>>(mut map: A) -> Result<Self, A::Error> {
            let (mut id, mut note) = (None, None);
            while let Some(key) = key(&mut map, Self::key)? {
                match key {
                    0 => id = Some(map.next_value()?),
                    1 => note = map.next_value()?,
                    _ => skip(&mut map)?,
                }
            }
            Ok(Self { id: required(id, "id")?, note })
        }
    }

    impl Serialize for Ticket {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            serialize(self, serializer)
        }
    }

    impl<'de> Deserialize<'de> for Ticket {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            deserialize(deserializer)
        }
    }

    #[test]
    fn an_object_is_read_whatever_the_order_and_what_else_there_is() {
        let ticket: Ticket = serde_json::from_str(r#"{"x":[{}],"n\u006fte":"a","id":7}"#).unwrap();
        assert_eq!(ticket, Ticket { id: 7, note: Some("a".to_owned()) });
        assert_eq!(serde_json::to_string(&ticket).unwrap(), r#"{"id":7,"note":"a"}"#);
        let bare: Ticket = serde_json::from_str(r#"{"id":7,"note":null}"#).unwrap();
        assert_eq!(serde_json::to_string(&bare).unwrap(), r#"{"id":7}"#);
    }

    #[test]
    fn what_is_no_such_object_is_refused() {
        let missing = serde_json::from_str::<Ticket>("{}").unwrap_err();
        assert!(missing.to_string().starts_with("missing field `id`"), "{missing}");
        let other = serde_json::from_str::<Ticket>("[]").unwrap_err();
        assert!(other.to_string().contains("an object (Ticket)"), "{other}");
    }

    #[test]
    fn a_tag_comes_first() {
        let mut json = Vec::new();
        let ticket = Ticket { id: 7, note: None };
        serialize_tagged(&ticket, "kind", "t", &mut serde_json::Serializer::new(&mut json)).unwrap();
        assert_eq!(json, br#"{"kind":"t","id":7}"#);
    }

    #[test]
    fn a_pair_is_there_when_its_tag_is() {
        let read =
            |tag: String, json: &RawJson| Ok::<_, serde_json::Error>(format!("{tag} {}", json.as_str()));
        assert_eq!(Pair::default().build(read).unwrap(), Maybe::Absent);
        let null = Pair { tag: Maybe::Null, content: Maybe::Null };
        assert_eq!(null.build(read).unwrap(), Maybe::Null);
        let bare = Pair { tag: "id".to_owned().into(), content: Maybe::Absent };
        assert_eq!(bare.build(read).unwrap(), Maybe::Value("id null".to_owned()));
        let whole = Pair { tag: "id".to_owned().into(), content: RawJson::from_text("7").unwrap().into() };
        assert_eq!(whole.build(read).unwrap(), Maybe::Value("id 7".to_owned()));
    }

    #[test]
    fn an_error_in_kept_json_has_its_path() {
        let json = RawJson::from_text(r#"{"id":"MARK"}"#).unwrap();
        let error = from_raw::<Ticket, serde_json::Error>(&json).unwrap_err();
        assert_eq!(error.to_string(), "in `id`: invalid type: string, expected i64");
        assert_eq!(
            from_raw_by::<crate::codec::Hex, serde_json::Error>(&RawJson::from_text("\"ff\"").unwrap())
                .unwrap(),
            [255]
        );
    }

    #[test]
    fn patterns_are_anchored() {
        for (text, pieces, fits) in [
            ("abc", &["abc"][..], true),
            ("abcd", &["abc"], false),
            ("id = 7", &["id = ", ""], true),
            ("x id = 7", &["id = ", ""], false),
            ("a (id: 7) b (id: 8)", &["a (id: ", ") b (id: ", ")"], true),
            ("ab", &["ab", "b"], false),
            ("a-b-c", &["a", "-", "-", "c"], true),
            ("a-c", &["a", "-", "-", "c"], false),
            ("", &["", ""], true),
            ("", &[], false),
        ] {
            assert_eq!(matches(text, pieces), fits, "{text} {pieces:?}");
        }
    }
}

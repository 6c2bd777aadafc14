//! Support for the serde impls that the generator writes out.
//!
//! An object type says how its entries are written, [`Object`], and each type how it is read, [`Read`]; what serde wants
//! beside that is here, once.

mod entries;
mod failed;
mod fields;
mod from_json;
mod json;
mod keys;
mod mistake;
mod once;
#[cfg(test)]
mod properties;
mod read;
mod source;
mod visit;

use serde::{
    de::{DeserializeSeed, Error},
    ser::SerializeMap,
};

use crate::{
    Maybe,
    codec::{Codec, seed},
    error::describe,
    json_path, nesting,
    open::RawJson,
};

pub use entries::{Entries, serialize, serialize_tagged};
pub use failed::Failed;
pub use fields::Fields;
pub(crate) use json::Json;
pub use keys::Key;
pub use read::{Read, deserialize, unread};
pub(crate) use read::{from_kept, from_kept_by, from_str, parse, parse_beside, wrong_length};
pub(crate) use source::ReadRoot;
pub use source::{Done, ReadEntry, ReadItem, ReadOther, ReadText, Source};

/// A type that is an object on the wire.
pub trait Object: Sized {
    /// Its name, for messages.
    const NAME: &'static str;

    /// Its own keys. Their numbers are their places here.
    const KEYS: &'static [Key];

    /// Writes its entries.
    fn write<M: SerializeMap>(&self, object: &mut Entries<M>);

    /// Reads its fields, which are all that it keeps; see [`Fields`].
    #[inline]
    fn fields<'de, F: Fields, S: Source<'de> + ?Sized>(source: &mut S) -> Result<F, Failed> {
        F::read(source, Self::NAME, Self::KEYS)
    }

    /// Reads its entries; see [`Source::object`].
    #[inline]
    fn entries<'de, S: Source<'de> + ?Sized>(
        source: &mut S,
        mut read: impl FnMut(usize, &mut dyn Source<'de>) -> Done,
    ) -> Done {
        source.object(Self::NAME, Self::KEYS, &mut read, None)
    }

    /// Reads its entries, and keeps the others; see [`Source::object`].
    #[inline]
    fn entries_and_others<'de, S: Source<'de> + ?Sized>(
        source: &mut S,
        mut read: impl FnMut(usize, &mut dyn Source<'de>) -> Done,
        mut others: impl FnMut(String, &mut dyn Source<'de>) -> Done,
    ) -> Done {
        source.object(Self::NAME, Self::KEYS, &mut read, Some(&mut others))
    }
}

/// The value of a key that must be there.
pub fn required<T, E: Error>(value: Option<T>, key: &'static str) -> Result<T, E> {
    match value {
        Some(value) => Ok(value),
        None => Err(E::missing_field(key)),
    }
}

/// Reads a value from kept JSON.
pub fn from_raw<T: Read, E: Error>(json: &RawJson) -> Result<T, E> {
    from_kept(json.as_str()).map_err(|error| inside(json, &error))
}

/// Reads a value from kept JSON by a codec.
pub fn from_raw_by<C: Codec, E: Error>(json: &RawJson) -> Result<C::Value, E> {
    from_kept_by::<C>(json.as_str()).map_err(|error| inside(json, &error))
}

/// Reads a value from kept JSON by a codec that says only how to deserialize it.
pub(crate) fn decode_raw<C: Codec>(json: &RawJson) -> Result<C::Value, Failed> {
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
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    use super::*;

    #[derive(Debug, PartialEq)]
    struct Ticket {
        id: i64,
        note: Option<String>,
    }

    impl Object for Ticket {
        const NAME: &'static str = "Ticket";

        const KEYS: &'static [Key] = &[Key::required("id"), Key::optional("note")];

        fn write<M: SerializeMap>(&self, object: &mut Entries<M>) {
            object.entry("id", &self.id);
            object.optional("note", &self.note);
        }
    }

    impl Read for Ticket {
        fn read<'de, S: Source<'de> + ?Sized>(source: &mut S) -> Result<Self, Failed> {
            let (id, note) = Self::fields(source)?;
            Ok(Self { id, note })
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

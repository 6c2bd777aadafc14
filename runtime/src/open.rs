//! Support for open enums and unions, whose serde impls the generator writes out.
//!
//! A union is read by keeping its JSON, looking for the tag, and reading the variant's type from the kept JSON: no
//! buffer of generic values, and an unknown tag keeps everything.

use std::fmt;

use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{DeserializeOwned, DeserializeSeed, Error, IgnoredAny, MapAccess, Visitor},
    ser::{Error as _, SerializeMap},
};
use serde_json::value::RawValue;

use crate::{
    codec::Codec,
    envelope::{Step, first},
    error::describe,
    json_path, nesting,
    wire::{Failed, Read, Source, from_kept, from_kept_by, parse_beside, unread},
};

/// JSON as it came, for what a spec does not know.
#[derive(Clone)]
pub struct RawJson(Box<RawValue>);

impl RawJson {
    /// Takes JSON text.
    pub fn from_text(text: impl Into<String>) -> Result<Self, serde_json::Error> {
        RawValue::from_string(text.into()).map(Self)
    }

    /// The JSON text as it came.
    pub fn as_str(&self) -> &str {
        self.0.get()
    }

    /// Parses it.
    pub fn parse<T: DeserializeOwned>(&self) -> Result<T, serde_json::Error> {
        serde_json::from_str(self.as_str())
    }
}

impl fmt::Debug for RawJson {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("RawJson").field(&self.as_str()).finish()
    }
}

impl PartialEq for RawJson {
    fn eq(&self, other: &Self) -> bool {
        self.as_str() == other.as_str()
    }
}

impl Eq for RawJson {}

impl Serialize for RawJson {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for RawJson {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let json = Box::<RawValue>::deserialize(deserializer)?;
        if !nesting::is_nested() && is_too_deep(json.get().as_bytes()) {
            Err(D::Error::custom("nested too deeply"))
        } else {
            Ok(Self(json))
        }
    }
}

/// As deep as `serde_json` reads. It counts afresh for kept JSON, so a union in a union in a union would never be too
/// deep for it, only for the stack.
const DEEPEST: u32 = 127;

fn is_too_deep(json: &[u8]) -> bool {
    let (mut depth, mut in_text, mut escaped) = (0_u32, false, false);
    for &byte in json {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => in_text = !in_text,
            b'{' | b'[' if !in_text => depth += 1,
            b'}' | b']' if !in_text => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > DEEPEST {
            return true;
        }
    }
    false
}

/// Reads an enum of texts.
pub fn text_enum<'de, T, S: Source<'de> + ?Sized>(
    source: &mut S,
    read: impl Fn(&str) -> T,
) -> Result<T, Failed> {
    let mut value = None;
    source.text("a string", &mut |text: &str| {
        value = Some(read(text));
        Ok(())
    })?;
    value.ok_or_else(unread)
}

/// A union that was read but not yet understood.
#[derive(Clone, Debug)]
pub struct Tagged {
    tag: String,
    json: RawJson,
}

/// Reads an object with a tag in one of its fields. A number or a boolean is taken as its text.
#[inline]
pub fn tagged<'de, S: Source<'de> + ?Sized>(source: &mut S, tag: &'static str) -> Result<Tagged, Failed> {
    tagged_raw(source.raw()?, tag)
}

fn tagged_raw(json: RawJson, tag: &'static str) -> Result<Tagged, Failed> {
    match tag_of(&json, tag) {
        Ok(Some(tag)) => Ok(Tagged { tag, json }),
        Ok(None) => Err(Failed::missing_field(tag)),
        Err(text) => Err(Failed::custom(text)),
    }
}

fn tag_of(json: &RawJson, tag: &'static str) -> Result<Option<String>, String> {
    if !json.as_str().starts_with('{') {
        return Err("invalid type: not an object, expected a union".to_owned());
    }
    let found = first(json.as_str().as_bytes(), &[Step::Key(tag)]).map_err(|error| describe(&error))?;
    // An empty text is a tag like any other.
    Ok(found.as_text().map(str::to_owned).or_else(|| found.shown()))
}

impl Tagged {
    /// The tag.
    pub fn tag(&self) -> &str {
        &self.tag
    }

    /// The whole object.
    pub fn into_json(self) -> RawJson {
        self.json
    }

    /// The tag and the whole object.
    pub fn into_parts(self) -> (String, RawJson) {
        (self.tag, self.json)
    }

    /// Reads the variant, whose fields stand beside the tag.
    pub fn read<T: Read, E: Error>(&self) -> Result<T, E> {
        let json = self.json.as_str();
        from_kept(json).map_err(|error| nested(json, "", &error))
    }

    /// Reads the variant, whose fields stand beside the tag, and which keeps all other keys but the tag.
    pub fn read_beside<T: Read, E: Error>(&self, tag: &'static str) -> Result<T, E> {
        let (json, mut value) = (self.json.as_str(), None);
        parse_beside(json, tag, &mut |source: &mut dyn Source<'_>| source.fill(&mut value))
            .and_then(|()| value.ok_or_else(unread))
            .map_err(|error| nested(json, "", &error))
    }

    /// Reads the variant, whose fields stand beside the tag, by a codec.
    pub fn read_as<C: Codec, E: Error>(&self) -> Result<C::Value, E> {
        let json = self.json.as_str();
        from_kept_by::<C>(json).map_err(|error| nested(json, "", &error))
    }

    /// Reads the variant from the field `content`; one that is not there is read as `null`.
    pub fn content<T: Read, E: Error>(&self, content: &'static str) -> Result<T, E> {
        let json = self.field(content)?;
        from_kept(json).map_err(|error| nested(json, content, &error))
    }

    /// Reads the variant from the field `content` by a codec.
    pub fn content_as<C: Codec, E: Error>(&self, content: &'static str) -> Result<C::Value, E> {
        let json = self.field(content)?;
        from_kept_by::<C>(json).map_err(|error| nested(json, content, &error))
    }

    fn field<E: Error>(&self, name: &'static str) -> Result<&str, E> {
        let mut deserializer = serde_json::Deserializer::from_str(self.json.as_str());
        let raw = Field(name).deserialize(&mut deserializer).map_err(|error| E::custom(describe(&error)))?;
        Ok(raw.map_or("null", RawValue::get))
    }
}

/// An error within kept JSON: its line and column mean nothing outside, its path does.
fn nested<E: Error>(json: &str, at: &str, error: &serde_json::Error) -> E {
    let path = json_path::join(at, &json_path::at(json.as_bytes(), error.line(), error.column()));
    let what = describe(error);
    if path.is_empty() { E::custom(what) } else { E::custom(format!("in `{path}`: {what}")) }
}

/// Finds a field of an object.
struct Field(&'static str);

impl<'de> DeserializeSeed<'de> for Field {
    type Value = Option<&'de RawValue>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Field {
    type Value = Option<&'de RawValue>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut found = None;
        while let Some(key) = map.next_key::<String>()? {
            if key == self.0 {
                found = Some(map.next_value()?);
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(found)
    }
}

/// Writes a variant with its tag among its fields: first, unless the variant has the field itself.
pub fn write_tagged<S: Serializer, T: Serialize + ?Sized>(
    serializer: S,
    tag: &'static str,
    text: &str,
    variant: &T,
) -> Result<S::Ok, S::Error> {
    let json = serde_json::to_string(variant).map_err(|error| S::Error::custom(describe(&error)))?;
    merge(tag, text, json).map_err(S::Error::custom)?.serialize(serializer)
}

/// The same for a variant that is written by a codec.
pub fn write_tagged_as<C: Codec, S: Serializer>(
    serializer: S,
    tag: &'static str,
    text: &str,
    variant: &C::Value,
) -> Result<S::Ok, S::Error> {
    write_tagged(serializer, tag, text, &crate::codec::Encode::<C>(variant))
}

fn merge(tag: &'static str, text: &str, json: String) -> Result<RawJson, String> {
    let Some(fields) = json.strip_prefix('{') else {
        return Err("a variant of a union with a tag among its fields must be an object".to_owned());
    };
    let tagged = if first(json.as_bytes(), &[Step::Key(tag)]).is_ok_and(|found| !found.is_null()) {
        json
    } else {
        let comma = if fields == "}" { "" } else { "," };
        let (tag, text) = (serde_json::Value::from(tag), serde_json::Value::from(text));
        format!("{{{tag}:{text}{comma}{fields}")
    };
    RawJson::from_text(tagged).map_err(|error| describe(&error))
}

/// Writes a variant beside its tag: `{ tag: text, content: variant }`.
pub fn write_content<S: Serializer, T: Serialize + ?Sized>(
    serializer: S,
    tag: &'static str,
    text: &str,
    content: &'static str,
    variant: &T,
) -> Result<S::Ok, S::Error> {
    let mut map = serializer.serialize_map(Some(2))?;
    map.serialize_entry(tag, text)?;
    map.serialize_entry(content, variant)?;
    map.end()
}

#[cfg(test)]
mod tests {
    use serde_json::Error as JsonError;

    use super::*;
    use crate::{
        codec::{Hex, Plain},
        testing::sample,
        wire,
    };

    #[derive(Debug, PartialEq, Serialize)]
    struct Ticket {
        id: i64,
    }

    sample::read_fields!(Ticket { id 0 } {});

    fn read(json: &str) -> Result<Tagged, JsonError> {
        let mut union = None;
        wire::parse(json, &mut |source: &mut dyn Source<'_>| {
            union = Some(tagged(source, "kind")?);
            Ok(())
        })?;
        Ok(union.unwrap())
    }

    fn written(
        write: impl FnOnce(&mut serde_json::Serializer<&mut Vec<u8>>) -> Result<(), JsonError>,
    ) -> String {
        let mut json = Vec::new();
        write(&mut serde_json::Serializer::new(&mut json)).unwrap();
        String::from_utf8(json).unwrap()
    }

    #[test]
    fn a_variant_is_read_wherever_the_tag_stands() {
        for json in [r#"{"kind":"t","id":7}"#, r#"{"id":7,"x":[{"kind":"no"}],"kind":"t"}"#] {
            let union = read(json).unwrap();
            assert_eq!(union.tag(), "t");
            assert_eq!(union.read::<Ticket, JsonError>().unwrap(), Ticket { id: 7 });
            assert_eq!(union.into_json().as_str(), json);
        }
        assert_eq!(read(r#"{"kind":3}"#).unwrap().tag(), "3");
        assert_eq!(read(r#"{"kind":""}"#).unwrap().tag(), "");
    }

    #[test]
    fn a_union_without_a_tag_is_refused() {
        for json in ["{}", r#"{"kind":null}"#, r#"{"kind":{}}"#] {
            assert!(read(json).unwrap_err().to_string().starts_with("missing field `kind`"), "{json}");
        }
        for json in ["[]", "\"x\"", "null"] {
            assert!(read(json).unwrap_err().to_string().contains("not an object"), "{json}");
        }
    }

    #[test]
    fn an_error_in_a_variant_has_its_path_and_no_value() {
        let union = read(r#"{"kind":"t","id":"MARK"}"#).unwrap();
        let error = union.read::<Ticket, JsonError>().unwrap_err();
        assert_eq!(error.to_string(), "in `id`: invalid type: string, expected i64");
        let union = read(r#"{"kind":"t","body":{"id":"MARK"}}"#).unwrap();
        let error = union.content::<Ticket, JsonError>("body").unwrap_err();
        assert_eq!(error.to_string(), "in `body.id`: invalid type: string, expected i64");
    }

    #[test]
    fn content_may_be_of_any_type() {
        let union = read(r#"{"body":"ff","kind":"h"}"#).unwrap();
        assert_eq!(union.content_as::<Hex, JsonError>("body").unwrap(), [255]);
        assert_eq!(union.content::<Option<i64>, JsonError>("other").unwrap(), None);
        assert!(union.content_as::<Plain<i64>, JsonError>("body").is_err());
        let json = written(|s| write_content(s, "kind", "h", "body", "ff"));
        assert_eq!(json, r#"{"kind":"h","body":"ff"}"#);
    }

    #[test]
    fn a_variant_is_written_with_its_tag_once() {
        assert_eq!(
            written(|s| write_tagged(s, "kind", "t\"", &Ticket { id: 7 })),
            r#"{"kind":"t\"","id":7}"#
        );
        let with_tag = RawJson::from_text(r#"{"id":7,"kind":"t"}"#).unwrap();
        assert_eq!(written(|s| write_tagged(s, "kind", "t", &with_tag)), r#"{"id":7,"kind":"t"}"#);
        let empty = RawJson::from_text("{}").unwrap();
        assert_eq!(written(|s| write_tagged(s, "kind", "t", &empty)), r#"{"kind":"t"}"#);
        let mut json = Vec::new();
        assert!(write_tagged(&mut serde_json::Serializer::new(&mut json), "kind", "t", &7).is_err());
    }

    #[test]
    fn an_open_enum_keeps_what_it_does_not_know() {
        let mut text = None;
        wire::parse("\"x\\ny\"", &mut |source: &mut dyn Source<'_>| {
            text = Some(text_enum(source, str::to_owned)?);
            Ok(())
        })
        .unwrap();
        assert_eq!(text.unwrap(), "x\ny");
    }

    #[test]
    fn raw_json_is_kept_as_it_came() {
        let raw: RawJson = serde_json::from_str(" { \"a\" : 1.50 } ").unwrap();
        assert_eq!(raw.as_str(), "{ \"a\" : 1.50 }");
        assert_eq!(serde_json::to_string(&raw).unwrap(), raw.as_str());
        assert_eq!(raw.parse::<serde_json::Value>().unwrap()["a"], 1.5);
        assert!(RawJson::from_text("{").is_err());
    }

    /// A union that holds itself, as threads of comments and trees of conditions do.
    #[derive(Debug)]
    #[allow(dead_code)]
    struct Nested(Option<Box<Nested>>);

    impl Read for Nested {
        fn read<'de, S: Source<'de> + ?Sized>(source: &mut S) -> Result<Self, Failed> {
            tagged(source, "t")?.content::<Option<Box<Self>>, Failed>("c").map(Self)
        }
    }

    fn nested(levels: usize) -> String {
        format!("{}null{}", r#"{"t":"a","c":"#.repeat(levels), "}".repeat(levels))
    }

    #[test]
    fn a_union_in_a_union_is_read_as_deep_as_any_json() {
        wire::from_str::<Nested>(&nested(100)).unwrap();
    }

    #[test]
    fn a_union_in_a_union_does_not_exhaust_the_stack() {
        let error = wire::from_str::<Nested>(&nested(100_000)).unwrap_err();
        assert!(error.to_string().contains("nested too deeply"), "{error}");
    }
}

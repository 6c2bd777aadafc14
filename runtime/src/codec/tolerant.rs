//! Lists that are not lost when one of their items cannot be decoded.

use std::{fmt, marker::PhantomData};

use serde::{
    Deserializer, Serializer,
    de::{DeserializeSeed, SeqAccess, Visitor},
    ser::SerializeSeq,
};

use super::{Codec, Encode, seed};
use crate::{
    error::describe,
    json_path,
    open::RawJson,
    salvage::{BrokenItem, Salvaged},
    wire::{self, Failed, Source},
};

/// A list whose items are decoded one by one; those that cannot be are kept as they came.
pub struct Tolerant<C>(PhantomData<C>);

impl<C: Codec> Codec for Tolerant<C> {
    type Value = Vec<Salvaged<C::Value>>;

    /// A broken item is written as it came, or as `null` when its end was not kept.
    fn encode<S: Serializer>(value: &Self::Value, serializer: S) -> Result<S::Ok, S::Error> {
        let mut list = serializer.serialize_seq(Some(value.len()))?;
        for item in value {
            match item {
                Ok(item) => list.serialize_element(&Encode::<C>(item))?,
                Err(broken) => {
                    let json = broken.is_whole().then(|| RawJson::from_text(broken.raw()).ok()).flatten();
                    list.serialize_element(&json)?;
                }
            }
        }
        list.end()
    }

    fn decode<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_seq(Self(PhantomData))
    }

    fn read<'de, S: Source<'de> + ?Sized>(source: &mut S) -> Result<Self::Value, Failed> {
        let mut list = Vec::new();
        source.list(&mut |item: &mut dyn Source<'de>| {
            let json = item.raw()?;
            let mut value = None;
            let mut fill = |source: &mut dyn Source<'_>| source.fill_by::<C>(&mut value);
            let read = wire::parse(json.as_str(), &mut fill);
            let read = read.and_then(|()| value.ok_or_else(wire::unread));
            list.push(read.map_err(|error| broken(list.len(), &json, &error)));
            Ok(())
        })?;
        Ok(list)
    }
}

impl<'de, C: Codec> Visitor<'de> for Tolerant<C> {
    type Value = Vec<Salvaged<C::Value>>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a sequence")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
        let mut list = Vec::new();
        while let Some(json) = seq.next_element::<RawJson>()? {
            let mut deserializer = serde_json::Deserializer::from_str(json.as_str());
            let item = seed::<C>().deserialize(&mut deserializer);
            list.push(item.map_err(|error| broken(list.len(), &json, &error)));
        }
        Ok(list)
    }
}

/// The item at an index, and what is wrong with it.
fn broken(index: usize, json: &RawJson, error: &serde_json::Error) -> BrokenItem {
    let mut path = String::new();
    json_path::push_index(&mut path, index);
    let inside = json_path::at(json.as_str().as_bytes(), error.line(), error.column());
    BrokenItem::new(json_path::join(&path, &inside), json.as_str(), describe(error))
}

impl<C> fmt::Debug for Tolerant<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Tolerant")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::codec::{
        List, Nullable, Plain,
        test_support::{decode, encode, through},
    };

    type Numbers = Tolerant<Plain<i64>>;

    #[test]
    fn a_broken_item_is_kept_among_the_others() {
        let list = decode::<Numbers>(r#"[1, "MARK" , 3, null]"#).unwrap();
        assert_eq!((&list[0], &list[2], list.len()), (&Ok(1), &Ok(3), 4));
        let broken = list[1].as_ref().unwrap_err();
        assert_eq!((broken.json_path(), broken.raw()), ("[1]", "\"MARK\""));
        assert_eq!(broken.reason(), "invalid type: string, expected i64");
    }

    #[test]
    fn the_path_leads_into_the_item() {
        let list = decode::<Tolerant<List<Plain<i64>>>>("[[], [1, 2, true]]").unwrap();
        assert_eq!(list[1].as_ref().unwrap_err().json_path(), "[1][2]");
    }

    #[test]
    fn what_was_broken_is_written_as_it_came() {
        through::<Numbers>(r#"[1,{"a" : 2},[],3]"#, r#"[1,{"a" : 2},[],3]"#);
        through::<Tolerant<Nullable<Plain<bool>>>>("[null,0]", "[null,0]");
        let cut = vec![Err(BrokenItem::new("[0]", &"[".repeat(1 << 20), "too long"))];
        assert_eq!(encode::<Numbers>(&cut), "[null]");
    }

    #[test]
    fn what_is_no_list_or_no_json_is_an_error() {
        for json in ["{}", "null", "[1,}", "[1", "[1,2 3]"] {
            assert!(decode::<Numbers>(json).is_err(), "{json}");
        }
    }

    /// A type whose lists hold the type again.
    struct Nested;

    impl Codec for Nested {
        type Value = Vec<Salvaged<()>>;

        fn encode<S: Serializer>(_: &Self::Value, serializer: S) -> Result<S::Ok, S::Error> {
            serializer.serialize_none()
        }

        fn decode<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self::Value, D::Error> {
            Tolerant::<Nested>::decode(deserializer).map(|_| Vec::new())
        }
    }

    #[test]
    fn a_flood_of_brackets_is_an_error() {
        let deep = |levels: usize| format!("{}{}", "[".repeat(levels), "]".repeat(levels));
        assert!(decode::<Nested>(&deep(100)).is_ok());
        assert!(decode::<Nested>(&deep(100_000)).is_err());
    }
}

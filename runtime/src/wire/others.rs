//! Objects that keep the keys which are none of their own.

use std::{collections::BTreeMap, fmt, marker::PhantomData};

use serde::{
    Deserializer,
    de::{DeserializeSeed, IgnoredAny, IntoDeserializer, MapAccess, Visitor, value::StrDeserializer},
    ser::SerializeMap,
};

use super::Object;
use crate::codec::{Codec, Encode, seed};

/// The number of the next key; `None` at the end. The text of one that is not the object's own is put into `name`.
pub fn key_or_name<'de, A: MapAccess<'de>>(
    map: &mut A,
    number: fn(&str) -> usize,
    name: &mut String,
) -> Result<Option<usize>, A::Error> {
    map.next_key_seed(KeyOrName { number, name })
}

struct KeyOrName<'a> {
    number: fn(&str) -> usize,
    name: &'a mut String,
}

impl<'de> DeserializeSeed<'de> for KeyOrName<'_> {
    type Value = usize;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<usize, D::Error> {
        deserializer.deserialize_identifier(self)
    }
}

impl Visitor<'_> for KeyOrName<'_> {
    type Value = usize;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_str<E>(self, name: &str) -> Result<usize, E> {
        let number = (self.number)(name);
        if number == usize::MAX {
            name.clone_into(self.name);
        }
        Ok(number)
    }
}

/// Keeps the value of a key that is not the object's own.
pub fn other<'de, C: Codec, A: MapAccess<'de>>(
    map: &mut A,
    name: &mut String,
    others: &mut BTreeMap<String, C::Value>,
) -> Result<(), A::Error> {
    let value = map.next_value_seed(seed::<C>())?;
    others.insert(std::mem::take(name), value);
    Ok(())
}

/// Writes what was kept so. A key that is the object's own would stand twice, and is left out.
pub fn write_others<T: Object, C: Codec, M: SerializeMap>(
    others: &BTreeMap<String, C::Value>,
    object: &mut M,
) -> Result<(), M::Error> {
    for (name, value) in others.iter().filter(|(name, _)| T::key(name) == usize::MAX) {
        object.serialize_entry(name, &Encode::<C>(value))?;
    }
    Ok(())
}

/// Reads an object that keeps other keys from one that has a tag among them: the tag is not kept.
pub(crate) struct Beside<T> {
    tag: &'static str,
    object: PhantomData<T>,
}

impl<T> Beside<T> {
    pub(crate) const fn new(tag: &'static str) -> Self {
        Self { tag, object: PhantomData }
    }
}

impl<'de, T: Object> DeserializeSeed<'de> for Beside<T> {
    type Value = T;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<T, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de, T: Object> Visitor<'de> for Beside<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        super::expecting(T::NAME, f)
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<T, A::Error> {
        T::read(Without { map, key: self.tag })
    }
}

/// Entries without those of one key.
struct Without<A> {
    map: A,
    key: &'static str,
}

impl<'de, A: MapAccess<'de>> MapAccess<'de> for Without<A> {
    type Error = A::Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, A::Error> {
        while let Some(name) = self.map.next_key::<String>()? {
            if name != self.key {
                let name: StrDeserializer<'_, A::Error> = name.as_str().into_deserializer();
                return seed.deserialize(name).map(Some);
            }
            self.map.next_value::<IgnoredAny>()?;
        }
        Ok(None)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, A::Error> {
        self.map.next_value_seed(seed)
    }
}

#[cfg(test)]
mod tests {
    use serde::de::DeserializeSeed as _;

    use super::*;
    use crate::codec::Plain;

    #[derive(Debug, PartialEq)]
    struct Labels {
        id: i64,
        others: BTreeMap<String, i64>,
    }

    impl Object for Labels {
        const NAME: &'static str = "Labels";

        fn key(name: &str) -> usize {
            if name == "id" { 0 } else { usize::MAX }
        }

        fn write<M: SerializeMap>(&self, object: &mut M) -> Result<(), M::Error> {
            object.serialize_entry("id", &self.id)?;
            write_others::<Self, Plain<i64>, M>(&self.others, object)
        }

        fn read<'de, A: MapAccess<'de>>(mut map: A) -> Result<Self, A::Error> {
            let (mut id, mut others, mut name) = (None, BTreeMap::new(), String::new());
            while let Some(key) = key_or_name(&mut map, Self::key, &mut name)? {
                match key {
                    0 => id = Some(map.next_value()?),
                    _ => other::<Plain<i64>, A>(&mut map, &mut name, &mut others)?,
                }
            }
            Ok(Self { id: super::super::required(id, "id")?, others })
        }
    }

    fn read(json: &str) -> Result<Labels, serde_json::Error> {
        crate::wire::deserialize(&mut serde_json::Deserializer::from_str(json))
    }

    fn written(labels: &Labels) -> String {
        let mut json = Vec::new();
        crate::wire::serialize(labels, &mut serde_json::Serializer::new(&mut json)).unwrap();
        String::from_utf8(json).unwrap()
    }

    #[test]
    fn other_keys_are_kept_and_written_behind_the_own() {
        let labels = read(r#"{"b\n":2,"id":7,"a":1}"#).unwrap();
        assert_eq!(labels.others, BTreeMap::from([("a".to_owned(), 1), ("b\n".to_owned(), 2)]));
        assert_eq!(written(&labels), r#"{"id":7,"a":1,"b\n":2}"#);
        assert!(read(r#"{"id":7,"a":"x"}"#).is_err());
    }

    #[test]
    fn an_own_key_is_written_once() {
        let labels = Labels { id: 7, others: BTreeMap::from([("id".to_owned(), 8)]) };
        assert_eq!(written(&labels), r#"{"id":7}"#);
    }

    #[test]
    fn a_tag_is_none_of_the_others() {
        let mut json = serde_json::Deserializer::from_str(r#"{"a":1,"kind":"x","id":7}"#);
        let labels = Beside::<Labels>::new("kind").deserialize(&mut json).unwrap();
        assert_eq!(labels, Labels { id: 7, others: BTreeMap::from([("a".to_owned(), 1)]) });
    }
}

//! Objects that keep the keys which are none of their own.

use std::collections::BTreeMap;

use serde::ser::SerializeMap;

use super::Object;
use crate::codec::{Codec, Encode};

/// Writes what was kept so. A key that is the object's own would stand twice, and is left out.
pub fn write_others<T: Object, C: Codec, M: SerializeMap>(
    others: &BTreeMap<String, C::Value>,
    object: &mut M,
) -> Result<(), M::Error> {
    for (name, value) in
        others.iter().filter(|(name, _)| T::KEYS.iter().all(|key| key.name() != name.as_str()))
    {
        object.serialize_entry(name, &Encode::<C>(value))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        codec::Plain,
        wire::{Failed, Key, Read, Source, parse_beside, unread},
    };

    #[derive(Debug, PartialEq)]
    struct Labels {
        id: i64,
        others: BTreeMap<String, i64>,
    }

    impl Object for Labels {
        const NAME: &'static str = "Labels";
        const KEYS: &'static [Key] = &[Key::required("id")];

        fn write<M: SerializeMap>(&self, object: &mut M) -> Result<(), M::Error> {
            object.serialize_entry("id", &self.id)?;
            write_others::<Self, Plain<i64>, M>(&self.others, object)
        }
    }

    impl Read for Labels {
        fn read<'de, S: Source<'de> + ?Sized>(source: &mut S) -> Result<Self, Failed> {
            let (mut slots, mut others) = ((None,), BTreeMap::new());
            Self::entries_and_others(
                source,
                |_, value| value.fill(&mut slots.0),
                |name, value| value.keep::<Plain<i64>>(name, &mut others),
            )?;
            let (Some(id),) = slots else { return Err(unread()) };
            Ok(Self { id, others })
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
        let mut labels = None;
        let mut read = |source: &mut dyn Source<'_>| source.fill::<Labels>(&mut labels);
        parse_beside(r#"{"a":1,"kind":"x","id":7}"#, "kind", &mut read).unwrap();
        assert_eq!(labels.unwrap(), Labels { id: 7, others: BTreeMap::from([("a".to_owned(), 1)]) });
    }
}

//! What an object's entries are written into.

use std::{collections::BTreeMap, fmt};

use serde::{Serialize, Serializer, ser::SerializeMap};

use super::Object;
use crate::{
    Maybe,
    codec::{Codec, Encode},
};

/// The entries of an object that is being written. The first error is kept until the end, so that what writes a type has
/// none to pass on; after it, nothing more is written.
pub struct Entries<M: SerializeMap> {
    map: M,
    error: Option<M::Error>,
}

impl<M: SerializeMap> Entries<M> {
    /// Adds an entry.
    pub fn entry<T: Serialize + ?Sized>(&mut self, key: &str, value: &T) {
        if self.error.is_none() {
            self.error = self.map.serialize_entry(key, value).err();
        }
    }

    /// Adds an entry if there is a value.
    #[allow(clippy::ref_option, reason = "fields are given as they stand")]
    pub fn optional<T: Serialize>(&mut self, key: &str, value: &Option<T>) {
        if let Some(value) = value {
            self.entry(key, value);
        }
    }

    /// Adds an entry unless the value is absent.
    pub fn maybe<T: Serialize>(&mut self, key: &str, value: &Maybe<T>) {
        if !value.is_absent() {
            self.entry(key, value);
        }
    }

    /// Adds the entries that were kept beside the object's own. A key that is one of its own would stand twice, and is left
    /// out.
    pub fn others<T: Object, C: Codec>(&mut self, others: &BTreeMap<String, C::Value>) {
        for (name, value) in others {
            if T::KEYS.iter().all(|key| key.name() != name.as_str()) {
                self.entry(name, &Encode::<C>(value));
            }
        }
    }
}

impl<M: SerializeMap> fmt::Debug for Entries<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Entries").finish_non_exhaustive()
    }
}

/// Serializes an object.
pub fn serialize<T: Object, S: Serializer>(value: &T, serializer: S) -> Result<S::Ok, S::Error> {
    let entries = Entries { map: serializer.serialize_map(None)?, error: None };
    finish(value, entries)
}

/// Serializes an object with a tag before its own entries.
pub fn serialize_tagged<T: Object, S: Serializer>(
    value: &T,
    tag: &'static str,
    text: &str,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let mut entries = Entries { map: serializer.serialize_map(None)?, error: None };
    entries.entry(tag, text);
    finish(value, entries)
}

fn finish<T: Object, M: SerializeMap>(value: &T, mut entries: Entries<M>) -> Result<M::Ok, M::Error> {
    value.write(&mut entries);
    match entries.error {
        None => entries.map.end(),
        Some(error) => Err(error),
    }
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

        fn write<M: SerializeMap>(&self, object: &mut Entries<M>) {
            object.entry("id", &self.id);
            object.others::<Self, Plain<i64>>(&self.others);
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

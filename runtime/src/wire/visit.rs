//! The visitors that a deserializer is given: each walks through one kind of value and hands on what it finds.

use std::fmt;

use serde::{
    Deserializer,
    de::{DeserializeSeed, Error, IgnoredAny, MapAccess, SeqAccess, Visitor},
};

use super::{
    keys::{Key, Keys},
    once::Once,
    source::{Done, ReadEntry, ReadItem, ReadOther, ReadText, Source},
};

/// A value that is read by a function.
pub(super) struct By<F>(F);

/// A value that is read by a function.
pub(super) fn by<'de, F: FnOnce(&mut dyn Source<'de>) -> Done>(read: F) -> By<F> {
    By(read)
}

impl<'de, F: FnOnce(&mut dyn Source<'de>) -> Done> DeserializeSeed<'de> for By<F> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        let mut source = Once::new(deserializer);
        let done = self.0(&mut source);
        source.finish(done)
    }
}

/// An object of a known type.
pub(super) struct Object<'r, 'o, 'de> {
    pub(super) name: &'static str,
    pub(super) keys: &'static [Key],
    pub(super) read: &'r mut dyn ReadEntry<'de>,
    pub(super) others: Option<&'o mut dyn ReadOther<'de>>,
}

impl<'de> Visitor<'de> for Object<'_, '_, 'de> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "an object ({})", self.name)
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut map: A) -> Result<(), A::Error> {
        let mut keys = Keys::new(self.keys);
        while let Some(key) = map.next_key_seed(Which { keys: &mut keys, keep: self.others.is_some() })? {
            match (key, &mut self.others) {
                (Found::Own(number), _) => {
                    map.next_value_seed(by(|value| self.read.entry(number, value)))?;
                }
                (Found::Other(Some(name)), Some(others)) => {
                    map.next_value_seed(by(|value| others.other(name, value)))?;
                }
                _ => drop(map.next_value::<IgnoredAny>()?),
            }
        }
        keys.missing().map_or(Ok(()), |key| Err(A::Error::missing_field(key)))
    }
}

/// A key of an object.
enum Found {
    /// The number of one of its own.
    Own(usize),
    /// Another one, by its name if that is wanted.
    Other(Option<String>),
}

/// Which key of an object comes next.
struct Which<'a> {
    keys: &'a mut Keys,
    keep: bool,
}

impl<'de> DeserializeSeed<'de> for Which<'_> {
    type Value = Found;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Found, D::Error> {
        deserializer.deserialize_identifier(self)
    }
}

impl Visitor<'_> for Which<'_> {
    type Value = Found;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_str<E>(self, name: &str) -> Result<Found, E> {
        let number = self.keys.take(name);
        Ok(number.map_or_else(|| Found::Other(self.keep.then(|| name.to_owned())), Found::Own))
    }
}

/// An object with any keys.
pub(super) struct Map<'a, 'de>(pub(super) &'a mut dyn ReadOther<'de>);

impl<'de> Visitor<'de> for Map<'_, 'de> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a map")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(name) = map.next_key()? {
            map.next_value_seed(by(|value| self.0.other(name, value)))?;
        }
        Ok(())
    }
}

/// A list.
pub(super) struct List<'a, 'de>(pub(super) &'a mut dyn ReadItem<'de>);

impl<'de> Visitor<'de> for List<'_, 'de> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a sequence")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        while seq.next_element_seed(by(|value| self.0.item(value)))?.is_some() {}
        Ok(())
    }
}

/// A value or null.
pub(super) struct Optional<'a, 'de>(pub(super) &'a mut dyn ReadItem<'de>);

impl<'de> Visitor<'de> for Optional<'_, 'de> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value or null")
    }

    fn visit_none<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        by(|value| self.0.item(value)).deserialize(deserializer)
    }
}

/// A text, without a copy of it.
pub(super) struct Text<'a> {
    pub(super) expected: &'static str,
    pub(super) read: &'a mut dyn ReadText,
}

impl Visitor<'_> for Text<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.expected)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<(), E> {
        self.read.text(text).map_err(E::custom)
    }
}

//! The visitors that a deserializer is given: each walks through one kind of value and hands on what it finds.

use std::fmt;

use serde::{
    Deserializer,
    de::{DeserializeSeed, Error, IgnoredAny, MapAccess, SeqAccess, Visitor},
};

use super::{
    once::Once,
    source::{Done, Key, ReadEntry, ReadItem, ReadOther, ReadText, Source},
};

/// A value that is read by a function.
pub(crate) struct By<F>(F);

/// A value that is read by a function.
pub(crate) fn by<'de, F: FnOnce(&mut dyn Source<'de>) -> Done>(read: F) -> By<F> {
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
pub(super) struct Object<'a, 'de> {
    pub(super) name: &'static str,
    pub(super) keys: &'static [Key],
    pub(super) read: &'a mut dyn ReadEntry<'de>,
    pub(super) others: Option<Others<'a, 'de>>,
}

/// What is done with other keys.
pub(super) struct Others<'a, 'de> {
    /// The one that is passed over.
    pub(super) tag: Option<&'static str>,
    pub(super) read: &'a mut dyn ReadOther<'de>,
}

impl<'de> Visitor<'de> for Object<'_, 'de> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "an object ({})", self.name)
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut map: A) -> Result<(), A::Error> {
        let (mut seen, mut likely) = (Seen::default(), 0);
        while let Some(key) =
            map.next_key_seed(Which { keys: self.keys, likely, keep: self.others.is_some() })?
        {
            match (key, &mut self.others) {
                (Found::Own(number), _) => {
                    likely = number + 1;
                    seen.add(number);
                    map.next_value_seed(by(|value| self.read.entry(number, value)))?;
                }
                (Found::Other(Some(name)), Some(others)) if others.tag != Some(name.as_str()) => {
                    map.next_value_seed(by(|value| others.read.other(name, value)))?;
                }
                _ => drop(map.next_value::<IgnoredAny>()?),
            }
        }
        let missing =
            self.keys.iter().enumerate().find(|(number, key)| key.is_required() && !seen.has(*number));
        missing.map_or(Ok(()), |(_, key)| Err(A::Error::missing_field(key.name())))
    }
}

/// The numbers of the keys that have come.
#[derive(Default)]
struct Seen {
    first: u128,
    others: Vec<usize>,
}

impl Seen {
    fn bit(number: usize) -> Option<u128> {
        u32::try_from(number).ok().and_then(|number| 1_u128.checked_shl(number))
    }

    fn add(&mut self, number: usize) {
        match Self::bit(number) {
            Some(bit) => self.first |= bit,
            None if self.others.contains(&number) => {}
            None => self.others.push(number),
        }
    }

    fn has(&self, number: usize) -> bool {
        Self::bit(number).map_or_else(|| self.others.contains(&number), |bit| self.first & bit != 0)
    }
}

/// A key of an object.
enum Found {
    /// The number of one of its own.
    Own(usize),
    /// Another one, by its name if that is wanted.
    Other(Option<String>),
}

/// Which key of an object comes next. Servers nearly always send the keys in the order in which they are documented, so
/// the one after the last is looked at first.
struct Which {
    keys: &'static [Key],
    likely: usize,
    keep: bool,
}

impl<'de> DeserializeSeed<'de> for Which {
    type Value = Found;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Found, D::Error> {
        deserializer.deserialize_identifier(self)
    }
}

impl Visitor<'_> for Which {
    type Value = Found;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_str<E>(self, name: &str) -> Result<Found, E> {
        let (before, after) = self.keys.split_at(self.likely.min(self.keys.len()));
        let place = |keys: &[Key]| keys.iter().position(|key| key.name() == name);
        let number = place(after).map(|number| number + before.len()).or_else(|| place(before));
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

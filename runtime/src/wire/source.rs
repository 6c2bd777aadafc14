//! What values are read from: any deserializer, without its type.
//!
//! A deserializer is generic over what it reads, and a type over what it is read from: serde would compile each walk
//! through an object once for each type of a spec. A [`Source`] is asked through a table of functions instead, so that a
//! type costs little more than its fields' names. It costs a call through a pointer for each value.

use std::fmt;

use serde::{
    Deserialize, Deserializer,
    de::{DeserializeSeed, Error, IgnoredAny, MapAccess, SeqAccess, Visitor},
};
use serde_json::Value;

use super::failed::Failed;
use crate::open::RawJson;

/// Whether a value was read.
pub type Done = Result<(), Failed>;

/// A key of an object.
#[derive(Clone, Copy, Debug)]
pub struct Key {
    name: &'static str,
    required: bool,
}

impl Key {
    /// A key that must be there.
    pub const fn required(name: &'static str) -> Self {
        Self { name, required: true }
    }

    /// A key that may be there.
    pub const fn optional(name: &'static str) -> Self {
        Self { name, required: false }
    }

    /// How it is written.
    pub const fn name(&self) -> &'static str {
        self.name
    }
}

/// What is done with the value of a key, which is given as its number.
///
/// These are traits, and not functions, since a `dyn FnMut` brings two more functions with it, which would be compiled
/// for each type.
pub trait ReadEntry<'de> {
    /// Reads a value.
    fn entry(&mut self, number: usize, value: &mut dyn Source<'de>) -> Done;
}

/// What is done with the value of any key.
pub trait ReadOther<'de> {
    /// Reads a value.
    fn other(&mut self, key: String, value: &mut dyn Source<'de>) -> Done;
}

/// What is done with an item of a list, or with a value that is not null.
pub trait ReadItem<'de> {
    /// Reads a value.
    fn item(&mut self, value: &mut dyn Source<'de>) -> Done;
}

/// What reads a whole text of JSON.
pub(crate) trait ReadRoot {
    /// Reads the value.
    fn root(&mut self, value: &mut dyn Source<'_>) -> Done;
}

/// What is done with a text.
pub trait ReadText {
    /// Reads a text, or says what is wrong with it.
    fn text(&mut self, text: &str) -> Result<(), String>;
}

impl<'de, F: FnMut(usize, &mut dyn Source<'de>) -> Done> ReadEntry<'de> for F {
    #[inline]
    fn entry(&mut self, number: usize, value: &mut dyn Source<'de>) -> Done {
        self(number, value)
    }
}

impl<'de, F: FnMut(String, &mut dyn Source<'de>) -> Done> ReadOther<'de> for F {
    #[inline]
    fn other(&mut self, key: String, value: &mut dyn Source<'de>) -> Done {
        self(key, value)
    }
}

impl<'de, F: FnMut(&mut dyn Source<'de>) -> Done> ReadItem<'de> for F {
    #[inline]
    fn item(&mut self, value: &mut dyn Source<'de>) -> Done {
        self(value)
    }
}

impl<F: FnMut(&mut dyn Source<'_>) -> Done> ReadRoot for F {
    #[inline]
    fn root(&mut self, value: &mut dyn Source<'_>) -> Done {
        self(value)
    }
}

impl<F: FnMut(&str) -> Result<(), String>> ReadText for F {
    #[inline]
    fn text(&mut self, text: &str) -> Result<(), String> {
        self(text)
    }
}

/// A value that is still to be read, once.
pub trait Source<'de> {
    /// An object of a known type: `read` is called for each of its keys that is there. All that are required have been
    /// there when this succeeds. What `read` leaves alone is passed over.
    fn object(&mut self, name: &'static str, keys: &'static [Key], read: &mut dyn ReadEntry<'de>) -> Done;

    /// The same, where `others` is called for all other keys.
    fn object_and_others(
        &mut self,
        name: &'static str,
        keys: &'static [Key],
        read: &mut dyn ReadEntry<'de>,
        others: &mut dyn ReadOther<'de>,
    ) -> Done;

    /// An object with any keys.
    fn map(&mut self, read: &mut dyn ReadOther<'de>) -> Done;

    /// A list.
    fn list(&mut self, read: &mut dyn ReadItem<'de>) -> Done;

    /// A value that may be null, for which `read` is not called.
    fn option(&mut self, read: &mut dyn ReadItem<'de>) -> Done;

    /// A text, without a copy of it.
    fn text(&mut self, expected: &'static str, read: &mut dyn ReadText) -> Done;

    /// A text.
    fn string(&mut self) -> Result<String, Failed>;

    /// `true` or `false`.
    fn bool(&mut self) -> Result<bool, Failed>;

    /// A number.
    fn i32(&mut self) -> Result<i32, Failed>;

    /// A number.
    fn i64(&mut self) -> Result<i64, Failed>;

    /// A number.
    fn u32(&mut self) -> Result<u32, Failed>;

    /// A number.
    fn u64(&mut self) -> Result<u64, Failed>;

    /// A number.
    fn f64(&mut self) -> Result<f64, Failed>;

    /// Null.
    fn unit(&mut self) -> Done;

    /// Any JSON.
    fn json(&mut self) -> Result<Value, Failed>;

    /// JSON as it came. Only `serde_json` can tell.
    fn raw(&mut self) -> Result<RawJson, Failed>;
}

/// A deserializer as a source.
pub(super) struct Once<'de, D: Deserializer<'de>> {
    deserializer: Option<D>,
    error: Option<D::Error>,
    /// The key of an object that is none of its others.
    tag: Option<&'static str>,
}

impl<'de, D: Deserializer<'de>> Once<'de, D> {
    pub(super) fn new(deserializer: D) -> Self {
        Self { deserializer: Some(deserializer), error: None, tag: None }
    }

    /// The same for an object with a tag, which is not kept among its other keys.
    pub(super) fn tagged(deserializer: D, tag: &'static str) -> Self {
        Self { tag: Some(tag), ..Self::new(deserializer) }
    }

    /// The error that a failure stands for.
    pub(super) fn error(self, failed: Failed) -> D::Error {
        failed.or_told(self.error)
    }

    /// What is left of the value, once it was read or left alone.
    fn finish(self, done: Done) -> Result<(), D::Error> {
        match (done, self.deserializer) {
            (Err(failed), _) => Err(failed.or_told(self.error)),
            (Ok(()), Some(unread)) => IgnoredAny::deserialize(unread).map(drop),
            (Ok(()), None) => Ok(()),
        }
    }

    fn take<T>(&mut self, read: impl FnOnce(D) -> Result<T, D::Error>) -> Result<T, Failed> {
        let Some(deserializer) = self.deserializer.take() else {
            return Err(Failed::custom("a value is read twice"));
        };
        read(deserializer).map_err(|error| {
            self.error = Some(error);
            Failed::told()
        })
    }
}

impl<'de, D: Deserializer<'de>> Source<'de> for Once<'de, D> {
    fn object(&mut self, name: &'static str, keys: &'static [Key], read: &mut dyn ReadEntry<'de>) -> Done {
        self.take(|deserializer| deserializer.deserialize_map(Object { name, keys, read, others: None }))
    }

    fn object_and_others(
        &mut self,
        name: &'static str,
        keys: &'static [Key],
        read: &mut dyn ReadEntry<'de>,
        others: &mut dyn ReadOther<'de>,
    ) -> Done {
        let others = Some(Others { tag: self.tag, read: others });
        self.take(|deserializer| deserializer.deserialize_map(Object { name, keys, read, others }))
    }

    fn map(&mut self, read: &mut dyn ReadOther<'de>) -> Done {
        self.take(|deserializer| deserializer.deserialize_map(Map(read)))
    }

    fn list(&mut self, read: &mut dyn ReadItem<'de>) -> Done {
        self.take(|deserializer| deserializer.deserialize_seq(List(read)))
    }

    fn option(&mut self, read: &mut dyn ReadItem<'de>) -> Done {
        self.take(|deserializer| deserializer.deserialize_option(Optional(read)))
    }

    fn text(&mut self, expected: &'static str, read: &mut dyn ReadText) -> Done {
        self.take(|deserializer| deserializer.deserialize_str(Text { expected, read }))
    }

    fn string(&mut self) -> Result<String, Failed> {
        self.take(String::deserialize)
    }

    fn bool(&mut self) -> Result<bool, Failed> {
        self.take(bool::deserialize)
    }

    fn i32(&mut self) -> Result<i32, Failed> {
        self.take(i32::deserialize)
    }

    fn i64(&mut self) -> Result<i64, Failed> {
        self.take(i64::deserialize)
    }

    fn u32(&mut self) -> Result<u32, Failed> {
        self.take(u32::deserialize)
    }

    fn u64(&mut self) -> Result<u64, Failed> {
        self.take(u64::deserialize)
    }

    fn f64(&mut self) -> Result<f64, Failed> {
        self.take(f64::deserialize)
    }

    fn unit(&mut self) -> Done {
        self.take(<()>::deserialize)
    }

    fn json(&mut self) -> Result<Value, Failed> {
        self.take(Value::deserialize)
    }

    fn raw(&mut self) -> Result<RawJson, Failed> {
        self.take(RawJson::deserialize)
    }
}

struct Object<'a, 'de> {
    name: &'static str,
    keys: &'static [Key],
    read: &'a mut dyn ReadEntry<'de>,
    others: Option<Others<'a, 'de>>,
}

/// What is done with other keys.
struct Others<'a, 'de> {
    /// The one that is passed over.
    tag: Option<&'static str>,
    read: &'a mut dyn ReadOther<'de>,
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
                    map.next_value_seed(Entry { number, read: &mut *self.read })?;
                }
                (Found::Other(Some(name)), Some(others)) if others.tag != Some(name.as_str()) => {
                    map.next_value_seed(Other { name, read: &mut *others.read })?;
                }
                _ => drop(map.next_value::<IgnoredAny>()?),
            }
        }
        let missing = self.keys.iter().enumerate().find(|(number, key)| key.required && !seen.has(*number));
        missing.map_or(Ok(()), |(_, key)| Err(A::Error::missing_field(key.name)))
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
        let place = |keys: &[Key]| keys.iter().position(|key| key.name == name);
        let number = place(after).map(|number| number + before.len()).or_else(|| place(before));
        Ok(number.map_or_else(|| Found::Other(self.keep.then(|| name.to_owned())), Found::Own))
    }
}

struct Entry<'a, 'de> {
    number: usize,
    read: &'a mut dyn ReadEntry<'de>,
}

impl<'de> DeserializeSeed<'de> for Entry<'_, 'de> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        let mut source = Once::new(deserializer);
        let done = self.read.entry(self.number, &mut source);
        source.finish(done)
    }
}

struct Map<'a, 'de>(&'a mut dyn ReadOther<'de>);

impl<'de> Visitor<'de> for Map<'_, 'de> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a map")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(name) = map.next_key()? {
            map.next_value_seed(Other { name, read: &mut *self.0 })?;
        }
        Ok(())
    }
}

struct Other<'a, 'de> {
    name: String,
    read: &'a mut dyn ReadOther<'de>,
}

impl<'de> DeserializeSeed<'de> for Other<'_, 'de> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        let mut source = Once::new(deserializer);
        let done = self.read.other(self.name, &mut source);
        source.finish(done)
    }
}

struct List<'a, 'de>(&'a mut dyn ReadItem<'de>);

impl<'de> Visitor<'de> for List<'_, 'de> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a sequence")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        while seq.next_element_seed(Item(&mut *self.0))?.is_some() {}
        Ok(())
    }
}

/// A value that is read by a function.
pub(crate) struct Item<'a, 'de>(pub(crate) &'a mut dyn ReadItem<'de>);

impl<'de> DeserializeSeed<'de> for Item<'_, 'de> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        let mut source = Once::new(deserializer);
        let done = self.0.item(&mut source);
        source.finish(done)
    }
}

struct Optional<'a, 'de>(&'a mut dyn ReadItem<'de>);

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
        Item(self.0).deserialize(deserializer)
    }
}

struct Text<'a> {
    expected: &'static str,
    read: &'a mut dyn ReadText,
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

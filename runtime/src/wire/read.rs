//! Types that are read from a source.

use std::collections::BTreeMap;

use serde::{Deserializer, de::Error};
use serde_json::Value;

use super::{
    failed::Failed,
    json::Json,
    once::Once,
    source::{Done, ReadRoot, Source},
};
use crate::{JsonText, Maybe, codec::Codec, nesting, open::RawJson, tuples};

/// A type that is read from a source. Generated types' `Deserialize` is made of it.
///
/// It is always given a `dyn Source`. That it may be another one makes the function generic, so that it is compiled by
/// the program that reads the type, and not at all if none does.
pub trait Read: Sized {
    /// Reads a value.
    fn read<'de, S: Source<'de> + ?Sized>(source: &mut S) -> Result<Self, Failed>;

    /// What a field is whose key is not there, if it may be missing.
    #[inline]
    fn absent() -> Option<Self> {
        None
    }
}

/// Deserializes a value.
pub fn deserialize<'de, T: Read, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    let mut source = Once::new(deserializer);
    let read = T::read(&mut source as &mut dyn Source<'de>);
    read.map_err(|failed| source.error(failed))
}

/// Reads JSON text with a function.
pub(crate) fn parse(text: &str, read: &mut dyn ReadRoot) -> Result<(), serde_json::Error> {
    Json::new(text).read(|json| read.root(json))
}

/// Reads kept JSON with a function.
pub(crate) fn parse_kept(text: &str, read: &mut dyn ReadRoot) -> Result<(), serde_json::Error> {
    nesting::within(text.len(), || parse(text, read))
}

/// Reads a value from JSON text.
pub(crate) fn from_str<T: Read>(text: &str) -> Result<T, serde_json::Error> {
    let mut value = None;
    parse(text, &mut |source: &mut dyn Source<'_>| source.fill(&mut value))?;
    value.ok_or_else(unread)
}

/// Reads a value from kept JSON.
pub(crate) fn from_kept<T: Read>(text: &str) -> Result<T, serde_json::Error> {
    let mut value = None;
    parse_kept(text, &mut |source: &mut dyn Source<'_>| source.fill(&mut value))?;
    value.ok_or_else(unread)
}

/// Reads a value from kept JSON by a codec.
pub(crate) fn from_kept_by<C: Codec>(text: &str) -> Result<C::Value, serde_json::Error> {
    let mut value = None;
    parse_kept(text, &mut |source: &mut dyn Source<'_>| source.fill_by::<C>(&mut value))?;
    value.ok_or_else(unread)
}

/// A struct whose required keys have come lacks no field; were it otherwise, this would say so.
#[cold]
pub fn unread<E: Error>() -> E {
    E::custom("nothing was read")
}

/// Reads JSON text of an object with a tag, which is not kept among its other keys.
pub(crate) fn parse_beside(
    text: &str,
    tag: &'static str,
    read: &mut dyn ReadRoot,
) -> Result<(), serde_json::Error> {
    nesting::within(text.len(), || Json::tagged(text, tag).read(|json| read.root(json)))
}

/// What a struct's fields need beyond [`Source`].
impl dyn Source<'_> + '_ {
    /// Reads the value of a field that must be there.
    pub fn fill<T: Read>(&mut self, slot: &mut Option<T>) -> Done {
        *slot = Some(T::read(self)?);
        Ok(())
    }

    /// The same by a codec.
    pub fn fill_by<C: Codec>(&mut self, slot: &mut Option<C::Value>) -> Done {
        *slot = Some(C::read(self)?);
        Ok(())
    }

    /// Reads a value of another key, by a codec.
    pub fn keep<C: Codec>(&mut self, name: String, others: &mut BTreeMap<String, C::Value>) -> Done {
        others.insert(name, C::read(self)?);
        Ok(())
    }

    /// Reads the value of a field that has one already, such as `None`.
    pub fn set<T: Read>(&mut self, slot: &mut T) -> Done {
        *slot = T::read(self)?;
        Ok(())
    }

    /// The same by a codec.
    pub fn set_by<C: Codec>(&mut self, slot: &mut C::Value) -> Done {
        *slot = C::read(self)?;
        Ok(())
    }
}

macro_rules! scalars {
    ($($type:ty, $method:ident;)*) => {$(
        impl Read for $type {
            fn read<'de, S: Source<'de> + ?Sized>(source: &mut S) -> Result<Self, Failed> {
                source.$method()
            }
        }
    )*};
}

scalars! {
    String, string;
    bool, bool;
    i32, i32;
    i64, i64;
    u32, u32;
    u64, u64;
    f64, f64;
    (), unit;
    Value, json;
    RawJson, raw;
}

impl<T> Read for JsonText<T> {
    fn read<'de, S: Source<'de> + ?Sized>(source: &mut S) -> Result<Self, Failed> {
        source.string().map(Self::from_text)
    }
}

/// As its own serde impl reads it.
#[cfg(feature = "uuid")]
impl Read for uuid::Uuid {
    fn read<'de, S: Source<'de> + ?Sized>(source: &mut S) -> Result<Self, Failed> {
        let parse = |text: &str| text.parse().map_err(|error| format!("UUID parsing failed: {error}"));
        crate::codec::read_text(source, "a UUID string", parse)
    }
}

impl<T: Read> Read for Box<T> {
    fn read<'de, S: Source<'de> + ?Sized>(source: &mut S) -> Result<Self, Failed> {
        T::read(source).map(Self::new)
    }
}

impl<T: Read> Read for Option<T> {
    fn read<'de, S: Source<'de> + ?Sized>(source: &mut S) -> Result<Self, Failed> {
        let mut value = None;
        source.option(&mut |source: &mut dyn Source<'de>| source.fill(&mut value))?;
        Ok(value)
    }

    #[inline]
    fn absent() -> Option<Self> {
        Some(None)
    }
}

impl<T: Read> Read for Maybe<T> {
    fn read<'de, S: Source<'de> + ?Sized>(source: &mut S) -> Result<Self, Failed> {
        Option::read(source).map(Self::from)
    }

    #[inline]
    fn absent() -> Option<Self> {
        Some(Maybe::Absent)
    }
}

impl<T: Read> Read for Vec<T> {
    fn read<'de, S: Source<'de> + ?Sized>(source: &mut S) -> Result<Self, Failed> {
        let mut list = Self::new();
        source.list(&mut |item: &mut dyn Source<'de>| {
            list.push(T::read(item)?);
            Ok(())
        })?;
        Ok(list)
    }
}

impl<T: Read> Read for BTreeMap<String, T> {
    fn read<'de, S: Source<'de> + ?Sized>(source: &mut S) -> Result<Self, Failed> {
        let mut map = Self::new();
        source.map(&mut |key, value: &mut dyn Source<'de>| {
            map.insert(key, T::read(value)?);
            Ok(())
        })?;
        Ok(map)
    }
}

macro_rules! tuples {
    ($length:literal: $($type:ident $value:ident $index:tt),+) => {
        impl<$($type: Read),+> Read for ($($type,)+) {
            fn read<'de, S: Source<'de> + ?Sized>(source: &mut S) -> Result<Self, Failed> {
                let (mut slots, mut count) = (($(None::<$type>,)+), 0);
                source.list(&mut |item: &mut dyn Source<'de>| {
                    count += 1;
                    match count - 1 {
                        $($index => item.fill(&mut slots.$index),)+
                        _ => Ok(()),
                    }
                })?;
                match slots {
                    ($(Some($value),)+) if count == $length => Ok(($($value,)+)),
                    _ => Err(wrong_length(count, $length)),
                }
            }
        }
    };
}

/// Compiled once, not for every tuple.
#[cold]
pub(crate) fn wrong_length(count: usize, length: usize) -> Failed {
    Failed::custom(format_args!("invalid length {count}, expected a list of {length}"))
}

tuples::each_tuple! { tuples }

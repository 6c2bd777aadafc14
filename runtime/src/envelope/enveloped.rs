//! Reading an envelope whose payload is in a field, and the payload, in one pass.
//!
//! The payload is read by a function that is given, so that all of this is compiled once.

use std::fmt;

use serde::{
    Deserializer,
    de::{DeserializeSeed, Error as _, IgnoredAny, MapAccess, Visitor},
};
use serde_json::value::RawValue;

use super::{Envelope, PayloadAt, Reads, Step, extract::Follow};
use crate::{
    error::describe,
    wire::{ReadItem, by},
};

/// What is known while an envelope is walked through.
pub(crate) struct Walk<'de> {
    envelope: &'static Envelope,
    pub(crate) reads: Reads,
    /// The payload as it came: it stood before the fields that say whether it is one, or holds such a field itself.
    pub(crate) raw: Option<&'de RawValue>,
    /// Whether anything but an object was found.
    pub(crate) no_object: bool,
}

impl<'de> Walk<'de> {
    pub(crate) fn new(envelope: &'static Envelope, status: u16) -> Self {
        Self { envelope, reads: Reads::new(envelope, status), raw: None, no_object: false }
    }

    /// Whether the answer is a success, as soon as that can be told.
    pub(super) fn outcome(&self) -> Option<bool> {
        self.reads.know(self.envelope.needs).then(|| (self.envelope.success)(&self.reads))
    }

    /// Walks on to a payload that is to be decoded right there (`true`), or to the end (`false`).
    fn advance<A: MapAccess<'de>>(&mut self, map: &mut A) -> Result<bool, A::Error> {
        while let Some(key) = map.next_key_seed(Own(self.envelope))? {
            match key {
                Key { own: Some(own), payload } => {
                    let raw = map.next_value::<&'de RawValue>()?;
                    self.take(own, raw).map_err(|error| A::Error::custom(describe(&error)))?;
                    if payload {
                        self.raw = Some(raw);
                    }
                }
                Key { own: None, payload: true } => match self.outcome() {
                    Some(true) => {
                        self.raw = None;
                        return Ok(true);
                    }
                    Some(false) => drop(map.next_value::<IgnoredAny>()?),
                    None => self.raw = Some(map.next_value()?),
                },
                Key { own: None, payload: false } => drop(map.next_value::<IgnoredAny>()?),
            }
        }
        Ok(false)
    }

    /// Walks through the rest, until `enough` says so.
    pub(super) fn collect<A: MapAccess<'de>>(
        &mut self,
        map: &mut A,
        enough: impl Fn(&Self) -> bool,
    ) -> Result<bool, A::Error> {
        while let Some(key) = map.next_key_seed(Own(self.envelope))? {
            let Some(own) = key.own else {
                map.next_value::<IgnoredAny>()?;
                continue;
            };
            let raw = map.next_value::<&'de RawValue>()?;
            self.take(own, raw).map_err(|error| A::Error::custom(describe(&error)))?;
            if enough(self) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Follows all reads that begin with the same key as the read `own`.
    fn take(&mut self, own: usize, raw: &RawValue) -> Result<(), serde_json::Error> {
        let first = self.envelope.reads[own].first();
        for (index, read) in self.envelope.reads.iter().enumerate().skip(own) {
            if read.first() == first {
                let mut deserializer = serde_json::Deserializer::from_str(raw.get());
                let slot = self.reads.start(index);
                Follow { steps: &read[1..], slot }.deserialize(&mut deserializer)?;
            }
        }
        Ok(())
    }
}

/// What a key of the envelope is: the first read that begins with it, and whether it is the payload's.
struct Key {
    own: Option<usize>,
    payload: bool,
}

struct Own(&'static Envelope);

impl<'de> DeserializeSeed<'de> for Own {
    type Value = Key;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Key, D::Error> {
        deserializer.deserialize_identifier(self)
    }
}

impl Visitor<'_> for Own {
    type Value = Key;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_str<E>(self, key: &str) -> Result<Key, E> {
        let begins = |read: &&[Step]| matches!(read.first(), Some(Step::Key(own)) if *own == key);
        let payload = matches!(self.0.payload, PayloadAt::Field(field) if field == key);
        Ok(Key { own: self.0.reads.iter().position(begins), payload })
    }
}

/// Reads an object and, where it can already be told that the answer is a success, its payload in passing.
pub(crate) struct Enveloped<'a, 'de> {
    pub(crate) walk: &'a mut Walk<'de>,
    pub(crate) payload: &'a mut dyn ReadItem<'de>,
}

impl<'de> DeserializeSeed<'de> for Enveloped<'_, 'de> {
    /// Whether the payload was read.
    type Value = bool;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<bool, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Enveloped<'_, 'de> {
    type Value = bool;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<bool, A::Error> {
        let mut was_read = false;
        while self.walk.advance(&mut map)? {
            map.next_value_seed(by(|value| self.payload.item(value)))?;
            was_read = true;
        }
        Ok(was_read)
    }
}

//! Reading an envelope whose payload is in a field, and the payload, in one pass.
//!
//! The payload is read by a function that is given, so that all of this is compiled once.

use serde::de::{DeserializeSeed, Error as _};

use super::{Envelope, PayloadAt, Reads, Step, extract::Follow};
use crate::{
    error::describe,
    wire::{Failed, Json, ReadItem},
};

/// What is known while an envelope is walked through.
pub(crate) struct Walk<'de> {
    envelope: &'static Envelope,
    pub(crate) reads: Reads,
    /// The payload as it came: it stood before the fields that say whether it is one, or holds such a field itself.
    pub(crate) raw: Option<&'de str>,
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

    /// Walks through an object and, where it can already be told that the answer is a success, reads its payload in
    /// passing. Gives whether that was read.
    pub(crate) fn read(
        &mut self,
        json: &mut Json<'de>,
        payload: &mut dyn ReadItem<'de>,
    ) -> Result<bool, Failed> {
        json.open(b'{', &"an object")?;
        let (mut was_read, mut is_first, mut written_out) = (false, true, String::new());
        while let Some(key) = json.key(is_first, &mut written_out)? {
            is_first = false;
            was_read |= self.field(key, json, payload)?;
        }
        Ok(was_read)
    }

    fn field(
        &mut self,
        key: &str,
        json: &mut Json<'de>,
        payload: &mut dyn ReadItem<'de>,
    ) -> Result<bool, Failed> {
        let is_payload = matches!(self.envelope.payload, PayloadAt::Field(field) if field == key);
        match (self.own(key), is_payload) {
            (Some(own), _) => {
                let raw = json.raw_text()?;
                self.take(own, raw)?;
                if is_payload {
                    self.raw = Some(raw);
                }
            }
            (None, true) => match self.outcome() {
                Some(true) => {
                    self.raw = None;
                    json.value(|value| payload.item(value))?;
                    return Ok(true);
                }
                Some(false) => json.pass()?,
                None => self.raw = Some(json.raw_text()?),
            },
            (None, false) => json.pass()?,
        }
        Ok(false)
    }

    /// Walks through an object without a payload. Gives whether it was read to the end: it is not when `enough` says so
    /// before.
    pub(super) fn collect(
        &mut self,
        json: &mut Json<'de>,
        enough: impl Fn(&Self) -> bool,
    ) -> Result<bool, Failed> {
        json.open(b'{', &"an object")?;
        let (mut is_first, mut written_out) = (true, String::new());
        while let Some(key) = json.key(is_first, &mut written_out)? {
            is_first = false;
            let Some(own) = self.own(key) else {
                json.pass()?;
                continue;
            };
            let raw = json.raw_text()?;
            self.take(own, raw)?;
            if enough(self) {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// The first read that begins with a key.
    fn own(&self, key: &str) -> Option<usize> {
        let begins = |read: &&[Step]| matches!(read.first(), Some(Step::Key(own)) if *own == key);
        self.envelope.reads.iter().position(begins)
    }

    /// Follows all reads that begin with the same key as the read `own`.
    fn take(&mut self, own: usize, raw: &str) -> Result<(), Failed> {
        let first = self.envelope.reads[own].first();
        for (index, read) in self.envelope.reads.iter().enumerate().skip(own) {
            if read.first() == first {
                let mut deserializer = serde_json::Deserializer::from_str(raw);
                let slot = self.reads.start(index);
                let followed = Follow { steps: &read[1..], slot }.deserialize(&mut deserializer);
                followed.map_err(|error| Failed::custom(describe(&error)))?;
            }
        }
        Ok(())
    }
}

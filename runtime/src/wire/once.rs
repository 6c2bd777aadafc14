//! A deserializer as a source.

use serde::{
    Deserialize, Deserializer,
    de::{Error, IgnoredAny},
};
use serde_json::Value;

use super::{
    failed::Failed,
    keys::Key,
    source::{Done, ReadEntry, ReadItem, ReadOther, ReadText, Source},
    visit::{List, Map, Object, Optional, Text},
};
use crate::open::RawJson;

/// A deserializer as a source.
pub(super) struct Once<'de, D: Deserializer<'de>> {
    deserializer: Option<D>,
    error: Option<D::Error>,
}

impl<'de, D: Deserializer<'de>> Once<'de, D> {
    pub(super) fn new(deserializer: D) -> Self {
        Self { deserializer: Some(deserializer), error: None }
    }

    /// The error that a failure stands for.
    pub(super) fn error(self, failed: Failed) -> D::Error {
        failed.or_told(self.error)
    }

    /// What is left of the value, once it was read or left alone.
    pub(super) fn finish(self, done: Done) -> Result<(), D::Error> {
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
    fn object(
        &mut self,
        name: &'static str,
        keys: &'static [Key],
        read: &mut dyn ReadEntry<'de>,
        others: Option<&mut dyn ReadOther<'de>>,
    ) -> Done {
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

//! What values are read from: any deserializer, without its type.
//!
//! A deserializer is generic over what it reads, and a type over what it is read from: serde would compile each walk
//! through an object once for each type of a spec. A [`Source`] is asked through a table of functions instead, so that a
//! type costs little more than its fields' names. It costs a call through a pointer for each value.

use serde_json::Value;

use super::{failed::Failed, keys::Key};
use crate::open::RawJson;

/// Whether a value was read.
pub type Done = Result<(), Failed>;

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
    /// An object of a known type: `read` is called for each of its keys that is there, and `others` for all other keys.
    /// All that are required have been there when this succeeds. What is left alone is passed over.
    fn object(
        &mut self,
        name: &'static str,
        keys: &'static [Key],
        read: &mut dyn ReadEntry<'de>,
        others: Option<&mut dyn ReadOther<'de>>,
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

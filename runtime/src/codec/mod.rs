//! How a value is written whose own serde form is not what the API wants.
//!
//! A [`Codec`] is a type-level description: `List<Nullable<NaiveIn<F>>>` is a list of date times in a format of the
//! spec's, any of which may be `null`. The values stay plain Rust types; generated serde impls name the codec with
//! [`Encode`] and [`seed`]. Numbers that must stay exact are read from their JSON text, so decoding these codecs needs
//! `serde_json`.

mod bytes;
mod collections;
#[cfg(feature = "decimal")]
mod decimal;
mod scalar;
#[cfg(feature = "chrono")]
mod time;
mod tolerant;
mod url;

pub use self::url::Url;
pub use bytes::{Base64, Hex, SecretText};
pub use collections::{Boxed, List, Map, MaybeOf, Nullable, Tuple};
#[cfg(feature = "decimal")]
pub use decimal::Decimal;
pub use scalar::{Lenient, Plain, Text};
#[cfg(feature = "chrono")]
pub use time::{Date, DateIn, Format, NaiveIn, OffsetIn, Rfc3339, Time, TimeIn, UnixMillis, UnixSeconds};
pub use tolerant::Tolerant;

use std::{fmt, marker::PhantomData};

use serde::{
    Deserializer, Serialize, Serializer,
    de::{DeserializeSeed, Error, Visitor},
};

use crate::wire::{self, Failed, Source};

/// How a value is written and read.
pub trait Codec {
    /// The value.
    type Value;

    /// Writes a value.
    fn encode<S: Serializer>(value: &Self::Value, serializer: S) -> Result<S::Ok, S::Error>;

    /// Reads a value.
    fn decode<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self::Value, D::Error>;

    /// Reads a value that may be `null`.
    fn decode_nullable<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Self::Value>, D::Error>
    where
        Self: Sized,
    {
        deserializer.deserialize_option(OptionVisitor::<Self>(PhantomData))
    }

    /// Reads a value from a source, which is what generated types do. The two ways read the same.
    fn read<'de, S: Source<'de> + ?Sized>(source: &mut S) -> Result<Self::Value, Failed>
    where
        Self: Sized,
    {
        wire::decode_raw::<Self>(&source.raw()?)
    }

    /// What a field is whose key is not there, if it may be missing.
    #[inline]
    fn absent() -> Option<Self::Value> {
        None
    }

    /// Reads a value that may be `null` from a source.
    fn read_nullable<'de, S: Source<'de> + ?Sized>(source: &mut S) -> Result<Option<Self::Value>, Failed>
    where
        Self: Sized,
    {
        let mut value = None;
        source.option(&mut |source: &mut dyn Source<'de>| source.fill_by::<Self>(&mut value))?;
        Ok(value)
    }
}

/// How a value is written as text: in a query, a header, a path, a JSON string.
pub trait TextCodec: Codec {
    /// Whether an empty text is a value; for anything but text it stands for no value.
    const EMPTY_IS_VALUE: bool = false;

    /// Writes a value.
    fn to_text(value: &Self::Value) -> String;

    /// Reads a value. The message of an error does not quote the text.
    fn from_text(text: &str) -> Result<Self::Value, String>;
}

/// Serializes a value by its codec.
pub struct Encode<'a, C: Codec>(pub &'a C::Value);

impl<C: Codec> Serialize for Encode<'_, C> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        C::encode(self.0, serializer)
    }
}

impl<C: Codec> fmt::Debug for Encode<'_, C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Encode")
    }
}

/// Deserializes a value by its codec.
pub struct Seed<C>(PhantomData<C>);

/// Deserializes a value by its codec.
pub const fn seed<C: Codec>() -> Seed<C> {
    Seed(PhantomData)
}

impl<C> fmt::Debug for Seed<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Seed")
    }
}

impl<'de, C: Codec> DeserializeSeed<'de> for Seed<C> {
    type Value = C::Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<C::Value, D::Error> {
        C::decode(deserializer)
    }
}

struct OptionVisitor<C>(PhantomData<C>);

impl<'de, C: Codec> Visitor<'de> for OptionVisitor<C> {
    type Value = Option<C::Value>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value or null")
    }

    fn visit_none<E>(self) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        C::decode(deserializer).map(Some)
    }
}

/// Reads a string and makes something of it, without copying it first where that can be.
pub(crate) struct TextVisitor<F> {
    expected: &'static str,
    read: F,
}

impl<T, F: FnOnce(&str) -> Result<T, String>> Visitor<'_> for TextVisitor<F> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.expected)
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<T, E> {
        (self.read)(text).map_err(E::custom)
    }
}

/// Reads a string by a function.
pub(crate) fn decode_text<'de, D: Deserializer<'de>, T>(
    deserializer: D,
    expected: &'static str,
    read: impl FnOnce(&str) -> Result<T, String>,
) -> Result<T, D::Error> {
    deserializer.deserialize_str(TextVisitor { expected, read })
}

/// Reads a string from a source by a function.
pub(crate) fn read_text<'de, T, S: Source<'de> + ?Sized>(
    source: &mut S,
    expected: &'static str,
    read: impl Fn(&str) -> Result<T, String>,
) -> Result<T, Failed> {
    let mut value = None;
    source.text(expected, &mut |text: &str| {
        value = Some(read(text)?);
        Ok(())
    })?;
    value.ok_or_else(wire::unread)
}

/// Reads a scalar from a source as text: see [`scalar::scalar_text`].
pub(crate) fn read_scalar<'de, S: Source<'de> + ?Sized>(source: &mut S) -> Result<Option<String>, Failed> {
    scalar::text_of(source.raw()?.as_str()).map_err(Failed::custom)
}

#[cfg(test)]
pub(crate) mod test_support {
    use super::{Codec, Encode, seed};
    use crate::wire::{self, Source};
    use serde::de::DeserializeSeed;

    /// Reads `json` in both ways, which agree.
    pub(crate) fn decode<C: Codec>(json: &str) -> Result<C::Value, String> {
        let mut deserializer = serde_json::Deserializer::from_str(json);
        let decoded = seed::<C>()
            .deserialize(&mut deserializer)
            .and_then(|value| deserializer.end().map(|()| value))
            .map_err(|error| error.to_string());
        let mut value = None;
        let read = wire::parse(json, &mut |source: &mut dyn Source<'_>| source.fill_by::<C>(&mut value));
        assert_eq!(read.is_ok(), decoded.is_ok(), "{json}: {read:?}");
        if let (Ok(one), Some(other)) = (&decoded, &value) {
            assert_eq!(encode::<C>(one), encode::<C>(other));
        }
        decoded
    }

    pub(crate) fn encode<C: Codec>(value: &C::Value) -> String {
        serde_json::to_string(&Encode::<C>(value)).unwrap()
    }

    /// Reads `json` and writes it again as `written`.
    #[track_caller]
    pub(crate) fn through<C: Codec>(json: &str, written: &str) {
        let value = decode::<C>(json).unwrap_or_else(|error| panic!("{json}: {error}"));
        assert_eq!(encode::<C>(&value), written);
    }
}

//! Plain scalars, scalars inside strings, and scalars that vendors write one way or another.

use std::{fmt, marker::PhantomData, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};
use serde_json::value::RawValue;

use super::{Codec, TextCodec, decode_text, read_scalar, read_text};
use crate::{
    JsonText,
    error::describe,
    wire::{Failed, Read, Source},
};

/// A value as its own serde impl writes it.
pub struct Plain<T>(PhantomData<T>);

impl<T: Serialize + for<'de> Deserialize<'de> + Read> Codec for Plain<T> {
    type Value = T;

    fn encode<S: Serializer>(value: &T, serializer: S) -> Result<S::Ok, S::Error> {
        value.serialize(serializer)
    }

    fn decode<'de, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
        T::deserialize(deserializer)
    }

    fn decode_nullable<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<T>, D::Error> {
        Option::deserialize(deserializer)
    }

    fn read<'de, S: Source<'de> + ?Sized>(source: &mut S) -> Result<T, Failed> {
        T::read(source)
    }
}

impl TextCodec for Plain<String> {
    const EMPTY_IS_VALUE: bool = true;

    fn to_text(value: &String) -> String {
        value.clone()
    }

    fn from_text(text: &str) -> Result<String, String> {
        Ok(text.to_owned())
    }
}

impl<T> TextCodec for Plain<JsonText<T>> {
    const EMPTY_IS_VALUE: bool = true;

    fn to_text(value: &JsonText<T>) -> String {
        value.as_str().to_owned()
    }

    fn from_text(text: &str) -> Result<JsonText<T>, String> {
        Ok(JsonText::from_text(text))
    }
}

impl TextCodec for Plain<bool> {
    fn to_text(value: &bool) -> String {
        value.to_string()
    }

    fn from_text(text: &str) -> Result<bool, String> {
        match text.trim() {
            "1" => Ok(true),
            "0" => Ok(false),
            text if text.eq_ignore_ascii_case("true") => Ok(true),
            text if text.eq_ignore_ascii_case("false") => Ok(false),
            _ => Err("the text is not a boolean".to_owned()),
        }
    }
}

/// Text codecs by `Display` and `FromStr`.
macro_rules! texts {
    ($($type:ty, $read:path, $what:literal;)*) => {$(
        impl TextCodec for Plain<$type> {
            fn to_text(value: &$type) -> String {
                value.to_string()
            }

            fn from_text(text: &str) -> Result<$type, String> {
                $read(text.trim()).ok_or_else(|| concat!("the text is not ", $what).to_owned())
            }
        }
    )*};
}

texts! {
    i32, whole, "a 32-bit integer";
    i64, whole, "a 64-bit integer";
    u32, whole, "an unsigned 32-bit integer";
    u64, whole, "an unsigned 64-bit integer";
    f64, parsed, "a number";
}

#[cfg(feature = "uuid")]
texts! { uuid::Uuid, parsed, "a UUID"; }

fn parsed<T: FromStr>(text: &str) -> Option<T> {
    text.parse().ok()
}

/// A whole number, also when it is written as `15.0`.
fn whole<T: FromStr>(text: &str) -> Option<T> {
    let digits = match text.split_once('.') {
        Some((digits, zeros)) if !zeros.is_empty() && zeros.bytes().all(|b| b == b'0') => digits,
        _ => text,
    };
    digits.parse().ok()
}

/// A value inside a string, such as `"15"`.
pub struct Text<C>(PhantomData<C>);

impl<C: TextCodec> Codec for Text<C> {
    type Value = C::Value;

    fn encode<S: Serializer>(value: &C::Value, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&C::to_text(value))
    }

    fn decode<'de, D: Deserializer<'de>>(deserializer: D) -> Result<C::Value, D::Error> {
        decode_text(deserializer, "a string", C::from_text)
    }

    fn read<'de, S: Source<'de> + ?Sized>(source: &mut S) -> Result<C::Value, Failed> {
        read_text(source, "a string", C::from_text)
    }
}

impl<C: TextCodec> TextCodec for Text<C> {
    const EMPTY_IS_VALUE: bool = C::EMPTY_IS_VALUE;

    fn to_text(value: &C::Value) -> String {
        C::to_text(value)
    }

    fn from_text(text: &str) -> Result<C::Value, String> {
        C::from_text(text)
    }
}

/// A value that is written as its codec says, and is also read from a string, a number or a boolean that says the same:
/// `15` and `"15"`; `true`, `"true"` and `1`. Where it may be `null`, an empty string is `null` too, unless the value is
/// a text.
pub struct Lenient<C>(PhantomData<C>);

impl<C: TextCodec> Codec for Lenient<C> {
    type Value = C::Value;

    fn encode<S: Serializer>(value: &C::Value, serializer: S) -> Result<S::Ok, S::Error> {
        C::encode(value, serializer)
    }

    fn decode<'de, D: Deserializer<'de>>(deserializer: D) -> Result<C::Value, D::Error> {
        let text = scalar_text(deserializer)?
            .ok_or_else(|| D::Error::custom("invalid type: null, expected a value"))?;
        C::from_text(&text).map_err(D::Error::custom)
    }

    fn decode_nullable<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<C::Value>, D::Error> {
        match scalar_text(deserializer)? {
            None => Ok(None),
            Some(text) if !C::EMPTY_IS_VALUE && text.trim().is_empty() => Ok(None),
            Some(text) => C::from_text(&text).map(Some).map_err(D::Error::custom),
        }
    }

    fn read<'de, S: Source<'de> + ?Sized>(source: &mut S) -> Result<C::Value, Failed> {
        let text =
            read_scalar(source)?.ok_or_else(|| Failed::custom("invalid type: null, expected a value"))?;
        C::from_text(&text).map_err(Failed::custom)
    }

    fn read_nullable<'de, S: Source<'de> + ?Sized>(source: &mut S) -> Result<Option<C::Value>, Failed> {
        match read_scalar(source)? {
            None => Ok(None),
            Some(text) if !C::EMPTY_IS_VALUE && text.trim().is_empty() => Ok(None),
            Some(text) => C::from_text(&text).map(Some).map_err(Failed::custom),
        }
    }
}

impl<C: TextCodec> TextCodec for Lenient<C> {
    const EMPTY_IS_VALUE: bool = C::EMPTY_IS_VALUE;

    fn to_text(value: &C::Value) -> String {
        C::to_text(value)
    }

    fn from_text(text: &str) -> Result<C::Value, String> {
        C::from_text(text)
    }
}

/// A scalar as text: a string's content, or the digits or the word as they stand. `None` for `null`.
///
/// The raw JSON is read, since a number that does not fit into 64 bits would come as a float, with other digits.
pub(super) fn scalar_text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    let raw = Box::<RawValue>::deserialize(deserializer)?;
    text_of(raw.get()).map_err(D::Error::custom)
}

/// The text of a scalar's JSON.
pub(super) fn text_of(json: &str) -> Result<Option<String>, String> {
    match json.as_bytes().first() {
        Some(b'"') => serde_json::from_str(json).map(Some).map_err(|error| describe(&error)),
        Some(b'{') => Err("invalid type: map, expected a string, a number or a boolean".to_owned()),
        Some(b'[') => Err("invalid type: sequence, expected a string, a number or a boolean".to_owned()),
        _ if json == "null" => Ok(None),
        _ => Ok(Some(json.to_owned())),
    }
}

/// These types have no values.
macro_rules! opaque {
    ($($name:ident)*) => {$(
        impl<T> fmt::Debug for $name<T> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(stringify!($name))
            }
        }
    )*};
}

opaque! { Plain Text Lenient }

#[cfg(test)]
mod tests {
    use super::*;
    use crate::codec::{
        Nullable,
        test_support::{decode, encode, through},
    };

    #[test]
    fn plain_values_are_strict() {
        through::<Plain<i64>>("15", "15");
        assert!(decode::<Plain<i64>>("\"15\"").is_err());
        assert!(decode::<Plain<i64>>("9223372036854775808").is_err());
        through::<Plain<u64>>("18446744073709551615", "18446744073709551615");
        assert_eq!(decode::<Nullable<Plain<bool>>>("null").unwrap(), None);
    }

    #[test]
    fn values_inside_strings() {
        through::<Text<Plain<i64>>>("\"-15\"", "\"-15\"");
        through::<Text<Plain<bool>>>("\"true\"", "\"true\"");
        through::<Text<Plain<f64>>>("\"1.5\"", "\"1.5\"");
        through::<Text<Plain<String>>>("\"\"", "\"\"");
        for json in ["15", "null", "\"\"", "\"x\"", "\"1.5\"", "\"99999999999999999999\""] {
            assert!(decode::<Text<Plain<i64>>>(json).is_err(), "{json}");
        }
    }

    #[test]
    fn lenient_values_are_read_in_every_form() {
        for json in ["15", "\"15\"", "\" 15 \"", "15.0", "\"15.00\""] {
            through::<Lenient<Plain<i64>>>(json, "15");
        }
        for json in ["true", "\"true\"", "1", "\"1\"", "\"TRUE\""] {
            through::<Lenient<Plain<bool>>>(json, "true");
        }
        for json in ["false", "\"false\"", "0", "\"0\"", "\"False\""] {
            through::<Lenient<Plain<bool>>>(json, "false");
        }
        for (json, written) in
            [("15", "\"15\""), ("1.50", "\"1.50\""), ("true", "\"true\""), ("\"\"", "\"\"")]
        {
            through::<Lenient<Plain<String>>>(json, written);
        }
        through::<Lenient<Plain<f64>>>("\"1e3\"", "1000.0");
    }

    #[test]
    fn digits_beyond_64_bits_are_kept() {
        let huge = "123456789012345678901234567890";
        assert_eq!(decode::<Lenient<Plain<String>>>(huge).unwrap(), huge);
        assert!(decode::<Lenient<Plain<i64>>>(huge).is_err());
        assert_eq!(decode::<Lenient<Plain<u64>>>("\"18446744073709551615\"").unwrap(), u64::MAX);
    }

    #[test]
    fn what_is_no_such_value_is_refused_without_being_quoted() {
        for json in ["null", "\"\"", "\"MARK\"", "1.5", "true", "{}", "[1]", "\"15.\"", "\"15.x\""] {
            let error = decode::<Lenient<Plain<i64>>>(json).unwrap_err();
            assert!(!error.contains("MARK"), "{error}");
        }
        assert!(decode::<Lenient<Plain<bool>>>("2").is_err());
        assert!(decode::<Lenient<Plain<String>>>("null").is_err());
    }

    #[test]
    fn an_empty_string_is_null_unless_the_value_is_a_text() {
        for json in ["null", "\"\"", "\" \""] {
            assert_eq!(decode::<Nullable<Lenient<Plain<i64>>>>(json).unwrap(), None, "{json}");
        }
        assert_eq!(decode::<Nullable<Lenient<Plain<i64>>>>("\"7\"").unwrap(), Some(7));
        assert_eq!(decode::<Nullable<Lenient<Plain<String>>>>("\"\"").unwrap(), Some(String::new()));
        assert_eq!(decode::<Nullable<Lenient<Plain<String>>>>("null").unwrap(), None);
        assert_eq!(encode::<Nullable<Lenient<Plain<i64>>>>(&None), "null");
        assert!(decode::<Nullable<Lenient<Plain<i64>>>>("\"x\"").is_err());
    }

    #[cfg(feature = "uuid")]
    #[test]
    fn uuids_are_checked() {
        through::<Plain<uuid::Uuid>>(
            "\"67E55044-10B1-426F-9247-BB680E5FE0C8\"",
            "\"67e55044-10b1-426f-9247-bb680e5fe0c8\"",
        );
        assert!(Plain::<uuid::Uuid>::from_text("x").is_err());
    }
}

//! Bytes as text, and secrets.

use base64::{
    Engine,
    alphabet::STANDARD,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};
use serde::{Deserializer, Serializer};

use super::{Codec, TextCodec, decode_text, read_text};
use crate::{
    Secret, sign,
    wire::{Failed, Source},
};

/// Bytes as base64 text: written with padding, read with or without.
#[derive(Debug)]
pub struct Base64;

const ENGINE: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

impl TextCodec for Base64 {
    const EMPTY_IS_VALUE: bool = true;

    fn to_text(value: &Vec<u8>) -> String {
        ENGINE.encode(value)
    }

    fn from_text(text: &str) -> Result<Vec<u8>, String> {
        ENGINE.decode(text).map_err(|_| "the text is not base64".to_owned())
    }
}

/// Bytes as hexadecimal text: written in lower case, read in either.
#[derive(Debug)]
pub struct Hex;

impl TextCodec for Hex {
    const EMPTY_IS_VALUE: bool = true;

    fn to_text(value: &Vec<u8>) -> String {
        sign::hex(value)
    }

    fn from_text(text: &str) -> Result<Vec<u8>, String> {
        let digits = text.bytes().map(|byte| char::from(byte).to_digit(16));
        let digits: Option<Vec<u32>> = digits.collect();
        let digits = digits.filter(|digits| digits.len() % 2 == 0);
        let digits = digits.ok_or_else(|| "the text is not hexadecimal".to_owned())?;
        // Two digits are a byte.
        Ok(digits
            .chunks_exact(2)
            .map(|pair| u8::try_from(pair[0] * 16 + pair[1]).unwrap_or_default())
            .collect())
    }
}

/// A secret text.
#[derive(Debug)]
pub struct SecretText;

impl TextCodec for SecretText {
    const EMPTY_IS_VALUE: bool = true;

    fn to_text(value: &Secret) -> String {
        value.expose().to_owned()
    }

    fn from_text(text: &str) -> Result<Secret, String> {
        Ok(Secret::from(text))
    }
}

/// Codecs whose JSON form is a string.
macro_rules! strings {
    ($($codec:ty => $value:ty;)*) => {$(
        impl Codec for $codec {
            type Value = $value;

            fn encode<S: Serializer>(value: &$value, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(&Self::to_text(value))
            }

            fn decode<'de, D: Deserializer<'de>>(deserializer: D) -> Result<$value, D::Error> {
                decode_text(deserializer, "a string", Self::from_text)
            }

            fn read<'de, S: Source<'de> + ?Sized>(source: &mut S) -> Result<$value, Failed> {
                read_text(source, "a string", Self::from_text)
            }
        }
    )*};
}

strings! {
    Base64 => Vec<u8>;
    Hex => Vec<u8>;
    SecretText => Secret;
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::codec::test_support::{decode, through};

    #[test]
    fn base64_is_read_with_and_without_padding() {
        for json in ["\"/+8=\"", "\"/+8\""] {
            through::<Base64>(json, "\"/+8=\"");
        }
        through::<Base64>("\"\"", "\"\"");
        for json in ["\"_-8=\"", "\"/+8==\"", "\"a\"", "1", "null"] {
            assert!(decode::<Base64>(json).is_err(), "{json}");
        }
    }

    #[test]
    fn hex_is_read_in_either_case() {
        through::<Hex>("\"00fFa1\"", "\"00ffa1\"");
        assert_eq!(decode::<Hex>("\"00ff\"").unwrap(), [0, 255]);
        for json in ["\"f\"", "\"0g\"", "\"é1\"", "\"+1\""] {
            assert!(decode::<Hex>(json).is_err(), "{json}");
        }
    }

    #[test]
    fn a_secret_is_written_but_not_shown() {
        through::<SecretText>("\"MARK\"", "\"MARK\"");
        assert!(!format!("{:?}", decode::<SecretText>("\"MARK\"")).contains("MARK"));
    }
}

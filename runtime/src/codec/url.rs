//! URLs.

use serde::{Deserializer, Serializer};

use super::{Codec, TextCodec, decode_text, read_text};
use crate::wire::{Failed, Source};

/// A URL as text. (The impls of `url` itself bring `serde_derive` into every build.)
#[derive(Debug)]
pub struct Url;

impl Codec for Url {
    type Value = url::Url;

    fn encode<S: Serializer>(value: &url::Url, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(value.as_str())
    }

    fn decode<'de, D: Deserializer<'de>>(deserializer: D) -> Result<url::Url, D::Error> {
        decode_text(deserializer, "a URL", Self::from_text)
    }

    fn read<'de, S: Source<'de> + ?Sized>(source: &mut S) -> Result<url::Url, Failed> {
        read_text(source, "a URL", Self::from_text)
    }
}

impl TextCodec for Url {
    fn to_text(value: &url::Url) -> String {
        value.as_str().to_owned()
    }

    fn from_text(text: &str) -> Result<url::Url, String> {
        text.parse().map_err(|error| format!("the text is not a URL: {error}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::codec::{
        Nullable,
        test_support::{decode, through},
    };

    #[test]
    fn urls_are_checked_and_not_quoted() {
        through::<Url>("\"https://a.example/x?y\"", "\"https://a.example/x?y\"");
        through::<Nullable<Url>>("null", "null");
        let refused = decode::<Url>("\"MARK.example\"").unwrap_err();
        assert!(refused.starts_with("the text is not a URL: relative URL without a base at"), "{refused}");
        assert!(decode::<Url>("7").unwrap_err().starts_with("invalid type: integer `7`, expected a URL"));
    }
}

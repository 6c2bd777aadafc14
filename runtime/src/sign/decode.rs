//! Texts that stand for bytes, back to bytes: keys come so. What is no such text gives no bytes, which no server accepts.

use base64::{
    Engine,
    alphabet::{Alphabet, STANDARD, URL_SAFE},
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};

/// Hexadecimal digits in either case.
pub fn decode_hex(text: &str) -> Vec<u8> {
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    let bytes: Option<Vec<u8>> = text
        .as_bytes()
        .chunks(2)
        .map(|pair| match pair {
            [high, low] => Some(digit(*high)? << 4 | digit(*low)?),
            _ => None,
        })
        .collect();
    bytes.unwrap_or_default()
}

/// Base64, padded or not.
pub fn decode_base64(text: &str) -> Vec<u8> {
    decode(text, &STANDARD)
}

/// Base64 for URLs, padded or not.
pub fn decode_base64url(text: &str) -> Vec<u8> {
    decode(text, &URL_SAFE)
}

/// Percent-encoded text as it was before. What is no text afterwards loses the odd bytes.
pub fn decode_percent(text: &str) -> String {
    // A query's parser takes `+` for a space, so those are hidden from it.
    let pair = text.replace('+', "%2B").replace('&', "%26").replace('=', "%3D");
    url::form_urlencoded::parse(pair.as_bytes()).next().map(|(name, _)| name.into_owned()).unwrap_or_default()
}

fn decode(text: &str, alphabet: &Alphabet) -> Vec<u8> {
    let config = GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent);
    GeneralPurpose::new(alphabet, config).decode(text).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn either_padding_and_no_guess() {
        assert_eq!(decode_base64("aGk="), b"hi");
        assert_eq!(decode_base64("aGk"), b"hi");
        assert_eq!(decode_base64url("-_8"), [0xfb, 0xff]);
        assert_eq!(decode_hex("00fF"), [0, 255]);
        assert!(decode_base64("%").is_empty());
        assert!(decode_hex("0").is_empty());
        assert!(decode_hex("zz").is_empty());
        assert_eq!(decode_percent("/a%28%E8%85%BE+b&c=d%zz"), "/a(腾+b&c=d%zz");
    }
}

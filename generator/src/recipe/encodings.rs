//! Bytes as text and back, and the percent-encodings.

use base64::{
    Engine as _,
    alphabet::{Alphabet, STANDARD, URL_SAFE},
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};

pub(crate) fn hex(bytes: &[u8]) -> String {
    let digits = bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    digits.filter_map(|digit| char::from_digit(digit.into(), 16)).collect()
}

pub(crate) fn base64(bytes: &[u8]) -> String {
    engine(&STANDARD, true).encode(bytes)
}

pub(crate) fn base64url(bytes: &[u8], padded: bool) -> String {
    engine(&URL_SAFE, padded).encode(bytes)
}

/// Padded or not.
pub(crate) fn decode_base64(text: &str) -> Vec<u8> {
    engine(&STANDARD, true).decode(text).unwrap_or_default()
}

/// Padded or not.
pub(crate) fn decode_base64url(text: &str) -> Vec<u8> {
    engine(&URL_SAFE, true).decode(text).unwrap_or_default()
}

/// `padded`: what is written is; what is read may be in any case.
fn engine(alphabet: &Alphabet, padded: bool) -> GeneralPurpose {
    let config = GeneralPurposeConfig::new()
        .with_encode_padding(padded)
        .with_decode_padding_mode(DecodePaddingMode::Indifferent);
    GeneralPurpose::new(alphabet, config)
}

pub(crate) fn decode_hex(text: &str) -> Vec<u8> {
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

/// RFC 3986: all but unreserved characters.
pub(crate) fn percent(text: &str) -> String {
    encode(text, |byte| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte))
}

pub(crate) fn percent_path(text: &str) -> String {
    encode(text, |byte| byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte))
}

pub(crate) fn form_encode(text: &str) -> String {
    encode(text, |byte| byte.is_ascii_alphanumeric() || b"-._* ".contains(&byte)).replace(' ', "+")
}

fn encode(text: &str, keeps: fn(u8) -> bool) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if keeps(byte) {
            out.push(char::from(byte));
        } else {
            out.push('%');
            out.push_str(&hex(&[byte]).to_ascii_uppercase());
        }
    }
    out
}

/// Text as it was before it was percent-encoded; `plus`: and a `+` stood for a space.
pub(crate) fn decode_percent(text: &str, plus: bool) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        rest = tail;
        match (first, tail) {
            (b'%', [high, low, after @ ..]) if high.is_ascii_hexdigit() && low.is_ascii_hexdigit() => {
                bytes.extend(decode_hex(&String::from_utf8_lossy(&[*high, *low])));
                rest = after;
            }
            (b'+', _) if plus => bytes.push(b' '),
            _ => bytes.push(*first),
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

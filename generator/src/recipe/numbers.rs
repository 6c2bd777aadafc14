//! Random texts of sixteen bytes, and numbers in hexadecimal digits.

use super::encodings::hex;

/// The first digit is not zero.
pub(super) fn digits(bytes: &[u8], count: usize) -> String {
    let zeros = u32::try_from(count.saturating_sub(1)).unwrap_or(37).min(37);
    let lowest = 10_u128.saturating_pow(zeros);
    (lowest + u128::from_be_bytes(sixteen(bytes)) % (lowest * 9)).to_string()
}

pub(super) fn alphanumeric(bytes: &[u8], count: usize) -> String {
    let letters = || ('0'..='9').chain('A'..='Z').chain('a'..='z');
    let mut rest = u128::from_be_bytes(sixteen(bytes));
    let mut text = String::new();
    for _ in 0..count.min(21) {
        text.extend(letters().nth(usize::try_from(rest % 62).unwrap_or_default()));
        rest /= 62;
    }
    text
}

pub(super) fn hex_number(text: &str, count: usize) -> String {
    text.parse::<u128>().map(|number| format!("{number:0count$x}")).unwrap_or_default()
}

/// A version 4 UUID (RFC 9562, 5.4).
pub(crate) fn uuid(bytes: &[u8]) -> String {
    let mut uuid = sixteen(bytes);
    uuid[6] = (uuid[6] & 0x0f) | 0x40;
    uuid[8] = (uuid[8] & 0x3f) | 0x80;
    let digits = hex(&uuid);
    [&digits[..8], &digits[8..12], &digits[12..16], &digits[16..20], &digits[20..]].join("-")
}

/// Missing bytes are zeros, further ones are ignored.
fn sixteen(bytes: &[u8]) -> [u8; 16] {
    let mut sixteen = [0; 16];
    sixteen.iter_mut().zip(bytes).for_each(|(to, from)| *to = *from);
    sixteen
}

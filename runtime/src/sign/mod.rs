//! What compiled signature recipes are made of: times, encodings, digests.

#[cfg(feature = "asymmetric")]
mod asymmetric;
mod decode;
mod digest;
mod fields;
mod json;
#[cfg(feature = "asymmetric")]
mod key;
mod number;
mod pairs;
mod request;
mod text;

#[cfg(feature = "asymmetric")]
pub use asymmetric::*;
#[allow(unused_imports, reason = "without the digest features there is nothing to export")]
pub use digest::*;

pub use decode::{decode_base64, decode_base64url, decode_hex, decode_percent};
pub use json::{json, json_list, sort_json};
pub use number::{alphanumeric, digits, hex_number};
pub use pairs::Pairs;
pub use text::*;

use std::time::{SystemTime, UNIX_EPOCH};

use base64::{
    Engine,
    engine::general_purpose::{STANDARD, URL_SAFE, URL_SAFE_NO_PAD},
};

use crate::percent;

/// Seconds since 1970.
pub fn unix_seconds(time: SystemTime) -> String {
    let seconds = since_1970(time).div_euclid(1_000_000_000);
    // Numbers of 128 bits are slow to write.
    i64::try_from(seconds).map_or_else(|_| seconds.to_string(), |seconds| seconds.to_string())
}

/// Milliseconds since 1970.
pub fn unix_millis(time: SystemTime) -> String {
    since_1970(time).div_euclid(1_000_000).to_string()
}

/// Microseconds since 1970.
pub fn unix_micros(time: SystemTime) -> String {
    since_1970(time).div_euclid(1000).to_string()
}

/// Nanoseconds since 1970.
pub fn unix_nanos(time: SystemTime) -> String {
    since_1970(time).to_string()
}

/// A time that many milliseconds later.
pub fn after(time: SystemTime, millis: u64) -> SystemTime {
    time.checked_add(std::time::Duration::from_millis(millis)).unwrap_or(time)
}

/// A time that many milliseconds earlier.
pub fn before(time: SystemTime, millis: u64) -> SystemTime {
    time.checked_sub(std::time::Duration::from_millis(millis)).unwrap_or(time)
}

/// Nanoseconds since 1970; negative before.
fn since_1970(time: SystemTime) -> i128 {
    let nanos = |duration: std::time::Duration| i128::try_from(duration.as_nanos()).unwrap_or(i128::MAX);
    match time.duration_since(UNIX_EPOCH) {
        Ok(since) => nanos(since),
        Err(before) => -nanos(before.duration()),
    }
}

/// The time in UTC in a format of `strftime`. What chrono cannot write, it leaves out.
#[cfg(feature = "chrono")]
pub fn format(time: SystemTime, format: &str) -> String {
    use std::fmt::Write;

    let nanos = since_1970(time);
    let seconds = i64::try_from(nanos.div_euclid(1_000_000_000)).unwrap_or(i64::MAX);
    let rest = u32::try_from(nanos.rem_euclid(1_000_000_000)).unwrap_or_default();
    let mut text = String::new();
    if let Some(time) = chrono::DateTime::from_timestamp(seconds, rest) {
        // A format that chrono does not know is refused when the spec is checked.
        let _ = write!(text, "{}", time.format(format));
    }
    text
}

/// Lower-case hexadecimal digits.
pub fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let mut text = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        text.extend([byte >> 4, byte & 15].map(|digit| char::from(DIGITS[usize::from(digit)])));
    }
    text
}

/// Base64 with padding.
pub fn base64(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}

/// Base64 for URLs, without padding.
pub fn base64url(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// Base64 for URLs, with padding.
pub fn base64url_padded(bytes: &[u8]) -> String {
    URL_SAFE.encode(bytes)
}

/// As [`percent`], but with `+` for a space and `*` as it is: `application/x-www-form-urlencoded`.
pub fn form_encode(text: &str) -> String {
    url::form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>().replace('~', "%7E")
}

/// Percent-encoded by RFC 3986: all but letters, digits, `-`, `.`, `_`, `~`.
pub fn percent(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    percent::push_strict(&mut out, text);
    out
}

/// Sixteen bytes as a version 4 UUID. Missing bytes are zeros, further ones are ignored.
pub fn uuid_v4_text(bytes: &[u8]) -> String {
    let mut uuid = [0; 16];
    uuid.iter_mut().zip(bytes).for_each(|(to, from)| *to = *from);
    // RFC 9562, 5.4: the version and the variant.
    uuid[6] = (uuid[6] & 0x0f) | 0x40;
    uuid[8] = (uuid[8] & 0x3f) | 0x80;
    let digits = hex(&uuid);
    [&digits[..8], &digits[8..12], &digits[12..16], &digits[16..20], &digits[20..]].join("-")
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn times_are_counted_from_1970_also_before_it() {
        let time = UNIX_EPOCH + Duration::from_millis(1_655_710_885_431);
        assert_eq!(unix_seconds(time), "1655710885");
        assert_eq!(unix_millis(time), "1655710885431");
        assert_eq!(unix_seconds(UNIX_EPOCH - Duration::from_millis(500)), "-1");
        assert_eq!(unix_millis(UNIX_EPOCH - Duration::from_millis(500)), "-500");
        assert_eq!(unix_nanos(UNIX_EPOCH + Duration::from_millis(1)), "1000000");
        assert_eq!(unix_seconds(before(after(time, 2000), 1000)), "1655710886");
    }

    #[cfg(feature = "chrono")]
    #[test]
    fn times_are_formatted_in_utc() {
        let time = UNIX_EPOCH + Duration::from_millis(1_655_710_885_431);
        assert_eq!(format(time, "%Y%m%dT%H%M%S%.3fZ"), "20220620T074125.431Z");
        assert_eq!(format(UNIX_EPOCH - Duration::from_secs(1), "%F %T"), "1969-12-31 23:59:59");
        let _ = format(time, "%Q");
    }

    #[test]
    fn encodings() {
        assert_eq!(hex(&[0, 15, 255]), "000fff");
        assert_eq!((base64(&[255, 239]), base64url(&[255, 239])), ("/+8=".to_owned(), "_-8".to_owned()));
        assert_eq!(percent("a b/ç~"), "a%20b%2F%C3%A7~");
    }

    #[test]
    fn a_uuid_has_its_version_and_variant() {
        assert_eq!(uuid_v4_text(&[255; 16]), "ffffffff-ffff-4fff-bfff-ffffffffffff");
        assert_eq!(uuid_v4_text(&[]), "00000000-0000-4000-8000-000000000000");
    }
}

//! Query strings, as `application/x-www-form-urlencoded` has them.

use std::fmt::Write;

/// The pairs of a query, decoded: `+` is a space, `%XX` a byte. What is not valid UTF-8 is replaced.
pub fn decode_query(query: &str) -> Vec<(String, String)> {
    query
        .split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            (decode(name), decode(value))
        })
        .collect()
}

/// A query of these pairs.
pub fn encode_query<N: AsRef<str>, V: AsRef<str>>(pairs: &[(N, V)]) -> String {
    let mut query = String::new();
    for (name, value) in pairs {
        if !query.is_empty() {
            query.push('&');
        }
        encode(&mut query, name.as_ref());
        query.push('=');
        encode(&mut query, value.as_ref());
    }
    query
}

fn encode(into: &mut String, text: &str) {
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            into.push(char::from(byte));
        } else {
            // Writing to a String cannot fail.
            let _ = write!(into, "%{byte:02X}");
        }
    }
}

fn decode(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        at += 1;
        match byte {
            b'+' => decoded.push(b' '),
            b'%' => match bytes.get(at..at + 2).and_then(hex_byte) {
                Some(value) => {
                    decoded.push(value);
                    at += 2;
                }
                None => decoded.push(b'%'),
            },
            other => decoded.push(other),
        }
    }
    String::from_utf8_lossy(&decoded).into_owned()
}

fn hex_byte(digits: &[u8]) -> Option<u8> {
    // `from_str_radix` would take a sign.
    if !digits.iter().all(u8::is_ascii_hexdigit) {
        return None;
    }
    u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_is_read_back_as_it_was_written() {
        let pairs = [("a b", "1+1=2"), ("name", "牛小信"), ("empty", ""), ("amp", "a&b")];
        let owned: Vec<_> = pairs.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect();
        assert_eq!(decode_query(&encode_query(&pairs)), owned);
    }

    #[test]
    fn a_broken_escape_stays_as_it_is() {
        let text = |query: &str| decode_query(query)[0].1.clone();
        assert_eq!(text("a=%+1"), "% 1");
        assert_eq!(text("a=100%"), "100%");
        assert_eq!(text("a=%4"), "%4");
        assert_eq!(text("a=x+y"), "x y");
    }
}

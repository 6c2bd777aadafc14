//! Percent-encoding by RFC 3986.

/// Appends `text` with every byte encoded that is not unreserved: letters, digits, `-`, `.`, `_`, `~`.
pub(crate) fn push_strict(out: &mut String, text: &str) {
    // Most texts are.
    if is_plain(text) {
        out.push_str(text);
    } else {
        push_where(out, text, is_unreserved);
    }
}

/// Appends a literal part of a path: what may stand in a path stays, `/` and existing escapes included.
pub(crate) fn push_path(out: &mut String, text: &str) {
    push_where(out, text, |byte| is_unreserved(byte) || b"/%!$&'()*+,;=:@".contains(&byte));
}

/// Appends `name=value` to a query.
pub(crate) fn push_pair(query: &mut String, name: &str, value: &str) {
    push_name(query, name);
    push_strict(query, value);
}

/// Appends `name=` to a query.
pub(crate) fn push_name(query: &mut String, name: &str) {
    if !query.is_empty() {
        query.push('&');
    }
    push_strict(query, name);
    query.push('=');
}

/// Whether a cookie can carry a text as it is (RFC 6265, 4.1.1); a comma ends none.
pub(crate) fn is_cookie(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_graphic() && !matches!(byte, b'"' | b';' | b'\\'))
}

fn push_where(out: &mut String, text: &str, keep: impl Fn(u8) -> bool) {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    out.reserve(text.len());
    // Texts are mostly of what stays, so runs of it are appended as a whole.
    let mut run = 0;
    for (index, byte) in text.bytes().enumerate().filter(|&(_, byte)| !keep(byte)) {
        // Between two bytes of one character is no run.
        out.push_str(text.get(run..index).unwrap_or_default());
        out.push('%');
        out.push(char::from(HEX[usize::from(byte >> 4)]));
        out.push(char::from(HEX[usize::from(byte & 15)]));
        run = index + 1;
    }
    out.push_str(text.get(run..).unwrap_or_default());
}

/// Whether a text stands in an address as it is.
pub(crate) fn is_plain(text: &str) -> bool {
    text.bytes().all(is_unreserved)
}

fn is_unreserved(byte: u8) -> bool {
    UNRESERVED[usize::from(byte)]
}

/// As a table: every byte of every signed query is looked up.
static UNRESERVED: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = 0_u8;
    while byte < 128 {
        table[byte as usize] = byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~');
        byte += 1;
    }
    table
};

#[cfg(test)]
mod tests {
    use super::*;

    fn strict(text: &str) -> String {
        let mut out = String::new();
        push_strict(&mut out, text);
        out
    }

    #[test]
    fn only_unreserved_characters_stay() {
        assert_eq!(strict("AZaz09-._~"), "AZaz09-._~");
        assert_eq!(strict("a b+c/d?e#f%g&h=i"), "a%20b%2Bc%2Fd%3Fe%23f%25g%26h%3Di");
        assert_eq!(strict("é牛\u{0}\\"), "%C3%A9%E7%89%9B%00%5C");
    }

    #[test]
    fn what_is_plain_stays_as_it_is() {
        for byte in 0..128_u8 {
            let text = char::from(byte).to_string();
            assert_eq!(is_plain(&text), strict(&text) == text, "{text:?}");
        }
        assert!(is_plain("") && !is_plain("é"));
    }

    #[test]
    fn literal_path_text_keeps_what_a_path_may_hold() {
        let mut out = String::new();
        push_path(&mut out, "/v1/a:b/%2F c?");
        assert_eq!(out, "/v1/a:b/%2F%20c%3F");
    }

    #[test]
    fn pairs_are_joined() {
        let mut query = String::new();
        push_pair(&mut query, "a", "1 2");
        push_pair(&mut query, "b[]", "");
        assert_eq!(query, "a=1%202&b%5B%5D=");
    }
}

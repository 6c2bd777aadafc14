//! Literals: texts, bytes and numbers as Rust writes them.

use std::fmt::Write;

use super::{Class, ToTokens, TokenStream};

/// A literal other than a text.
#[derive(Clone, Debug)]
pub(in crate::emit) struct Literal(String);

impl Literal {
    /// One whose text is known to be one.
    pub(in crate::emit) fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// A number without its type.
    pub(in crate::emit) fn usize_unsuffixed(number: usize) -> Self {
        Self(number.to_string())
    }

    /// The same.
    pub(in crate::emit) fn u16_unsuffixed(number: u16) -> Self {
        Self(number.to_string())
    }

    /// `b"…"`.
    pub(in crate::emit) fn byte_string(bytes: &[u8]) -> Self {
        let mut text = "b\"".to_owned();
        for (at, byte) in bytes.iter().enumerate() {
            match byte {
                0 => text.push_str(zero(bytes.get(at + 1).copied())),
                b'\t' => text.push_str("\\t"),
                b'\n' => text.push_str("\\n"),
                b'\r' => text.push_str("\\r"),
                b'"' => text.push_str("\\\""),
                b'\\' => text.push_str("\\\\"),
                b' '..=b'~' => text.push(char::from(*byte)),
                _ => _ = write!(text, "\\x{byte:02X}"),
            }
        }
        text.push('"');
        Self(text)
    }
}

impl ToTokens for Literal {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        tokens.push(&self.0, Class::of(&self.0));
    }
}

/// NUL, which must not look like an octal escape of C.
fn zero(next: Option<u8>) -> &'static str {
    if matches!(next, Some(b'0'..=b'7')) { "\\x00" } else { "\\0" }
}

/// A text with its quotes.
pub(super) fn write_text(text: &str, out: &mut String) {
    out.push('"');
    let mut rest = text;
    while let Some(at) = rest.bytes().position(|byte| !is_plain(byte)) {
        let (plain, odd) = rest.split_at(at);
        out.push_str(plain);
        let mut characters = odd.chars();
        match characters.next() {
            Some('\0') => out.push_str(zero(characters.as_str().bytes().next())),
            // Which nothing needs between such quotes.
            Some('\'') => out.push('\''),
            first => out.extend(first.into_iter().flat_map(char::escape_debug)),
        }
        rest = characters.as_str();
    }
    out.push_str(rest);
    out.push('"');
}

/// A character with its quotes.
pub(super) fn write_character(character: char, out: &mut String) {
    out.push('\'');
    match character {
        '"' => out.push('"'),
        other => out.extend(other.escape_debug()),
    }
    out.push('\'');
}

/// Whether a byte is a character that stands in quotes as it is.
fn is_plain(byte: u8) -> bool {
    matches!(byte, b' '..=b'~') && !matches!(byte, b'"' | b'\\')
}

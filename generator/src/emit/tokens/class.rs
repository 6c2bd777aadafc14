//! What a token's own text says of it.

/// What a token is, wherever it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::emit) enum Class {
    Word,
    Keyword,
    Literal,
    Doc,
    /// A parenthesis, bracket or brace.
    Open,
    Close,
    Comma,
    Semicolon,
    Colon,
    /// `::`
    Path,
    Dot,
    /// Anything else: mostly its neighbours decide.
    Operator,
}

impl Class {
    /// That of a text. Of what stands in a `quote!`, the compiler finds it.
    pub(in crate::emit) const fn of(text: &str) -> Self {
        match text.as_bytes() {
            b"(" | b"[" | b"{" => Self::Open,
            b")" | b"]" | b"}" => Self::Close,
            b"," => Self::Comma,
            b";" => Self::Semicolon,
            b":" => Self::Colon,
            b"::" => Self::Path,
            b"." => Self::Dot,
            [b'/', b'/', ..] => Self::Doc,
            [b'"' | b'0'..=b'9', ..] | [b'\'', .., b'\''] | [b'r' | b'b' | b'c', .., b'"' | b'\'' | b'#'] => {
                Self::Literal
            }
            // A lifetime stands before an operand, as a keyword does.
            [b'\'', ..] => Self::Keyword,
            [b'a'..=b'z' | b'A'..=b'Z' | b'_' | 0x80.., ..] => {
                if is_keyword(text) {
                    Self::Keyword
                } else {
                    Self::Word
                }
            }
            _ => Self::Operator,
        }
    }
}

/// Words after which an operand begins; `self`, `true` and the like are operands.
const fn is_keyword(text: &str) -> bool {
    matches!(
        text.as_bytes(),
        b"as"
            | b"async"
            | b"break"
            | b"const"
            | b"continue"
            | b"dyn"
            | b"else"
            | b"enum"
            | b"extern"
            | b"fn"
            | b"for"
            | b"if"
            | b"impl"
            | b"in"
            | b"let"
            | b"loop"
            | b"match"
            | b"mod"
            | b"move"
            | b"mut"
            | b"pub"
            | b"ref"
            | b"return"
            | b"static"
            | b"struct"
            | b"trait"
            | b"type"
            | b"unsafe"
            | b"use"
            | b"where"
            | b"while"
            | b"yield"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_say_what_they_are() {
        for (class, texts) in [
            (Class::Word, &["a", "Self", "self", "true", "_", "_2fa", "größe", "ä", "r", "b1"][..]),
            (Class::Keyword, &["fn", "while", "'a", "'static"]),
            (Class::Literal, &["1", "0x1f", "\"a\"", "'a'", "'\\''", "b\"a\"", "b'a'", "r#\"a\"#", "c\"a\""]),
            (Class::Doc, &["///", "/// A.", "//! A."]),
            (Class::Path, &["::"]),
            (Class::Operator, &["<", ">>", "=", "->", "/", "/=", "#", "-1", ""]),
        ] {
            for text in texts {
                assert_eq!(Class::of(text), class, "{text}");
            }
        }
    }
}

//! JSON text → a tree.
//!
//! JSON is YAML but for corners that documents have: keys of more than 1,024 characters, halves of surrogate pairs, control
//! characters in texts. And a reader of JSON alone is several times as fast, which counts for documents of many megabytes.
//! What is not JSON is left to the reader of YAML, which also says why.

use crate::source::{FileId, Span};

use super::MAX_DEPTH;
use super::node::{Entry, Node, Scalar, Value};

/// Reads a whole text; `None` if it is not JSON, or nested too deep. Equal keys are all kept.
pub(super) fn parse(text: &str, file: FileId) -> Option<Node> {
    let mut reader = Reader { text, bytes: text.as_bytes(), at: 0, file };
    let node = reader.value(0)?;
    reader.space();
    (reader.at == text.len()).then_some(node)
}

struct Reader<'t> {
    text: &'t str,
    bytes: &'t [u8],
    at: usize,
    file: FileId,
}

impl Reader<'_> {
    fn space(&mut self) {
        while matches!(self.bytes.get(self.at), Some(b' ' | b'\n' | b'\r' | b'\t')) {
            self.at += 1;
        }
    }

    /// The next byte that is no space.
    fn peek(&mut self) -> Option<u8> {
        self.space();
        self.bytes.get(self.at).copied()
    }

    fn take(&mut self, wanted: u8) -> Option<()> {
        (self.peek()? == wanted).then(|| self.at += 1)
    }

    fn span(&self, start: usize) -> Option<Span> {
        Some(Span { file: self.file, start: u32::try_from(start).ok()?, end: u32::try_from(self.at).ok()? })
    }

    fn value(&mut self, depth: usize) -> Option<Node> {
        let first = self.peek()?;
        let start = self.at;
        let value = match first {
            b'{' | b'[' if depth >= MAX_DEPTH => return None,
            b'{' => Value::Map(self.map(depth + 1)?),
            b'[' => Value::List(self.list(depth + 1)?),
            b'"' => {
                let (text, verbatim) = self.string()?;
                let content_start = u32::try_from(start + 1).ok()?;
                Value::Scalar(Scalar { text, plain: false, verbatim, content_start })
            }
            _ => Value::Scalar(self.word()?),
        };
        Some(Node { value, span: self.span(start)? })
    }

    fn list(&mut self, depth: usize) -> Option<Vec<Node>> {
        self.at += 1;
        // Most have one, and the smallest room that a list gets by itself is for four.
        let mut items = Vec::with_capacity(1);
        if self.peek()? == b']' {
            self.at += 1;
            return Some(items);
        }
        loop {
            items.push(self.value(depth)?);
            match self.peek()? {
                b',' => self.at += 1,
                b']' => {
                    self.at += 1;
                    return Some(items);
                }
                _ => return None,
            }
        }
    }

    fn map(&mut self, depth: usize) -> Option<Vec<Entry>> {
        self.at += 1;
        let mut entries = Vec::with_capacity(1);
        if self.peek()? == b'}' {
            self.at += 1;
            return Some(entries);
        }
        loop {
            self.space();
            let start = self.at;
            let (key, _) = self.string()?;
            let key_span = self.span(start)?;
            self.take(b':')?;
            entries.push(Entry { key, key_span, value: self.value(depth)? });
            match self.peek()? {
                b',' => self.at += 1,
                b'}' => {
                    self.at += 1;
                    return Some(entries);
                }
                _ => return None,
            }
        }
    }

    /// `true`, `null`, or a number.
    fn word(&mut self) -> Option<Scalar> {
        let start = self.at;
        while matches!(self.bytes.get(self.at), Some(byte) if byte.is_ascii_alphanumeric() || b"+-.".contains(byte))
        {
            self.at += 1;
        }
        let content_start = u32::try_from(start).ok()?;
        let text = self.text.get(start..self.at)?.to_owned();
        let scalar = Scalar { text, plain: true, verbatim: true, content_start };
        let known = scalar.is_number() || matches!(scalar.text.as_str(), "true" | "false" | "null");
        known.then_some(scalar)
    }

    /// A text, and whether it stands in the file as it is.
    fn string(&mut self) -> Option<(String, bool)> {
        self.take(b'"')?;
        let start = self.at;
        let end = start + self.bytes.get(start..)?.iter().position(|byte| matches!(byte, b'"' | b'\\'))?;
        if self.bytes[end] == b'"' {
            self.at = end + 1;
            return Some((self.text.get(start..end)?.to_owned(), true));
        }
        let mut out = String::with_capacity(end - start + 16);
        self.at = start;
        loop {
            let rest = self.bytes.get(self.at..)?;
            let length = rest.iter().position(|byte| matches!(byte, b'"' | b'\\'))?;
            out.push_str(self.text.get(self.at..self.at + length)?);
            self.at += length + 1;
            if rest[length] == b'"' {
                return Some((out, false));
            }
            let escape = *self.bytes.get(self.at)?;
            self.at += 1;
            out.push(self.escaped(escape)?);
        }
    }

    fn escaped(&mut self, escape: u8) -> Option<char> {
        Some(match escape {
            b'"' | b'\\' | b'/' => char::from(escape),
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => self.unicode()?,
            _ => return None,
        })
    }

    /// What follows `\u`: one of the basic plane, or a pair; half of one is no character.
    fn unicode(&mut self) -> Option<char> {
        let first = self.hex()?;
        if (0xd800..0xdc00).contains(&first) && self.bytes.get(self.at..self.at + 2) == Some(b"\\u") {
            let before = self.at;
            self.at += 2;
            let second = self.hex()?;
            if (0xdc00..0xe000).contains(&second) {
                return char::from_u32(0x1_0000 + ((first - 0xd800) << 10) + (second - 0xdc00));
            }
            self.at = before;
        }
        Some(char::from_u32(first).unwrap_or(char::REPLACEMENT_CHARACTER))
    }

    fn hex(&mut self) -> Option<u32> {
        let digits = self.text.get(self.at..self.at + 4)?;
        if !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return None;
        }
        self.at += 4;
        u32::from_str_radix(digits, 16).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Sources;

    fn read(text: &str) -> Option<Node> {
        let file = Sources::default().add("a.json", text);
        parse(text, file)
    }

    fn round(text: &str) -> String {
        read(text).map(|node| node.to_json()).unwrap_or_default()
    }

    #[test]
    fn json_is_read() {
        let text = r#"{"a":[1,-2.5e3,true,false,null,"",{}],"b":{"c":[]}}"#;
        assert_eq!(round(text), text);
        assert_eq!(round(" [ 1 ,\t2\r\n] "), "[1,2]");
        assert_eq!(
            round(r#""\"\\\/\b\f\n\r\tA\u00e9\ud83d\ude00""#),
            "\"\\\"\\\\/\\u0008\\u000c\\n\\r\\tAé😀\""
        );
    }

    #[test]
    fn what_only_json_allows() {
        assert_eq!(round(r#""a\ud83d b""#), "\"a\u{fffd} b\"");
        assert_eq!(round(r#""\ud83d\u0041""#), "\"\u{fffd}A\"");
        let long = format!("{{\"{}\":1}}", "k".repeat(5000));
        assert_eq!(round(&long), long);
    }

    #[test]
    fn what_is_not_json() {
        for text in [
            "",
            "a",
            "{a:1}",
            "[1,]",
            "{\"a\":1,}",
            "[1 2]",
            "{\"a\" 1}",
            "\"\\d\"",
            "\"a",
            "01",
            "1 2",
            "tru",
        ] {
            assert!(read(text).is_none(), "{text}");
        }
        assert!(read(&"[".repeat(100_000)).is_none());
    }

    #[test]
    fn places() {
        let node = read("{\"a\": \"b\\n\", \"c\": [1]}").expect("JSON");
        let at = |key: &str| node.get(key).map(|node| (node.span.start, node.span.end));
        assert_eq!((at("a"), at("c")), (Some((6, 11)), Some((18, 21))));
        let scalar = node.get("a").and_then(Node::as_scalar).expect("a text");
        assert_eq!((scalar.verbatim, scalar.content_start), (false, 7));
    }
}

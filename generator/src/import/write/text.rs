//! Lines, keys and texts as YAML has them.

use std::borrow::Cow;

use crate::import::names::{is_clean, is_odd};
use crate::yaml::write_json_text;

/// A documentation of one line that is longer stands in a block.
const WIDTH: usize = 116;

/// A growing text.
pub(super) struct Out {
    text: String,
}

impl Out {
    pub(super) fn new() -> Self {
        Self { text: String::new() }
    }

    pub(super) fn raw(&mut self, text: &str) {
        self.text.push_str(text);
    }

    pub(super) fn blank(&mut self) {
        self.text.push('\n');
    }

    pub(super) fn line(&mut self, indent: usize, line: &str) {
        self.indent(indent);
        self.text.push_str(line);
        self.text.push('\n');
    }

    fn indent(&mut self, indent: usize) {
        for _ in 0..indent {
            self.text.push(' ');
        }
    }

    /// `doc:`, on one line or as a block; nothing for nothing.
    pub(super) fn doc(&mut self, indent: usize, doc: &str) {
        let doc = clean(doc);
        let lines = lines(&doc);
        match lines.as_slice() {
            [] => {}
            [only] if only.len() + indent < WIDTH && !only.starts_with([' ', '\t']) => {
                self.line(indent, &format!("doc: {}", scalar(only)));
            }
            [first, ..] => {
                // A block whose first line begins with blanks says itself how far it is indented.
                let indicator = if first.starts_with([' ', '\t']) { "2" } else { "" };
                self.line(indent, &format!("doc: |{indicator}"));
                for line in &lines {
                    if line.is_empty() { self.blank() } else { self.line(indent + 2, line) }
                }
            }
        }
    }

    /// The text, without blanks before the end.
    pub(super) fn finish(self) -> String {
        self.text
    }
}

/// A documentation without what a spec may not hold.
fn clean(doc: &str) -> Cow<'_, str> {
    if !doc.contains('\r') && is_clean(doc) {
        return Cow::Borrowed(doc);
    }
    let joined = doc.replace("\r\n", "\n");
    let clean = joined.chars().filter_map(|character| match character {
        '\r' => Some('\n'),
        '\u{85}' | '\u{2028}' | '\u{2029}' => Some(' '),
        other => (!is_odd(other)).then_some(other),
    });
    Cow::Owned(clean.collect())
}

/// Its lines, without empty ones at the beginning and at the end.
fn lines(clean: &str) -> Vec<&str> {
    let mut lines: Vec<&str> = clean.lines().map(str::trim_end).collect();
    while lines.last().is_some_and(|last| last.is_empty()) {
        lines.pop();
    }
    let first = lines.iter().position(|line| !line.is_empty()).unwrap_or(lines.len());
    lines.drain(..first);
    lines
}

/// A documentation that can follow behind ` -- ` on a line that has `before` characters already.
pub(super) fn note(doc: &str, before: usize) -> Option<String> {
    match lines(&clean(doc)).as_slice() {
        [] => Some(String::new()),
        [only] if only.len() + before + 4 < WIDTH => Some(only.trim().to_owned()),
        _ => None,
    }
}

/// A text as a YAML scalar.
pub(in crate::import) fn scalar(text: &str) -> String {
    let clean = if is_clean(text) {
        Cow::Borrowed(text)
    } else {
        Cow::Owned(text.chars().filter(|character| !is_odd(*character)).collect())
    };
    if is_plain(&clean) {
        return clean.into_owned();
    }
    let mut out = String::new();
    write_json_text(&clean, &mut out);
    out
}

/// A text as a key of a map. Unlike a value it may look like a number.
pub(super) fn key(text: &str) -> String {
    let number = !text.is_empty() && text.len() < 20 && text.bytes().all(|byte| byte.is_ascii_digit());
    if number { text.to_owned() } else { scalar(text) }
}

/// Whether YAML, and a reader, take the text for what it is without quotes.
fn is_plain(text: &str) -> bool {
    const WORDS: [&str; 9] = ["true", "false", "null", "yes", "no", "on", "off", "y", "n"];
    let Some(first) = text.chars().next() else { return false };
    let begins = first.is_alphabetic() || matches!(first, '_' | '/' | '(');
    begins
        && !WORDS.iter().any(|word| text.eq_ignore_ascii_case(word))
        && !text.contains(": ")
        && !text.contains(" #")
        && !text.ends_with([':', ' '])
        && !text.contains(['\n', '\t', '\r'])
        && !text.chars().any(char::is_control)
        && !matches!(text, ".nan" | ".inf")
}

/// A type expression, quoted where YAML would take it for something else.
pub(super) fn expression(text: &str) -> String {
    let brackets = text.starts_with(['[', '{']);
    let plain = |character: char| character.is_ascii_alphanumeric() || "_[]{}".contains(character);
    if brackets
        && text.chars().all(plain)
        && !text.contains("{[")
        && !text.contains("{{")
        && !text.contains("[{")
    {
        return text.to_owned();
    }
    scalar(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scalars() {
        for (text, expected) in [
            ("a text", "a text"),
            ("a: b", "\"a: b\""),
            ("true", "\"true\""),
            ("", "\"\""),
            ("1.0", "\"1.0\""),
            ("- a", "\"- a\""),
            ("a\u{202e}b", "ab"),
            ("a #b", "\"a #b\""),
        ] {
            assert_eq!(scalar(text), expected);
        }
        assert_eq!(key("404"), "404");
        assert_eq!(expression("[Tag]"), "[Tag]");
        assert_eq!(expression("{string}"), "{string}");
        assert_eq!(expression("[Tag]?"), "\"[Tag]?\"");
        assert_eq!(expression("string(..20)?"), "string(..20)?");
    }

    #[test]
    fn documentation() {
        let shown = |doc: &str| {
            let mut out = Out::new();
            out.doc(0, doc);
            out.finish()
        };
        assert_eq!(shown(" \n"), "");
        assert_eq!(shown("One."), "doc: One.\n");
        assert_eq!(shown("One.\r\n\r\nTwo.  \n"), "doc: |\n  One.\n\n  Two.\n");
        assert_eq!(shown("\n    code\nx"), "doc: |2\n      code\n  x\n");
    }
}

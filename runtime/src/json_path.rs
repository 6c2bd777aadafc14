//! Where in a document a JSON error happened.
//!
//! `serde_json` knows only line and column. One scanner over the bytes up to there finds the path, and no decoder has to
//! be compiled a second time to keep track of it.

use crate::error;

/// Longer paths are cut: keys come from the answer, which may be hostile.
const LONGEST_PATH: usize = 300;

/// Deeper levels are counted only: no path that is shown is that long, and an answer may be nothing but brackets.
const DEEPEST: usize = 256;

/// The path of the value at a line and a column as `serde_json` counts them, such as `data.items[3].id`.
/// Empty for the document itself.
pub(crate) fn at(document: &[u8], line: usize, column: usize) -> String {
    before(document, offset(document, line, column))
}

/// The path of the value that the document is in after so many bytes.
pub(crate) fn before(document: &[u8], end: usize) -> String {
    let mut scanner = Scanner { document: &document[..end], position: 0, stack: Vec::new(), deeper: 0 };
    scanner.run();
    shown(&scanner.stack)
}

/// The number of bytes before a line and a column.
pub(crate) fn offset(document: &[u8], line: usize, column: usize) -> usize {
    let lines_before = line.saturating_sub(1);
    let start = match lines_before.checked_sub(1) {
        None => 0,
        Some(nth) => document
            .iter()
            .enumerate()
            .filter(|&(_, &byte)| byte == b'\n')
            .nth(nth)
            .map_or(document.len(), |(index, _)| index + 1),
    };
    start.saturating_add(column).min(document.len())
}

/// An open object with the key whose value is being read, or an open list with the index of the current element.
enum Frame<'a> {
    Object(Option<&'a [u8]>),
    List(usize),
}

struct Scanner<'a> {
    document: &'a [u8],
    position: usize,
    stack: Vec<Frame<'a>>,
    /// How many levels are open beyond the deepest that is kept.
    deeper: usize,
}

impl<'a> Scanner<'a> {
    fn run(&mut self) {
        while let Some(&byte) = self.document.get(self.position) {
            self.position += 1;
            match byte {
                b'{' => self.open(Frame::Object(None)),
                b'[' => self.open(Frame::List(0)),
                b'}' | b']' => self.close(),
                b',' => match self.current() {
                    Some(Frame::Object(key)) => *key = None,
                    Some(Frame::List(index)) => *index += 1,
                    None => {}
                },
                b'"' => self.string(),
                _ => {}
            }
        }
    }

    fn open(&mut self, frame: Frame<'a>) {
        if self.stack.len() < DEEPEST {
            self.stack.push(frame);
        } else {
            self.deeper += 1;
        }
    }

    fn close(&mut self) {
        if self.deeper > 0 {
            self.deeper -= 1;
        } else {
            self.stack.pop();
        }
    }

    /// The innermost level, unless it is not kept.
    fn current(&mut self) -> Option<&mut Frame<'a>> {
        if self.deeper > 0 { None } else { self.stack.last_mut() }
    }

    /// A string: in an object that has no key yet it is the key.
    fn string(&mut self) {
        let start = self.position;
        let mut end = self.document.len();
        while let Some(&byte) = self.document.get(self.position) {
            self.position += 1;
            match byte {
                b'\\' => self.position += 1,
                b'"' => {
                    end = self.position - 1;
                    break;
                }
                _ => {}
            }
        }
        let document = self.document;
        if let Some(Frame::Object(key @ None)) = self.current() {
            *key = Some(&document[start..end]);
        }
    }
}

fn shown(stack: &[Frame<'_>]) -> String {
    let mut path = String::new();
    for frame in stack {
        match frame {
            Frame::Object(None) => {}
            Frame::Object(Some(key)) => push_key(&mut path, &String::from_utf8_lossy(key)),
            Frame::List(index) => push_index(&mut path, *index),
        }
        if path.len() > LONGEST_PATH {
            return error::line(&path, LONGEST_PATH);
        }
    }
    path
}

/// Appends a key: after a dot when it looks like a name, or else in brackets and quotes.
pub(crate) fn push_key(path: &mut String, key: &str) {
    let name = !key.is_empty() && key.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '$'));
    if !name {
        let key = key.replace(|c: char| c.is_control(), " ");
        path.extend(["[\"", &key.replace('"', "\\\""), "\"]"]);
        return;
    }
    if !path.is_empty() {
        path.push('.');
    }
    path.push_str(key);
}

/// Appends an index in brackets.
pub(crate) fn push_index(path: &mut String, index: usize) {
    path.extend(["[", &index.to_string(), "]"]);
}

/// One path after another.
pub(crate) fn join(before: &str, after: &str) -> String {
    let dot = if before.is_empty() || after.is_empty() || after.starts_with('[') { "" } else { "." };
    format!("{before}{dot}{after}")
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde::{Deserialize, de::DeserializeOwned};

    use super::*;

    fn path_of<T: DeserializeOwned + std::fmt::Debug>(json: &str) -> String {
        let error = serde_json::from_slice::<T>(json.as_bytes()).unwrap_err();
        at(json.as_bytes(), error.line(), error.column())
    }

    #[derive(Debug, Deserialize)]
    #[allow(dead_code)]
    struct Page {
        items: Vec<Item>,
        #[serde(default)]
        more: BTreeMap<String, Vec<u8>>,
        #[serde(default)]
        pair: (u8, bool),
    }

    #[derive(Debug, Deserialize)]
    #[allow(dead_code)]
    struct Item {
        id: i64,
    }

    #[test]
    fn a_wrong_value_is_found() {
        for (json, path) in [
            (r#"{"items":[{"id":1},{"id":"x"}]}"#, "items[1].id"),
            (r#"{"items":[{"id":1},{"id":null}]}"#, "items[1].id"),
            (r#"{"items":[{"id":1},{"id":1.5}, {}]}"#, "items[1].id"),
            (r#"{"items":[{"id":1},{"id":{"a":1}}]}"#, "items[1].id"),
            (r#"{"items":[{"id":[1]}]}"#, "items[0].id"),
            (r#"{"items":[{"id":1},{}]}"#, "items[1]"),
            (r#"{"items":[5]}"#, "items[0]"),
            (r#"{"items":[[]]}"#, "items[0]"),
            (r#"{"items":{}}"#, "items"),
            (r#"{"items":"a\"b{["}"#, "items"),
            ("{\n  \"items\": [\n    { \"id\": 1 },\n    { \"id\": true }\n  ]\n}", "items[1].id"),
            (r#"{"items":[],"more":{"a b":[1],"é":[300]}}"#, "more.é[0]"),
            (r#"{"items":[],"more":{"a b":[1,2,-3]}}"#, r#"more["a b"][2]"#),
            (r#"{"items":[],"pair":[1]}"#, "pair"),
            (r#"{"items":[],"pair":[1,2]}"#, "pair[1]"),
            ("{}", ""),
            ("7", ""),
        ] {
            assert_eq!(path_of::<Page>(json), path, "{json}");
        }
    }

    #[test]
    fn the_place_where_a_document_ends_early_is_found() {
        assert_eq!(path_of::<Page>(r#"{"items":[{"id":1},{"id":"#), "items[1].id");
        assert_eq!(path_of::<Page>(r#"{"items":[{"id":1},{"i"#), "items[1].i");
        assert_eq!(path_of::<Page>(""), "");
    }

    #[test]
    fn any_bytes_and_any_position_are_taken() {
        for document in [&b"]]}}\"\\"[..], b"{\"\\", b"\xff\xfe[,,{\"\xff\":", b""] {
            for line in 0..4 {
                for column in [0, 1, 2, 3, 50, usize::MAX] {
                    let _ = at(document, line, column);
                }
            }
        }
        assert_eq!(at(b"{\"\xff\":1", 1, 8), "[\"\u{fffd}\"]");
    }

    #[test]
    fn long_paths_are_cut() {
        let document = format!("{{\"{}\":[", "é".repeat(4000));
        let path = at(document.as_bytes(), 1, document.len());
        assert!(path.len() <= LONGEST_PATH + "…".len() && path.ends_with('…'));
    }

    #[test]
    fn paths_join() {
        assert_eq!(join("data", "items[0]"), "data.items[0]");
        assert_eq!(join("data", "[0].id"), "data[0].id");
        assert_eq!(join("", "id"), "id");
        assert_eq!(join("data", ""), "data");
    }

    #[test]
    fn a_flood_of_brackets_is_not_kept() {
        let document = format!("{{\"a\":{}", "[".repeat(100_000));
        let mut scanner =
            Scanner { document: document.as_bytes(), position: 0, stack: Vec::new(), deeper: 0 };
        scanner.run();
        assert!(scanner.stack.len() <= DEEPEST, "{}", scanner.stack.len());
        let document = format!("{{\"a\":[{}{},{{\"b\":x", "[".repeat(5000), "]".repeat(5000));
        assert_eq!(at(document.as_bytes(), 1, document.len()), "a[1].b");
    }
}

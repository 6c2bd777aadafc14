//! How JSON becomes parameters: what the client does, to know what it sends. The runtime has the same; the examples of
//! `tests/kitchen` hold the two together.

mod value;

use value::{Value, read};

use crate::api::Style;
use crate::recipe::encodings::percent;

/// A name and a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Written {
    pub(crate) name: String,
    /// Not encoded.
    pub(crate) value: String,
    /// Percent-encoded, but for the commas and the like between pieces.
    pub(crate) encoded: String,
}

impl Written {
    /// One name with one text.
    pub(crate) fn one(name: &str, value: String) -> Self {
        let encoded = percent(&value);
        Self { name: name.to_owned(), value, encoded }
    }

    /// The text of a header.
    pub(crate) fn header(&self, style: Option<Style>) -> String {
        if style == Some(Style::Json) { ascii_json(&self.value) } else { self.value.clone() }
    }

    /// The text of a cookie.
    pub(crate) fn cookie(&self) -> String {
        let is_cookie = |byte: u8| byte.is_ascii_graphic() && !matches!(byte, b'"' | b';' | b'\\');
        let as_it_is = self.value.bytes().all(is_cookie);
        format!("{}={}", percent(&self.name), if as_it_is { &self.value } else { &self.encoded })
    }
}

/// The fields of an object, each with its JSON.
pub(crate) fn fields(json: &str) -> Result<Vec<(String, &str)>, Misfit> {
    match read(json)? {
        Value::Object(fields) => Ok(fields),
        _ => Err("it is no object"),
    }
}

/// Values are nested no deeper.
const DEEPEST: usize = 32;

/// Why a value cannot be written in a style.
pub(crate) type Misfit = &'static str;

/// The names and values that JSON becomes.
pub(crate) fn written(style: Style, name: &str, json: &str) -> Result<Vec<Written>, Misfit> {
    let mut out = Vec::new();
    if style == Style::Json {
        if json != "null" {
            out.push(Written::one(name, json.to_owned()));
        }
        return Ok(out);
    }
    match (style, read(json)?) {
        (_, Value::Null) => {}
        (Style::Label | Style::LabelEach | Style::Matrix | Style::MatrixEach, value) => {
            out.push(prefixed(style, name, value)?);
        }
        (_, Value::Text(text)) => out.push(Written::one(name, text)),
        (Style::Fields, Value::Object(fields)) => {
            for (key, json) in fields {
                repeated(&key, read(json)?, 1, &mut out)?;
            }
        }
        (Style::Repeat | Style::Fields, value) => repeated(name, value, 0, &mut out)?,
        (Style::Brackets, value) => nested(name, value, false, 0, &mut out)?,
        (Style::Indices, value) => nested(name, value, true, 0, &mut out)?,
        (style, value) => {
            let (between, key) = match style {
                Style::Space => (" ", " "),
                Style::Pipe => ("|", "|"),
                Style::Pairs => (",", "="),
                _ => (",", ","),
            };
            let mut joined = Joined::default();
            joined.all(value, between, key)?;
            out.extend((!joined.is_empty).then_some(Written { name: name.to_owned(), ..joined.written }));
        }
    }
    Ok(out)
}

/// One parameter for each item; an object in brackets.
fn repeated(name: &str, value: Value<'_>, depth: usize, out: &mut Vec<Written>) -> Result<(), Misfit> {
    let Value::List(items) = value else { return nested(name, value, false, depth, out) };
    for json in items {
        match read(json)? {
            Value::Null => {}
            Value::Text(text) => out.push(Written::one(name, text)),
            _ => return Err("an item of the list is no single text"),
        }
    }
    Ok(())
}

fn nested(
    name: &str,
    value: Value<'_>,
    indices: bool,
    depth: usize,
    out: &mut Vec<Written>,
) -> Result<(), Misfit> {
    if depth > DEEPEST {
        return Err("it is nested too deep");
    }
    match value {
        Value::Null => {}
        Value::Text(text) => out.push(Written::one(name, text)),
        Value::List(items) => {
            for (index, json) in items.into_iter().enumerate() {
                let name = if indices { format!("{name}[{index}]") } else { format!("{name}[]") };
                nested(&name, read(json)?, indices, depth + 1, out)?;
            }
        }
        Value::Object(fields) => {
            for (key, json) in fields {
                nested(&format!("{name}[{key}]"), read(json)?, indices, depth + 1, out)?;
            }
        }
    }
    Ok(())
}

/// What stands in a path behind `.` or `;` (RFC 6570, 3.2.5 and 3.2.7).
fn prefixed(style: Style, name: &str, value: Value<'_>) -> Result<Written, Misfit> {
    let mut joined = Joined::default();
    match (style, value) {
        (Style::Label, value) => {
            joined.fixed(".");
            joined.all(value, ",", ",")?;
        }
        (Style::LabelEach, value) => {
            joined.fixed(".");
            joined.all(value, ".", "=")?;
        }
        (Style::MatrixEach, Value::Object(fields)) => {
            joined.fixed(";");
            joined.all(Value::Object(fields), ";", "=")?;
        }
        (Style::MatrixEach, Value::List(items)) => {
            for json in items {
                let Value::Text(text) = read(json)? else {
                    return Err("an item of the list is no single text");
                };
                joined.named(name, &text);
            }
        }
        (_, value) => {
            let mut inner = Joined::default();
            inner.all(value, ",", ",")?;
            joined.named(name, "");
            if !inner.written.value.is_empty() {
                joined.fixed("=");
                joined.written.value.push_str(&inner.written.value);
                joined.written.encoded.push_str(&inner.written.encoded);
            }
            joined.is_empty = inner.is_empty;
        }
    }
    // Of an empty list nothing stands there, which no path can have.
    Ok(if joined.is_empty {
        Written::one(name, String::new())
    } else {
        Written { name: name.to_owned(), ..joined.written }
    })
}

/// Pieces with something between them.
struct Joined {
    written: Written,
    is_empty: bool,
}

impl Default for Joined {
    fn default() -> Self {
        let written = Written { name: String::new(), value: String::new(), encoded: String::new() };
        Self { written, is_empty: true }
    }
}

impl Joined {
    /// The items of a list, the names and values of an object, or the one text.
    fn all(&mut self, value: Value<'_>, between: &str, key: &str) -> Result<(), Misfit> {
        match value {
            Value::Null => {}
            Value::Text(text) => self.piece(&text),
            Value::List(items) => {
                for json in items {
                    match read(json)? {
                        Value::Null => {}
                        Value::Text(text) => {
                            self.separate(between);
                            self.piece(&text);
                        }
                        _ => return Err("an item of the list is no single text"),
                    }
                }
            }
            Value::Object(fields) => {
                for (name, json) in fields {
                    match read(json)? {
                        Value::Null => {}
                        Value::Text(text) => {
                            self.separate(between);
                            self.piece(&name);
                            self.fixed(key);
                            self.piece(&text);
                        }
                        _ => return Err("a field of the object is no single text"),
                    }
                }
            }
        }
        Ok(())
    }

    /// `;name=text`, or `;name` of an empty text.
    fn named(&mut self, name: &str, text: &str) {
        self.fixed(";");
        self.piece(name);
        if !text.is_empty() {
            self.fixed("=");
            self.piece(text);
        }
    }

    fn separate(&mut self, between: &str) {
        if !self.is_empty {
            self.fixed(between);
        }
    }

    fn piece(&mut self, text: &str) {
        self.is_empty = false;
        self.written.value.push_str(text);
        self.written.encoded.push_str(&percent(text));
    }

    /// What stands between pieces: as it is where an address may hold it.
    fn fixed(&mut self, text: &str) {
        self.written.value.push_str(text);
        if matches!(text, " " | "|") {
            self.written.encoded.push_str(&percent(text));
        } else {
            self.written.encoded.push_str(text);
        }
    }
}

/// JSON as a header can carry it: what is not ASCII is escaped.
fn ascii_json(json: &str) -> String {
    use std::fmt::Write as _;
    let mut out = String::with_capacity(json.len());
    for character in json.chars() {
        if character.is_ascii() && character != '\u{7f}' {
            out.push(character);
        } else {
            for unit in character.encode_utf16(&mut [0; 2]) {
                _ = write!(out, "\\u{unit:04x}");
            }
        }
    }
    out
}

// The same cases as the runtime's.
#[cfg(test)]
#[path = "../../../runtime/src/style/tests.rs"]
mod tests;

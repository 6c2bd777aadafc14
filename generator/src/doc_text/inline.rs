//! What stands in one line of text.
//!
//! Code spans, emphasis and links to the web stay; brackets, `<` and backticks that pair with nothing are escaped, bare
//! URLs become links. A code span or link that goes over a line's end is taken for text: safe, if less pretty.

use std::borrow::Cow;

/// Escapes one line, without its indentation, so that no reader sees more in it than text, emphasis, code and links.
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    let mut rest = escape_start(text, &mut out);
    while let Some(at) = rest.bytes().position(is_special) {
        let (plain, special) = rest.split_at(at);
        out.push_str(plain);
        let (piece, length) = piece(special);
        // `*/` would end a block comment, should one ever hold this text.
        if piece.starts_with('/') && out.ends_with('*') {
            out.push('\\');
        }
        out.push_str(&piece);
        rest = &special[length..];
    }
    out.push_str(rest);
    out
}

/// Whether what begins with this may be more than text.
fn is_special(first: u8) -> bool {
    matches!(first, b'`' | b'\\' | b'<' | b'!' | b'[' | b']' | b'h' | b'/')
}

/// A line's first characters can make a block of it, where the caller has found none.
fn escape_start<'a>(text: &'a str, out: &mut String) -> &'a str {
    let digits = text.len() - text.trim_start_matches(|digit: char| digit.is_ascii_digit()).len();
    let marks: &[char] = if digits > 0 { &['.', ')'] } else { &['-', '*', '+'] };
    let marker =
        text[digits..].strip_prefix(marks).is_some_and(|after| after.is_empty() || after.starts_with(' '));
    if text.starts_with('>') || (marker && !super::block::is_rule(text)) {
        // Digits cannot be escaped; what stands behind them can.
        out.push_str(&text[..digits]);
        out.push('\\');
        out.push_str(&text[digits..=digits]);
        return &text[digits + 1..];
    }
    text
}

/// What a text that begins with something special begins with, safe, and how many bytes of it that is.
fn piece(text: &str) -> (Cow<'_, str>, usize) {
    let made = match text.as_bytes() {
        [b'`', ..] => Some(backticks(text)),
        [b'\\', escaped, ..] if escaped.is_ascii_punctuation() => return (Cow::Borrowed(&text[..2]), 2),
        [b'\\', ..] => return (Cow::Borrowed("\\\\"), 1),
        [b'<', ..] => autolink(text).or_else(|| Some(("\\<".to_owned(), 1))),
        // An image would be fetched from wherever the spec says: only its link stays.
        [b'!', b'[', ..] if link(&text[1..]).is_some() => return (Cow::Borrowed(""), 1),
        [b'[', ..] => link(text).or_else(|| Some(("\\[".to_owned(), 1))),
        [b']', ..] => return (Cow::Borrowed("\\]"), 1),
        [b'h', ..] => bare_url(text),
        _ => None,
    };
    match made {
        Some((piece, length)) => (Cow::Owned(piece), length),
        None => (Cow::Borrowed(&text[..1]), 1),
    }
}

/// So far the end of a code span or of a URL is looked for: a line from an enemy may have thousands of beginnings.
const FARTHEST: usize = 4096;

/// The beginning of a text in which an end is looked for.
fn near(text: &str) -> &str {
    let mut end = text.len().min(FARTHEST);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

/// A code span that ends in this line, or escaped backticks.
fn backticks(text: &str) -> (String, usize) {
    let run = text.len() - text.trim_start_matches('`').len();
    let near = near(text);
    let mut at = run;
    while let Some(found) = near.get(at..).and_then(|rest| rest.find('`')) {
        let start = at + found;
        let length = near[start..].len() - near[start..].trim_start_matches('`').len();
        at = start + length;
        // How long it is cannot be told.
        let is_cut = at == near.len() && near.len() < text.len();
        if length == run && !is_cut {
            return (text[..at].replace("*/", "* /"), at);
        }
    }
    ("\\`".repeat(run), run)
}

/// `<https://…>`.
fn autolink(text: &str) -> Option<(String, usize)> {
    let url = &text[1..];
    let length = web_url(url, |character| character == '>')?;
    url[length..].starts_with('>').then(|| (format!("<{}>", &url[..length]), length + 2))
}

/// `[words](https://…)`, with plain words.
fn link(text: &str) -> Option<(String, usize)> {
    let words = text[1..].split([']', '[']).next()?;
    let url = text[1 + words.len()..].strip_prefix("](")?;
    let length = web_url(url, |character| character == ')')?;
    let plain = !words.trim().is_empty()
        && !words.contains("*/")
        && !words.contains(['`', '\\', '<', '!'])
        && !words.contains("http");
    (plain && url[length..].starts_with(')'))
        .then(|| (format!("[{words}](<{}>)", &url[..length]), words.len() + length + 4))
}

/// A URL that stands in the text as itself becomes a link.
fn bare_url(text: &str) -> Option<(String, usize)> {
    let ends =
        |character: char| matches!(character, '>' | '"' | '\'' | '`' | ')' | ']' | '[' | '|' | '*' | '\\');
    let length = web_url(text, ends)?;
    let length = text[..length].trim_end_matches(['.', ',', ';', ':', '!', '?', '_', '~']).len();
    Some((format!("<{}>", &text[..length]), length))
}

/// Length of the web address at the beginning of a text, up to white space, `<` or what `ends` it.
fn web_url(text: &str, ends: impl Fn(char) -> bool) -> Option<usize> {
    let scheme = ["https://", "http://"].into_iter().find(|scheme| text.starts_with(scheme))?;
    let end = |character: char| {
        character.is_whitespace() || matches!(character, '<' | '>' | '\\') || ends(character)
    };
    let near = near(text);
    let length = near.find(end).or_else(|| (near.len() == text.len()).then_some(near.len()))?;
    let named =
        text[scheme.len()..length].starts_with(char::is_alphanumeric) && !text[..length].contains("*/");
    named.then_some(length)
}

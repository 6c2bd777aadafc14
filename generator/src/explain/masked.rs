//! A text whose secrets are replaced by their names.

use super::masks::Hidden;

/// A text without its secrets.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Masked {
    /// What is shown and what is not, in order.
    pub pieces: Vec<Piece>,
    /// How many bytes the text itself has.
    pub length: usize,
}

/// A part of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// Bytes as they are.
    Shown(Vec<u8>),
    /// A secret: whose.
    Hidden(String),
}

impl Masked {
    pub(super) fn new(bytes: &[u8], hidden: &[Hidden]) -> Self {
        Self::part(bytes, hidden, 0, bytes.len())
    }

    /// Of a part of a text; a secret of which something is in it is one in whole.
    pub(super) fn part(bytes: &[u8], hidden: &[Hidden], start: usize, end: usize) -> Self {
        let (mut at, end) = (before(bytes, start), behind(bytes, end));
        let mut pieces = Vec::new();
        let push = |from: usize, to: usize, pieces: &mut Vec<Piece>| {
            if let Some(shown) = bytes.get(from..to).filter(|shown| !shown.is_empty()) {
                pieces.push(Piece::Shown(shown.to_vec()));
            }
        };
        for secret in hidden {
            // Parts of a character cannot be shown.
            let (from, to) = (before(bytes, secret.start).max(at), behind(bytes, secret.end).min(end));
            if from < to {
                push(at, from, &mut pieces);
                pieces.push(Piece::Hidden(secret.label.clone()));
                at = to;
            }
        }
        push(at, end, &mut pieces);
        Self { pieces, length: bytes.len() }
    }

    /// On one line: what is not text in hexadecimal, secrets as their names in brackets, line ends as `\n`, other
    /// characters that cannot be seen escaped.
    pub fn line(&self) -> String {
        self.written(false)
    }

    /// On as many lines as the text has; each of its line ends is shown as `⏎`.
    pub fn lines(&self) -> String {
        self.written(true)
    }

    /// Without anything made visible, for programs.
    pub fn plain(&self) -> String {
        let is_text = self.is_text();
        let piece = |piece: &Piece| match piece {
            Piece::Shown(bytes) if is_text => String::from_utf8_lossy(bytes).into_owned(),
            Piece::Shown(bytes) => crate::recipe::encodings::hex(bytes),
            Piece::Hidden(label) => format!("[{label}]"),
        };
        self.pieces.iter().map(piece).collect()
    }

    /// Whether what is shown is text.
    pub fn is_text(&self) -> bool {
        self.pieces.iter().all(|piece| match piece {
            Piece::Shown(bytes) => std::str::from_utf8(bytes).is_ok(),
            Piece::Hidden(_) => true,
        })
    }

    fn written(&self, lines: bool) -> String {
        let is_text = self.is_text();
        let mut out = String::new();
        for (index, piece) in self.pieces.iter().enumerate() {
            match piece {
                Piece::Shown(bytes) if is_text => {
                    let is_last = index + 1 == self.pieces.len();
                    push_visible(&String::from_utf8_lossy(bytes), lines, is_last, &mut out);
                }
                Piece::Shown(bytes) => out.push_str(&crate::recipe::encodings::hex(bytes)),
                Piece::Hidden(label) => out.extend(["[", label, "]"]),
            }
        }
        out
    }
}

/// The character's first byte.
fn before(bytes: &[u8], at: usize) -> usize {
    let mut at = at.min(bytes.len());
    while at > 0 && at < bytes.len() && bytes[at] & 0xc0 == 0x80 {
        at -= 1;
    }
    at
}

/// The next character's first byte.
fn behind(bytes: &[u8], at: usize) -> usize {
    let mut at = at.min(bytes.len());
    while at < bytes.len() && bytes[at] & 0xc0 == 0x80 {
        at += 1;
    }
    at
}

/// Makes visible what cannot be seen. Spaces at the end of a line are shown as `·`.
pub(super) fn push_visible(text: &str, lines: bool, is_last: bool, out: &mut String) {
    let mut rest = text.chars().peekable();
    let mut spaces = 0;
    while let Some(c) = rest.next() {
        if c == ' ' {
            spaces += 1;
            continue;
        }
        let at_end = c == '\n' || c == '\r';
        out.extend(std::iter::repeat_n(if at_end { '·' } else { ' ' }, std::mem::take(&mut spaces)));
        match c {
            '\n' if lines && (rest.peek().is_some() || !is_last) => out.push_str("⏎\n"),
            '\n' if lines => out.push('⏎'),
            '"' | '\'' | '\\' => out.push(c),
            other => out.extend(other.escape_debug()),
        }
    }
    let end = if is_last { '·' } else { ' ' };
    out.extend(std::iter::repeat_n(end, spaces));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hidden(start: usize, end: usize) -> Hidden {
        Hidden { start, end, label: "key".to_owned() }
    }

    #[test]
    fn what_cannot_be_seen_is_shown() {
        for (text, line, lines) in [
            ("a b", "a b", "a b"),
            ("a  \nb ", "a··\\nb·", "a··⏎\nb·"),
            ("a\n", "a\\n", "a⏎"),
            ("a\r\n\tb", "a\\r\\n\\tb", "a\\r⏎\n\\tb"),
            ("\u{1b}[31m\u{202e}\u{feff}", "\\u{1b}[31m\\u{202e}\\u{feff}", "\\u{1b}[31m\\u{202e}\\u{feff}"),
            ("牛\"'\\", "牛\"'\\", "牛\"'\\"),
        ] {
            let masked = Masked::new(text.as_bytes(), &[]);
            assert_eq!((masked.line().as_str(), masked.lines().as_str()), (line, lines));
        }
        assert_eq!(Masked::new(&[0xff, 0], &[]).line(), "ff00");
    }

    #[test]
    fn secrets_are_replaced_wherever_they_stand() {
        for (parts, shown) in [
            (vec![hidden(0, 3)], "[key]def"),
            (vec![hidden(3, 6)], "abc[key]"),
            (vec![hidden(1, 2), hidden(4, 99)], "a[key]cd[key]"),
            (vec![hidden(0, 4), hidden(2, 5)], "[key][key]f"),
            (vec![hidden(9, 12)], "abcdef"),
        ] {
            let masked = Masked::new(b"abcdef", &parts);
            assert_eq!((masked.plain().as_str(), masked.length), (shown, 6));
        }
    }
}

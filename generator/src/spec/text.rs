//! A text of the spec whose parts can be pointed at.

use crate::source::Span;
use crate::yaml::Node;

/// A piece of a scalar's text, with its place.
#[derive(Clone, Copy, Debug)]
pub struct Text<'a> {
    value: &'a str,
    /// The piece itself where the file has it verbatim, or else the whole scalar.
    span: Span,
    verbatim: bool,
}

impl<'a> Text<'a> {
    /// The text of a scalar node.
    pub fn of(node: &'a Node) -> Option<Self> {
        let scalar = node.as_scalar()?;
        if !scalar.verbatim {
            return Some(Self { value: &scalar.text, span: node.span, verbatim: false });
        }
        let start = scalar.content_start;
        let end = start.saturating_add(u32::try_from(scalar.text.len()).unwrap_or(u32::MAX));
        Some(Self { value: &scalar.text, span: Span { file: node.span.file, start, end }, verbatim: true })
    }

    /// A text that stands somewhere as a whole, such as a key.
    pub fn whole(text: &'a str, span: Span) -> Self {
        Self { value: text, span, verbatim: span.end.saturating_sub(span.start) as usize == text.len() }
    }

    /// The text.
    pub fn as_str(self) -> &'a str {
        self.value
    }

    /// Where it stands.
    pub fn span(self) -> Span {
        self.span
    }

    /// Where the bytes from `start` to `end` of it stand, as near as can be told.
    pub fn place(self, start: usize, end: usize) -> Span {
        if self.verbatim { self.span.part(start, end) } else { self.span }
    }

    /// The bytes from `start` to `end`, which are character boundaries.
    #[must_use]
    pub fn slice(self, start: usize, end: usize) -> Self {
        Self { value: &self.value[start..end], span: self.place(start, end), verbatim: self.verbatim }
    }

    /// Without white space at both ends.
    #[must_use]
    pub fn trim(self) -> Self {
        let start = self.value.len() - self.value.trim_start().len();
        let end = self.value.trim_end().len().max(start);
        self.slice(start, end)
    }

    /// The text and its note: `text -- note`.
    pub fn split_note(self) -> (Self, Option<Self>) {
        let separator = self.value.match_indices("--").find(|(at, _)| {
            let before = self.value[..*at].chars().next_back();
            let after = self.value[at + 2..].chars().next();
            before.is_some_and(char::is_whitespace) && after.is_none_or(char::is_whitespace)
        });
        match separator {
            Some((at, _)) => (self.slice(0, at).trim(), Some(self.slice(at + 2, self.value.len()).trim())),
            None => (self.trim(), None),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Sources;

    fn text(value: &str) -> Text<'_> {
        let mut sources = Sources::default();
        let file = sources.add("a.yaml", value);
        Text::whole(value, Span { file, start: 0, end: u32::try_from(value.len()).unwrap() })
    }

    #[test]
    fn notes_are_split_at_two_free_hyphens() {
        let (left, note) = text("string? -- the -- note").split_note();
        assert_eq!((left.as_str(), note.map(Text::as_str)), ("string?", Some("the -- note")));
        let (left, note) = text("a--b").split_note();
        assert_eq!((left.as_str(), note.map(Text::as_str)), ("a--b", None));
    }

    #[test]
    fn parts_keep_their_place() {
        let (left, note) = text("ab -- cd").split_note();
        assert_eq!((left.span().start, left.span().end), (0, 2));
        let note = note.unwrap();
        assert_eq!((note.span().start, note.span().end), (6, 8));
    }
}

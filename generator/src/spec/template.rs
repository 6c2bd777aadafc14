//! Templates: text with `{holes}` and `[optional parts]`.

use super::expression::{self, Expression};
use super::text::Text;
use crate::diagnostic::{Code, Diagnostic, Problems};
use crate::source::Span;

/// A template as written.
#[derive(Clone, Debug)]
pub struct TemplateText {
    /// Its pieces.
    pub parts: Vec<Part>,
    /// The whole.
    pub span: Span,
}

/// A piece of a template.
#[derive(Clone, Debug)]
pub enum Part {
    /// Fixed text.
    Text(String),
    /// `{…}`.
    Hole(Expression),
    /// `[…]`.
    Optional(Vec<Part>),
}

/// Parses a text; a problem is reported and gives `None`.
pub fn parse(text: Text<'_>, problems: &mut Problems) -> Option<TemplateText> {
    let mut reader = Reader { text, at: 0, problems };
    let parts = reader.parts(false)?;
    Some(TemplateText { parts, span: text.span() })
}

struct Reader<'a, 'p> {
    text: Text<'a>,
    at: usize,
    problems: &'p mut Problems,
}

impl Reader<'_, '_> {
    fn parts(&mut self, optional: bool) -> Option<Vec<Part>> {
        let start = self.at;
        let mut parts = Vec::new();
        let mut fixed = String::new();
        loop {
            let rest = &self.text.as_str()[self.at..];
            let Some(next) = rest.chars().next() else {
                if optional {
                    self.problem(start.saturating_sub(1), start, "a `[` that is not closed", "expected `]`");
                    return None;
                }
                break;
            };
            if let Some(doubled) = ["{{", "}}", "[[", "]]"].iter().find(|pair| rest.starts_with(**pair)) {
                // Inside an optional part a `]` ends it even when another follows.
                if !(optional && *doubled == "]]") {
                    fixed.push(next);
                    self.at += 2;
                    continue;
                }
            }
            match next {
                '{' => {
                    flush(&mut fixed, &mut parts);
                    parts.push(Part::Hole(self.hole()?));
                }
                '[' if optional => {
                    self.problem(
                        self.at,
                        self.at + 1,
                        "an optional part inside an optional part",
                        "expected text, `{` or `]`",
                    );
                    return None;
                }
                '[' => {
                    flush(&mut fixed, &mut parts);
                    parts.push(self.optional()?);
                }
                ']' if optional => {
                    self.at += 1;
                    break;
                }
                '}' | ']' => {
                    self.problem(
                        self.at,
                        self.at + 1,
                        &format!("a `{next}` without its beginning"),
                        &format!("write `{next}{next}` for the character itself"),
                    );
                    return None;
                }
                other => {
                    fixed.push(other);
                    self.at += other.len_utf8();
                }
            }
        }
        flush(&mut fixed, &mut parts);
        Some(parts)
    }

    fn optional(&mut self) -> Option<Part> {
        let start = self.at;
        self.at += 1;
        let parts = self.parts(true)?;
        if !parts.iter().any(|part| matches!(part, Part::Hole(_))) {
            self.problem(
                start,
                self.at,
                "an optional part without a hole would never be left out",
                "expected a `{…}` in it",
            );
            return None;
        }
        Some(Part::Optional(parts))
    }

    fn hole(&mut self) -> Option<Expression> {
        let start = self.at;
        let inside = start + 1;
        let rest = &self.text.as_str()[inside..];
        let Some(length) = closing_brace(rest) else {
            self.problem(
                start,
                start + 1,
                "a `{` that is not closed",
                "expected `}`; write `{{` for the character itself",
            );
            return None;
        };
        self.at = inside + length + 1;
        expression::parse(self.text.slice(inside, inside + length), self.problems)
    }

    fn problem(&mut self, start: usize, end: usize, message: &str, label: &str) {
        let span = self.text.place(start, end);
        self.problems.report(Diagnostic::new(Code::TEMPLATE_SYNTAX, span, message).label(label));
    }
}

/// The `}` that ends a hole; one inside quotes does not.
fn closing_brace(text: &str) -> Option<usize> {
    let mut quote = None;
    for (at, character) in text.char_indices() {
        match quote {
            Some(open) => {
                if character == open {
                    quote = None;
                }
            }
            None if character == '}' => return Some(at),
            None => quote = matches!(character, '\'' | '`').then_some(character),
        }
    }
    None
}

fn flush(fixed: &mut String, parts: &mut Vec<Part>) {
    if !fixed.is_empty() {
        parts.push(Part::Text(std::mem::take(fixed)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Sources;

    fn read(value: &str) -> String {
        let mut sources = Sources::default();
        let file = sources.add("a.yaml", value);
        let span = Span { file, start: 0, end: u32::try_from(value.len()).unwrap() };
        let mut problems = Problems::default();
        match parse(Text::whole(value, span), &mut problems) {
            Some(template) => shown(&template.parts),
            None => problems.into_sorted().remove(0).message,
        }
    }

    fn shown(parts: &[Part]) -> String {
        let part = |part: &Part| match part {
            Part::Text(text) => format!("<{text}>"),
            Part::Hole(_) => "?".to_owned(),
            Part::Optional(inner) => format!("[{}]", shown(inner)),
        };
        parts.iter().map(part).collect()
    }

    #[test]
    fn the_grammar() {
        for (written, meant) in [
            ("", ""),
            ("Bearer {key}", "<Bearer >?"),
            ("{a}&{b}", "?<&>?"),
            ("x[&body={body}]&s", "<x>[<&body=>?]<&s>"),
            ("{{literal}} [[also]]", "<{literal} [also]>"),
            ("{a | format('}')}", "?"),
            ("[{a}]]]", "[?]<]>"),
        ] {
            assert_eq!(read(written), meant, "{written}");
        }
    }

    #[test]
    fn what_is_no_template() {
        for (written, message) in [
            ("{a", "a `{` that is not closed"),
            ("a}", "a `}` without its beginning"),
            ("[a", "a `[` that is not closed"),
            ("[{a}[{b}]]", "an optional part inside an optional part"),
            ("[a]", "an optional part without a hole would never be left out"),
            ("{}", "found the end in an expression, expected a value"),
        ] {
            assert_eq!(read(written), message, "{written}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_read_without_panic(text in "[\\[\\]{}'|a-z é]{0,40}") {
            read(&text);
        }
    }
}

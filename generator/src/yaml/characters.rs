//! Characters that may not occur in a spec, because they make a text look other than it is.

use crate::diagnostic::{Code, Diagnostic, Problems};
use crate::source::{FileId, Span};

/// More of them than this are counted, not listed.
const LISTED: usize = 20;

/// Whether a character is refused: controls other than tab and line breaks, and marks that change the direction of
/// the text or break lines where no editor shows it.
pub fn is_refused(character: char) -> bool {
    matches!(
        character,
        '\0'..='\u{8}'
            | '\u{b}'
            | '\u{c}'
            | '\u{e}'..='\u{1f}'
            | '\u{7f}'..='\u{9f}'
            | '\u{61c}'
            | '\u{200e}'
            | '\u{200f}'
            | '\u{2028}'..='\u{202e}'
            | '\u{2066}'..='\u{2069}'
    )
}

/// Whether a text has such a character.
pub fn has_refused(text: &str) -> bool {
    refused_in(text).next().is_some()
}

/// What a refused character is, for messages.
fn describe(character: char) -> &'static str {
    match character {
        '\u{2028}' | '\u{2029}' => "a hidden line break",
        '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {
            "a direction mark"
        }
        _ => "a control character",
    }
}

/// Reports the refused characters of a whole text. Gives whether there were any.
pub fn check_text(text: &str, file: FileId, problems: &mut Problems) -> bool {
    let mut refused = refused_in(text);
    let mut last = None;
    for (offset, character) in refused.by_ref().take(LISTED) {
        let diagnostic = diagnostic(character, span(file, offset, character.len_utf8()));
        if let Some(before) = last.replace(diagnostic) {
            problems.report(before);
        }
    }
    let Some(mut last) = last else { return false };
    match refused.count() {
        0 => {}
        more => last = last.note(format!("and {more} more such characters in this file")),
    }
    problems.report(last);
    true
}

/// The refused characters of a text and where they stand. Only where a byte begins one of them is a character looked at.
fn refused_in(text: &str) -> impl Iterator<Item = (usize, char)> {
    let begins = |byte: u8| {
        matches!(byte, 0x7f | 0xc2 | 0xd8 | 0xe2) || byte < b' ' && !matches!(byte, b'\t' | b'\n' | b'\r')
    };
    let places = text.bytes().enumerate().filter(move |(_, byte)| begins(*byte));
    let at = |(at, _): (usize, u8)| Some((at, text.get(at..)?.chars().next()?));
    places.filter_map(at).filter(|(_, character)| is_refused(*character))
}

/// Reports the first refused character that an escape (`"\u202e"`) put into a scalar; one that stands in the
/// source as itself is reported already.
pub fn check_escaped(text: &str, source: &str, span: Span, problems: &mut Problems) {
    let Some(character) = text.chars().find(|character| is_refused(*character)) else { return };
    let raw = source.get(span.start as usize..span.end as usize).unwrap_or("");
    if !raw.contains(is_refused) {
        problems.report(diagnostic(character, span).label("an escape in this text"));
    }
}

fn diagnostic(character: char, span: Span) -> Diagnostic {
    let message = format!("{} (U+{:04X}) in a spec", describe(character), character as u32);
    Diagnostic::new(Code::CONTROL_CHARACTER, span, message)
}

fn span(file: FileId, offset: usize, length: usize) -> Span {
    let at = |offset: usize| u32::try_from(offset).unwrap_or(u32::MAX);
    Span { file, start: at(offset), end: at(offset + length) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Sources;

    fn problems_of(text: &str) -> Vec<Diagnostic> {
        let mut sources = Sources::default();
        let file = sources.add("a.yaml", text);
        let mut problems = Problems::default();
        check_text(text, file, &mut problems);
        problems.into_sorted()
    }

    #[test]
    fn refused_and_allowed() {
        for good in "a \t\r\né牛😀\u{200d}\u{a0}".chars() {
            assert!(!is_refused(good), "{good:?}");
        }
        for bad in "\0\u{1}\u{b}\u{1b}\u{7f}\u{85}\u{61c}\u{200e}\u{200f}\u{2028}\u{2029}\u{202a}\u{202e}\u{2066}\u{2069}".chars()
        {
            assert!(is_refused(bad), "{bad:?}");
        }
    }

    #[test]
    fn none_is_overlooked() {
        for character in '\0'..=char::MAX {
            assert_eq!(
                has_refused(character.encode_utf8(&mut [0; 4])),
                is_refused(character),
                "{character:?}"
            );
        }
    }

    #[test]
    fn each_has_its_place() {
        let found = problems_of("a: 牛\u{202e}x\nb: \u{7}\n");
        let places: Vec<_> =
            found.iter().map(|problem| (problem.primary.span.start, problem.primary.span.end)).collect();
        assert_eq!(places, [(6, 9), (14, 15)]);
        assert_eq!(found[0].message, "a direction mark (U+202E) in a spec");
        assert_eq!(found[1].message, "a control character (U+0007) in a spec");
    }

    #[test]
    fn many_are_counted() {
        let found = problems_of(&"\u{1}".repeat(1000));
        assert_eq!(found.len(), LISTED);
        assert_eq!(found[LISTED - 1].notes, ["and 980 more such characters in this file"]);
    }
}

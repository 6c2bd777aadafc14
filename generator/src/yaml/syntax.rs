//! The parser's syntax errors in plain words.

use granit_parser::{ErrorKind, ScanError};

use crate::diagnostic::{Code, Diagnostic};
use crate::source::{FileId, Span};

use super::{MAX_DEPTH, escapes};

const TABS: &str = "indent with spaces";
const QUOTE: &str =
    "a text that begins with a special character, or that has `: ` or ` #` in it, stands in quotes";
const ALIGN: &str =
    "the keys of one map begin in the same column, and the value of a key stands behind it or deeper";

/// The diagnostic for a syntax error.
pub fn diagnostic(error: &ScanError, text: &str, file: FileId) -> Diagnostic {
    let span = span_at(error, text, file);
    if matches!(error.kind(), ErrorKind::RecursionLimitExceeded) {
        return too_deep(span);
    }
    if matches!(error.kind(), ErrorKind::UnexpectedCharacter { character } if super::characters::is_refused(*character))
    {
        return Diagnostic::new(Code::CONTROL_CHARACTER, span, "a control character in a spec");
    }
    if follows_a_bracket(error.kind(), text, span) {
        return Diagnostic::new(Code::YAML_SYNTAX, span, "text after the end of a list or map")
            .help("a type with text after a bracket stands in quotes: `\"[Tag]? -- words\"`");
    }
    if let Some(tab) = tab_that_indents(error.kind(), text, span) {
        return Diagnostic::new(Code::YAML_SYNTAX, tab, "a tab cannot indent").help(TABS);
    }
    let (message, help) = words(error.kind());
    let place = if is_escape(error.kind()) { escapes::first_bad(text, span) } else { span };
    let diagnostic = Diagnostic::new(Code::YAML_SYNTAX, place, message);
    match help {
        "" => diagnostic,
        help => diagnostic.help(help),
    }
}

/// The diagnostic for a collection that is nested too deep.
pub fn too_deep(span: Span) -> Diagnostic {
    Diagnostic::new(Code::TOO_DEEP, span, format!("nested more than {MAX_DEPTH} deep"))
}

/// The character at the error's place, or nothing at the end of a line or of the text.
fn span_at(error: &ScanError, text: &str, file: FileId) -> Span {
    let mut start = error.marker().byte_offset().unwrap_or(0).min(text.len());
    while !text.is_char_boundary(start) {
        start -= 1;
    }
    let length =
        text[start..].chars().next().filter(|next| !matches!(next, '\n' | '\r')).map_or(0, char::len_utf8);
    let at = |offset: usize| u32::try_from(offset).unwrap_or(u32::MAX);
    Span { file, start: at(start), end: at(start + length) }
}

/// The tab that indents the error's line, if that can be the cause of the error.
fn tab_that_indents(kind: &ErrorKind, text: &str, span: Span) -> Option<Span> {
    use ErrorKind as K;
    let lines = match kind {
        // This error stands where the text begins that goes on in the line with the tab.
        K::TabInPlainScalar => usize::MAX,
        K::TabNotAllowed
        | K::TabInBlockIndentation
        | K::TabInIndentation
        | K::TabAtBlockScalarStart
        | K::MappingValueNotAllowed
        | K::ExpectedBlockMappingKey => 1,
        _ => return None,
    };
    let mut line_start = text[..span.start as usize].rfind('\n').map_or(0, |at| at + 1);
    for line in text[line_start..].split_inclusive('\n').take(lines) {
        let indentation = line.len() - line.trim_start_matches([' ', '\t']).len();
        if let Some(tab) = line[..indentation].find('\t') {
            let start = u32::try_from(line_start + tab).ok()?;
            return Some(Span { start, end: start + 1, ..span });
        }
        line_start += line.len();
    }
    None
}

/// Whether the error is about text that follows `]` or `}` in the same line: `[Tag]? -- words`.
fn follows_a_bracket(kind: &ErrorKind, text: &str, span: Span) -> bool {
    matches!(
        kind,
        ErrorKind::ExpectedBlockMappingKey | ErrorKind::MappingKeyNotAllowed | ErrorKind::SimpleKeyExpected
    ) && text[..span.start as usize].trim_end_matches(' ').ends_with([']', '}'])
}

/// Whether the error is about an escape. The parser gives the beginning of the text as its place.
fn is_escape(kind: &ErrorKind) -> bool {
    use ErrorKind as K;
    matches!(
        kind,
        K::UnknownQuotedScalarEscape
            | K::InvalidQuotedScalarHexEscape
            | K::InvalidUnicodeEscape
            | K::InvalidLowSurrogate
            | K::InvalidLowSurrogateHexEscape
            | K::MissingLowSurrogate
            | K::UnpairedLowSurrogate
    )
}

/// Message and help for a kind of error.
fn words(kind: &ErrorKind) -> (String, &'static str) {
    use ErrorKind as K;
    let (message, help) = match kind {
        K::UnexpectedCharacter { character } => {
            return (format!("`{}` cannot begin a plain text", character.escape_debug()), QUOTE);
        }
        K::MismatchedFlowCollectionEnd { open, close } => {
            return (format!("`{open}` is closed by `{close}`"), "");
        }
        K::UnclosedFlowCollection { open } => return (format!("`{open}` is never closed"), ""),
        K::TabNotAllowed
        | K::TabInBlockIndentation
        | K::TabInIndentation
        | K::TabAtBlockScalarStart
        | K::TabInPlainScalar => ("a tab cannot stand here", TABS),
        K::MappingValueNotAllowed => ("a `:` where no key can end", ALIGN_OR_QUOTE),
        K::MappingKeyNotAllowed => ("a key cannot stand here", ALIGN),
        K::InvalidColonPlacement => ("a `:` where no key can end; is a bracket before it still open?", ""),
        K::ExpectedBlockMappingKey => ("expected a key here", ALIGN),
        K::ExpectedBlockSequenceEntry => ("expected a list element (`- `) here", ALIGN),
        K::BlockSequenceEntryNotAllowed => ("a list element (`- `) cannot stand here", ALIGN),
        K::BlockEntryInFlowCollection => {
            ("`- ` cannot stand between brackets", "elements between `[` and `]` are set apart by commas")
        }
        K::InvalidBlockEntryWhitespace => ("a space is missing after `-`", ""),
        K::InvalidMappingValueWhitespace | K::FlowMappingValueAdjacentCollection => {
            ("a space is missing after `:`", "")
        }
        K::ExpectedFlowMappingSeparator => ("expected `,` or `}` here", QUOTE),
        K::ExpectedFlowSequenceSeparator => ("expected `,` or `]` here", QUOTE),
        K::MisplacedFlowCollectionEnd => ("a closing bracket that nothing opened", ""),
        K::UnclosedQuotedScalar => ("a quote is never closed", ""),
        K::InvalidQuotedScalarIndent => {
            ("the quoted text ends nowhere, or its next line is not indented", "")
        }
        K::DocumentIndicatorInQuotedScalar => {
            ("`---` or `...` within a quoted text; the quote is probably not closed", "")
        }
        K::InvalidTrailingSingleQuotedScalar | K::InvalidTrailingDoubleQuotedScalar => (
            "text after the closing quote",
            "put the whole value in quotes; `''` is a quote within single quotes",
        ),
        K::UnknownQuotedScalarEscape => (
            "an unknown escape in a quoted text",
            "in double quotes a backslash is written `\\\\`; in single quotes it stands for itself",
        ),
        kind if is_escape(kind) => ("an escape that is no character", ""),
        K::SimpleKeyExpected | K::InvalidSimpleKey => (
            "a key without `:`",
            "a key is at most 1024 characters long, and its `:` stands in the same line",
        ),
        K::InvalidIndentation | K::InvalidFlowScalarIndent | K::InvalidBlockScalarIndent => {
            ("the indentation does not fit the lines above", ALIGN)
        }
        K::CommentInterceptedScalar => ("a comment within a text of several lines", QUOTE),
        K::CommentNotSeparated => ("a space is missing before `#`", ""),
        K::InvalidBlockScalarHeader | K::ZeroBlockScalarIndent => {
            ("only `|`, `>`, `|-` or `>-` can stand before the lines of a block text", "")
        }
        K::PlainScalarStartsWithDashFlowIndicator => ("a plain text cannot begin like this", QUOTE),
        K::BomInsideDocument => ("a byte order mark within the text", ""),
        K::MissingAnchorOrAliasName => ("`&` or `*` without a name", QUOTE),
        K::ExpectedDocumentStart | K::InvalidDocumentEnd | K::MissingDocumentEndBeforeDirective => {
            ("text that belongs to no document", "")
        }
        K::UnexpectedEof
        | K::UnexpectedEofBlockMapping
        | K::UnexpectedEofBlockSequence
        | K::UnexpectedEofFlowMapping
        | K::UnexpectedEofFlowSequence
        | K::UnexpectedEofImplicitFlowMapping => ("the text ends too early", ""),
        other => return (format!("not YAML: {}", one_line(&other.to_string())), QUOTE),
    };
    (message.to_owned(), help)
}

const ALIGN_OR_QUOTE: &str =
    "a text that has `: ` in it stands in quotes; the keys of one map begin in the same column";

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").replace('\'', "`")
}

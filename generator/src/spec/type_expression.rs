//! Type expressions: `[string(..255)]?`, `datetime('%Y-%m-%d')`, `lenient(text(unix_s))`.
//!
//! The parser knows the grammar alone; what a word means and which arguments it takes is the checker's.

use super::text::Text;
use crate::diagnostic::{Code, Diagnostic, Problems};
use crate::source::Span;

/// Types and parentheses may be nested that deep.
const MAX_DEPTH: usize = 24;

/// A type expression.
#[derive(Clone, Debug)]
pub struct TypeExpression {
    /// What it is.
    pub kind: TypeExpressionKind,
    /// What stands in the parentheses behind it.
    pub arguments: Vec<Argument>,
    /// The whole expression.
    pub span: Span,
}

/// The forms of a type expression.
#[derive(Clone, Debug)]
pub enum TypeExpressionKind {
    /// A built-in or declared name.
    Word(String),
    /// `[T]`.
    List(Box<TypeExpression>),
    /// `{T}`.
    Map(Box<TypeExpression>),
    /// `(A, B)`.
    Tuple(Vec<TypeExpression>),
    /// `T?`.
    Nullable(Box<TypeExpression>),
}

/// An argument in parentheses.
#[derive(Clone, Debug)]
pub struct Argument {
    /// What it is.
    pub kind: ArgumentKind,
    /// Where it stands.
    pub span: Span,
}

/// The forms of an argument.
#[derive(Clone, Debug)]
pub enum ArgumentKind {
    /// `1..50`, `..255`, `0..`: the numbers as written.
    Range(Option<String>, Option<String>),
    /// `chars 'a-z'`.
    Chars(String),
    /// `'%Y'`.
    Quoted(String),
    /// A type.
    Type(TypeExpression),
}

/// Parses a text; a problem is reported and gives `None`.
pub fn parse(text: Text<'_>, problems: &mut Problems) -> Option<TypeExpression> {
    let mut parser = Parser { text, at: 0 };
    let result = parser.whole();
    match result {
        Ok(expression) => Some(expression),
        Err(problem) => {
            problems.report(*problem);
            None
        }
    }
}

struct Parser<'a> {
    text: Text<'a>,
    at: usize,
}

type Parsed<T> = Result<T, Box<Diagnostic>>;

impl Parser<'_> {
    fn whole(&mut self) -> Parsed<TypeExpression> {
        let expression = self.expression(0)?;
        self.skip_space();
        if self.at < self.rest_end() {
            return Err(self.unexpected("the end of the type, `?` or bounds in parentheses"));
        }
        Ok(expression)
    }

    fn expression(&mut self, depth: usize) -> Parsed<TypeExpression> {
        if depth > MAX_DEPTH {
            return Err(Box::new(Diagnostic::new(
                Code::TYPE_SYNTAX,
                self.text.span(),
                format!("a type expression is nested at most {MAX_DEPTH} deep"),
            )));
        }
        self.skip_space();
        let start = self.at;
        let kind = self.primary(depth)?;
        let arguments = if self.eat('(') { self.arguments(depth)? } else { Vec::new() };
        let mut expression = TypeExpression { kind, arguments, span: self.text.place(start, self.at) };
        while self.eat('?') {
            let span = self.text.place(start, self.at);
            if matches!(expression.kind, TypeExpressionKind::Nullable(_)) {
                return Err(Box::new(Diagnostic::new(Code::TYPE_SYNTAX, span, "`?` stands twice")));
            }
            expression = TypeExpression {
                kind: TypeExpressionKind::Nullable(Box::new(expression)),
                arguments: Vec::new(),
                span,
            };
        }
        Ok(expression)
    }

    fn primary(&mut self, depth: usize) -> Parsed<TypeExpressionKind> {
        if self.eat('[') {
            let inner = self.expression(depth + 1)?;
            self.expect(']')?;
            return Ok(TypeExpressionKind::List(Box::new(inner)));
        }
        if self.eat('{') {
            let inner = self.expression(depth + 1)?;
            self.expect('}')?;
            return Ok(TypeExpressionKind::Map(Box::new(inner)));
        }
        if self.eat('(') {
            let mut elements = vec![self.expression(depth + 1)?];
            while self.eat(',') {
                elements.push(self.expression(depth + 1)?);
            }
            self.expect(')')?;
            return Ok(TypeExpressionKind::Tuple(elements));
        }
        self.word().map(TypeExpressionKind::Word)
    }

    fn arguments(&mut self, depth: usize) -> Parsed<Vec<Argument>> {
        let mut arguments = Vec::new();
        loop {
            self.skip_space();
            let start = self.at;
            let kind = self.argument(depth)?;
            arguments.push(Argument { kind, span: self.text.place(start, self.at) });
            if !self.eat(',') {
                break;
            }
        }
        self.expect(')')?;
        Ok(arguments)
    }

    fn argument(&mut self, depth: usize) -> Parsed<ArgumentKind> {
        match self.peek() {
            Some('\'') => self.quoted().map(ArgumentKind::Quoted),
            Some(character) if character == '.' || character == '-' || character.is_ascii_digit() => {
                self.range()
            }
            _ if self.rest().starts_with("chars ") => {
                self.at += "chars".len();
                self.skip_space();
                self.quoted().map(ArgumentKind::Chars)
            }
            _ => self.expression(depth + 1).map(ArgumentKind::Type),
        }
    }

    fn range(&mut self) -> Parsed<ArgumentKind> {
        let start = self.at;
        let min = self.number();
        if !self.rest().starts_with("..") {
            let span = self.text.place(start, self.at.max(start + 1));
            return Err(Box::new(
                Diagnostic::new(Code::TYPE_SYNTAX, span, "bounds are written `least..most`")
                    .label("expected `..`")
                    .help("either side may be left out: `1..`, `..255`; both are included"),
            ));
        }
        self.at += 2;
        let max = self.number();
        if min.is_none() && max.is_none() {
            let span = self.text.place(start, self.at);
            return Err(Box::new(
                Diagnostic::new(Code::TYPE_SYNTAX, span, "bounds without a number")
                    .label("expected a number"),
            ));
        }
        Ok(ArgumentKind::Range(min, max))
    }

    /// Digits with an optional sign and fraction; stops before `..`.
    fn number(&mut self) -> Option<String> {
        let rest = self.rest();
        let bytes = rest.as_bytes();
        let mut end = usize::from(bytes.first() == Some(&b'-'));
        let digits_from = end;
        while bytes.get(end).is_some_and(u8::is_ascii_digit) {
            end += 1;
        }
        if end == digits_from {
            return None;
        }
        if bytes.get(end) == Some(&b'.') && bytes.get(end + 1).is_some_and(u8::is_ascii_digit) {
            end += 1;
            while bytes.get(end).is_some_and(u8::is_ascii_digit) {
                end += 1;
            }
        }
        let number = rest[..end].to_owned();
        self.at += end;
        Some(number)
    }

    fn quoted(&mut self) -> Parsed<String> {
        let start = self.at;
        if !self.eat('\'') {
            return Err(self.unexpected("a text in single quotes"));
        }
        match self.rest().find('\'') {
            Some(length) => {
                let value = self.rest()[..length].to_owned();
                self.at += length + 1;
                Ok(value)
            }
            None => Err(Box::new(
                Diagnostic::new(
                    Code::TYPE_SYNTAX,
                    self.text.place(start, self.rest_end()),
                    "a quote that is not closed",
                )
                .label("expected a closing `'`"),
            )),
        }
    }

    fn word(&mut self) -> Parsed<String> {
        let rest = self.rest();
        let end = rest
            .find(|character: char| !(character.is_alphanumeric() || character == '_'))
            .unwrap_or(rest.len());
        if end == 0 {
            return Err(self.unexpected("a type"));
        }
        let word = rest[..end].to_owned();
        self.at += end;
        Ok(word)
    }

    fn rest(&self) -> &str {
        &self.text.as_str()[self.at..]
    }

    fn rest_end(&self) -> usize {
        self.text.as_str().len()
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn skip_space(&mut self) {
        self.at += self.rest().len() - self.rest().trim_start().len();
    }

    fn eat(&mut self, wanted: char) -> bool {
        let before = self.at;
        self.skip_space();
        if self.peek() == Some(wanted) {
            self.at += wanted.len_utf8();
            return true;
        }
        self.at = before;
        false
    }

    fn expect(&mut self, wanted: char) -> Parsed<()> {
        if self.eat(wanted) { Ok(()) } else { Err(self.unexpected(&format!("`{wanted}`"))) }
    }

    fn unexpected(&self, expected: &str) -> Box<Diagnostic> {
        let found = match self.peek() {
            Some(character) => format!("`{character}`"),
            None => "the end".to_owned(),
        };
        let end = self.at + self.peek().map_or(0, char::len_utf8);
        let problem = Diagnostic::new(
            Code::TYPE_SYNTAX,
            self.text.place(self.at, end),
            format!("found {found} in a type expression, expected {expected}"),
        )
        .label(format!("expected {expected}"));
        Box::new(match self.peek() {
            Some('[' | '<') => problem.help("a list is written `[T]`, an object with any keys `{T}`"),
            Some(':') => problem.help("an object with any keys is written `{T}`"),
            Some('-' | '#') => problem.help("documentation follows behind ` -- `"),
            _ => problem,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{Sources, Span};

    /// The expression in one canonical text, or the first problem.
    fn read(value: &str) -> String {
        let mut sources = Sources::default();
        let file = sources.add("a.yaml", value);
        let span = Span { file, start: 0, end: u32::try_from(value.len()).unwrap() };
        let mut problems = Problems::default();
        match parse(Text::whole(value, span), &mut problems) {
            Some(expression) => shown(&expression),
            None => problems.into_sorted().remove(0).message,
        }
    }

    fn shown(expression: &TypeExpression) -> String {
        let body = match &expression.kind {
            TypeExpressionKind::Word(word) => word.clone(),
            TypeExpressionKind::List(inner) => format!("[{}]", shown(inner)),
            TypeExpressionKind::Map(inner) => format!("{{{}}}", shown(inner)),
            TypeExpressionKind::Nullable(inner) => format!("{}?", shown(inner)),
            TypeExpressionKind::Tuple(elements) => {
                format!("({})", elements.iter().map(shown).collect::<Vec<_>>().join(","))
            }
        };
        let arguments: Vec<String> = expression
            .arguments
            .iter()
            .map(|argument| match &argument.kind {
                ArgumentKind::Range(min, max) => {
                    format!("{}..{}", min.as_deref().unwrap_or(""), max.as_deref().unwrap_or(""))
                }
                ArgumentKind::Chars(text) => format!("chars '{text}'"),
                ArgumentKind::Quoted(text) => format!("'{text}'"),
                ArgumentKind::Type(inner) => shown(inner),
            })
            .collect();
        if arguments.is_empty() { body } else { format!("{body}({})", arguments.join(",")) }
    }

    #[test]
    fn the_grammar() {
        for (written, meant) in [
            ("string", "string"),
            (" string ( ..255 ) ? ", "string(..255)?"),
            ("string(1..255, chars 'A-Za-z@.')", "string(1..255,chars 'A-Za-z@.')"),
            ("i64(-5..-1)", "i64(-5..-1)"),
            ("f64(0.5..)", "f64(0.5..)"),
            ("[Tag]", "[Tag]"),
            ("[(i64?, string)](1..100)?", "[(i64?,string)](1..100)?"),
            ("{[any]}", "{[any]}"),
            ("lenient(text(unix_s))?", "lenient(text(unix_s))?"),
            ("datetime('%Y-%m-%d %H:%M')", "datetime('%Y-%m-%d %H:%M')"),
            ("json(Custom)", "json(Custom)"),
        ] {
            assert_eq!(read(written), meant, "{written}");
        }
    }

    #[test]
    fn what_is_no_type() {
        for (written, message) in [
            ("", "found the end in a type expression, expected a type"),
            ("[", "found the end in a type expression, expected a type"),
            ("[a", "found the end in a type expression, expected `]`"),
            (
                "a b",
                "found `b` in a type expression, expected the end of the type, `?` or bounds in parentheses",
            ),
            ("a??", "`?` stands twice"),
            ("string(..)", "bounds without a number"),
            ("string(5)", "bounds are written `least..most`"),
            ("date('%Y)", "a quote that is not closed"),
        ] {
            assert_eq!(read(written), message, "{written}");
        }
        assert!(read(&"[".repeat(100_000)).contains("nested at most"));
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_read_without_panic(text in "[\\[\\](){}?.,'0-9a-z é-]{0,40}") {
            read(&text);
        }

        #[test]
        fn what_is_shown_is_read_the_same(text in "[\\[({]{0,3}(string|i64|Tag)[\\])}]{0,3}\\??(\\(1\\.\\.5\\))?") {
            let once = read(&text);
            if !once.contains("expected") && !once.contains("stands") {
                proptest::prop_assert_eq!(read(&once), once);
            }
        }
    }
}

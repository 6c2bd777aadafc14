//! The one expression language: paths, conditions and the holes of templates.
//!
//! The grammar is in docs/language.md. What a name stands for and what a function takes is the checker's.

use std::fmt::Write as _;

use super::text::Text;
use crate::diagnostic::{Code, Diagnostic, Problems};
use crate::source::Span;

/// Parentheses and arguments may be nested that deep.
const MAX_DEPTH: usize = 24;

/// An expression.
#[derive(Clone, Debug)]
pub struct Expression {
    /// What it is.
    pub kind: ExpressionKind,
    /// The whole expression.
    pub span: Span,
}

/// The forms of an expression.
#[derive(Clone, Debug)]
pub enum ExpressionKind {
    /// `null`.
    Null,
    /// `true`, `false`.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// `'text'`.
    Text(String),
    /// A name, with steps behind it.
    Path(Path),
    /// `input | name(arguments)`.
    Call {
        /// The function.
        name: String,
        /// Where its name stands.
        name_span: Span,
        /// What stands before the bar.
        input: Box<Expression>,
        /// What stands in the parentheses.
        arguments: Vec<Expression>,
    },
    /// `left == right` and the like.
    Compare(Box<Expression>, Operator, Box<Expression>),
    /// `left and right`.
    And(Vec<Expression>),
    /// `left or right`.
    Or(Vec<Expression>),
    /// `not inner`.
    Not(Box<Expression>),
}

/// A comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operator {
    /// `==`
    Equal,
    /// `!=`
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    AtMost,
    /// `>`
    Greater,
    /// `>=`
    AtLeast,
}

/// A path: `meta.total_pages`, `errors[*].code`. Empty for `.`, the value itself.
#[derive(Clone, Debug, Default)]
pub struct Path {
    /// Its steps; the first is always a name.
    pub steps: Vec<PathStep>,
}

/// A step of a path.
#[derive(Clone, Debug)]
pub struct PathStep {
    /// What it takes.
    pub kind: PathStepKind,
    /// Where it stands.
    pub span: Span,
}

/// What a step takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PathStepKind {
    /// A field.
    Name(String),
    /// An element.
    Index(usize),
    /// Every element.
    All,
}

impl Path {
    /// The path as it is written.
    pub fn shown(&self) -> String {
        let mut text = String::new();
        for step in &self.steps {
            match &step.kind {
                PathStepKind::Name(name) if text.is_empty() => text.push_str(name),
                PathStepKind::Name(name) => {
                    text.push('.');
                    text.push_str(name);
                }
                PathStepKind::Index(index) => {
                    // Writing to a text cannot fail.
                    let _ = write!(text, "[{index}]");
                }
                PathStepKind::All => text.push_str("[*]"),
            }
        }
        if text.is_empty() { ".".to_owned() } else { text }
    }
}

/// Parses a text; a problem is reported and gives `None`.
pub fn parse(text: Text<'_>, problems: &mut Problems) -> Option<Expression> {
    let text = text.trim();
    if text.as_str() == "." {
        return Some(Expression { kind: ExpressionKind::Path(Path::default()), span: text.span() });
    }
    let mut parser = Parser { text, at: 0 };
    let result = parser.or(0).and_then(|expression| {
        parser.skip_space();
        if parser.rest().is_empty() {
            Ok(expression)
        } else {
            Err(parser.unexpected("the end of the expression"))
        }
    });
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

const OPERATORS: [(&str, Operator); 6] = [
    ("==", Operator::Equal),
    ("!=", Operator::NotEqual),
    ("<=", Operator::AtMost),
    (">=", Operator::AtLeast),
    ("<", Operator::Less),
    (">", Operator::Greater),
];

impl Parser<'_> {
    fn or(&mut self, depth: usize) -> Parsed<Expression> {
        if depth > MAX_DEPTH {
            return Err(Box::new(Diagnostic::new(
                Code::EXPRESSION_SYNTAX,
                self.text.span(),
                format!("an expression is nested at most {MAX_DEPTH} deep"),
            )));
        }
        self.joined(depth, "or", Self::and, ExpressionKind::Or)
    }

    fn and(&mut self, depth: usize) -> Parsed<Expression> {
        self.joined(depth, "and", Self::not, ExpressionKind::And)
    }

    fn joined(
        &mut self,
        depth: usize,
        word: &str,
        inner: fn(&mut Self, usize) -> Parsed<Expression>,
        make: fn(Vec<Expression>) -> ExpressionKind,
    ) -> Parsed<Expression> {
        let start = self.start();
        let first = inner(self, depth)?;
        if !self.eat_word(word) {
            return Ok(first);
        }
        let mut parts = vec![first, inner(self, depth)?];
        while self.eat_word(word) {
            parts.push(inner(self, depth)?);
        }
        Ok(self.finish(start, make(parts)))
    }

    fn not(&mut self, depth: usize) -> Parsed<Expression> {
        let start = self.start();
        if self.eat_word("not") {
            let inner = self.not_limited(depth + 1)?;
            return Ok(self.finish(start, ExpressionKind::Not(Box::new(inner))));
        }
        self.comparison(depth)
    }

    fn not_limited(&mut self, depth: usize) -> Parsed<Expression> {
        if depth > MAX_DEPTH { self.or(depth) } else { self.not(depth) }
    }

    fn comparison(&mut self, depth: usize) -> Parsed<Expression> {
        let start = self.start();
        let left = self.pipe(depth)?;
        self.skip_space();
        let Some((sign, operator)) = OPERATORS.iter().find(|(sign, _)| self.rest().starts_with(sign)) else {
            if self.rest().starts_with('=') {
                return Err(Box::new((*self.unexpected("`==`")).help("a comparison is written `==`")));
            }
            return Ok(left);
        };
        self.at += sign.len();
        let right = self.pipe(depth)?;
        Ok(self.finish(start, ExpressionKind::Compare(Box::new(left), *operator, Box::new(right))))
    }

    fn pipe(&mut self, depth: usize) -> Parsed<Expression> {
        let start = self.start();
        let mut value = self.primary(depth)?;
        let mut length = 0;
        while self.eat("|") {
            self.skip_space();
            length += 1;
            if length > MAX_DEPTH {
                return Err(Box::new(Diagnostic::new(
                    Code::EXPRESSION_SYNTAX,
                    self.text.place(start, self.at),
                    format!("a value goes through at most {MAX_DEPTH} functions"),
                )));
            }
            let name_start = self.at;
            let name = self.name("a function")?;
            let name_span = self.text.place(name_start, self.at);
            let mut arguments = Vec::new();
            if self.eat("(") {
                arguments.push(self.or(depth + 1)?);
                while self.eat(",") {
                    arguments.push(self.or(depth + 1)?);
                }
                self.expect(")")?;
            }
            value = self
                .finish(start, ExpressionKind::Call { name, name_span, input: Box::new(value), arguments });
        }
        Ok(value)
    }

    fn primary(&mut self, depth: usize) -> Parsed<Expression> {
        let start = self.start();
        if self.eat("(") {
            let inner = self.or(depth + 1)?;
            self.expect(")")?;
            return Ok(inner);
        }
        match self.rest().chars().next() {
            Some('\'') => {
                self.at += 1;
                let text = self.until('\'', start)?;
                Ok(self.finish(start, ExpressionKind::Text(text)))
            }
            Some(character) if character == '-' || character.is_ascii_digit() => self.number(start),
            _ => self.path_or_word(start),
        }
    }

    fn number(&mut self, start: usize) -> Parsed<Expression> {
        let rest = self.rest();
        let length = rest
            .char_indices()
            .find(|(at, character)| !(character.is_ascii_digit() || (*at == 0 && *character == '-')))
            .map_or(rest.len(), |(at, _)| at);
        let parsed = rest[..length].parse::<i64>();
        self.at += length;
        match parsed {
            Ok(value) => Ok(self.finish(start, ExpressionKind::Int(value))),
            Err(_) => Err(Box::new(
                Diagnostic::new(
                    Code::EXPRESSION_SYNTAX,
                    self.text.place(start, self.at),
                    "not a whole number of 64 bits",
                )
                .label("expected a whole number"),
            )),
        }
    }

    fn path_or_word(&mut self, start: usize) -> Parsed<Expression> {
        let quoted = self.rest().starts_with('`');
        let first = self.name("a value")?;
        if !quoted {
            match first.as_str() {
                "null" => return Ok(self.finish(start, ExpressionKind::Null)),
                "true" => return Ok(self.finish(start, ExpressionKind::Bool(true))),
                "false" => return Ok(self.finish(start, ExpressionKind::Bool(false))),
                _ => {}
            }
        }
        let mut steps =
            vec![PathStep { kind: PathStepKind::Name(first), span: self.text.place(start, self.at) }];
        loop {
            let step_start = self.at;
            let kind = if self.rest().starts_with('.') {
                self.at += 1;
                PathStepKind::Name(self.name("a field's name")?)
            } else if self.rest().starts_with("[*]") {
                self.at += 3;
                PathStepKind::All
            } else if self.rest().starts_with('[') {
                self.at += 1;
                self.index(step_start)?
            } else {
                break;
            };
            let from = step_start + usize::from(matches!(kind, PathStepKind::Name(_)));
            steps.push(PathStep { kind, span: self.text.place(from, self.at) });
        }
        Ok(self.finish(start, ExpressionKind::Path(Path { steps })))
    }

    fn index(&mut self, start: usize) -> Parsed<PathStepKind> {
        let text = self.until(']', start)?;
        text.trim().parse().map(PathStepKind::Index).map_err(|_| {
            Box::new(
                Diagnostic::new(
                    Code::EXPRESSION_SYNTAX,
                    self.text.place(start, self.at),
                    format!("`[{text}]` is no index"),
                )
                .label("expected `[0]`, `[1]`, … or `[*]`"),
            )
        })
    }

    /// A plain name, or any text in back quotes.
    fn name(&mut self, expected: &str) -> Parsed<String> {
        let start = self.at;
        if self.rest().starts_with('`') {
            self.at += 1;
            return self.until('`', start);
        }
        let rest = self.rest();
        let length = rest
            .find(|character: char| !(character.is_alphanumeric() || character == '_'))
            .unwrap_or(rest.len());
        let starts_well = rest.chars().next().is_some_and(|first| first.is_alphabetic() || first == '_');
        if length == 0 || !starts_well {
            return Err(self.unexpected(expected));
        }
        let name = rest[..length].to_owned();
        self.at += length;
        Ok(name)
    }

    fn until(&mut self, end: char, start: usize) -> Parsed<String> {
        match self.rest().find(end) {
            Some(length) => {
                let text = self.rest()[..length].to_owned();
                self.at += length + end.len_utf8();
                Ok(text)
            }
            None => Err(Box::new(
                Diagnostic::new(
                    Code::EXPRESSION_SYNTAX,
                    self.text.place(start, self.text.as_str().len()),
                    format!("a `{end}` is missing"),
                )
                .label(format!("expected a closing `{end}`")),
            )),
        }
    }

    fn start(&mut self) -> usize {
        self.skip_space();
        self.at
    }

    fn finish(&self, start: usize, kind: ExpressionKind) -> Expression {
        Expression { kind, span: self.text.place(start, self.at) }
    }

    fn rest(&self) -> &str {
        &self.text.as_str()[self.at..]
    }

    fn skip_space(&mut self) {
        self.at += self.rest().len() - self.rest().trim_start().len();
    }

    fn eat(&mut self, sign: &str) -> bool {
        let before = self.at;
        self.skip_space();
        if self.rest().starts_with(sign) {
            self.at += sign.len();
            return true;
        }
        self.at = before;
        false
    }

    fn eat_word(&mut self, word: &str) -> bool {
        let before = self.at;
        if self.eat(word) {
            let goes_on =
                self.rest().chars().next().is_some_and(|next| next.is_alphanumeric() || next == '_');
            if !goes_on {
                return true;
            }
        }
        self.at = before;
        false
    }

    fn expect(&mut self, sign: &str) -> Parsed<()> {
        if self.eat(sign) { Ok(()) } else { Err(self.unexpected(&format!("`{sign}`"))) }
    }

    fn unexpected(&self, expected: &str) -> Box<Diagnostic> {
        let next = self.rest().chars().next();
        let found = next.map_or_else(|| "the end".to_owned(), |character| format!("`{character}`"));
        let end = self.at + next.map_or(0, char::len_utf8);
        let problem = Diagnostic::new(
            Code::EXPRESSION_SYNTAX,
            self.text.place(self.at, end),
            format!("found {found} in an expression, expected {expected}"),
        )
        .label(format!("expected {expected}"));
        let rest = self.rest();
        let other_word = [("&&", "`and`"), ("||", "`or`"), ("!", "`not`"), ("\"", "text in single quotes")]
            .into_iter()
            .find(|(sign, _)| rest.starts_with(sign) || self.text.as_str()[..self.at].ends_with(sign));
        if let Some((sign, word)) = other_word {
            return Box::new(problem.help(format!("instead of `{sign}` write {word}")));
        }
        Box::new(if next == Some('-') {
            problem
                .help("a name with other characters than letters, digits and `_` is written in back quotes")
        } else {
            problem
        })
    }
}

#[cfg(test)]
mod tests;

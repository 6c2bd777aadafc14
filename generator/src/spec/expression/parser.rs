//! The parser of expressions.

use super::{Expression, ExpressionKind, Operator, Path, PathStep, PathStepKind};
use crate::diagnostic::{Code, Diagnostic};
use crate::spec::text::Text;

/// Parentheses and arguments may be nested that deep.
const MAX_DEPTH: usize = 24;

pub(super) struct Parser<'a> {
    text: Text<'a>,
    at: usize,
}

pub(super) type Parsed<T> = Result<T, Box<Diagnostic>>;

const OPERATORS: [(&str, Operator); 6] = [
    ("==", Operator::Equal),
    ("!=", Operator::NotEqual),
    ("<=", Operator::AtMost),
    (">=", Operator::AtLeast),
    ("<", Operator::Less),
    (">", Operator::Greater),
];

impl<'a> Parser<'a> {
    pub(super) fn new(text: Text<'a>) -> Self {
        Self { text, at: 0 }
    }

    /// The expression that the whole text is.
    pub(super) fn whole(&mut self) -> Parsed<Expression> {
        let expression = self.or(0)?;
        self.skip_space();
        if self.rest().is_empty() {
            Ok(expression)
        } else {
            Err(self.unexpected("the end of the expression"))
        }
    }

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
        let mut steps = Vec::new();
        if self.rest().starts_with(".[") {
            self.at += 1;
        } else {
            let first = self.name("a value")?;
            if !quoted {
                match first.as_str() {
                    "null" => return Ok(self.finish(start, ExpressionKind::Null)),
                    "true" => return Ok(self.finish(start, ExpressionKind::Bool(true))),
                    "false" => return Ok(self.finish(start, ExpressionKind::Bool(false))),
                    _ => {}
                }
            }
            steps.push(PathStep { kind: PathStepKind::Name(first), span: self.text.place(start, self.at) });
        }
        while let Some(step) = self.step()? {
            steps.push(step);
        }
        Ok(self.finish(start, ExpressionKind::Path(Path { steps })))
    }

    /// The next step of a path, if one follows.
    fn step(&mut self) -> Parsed<Option<PathStep>> {
        let start = self.at;
        let kind = if self.rest().starts_with('.') {
            self.at += 1;
            PathStepKind::Name(self.name("a field's name")?)
        } else if self.rest().starts_with("[*]") {
            self.at += 3;
            PathStepKind::All
        } else if self.rest().starts_with('[') {
            self.at += 1;
            self.index(start)?
        } else {
            return Ok(None);
        };
        let from = start + usize::from(matches!(kind, PathStepKind::Name(_)));
        Ok(Some(PathStep { kind, span: self.text.place(from, self.at) }))
    }

    fn index(&mut self, start: usize) -> Parsed<PathStepKind> {
        let text = self.until(']', start)?;
        let kind = match text.trim().strip_prefix('-') {
            // `[-0]` would be behind the last.
            Some(digits) => digits.parse().ok().filter(|index| *index > 0).map(PathStepKind::FromEnd),
            None => text.trim().parse().ok().map(PathStepKind::Index),
        };
        kind.ok_or_else(|| {
            Box::new(
                Diagnostic::new(
                    Code::EXPRESSION_SYNTAX,
                    self.text.place(start, self.at),
                    format!("`[{text}]` is no index"),
                )
                .label("expected `[0]`, `[1]`, …, `[-1]` for the last, or `[*]`"),
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

//! The one expression language: paths, conditions and the holes of templates.
//!
//! The grammar is in docs/language.md. What a name stands for and what a function takes is the checker's.

mod parser;

use std::fmt::Write as _;

use super::text::Text;
use crate::diagnostic::Problems;
use crate::source::Span;

use parser::Parser;

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

/// A path: `meta.total_pages`, `errors[*].code`. Empty for `.`, the value itself, whose elements are `.[0]`.
#[derive(Clone, Debug, Default)]
pub struct Path {
    /// Its steps.
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
    /// An element counted from the end: 1 is the last.
    FromEnd(usize),
    /// Every element.
    All,
}

impl Path {
    /// The path as it is written.
    pub fn shown(&self) -> String {
        let mut text = String::new();
        if !matches!(self.steps.first(), Some(PathStep { kind: PathStepKind::Name(_), .. })) {
            text.push('.');
        }
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
                PathStepKind::FromEnd(index) => {
                    let _ = write!(text, "[-{index}]");
                }
                PathStepKind::All => text.push_str("[*]"),
            }
        }
        text
    }
}

/// Parses a text; a problem is reported and gives `None`.
pub fn parse(text: Text<'_>, problems: &mut Problems) -> Option<Expression> {
    let text = text.trim();
    if text.as_str() == "." {
        return Some(Expression { kind: ExpressionKind::Path(Path::default()), span: text.span() });
    }
    let result = Parser::new(text).whole();
    match result {
        Ok(expression) => Some(expression),
        Err(problem) => {
            problems.report(*problem);
            None
        }
    }
}

#[cfg(test)]
mod tests;

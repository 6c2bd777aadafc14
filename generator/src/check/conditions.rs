//! Conditions over an answer: `code == 0 and status != 'error'`.
//!
//! The same expressions serve envelopes and the ends of pagination; they differ in what a path may read.

use super::Checker;
use crate::api::{Comparison, Condition, EnumRepr, Operand, Type, TypeKind};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::Span;
use crate::spec::expression::{Expression, ExpressionKind, Operator, Path};

/// What can be read at a path: its place among the reads, and its type.
pub(super) struct Readable {
    pub(super) operand: Operand,
    pub(super) ty: Type,
    pub(super) may_be_null: bool,
}

/// Follows a path of a condition; reports and gives `None` when it leads nowhere.
pub(super) type Follow<'f, 'a, 'p> = &'f mut dyn FnMut(&mut Checker<'a, 'p>, &Path, Span) -> Option<Readable>;

/// An operand with what is known of it.
struct Side {
    operand: Operand,
    shape: Shape,
    may_be_null: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Shape {
    Null,
    Bool,
    Int,
    Text,
    /// A list or an object: it can only be null or not.
    Other,
}

impl Shape {
    fn describe(self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Bool => "a boolean",
            Self::Int => "a whole number",
            Self::Text => "text",
            Self::Other => "a list or an object",
        }
    }
}

impl<'a, 'p> Checker<'a, 'p> {
    pub(super) fn condition(
        &mut self,
        expression: &Expression,
        follow: Follow<'_, 'a, 'p>,
    ) -> Option<Condition> {
        match &expression.kind {
            ExpressionKind::And(parts) => self.conditions(parts, follow).map(Condition::And),
            ExpressionKind::Or(parts) => self.conditions(parts, follow).map(Condition::Or),
            ExpressionKind::Not(inner) => {
                self.condition(inner, follow).map(|inner| Condition::Not(Box::new(inner)))
            }
            ExpressionKind::Compare(left, operator, right) => {
                let left_side = self.side(left, follow);
                let right_side = self.side(right, follow);
                self.comparison(left_side?, *operator, right_side?, expression.span)
            }
            _ => {
                let side = self.side(expression, follow)?;
                if side.shape == Shape::Bool {
                    return Some(Condition::Holds(side.operand));
                }
                self.report(
                    Diagnostic::new(
                        Code::WRONG_CONDITION,
                        expression.span,
                        format!("{} alone is no condition", side.shape.describe()),
                    )
                    .label("expected a comparison such as `code == 0`"),
                );
                None
            }
        }
    }

    fn conditions(&mut self, parts: &[Expression], follow: Follow<'_, 'a, 'p>) -> Option<Vec<Condition>> {
        let checked: Vec<Option<Condition>> = parts.iter().map(|part| self.condition(part, follow)).collect();
        checked.into_iter().collect()
    }

    fn comparison(&mut self, left: Side, operator: Operator, right: Side, span: Span) -> Option<Condition> {
        let equality = matches!(operator, Operator::Equal | Operator::NotEqual);
        let comparable = match (left.shape, right.shape) {
            (Shape::Null, _) => equality && right.may_be_null,
            (_, Shape::Null) => equality && left.may_be_null,
            (Shape::Int, Shape::Int) => true,
            (Shape::Other, _) | (_, Shape::Other) => false,
            (left, right) => left == right && equality,
        };
        if !comparable {
            let problem = Diagnostic::new(
                Code::WRONG_CONDITION,
                span,
                format!("{} and {} cannot be compared so", left.shape.describe(), right.shape.describe()),
            );
            let never_null = left.shape == Shape::Null || right.shape == Shape::Null;
            self.report(if never_null && equality {
                problem.note("the other side is declared as never null and never absent")
            } else if equality {
                problem.note("text is written in single quotes: `status == 'ok'`")
            } else {
                problem.note("only whole numbers are less or greater")
            });
            return None;
        }
        let comparison = match operator {
            Operator::Equal => Comparison::Equal,
            Operator::NotEqual => Comparison::NotEqual,
            Operator::Less => Comparison::Less,
            Operator::AtMost => Comparison::AtMost,
            Operator::Greater => Comparison::Greater,
            Operator::AtLeast => Comparison::AtLeast,
        };
        Some(Condition::Compare(left.operand, comparison, right.operand))
    }

    fn side(&mut self, expression: &Expression, follow: Follow<'_, 'a, 'p>) -> Option<Side> {
        let constant = |operand, shape| Some(Side { operand, shape, may_be_null: false });
        match &expression.kind {
            ExpressionKind::Null => constant(Operand::Null, Shape::Null),
            ExpressionKind::Bool(value) => constant(Operand::Bool(*value), Shape::Bool),
            ExpressionKind::Int(value) => constant(Operand::Int(*value), Shape::Int),
            ExpressionKind::Text(value) => constant(Operand::Text(value.clone()), Shape::Text),
            ExpressionKind::Path(path) => {
                let readable = follow(self, path, expression.span)?;
                let shape = self.shape_of(&readable.ty);
                Some(Side { operand: readable.operand, shape, may_be_null: readable.may_be_null })
            }
            ExpressionKind::Call { name_span, .. } => {
                self.report(
                    Diagnostic::new(Code::WRONG_CONDITION, *name_span, "a condition has no functions")
                        .label("expected a path or a constant"),
                );
                None
            }
            _ => {
                self.report(
                    Diagnostic::new(Code::WRONG_CONDITION, expression.span, "a condition cannot be compared")
                        .label("expected a path or a constant"),
                );
                None
            }
        }
    }

    fn shape_of(&self, ty: &Type) -> Shape {
        match ty {
            Type::Bool => Shape::Bool,
            Type::Int(..) => Shape::Int,
            Type::String(_) | Type::Uuid | Type::Url => Shape::Text,
            Type::Text(inner) if matches!(**inner, Type::Int(..)) => Shape::Text,
            Type::Named(id) => match self.types.get(*id).map(|definition| &definition.kind) {
                Some(TypeKind::Enum(enumeration)) if enumeration.repr == EnumRepr::String => Shape::Text,
                Some(TypeKind::Enum(_)) => Shape::Int,
                _ => Shape::Other,
            },
            _ => Shape::Other,
        }
    }
}

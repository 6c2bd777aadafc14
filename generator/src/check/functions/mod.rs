//! The functions of templates: what each takes, and what it gives.

mod arguments;
mod jwt;
mod table;

use self::table::{Arguments, FUNCTIONS};
use super::Checker;
use super::auth::Names;
use crate::api::{Function, Value, ValueKind};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::Span;
use crate::spec::expression::Expression;

/// What a function gives.
pub(super) fn result_kind(function: &Function, input: ValueKind) -> ValueKind {
    match function {
        Function::Digest(_) | Function::Hmac(..) | Function::Sign(..) | Function::Decode(_) => {
            ValueKind::Bytes
        }
        Function::Names | Function::Values | Function::Split(_) => ValueKind::List,
        Function::Percent
        | Function::PercentPath
        | Function::FormEncode
        | Function::Upper
        | Function::Lower
        | Function::Trim
        | Function::Take(_)
        | Function::Skip(_)
        | Function::DropEmpty
        | Function::Sort
        | Function::SortAnyCase => input,
        Function::After(_) | Function::Before(_) => ValueKind::Time,
        Function::ToPairs
        | Function::SplitPairs(..)
        | Function::JsonPairs
        | Function::Only(_)
        | Function::Without(_)
        | Function::LowerNames
        | Function::UpperNames
        | Function::Group(_)
        | Function::Merge(_) => ValueKind::Pairs,
        _ => ValueKind::Text,
    }
}

/// A kind of value in words.
pub(super) fn describe(kind: ValueKind) -> &'static str {
    match kind {
        ValueKind::Text => "text",
        ValueKind::Bytes => "bytes",
        ValueKind::Time => "a time",
        ValueKind::Pairs => "pairs",
        ValueKind::List => "a list",
    }
}

/// A call as it is written.
struct Written<'e> {
    name: &'e str,
    span: Span,
    arguments: &'e [Expression],
    /// What stands before the bar.
    kind: ValueKind,
}

impl Checker<'_, '_> {
    pub(super) fn call(
        &mut self,
        name: &str,
        span: Span,
        input: Value,
        arguments: &[Expression],
        names: &Names<'_>,
    ) -> Option<Value> {
        let Some((_, takes, signature)) = FUNCTIONS.iter().find(|(known, ..)| *known == name) else {
            let known = FUNCTIONS.iter().map(|(known, ..)| *known);
            self.report(
                Diagnostic::new(Code::UNKNOWN_FUNCTION, span, format!("no function is named `{name}`"))
                    .suggest(name, known, "a function"),
            );
            return None;
        };
        let kind = names.kind(&input);
        let written = Written { name, span, arguments, kind };
        self.takes_kind(&written, takes)?;
        self.count_arguments(&written, *signature)?;
        if let Some(jwt) = jwt::named(name) {
            return self.jwt(jwt, input, &written, names);
        }
        let function = self.function(&written, names)?;
        self.made_of_nonce(&function, &input, &written)?;
        Some(Value::Call(function, Box::new(input)))
    }

    fn takes_kind(&mut self, written: &Written<'_>, takes: &[ValueKind]) -> Option<()> {
        if takes.contains(&written.kind) {
            return Some(());
        }
        let takes = takes.iter().map(|kind| describe(*kind)).collect::<Vec<_>>().join(" or ");
        self.report(
            Diagnostic::new(
                Code::WRONG_VALUE,
                written.span,
                format!("`{}` takes {takes}, not {}", written.name, describe(written.kind)),
            )
            .label(format!("expected {takes} before the bar")),
        );
        None
    }

    fn count_arguments(&mut self, written: &Written<'_>, signature: Arguments) -> Option<()> {
        let (fewest, most, expected) = signature.expected(written.kind);
        let fits = (fewest..=most).contains(&written.arguments.len());
        if !fits {
            self.report(
                Diagnostic::new(
                    Code::WRONG_VALUE,
                    written.span,
                    format!("`{}` takes {expected}", written.name),
                )
                .label(format!("expected {expected}")),
            );
        }
        fits.then_some(())
    }

    /// Random texts are made of the attempt's own bytes, so that a retry has others.
    fn made_of_nonce(&mut self, function: &Function, input: &Value, written: &Written<'_>) -> Option<()> {
        let what = match function {
            Function::Uuid => "a UUID",
            Function::Digits(_) => "digits",
            Function::Alphanumeric(_) => "letters and digits",
            _ => return Some(()),
        };
        if *input == Value::Nonce {
            return Some(());
        }
        self.report(
            Diagnostic::new(
                Code::WRONG_VALUE,
                written.span,
                format!("`{}` makes {what} of 16 random bytes", written.name),
            )
            .label(format!("expected `nonce | {}`", written.name)),
        );
        None
    }
}

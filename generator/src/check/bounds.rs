//! Bounds in type expressions: `i64(1..50)`, `string(..255, chars 'a-z')`, `[T](1..)`.

use super::{Checked, Checker};
use crate::api::{Bounds, Int, TextBounds, Type};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::Span;
use crate::spec::type_expression::{Argument, ArgumentKind};

impl Checker<'_, '_> {
    pub(super) fn int(&mut self, int: Int, arguments: &[Argument]) -> Option<Type> {
        let (least, most) = limits(int);
        let bounds = self.bounds(arguments, |text| {
            text.parse::<i128>().ok().filter(|value| (least..=most).contains(value))
        })?;
        Some(Type::Int(int, bounds))
    }

    pub(super) fn float_bounds(&mut self, arguments: &[Argument]) -> Option<Bounds<String>> {
        let bounds = self.bounds(arguments, |text| text.parse::<f64>().ok())?;
        let shown = |value: Option<f64>| value.map(|value| format!("{value:?}"));
        Some(Bounds { min: shown(bounds.min), max: shown(bounds.max) })
    }

    pub(super) fn count_bounds(&mut self, arguments: &[Argument]) -> Option<Bounds<u64>> {
        self.bounds(arguments, |text| text.parse().ok())
    }

    pub(super) fn text_bounds(&mut self, arguments: &[Argument]) -> Option<TextBounds> {
        let mut bounds = TextBounds::default();
        let (chars, lengths): (Vec<&Argument>, Vec<&Argument>) =
            arguments.iter().partition(|argument| matches!(argument.kind, ArgumentKind::Chars(_)));
        if let Some(Argument { kind: ArgumentKind::Chars(text), span }) = chars.first() {
            bounds.chars = self.character_ranges(text, *span)?;
            bounds.chars_text.clone_from(text);
        }
        let lengths: Vec<Argument> = lengths.into_iter().cloned().collect();
        bounds.length = self.bounds(&lengths, |text| text.parse().ok())?;
        Some(bounds)
    }

    fn character_ranges(&mut self, text: &str, span: Span) -> Option<Vec<(char, char)>> {
        let characters: Vec<char> = text.chars().collect();
        let mut ranges = Vec::new();
        let mut at = 0;
        while let Some(first) = characters.get(at) {
            match (characters.get(at + 1), characters.get(at + 2)) {
                (Some('-'), Some(last)) if first <= last => {
                    ranges.push((*first, *last));
                    at += 3;
                }
                (Some('-'), Some(last)) => {
                    self.report(
                        Diagnostic::new(
                            Code::TYPE_ARGUMENTS,
                            span,
                            format!("the range `{first}-{last}` is empty"),
                        )
                        .help("a `-` that means itself stands first or last"),
                    );
                    return None;
                }
                _ => {
                    ranges.push((*first, *first));
                    at += 1;
                }
            }
        }
        Some(ranges)
    }

    fn bounds<T: PartialOrd>(
        &mut self,
        arguments: &[Argument],
        read: impl Fn(&str) -> Option<T>,
    ) -> Option<Bounds<T>> {
        let (range, span) = match arguments {
            [] => return Some(Bounds::default()),
            [Argument { kind: ArgumentKind::Range(min, max), span }] => ((min, max), *span),
            [first, rest @ ..] => {
                let wrong =
                    rest.first().filter(|_| matches!(first.kind, ArgumentKind::Range(..))).unwrap_or(first);
                self.report(
                    Diagnostic::new(Code::TYPE_ARGUMENTS, wrong.span, "this type takes bounds here")
                        .label("expected `least..most`"),
                );
                return None;
            }
        };
        let mut number = |text: &Option<String>| -> Checked<Option<T>> {
            let Some(text) = text else { return Some(None) };
            let value = read(text);
            if value.is_none() {
                self.problems.report(
                    Diagnostic::new(
                        Code::BAD_BOUNDS,
                        span,
                        format!("`{text}` is not in the range of this type"),
                    )
                    .label("expected a number that the type can hold"),
                );
            }
            value.map(Some)
        };
        let (min, max) = (number(range.0)?, number(range.1)?);
        if let (Some(least), Some(most)) = (&min, &max)
            && least > most
        {
            self.report(
                Diagnostic::new(Code::BAD_BOUNDS, span, "the least is greater than the most")
                    .label("expected `least..most`"),
            );
            return None;
        }
        Some(Bounds { min, max })
    }
}

/// The least and the most of an integer type.
pub(super) fn limits(int: Int) -> (i128, i128) {
    match int {
        Int::I32 => (i32::MIN.into(), i32::MAX.into()),
        Int::I64 => (i64::MIN.into(), i64::MAX.into()),
        Int::U32 => (0, u32::MAX.into()),
        Int::U64 => (0, u64::MAX.into()),
    }
}

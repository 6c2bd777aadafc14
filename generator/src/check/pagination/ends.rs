//! When pages end, how long a cursor lives, and what the vendor lets one read at most.

use std::time::Duration;

use super::position::Position;
use crate::api::{Advance, Cap, Ends, PayloadCondition, Repeats, Type};
use crate::check::Checker;
use crate::check::endpoints::Known;
use crate::diagnostic::{Code, Diagnostic};
use crate::spec::expression;
use crate::spec::{View, text::Text};

/// What `ends` is held against.
pub(super) struct EndsOf<'p> {
    pub(super) position: &'p Position,
    pub(super) payload: &'p Type,
    /// Whether the size of a page is known.
    pub(super) has_size: bool,
    /// Whether the number of all items is told.
    pub(super) has_total: bool,
}

impl<'a> Checker<'a, '_> {
    pub(super) fn ends(&mut self, style: View<'a>, of: &EndsOf<'_>) -> Option<Ends> {
        let counted = of.position.advance.is_counted();
        let mut ends = Ends { empty: counted, ..Ends::default() };
        // A scroll that ends otherwise than by its cursor may keep one cursor for all pages; an item does not come twice.
        if !counted && !of.position.of_item && style.entry("ends").is_some() {
            ends.repeats = Repeats::Allowed;
        }
        let mut repeated = false;
        for text in style.items("ends").iter().filter_map(Text::of) {
            match text.as_str().trim() {
                "empty_page" => ends.empty = true,
                "short_page" => {
                    self.needs_size(text, of, "whether a page is short")?;
                    ends.short = true;
                }
                "total_reached" => {
                    self.total_is_told(text, of)?;
                    ends.total = true;
                }
                "repeated_cursor" => repeated = true,
                _ => ends.when.push(self.end_condition(text, of.payload)?),
            }
        }
        if repeated {
            ends.repeats = Repeats::End;
        }
        Some(ends)
    }

    fn needs_size(&mut self, text: Text<'a>, of: &EndsOf<'_>, what: &str) -> Option<()> {
        if of.has_size {
            return Some(());
        }
        self.report(
            Diagnostic::new(
                Code::WRONG_PAGINATION,
                text.span(),
                format!("{what} cannot be told without a size"),
            )
            .help("declare `size` with a `default`"),
        );
        None
    }

    /// `total_reached` counts by what page and offset say; a cursor does not say how many items stand before it.
    fn total_is_told(&mut self, text: Text<'a>, of: &EndsOf<'_>) -> Option<()> {
        let message = if !of.has_total {
            "whether the total is reached cannot be told without a total"
        } else if of.position.advance.is_counted() {
            if matches!(of.position.advance, Advance::Page { .. }) {
                return self.needs_size(text, of, "whether the total is reached");
            }
            return Some(());
        } else {
            "a cursor does not say how many items stand before it"
        };
        self.report(Diagnostic::new(Code::WRONG_PAGINATION, text.span(), message));
        None
    }

    fn end_condition(&mut self, text: Text<'a>, payload: &Type) -> Option<PayloadCondition> {
        let parsed = expression::parse(text, self.problems)?;
        let mut reads = Vec::new();
        let condition = self.condition(&parsed, &mut |checker, path, span| {
            checker.readable(path, span, payload, &mut reads)
        })?;
        Some(PayloadCondition { condition, reads })
    }

    /// `expires`: the lifetime, and the codes that say that it is over.
    pub(super) fn expires(&mut self, style: View<'a>, known: &Known<'_>) -> (Option<Duration>, Vec<String>) {
        let Some(expires) = style.view("expires") else { return (None, Vec::new()) };
        let after = expires.text("after").and_then(|text| {
            let duration = crate::check::rates::duration(text.as_str());
            if duration.is_none() {
                self.report(
                    Diagnostic::new(
                        Code::WRONG_PAGINATION,
                        text.span(),
                        format!("`{}` is no duration", text.as_str()),
                    )
                    .label("expected such as `60s` or `5m`"),
                );
            }
            duration
        });
        let mut codes = Vec::new();
        for text in expires.items("codes").iter().filter_map(Text::of) {
            if !known.errors.iter().any(|error| error.wire == text.as_str()) {
                let wires = known.errors.iter().map(|error| error.wire.as_str());
                self.unknown(Code::UNKNOWN_NAME, text, "error code", wires);
            }
            codes.push(text.as_str().to_owned());
        }
        (after, codes)
    }

    /// `cap`; absent is fine, a wrong one is not.
    pub(super) fn cap(&mut self, style: View<'a>) -> crate::check::Checked<Option<Cap>> {
        let Some(cap) = style.view("cap") else { return Some(None) };
        for key in ["items", "pages"] {
            let Some(number) = cap.integer(key) else { continue };
            if let Some(number) = u64::try_from(number).ok().filter(|number| *number > 0) {
                return Some(Some(if key == "items" { Cap::Items(number) } else { Cap::Pages(number) }));
            }
            self.report(
                Diagnostic::new(
                    Code::WRONG_PAGINATION,
                    cap.entry(key)?.value.span,
                    format!("a cap of {number} {key} leaves nothing to read"),
                )
                .label("expected at least 1"),
            );
        }
        None
    }
}

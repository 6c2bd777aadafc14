//! Pagination: a named style held against the types of the endpoint that uses it.

mod close;
mod ends;
mod next;
mod parameter;
mod position;

use super::endpoints::Known;
use super::{Checked, Checker};
use crate::api::{
    AnswerRead, Endpoint, Field, Literal, Pagination, ParameterRef, PayloadStep, Presence, Returns, Type,
};
use crate::diagnostic::{Code, Diagnostic};
use crate::spec::{View, text::Text};

use ends::EndsOf;
use parameter::mark;

/// The size of a page.
#[derive(Default)]
struct Size {
    at: Option<ParameterRef>,
    /// What counts when the user sets none.
    known: Option<u64>,
    /// What is sent then.
    sent: Option<Literal>,
}

/// Where the items are.
struct Items {
    steps: Vec<PayloadStep>,
    text: String,
    item: Type,
    tolerant: bool,
}

impl<'a> Checker<'a, '_> {
    /// The style that `name` names, for this endpoint; marks the parameters that the stream sets.
    pub(super) fn pagination(
        &mut self,
        name: Text<'a>,
        endpoint: &mut Endpoint,
        known: &Known<'_>,
    ) -> Option<Pagination> {
        let style = self.style(name)?;
        let Returns::Json(payload) = endpoint.returns.clone() else {
            let (why, help) = match endpoint.returns {
                Returns::Statuses(_) => {
                    ("answers in several ways", "declare one type that all its successes are of")
                }
                _ => ("returns no JSON", "declare what it returns, with the list of items"),
            };
            self.report(
                Diagnostic::new(
                    Code::WRONG_PAGINATION,
                    name.span(),
                    format!("`{}` {why}, so it has no pages", endpoint.name),
                )
                .help(help),
            );
            return None;
        };
        let size = self.size(style, endpoint);
        let position = self.position(style, endpoint, &payload)?;
        let items = self.items(style, &payload)?;
        let pages = self.optional_number(style, "pages", &payload)?;
        let total = self.optional_number(style, "total", &payload)?;
        let size = size?;
        let of = EndsOf {
            position: &position,
            payload: &payload,
            has_size: size.known.is_some(),
            has_total: total.is_some(),
        };
        let ends = self.ends(style, &of)?;
        let replaces = self.replaces(style, endpoint)?;
        let cap = self.cap(style)?;
        let (expires_after, expired_codes) = self.expires(style, known);
        Some(Pagination {
            style: name.as_str().to_owned(),
            advance: position.advance,
            items: items.steps,
            items_text: items.text,
            item: items.item,
            tolerant: items.tolerant,
            backwards: style.text("backwards").is_some_and(|text| text.as_str() == "true"),
            size: size.at,
            size_default: size.known,
            size_sent: size.sent,
            total,
            pages,
            ends,
            replaces,
            cap,
            expires_after,
            expired_codes,
            close: None,
        })
    }

    fn items(&mut self, style: View<'a>, payload: &Type) -> Option<Items> {
        let text = style.text("items")?;
        let end = self.payload_path(text, payload)?;
        let many = end.is_many();
        let (item, tolerant) = match end.ty {
            Type::List(item, _) => (*item, false),
            Type::Tolerant(item) if !many => (*item, true),
            single if many => (single, false),
            other => {
                let found = self.describe(&other);
                self.report(
                    Diagnostic::new(
                        Code::WRONG_PAGINATION,
                        text.span(),
                        format!("`{}` is {found}", text.as_str()),
                    )
                    .label("expected the path to a list"),
                );
                return None;
            }
        };
        let written = text.trim();
        let text = if end.steps.is_empty() { String::new() } else { written.as_str().to_owned() };
        Some(Items { steps: end.steps, text, item, tolerant })
    }

    fn size(&mut self, style: View<'a>, endpoint: &mut Endpoint) -> Option<Size> {
        let Some(size) = style.view("size") else { return Some(Size::default()) };
        let text = size.text("in")?;
        let at = self.parameter_ref(text, endpoint)?;
        let field = self.parameter_field(endpoint, &at)?;
        self.expect_parameter(text, &field, endpoint, matches!(field.ty, Type::Int(..)), "a whole number")?;
        let default = size.integer("default");
        self.size_limits(size, default, &field)?;
        let sent = match default {
            Some(default) => Some(self.size_in_bounds(size, default, &field)?),
            None => None,
        };
        if sent.is_some() {
            mark(endpoint, &at, sent.clone());
        }
        let documented = match &field.presence {
            Presence::Default(Literal::Int(value)) => u64::try_from(*value).ok(),
            _ => None,
        };
        let known = default.and_then(|value| u64::try_from(value).ok()).or(documented);
        Some(Size { at: Some(at), known, sent })
    }

    fn size_limits(&mut self, size: View<'a>, default: Option<i64>, field: &Field) -> Option<()> {
        let max = size.integer("max");
        if let (Some(default), Some(max)) = (default, max)
            && default > max
        {
            self.report(
                Diagnostic::new(
                    Code::WRONG_PAGINATION,
                    size.entry("default")?.value.span,
                    format!("the default {default} is greater than the maximum {max}"),
                )
                .also(size.entry("max")?.value.span, "the maximum"),
            );
        }
        if let (Some(max), Some(entry)) = (max, size.entry("max"))
            && let Type::Int(_, bounds) = &field.ty
            && bounds.max.is_some_and(|bound| i128::from(max) > bound)
        {
            self.report(
                Diagnostic::new(
                    Code::WRONG_PAGINATION,
                    entry.value.span,
                    format!("the maximum {max} is out of the parameter's bounds"),
                )
                .label("expected what the parameter allows"),
            );
        }
        Some(())
    }

    fn size_in_bounds(&mut self, size: View<'a>, default: i64, field: &Field) -> Option<Literal> {
        let Type::Int(_, bounds) = &field.ty else { return Some(Literal::Int(default.into())) };
        let value = i128::from(default);
        let broken = bounds.min.is_some_and(|min| value < min) || bounds.max.is_some_and(|max| value > max);
        if broken || default < 1 {
            self.report(
                Diagnostic::new(
                    Code::WRONG_PAGINATION,
                    size.entry("default")?.value.span,
                    format!("the size {default} is out of the parameter's bounds"),
                )
                .label("expected a size that the parameter allows"),
            );
            return None;
        }
        Some(Literal::Int(value))
    }

    /// Absent is fine; a wrong path is not.
    fn optional_number(&mut self, style: View<'a>, key: &str, payload: &Type) -> Checked<Option<AnswerRead>> {
        match style.text(key) {
            Some(text) => self.answer_number(text, payload).map(Some),
            None => Some(None),
        }
    }

    fn replaces(&mut self, style: View<'a>, endpoint: &Endpoint) -> Option<Vec<ParameterRef>> {
        let mut replaces = Vec::new();
        for text in style.items("replaces").iter().filter_map(Text::of) {
            let reference = self.parameter_ref(text, endpoint)?;
            let field = self.parameter_field(endpoint, &reference)?;
            let message = format!("`{}` is required, so later calls cannot leave it out", text.as_str());
            self.can_be_left_out(&field, text.span(), &message)?;
            replaces.push(reference);
        }
        Some(replaces)
    }
}

//! Pagination: a named style held against the types of the endpoint that uses it.

use super::conditions::Readable;
use super::endpoints::Known;
use super::{Checked, Checker};
use crate::api::{
    Advance, Body, Endpoint, Literal, Operand, PagedParameter, Pagination, Parameter, ParameterRef,
    PayloadCondition, PayloadStep, Presence, Returns, Type,
};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::Span;
use crate::spec::expression::{self, ExpressionKind, PathStepKind};
use crate::spec::{View, text::Text};

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
            self.report(
                Diagnostic::new(
                    Code::WRONG_PAGINATION,
                    name.span(),
                    format!("`{}` returns no JSON, so it has no pages", endpoint.name),
                )
                .help("declare what it returns, with the list of items"),
            );
            return None;
        };
        let size = self.size(style, endpoint);
        let (position, advance) = self.advance(style, endpoint, &payload)?;
        let (items, item) = self.items(style, &payload)?;
        let pages = self.optional_number(style, "pages", &payload)?;
        let total = self.optional_number(style, "total", &payload)?;
        let (size, size_default) = size?;
        let ends = self.ends(style, &payload, size_default)?;
        let counted = !matches!(advance, Advance::Cursor { .. });
        let (expires_after, expired_codes) = self.expires(style, known);
        Some(Pagination {
            style: name.as_str().to_owned(),
            position,
            advance,
            items,
            item,
            size,
            size_default,
            total,
            pages,
            ends_empty: ends.empty || counted,
            ends_short: ends.short,
            ends_when: ends.when,
            expires_after,
            expired_codes,
        })
    }

    fn advance(
        &mut self,
        style: View<'a>,
        endpoint: &mut Endpoint,
        payload: &Type,
    ) -> Option<(ParameterRef, Advance)> {
        for (key, default_first) in [("page", 1), ("offset", 0)] {
            let Some(counter) = style.view(key) else { continue };
            let first = counter.integer("first").unwrap_or(default_first);
            let at = counter.text("in")?;
            let position = self.parameter_ref(at, endpoint)?;
            self.expect_parameter(at, position, endpoint, is_whole, "a whole number")?;
            let required = parameter(endpoint, position)?.field.presence == Presence::Required;
            let default = required.then_some(Literal::Int(first.into()));
            parameter_mut(endpoint, position)?.paged = Some(PagedParameter { default });
            let advance = if key == "page" { Advance::Page { first } } else { Advance::Offset { first } };
            return Some((position, advance));
        }
        self.cursor(style.view("cursor")?, style.entry("ends").is_some(), endpoint, payload)
    }

    fn cursor(
        &mut self,
        cursor: View<'a>,
        has_ends: bool,
        endpoint: &mut Endpoint,
        payload: &Type,
    ) -> Option<(ParameterRef, Advance)> {
        let at = cursor.text("in")?;
        let position = self.parameter_ref(at, endpoint)?;
        self.expect_parameter(at, position, endpoint, is_cursor, "text or a whole number")?;
        let next_text = cursor.text("next")?;
        let next = self.payload_path(next_text, payload)?;
        if !is_cursor(&next.ty) {
            let found = self.describe(&next.ty);
            self.report(
                Diagnostic::new(
                    Code::WRONG_PAGINATION,
                    next_text.span(),
                    format!("`{}` is {found}, which is no cursor", next_text.as_str()),
                )
                .label("expected text or a whole number"),
            );
            return None;
        }
        let never_ends = !next.may_be_null && is_whole(&next.ty) && !has_ends;
        if never_ends {
            self.report(
                Diagnostic::new(
                    Code::WRONG_PAGINATION,
                    next_text.span(),
                    format!(
                        "`{}` is never null and never absent, so the pages would never end",
                        next_text.as_str()
                    ),
                )
                .help("declare the field as `T?` or `name?`, or say with `ends` when the pages end"),
            );
            return None;
        }
        if parameter(endpoint, position)?.field.presence == Presence::Required {
            self.report(
                Diagnostic::new(
                    Code::WRONG_PAGINATION,
                    at.span(),
                    "the first call has no cursor, so the parameter cannot be required",
                )
                .help("declare the parameter with `?` behind its name"),
            );
            return None;
        }
        let mut replaces = Vec::new();
        for text in cursor.items("replaces").iter().filter_map(Text::of) {
            let reference = self.parameter_ref(text, endpoint)?;
            if parameter(endpoint, reference)?.field.presence == Presence::Required {
                self.report(
                    Diagnostic::new(
                        Code::WRONG_PAGINATION,
                        text.span(),
                        format!("`{}` is required, so later calls cannot leave it out", text.as_str()),
                    )
                    .help("declare the parameter with `?` behind its name"),
                );
                return None;
            }
            replaces.push(reference);
        }
        parameter_mut(endpoint, position)?.paged = Some(PagedParameter { default: None });
        Some((position, Advance::Cursor { next: next.steps, ends: !has_ends, replaces }))
    }

    fn items(&mut self, style: View<'a>, payload: &Type) -> Option<(Vec<PayloadStep>, Type)> {
        let text = style.text("items")?;
        let end = self.payload_path(text, payload)?;
        if let Type::List(item, _) = &end.ty {
            return Some((end.steps, (**item).clone()));
        }
        let found = self.describe(&end.ty);
        self.report(
            Diagnostic::new(Code::WRONG_PAGINATION, text.span(), format!("`{}` is {found}", text.as_str()))
                .label("expected the path to a list"),
        );
        None
    }

    fn size(
        &mut self,
        style: View<'a>,
        endpoint: &mut Endpoint,
    ) -> Option<(Option<ParameterRef>, Option<u64>)> {
        let Some(size) = style.view("size") else { return Some((None, None)) };
        let at = size.text("in")?;
        let reference = self.parameter_ref(at, endpoint)?;
        self.expect_parameter(at, reference, endpoint, is_whole, "a whole number")?;
        let default = size.integer("default");
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
            && let Type::Int(_, bounds) = &parameter(endpoint, reference)?.field.ty
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
        if let Some(default) = default {
            let literal = self.size_in_bounds(size, default, endpoint, reference)?;
            parameter_mut(endpoint, reference)?.paged = Some(PagedParameter { default: Some(literal) });
        }
        let documented = match &parameter(endpoint, reference)?.field.presence {
            Presence::Default(Literal::Int(value)) => u64::try_from(*value).ok(),
            _ => None,
        };
        Some((Some(reference), default.and_then(|value| u64::try_from(value).ok()).or(documented)))
    }

    fn size_in_bounds(
        &mut self,
        size: View<'a>,
        default: i64,
        endpoint: &Endpoint,
        reference: ParameterRef,
    ) -> Option<Literal> {
        let ty = &parameter(endpoint, reference)?.field.ty;
        let Type::Int(_, bounds) = ty else { return Some(Literal::Int(default.into())) };
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
    fn optional_number(
        &mut self,
        style: View<'a>,
        key: &str,
        payload: &Type,
    ) -> Checked<Option<Vec<PayloadStep>>> {
        match style.text(key) {
            Some(text) => self.number_path(text, payload).map(Some),
            None => Some(None),
        }
    }

    fn ends(&mut self, style: View<'a>, payload: &Type, size: Option<u64>) -> Option<Ends> {
        let mut ends = Ends::default();
        for text in style.items("ends").iter().filter_map(Text::of) {
            match text.as_str().trim() {
                "empty_page" => ends.empty = true,
                "short_page" if size.is_none() => {
                    self.report(
                        Diagnostic::new(
                            Code::WRONG_PAGINATION,
                            text.span(),
                            "whether a page is short cannot be told without a size",
                        )
                        .help("declare `size` with a `default`"),
                    );
                    return None;
                }
                "short_page" => ends.short = true,
                _ => ends.when.push(self.end_condition(text, payload)?),
            }
        }
        Some(ends)
    }

    fn end_condition(&mut self, text: Text<'a>, payload: &Type) -> Option<PayloadCondition> {
        let parsed = expression::parse(text, self.problems)?;
        let mut reads: Vec<Vec<PayloadStep>> = Vec::new();
        let condition = self.condition(&parsed, &mut |checker, path, _| {
            let end = checker.follow_payload(path, payload)?;
            reads.push(end.steps);
            Some(Readable {
                operand: Operand::Read(reads.len() - 1),
                ty: end.ty,
                may_be_null: end.may_be_null,
            })
        })?;
        Some(PayloadCondition { condition, reads })
    }

    fn expires(&mut self, style: View<'a>, known: &Known<'_>) -> (Option<std::time::Duration>, Vec<String>) {
        let Some(expires) = style.view("expires") else { return (None, Vec::new()) };
        let after = expires.text("after").and_then(|text| {
            let duration = super::rates::duration(text.as_str());
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

    /// `query.page` → that parameter of the endpoint.
    fn parameter_ref(&mut self, text: Text<'a>, endpoint: &Endpoint) -> Option<ParameterRef> {
        let parsed = expression::parse(text, self.problems)?;
        let steps = match &parsed.kind {
            ExpressionKind::Path(path) => path.steps.as_slice(),
            _ => &[],
        };
        let [place, name] = steps else {
            self.no_parameter_path(parsed.span);
            return None;
        };
        let (PathStepKind::Name(place), PathStepKind::Name(wire)) = (&place.kind, &name.kind) else {
            self.no_parameter_path(parsed.span);
            return None;
        };
        let empty = Vec::new();
        let (parameters, make): (&Vec<Parameter>, fn(usize) -> ParameterRef) = match place.as_str() {
            "query" => (&endpoint.query, ParameterRef::Query),
            "headers" => (&endpoint.headers, ParameterRef::Header),
            "body" => match &endpoint.body {
                Body::Fields { parameters, .. } => (parameters, ParameterRef::Body),
                _ => (&empty, ParameterRef::Body),
            },
            _ => {
                self.no_parameter_path(parsed.span);
                return None;
            }
        };
        let index = parameters.iter().position(|parameter| parameter.field.wire == *wire);
        if index.is_none() {
            let known: Vec<&str> = parameters.iter().map(|parameter| parameter.field.wire.as_str()).collect();
            self.report(
                Diagnostic::new(
                    Code::UNKNOWN_FIELD,
                    name.span,
                    format!("the endpoint `{}` has no `{wire}` under `{place}`", endpoint.name),
                )
                .suggest(wire, known, "a parameter"),
            );
        }
        index.map(make)
    }

    fn no_parameter_path(&mut self, span: Span) {
        self.report(
            Diagnostic::new(Code::WRONG_PAGINATION, span, "not the path of a parameter")
                .label("expected `query.NAME`, `body.NAME` or `headers.NAME`"),
        );
    }

    fn expect_parameter(
        &mut self,
        text: Text<'a>,
        reference: ParameterRef,
        endpoint: &Endpoint,
        fits: fn(&Type) -> bool,
        expected: &str,
    ) -> Option<()> {
        let ty = parameter(endpoint, reference)?.field.ty.clone();
        if fits(&ty) {
            return Some(());
        }
        let found = self.describe(&ty);
        self.report(
            Diagnostic::new(
                Code::WRONG_PAGINATION,
                text.span(),
                format!("the parameter `{}` of `{}` is {found}", text.as_str(), endpoint.name),
            )
            .label(format!("expected a parameter that is {expected}")),
        );
        None
    }
}

#[derive(Default)]
struct Ends {
    empty: bool,
    short: bool,
    when: Vec<PayloadCondition>,
}

fn is_whole(ty: &Type) -> bool {
    matches!(ty, Type::Int(..))
}

fn is_cursor(ty: &Type) -> bool {
    matches!(ty, Type::Int(..) | Type::String(_) | Type::Uuid)
}

fn parameter(endpoint: &Endpoint, reference: ParameterRef) -> Option<&Parameter> {
    match reference {
        ParameterRef::Query(index) => endpoint.query.get(index),
        ParameterRef::Header(index) => endpoint.headers.get(index),
        ParameterRef::Body(index) => match &endpoint.body {
            Body::Fields { parameters, .. } => parameters.get(index),
            _ => None,
        },
    }
}

fn parameter_mut(endpoint: &mut Endpoint, reference: ParameterRef) -> Option<&mut Parameter> {
    match reference {
        ParameterRef::Query(index) => endpoint.query.get_mut(index),
        ParameterRef::Header(index) => endpoint.headers.get_mut(index),
        ParameterRef::Body(index) => match &mut endpoint.body {
            Body::Fields { parameters, .. } => parameters.get_mut(index),
            _ => None,
        },
    }
}

//! How one page follows the other: a counter, a value of the page before, a whole URL, several values, or a hook.

use super::next::NextValue;
use super::parameter::mark;
use crate::api::{Advance, Body, Cursor, Endpoint, Field, Literal, NextSource, ParameterRef, Presence, Type};
use crate::check::Checker;
use crate::check::fields::is_scalar;
use crate::diagnostic::{Code, Diagnostic};
use crate::spec::{View, text::Text};

/// How pages follow, with what the end of a stream depends on.
pub(super) struct Position {
    pub(super) advance: Advance,
    /// Whether the next position is read off an item.
    pub(super) of_item: bool,
}

impl<'a> Checker<'a, '_> {
    pub(super) fn position(
        &mut self,
        style: View<'a>,
        endpoint: &mut Endpoint,
        payload: &Type,
    ) -> Option<Position> {
        for (key, default_first) in [("page", 1), ("offset", 0)] {
            if let Some(counter) = style.view(key) {
                return self.counter(counter, key, default_first, endpoint);
            }
        }
        let has_ends = style.entry("ends").is_some();
        if let Some(cursor) = style.view("cursor") {
            let (cursor, value) = self.cursor("cursor", cursor, endpoint, payload)?;
            self.ends_some_time(std::slice::from_ref(&value), has_ends)?;
            return Some(Position { advance: Advance::Cursor(cursor), of_item: value.0.of_item });
        }
        if let Some(url) = style.view("url") {
            return self.url(url, endpoint, payload);
        }
        if style.get("hook").is_some() {
            return self.paging_hook(style, endpoint);
        }
        self.state(style, has_ends, endpoint, payload)
    }

    fn counter(
        &mut self,
        counter: View<'a>,
        key: &str,
        default_first: i64,
        endpoint: &mut Endpoint,
    ) -> Option<Position> {
        let first = counter.integer("first").unwrap_or(default_first);
        let text = counter.text("in")?;
        let at = self.parameter_ref(text, endpoint)?;
        let field = self.parameter_field(endpoint, &at)?;
        self.expect_parameter(text, &field, endpoint, matches!(field.ty, Type::Int(..)), "a whole number")?;
        let default = (field.presence == Presence::Required).then_some(Literal::Int(first.into()));
        mark(endpoint, &at, default);
        let advance = if key == "page" { Advance::Page { at, first } } else { Advance::Offset { at, first } };
        Some(Position { advance, of_item: false })
    }

    /// One value that goes from page to page, and where its `next` stands in the spec.
    fn cursor(
        &mut self,
        name: &str,
        cursor: View<'a>,
        endpoint: &mut Endpoint,
        payload: &Type,
    ) -> Option<(Cursor, (NextValue, Text<'a>))> {
        let text = cursor.text("in")?;
        let at = self.parameter_ref(text, endpoint)?;
        let field = self.parameter_field(endpoint, &at)?;
        let fits = self.is_cursor(&field.ty);
        self.expect_parameter(text, &field, endpoint, fits, "text, a number, a date or time")?;
        let first = match cursor.get("first") {
            Some(node) => Some(self.literal(node, &field.ty, "the first cursor")?),
            None => None,
        };
        if first.is_none() && !is_of_the_user(endpoint, &at) {
            let message = "the first call has no cursor, so the parameter cannot be required";
            self.first_is_left_out(&field, text, message)?;
        }
        let next_text = cursor.text("next")?;
        let value = self.next(next_text, endpoint, payload)?;
        self.goes_into(&value, &field, next_text)?;
        mark(endpoint, &at, first.clone());
        let cursor = Cursor { name: name.to_owned(), at, next: value.next.clone(), first };
        Some((cursor, (value, next_text)))
    }

    fn first_is_left_out(&mut self, field: &Field, text: Text<'a>, message: &str) -> Option<()> {
        if field.presence != Presence::Required {
            return Some(());
        }
        self.report(Diagnostic::new(Code::WRONG_PAGINATION, text.span(), message).help(
            "declare the parameter with `?` behind its name, or say with `first` what the first call sends",
        ));
        None
    }

    /// Whether the parameter can hold what the page before gives.
    fn goes_into(&mut self, value: &NextValue, field: &Field, text: Text<'a>) -> Option<()> {
        let (from, into) = (bare(&value.ty), bare(&field.ty));
        let fits = matches!(into, Type::String(_) | Type::Secret)
            || matches!(from, Type::String(_) | Type::Url)
            || std::mem::discriminant(from) == std::mem::discriminant(into)
            || matches!((from, into), (Type::Int(..), Type::Unix(_)) | (Type::Unix(_), Type::Int(..)));
        if fits {
            return Some(());
        }
        let (found, expected) = (self.describe(&value.ty), self.describe(&field.ty));
        self.report(
            Diagnostic::new(
                Code::WRONG_PAGINATION,
                text.span(),
                format!(
                    "`{}` is {found}, and the parameter `{}` takes {expected}",
                    text.as_str(),
                    field.wire
                ),
            )
            .label(format!("expected {expected}")),
        );
        None
    }

    /// Whether pages end: some value is missing in the end, or `ends` says when.
    fn ends_some_time(&mut self, values: &[(NextValue, Text<'a>)], has_ends: bool) -> Option<()> {
        let may_end = |(value, _): &(NextValue, Text<'a>)| {
            let of_answer = matches!(value.next.source, NextSource::Answer(_));
            of_answer && (value.may_be_null || matches!(bare(&value.ty), Type::String(_)))
        };
        let (_, text) = values.first()?;
        if has_ends || values.iter().any(may_end) {
            return Some(());
        }
        self.report(
            Diagnostic::new(
                Code::WRONG_PAGINATION,
                text.span(),
                format!("`{}` is never null and never absent, so the pages would never end", text.as_str()),
            )
            .help("declare the field as `T?` or `name?`, or say with `ends` when the pages end"),
        );
        None
    }

    fn url(&mut self, url: View<'a>, endpoint: &Endpoint, payload: &Type) -> Option<Position> {
        let text = url.text("next")?;
        let value = self.next(text, endpoint, payload)?;
        if super::next::is_text(&value.ty) {
            return Some(Position { advance: Advance::Url(value.next), of_item: value.of_item });
        }
        let found = self.describe(&value.ty);
        self.report(
            Diagnostic::new(
                Code::WRONG_PAGINATION,
                text.span(),
                format!("`{}` is {found}, which is no URL", text.as_str()),
            )
            .label("expected text or a URL"),
        );
        None
    }

    fn state(
        &mut self,
        style: View<'a>,
        has_ends: bool,
        endpoint: &mut Endpoint,
        payload: &Type,
    ) -> Option<Position> {
        let mut cursors: Vec<Cursor> = Vec::new();
        let mut values = Vec::new();
        let entry = style.entry("state")?;
        for variable in style.named("state") {
            let view = View::of(&variable.value);
            let (cursor, value) = self.cursor(&variable.key, view, endpoint, payload)?;
            if let Some(other) = cursors.iter().find(|other| other.at == cursor.at) {
                self.report(
                    Diagnostic::new(
                        Code::WRONG_PAGINATION,
                        variable.key_span,
                        format!("`{}` sets the parameter that `{}` sets", variable.key, other.name),
                    )
                    .label("expected a parameter of its own"),
                );
                return None;
            }
            cursors.push(cursor);
            values.push(value);
        }
        if cursors.is_empty() {
            self.report(Diagnostic::new(Code::EMPTY, entry.key_span, "a state without values"));
            return None;
        }
        self.ends_some_time(&values, has_ends)?;
        let of_item = values.iter().any(|(value, _)| value.of_item);
        Some(Position { advance: Advance::State(cursors), of_item })
    }

    fn paging_hook(&mut self, style: View<'a>, endpoint: &mut Endpoint) -> Option<Position> {
        let (name, places) = match style.view("hook") {
            Some(long) => (long.text("name")?, long.items("in")),
            None => (style.text("hook")?, &[][..]),
        };
        let rust = self.given_name(name)?;
        let mut at: Vec<ParameterRef> = Vec::new();
        for text in places.iter().filter_map(Text::of) {
            let reference = self.parameter_ref(text, endpoint)?;
            let field = self.parameter_field(endpoint, &reference)?;
            let fits = self.is_cursor(&field.ty);
            self.expect_parameter(text, &field, endpoint, fits, "text, a number, a date or time")?;
            if !is_of_the_user(endpoint, &reference) {
                let message = "the first call has no cursor, so the parameter cannot be required";
                self.can_be_left_out(&field, text.span(), message)?;
            }
            mark(endpoint, &reference, None);
            at.push(reference);
        }
        Some(Position { advance: Advance::Hook { name: rust, at }, of_item: false })
    }
}

/// Whether a parameter stands in a struct that the user makes: deeper in a body, or in a body of a declared type.
fn is_of_the_user(endpoint: &Endpoint, at: &ParameterRef) -> bool {
    matches!(at, ParameterRef::Body(path) if path.len() > 1 || matches!(endpoint.body, Body::Json(_)))
}

/// The type without what only changes how it is written.
fn bare(ty: &Type) -> &Type {
    match ty {
        Type::Text(inner) | Type::Lenient(inner) if is_scalar(inner) => bare(inner),
        other => other,
    }
}

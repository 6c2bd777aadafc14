//! What a scheme adds to a request, and where.

use super::Names;
use crate::api::{Placement, Slot, Template, TemplatePart, ValueKind};
use crate::check::Checker;
use crate::diagnostic::{Code, Diagnostic};
use crate::source::Span;
use crate::spec::{View, text::Text};
use crate::yaml::{Entry, Node, Scalar, Value};

/// A placement with the place of its template.
pub(in crate::check) struct Placed {
    pub(in crate::check) placement: Placement,
    pub(in crate::check) span: Span,
}

/// The keys whose pairs are name → template.
const NAMED: [&str; 5] = ["headers", "query", "cookies", "form", "path"];

impl<'a> Checker<'a, '_> {
    /// What is sent, and whether all of it is sound.
    pub(super) fn placements(&mut self, view: View<'a>, names: &Names<'_>) -> (Vec<Placed>, bool) {
        let mut placed = Vec::new();
        let before = self.problems.len();
        self.place(&mut placed, Slot::Bearer, view.text("bearer"), names);
        if let Some(basic) = view.view("basic") {
            let latin1 = basic.get("latin1").and_then(Node::as_scalar).and_then(Scalar::as_bool);
            self.place(&mut placed, Slot::BasicUser, basic.text("username"), names);
            let slot = Slot::BasicPassword { latin1: latin1.unwrap_or_default() };
            self.place(&mut placed, slot, basic.text("password"), names);
        }
        for key in NAMED {
            for entry in view.named(key) {
                self.slot_name(entry, key);
                let name = entry.key.clone();
                let slot = match key {
                    "headers" => Slot::Header(name),
                    "query" => Slot::Query(name),
                    "cookies" => Slot::Cookie(name),
                    "form" => Slot::Form(name),
                    _ => Slot::Path(name),
                };
                self.place(&mut placed, slot, Text::of(&entry.value), names);
            }
        }
        self.place_fields(&mut placed, view.named("fields"), &mut Vec::new(), names);
        if let (Some(form), Some(fields)) = (view.entry("form"), view.entry("fields")) {
            self.report(
                Diagnostic::new(
                    Code::CONFLICTING_KEYS,
                    fields.key_span,
                    "a body is a form or JSON, not both",
                )
                .also(form.key_span, "fields of a form"),
            );
        }
        self.placed_twice(&[], &placed);
        (placed, self.problems.len() == before)
    }

    fn place(&mut self, placed: &mut Vec<Placed>, slot: Slot, text: Option<Text<'a>>, names: &Names<'_>) {
        let Some(text) = text else { return };
        if let Some(mut template) = self.sent_template(text, &slot, names) {
            let slot = match slot {
                Slot::Field(path) if template.take_number() => Slot::JsonField(path),
                other => other,
            };
            placed.push(Placed { placement: Placement { slot, template }, span: text.span() });
        }
    }

    /// Fields of a JSON body: templates, maps of them, and what stands for itself.
    fn place_fields(
        &mut self,
        placed: &mut Vec<Placed>,
        entries: &'a [Entry],
        above: &mut Vec<String>,
        names: &Names<'_>,
    ) {
        for entry in entries {
            above.push(entry.key.clone());
            match &entry.value.value {
                Value::Map(inner) if !inner.is_empty() => self.place_fields(placed, inner, above, names),
                Value::Scalar(scalar) if is_text(scalar) => {
                    self.place(placed, Slot::Field(above.clone()), Text::of(&entry.value), names);
                }
                _ => {
                    self.no_templates_in(&entry.value);
                    let json = entry.value.to_json();
                    let template = Template { parts: vec![TemplatePart::Text(json)], kind: ValueKind::Text };
                    let placement = Placement { slot: Slot::JsonField(above.clone()), template };
                    placed.push(Placed { placement, span: entry.value.span });
                }
            }
            above.pop();
        }
    }

    /// Lists are sent as they are, so a hole in one would be sent too.
    fn no_templates_in(&mut self, node: &Node) {
        match &node.value {
            Value::Scalar(scalar) => {
                if is_text(scalar) && scalar.text.contains('{') {
                    self.report(
                        Diagnostic::new(Code::WRONG_VALUE, node.span, "a list holds no templates")
                            .label("expected a fixed value")
                            .note("a list under `fields` is sent as it is written"),
                    );
                }
            }
            Value::List(items) => items.iter().for_each(|item| self.no_templates_in(item)),
            Value::Map(entries) => entries.iter().for_each(|entry| self.no_templates_in(&entry.value)),
        }
    }

    fn slot_name(&mut self, entry: &Entry, key: &str) {
        if key == "cookies" {
            self.cookie_name(Text::from(entry));
        }
        if key == "headers" {
            self.header_name(Text::from(entry));
            self.own_header(Text::from(entry));
        }
    }

    /// Headers that the client sets itself cannot be declared.
    pub(in crate::check) fn own_header(&mut self, name: Text<'_>) {
        let own = ["host", "content-length", "transfer-encoding", "connection", "cookie", "upgrade", "te"];
        if own.iter().any(|own| name.as_str().eq_ignore_ascii_case(own)) {
            self.report(
                Diagnostic::new(
                    Code::RESERVED_NAME,
                    name.span(),
                    format!("the header `{}` is set by the client itself", name.as_str()),
                )
                .help("remove it; cookies stand under `cookies`"),
            );
        }
    }

    /// A name that can stand in front of the colon of a header.
    pub(in crate::check) fn header_name(&mut self, name: Text<'_>) {
        self.token(name, "header");
    }

    /// A name that can stand in front of the `=` of a cookie.
    pub(in crate::check) fn cookie_name(&mut self, name: Text<'_>) {
        self.token(name, "cookie");
    }

    /// A token of HTTP (RFC 9110, section 5.6.2), of which the names of headers and cookies are made.
    fn token(&mut self, name: Text<'_>, what: &str) {
        let fits = !name.as_str().is_empty()
            && name
                .as_str()
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte));
        if !fits {
            self.report(
                Diagnostic::new(
                    Code::BAD_NAME,
                    name.span(),
                    format!("`{}` cannot name a {what}", name.as_str()),
                )
                .label("expected letters, digits and `-`"),
            );
        }
    }

    /// Reports what stands in a place that is taken: by something in `before`, or further up.
    pub(in crate::check) fn placed_twice(&mut self, before: &[Placed], placed: &[Placed]) {
        for (index, later) in placed.iter().enumerate() {
            let place = slot_place(&later.placement.slot);
            let earlier = before
                .iter()
                .chain(&placed[..index])
                .find(|earlier| slots_clash(&earlier.placement.slot, &later.placement.slot));
            if let Some(earlier) = earlier {
                self.report(
                    Diagnostic::new(Code::CONFLICTING_KEYS, later.span, format!("{place} is set twice"))
                        .also(earlier.span, "already set here"),
                );
            }
        }
    }
}

/// Whether a scalar is text rather than a number, a boolean or null.
fn is_text(scalar: &Scalar) -> bool {
    !scalar.is_null() && !scalar.is_number() && scalar.as_bool().is_none()
}

/// The header that a slot sets, if any.
pub(super) fn header_of(slot: &Slot) -> Option<&str> {
    match slot {
        Slot::Header(name) => Some(name),
        Slot::Bearer | Slot::BasicUser => Some("Authorization"),
        _ => None,
    }
}

/// Whether two slots are one place.
pub(super) fn slots_clash(one: &Slot, other: &Slot) -> bool {
    if let (Some(one), Some(other)) = (header_of(one), header_of(other)) {
        return one.eq_ignore_ascii_case(other);
    }
    let fields = |slot: &Slot| match slot {
        Slot::Field(path) | Slot::JsonField(path) => Some(path.clone()),
        _ => None,
    };
    match (fields(one), fields(other)) {
        (Some(one), Some(other)) => one.starts_with(&other) || other.starts_with(&one),
        _ => one == other,
    }
}

/// A slot in words.
pub(super) fn slot_place(slot: &Slot) -> String {
    match slot {
        Slot::Header(name) => format!("the header `{name}`"),
        Slot::Bearer | Slot::BasicUser | Slot::BasicPassword { .. } => {
            "the header `Authorization`".to_owned()
        }
        Slot::Query(name) => format!("the query parameter `{name}`"),
        Slot::Cookie(name) => format!("the cookie `{name}`"),
        Slot::Form(name) => format!("the form field `{name}`"),
        Slot::Field(path) | Slot::JsonField(path) => format!("the field `{}`", path.join(".")),
        Slot::Path(name) => format!("`{{{name}}}` of the path"),
    }
}

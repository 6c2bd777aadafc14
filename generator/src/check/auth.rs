//! Auth schemes: what is computed, what is sent, and that no digested secret is sent in clear.

use std::collections::BTreeSet;

use super::Checker;
use super::scope::Scope;
use super::secrets::is_fresh;
use super::templates::{BUILT_IN, holes, request_part};
use crate::api::{
    Argument, ComputedValue, Credential, Function, Placement, Scheme, Server, Slot, Value, ValueKind,
    Variable,
};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::Span;
use crate::spec::{View, text::Text};
use crate::yaml::Entry;

/// What the templates of a scheme may name.
pub(super) struct Names<'n> {
    pub(super) credentials: &'n [Credential],
    pub(super) variables: &'n [Variable],
    pub(super) arguments: &'n [Argument],
    /// The values above the template.
    pub(super) values: &'n [ComputedValue],
    /// Names of values that are wrong themselves.
    pub(super) failed: &'n [&'n str],
    /// The scheme itself.
    pub(super) scheme: View<'n>,
}

impl<'n> Names<'n> {
    pub(super) fn resolve(&self, name: &str) -> Option<Value> {
        let at = |found: Option<usize>, make: fn(usize) -> Value| found.map(make);
        at(self.values.iter().position(|value| value.wire == name), Value::Computed)
            .or_else(|| at(self.arguments.iter().position(|argument| argument.wire == name), Value::Argument))
            .or_else(|| {
                at(self.credentials.iter().position(|credential| credential.wire == name), Value::Credential)
            })
            .or_else(|| at(self.variables.iter().position(|variable| variable.wire == name), Value::Variable))
            .or_else(|| match name {
                "now" => Some(Value::Now),
                "nonce" => Some(Value::Nonce),
                _ => request_part(name).map(Value::Request),
            })
    }

    pub(super) fn kind(&self, value: &Value) -> ValueKind {
        match value {
            Value::Computed(index) => {
                self.values.get(*index).map_or(ValueKind::Text, |value| value.template.kind)
            }
            Value::Request(part) | Value::WithOwn(part, _) => part.kind(),
            Value::Nonce => ValueKind::Bytes,
            Value::Now => ValueKind::Time,
            Value::Call(function, input) => super::functions::result_kind(function, self.kind(input)),
            Value::Text(_) | Value::Credential(_) | Value::Argument(_) | Value::Variable(_) => {
                ValueKind::Text
            }
        }
    }

    /// Whether the scheme has a value of that name further down.
    pub(super) fn later(&self, name: &str) -> bool {
        self.scheme.named("values").iter().any(|entry| entry.key == name)
    }

    pub(super) fn all(&self) -> impl Iterator<Item = &'n str> + use<'n> {
        let values = self.values.iter().map(|value| value.wire.as_str());
        let arguments = self.arguments.iter().map(|argument| argument.wire.as_str());
        let credentials = self.credentials.iter().map(|credential| credential.wire.as_str());
        let variables = self.variables.iter().map(|variable| variable.wire.as_str());
        values.chain(arguments).chain(credentials).chain(variables).chain(BUILT_IN)
    }
}

impl<'a> Checker<'a, '_> {
    /// By declared order; `None`: a reported problem.
    pub(super) fn schemes(
        &mut self,
        credentials: &[Credential],
        server: Option<&Server>,
    ) -> Vec<Option<Scheme>> {
        let variables = server.map(|server| server.variables.as_slice()).unwrap_or_default();
        let mut scope = Scope::default();
        let spec = self.spec;
        let entries = spec.named("auth");
        entries.iter().map(|entry| self.scheme(entry, credentials, variables, &mut scope)).collect()
    }

    fn scheme(
        &mut self,
        entry: &'a Entry,
        credentials: &[Credential],
        variables: &[Variable],
        scope: &mut Scope,
    ) -> Option<Scheme> {
        self.not_none(Text::from(entry), "scheme");
        let rust = self.snake_name(&entry.key, entry.key_span);
        if let Some(rust) = &rust {
            self.take(scope, rust, entry.key_span, &format!("the scheme `{}`", entry.key));
        }
        let view = View::of(&entry.value);
        let doc = self.doc(view);
        let mut own_names = Scope::default();
        let arguments = self.scheme_arguments(view, credentials, variables, &mut own_names);
        let (values, failed) = self.computed_values(view, &arguments, credentials, variables, &mut own_names);
        let sound = failed.is_empty();
        let names = Names {
            credentials,
            variables,
            arguments: &arguments,
            values: &values,
            failed: &failed,
            scheme: view,
        };
        let (placed, all_placed) = self.placements(view, &names);
        if sound {
            self.check_secrets(&placed, &names);
        }
        if sound && all_placed {
            self.check_values_used(view, &placed, &names);
        }
        if view.entries().iter().all(|entry| !SLOTS.contains(&entry.key.as_str())) {
            self.report(
                Diagnostic::new(
                    Code::EMPTY,
                    entry.key_span,
                    format!("the scheme `{}` sends nothing", entry.key),
                )
                .help(format!("say what is sent with one of `{}`", SLOTS.join("`, `"))),
            );
        }
        let known_answers = if sound { self.known_answers(view, &names) } else { Vec::new() };
        if !sound {
            return None;
        }
        let send = placed.into_iter().map(|placed| placed.placement).collect();
        Some(Scheme { name: entry.key.clone(), rust: rust?, doc, arguments, values, send, known_answers })
    }

    fn scheme_arguments(
        &mut self,
        view: View<'a>,
        credentials: &[Credential],
        variables: &[Variable],
        own_names: &mut Scope,
    ) -> Vec<Argument> {
        let mut arguments = Vec::new();
        for entry in view.named("arguments") {
            self.new_value_name(entry, credentials, variables);
            if let Some((ty, _)) = self.type_of(&entry.value)
                && !matches!(ty, crate::api::Type::String(_) | crate::api::Type::Int(..))
            {
                self.report(
                    Diagnostic::new(
                        Code::WRONG_TYPE,
                        entry.value.span,
                        "an argument is a constant of one piece",
                    )
                    .label("expected `string` or an integer type"),
                );
            }
            let Some(rust) = self.snake_name(&entry.key, entry.key_span) else { continue };
            self.take(own_names, &rust, entry.key_span, &format!("the argument `{}`", entry.key));
            arguments.push(Argument { wire: entry.key.clone(), rust });
        }
        arguments
    }

    fn computed_values(
        &mut self,
        view: View<'a>,
        arguments: &[Argument],
        credentials: &[Credential],
        variables: &[Variable],
        own_names: &mut Scope,
    ) -> (Vec<ComputedValue>, Vec<&'a str>) {
        let all_values = view.named("values");
        let mut values: Vec<ComputedValue> = Vec::new();
        let mut failed = Vec::new();
        for entry in all_values {
            self.new_value_name(entry, credentials, variables);
            let rust = self.snake_name(&entry.key, entry.key_span);
            if let Some(rust) = &rust {
                self.take(own_names, rust, entry.key_span, &format!("the value `{}`", entry.key));
            }
            let names =
                Names { credentials, variables, arguments, values: &values, failed: &failed, scheme: view };
            let template = Text::of(&entry.value).and_then(|text| self.template(text, &names));
            match (rust, template) {
                (Some(rust), Some(template)) => {
                    let fresh = holes(&template.parts).any(is_fresh);
                    values.push(ComputedValue { wire: entry.key.clone(), rust, template, fresh });
                }
                _ => failed.push(entry.key.as_str()),
            }
        }
        (values, failed)
    }

    /// A value or argument must not hide what the language or the spec already names.
    fn new_value_name(&mut self, entry: &Entry, credentials: &[Credential], variables: &[Variable]) {
        self.not_a_builtin(Text::from(entry), "value");
        let known = credentials.iter().any(|credential| credential.wire == entry.key)
            || variables.iter().any(|variable| variable.wire == entry.key);
        if known {
            self.report(
                Diagnostic::new(
                    Code::NAME_COLLISION,
                    entry.key_span,
                    format!("`{}` is already a credential or server variable", entry.key),
                )
                .help("give the value another name"),
            );
        }
    }

    /// Reports a name that templates already know.
    pub(super) fn not_a_builtin(&mut self, name: Text<'_>, what: &str) {
        if BUILT_IN.contains(&name.as_str()) {
            self.report(
                Diagnostic::new(
                    Code::RESERVED_NAME,
                    name.span(),
                    format!("`{}` is built in, so no {what} can have that name", name.as_str()),
                )
                .note(format!("built in: `{}`", BUILT_IN.join("`, `"))),
            );
        }
    }

    /// What is sent, and whether all of it is sound.
    fn placements(&mut self, view: View<'a>, names: &Names<'_>) -> (Vec<Placed>, bool) {
        let mut placed = Vec::new();
        let before = self.problems.len();
        let mut place = |checker: &mut Self, slot: Slot, text: Option<Text<'a>>| {
            let Some(text) = text else { return };
            if let Some(template) = checker.sent_template(text, names) {
                placed.push(Placed { placement: Placement { slot, template }, span: text.span() });
            }
        };
        place(self, Slot::Bearer, view.text("bearer"));
        if let Some(basic) = view.view("basic") {
            place(self, Slot::BasicUser, basic.text("username"));
            place(self, Slot::BasicPassword, basic.text("password"));
        }
        for key in ["headers", "query", "cookies"] {
            for entry in view.named(key) {
                self.slot_name(entry, key);
                let name = entry.key.clone();
                let slot = match key {
                    "headers" => Slot::Header(name),
                    "query" => Slot::Query(name),
                    _ => Slot::Cookie(name),
                };
                place(self, slot, Text::of(&entry.value));
            }
        }
        self.one_authorization(view);
        (placed, self.problems.len() == before)
    }

    fn slot_name(&mut self, entry: &Entry, key: &str) {
        if key == "query" {
            return;
        }
        self.header_name(Text::from(entry));
        if key == "headers" {
            self.own_header(Text::from(entry));
        }
    }

    /// Headers that the client sets itself cannot be declared.
    pub(super) fn own_header(&mut self, name: Text<'_>) {
        let own = ["host", "content-length", "transfer-encoding", "connection", "cookie", "upgrade", "te"];
        if own.iter().any(|own| name.as_str().eq_ignore_ascii_case(own)) {
            self.report(
                Diagnostic::new(
                    Code::RESERVED_NAME,
                    name.span(),
                    format!("the header `{}` is set by the client itself", name.as_str()),
                )
                .help("remove it; cookies stand under `cookies` of an auth scheme"),
            );
        }
    }

    /// A name that can stand in front of the colon of a header.
    pub(super) fn header_name(&mut self, name: Text<'_>) {
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
                    format!("`{}` cannot name a header", name.as_str()),
                )
                .label("expected letters, digits and `-`"),
            );
        }
    }

    fn one_authorization(&mut self, view: View<'a>) {
        let mut spans: Vec<Span> = ["bearer", "basic"]
            .iter()
            .filter_map(|key| view.entry(key))
            .map(|entry| entry.key_span)
            .collect();
        spans.extend(
            view.named("headers")
                .iter()
                .filter(|entry| entry.key.eq_ignore_ascii_case("authorization"))
                .map(|entry| entry.key_span),
        );
        if let [first, second, ..] = spans.as_slice() {
            self.report(
                Diagnostic::new(Code::CONFLICTING_KEYS, *second, "the header `Authorization` is set twice")
                    .also(*first, "already set here"),
            );
        }
    }

    fn check_values_used(&mut self, view: View<'a>, placed: &[Placed], names: &Names<'_>) {
        let templates = names
            .values
            .iter()
            .map(|value| &value.template)
            .chain(placed.iter().map(|placed| &placed.placement.template));
        let mut used_values = BTreeSet::new();
        let mut used_arguments = BTreeSet::new();
        for template in templates {
            for value in holes(&template.parts) {
                visit(value, &mut |value| match value {
                    Value::Computed(index) => {
                        used_values.insert(*index);
                    }
                    Value::Argument(index) => {
                        used_arguments.insert(*index);
                    }
                    _ => {}
                });
            }
        }
        let mut unused: Vec<(&str, Span)> = Vec::new();
        for (index, value) in names.values.iter().enumerate() {
            let entry = view.named("values").iter().find(|entry| entry.key == value.wire);
            if let (false, Some(entry)) = (used_values.contains(&index), entry) {
                unused.push(("value", entry.key_span));
            }
        }
        for (index, argument) in names.arguments.iter().enumerate() {
            let entry = view.named("arguments").iter().find(|entry| entry.key == argument.wire);
            if let (false, Some(entry)) = (used_arguments.contains(&index), entry) {
                unused.push(("argument", entry.key_span));
            }
        }
        for (what, span) in unused {
            self.report(Diagnostic::new(
                Code::UNUSED,
                span,
                format!("this {what} is used by nothing in the scheme"),
            ));
        }
    }
}

/// The keys of a scheme that send something.
const SLOTS: [&str; 5] = ["bearer", "basic", "headers", "query", "cookies"];

/// A placement with the place of its template.
pub(super) struct Placed {
    pub(super) placement: Placement,
    pub(super) span: Span,
}

/// Calls `see` with a value and all that it is made of.
pub(super) fn visit(value: &Value, see: &mut dyn FnMut(&Value)) {
    see(value);
    match value {
        Value::Call(function, input) => {
            visit(input, see);
            if let Function::Hmac(_, other) | Function::Merge(other) = function {
                visit(other, see);
            }
        }
        Value::WithOwn(_, pairs) => {
            for hole in pairs.iter().flat_map(|pair| holes(&pair.template.parts)) {
                visit(hole, see);
            }
        }
        _ => {}
    }
}

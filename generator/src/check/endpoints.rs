//! Endpoints: method and path, parameters, body, answer, and the names that they choose by.

use super::body::Owner;
use super::parameters::Place;
use super::scope::Scope;
use super::{Checked, Checker};
use crate::api::{Body, Endpoint, Envelope, ErrorCode, Scheme};
use crate::diagnostic::{Code, Diagnostic};
use crate::spec::{View, text::Text};
use crate::yaml::{Entry, Node};

/// What endpoints refer to, by declared order.
pub(super) struct Known<'k> {
    pub(super) schemes: &'k [Option<Scheme>],
    pub(super) envelopes: &'k [Option<Envelope>],
    pub(super) errors: &'k [ErrorCode],
}

/// Methods that the generated client has itself.
const CLIENT_METHODS: [&str; 5] = ["builder", "from_env", "clone", "fmt", "new"];
/// Methods that every call has.
const CALL_METHODS: [&str; 8] =
    ["context", "with_options", "with_answer", "raw", "into_future", "encode", "decode", "clone"];
/// Methods that a paged call has beside those.
const PAGED_METHODS: [&str; 8] =
    ["pages", "items", "seek", "advance", "total", "context_mut", "page_of", "position"];

impl<'a> Checker<'a, '_> {
    pub(super) fn endpoints(&mut self, known: &Known<'_>) -> Vec<Endpoint> {
        let mut scope = Scope::reserving(&CLIENT_METHODS, "the client");
        let spec = self.spec;
        if let Some(entry) = spec.entry("endpoints")
            && spec.named("endpoints").is_empty()
            && entry.value.as_map().is_some()
        {
            self.report(Diagnostic::new(Code::EMPTY, entry.key_span, "an API without endpoints"));
        }
        spec.named("endpoints").iter().filter_map(|entry| self.endpoint(entry, known, &mut scope)).collect()
    }

    fn endpoint(&mut self, entry: &'a Entry, known: &Known<'_>, scope: &mut Scope) -> Option<Endpoint> {
        let view = View::of(&entry.value);
        let rust = self.endpoint_name(entry, scope)?;
        let call = self.camel_name(&entry.key, entry.key_span)?;
        if !CLIENT_METHODS.contains(&rust.as_str()) {
            self.take_type(&call, entry.key_span, &format!("the call of `{}`", entry.key));
        }
        let owner = Owner { name: &entry.key, call: &call, span: entry.key_span };
        let paged = view.entry("pagination").is_some();
        let mut own: Vec<&str> = CALL_METHODS.to_vec();
        if paged {
            own.extend(PAGED_METHODS);
        }
        let mut names = Scope::reserving(&own, "the call");
        let http = self.http(view, &mut names);
        let query = self.parameters(view.named("query"), Place::Query, &mut names);
        let headers = self.parameters(view.named("headers"), Place::Header, &mut names);
        let body = self.body(view, &owner, &mut names);
        let returns = self.returns(view, &owner);
        let auth = self.endpoint_auth(entry, view, known);
        let envelope = self.choice(entry, view, "envelope", "envelopes");
        let rates = self.endpoint_rates(entry, view);
        let doc = self.doc(view);
        let (method, path, path_parameters) = http?;
        self.body_fits_method(view, &method, body.as_ref());
        let repeatable = match view.text("repeat").map(Text::as_str) {
            Some("safe") => true,
            Some(_) => false,
            None => matches!(method.as_str(), "GET" | "HEAD" | "PUT" | "DELETE" | "OPTIONS"),
        };
        let mut endpoint = Endpoint {
            name: entry.key.clone(),
            constant: crate::names::screaming(&entry.key)?,
            rust,
            call,
            doc,
            method,
            path,
            path_parameters,
            query: query?,
            headers: headers?,
            body: body?,
            returns: returns?,
            auth: auth?,
            envelope: envelope?,
            rates: rates?,
            repeatable,
            pagination: None,
            examples: Vec::new(),
        };
        if let Some(style) = view.text("pagination") {
            endpoint.pagination = Some(self.pagination(style, &mut endpoint, known)?);
        }
        let envelope = endpoint.envelope.and_then(|index| known.envelopes.get(index));
        // Against an envelope that is wrong itself, every example would be.
        if !matches!(envelope, Some(None)) {
            endpoint.examples = self.examples(view, &endpoint, envelope.and_then(Option::as_ref));
        }
        Some(endpoint)
    }

    fn endpoint_name(&mut self, entry: &'a Entry, scope: &mut Scope) -> Option<String> {
        let rust = self.snake_name(&entry.key, entry.key_span)?;
        if rust.trim_end_matches('_') != entry.key.trim_end_matches('_') || !entry.key.is_ascii() {
            self.report(
                Diagnostic::new(
                    Code::BAD_NAME,
                    entry.key_span,
                    format!("`{}` cannot name an endpoint", entry.key),
                )
                .label("expected snake case: it becomes the client's method")
                .help(format!("a name that fits: `{rust}`")),
            );
        }
        self.take(scope, &rust, entry.key_span, &format!("the endpoint `{}`", entry.key));
        Some(rust)
    }

    fn body_fits_method(&mut self, view: View<'a>, method: &str, body: Option<&Body>) {
        let has_body = !matches!(body, None | Some(Body::Empty));
        if let (true, "GET" | "HEAD", Some(entry)) = (has_body, method, view.entry("body")) {
            self.report(
                Diagnostic::new(Code::WRONG_BODY, entry.key_span, format!("a {method} request has no body"))
                    .help("parameters of a GET stand under `query`"),
            );
        }
    }

    /// The scheme with its arguments; the inner `None`: no auth.
    fn endpoint_auth(
        &mut self,
        entry: &'a Entry,
        view: View<'a>,
        known: &Known<'_>,
    ) -> Checked<Option<(usize, Vec<String>)>> {
        let given: &[Entry] = match view.get("auth").and_then(Node::as_map) {
            None => {
                let Some(index) = self.choice(entry, view, "auth", "auth")? else { return Some(None) };
                let span = view.entry("auth").map_or(entry.key_span, |entry| entry.value.span);
                return self.scheme_with(index, &[], span, known).map(|arguments| Some((index, arguments)));
            }
            Some(given) => given,
        };
        let [choice] = given else {
            self.report(
                Diagnostic::new(
                    Code::WRONG_KIND,
                    view.entry("auth")?.value.span,
                    "an endpoint uses one auth scheme",
                )
                .label("expected `{ scheme: { argument: value } }`"),
            );
            return None;
        };
        let index = self.named_index("auth", Text::from(choice))?;
        let arguments = choice.value.as_map().unwrap_or_default();
        self.used.take("auth", index);
        self.scheme_with(index, arguments, choice.key_span, known).map(|arguments| Some((index, arguments)))
    }

    fn scheme_with(
        &mut self,
        index: usize,
        given: &[Entry],
        span: crate::source::Span,
        known: &Known<'_>,
    ) -> Option<Vec<String>> {
        let scheme = known.schemes.get(index)?.as_ref()?;
        for entry in given {
            if scheme.arguments.iter().all(|argument| argument.wire != entry.key) {
                let names = scheme.arguments.iter().map(|argument| argument.wire.as_str());
                self.unknown(Code::UNKNOWN_NAME, Text::from(entry), "argument of the scheme", names);
            }
        }
        let mut values = Vec::new();
        for argument in &scheme.arguments {
            let value = given.iter().find(|entry| entry.key == argument.wire);
            match value.and_then(|entry| entry.value.as_scalar()) {
                Some(scalar) => values.push(scalar.text.clone()),
                None => {
                    self.report(
                        Diagnostic::new(
                            Code::MISSING_ARGUMENT,
                            span,
                            format!("the scheme `{}` needs the argument `{}`", scheme.name, argument.wire),
                        )
                        .help(format!("write `auth: {{ {}: {{ {}: … }} }}`", scheme.name, argument.wire)),
                    );
                    return None;
                }
            }
        }
        Some(values)
    }

    /// What an endpoint chooses by name, or the default; the inner `None`: none.
    fn choice(&mut self, entry: &Entry, view: View<'a>, key: &str, section: &str) -> Checked<Option<usize>> {
        let text = match view.text(key) {
            Some(text) => text,
            None => match self.default_of(entry, key, section)? {
                Some(text) => text,
                None => return Some(None),
            },
        };
        if text.as_str() == "none" {
            return Some(None);
        }
        let index = self.named_index(section, text)?;
        self.used.take(section, index);
        Some(Some(index))
    }

    fn endpoint_rates(&mut self, entry: &Entry, view: View<'a>) -> Option<Vec<usize>> {
        let own: Vec<Text<'a>> = view.items("rate").iter().filter_map(Text::of).collect();
        let defaults = self.spec.view("defaults").map(|defaults| defaults.items("rate")).unwrap_or_default();
        let chosen = if !own.is_empty() || view.entry("rate").is_some() {
            own
        } else if defaults.is_empty() {
            self.default_of(entry, "rate", "rates")?.into_iter().collect()
        } else {
            defaults.iter().filter_map(Text::of).collect()
        };
        if let [only] = chosen.as_slice()
            && only.as_str() == "none"
        {
            return Some(Vec::new());
        }
        let mut rates = Vec::new();
        for text in chosen {
            let index = self.named_index("rates", text)?;
            self.used.take("rates", index);
            rates.push(index);
        }
        Some(rates)
    }

    /// The default for a section: the one that `defaults` names, or the only one declared.
    fn default_of(&mut self, entry: &Entry, key: &str, section: &str) -> Checked<Option<Text<'a>>> {
        if let Some(text) = self.spec.view("defaults").and_then(|defaults| defaults.text(key)) {
            return Some(Some(text));
        }
        match self.spec.named(section) {
            [] => Some(None),
            [only] => Some(Some(Text::from(only))),
            several => {
                let names: Vec<&str> = several.iter().map(|entry| entry.key.as_str()).collect();
                self.report(
                    Diagnostic::new(
                        Code::AMBIGUOUS_DEFAULT,
                        entry.key_span,
                        format!("the endpoint `{}` does not say which `{key}` it uses", entry.key),
                    )
                    .note(format!("declared: `{}`", names.join("`, `")))
                    .help(format!("write `{key}: …` here, or name one under `defaults`")),
                );
                None
            }
        }
    }

    fn named_index(&mut self, section: &str, text: Text<'_>) -> Option<usize> {
        let entries = self.spec.named(section);
        let index = entries.iter().position(|entry| entry.key == text.as_str());
        if index.is_none() {
            let what = match section {
                "auth" => "auth scheme",
                "envelopes" => "envelope",
                "rates" => "rate budget",
                _ => "pagination style",
            };
            self.unknown(Code::UNKNOWN_NAME, text, what, entries.iter().map(|entry| entry.key.as_str()));
        }
        index
    }

    /// The pagination style of that name.
    pub(super) fn style(&mut self, text: Text<'_>) -> Option<View<'a>> {
        let index = self.named_index("pagination", text)?;
        self.used.take("pagination", index);
        self.spec.named("pagination").get(index).map(|entry| View::of(&entry.value))
    }
}

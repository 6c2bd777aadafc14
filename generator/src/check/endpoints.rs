//! Endpoints: method and path, parameters, body, answer, and the names that they choose by.

use super::auth::{KnownSchemes, path_names};
use super::body::{Owner, accept};
use super::parameters::Place;
use super::scope::Scope;
use super::{Checked, Checker};
use crate::api::{Body, Endpoint, Envelope, ErrorCode, PayloadAt};
use crate::diagnostic::{Code, Diagnostic};
use crate::spec::{View, text::Text};
use crate::yaml::Entry;

/// What endpoints refer to, by declared order.
pub(super) struct Known<'k> {
    pub(super) auth: KnownSchemes<'k>,
    pub(super) envelopes: &'k [Option<Envelope>],
    pub(super) errors: &'k [ErrorCode],
    /// The header for keys of idempotency.
    pub(super) idempotency: Option<Text<'k>>,
}

/// Methods that the generated client has itself.
pub(crate) const CLIENT_METHODS: [&str; 5] = ["builder", "from_env", "clone", "fmt", "new"];
/// Methods that every call has.
pub(crate) const CALL_METHODS: [&str; 8] =
    ["context", "with_options", "with_answer", "raw", "into_future", "encode", "decode", "clone"];
/// Methods that a paged call has beside those.
const PAGED_METHODS: [&str; 7] = ["pages", "items", "seek", "advance", "total", "page_of", "position"];

impl<'a> Checker<'a, '_> {
    pub(super) fn endpoints(&mut self, known: &Known<'_>) -> Vec<Endpoint> {
        let mut scope = Scope::reserving(&CLIENT_METHODS, "the client");
        let spec = self.spec;
        if let Some(entry) = spec.entry("endpoints")
            && spec.named("endpoints").is_empty()
            && spec.named("webhooks").is_empty()
            && entry.value.as_map().is_some()
        {
            self.report(Diagnostic::new(Code::EMPTY, entry.key_span, "an API without endpoints"));
        }
        let mut endpoints: Vec<Endpoint> = spec
            .named("endpoints")
            .iter()
            .filter_map(|entry| self.endpoint(entry, known, &mut scope))
            .collect();
        self.closes(&mut endpoints);
        endpoints
    }

    fn endpoint(&mut self, entry: &'a Entry, known: &Known<'_>, scope: &mut Scope) -> Option<Endpoint> {
        let view = View::of(&entry.value);
        let rust = self.endpoint_name(entry, scope)?;
        let call = self.camel_name(&rust, entry.key_span)?;
        if !CLIENT_METHODS.contains(&rust.as_str()) {
            self.take_type(&call, entry.key_span, &format!("the call of `{}`", entry.key));
        }
        let owner = Owner { name: &rust, call: &call, span: entry.key_span };
        let paged = view.entry("pagination").is_some();
        let mut own: Vec<&str> = CALL_METHODS.to_vec();
        if paged {
            own.extend(PAGED_METHODS);
        }
        let mut names = Scope::reserving(&own, "the call");
        let auth = self.endpoint_auth(entry, view, known.auth);
        let filled = auth.as_deref().map(|auth| path_names(auth, known.auth));
        let http = self.http(view, filled.as_deref(), &mut names);
        let query = self.parameters(view.named("query"), Place::Query, &mut names);
        let headers = self.parameters(view.named("headers"), Place::Header, &mut names);
        let cookies = self.parameters(view.named("cookies"), Place::Cookie, &mut names);
        let body = self.body(view, &owner, &mut names);
        let returns = self.returns(view, &owner);
        let failures = self.failures_of(entry, view, &owner);
        let envelope = self.choice(entry, view, "endpoint", "envelope", "envelopes");
        let rates = self.rates_of(entry, view, "endpoint");
        let (group, server) = (self.group_of(view), self.server_of(view));
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
            constant: crate::names::screaming(&rust)?,
            rust,
            call,
            doc,
            group,
            server,
            method,
            path,
            path_parameters,
            query: query?,
            headers: headers?,
            cookies: cookies?,
            presets: self.presets(view, body.as_ref()?)?,
            body: body?,
            body_optional: view.entry("body?").is_some(),
            returns: returns?,
            accept: accept(view),
            failures: failures?,
            auth: auth?,
            envelope: envelope?,
            rates: rates?,
            repeatable,
            idempotency: self.idempotency_of(view, repeatable, known.idempotency),
            pagination: None,
            examples: Vec::new(),
        };
        self.auth_fits(entry, &endpoint, known.auth);
        if let Some(style) = view.text("pagination") {
            endpoint.pagination = Some(self.pagination(style, &mut endpoint, known)?);
        }
        let envelope = endpoint.envelope.and_then(|index| known.envelopes.get(index));
        if let Some(Some(envelope)) = envelope {
            self.others_beside_envelope(view, &endpoint, envelope);
        }
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
        let rust = match View::of(&entry.value).text("name") {
            Some(given) => self.given_name(given)?,
            None => rust,
        };
        self.take(scope, &rust, entry.key_span, &format!("the endpoint `{}`", entry.key));
        Some(rust)
    }

    /// An envelope beside its payload would be among the other keys that the payload keeps.
    fn others_beside_envelope(&mut self, view: View<'a>, endpoint: &Endpoint, envelope: &Envelope) {
        let mut keeps = false;
        endpoint.returns.types(&mut |ty| {
            keeps |= self.struct_of(ty).is_some_and(|shape| shape.others.is_some());
        });
        let (true, PayloadAt::Beside, Some(entry)) = (keeps, &envelope.payload, view.entry("returns")) else {
            return;
        };
        let message = format!(
            "the payload keeps all other keys, those of the envelope `{}` beside it included",
            envelope.name
        );
        self.report(
            Diagnostic::new(Code::WRONG_PAYLOAD, entry.key_span, message)
                .help("an envelope whose `payload` names a field stands apart; or leave out `others`"),
        );
    }

    fn body_fits_method(&mut self, view: View<'a>, method: &str, body: Option<&Body>) {
        let has_body = !matches!(body, None | Some(Body::Empty));
        if let (true, "GET" | "HEAD", Some(entry)) = (has_body, method, super::body::entry(view)) {
            self.report(
                Diagnostic::new(Code::WRONG_BODY, entry.key_span, format!("a {method} request has no body"))
                    .help("parameters of a GET stand under `query`"),
            );
        }
    }

    /// What an endpoint or a step (`what`) chooses by name, or the default; the inner `None`: none.
    pub(super) fn choice(
        &mut self,
        entry: &Entry,
        view: View<'a>,
        what: &str,
        key: &str,
        section: &str,
    ) -> Checked<Option<usize>> {
        let text = match view.text(key) {
            Some(text) => text,
            None => match self.default_of(entry, what, key, section)? {
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

    /// The default for a section: the one that `defaults` names, or the only one declared.
    pub(super) fn default_of(
        &mut self,
        entry: &Entry,
        what: &str,
        key: &str,
        section: &str,
    ) -> Checked<Option<Text<'a>>> {
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
                        format!("the {what} `{}` does not say which `{key}` it uses", entry.key),
                    )
                    .note(format!("declared: `{}`", names.join("`, `")))
                    .help(format!("write `{key}: …` here, or name one under `defaults`")),
                );
                None
            }
        }
    }

    pub(super) fn named_index(&mut self, section: &str, text: Text<'_>) -> Option<usize> {
        let entries = self.spec.named(section);
        let index = entries.iter().position(|entry| entry.key == text.as_str());
        if index.is_none() {
            let what = match section {
                "auth" => "auth scheme",
                "envelopes" => "envelope",
                "rates" => "rate budget",
                "failures" => "set of failures",
                "groups" => "group",
                "servers" => "server",
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

//! The calls of a token source: each an empty request with what a scheme adds to it.

use super::{StepNames, Written};
use crate::api::{
    Placement, Scheme, Server, Slot, Template, TokenOrigin, TokenStep, UrlPart, Value, ValueKind,
};
use crate::check::Checker;
use crate::check::auth::{Body, Declared, Names, Placed, visit_all};
use crate::check::scope::Scope;
use crate::check::url::split_path;
use crate::diagnostic::{Code, Diagnostic};
use crate::spec::{View, text::Text};

/// Where a step stands.
struct Place<'a, 'n> {
    source: usize,
    written: Written<'a>,
    declared: Declared<'n>,
    server: Option<&'n Server>,
}

impl<'a> Checker<'a, '_> {
    /// All calls of a source.
    pub(super) fn steps(
        &mut self,
        source: usize,
        written: Written<'a>,
        declared: Declared<'_>,
        server: Option<&Server>,
        taken: &mut StepNames,
    ) -> Option<TokenOrigin> {
        let place = Place { source, written, declared, server };
        let mut steps = Vec::new();
        let mut refreshing = None;
        let mut sound = true;
        for (index, (view, refresh)) in written.calls().enumerate() {
            let name = match (refresh, index) {
                (true, _) => format!("{}_refresh", written.entry.key),
                (false, 0) => written.entry.key.clone(),
                (false, index) => format!("{}_{}", written.entry.key, index + 1),
            };
            match self.step(&place, view, name, taken) {
                Some(step) if refresh => refreshing = Some(Box::new(step)),
                Some(step) => steps.push(step),
                None => sound = false,
            }
        }
        if written.file.entry("steps").is_some_and(|entry| entry.value.as_list().is_some_and(<[_]>::is_empty))
        {
            let span = written.entry.key_span;
            self.report(Diagnostic::new(Code::EMPTY, span, "a token source without steps"));
            return None;
        }
        sound.then_some(TokenOrigin::Steps { steps, refresh: refreshing })
    }

    fn step(
        &mut self,
        place: &Place<'a, '_>,
        view: View<'a>,
        name: String,
        taken: &mut StepNames,
    ) -> Option<TokenStep> {
        let written = place.written;
        let doc = self.doc(view);
        let body = self.step_body(place, view);
        // A recipe's URL is a parameter, whose mistakes have been told as those of a value.
        let told = body.is_none() && written.recipe.is_some();
        let url = if told { None } else { self.step_url(place, view) };
        let envelope = match written.recipe {
            None => self.choice(written.entry, view, "token source", "envelope", "envelopes"),
            Some(_) => Some(None),
        };
        let rates = match written.recipe {
            None => self.rates_of(written.entry, view, "token source"),
            Some(_) => Some(Vec::new()),
        };
        let added = if written.recipe.is_some() { written.user.named("outputs") } else { &[] };
        let names = place.declared.sources.get(place.source)?;
        let entries = view.named("outputs").iter().chain(added);
        let outputs = self.told_by(written.recipe, |checker| checker.step_outputs(entries, names));
        let (method, server, path) = url?;
        let (mut body, raw) = body?;
        self.body_can_be_sent(view, &method, &body, raw.is_some());
        if raw.is_some() {
            body.placed.pop();
        }
        let repeatable = match view.text("repeat").map(Text::as_str) {
            Some("safe") => true,
            Some(_) => false,
            None => matches!(method.as_str(), "GET" | "HEAD" | "PUT" | "DELETE" | "OPTIONS"),
        };
        let constant = free(&mut taken.constants, &crate::names::screaming(&name)?, "_TOKENS");
        let rust = free(&mut taken.functions, &crate::names::snake(&name)?, "_tokens");
        let send = body.placed.into_iter().map(|placed| placed.placement).collect();
        Some(TokenStep {
            scheme: Scheme {
                name: name.clone(),
                rust,
                doc,
                arguments: Vec::new(),
                values: body.values,
                send,
                hook: None,
                known_answers: Vec::new(),
            },
            name,
            constant,
            method,
            server,
            path,
            body: raw,
            envelope: envelope?,
            rates: rates?,
            repeatable,
            needs: Vec::new(),
            outputs: outputs?,
        })
    }

    /// The method, the server unless it is the API's own, and the path.
    #[allow(clippy::type_complexity, reason = "the three parts of one line")]
    fn step_url(
        &mut self,
        place: &Place<'a, '_>,
        view: View<'a>,
    ) -> Option<(String, Option<Vec<UrlPart>>, Vec<UrlPart>)> {
        let text = view.text("http")?;
        let recipe = place.written.recipe;
        let (method, rest) = self.told_by(recipe, |checker| checker.method_and_rest(text))?;
        let parameter = rest.as_str().strip_prefix('{').and_then(|rest| rest.strip_suffix('}'));
        let url = match (recipe, parameter) {
            // Where a recipe calls is what its user gives.
            (Some(recipe), Some(parameter)) => recipe.given(parameter)?,
            _ => rest,
        };
        self.told_by(recipe, |checker| {
            let parts = checker.url_parts(url, place.declared)?;
            if matches!(parts.first(), Some(UrlPart::Text(text)) if text.starts_with('/')) {
                return checker.path_fits(url).then_some((method, None, parts));
            }
            checker.check_origin(url, &parts);
            let hosts = place.server.map(|server| server.hosts.as_slice()).unwrap_or_default();
            checker.check_host(url, &parts, hosts, place.declared);
            let (server, path) = split_path(parts);
            Some((method, Some(server), path))
        })
    }

    /// What the step computes and sends, and a body of its own, which then stands last among the placements.
    #[allow(clippy::type_complexity, reason = "a body with its content type")]
    fn step_body(
        &mut self,
        place: &Place<'a, '_>,
        view: View<'a>,
    ) -> Option<(Body, Option<(Template, String)>)> {
        let written = place.written;
        let mut scope = Scope::renaming();
        let base = Names { source: Some(place.source), ..Names::new(place.declared, written.user) };
        let mut body = match written.recipe {
            None => self.body_of(view, Names { scheme: view, ..base }, &mut scope),
            Some(recipe) => {
                let mut body = self.body_of(written.user, base, &mut scope);
                let added = self.recipe_body(recipe, view, &base, &mut scope);
                self.told_by(Some(recipe), |checker| checker.placed_twice(&added.placed, &body.placed));
                body.sound &= added.sound;
                body.placed.extend(added.placed);
                Body { values: added.values, failed: added.failed, ..body }
            }
        };
        let names = Names { values: &body.values, failed: &body.failed, scheme: view, ..base };
        let raw = match view.view("body") {
            Some(raw) => Some(self.raw_body(raw, &names)?),
            None => None,
        };
        if let Some((text, _, span)) = &raw {
            let placement = Placement { slot: Slot::Path(String::new()), template: text.clone() };
            body.placed.push(Placed { placement, span: *span });
        }
        if !body.sound {
            return None;
        }
        self.told_by(written.recipe, |checker| checker.check_values_used(view, &mut body, &[], false));
        let names = Names { values: &body.values, ..base };
        self.told_by(written.recipe, |checker| {
            checker.check_secrets(&body.placed, &names);
            checker.check_order(view, &body.placed, &names);
        });
        // The values that it reads may have moved.
        let text = body.placed.last().map(|placed| placed.placement.template.clone());
        let raw = raw.zip(text).map(|((_, kind, _), text)| (text, kind));
        Some((body, raw))
    }

    fn raw_body(
        &mut self,
        view: View<'a>,
        names: &Names<'_>,
    ) -> Option<(Template, String, crate::source::Span)> {
        let kind = view.text("type").and_then(|text| self.content_type(text));
        let text = view.text("text")?;
        let template = self.template(text, names)?;
        if !matches!(template.kind, ValueKind::Text | ValueKind::Bytes) {
            let what = crate::check::functions::describe(template.kind);
            self.report(
                Diagnostic::new(Code::WRONG_VALUE, text.span(), format!("{what} cannot be sent as they are"))
                    .label("expected text or bytes"),
            );
            return None;
        }
        self.is_known_before(&template, text, names)?;
        Some((template, kind?, text.span()))
    }

    /// A body of this kind is written once, before the attempts, so it holds nothing that an attempt makes.
    fn is_known_before(&mut self, template: &Template, text: Text<'_>, names: &Names<'_>) -> Option<()> {
        let Some((name, why)) = of_the_attempt(template, names) else { return Some(()) };
        let message = format!("the body is written before `{name}` is known, which is {why}");
        self.report(
            Diagnostic::new(Code::WRONG_VALUE, text.span(), message)
                .label("may hold credentials, server variables and outputs, and functions of them")
                .help("send it under `headers` or `query`, or as `form` or `fields` instead of `body`"),
        );
        None
    }

    fn body_can_be_sent(&mut self, view: View<'a>, method: &str, body: &Body, raw: bool) {
        let field = body.placed.iter().find(|placed| {
            matches!(placed.placement.slot, Slot::Form(_) | Slot::Field(_) | Slot::JsonField(_))
        });
        let span = view.entry("body").map(|entry| entry.key_span);
        if let (true, Some(field), Some(span)) = (raw, field, span) {
            self.report(
                Diagnostic::new(Code::CONFLICTING_KEYS, span, "a step has one body")
                    .also(field.span, "fields of another"),
            );
        }
        let sent = span.or(field.map(|field| field.span)).filter(|span| !span.file.is_apart());
        if let (Some(span), "GET" | "HEAD") = (sent, method) {
            self.report(
                Diagnostic::new(Code::WRONG_BODY, span, format!("a {method} request has no body"))
                    .help("parameters of a GET stand under `query`"),
            );
        }
    }
}

/// What a template holds that only an attempt makes, and why.
fn of_the_attempt(template: &Template, names: &Names<'_>) -> Option<(String, &'static str)> {
    let made = |template: &Template, late: &[bool]| {
        let mut found = None;
        visit_all([template], &mut |value| {
            let (name, why) = match value {
                Value::Now => (Some("now"), "made for every attempt"),
                Value::Nonce => (Some("nonce"), "made for every attempt"),
                Value::Counter => (Some("counter"), "counted for every attempt"),
                Value::Uses(source) => {
                    let source = names.sources.get(*source).map_or("", |source| &source.wire);
                    found = found.take().or(Some((format!("{source}.uses"), "counted for every attempt")));
                    return;
                }
                Value::Request(part) | Value::WithOwn(part, _) => {
                    (Some(part.name()), "a part of the request")
                }
                Value::Computed(index) if late.get(*index) == Some(&true) => {
                    (names.values.get(*index).map(|value| value.wire.as_str()), "made for every attempt")
                }
                _ => return,
            };
            found = found.take().or(Some((name.unwrap_or_default().to_owned(), why)));
        });
        found
    };
    let mut late = Vec::new();
    for value in names.values {
        late.push(made(&value.template, &late).is_some());
    }
    made(template, &late)
}

/// A name that nothing has yet, and from now on this.
fn free(taken: &mut std::collections::BTreeSet<String>, name: &str, suffix: &str) -> String {
    let mut found = name.to_owned();
    while !taken.insert(found.clone()) {
        found.push_str(suffix);
    }
    found
}

//! Webhooks: what the vendor sends, and how its signature is computed again.
//!
//! A webhook is a scheme whose request came in: the same values over the parts of a request, but nothing is sent. What is
//! compared stands where a scheme has what it sends.

use std::collections::BTreeSet;
use std::time::Duration;

use super::Checker;
use super::auth::{Body, Declared, Names, Placed, visit_all};
use super::body::Owner;
use super::scope::Scope;
use crate::api::{
    Credential, Held, Placement, Scheme, Slot, Template, Value, ValueKind, Webhook, WebhookTime,
    WebhookTimeForm,
};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::Span;
use crate::spec::{View, text::Text};
use crate::yaml::Entry;

/// What is compared stands under these names among what a scheme sends.
const EXPECTED: &str = "expected";
const TIME: &str = "the time";
const RECEIVED: &str = "received";

impl<'a> Checker<'a, '_> {
    /// By declared order.
    pub(super) fn webhooks(&mut self, credentials: &[Credential]) -> Vec<Webhook> {
        let declared = Declared { credentials, variables: &[], sources: &[] };
        let mut scope = Scope::default();
        let spec = self.spec;
        let entries = spec.named("webhooks").iter();
        entries.filter_map(|entry| self.webhook(entry, declared, &mut scope)).collect()
    }

    fn webhook(&mut self, entry: &'a Entry, declared: Declared<'_>, scope: &mut Scope) -> Option<Webhook> {
        let rust = self.snake_name(&entry.key, entry.key_span);
        if let Some(rust) = &rust {
            self.take(scope, rust, entry.key_span, &format!("the webhook `{}`", entry.key));
        }
        let view = View::of(&entry.value);
        let doc = self.doc(view);
        let payload = self.webhook_payload(entry, view, rust.as_deref());
        let group = self.group_of(view);
        if view.text("signature").is_some() {
            return self.unproven(view, Webhook::unproven(&entry.key, rust?, doc, payload?, group));
        }
        let base = Names::new(declared, view);
        let mut own_names = Scope::default();
        let mut body = self.body_of(view, base, &mut own_names);
        let recipe = self.recipe(view, super::recipes::For::Webhook)?;
        let own = body.values.len();
        let (form, tolerance) = match recipe {
            None => self.proof(view, base, &mut body),
            Some(recipe) => {
                self.add_recipe(recipe, &base, &mut body, &mut own_names);
                let names = Names { first: own, user: Some(&base), ..base };
                self.told_by(Some(recipe), |checker| checker.proof(recipe.view, names, &mut body))
            }
        };
        self.only_of_the_request(view, &body);
        if !body.failed.is_empty() || !body.sound {
            return None;
        }
        let kept = self.check_values_used(view, &mut body, &[], false);
        let names = Names { values: &body.values, ..base };
        let known_answers = if kept { self.known_answers(view, &names) } else { Vec::new() };
        let timestamp = take(&body.placed, TIME).into_iter().next().zip(form.zip(tolerance));
        let webhook = Webhook {
            name: entry.key.clone(),
            rust: rust?,
            payload: payload?,
            group,
            credentials: used_credentials(&body),
            timestamp: timestamp.map(|(value, (form, tolerance))| WebhookTime { value, form, tolerance }),
            received: take(&body.placed, RECEIVED),
            expected: Some(take(&body.placed, EXPECTED).into_iter().next()?),
            scheme: Scheme {
                name: entry.key.clone(),
                rust: String::new(),
                doc: doc.clone(),
                arguments: Vec::new(),
                values: body.values,
                send: Vec::new(),
                hook: None,
                known_answers,
            },
            doc,
        };
        self.keyed(entry, &webhook, declared.credentials);
        Some(webhook)
    }

    /// A webhook of which nothing proves the sender: there is nothing to compute.
    fn unproven(&mut self, view: View<'a>, webhook: Webhook) -> Option<Webhook> {
        let before = self.problems.len();
        let no_recipe = view.entry("recipe").is_none();
        for name in ["with", "values", "timestamp", "known_answers"] {
            if let Some(entry) = view.entry(name).filter(|_| no_recipe) {
                let message = format!("without a signature `{name}` has no meaning");
                self.report(
                    Diagnostic::new(Code::CONFLICTING_KEYS, entry.key_span, message)
                        .help("say what the signature is made of: `signature`, or a `recipe` of the library"),
                );
            }
        }
        (self.problems.len() == before).then_some(webhook)
    }

    /// What is compared, behind what a scheme would send; and how the time is written and how far it may be off.
    pub(super) fn proof(
        &mut self,
        view: View<'a>,
        names: Names<'_>,
        body: &mut Body,
    ) -> (Option<WebhookTimeForm>, Option<Duration>) {
        let before = self.problems.len();
        let (values, failed) = (body.values.clone(), body.failed.clone());
        let names = Names { values: &values, failed: &failed, scheme: view, ..names };
        let signature = view.view("signature");
        let expected = signature.and_then(|signature| signature.text("expected"));
        self.compared(EXPECTED, expected, &names, body);
        for node in signature.map(|signature| signature.items("received")).unwrap_or_default() {
            if let Some(text) = Text::of(node) {
                self.received(text, &names, body);
            }
        }
        let time = view.view("timestamp");
        self.compared(TIME, time.and_then(|time| time.text("value")), &names, body);
        let form = time.and_then(|time| time.text("as")).and_then(|text| time_form(text.as_str()));
        let tolerance = time.and_then(|time| time.text("tolerance")).and_then(|text| self.tolerance(text));
        body.sound &= self.problems.len() == before;
        (form, tolerance)
    }

    fn compared(&mut self, what: &str, text: Option<Text<'a>>, names: &Names<'_>, body: &mut Body) {
        let Some(text) = text else { return };
        let Some(template) = self.template(text, names) else { return };
        if template.kind == ValueKind::Text {
            place(body, what, template, text);
            return;
        }
        let kind = super::functions::describe(template.kind);
        self.report(
            Diagnostic::new(Code::WRONG_VALUE, text.span(), format!("what is {what} is text, not {kind}"))
                .label("expected text")
                .help("encode bytes as the vendor does: `hex`, `base64`; join pairs and lists, or take one of them"),
        );
    }

    fn received(&mut self, text: Text<'a>, names: &Names<'_>, body: &mut Body) {
        let Some(template) = self.template(text, names) else { return };
        if matches!(template.kind, ValueKind::Text | ValueKind::List) {
            place(body, RECEIVED, template, text);
            return;
        }
        self.report(
            Diagnostic::new(
                Code::WRONG_VALUE,
                text.span(),
                "a signature that came is text or a list of texts",
            )
            .label("expected text or a list")
            .help("of pairs take the values: `{parts | only('v1') | values}`"),
        );
    }

    fn tolerance(&mut self, text: Text<'_>) -> Option<Duration> {
        let duration = super::rates::duration(text.as_str());
        if duration.is_none() {
            self.report(
                Diagnostic::new(Code::WRONG_VALUE, text.span(), "not a duration")
                    .label("expected such as `30s` or `5m`"),
            );
        }
        duration
    }

    fn webhook_payload(&mut self, entry: &'a Entry, view: View<'a>, rust: Option<&str>) -> Option<Held> {
        let payload = view.entry("payload")?;
        let call = crate::names::upper_camel(rust.unwrap_or_default()).unwrap_or_default();
        let owner = Owner { name: &entry.key, call: &call, span: entry.key_span };
        self.others_beside_fields(View::of(&payload.value));
        self.what_comes(payload, &owner, "Payload")
    }

    /// A request that came in has no time of an attempt and no nonce.
    fn only_of_the_request(&mut self, view: View<'a>, body: &Body) {
        let values = view
            .named("values")
            .iter()
            .zip(&body.values)
            .map(|(entry, value)| (entry.value.span, &value.template));
        let placed = body.placed.iter().map(|placed| (placed.span, &placed.placement.template));
        let mut wrong: Vec<(Span, &str)> = Vec::new();
        let mut keyed: Vec<Span> = Vec::new();
        for (span, template) in values.chain(placed) {
            visit_all([template], &mut |value| match value {
                Value::Now => wrong.push((span, "now")),
                Value::Nonce => wrong.push((span, "nonce")),
                Value::Counter => wrong.push((span, "counter")),
                Value::Call(function, _) if function.is_fallible() => keyed.push(span),
                _ => {}
            });
        }
        for span in keyed {
            self.report(
                Diagnostic::new(
                    Code::WRONG_VALUE,
                    span,
                    "a webhook is not signed with a key of the receiver's",
                )
                .note("what is expected is computed again, which takes the secret that both sides have"),
            );
        }
        for (span, name) in wrong {
            self.report(
                Diagnostic::new(Code::WRONG_VALUE, span, format!("a request that came in has no `{name}`"))
                    .note(
                        "a webhook's values are made of the request and the secret, as the vendor made them",
                    )
                    .help(
                        "the time is one of its headers or fields, which `timestamp` holds against the clock",
                    ),
            );
        }
    }

    /// What is made of no secret proves nothing.
    fn keyed(&mut self, entry: &Entry, webhook: &Webhook, credentials: &[Credential]) {
        let is_secret = |value: &Value| matches!(value, Value::Credential(index) if credentials.get(*index).is_some_and(|known| known.secret));
        let mut secret = false;
        let mut open: Vec<&Template> = webhook.expected.iter().collect();
        // Values use only those above them, so this ends.
        while let Some(template) = open.pop() {
            visit_all([template], &mut |value| {
                secret |= is_secret(value);
                if let Value::Computed(index) = value {
                    open.extend(webhook.scheme.values.get(*index).map(|value| &value.template));
                }
            });
        }
        if !secret {
            let message = format!("the signature of the webhook `{}` is made of no secret", entry.key);
            self.report(
                Diagnostic::new(Code::NO_SECRET, entry.key_span, message)
                    .note("anyone could compute it, so it would prove nothing")
                    .help("use a credential of type `secret` in what is expected"),
            );
        }
    }
}

/// The credentials that only webhooks use.
pub(super) fn inbound(webhooks: &[Webhook], of_client: &BTreeSet<usize>) -> BTreeSet<usize> {
    let used = webhooks.iter().flat_map(|webhook| webhook.credentials.iter().copied());
    used.filter(|index| !of_client.contains(index)).collect()
}

/// The credentials, with these marked as arguments of the webhooks' functions and no part of what a client needs.
pub(super) fn marked(mut credentials: Vec<Credential>, inbound: &BTreeSet<usize>) -> Vec<Credential> {
    for (index, credential) in credentials.iter_mut().enumerate() {
        credential.inbound = inbound.contains(&index);
    }
    credentials
}

/// Puts what is compared among what a scheme sends, under a name.
fn place(body: &mut Body, what: &str, template: Template, text: Text<'_>) {
    let slot = Slot::Field(vec![what.to_owned()]);
    body.placed.push(Placed { placement: Placement { slot, template }, span: text.span() });
}

/// The templates that were put there under a name.
fn take(placed: &[Placed], what: &str) -> Vec<Template> {
    let slot = Slot::Field(vec![what.to_owned()]);
    let of_name = |placed: &&Placed| placed.placement.slot == slot;
    placed.iter().filter(of_name).map(|placed| placed.placement.template.clone()).collect()
}

fn used_credentials(body: &Body) -> Vec<usize> {
    let mut used = BTreeSet::new();
    let values = body.values.iter().map(|value| &value.template);
    visit_all(values.chain(body.placed.iter().map(|placed| &placed.placement.template)), &mut |value| {
        if let Value::Credential(index) = value {
            used.insert(*index);
        }
    });
    used.into_iter().collect()
}

fn time_form(word: &str) -> Option<WebhookTimeForm> {
    Some(match word {
        "unix_s" => WebhookTimeForm::UnixSeconds,
        "unix_ms" => WebhookTimeForm::UnixMillis,
        "rfc3339" => WebhookTimeForm::Rfc3339,
        _ => return None,
    })
}

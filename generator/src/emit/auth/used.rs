//! What the templates of an API use: of its schemes and of the steps of its token sources.

use std::collections::BTreeSet;

use crate::api::{
    Api, Digest, Function, Lifetime, Scheme, Template, TemplatePart, TimeForm, TokenStep, UrlPart, Value,
    Webhook, WebhookTimeForm,
};

/// Calls `see` with each value in a template, those inside others included.
pub(crate) fn values<'a>(template: &'a Template, see: &mut impl FnMut(&'a Value)) {
    parts(&template.parts, see);
}

fn parts<'a>(parts_of: &'a [TemplatePart], see: &mut impl FnMut(&'a Value)) {
    for part in parts_of {
        match part {
            TemplatePart::Text(_) => {}
            TemplatePart::Hole(hole) => value(hole, see),
            TemplatePart::Optional(inner) => parts(inner, see),
        }
    }
}

fn value<'a>(of: &'a Value, see: &mut impl FnMut(&'a Value)) {
    see(of);
    match of {
        Value::Call(function, inner) => {
            value(inner, see);
            if let Some(operand) = function.operand() {
                value(operand, see);
            }
        }
        Value::WithOwn(_, pairs) => pairs.iter().for_each(|pair| parts(&pair.template.parts, see)),
        Value::Composed(template) => values(template, see),
        _ => {}
    }
}

/// Calls `see` with each value in a scheme.
pub(crate) fn in_scheme<'a>(scheme: &'a Scheme, see: &mut impl FnMut(&'a Value)) {
    scheme.values.iter().for_each(|computed| values(&computed.template, see));
    scheme.send.iter().for_each(|placement| values(&placement.template, see));
}

/// Calls `see` with each value in a step's body, its scheme's values included, for a body may name them.
pub(super) fn in_body<'a>(step: &'a TokenStep, see: &mut impl FnMut(&'a Value)) {
    if let Some((template, _)) = &step.body {
        let mut computed = BTreeSet::new();
        values(template, &mut |value| {
            if let Value::Computed(index) = value {
                computed.insert(*index);
            }
            see(value);
        });
        // Values use only those above them.
        for (index, value) in step.scheme.values.iter().enumerate().rev() {
            if computed.contains(&index) {
                values(&value.template, &mut |value| {
                    if let Value::Computed(index) = value {
                        computed.insert(*index);
                    }
                    see(value);
                });
            }
        }
    }
}

/// Calls `see` with each value in a webhook.
fn in_webhook<'a>(webhook: &'a Webhook, see: &mut impl FnMut(&'a Value)) {
    in_scheme(&webhook.scheme, see);
    let time = webhook.timestamp.as_ref().map(|time| &time.value);
    let compared = webhook.received.iter().chain(&webhook.expected).chain(time);
    compared.for_each(|template| values(template, see));
}

fn in_api<'a>(api: &'a Api, see: &mut impl FnMut(&'a Value)) {
    api.webhooks.iter().for_each(|webhook| in_webhook(webhook, see));
    if super::is_used(api) {
        api.all_schemes().for_each(|scheme| in_scheme(scheme, see));
        api.steps().for_each(|step| in_body(step, see));
    }
}

/// The server variables that schemes and the addresses that auth computes read, by index.
pub(in crate::emit) fn used_variables(api: &Api) -> BTreeSet<usize> {
    let mut used = BTreeSet::new();
    in_api(api, &mut |value| {
        if let Value::Variable(index) = value {
            used.insert(*index);
        }
    });
    let steps = api.steps().flat_map(|step| step.server.iter().chain([&step.path])).map(Vec::as_slice);
    used.extend(super::server::computed(api).chain(steps).flatten().filter_map(|part| match part {
        UrlPart::Variable(index) => Some(*index),
        _ => None,
    }));
    used
}

/// The digests that schemes compute.
pub(in crate::emit) fn digests(api: &Api) -> BTreeSet<Digest> {
    let mut used = BTreeSet::new();
    functions(api, &mut |function| {
        if let Function::Digest(digest) | Function::Hmac(digest, _) = function {
            used.insert(*digest);
        }
    });
    used
}

/// Whether a scheme signs with a private key.
pub(in crate::emit) fn signs_with_keys(api: &Api) -> bool {
    let mut used = false;
    functions(api, &mut |function| used |= matches!(function, Function::Sign(..)));
    used
}

/// Calls `see` with each function in use.
fn functions<'a>(api: &'a Api, see: &mut impl FnMut(&'a Function)) {
    in_api(api, &mut |value| {
        if let Value::Call(function, _) = value {
            see(function);
        }
    });
}

/// Whether a scheme writes a time in a format of its own, or a token source or a webhook has one that chrono reads.
pub(in crate::emit) fn formats_times(api: &Api) -> bool {
    let is_own = |lifetime: &Lifetime| matches!(lifetime, Lifetime::At { form: TimeForm::Format(_), .. });
    let in_words = |webhook: &Webhook| {
        webhook.timestamp.as_ref().is_some_and(|time| time.form == WebhookTimeForm::Rfc3339)
    };
    let mut used =
        api.sources.iter().any(|source| is_own(&source.lifetime)) || api.webhooks.iter().any(in_words);
    functions(api, &mut |function| used |= matches!(function, Function::Format(_)));
    used
}

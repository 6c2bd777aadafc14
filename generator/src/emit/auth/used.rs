//! What the templates of schemes use.

use std::collections::BTreeSet;

use crate::api::{Api, Digest, Function, Scheme, Template, TemplatePart, Value};

/// Calls `see` with each value in a template, those inside others included.
pub(super) fn values<'a>(template: &'a Template, see: &mut impl FnMut(&'a Value)) {
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
            if let Function::Hmac(_, other) | Function::Merge(other) = function {
                value(other, see);
            }
        }
        Value::WithOwn(_, pairs) => pairs.iter().for_each(|pair| parts(&pair.template.parts, see)),
        _ => {}
    }
}

/// Calls `see` with each value in a scheme.
fn in_scheme<'a>(scheme: &'a Scheme, see: &mut impl FnMut(&'a Value)) {
    scheme.values.iter().for_each(|computed| values(&computed.template, see));
    scheme.send.iter().for_each(|placement| values(&placement.template, see));
}

fn in_api<'a>(api: &'a Api, see: &mut impl FnMut(&'a Value)) {
    if super::is_used(api) {
        api.schemes.iter().for_each(|scheme| in_scheme(scheme, see));
    }
}

/// The server variables that schemes read, by index.
pub(in crate::emit) fn used_variables(api: &Api) -> BTreeSet<usize> {
    let mut used = BTreeSet::new();
    in_api(api, &mut |value| {
        if let Value::Variable(index) = value {
            used.insert(*index);
        }
    });
    used
}

/// The digests that schemes compute.
pub(in crate::emit) fn digests(api: &Api) -> BTreeSet<Digest> {
    let mut used = BTreeSet::new();
    in_api(api, &mut |value| {
        if let Value::Call(Function::Digest(digest) | Function::Hmac(digest, _), _) = value {
            used.insert(*digest);
        }
    });
    used
}

/// Whether a scheme writes a time in a format of its own.
pub(in crate::emit) fn formats_times(api: &Api) -> bool {
    let mut used = false;
    in_api(api, &mut |value| used |= matches!(value, Value::Call(Function::Format(_), _)));
    used
}

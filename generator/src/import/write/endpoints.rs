//! Endpoints.

use super::answers::failures_of;
use super::text::{Out, expression, scalar};
use super::types::{fields, named_fields, others, type_text};
use super::{alternatives, call_names};
use crate::import::finish::field_names;
use crate::import::model::{Body, Endpoint, Field, Spec, Stream, Ty};
use crate::import::names::Taken;
use crate::import::paging::Paging;

/// All endpoints, a line between those of different tags.
pub(super) fn all(out: &mut Out, spec: &Spec) {
    let mut section: Option<&str> = None;
    for endpoint in &spec.endpoints {
        let own = endpoint.section.as_deref();
        if own != section
            && let Some(name) = own
        {
            let line: String = name.chars().filter(|character| !character.is_control()).take(80).collect();
            out.blank();
            out.line(2, &format!("# {}", scalar(&line).trim_matches('"')));
        }
        section = own;
        one(out, spec, endpoint);
    }
}

/// What the vendor sends, without a word of how it is signed.
pub(super) fn webhooks(out: &mut Out, spec: &Spec) {
    if spec.webhooks.is_empty() {
        return;
    }
    out.blank();
    out.line(0, "webhooks:");
    for webhook in &spec.webhooks {
        out.line(2, &format!("{}:", super::text::key(&webhook.name)));
        if let Some(group) = &webhook.group {
            out.line(4, &format!("group: {}", scalar(group)));
        }
        out.doc(4, &webhook.doc);
        let payload = match &webhook.payload {
            Body::Bytes(kind) => format!("{{ bytes: {} }}", super::quoted(kind)),
            Body::Text(kind) => format!("{{ text: {} }}", super::quoted(kind)),
            Body::Json(ty) => expression(&type_text(spec, ty)),
            _ => "any".to_owned(),
        };
        out.line(4, &format!("payload: {payload}"));
        out.line(4, "signature: none");
    }
}

fn one(out: &mut Out, spec: &Spec, endpoint: &Endpoint) {
    out.line(2, &format!("{}:", super::text::key(&endpoint.name)));
    out.line(4, &format!("http: {}", scalar(&endpoint.http)));
    if let Some(server) = endpoint.server.and_then(|index| spec.servers.get(index)) {
        out.line(4, &format!("server: {}", scalar(&server.name)));
    }
    if let Some(group) = &endpoint.group {
        out.line(4, &format!("group: {}", scalar(group)));
    }
    out.doc(4, &endpoint.doc);
    if let Some(source) = &endpoint.source {
        out.line(4, &format!("source: {}", scalar(source)));
    }
    if endpoint.deprecated {
        out.line(4, "deprecated: true");
    }
    if let Some(auth) = &endpoint.auth
        && *auth != spec.security.default
        && !spec.security.schemes.is_empty()
    {
        out.line(4, &format!("auth: {}", alternatives(auth)));
    }
    match &endpoint.paging {
        Paging::Named(name) => out.line(4, &format!("pagination: {name}")),
        Paging::Likely(style, reason) => {
            out.line(4, &format!("# likely pages, but {reason}: pagination: {}", style.text()));
        }
        Paging::Nothing | Paging::Sure(_) => {}
    }
    arguments(out, spec, endpoint);
    returns(out, spec, &endpoint.returns);
    if let Some(failures) = failures_of(spec, endpoint) {
        out.line(4, &format!("failures: {failures}"));
    }
    if !endpoint.examples.is_empty() {
        out.line(4, "examples:");
        for (status, json) in &endpoint.examples {
            out.line(6, &format!("- status: {status}"));
            out.line(8, &format!("response: {json}"));
        }
    }
}

/// Parameters and body: their names are those of the call's arguments, so they share one namespace.
fn arguments(out: &mut Out, spec: &Spec, endpoint: &Endpoint) {
    let mut taken = call_names();
    if matches!(endpoint.body, Body::Json(_) | Body::Bytes(_) | Body::Text(_)) {
        taken.take("body");
    }
    let in_body: Vec<&Field> = match &endpoint.body {
        Body::Fields(fields, _) | Body::Form(fields) => fields.iter().collect(),
        Body::Multipart(parts) => parts.iter().map(|part| &part.field).collect(),
        _ => Vec::new(),
    };
    let groups = [
        ("path", endpoint.path.as_slice()),
        ("query", &endpoint.query),
        ("headers", &endpoint.headers),
        ("cookies", &endpoint.cookies),
    ];
    let every: Vec<&Field> =
        groups.iter().flat_map(|(_, group)| *group).chain(in_body.iter().copied()).collect();
    let mut names = field_names(&every, &mut taken).into_iter();
    for (word, group) in groups {
        let named: Vec<(&Field, Option<String>)> = group.iter().zip(names.by_ref()).collect();
        if !named.is_empty() {
            named_fields(out, spec, 4, word, &named);
        }
    }
    let rest: Vec<(&Field, Option<String>)> = in_body.into_iter().zip(names).collect();
    let mark = if endpoint.body_optional { "?" } else { "" };
    match &endpoint.body {
        Body::Nothing | Body::Statuses { .. } | Body::Stream | Body::Events(_) | Body::Lines(_) => {}
        Body::Multipart(parts) => {
            out.line(4, "body:");
            out.line(6, "multipart:");
            for (part, (field, name)) in parts.iter().zip(&rest) {
                super::types::part(out, spec, 8, (field, name.as_deref()), part.content_type.as_deref());
            }
        }
        Body::Json(ty) => {
            out.line(4, &format!("body{mark}: {}", expression(&type_text(spec, ty))));
            if endpoint.stream == Stream::Asked {
                out.line(4, "presets: { stream: true }");
            }
        }
        Body::Bytes(kind) => out.line(4, &format!("body{mark}: {{ bytes: {} }}", super::quoted(kind))),
        Body::Text(kind) => out.line(4, &format!("body{mark}: {{ text: {} }}", super::quoted(kind))),
        Body::Form(_) => {
            out.line(4, "body:");
            named_fields(out, spec, 6, "form", &rest);
        }
        Body::Fields(_, other_keys) => {
            out.line(4, "body:");
            named_fields(out, spec, 6, "fields", &rest);
            others(out, spec, 6, other_keys.as_ref(), &mut taken);
        }
    }
}

/// What an item of a stream holds.
fn item(spec: &Spec, ty: Option<&Ty>) -> String {
    ty.map_or_else(|| "text".to_owned(), |ty| super::quoted(&type_text(spec, ty)))
}

fn returns(out: &mut Out, spec: &Spec, body: &Body) {
    match body {
        Body::Nothing | Body::Multipart(_) | Body::Form(_) => {}
        Body::Stream => out.line(4, "returns: { stream: bytes }"),
        Body::Events(ty) => out.line(4, &format!("returns: {{ events: {} }}", item(spec, ty.as_ref()))),
        Body::Lines(ty) => out.line(4, &format!("returns: {{ lines: {} }}", item(spec, ty.as_ref()))),
        Body::Json(ty) => out.line(4, &format!("returns: {}", expression(&type_text(spec, ty)))),
        Body::Bytes(kind) => out.line(4, &format!("returns: {{ bytes: {} }}", super::quoted(kind))),
        Body::Text(kind) => out.line(4, &format!("returns: {{ text: {} }}", super::quoted(kind))),
        Body::Fields(all, other_keys) => {
            out.line(4, "returns:");
            let all: Vec<&Field> = all.iter().collect();
            let mut taken = Taken::of(["new"]);
            fields(out, spec, 6, "fields", &all, &mut taken);
            others(out, spec, 6, other_keys.as_ref(), &mut taken);
        }
        Body::Statuses { name, cases } => {
            out.line(4, "returns:");
            if let Some(name) = name {
                out.line(6, &format!("name: {name}"));
            }
            out.line(6, "statuses:");
            super::answers::cases(out, spec, 8, cases);
        }
    }
}

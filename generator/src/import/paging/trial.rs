//! The part of a spec on which it depends whether its pagination styles fit: a large document has a small one, which is
//! checked in a fraction of the time.

use super::Paging;
use crate::import::finish::{directions, keep_used, renumber};
use crate::import::model::{Body, Endpoint, EnumValue, Field, Kind, Others, Spec, TypeDecl};

/// The endpoints that have pages, with the types that they use, and without a word about any of them.
pub(super) fn paged(spec: &Spec) -> Spec {
    let endpoints = spec.endpoints.iter().filter(|endpoint| matches!(endpoint.paging, Paging::Named(_)));
    let mut part = Spec {
        api: spec.api.clone(),
        server: spec.server.clone(),
        types: spec.types.clone(),
        endpoints: endpoints.map(bare).collect(),
        styles: spec.styles.clone(),
        ..Spec::default()
    };
    let (in_request, in_answer) = directions(&part);
    let mut used: Vec<bool> = in_request.iter().zip(&in_answer).map(|(one, other)| *one || *other).collect();
    let mut envelope = spec.envelope.clone();
    for (_, ty) in envelope.iter().flat_map(|envelope| &envelope.fields) {
        ty.mentions(&mut |id| used[id] = true);
    }
    let new = keep_used(&mut part, &used);
    for (_, ty) in envelope.iter_mut().flat_map(|envelope| &mut envelope.fields) {
        renumber(ty, &new);
    }
    part.envelope = envelope;
    part.types.iter_mut().for_each(silence_type);
    part
}

fn bare(endpoint: &Endpoint) -> Endpoint {
    let mut endpoint = Endpoint {
        doc: String::new(),
        source: None,
        deprecated: false,
        failed: Vec::new(),
        failures: None,
        examples: Vec::new(),
        auth: None,
        server: None,
        group: None,
        section: None,
        ..endpoint.clone()
    };
    for fields in [&mut endpoint.path, &mut endpoint.query, &mut endpoint.headers, &mut endpoint.cookies] {
        fields.iter_mut().for_each(silence);
    }
    silence_body(&mut endpoint.body);
    silence_body(&mut endpoint.returns);
    endpoint
}

fn silence(field: &mut Field) {
    field.doc.clear();
}

fn silence_others(others: &mut Option<Others>) {
    if let Some(others) = others {
        others.doc.clear();
    }
}

fn silence_body(body: &mut Body) {
    match body {
        Body::Fields(fields, others) => {
            fields.iter_mut().for_each(silence);
            silence_others(others);
        }
        Body::Form(fields) => fields.iter_mut().for_each(silence),
        Body::Multipart(parts) => parts.iter_mut().for_each(|part| silence(&mut part.field)),
        Body::Statuses { cases, .. } => {
            for case in cases {
                case.doc.clear();
                silence_body(&mut case.body);
            }
        }
        Body::Nothing
        | Body::Json(_)
        | Body::Bytes(_)
        | Body::Text(_)
        | Body::Stream
        | Body::Events(_)
        | Body::Lines(_) => {}
    }
}

fn silence_type(declared: &mut TypeDecl) {
    declared.doc.clear();
    match &mut declared.kind {
        Kind::Struct(fields, others) => {
            fields.iter_mut().for_each(silence);
            silence_others(others);
        }
        Kind::Enum { values, .. } => values.iter_mut().for_each(|EnumValue { doc, .. }| doc.clear()),
        Kind::Union { .. } | Kind::Untagged(_) => {}
    }
}

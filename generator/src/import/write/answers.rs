//! What answers hold by their status, and which failures endpoints have.

use super::text::{Out, expression, key, note, scalar};
use super::types::type_text;
use crate::import::model::{Body, Case, Endpoint, Spec};

/// The sets of failures.
pub(super) fn failures(out: &mut Out, spec: &Spec) {
    if spec.failures.is_empty() {
        return;
    }
    out.blank();
    out.line(0, "failures:");
    for set in &spec.failures {
        out.line(2, &format!("{}:", set.name));
        cases(out, spec, 4, &set.cases);
    }
}

/// Status → what it holds.
pub(super) fn cases(out: &mut Out, spec: &Spec, indent: usize, cases: &[Case]) {
    for case in cases {
        let status = key(&case.status);
        let noted = |ty: &str| match note(&case.doc, indent + status.len() + ty.len()) {
            Some(note) if !note.is_empty() => expression(&format!("{ty} -- {note}")),
            _ => expression(ty),
        };
        let kind = match &case.body {
            Body::Json(ty) => {
                out.line(indent, &format!("{status}: {}", noted(&type_text(spec, ty))));
                continue;
            }
            Body::Bytes(kind) => format!("bytes: {}", super::quoted(kind)),
            Body::Text(kind) => format!("text: {}", super::quoted(kind)),
            _ => {
                out.line(indent, &format!("{status}: {}", noted("none")));
                continue;
            }
        };
        let doc = note(&case.doc, indent + kind.len()).filter(|note| !note.is_empty());
        let doc =
            doc.map(|note| format!("doc: {}, ", super::quoted(&scalar_text(&note)))).unwrap_or_default();
        out.line(indent, &format!("{status}: {{ {doc}{kind} }}"));
    }
}

/// A text without what a spec may not hold.
fn scalar_text(text: &str) -> String {
    let written = scalar(text);
    serde_json::from_str(&written).unwrap_or(written)
}

/// What an endpoint that says nothing of its failures has; nothing where it goes without saying.
pub(super) fn default(spec: &Spec) -> Option<&str> {
    let said = spec.failures.len() > 1
        || spec.endpoints.iter().any(|endpoint| endpoint.failures != spec.usual_failures);
    (said && !spec.failures.is_empty()).then(|| set_name(spec, spec.usual_failures))
}

/// What an endpoint says of its failures.
pub(super) fn failures_of<'s>(spec: &'s Spec, endpoint: &Endpoint) -> Option<&'s str> {
    (endpoint.failures != spec.usual_failures).then(|| set_name(spec, endpoint.failures))
}

fn set_name(spec: &Spec, set: Option<usize>) -> &str {
    set.and_then(|index| spec.failures.get(index)).map_or("none", |set| &set.name)
}

/// Where a failed answer says what is wrong.
pub(super) fn envelope(out: &mut Out, spec: &Spec) {
    let Some(envelope) = &spec.envelope else { return };
    out.blank();
    out.line(0, "envelopes:");
    out.line(2, &format!("{}:", envelope.name));
    out.line(4, "doc: What most failed answers hold.");
    out.line(4, "fields:");
    for (wire, ty) in &envelope.fields {
        out.line(6, &format!("{wire}?: {}", expression(&type_text(spec, ty))));
    }
    out.line(4, "error:");
    for (key, path) in &envelope.paths {
        out.line(6, &format!("{key}: {}", scalar(path)));
    }
}

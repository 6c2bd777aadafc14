//! What a scheme cannot do without, and a user may leave out.

use std::collections::BTreeSet;

use super::KnownSchemes;
use super::uses::visit;
use crate::api::{Scheme, Template, TemplatePart, TokenOrigin, TokenSource, UrlPart, Value};

/// Whether a client may be unable to use a scheme: one with a hook, or that needs an optional credential.
pub(super) fn can_lack(scheme: &Scheme, known: KnownSchemes<'_>) -> bool {
    let mut seen = BTreeSet::new();
    scheme_can_lack(scheme, known, &mut seen)
}

fn scheme_can_lack(scheme: &Scheme, known: KnownSchemes<'_>, seen: &mut BTreeSet<usize>) -> bool {
    let values = scheme.values.iter().map(|value| &value.template);
    let templates = values.chain(scheme.send.iter().map(|placement| &placement.template));
    scheme.hook.is_some() || templates.into_iter().any(|template| template_can_lack(template, known, seen))
}

fn template_can_lack(template: &Template, known: KnownSchemes<'_>, seen: &mut BTreeSet<usize>) -> bool {
    let mut lacks = false;
    for part in &template.parts {
        // What stands in an optional part is not needed, and neither is what is composed of such parts: that much is
        // left to the client.
        let TemplatePart::Hole(value) = part else { continue };
        visit(value, &mut |value| match value {
            Value::Credential(index) => {
                lacks |= known.credentials.get(*index).is_some_and(|credential| credential.optional);
            }
            Value::Output(source, _) => lacks |= source_can_lack(*source, known, seen),
            _ => {}
        });
    }
    lacks
}

fn source_can_lack(index: usize, known: KnownSchemes<'_>, seen: &mut BTreeSet<usize>) -> bool {
    let Some(Some(source)) = known.sources.get(index) else { return false };
    if !seen.insert(index) {
        return false;
    }
    match &source.origin {
        TokenOrigin::Hook(_) => true,
        TokenOrigin::Challenge(_) => false,
        TokenOrigin::Steps { .. } => steps_can_lack(source, known, seen),
    }
}

fn steps_can_lack(source: &TokenSource, known: KnownSchemes<'_>, seen: &mut BTreeSet<usize>) -> bool {
    let optional = |index: usize| known.credentials.get(index).is_some_and(|credential| credential.optional);
    let given = source.outputs.iter().filter_map(|output| output.given).any(optional);
    given
        || source.all_steps().any(|step| {
            let url = step.server.iter().flatten().chain(&step.path);
            let named = url.into_iter().any(|part| match part {
                UrlPart::Credential(index) => optional(*index),
                _ => false,
            });
            let body = step.body.as_ref().is_some_and(|(text, _)| template_can_lack(text, known, seen));
            named || body || scheme_can_lack(&step.scheme, known, seen)
        })
}

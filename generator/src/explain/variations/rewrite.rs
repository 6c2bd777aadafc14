//! Changing the values in a template.

use crate::api::{Template, TemplatePart, Value};
use crate::emit::auth::used;

/// Changes each value in a template, those inside others first.
pub(super) fn rewrite(template: &mut Template, change: &mut dyn FnMut(&mut Value)) {
    parts(&mut template.parts, change);
}

fn parts(of: &mut [TemplatePart], change: &mut dyn FnMut(&mut Value)) {
    for part in of {
        match part {
            TemplatePart::Text(_) => {}
            TemplatePart::Hole(hole) => value(hole, change),
            TemplatePart::Optional(inner) => parts(inner, change),
        }
    }
}

fn value(of: &mut Value, change: &mut dyn FnMut(&mut Value)) {
    match of {
        Value::Call(function, input) => {
            value(input, change);
            if let Some(operand) = function.operand_mut() {
                value(operand, change);
            }
        }
        Value::Composed(template) => rewrite(template, change),
        Value::WithOwn(_, pairs) => pairs.iter_mut().for_each(|pair| parts(&mut pair.template.parts, change)),
        _ => {}
    }
    change(of);
}

/// Whether a digest or signature is computed in a template itself.
pub(super) fn has_digest(template: &Template) -> bool {
    let mut found = false;
    used::values(template, &mut |value| {
        found |= matches!(value, Value::Call(function, _) if function.is_digest());
    });
    found
}

//! What the values of a scheme are made of.

use std::collections::BTreeSet;

use super::Placed;
use crate::api::{ComputedValue, Template, TemplatePart, Value};
use crate::check::templates::holes;

/// Calls `see` with a value and all that it is made of.
pub(in crate::check) fn visit(value: &Value, see: &mut dyn FnMut(&Value)) {
    see(value);
    match value {
        Value::Call(function, input) => {
            visit(input, see);
            if let Some(other) = function.operand() {
                visit(other, see);
            }
        }
        Value::WithOwn(_, pairs) => visit_all(pairs.iter().map(|pair| &pair.template), see),
        Value::Composed(template) => visit_all([template.as_ref()], see),
        _ => {}
    }
}

/// Calls `see` with all values in some templates.
pub(in crate::check) fn visit_all<'t>(
    templates: impl IntoIterator<Item = &'t Template>,
    see: &mut dyn FnMut(&Value),
) {
    for template in templates {
        for hole in holes(&template.parts) {
            visit(hole, see);
        }
    }
}

/// The values that a template is made of, directly.
pub(super) fn reads(template: &Template) -> BTreeSet<usize> {
    let mut read = BTreeSet::new();
    visit_all([template], &mut |value| {
        if let Value::Computed(index) = value {
            read.insert(*index);
        }
    });
    read
}

/// Drops the values that nothing uses, such as parameters of a recipe that are left out.
pub(in crate::check) fn prune(values: &mut Vec<ComputedValue>, placed: &mut [Placed]) {
    let mut used = BTreeSet::new();
    for placed in placed.iter() {
        used.extend(reads(&placed.placement.template));
    }
    // A value uses only values above it.
    for index in (0..values.len()).rev() {
        if used.contains(&index) {
            used.extend(reads(&values[index].template));
        }
    }
    let places: Vec<Option<usize>> =
        (0..values.len()).map(|index| used.contains(&index).then(|| used.range(..index).count())).collect();
    let mut index = 0;
    values.retain(|_| {
        index += 1;
        places[index - 1].is_some()
    });
    let kept = values.iter_mut().map(|value| &mut value.template);
    for template in kept.chain(placed.iter_mut().map(|placed| &mut placed.placement.template)) {
        renumber(&mut template.parts, &places);
    }
}

fn renumber(parts: &mut [TemplatePart], places: &[Option<usize>]) {
    for part in parts {
        match part {
            TemplatePart::Text(_) => {}
            TemplatePart::Hole(value) => renumber_value(value, places),
            TemplatePart::Optional(inner) => renumber(inner, places),
        }
    }
}

fn renumber_value(value: &mut Value, places: &[Option<usize>]) {
    match value {
        Value::Computed(index) => *index = places.get(*index).copied().flatten().unwrap_or(*index),
        Value::Call(function, input) => {
            renumber_value(input, places);
            if let Some(other) = function.operand_mut() {
                renumber_value(other, places);
            }
        }
        Value::WithOwn(_, pairs) => {
            for pair in pairs {
                renumber(&mut pair.template.parts, places);
            }
        }
        Value::Composed(template) => renumber(&mut template.parts, places),
        _ => {}
    }
}

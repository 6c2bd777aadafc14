//! What a known answer gives, as what a recipe is computed of; and which of its values no page can know.

use super::auth::{Names, visit_all};
use crate::api::{Function, KnownAnswer, RequestPart, Value};
use crate::recipe::{self, Inputs, Outcome};

/// All values of a scheme, in order.
pub(super) fn values(names: &Names<'_>, answer: &KnownAnswer) -> Vec<Outcome> {
    recipe::values(names.values, &inputs(names, answer))
}

fn inputs(names: &Names<'_>, answer: &KnownAnswer) -> Inputs {
    let defaults = names.variables.iter().map(|variable| variable.default.clone().unwrap_or_default());
    let fixed = answer.fresh.iter().filter_map(|(index, text)| {
        let value = names.values.get(*index)?;
        Some((value.wire.clone(), text.clone()))
    });
    let body = answer.request.iter().find(|(part, _)| *part == RequestPart::Body);
    Inputs {
        credentials: answer.credentials.iter().cloned().collect(),
        arguments: answer.arguments.iter().cloned().collect(),
        variables: defaults.enumerate().collect(),
        outputs: answer.outputs.iter().cloned().collect(),
        request: recipe::Request {
            texts: answer.request.iter().cloned().collect(),
            headers: answer.headers.clone(),
            body: body.map(|(_, text)| text.clone().into_bytes()).unwrap_or_default(),
        },
        fixed: fixed.collect(),
        ..Inputs::default()
    }
}

/// The function because of which a value is another one each time, though all that it is made of is given.
pub(super) fn random_function(names: &Names<'_>, index: usize) -> Option<&'static str> {
    let mut random: Vec<Option<&'static str>> = Vec::new();
    for value in names.values.iter().take(index + 1) {
        let mut found = None;
        visit_all([&value.template], &mut |value| {
            let named = match value {
                Value::Call(Function::Sign(signing, _), _) if signing.is_random() => Some(signing.name()),
                // Values use only those above them.
                Value::Computed(above) => random.get(*above).copied().flatten(),
                _ => None,
            };
            found = found.or(named);
        });
        random.push(found);
    }
    random.get(index).copied().flatten()
}

//! What went over the wire, as examples of bodies.

use super::value::{Object, Value};
use crate::api::Example;
use crate::diagnostic::Problems;
use crate::source::Sources;

/// The name of an example, by its number.
pub(super) fn name_of(number: usize) -> String {
    format!("example_{}", number + 1)
}

/// The examples of a request's body.
pub(super) fn bodies(examples: &[Example], json: bool) -> Object {
    let mut all = Object::new();
    for (number, example) in examples.iter().enumerate() {
        if let Some(shown) = shown(example, example.body.as_ref(), json) {
            all.set(name_of(number), shown);
        }
    }
    all
}

/// A body of an example.
pub(super) fn shown(example: &Example, body: Option<&String>, json: bool) -> Option<Object> {
    let text = body?;
    let value = if json { parsed(text)? } else { Value::from(text.as_str()) };
    Some(Object::new().maybe("summary", example.doc.lines.first().cloned()).with("value", value))
}

/// JSON, with its numbers as they stand.
fn parsed(text: &str) -> Option<Value> {
    let mut sources = Sources::default();
    let file = sources.add("", text);
    let mut problems = Problems::default();
    let root = crate::yaml::parse(&sources, file, &mut problems)?;
    problems.is_empty().then(|| Value::of(&root))
}

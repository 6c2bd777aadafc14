//! What went over the wire, as examples of bodies.

use super::value::{Object, Value};
use crate::api::Example;
use crate::diagnostic::Problems;
use crate::source::Sources;

/// The name of an example, by its number.
pub(super) fn name_of(number: usize) -> String {
    format!("example_{}", number + 1)
}

/// The examples of a body.
pub(super) fn bodies<'e>(
    examples: &'e [Example],
    shown: impl Fn(&'e Example) -> Option<&'e String>,
    json: bool,
) -> Object {
    let mut all = Object::new();
    for (number, example) in examples.iter().enumerate() {
        if let Some(text) = shown(example) {
            let value = if json { parsed(text) } else { Some(Value::from(text.as_str())) };
            let summary = example.doc.lines.first().cloned();
            if let Some(value) = value {
                all.set(name_of(number), Object::new().maybe("summary", summary).with("value", value));
            }
        }
    }
    all
}

/// JSON, with its numbers as they stand.
fn parsed(text: &str) -> Option<Value> {
    let mut sources = Sources::default();
    let file = sources.add("", text);
    let mut problems = Problems::default();
    let root = crate::yaml::parse(&sources, file, &mut problems)?;
    problems.is_empty().then(|| Value::of(&root))
}

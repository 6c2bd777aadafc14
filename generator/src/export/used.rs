//! Which schemas something refers to: a union that is only sent as two parameters, say, is nowhere as such.

use std::collections::{HashMap, HashSet};

use super::value::{Object, Value};

const PLACE: &str = "#/components/schemas/";

/// The schemas that these parts of the document lead to.
pub(super) fn only_used(schemas: Object, roots: [&Value; 2]) -> Object {
    let entries = schemas.into_entries();
    let by_name: HashMap<&str, &Value> =
        entries.iter().map(|(name, schema)| (name.as_str(), schema)).collect();
    let mut used: HashSet<String> = HashSet::new();
    let mut open: Vec<&Value> = roots.to_vec();
    while let Some(value) = open.pop() {
        match value {
            Value::Text(text) => {
                if let Some(name) = text.strip_prefix(PLACE)
                    && let Some(schema) = by_name.get(name)
                    && used.insert(name.to_owned())
                {
                    open.push(schema);
                }
            }
            Value::List(items) => open.extend(items),
            Value::Map(entries) => open.extend(entries.iter().map(|(_, value)| value)),
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }
    let mut kept = Object::new();
    for (name, schema) in entries {
        if used.contains(&name) {
            kept.set(name, schema);
        }
    }
    kept
}

//! Answers that are read as they come: server-sent events, and JSON in lines.

use crate::yaml::{Entry, Node};

use super::bodies::Content;
use super::model::{Body, Ty};
use super::schema::{Hint, Schemas, kinds, text};

/// The keys of an event.
const OF_AN_EVENT: [&str; 5] = ["comment", "data", "event", "id", "retry"];

/// What such content holds; nothing for other content.
pub(super) fn body<'d>(
    schemas: &mut Schemas<'d>,
    kind: Content,
    entry: &'d Entry,
    hint: &Hint,
) -> Option<Body> {
    let schema = entry.value.get("itemSchema").or_else(|| entry.value.get("schema"));
    match kind {
        Content::Events => Some(Body::Events(schema.and_then(|schema| event(schemas, schema, hint)))),
        Content::Lines => {
            let ty = schema.map_or_else(|| Some(Ty::any()), |schema| item(schemas, schema, hint));
            Some(Body::Lines(ty))
        }
        _ => None,
    }
}

/// The type of an event's data; nothing: text. Some documents describe the data, others the event around it.
fn event<'d>(schemas: &mut Schemas<'d>, schema: &'d Node, hint: &Hint) -> Option<Ty> {
    let properties = schemas.object(schema).properties;
    let is_event = properties.iter().all(|property| OF_AN_EVENT.contains(&property.name));
    let data = properties.iter().find(|property| property.name == "data" && is_event);
    let Some(data) = data.map(|property| property.node) else { return item(schemas, schema, hint) };
    let data = schemas.follow(data).map_or(data, |target| target.get("contentSchema").unwrap_or(data));
    item(schemas, data, hint)
}

/// The type of an item; nothing: text. A list stands for its elements.
fn item<'d>(schemas: &mut Schemas<'d>, schema: &'d Node, hint: &Hint) -> Option<Ty> {
    let target = schemas.follow(schema).unwrap_or(schema);
    let kinds = kinds(target);
    match kinds.as_slice() {
        ["string"] if target.get("enum").is_none() && text(target, "format").is_none() => None,
        ["string"] if text(target, "format") == Some("binary") => None,
        ["array"] => match target.get("items") {
            Some(items) => Some(schemas.ty(items, hint)),
            None => Some(Ty::any()),
        },
        _ => Some(schemas.ty(schema, hint)),
    }
}

/// Whether an operation has one success that is JSON and one that is a stream: then it is two endpoints.
pub(super) fn has_both<'d>(schemas: &mut Schemas<'d>, operation: &'d Node) -> bool {
    let (mut json, mut stream) = (false, false);
    let responses = operation.get("responses").and_then(Node::as_map).unwrap_or_default();
    for entry in responses.iter().filter(|entry| entry.key.starts_with('2')) {
        let node = schemas.document.resolve_node(&schemas.resolved, &entry.value);
        let content = node.and_then(|node| node.get("content")).and_then(Node::as_map).unwrap_or_default();
        for entry in content {
            match Content::of(&entry.key) {
                Some(Content::Json) => json = true,
                Some(Content::Events | Content::Lines) => stream = true,
                _ => {}
            }
        }
    }
    json && stream
}

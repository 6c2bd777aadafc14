//! Endpoints → paths: those of one path stand together, whatever each calls its parameters.

use super::Export;
use super::value::{Object, Value};
use crate::api::{Endpoint, PathPart};

/// The methods that a path item has.
const METHODS: [&str; 8] = ["GET", "PUT", "POST", "DELETE", "OPTIONS", "HEAD", "PATCH", "TRACE"];

/// A path that is being made.
struct Item {
    path: String,
    names: Vec<String>,
    operations: Object,
    /// What has no place: a second endpoint of a method, and methods that `OpenAPI` does not know.
    others: Vec<Value>,
}

impl Export<'_> {
    /// All paths, in the order in which endpoints come to them.
    pub(super) fn paths(&self) -> Object {
        let mut items: Vec<Item> = Vec::new();
        let mut known = std::collections::HashMap::new();
        for endpoint in &self.api.endpoints {
            let (path, blank, names) = path_of(endpoint);
            let index = *known.entry(blank).or_insert_with(|| {
                items.push(Item { path, names, operations: Object::new(), others: Vec::new() });
                items.len() - 1
            });
            let Some(item) = items.get_mut(index) else { continue };
            let operation = self.operation(endpoint, &item.names);
            let method = endpoint.method.to_lowercase();
            if METHODS.contains(&endpoint.method.as_str()) && item.operations.get(&method).is_none() {
                item.operations.set(method, operation);
            } else {
                item.others
                    .push(Object::new().with("method", endpoint.method.as_str()).and(operation).into());
            }
        }
        let mut paths = Object::new();
        for item in items {
            paths.set(item.path, item.operations.filled("x-specwright-others", item.others));
        }
        paths
    }
}

/// An endpoint's path, the same without names (two that differ only in those are one path), and the names.
fn path_of(endpoint: &Endpoint) -> (String, String, Vec<String>) {
    let (mut path, mut blank, mut names) = (String::new(), String::new(), Vec::new());
    for part in &endpoint.path {
        let name = match part {
            PathPart::Text(text) => {
                path.push_str(text);
                blank.push_str(text);
                continue;
            }
            PathPart::Auth(name) => name.clone(),
            PathPart::Parameter(index) => endpoint
                .path_parameters
                .get(*index)
                .map_or_else(String::new, |parameter| parameter.field.wire.clone()),
        };
        path.push('{');
        path.push_str(&name);
        path.push('}');
        blank.push_str("{}");
        names.push(name);
    }
    (path, blank, names)
}

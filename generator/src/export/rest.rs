//! What `OpenAPI` has no word for, as it is written in the spec.

use super::Export;
use super::server::hosts;
use super::value::{Object, Value};
use crate::api::Endpoint;
use crate::spec::View;
use crate::spec::text::Text;

/// Keys of a spec that are said otherwise.
const ROOT: [&str; 11] = [
    "specwright",
    "title",
    "doc",
    "source",
    "server",
    "servers",
    "types",
    "endpoints",
    "webhooks",
    "failures",
    "groups",
];
/// Keys of an endpoint that are.
pub(super) const ENDPOINT: [&str; 17] = [
    "failures",
    "http",
    "name",
    "doc",
    "source",
    "deprecated",
    "path",
    "query",
    "headers",
    "cookies",
    "body",
    "body?",
    "returns",
    "examples",
    "group",
    "server",
    "auth",
];
/// Keys of a webhook that are.
pub(super) const WEBHOOK: [&str; 3] = ["doc", "source", "payload"];

/// The other keys of a map.
pub(super) fn rest(view: View<'_>, said: &[&str]) -> Object {
    let mut all = Object::new();
    for entry in view.entries() {
        if !said.contains(&entry.key.as_str()) {
            all.set(key(&entry.key), Value::of(&entry.value));
        }
    }
    all
}

impl Export<'_> {
    pub(super) fn rest_of_spec(&self) -> Object {
        rest(self.spec, &ROOT).and(hosts(&self.api.server, self.spec.view("server")))
    }

    /// The groups of endpoints.
    pub(super) fn tags(&self) -> Vec<Object> {
        let groups = self.spec.named("groups").iter();
        groups
            .map(|entry| {
                let text = Text::of(&entry.value).map(Text::as_str).filter(|text| !text.is_empty());
                Object::new().with("name", entry.key.as_str()).maybe("description", text)
            })
            .collect()
    }
}

/// The key of what `OpenAPI` has no word for.
pub(super) fn key(name: &str) -> String {
    format!("x-specwright-{}", name.replace('_', "-"))
}

/// How the endpoint chooses its schemes, where it gives them more than a name.
pub(super) fn auth_arguments(endpoint: &Endpoint, written: Option<View<'_>>) -> Object {
    let gives_some = endpoint.auth.iter().flatten().any(|scheme| !scheme.arguments.is_empty());
    let written = written.and_then(|view| view.get("auth")).filter(|_| gives_some);
    Object::new().maybe(&key("auth"), written.map(Value::of))
}

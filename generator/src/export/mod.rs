//! A spec as an `OpenAPI` document, so that other tools can be used beside the generated client.
//!
//! What `OpenAPI` 3.1 has words for is said in them, read off the checked API. The rest (how requests are signed, what an
//! error code means, how pages follow) stands in `x-specwright-…` keys as it is written in the spec: other tools pass over
//! those. The same spec gives the same document.

mod examples;
mod operation;
mod parameters;
mod paths;
mod responses;
mod rest;
mod schema;
mod security;
mod server;
mod streams;
mod styles;
mod types;
mod used;
mod value;
mod yaml;

use std::collections::HashMap;

use crate::api::{Api, Doc};
use crate::spec::View;
use crate::yaml::Node;

use value::Object;
pub use value::Value;

/// The document of an API. `spec` is the tree that it was checked from.
pub fn openapi(api: &Api, spec: &Node) -> Value {
    let spec = View::of(spec);
    let endpoints = spec.named("endpoints").iter().map(|entry| (entry.key.as_str(), View::of(&entry.value)));
    let export = Export { api, spec, written: endpoints.collect(), variants: types::variant_names(api) };
    let info = Object::new()
        .with("title", api.title.as_str())
        .with("version", "1")
        .maybe("description", text_of(&api.doc));
    let (paths, webhooks) = (Value::from(export.paths()), Value::from(export.webhooks()));
    let schemas = used::only_used(export.types(), [&paths, &webhooks]);
    let components =
        Object::new().filled("schemas", schemas).filled("securitySchemes", export.security_schemes());
    Object::new()
        .with("openapi", "3.1.0")
        .with("info", info)
        .with("servers", vec![Value::from(export.server(&api.server))])
        .maybe("externalDocs", page_of(&api.doc))
        .filled("tags", export.tags())
        .with("paths", paths)
        .filled("webhooks", webhooks)
        .filled("components", components)
        .and(export.rest_of_spec())
        .into()
}

/// What a document is made of.
struct Export<'a> {
    api: &'a Api,
    /// As written, for what has no word in `OpenAPI`.
    spec: View<'a>,
    /// The endpoints, by name.
    written: HashMap<&'a str, View<'a>>,
    /// The names of the schemas of variants, by the names of union and variant.
    variants: HashMap<(&'a str, &'a str), String>,
}

/// The Markdown of a documentation.
fn text_of(doc: &Doc) -> Option<String> {
    let mut text = doc.lines.join("\n");
    if let Some(instead) = doc.deprecated.as_deref().filter(|instead| !instead.is_empty()) {
        if !text.is_empty() {
            text.push_str("\n\n");
        }
        text.push_str("Deprecated: ");
        text.push_str(instead);
    }
    if text.is_empty() { None } else { Some(text) }
}

/// The vendor's page.
fn page_of(doc: &Doc) -> Option<Object> {
    doc.source.as_deref().map(|url| Object::new().with("url", url))
}

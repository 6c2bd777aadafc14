//! The head of a document: where requests go, what is declared for all, and security.

use crate::diagnostic::Code;
use crate::source::FileId;
use crate::yaml::{Entry, Node};

use super::{Converter, Place, build};
use crate::import::schema::{shown, text};

impl<'d> Converter<'d> {
    /// A whole document.
    pub(super) fn root(&mut self, root: &'d Node, file: FileId) -> Node {
        let mut entries = Vec::new();
        let mut components = Vec::new();
        for entry in root.as_map().unwrap_or_default() {
            let value = &entry.value;
            let is_map = value.as_map().is_some();
            match entry.key.as_str() {
                "swagger" => entries.push(build::entry("openapi", build::text("3.0.0", value.span))),
                "host" | "basePath" | "schemes" | "consumes" | "produces" => {}
                "definitions" => {
                    components.push(build::entry("schemas", self.node(value, file, Place::Names)));
                }
                "parameters" if is_map => {
                    components.push(build::entry("parameters", self.node(value, file, Place::Names)));
                }
                "responses" if is_map => {
                    components.push(build::entry("responses", self.each(value, file, Place::Response)));
                }
                "securityDefinitions" => {
                    components.push(build::entry("securitySchemes", schemes(value)));
                }
                _ => entries.push(self.entry(entry, file, false)),
            }
        }
        if !components.is_empty() {
            entries.push(build::entry("components", build::map(components, root.span)));
        }
        entries.extend(self.servers(root));
        build::map(entries, root.span)
    }

    /// Host, base path and schemes as URLs, with https before http.
    fn servers(&mut self, root: &'d Node) -> Option<Entry> {
        let path = text(root, "basePath").unwrap_or_default().trim();
        let host = text(root, "host").unwrap_or_default().trim();
        let place = ["host", "basePath", "schemes"].into_iter().find_map(|key| root.get(key))?;
        let slash = if path.is_empty() || path.starts_with('/') { "" } else { "/" };
        let server =
            |url: String| build::map(vec![build::entry("url", build::text(&url, place.span))], place.span);
        if host.is_empty() {
            return Some(build::entry(
                "servers",
                build::list(vec![server(format!("{slash}{path}"))], place.span),
            ));
        }
        // Not allowed, and often done: `https://api.example.com`, and a host with a path.
        let host = host.split_once("://").map_or(host, |(_, rest)| rest).trim_end_matches('/');
        let listed: Vec<&str> = match root.get("schemes").and_then(Node::as_list) {
            Some(items) => items.iter().filter_map(Node::as_scalar).map(|item| item.text.as_str()).collect(),
            None => text(root, "schemes").into_iter().collect(),
        };
        let plain = !listed.is_empty() && !listed.contains(&"https") && listed.contains(&"http");
        let scheme = if plain { "http" } else { "https" };
        if !listed.is_empty() && !plain && !listed.contains(&"https") {
            let message = format!("the schemes are `{}`: taken as https", shown(&listed.join("`, `")));
            self.remarks.push((place.span, Code::IMPORT_SERVER, message));
        }
        let url = format!("{scheme}://{host}{slash}{path}");
        Some(build::entry("servers", build::list(vec![server(url)], place.span)))
    }
}

/// Security schemes: HTTP basic by its new name, and the one flow of OAuth among the flows.
fn schemes(node: &Node) -> Node {
    let entries = node.as_map().unwrap_or_default().iter();
    build::map(entries.map(|entry| build::with(entry, scheme(&entry.value))).collect(), node.span)
}

fn scheme(node: &Node) -> Node {
    let Some(entries) = node.as_map() else { return node.clone() };
    let kind = text(node, "type").unwrap_or_default();
    let mut made: Vec<Entry> = Vec::new();
    let mut flow: Vec<Entry> = Vec::new();
    for entry in entries {
        match entry.key.as_str() {
            "type" if kind == "basic" => {
                made.push(build::entry("type", build::text("http", entry.value.span)));
                made.push(build::entry("scheme", build::text("basic", entry.value.span)));
            }
            "authorizationUrl" | "tokenUrl" | "scopes" if kind == "oauth2" => flow.push(entry.clone()),
            "flow" if kind == "oauth2" => {}
            _ => made.push(entry.clone()),
        }
    }
    if kind == "oauth2" && !flow.is_empty() {
        let name = match text(node, "flow").unwrap_or_default() {
            "accessCode" => "authorizationCode",
            "application" => "clientCredentials",
            "" => "implicit",
            other => other,
        };
        let flow = build::entry(name, build::map(flow, node.span));
        made.push(build::entry("flows", build::map(vec![flow], node.span)));
    }
    build::map(made, node.span)
}

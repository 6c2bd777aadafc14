//! Where requests go.

use std::fmt::Write as _;

use crate::check::{BUILDER_METHODS, is_loopback};
use crate::diagnostic::Code;
use crate::yaml::Node;

use super::model::{Server, Variable};
use super::names::{self, Taken};
use super::operation::Operation;
use super::schema::{Schemas, shown, text};

/// The servers of a document; where it names none, the one that its operations name.
pub(super) fn servers<'d>(schemas: &mut Schemas<'d>, operations: &[Operation<'d>]) -> Vec<&'d Node> {
    let root = schemas.document.root();
    let listed: Vec<&'d Node> = schemas.list(root, "servers").iter().collect();
    let says_nothing = |server: &&Node| text(server, "url").unwrap_or_default().trim_matches('/').is_empty();
    match super::bases::most_named(operations) {
        Some(server) if listed.iter().all(says_nothing) => vec![server],
        _ => listed,
    }
}

/// The first usable one of a document's servers, as a spec has it, and as it is written.
pub(super) fn server<'d>(schemas: &mut Schemas<'d>, servers: &[&'d Node]) -> (Server, Option<&'d Node>) {
    let root = schemas.document.root();
    for server in servers {
        let found = text(server, "url").and_then(|written| usable(&[server], written));
        if let Some(Usable { server: found, plain_http }) = found {
            if servers.len() > 1 {
                let others = servers.len() - 1;
                let message =
                    format!("one of {} servers is taken; the client's builder takes another", others + 1);
                schemas.notes.add(server, Code::IMPORT_SERVER, message);
            }
            if plain_http {
                schemas.notes.add(server, Code::IMPORT_SERVER, PLAIN_HTTP);
            }
            return (found, Some(server));
        }
    }
    let message = "no server with a usable URL: its host is a variable";
    schemas.notes.add(root, Code::IMPORT_SERVER, message);
    let path = servers.first().and_then(|server| text(server, "url")).unwrap_or_default();
    let path = if path.starts_with('/') && good_rest(path) { path } else { "" };
    let host = Variable {
        name: "host".to_owned(),
        doc: "The host, and the port if need be.".to_owned(),
        default: None,
        values: Vec::new(),
    };
    let url = format!("https://{{host}}{}", path.trim_end_matches('/'));
    (Server { url, variables: vec![host] }, servers.first().copied())
}

fn good_rest(rest: &str) -> bool {
    rest.is_ascii()
        && !rest.chars().any(|character| {
            character.is_whitespace() || character.is_control() || "?#@\\\"<>^`|{}".contains(character)
        })
}

/// Scheme and the rest of a URL; a host alone, and `//host`, are meant as https.
fn whole(written: &str) -> Option<(&str, &str)> {
    let written = written.trim();
    if let Some(found) = written.split_once("://") {
        return Some(found);
    }
    let rest = written.strip_prefix("//").unwrap_or(written);
    let host = rest.split(['/', ':']).next().unwrap_or_default();
    let is_host = host.contains('.') && !host.starts_with('.') && !host.contains('{');
    is_host.then_some(("https", rest))
}

/// What is said of a server with plain http, which only one on this machine may be.
pub(super) const PLAIN_HTTP: &str = "plain http: taken as https";

/// A server that a spec can have.
pub(super) struct Usable {
    pub(super) server: Server,
    /// Whether it is written with plain http.
    pub(super) plain_http: bool,
}

/// The builder's own methods, which no variable's can be called.
pub(super) fn builder_names() -> Taken {
    Taken::of(BUILDER_METHODS)
}

/// A server of a URL, whose variables are described by the first of these nodes that knows them.
pub(super) fn usable(nodes: &[&Node], written: &str) -> Option<Usable> {
    let variable = |name: &str| nodes.iter().find_map(|node| node.get("variables")?.get(name));
    let mut taken = builder_names();
    let mut plain_http = false;
    let mut variables = Vec::new();
    let (scheme, rest) = whole(written)?;
    let mut url = "https://".to_owned();
    let mut known: Vec<(&str, String)> = Vec::new();
    let mut at = rest;
    while let Some(open) = at.find('{') {
        let end = at[open..].find('}')? + open;
        if !good_rest(&at[..open]) {
            return None;
        }
        url.push_str(&at[..open]);
        let wire = &at[open + 1..end];
        let name = match known.iter().find(|(known, _)| *known == wire) {
            Some((_, name)) => name.clone(),
            None => {
                let name = taken.first_free([names::snake(wire).as_str()], names::numbered_snake);
                variables.push(described(&name, variable(wire)));
                known.push((wire, name.clone()));
                name
            }
        };
        let _ = write!(url, "{{{name}}}");
        at = &at[end + 1..];
    }
    if !good_rest(at) || rest.is_empty() || rest.starts_with(['/', ':']) {
        return None;
    }
    url.push_str(at);
    if scheme == "http" {
        if is_loopback(rest.split('/').next().unwrap_or_default()) {
            url.replace_range(..5, "http");
        } else {
            plain_http = true;
        }
    } else if scheme != "https" && !scheme.starts_with('{') {
        return None;
    }
    let trimmed = url.trim_end_matches('/').to_owned();
    Some(Usable { server: Server { url: trimmed, variables }, plain_http })
}

fn described(name: &str, node: Option<&Node>) -> Variable {
    let get = |key: &str| node.and_then(|node| text(node, key)).unwrap_or_default();
    let fits = |value: &str| {
        !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte))
    };
    let listed = node.and_then(|node| node.get("enum")).and_then(Node::as_list).unwrap_or_default();
    let values: Vec<String> = listed
        .iter()
        .filter_map(Node::as_scalar)
        .map(|scalar| scalar.text.clone())
        .filter(|value| fits(value))
        .collect();
    let default = Some(get("default").to_owned())
        .filter(|value| fits(value) && (values.is_empty() || values.contains(value)));
    let mut doc = get("description").trim().to_owned();
    if doc.is_empty() {
        doc = format!("`{}` in the server's address.", shown(name));
    }
    Variable { name: name.to_owned(), doc, default, values }
}

/// The URL of a page, if it can stand as a source.
pub(super) fn web_page(url: &str) -> Option<String> {
    let web = url.starts_with("https://") || url.starts_with("http://");
    let plain = url.chars().all(|character| {
        !character.is_whitespace() && !character.is_control() && !"<>\"`\\".contains(character)
    });
    (web && plain && url.is_ascii()).then(|| url.to_owned())
}

//! Operations → endpoints.

use std::collections::HashSet;

use crate::diagnostic::Code;
use crate::yaml::{Entry, Node};

use super::model::Endpoint;
use super::names::{self, Taken};
use super::schema::{Hint, Schemas, flag, shown, text};
use super::security::Schemes;
use super::select::Selection;
use super::{bodies, parameters, server};

/// The methods that an endpoint can have, as keys of a path.
pub(super) const METHODS: [&str; 8] = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];

/// An operation with its names, which do not depend on what is selected.
pub(super) struct Operation<'d> {
    pub(super) path: &'d str,
    pub(super) method: &'d str,
    pub(super) node: &'d Node,
    /// The parameters of its path.
    pub(super) shared: &'d [Node],
    /// Servers of its path.
    pub(super) servers: Option<&'d Node>,
    pub(super) name: String,
    /// The name of its call: `ListPets`.
    pub(super) call: String,
}

/// Why an operation does not become an endpoint.
pub(super) struct Skip(pub(super) String);

/// All operations of a document, with their names.
pub(super) fn operations<'d>(schemas: &mut Schemas<'d>, taken: &mut Taken) -> Vec<Operation<'d>> {
    let mut found = Vec::new();
    let root = schemas.document.root();
    let mut methods = Taken::of(crate::check::CLIENT_METHODS);
    for entry in schemas.map(root, "paths") {
        if entry.key.starts_with("x-") {
            continue;
        }
        let Some(item) = schemas.follow(&entry.value) else { continue };
        if item.as_map().is_none() {
            schemas.notes.add(item, Code::IMPORT_MALFORMED, "a path is a map: ignored");
            continue;
        }
        let shared = schemas.list(item, "parameters");
        for method in item.as_map().unwrap_or_default() {
            if METHODS.contains(&method.key.as_str()) {
                let (name, call) = own_name(schemas, entry, method, &mut methods, taken);
                found.push(Operation {
                    path: &entry.key,
                    method: &method.key,
                    node: &method.value,
                    shared,
                    servers: item.get("servers"),
                    name,
                    call,
                });
            }
        }
    }
    found
}

/// The name of an endpoint and of its call: the operation's id, or its method and path.
fn own_name<'d>(
    schemas: &mut Schemas<'d>,
    path: &'d Entry,
    method: &'d Entry,
    methods: &mut Taken,
    taken: &mut Taken,
) -> (String, String) {
    let id = text(&method.value, "operationId").filter(|id| !id.trim().is_empty());
    let from_path = || {
        let words: Vec<&str> =
            path.key.split(['/', '{', '}', '.', '?', '=']).filter(|word| !word.is_empty()).collect();
        format!("{}_{}", method.key, words.join("_"))
    };
    let wish = names::snake(id.map_or_else(from_path, str::to_owned).as_str());
    let mut name = wish.clone();
    let mut number = 2;
    loop {
        let call = names::camel(&name);
        if !methods.has(&name) && !taken.has(&call) {
            methods.take(&name);
            taken.take(&call);
            if let (Some(id), true) = (id, name != wish) {
                let message = format!("`{}` is taken: it is named `{name}`", shown(id));
                schemas.notes.add(&method.value, Code::IMPORT_NAME, message);
            }
            return (name, call);
        }
        name = names::numbered_snake(&wish, number);
        number += 1;
    }
}

/// What endpoints are made with.
pub(super) struct Making<'m> {
    pub(super) schemes: &'m mut Schemes,
    pub(super) selection: &'m Selection,
    pub(super) taken: &'m mut Taken,
    /// The server of the whole document, as it is written.
    pub(super) server: Option<String>,
}

/// The endpoint that an operation becomes; as an error, why it does not.
pub(super) fn endpoint<'d>(
    schemas: &mut Schemas<'d>,
    operation: &Operation<'d>,
    making: &mut Making<'_>,
) -> Result<Endpoint, Skip> {
    let node = operation.node;
    if node.as_map().is_none() {
        return Err(Skip("an operation is a map".to_owned()));
    }
    if operation.method == "trace" {
        return Err(Skip("the method TRACE is not offered".to_owned()));
    }
    let hint = Hint::new(operation.call.clone());
    own_server(operation, making)?;
    let path = parameters::path_text(operation.path)?;
    let found = parameters::parameters(schemas, operation, &hint)?;
    let body = bodies::request(schemas, operation, making.taken)?;
    let returns = bodies::answer(schemas, operation, making.taken);
    for (key, what) in [("callbacks", "callbacks"), ("links", "links")] {
        if let Some(value) = node.get(key) {
            schemas.notes.add(value, Code::IMPORT_NOT_READ, format!("{what} are not carried over"));
        }
    }
    let auth = match node.get("security") {
        Some(security) => Some(making.schemes.alternatives(schemas, security)),
        None => None,
    };
    Ok(Endpoint {
        name: operation.name.clone(),
        http: format!("{} {path}", operation.method.to_uppercase()),
        doc: doc(node),
        source: node.get("externalDocs").and_then(|docs| text(docs, "url")).and_then(server::web_page),
        deprecated: flag(node, "deprecated"),
        path: found.path,
        query: found.query,
        headers: found.headers,
        body,
        returns,
        auth,
        section: schemas
            .list(node, "tags")
            .first()
            .and_then(|tag| tag.as_scalar())
            .map(|tag| tag.text.clone()),
    })
}

/// Credentials go to one server, so an operation with another is not carried over.
fn own_server(operation: &Operation<'_>, making: &Making<'_>) -> Result<(), Skip> {
    let own = operation.node.get("servers").or(operation.servers);
    let urls: Vec<&str> = own
        .and_then(Node::as_list)
        .unwrap_or_default()
        .iter()
        .filter_map(|server| text(server, "url"))
        .collect();
    let same = |url: &&str| {
        making.server.as_deref().is_some_and(|known| known.trim_end_matches('/') == url.trim_end_matches('/'))
    };
    match urls.first() {
        Some(first) if !urls.iter().any(&same) => {
            Err(Skip(format!("it has a server of its own, `{}`", shown(first))))
        }
        _ => Ok(()),
    }
}

/// The summary, and the description where it says more.
fn doc(node: &Node) -> String {
    let summary = text(node, "summary").unwrap_or_default().trim();
    let description = text(node, "description").unwrap_or_default().trim();
    match (summary, description) {
        ("", only) | (only, "") => only.to_owned(),
        (summary, description) if description.starts_with(summary) => description.to_owned(),
        (summary, description) => format!("{summary}\n\n{description}"),
    }
}

/// The names of operations that have a form body: their fields are declared in place.
pub(super) fn reserve_forms<'d>(schemas: &mut Schemas<'d>, operations: &[Operation<'d>], taken: &mut Taken) {
    let mut seen = HashSet::new();
    for operation in operations {
        if bodies::is_form(schemas, operation) && seen.insert(operation.call.as_str()) {
            taken.take(&format!("{}Request", operation.call));
        }
    }
}

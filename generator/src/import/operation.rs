//! Operations → endpoints.

use std::collections::HashSet;

use crate::diagnostic::Code;
use crate::yaml::{Entry, Node};

use super::bases::{Bases, Place};
use super::model::{Endpoint, Stream};
use super::names::{self, Taken};
use super::paging::{self, Paging};
use super::schema::{Hint, Schemas, flag, shown, text};
use super::security::Schemes;
use super::select::Selection;
use super::streams;
use super::{answers, bodies, parameters, path, server};

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
    /// Whether its answer is the stream of an operation that also answers with JSON.
    pub(super) streamed: bool,
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
                let forms: &[&str] =
                    if streams::has_both(schemas, &method.value) { &["", "_stream"] } else { &[""] };
                for suffix in forms {
                    let (name, call) = own_name(schemas, (entry, method, suffix), &mut methods, taken);
                    found.push(Operation {
                        path: &entry.key,
                        method: &method.key,
                        node: &method.value,
                        shared,
                        servers: item.get("servers"),
                        name,
                        call,
                        streamed: !suffix.is_empty(),
                    });
                }
            }
        }
    }
    found
}

/// The name of an endpoint and of its call: the operation's id, or its method and path.
fn own_name<'d>(
    schemas: &mut Schemas<'d>,
    (path, method, suffix): (&'d Entry, &'d Entry, &str),
    methods: &mut Taken,
    taken: &mut Taken,
) -> (String, String) {
    let id = text(&method.value, "operationId").filter(|id| !id.trim().is_empty());
    let from_path = || {
        let words: Vec<&str> =
            path.key.split(['/', '{', '}', '.', '?', '=']).filter(|word| !word.is_empty()).collect();
        format!("{}_{}", method.key, words.join("_"))
    };
    let wish = names::snake(&format!("{}{suffix}", id.map_or_else(from_path, str::to_owned)));
    // Of `400`, the names of the call and of its module would be one.
    let wish = if wish.starts_with('_') { names::snake(&format!("call{wish}")) } else { wish };
    let mut take = |methods: &mut Taken, name: String| {
        let call = names::camel(&name);
        let free = !methods.has(&name) && taken.take(&call);
        (free && methods.take(&name)).then_some((name, call))
    };
    if let Some(found) = take(methods, wish.clone()) {
        return found;
    }
    let numbered = |number| names::numbered_snake(&wish, number);
    let (name, call) = methods.numbered(numbered(2), |methods, number| take(methods, numbered(number)));
    if let Some(id) = id {
        let message = format!("`{}` is taken: it is named `{name}`", shown(id));
        schemas.notes.add(&method.value, Code::IMPORT_NAME, message);
    }
    (name, call)
}

/// What endpoints are made with.
pub(super) struct Making<'m, 'd> {
    pub(super) schemes: &'m mut Schemes,
    pub(super) selection: &'m Selection,
    pub(super) taken: &'m mut Taken,
    /// The servers of the document.
    pub(super) bases: &'m Bases<'d>,
}

/// The endpoint that an operation becomes; as an error, why it does not.
pub(super) fn endpoint<'d>(
    schemas: &mut Schemas<'d>,
    operation: &Operation<'d>,
    making: &mut Making<'_, 'd>,
) -> Result<Endpoint, Skip> {
    let node = operation.node;
    if node.as_map().is_none() {
        return Err(Skip("an operation is a map".to_owned()));
    }
    if operation.method == "trace" {
        return Err(Skip("the method TRACE is not offered".to_owned()));
    }
    let hint = Hint::new(operation.call.clone());
    let (base, server) = match making.bases.of(schemas, operation)? {
        Place::Own => (None, None),
        Place::Path(path) => (Some(path), None),
        Place::Other(index) => (None, Some(index)),
    };
    let sent = path::text(path::sent(operation.path))?;
    let found = parameters::parameters(schemas, operation, &hint)?;
    let (body, body_optional) = bodies::request(schemas, operation, making.taken)?;
    let answers = answers::answers(schemas, operation, making.taken);
    not_read(schemas, node);
    let auth = match node.get("security") {
        Some(security) => Some(making.schemes.alternatives(schemas, security)),
        None => None,
    };
    Ok(Endpoint {
        base,
        server,
        paging: Paging::Nothing,
        said: paging::said(schemas, node),
        name: operation.name.clone(),
        http: format!("{} {sent}", operation.method.to_uppercase()),
        doc: doc(node),
        source: node.get("externalDocs").and_then(|docs| text(docs, "url")).and_then(server::web_page),
        deprecated: flag(node, "deprecated"),
        path: found.path,
        query: found.query,
        headers: found.headers,
        cookies: found.cookies,
        body,
        body_optional,
        stream: if operation.streamed { Stream::Yes } else { Stream::No },
        returns: answers.returns,
        failed: answers.failures,
        failures: None,
        examples: Vec::new(),
        auth,
        group: None,
        section: schemas
            .list(node, "tags")
            .first()
            .and_then(|tag| tag.as_scalar())
            .map(|tag| tag.text.clone()),
    })
}

/// Notes what of an operation nothing in a spec stands for.
fn not_read<'d>(schemas: &mut Schemas<'d>, node: &'d Node) {
    for entry in schemas.map(node, "responses") {
        if let Some(links) = schemas.follow(&entry.value).and_then(|answer| answer.get("links")) {
            schemas.notes.add(links, Code::IMPORT_NOT_READ, "links are not carried over");
        }
    }
}

/// The summary, and the description where it says more.
pub(super) fn doc(node: &Node) -> String {
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

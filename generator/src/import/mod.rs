//! `OpenAPI` documents → specs.
//!
//! A document is walked as a tree, never read into a model of `OpenAPI`: a third of those in the wild break its rules
//! somewhere. Each reading function gives what it could read and notes what it could not ([`Degraded`]), with its place and
//! the reason; no bad part refuses the whole. What is written is a spec as a person would write it, in the document's order.
//!
//! The way: `document` (files and references; `swagger` makes their trees anew where they are of version 2) → `operation`, `parameters`, `bodies`, `security`, `server` and `schema` read
//! into the inner `model` → `finish` decides what only the whole can tell → `write`.

mod answers;
mod bases;
mod bodies;
mod directions;
mod document;
mod envelope;
mod examples;
mod failures;
mod finish;
mod groups;
mod head;
mod model;
mod multipart;
mod names;
mod notes;
mod operation;
mod paging;
mod parameters;
mod path;
mod presets;
mod quick;
mod schema;
mod security;
mod select;
mod server;
mod streams;
mod styles;
mod swagger;
mod unions;
mod webhooks;
mod write;

use std::path::Path;

use crate::diagnostic::{Code, Diagnostic, Problems};
use crate::source::{Sources, Span};
use crate::yaml::Node;

use bases::Bases;
use document::Document;
pub use document::Reader;
pub use examples::Counts;
pub use head::summary;
use model::{Endpoint, Security, Spec};
use names::Taken;
pub use notes::Degraded;
use operation::{Making, Skip};
use schema::{Schemas, shown, text};
use security::Schemes;
pub use select::Selection;

/// What a document became.
#[derive(Debug)]
pub struct Imported {
    /// The text of the spec.
    pub spec: String,
    /// What could not be carried over as it stands, in the document's order.
    pub degraded: Vec<Degraded>,
    /// The API's name.
    pub api: String,
    /// How many endpoints the spec has.
    pub endpoints: usize,
    /// How many types are declared.
    pub types: usize,
    /// How many webhooks the spec has.
    pub webhooks: usize,
    /// How many of the wanted operations are not endpoints of the spec.
    pub skipped: usize,
    /// The examples of answers; none unless they are wanted.
    pub examples: Counts,
}

/// How to import.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The API's name; left out: made of the file's name.
    pub api: Option<String>,
    /// What is wanted.
    pub selection: Selection,
    /// Whether examples of answers are carried over.
    pub examples: bool,
    /// Whether `x-webhooks` are read like `webhooks`.
    pub x_webhooks: bool,
}

/// Imports an `OpenAPI` document. As an error: why there is nothing in it to import.
///
/// # Errors
/// If the text is no YAML or JSON, or no `OpenAPI` document of version 3.
pub fn import_openapi(
    sources: &mut Sources,
    path: &Path,
    text: String,
    read: Reader<'_>,
    options: &Options,
) -> Result<Imported, Vec<Diagnostic>> {
    let mut problems = Problems::default();
    let Some(document) = Document::read(sources, path, text, read, &mut problems) else {
        return Err(problems.into_sorted());
    };
    if let Some(refusal) = refuse(document.root()) {
        return Err(vec![refusal]);
    }
    let ((mut spec, taken), mut schemas, skipped) = spec(&document, path, options);
    if spec.endpoints.is_empty() && spec.webhooks.is_empty() {
        return Err(vec![no_endpoint(&document, options, schemas.notes.skipped())]);
    }
    let wanted = spec.endpoints.len() + skipped;
    for (span, message) in finish::finish(&mut spec, taken) {
        broken(&mut schemas, &document, span, message);
    }
    paging::infer(&mut spec);
    let mut examples = Counts::default();
    if options.examples {
        let text = paging::written(&mut spec, "");
        examples = examples::keep(&mut spec, &mut schemas, &text);
    }
    let degraded = schemas.notes.finish(&document, sources, problems);
    let counted = head::Counted {
        endpoints: spec.endpoints.len(),
        wanted,
        types: spec.types.len(),
        webhooks: spec.webhooks.len(),
    };
    let head = head::head(path, &degraded, &counted);
    let text = paging::written(&mut spec, &head);
    Ok(Imported {
        spec: text,
        api: spec.api.clone(),
        endpoints: spec.endpoints.len(),
        types: spec.types.len(),
        webhooks: spec.webhooks.len(),
        skipped,
        examples,
        degraded,
    })
}

fn broken(schemas: &mut Schemas<'_>, document: &Document, span: Span, message: String) {
    match find(document, span) {
        Some(node) => schemas.notes.add(node, Code::IMPORT_COMPOSITION, message),
        None => schemas.notes.add(document.root(), Code::IMPORT_COMPOSITION, message),
    }
}

/// The map at a place.
fn find(document: &Document, span: Span) -> Option<&Node> {
    fn below(node: &Node, span: Span) -> Option<&Node> {
        if node.span == span && node.as_map().is_some() {
            return Some(node);
        }
        let values = node.as_map().unwrap_or_default().iter().map(|entry| &entry.value);
        values.chain(node.as_list().unwrap_or_default()).find_map(|inner| below(inner, span))
    }
    document.roots().filter(|(id, _)| *id == span.file).find_map(|(_, root)| below(root, span))
}

fn is_third(version: &str) -> bool {
    let version = version.trim().trim_start_matches(['v', 'V']);
    version == "3" || version.starts_with("3.")
}

/// Why a document is none that can be imported.
fn refuse(root: &Node) -> Option<Diagnostic> {
    let refusal = |message: String| Diagnostic::new(Code::NOT_OPENAPI, root.span, message);
    if root.as_map().is_none() {
        return Some(refusal("the document is no map".to_owned()));
    }
    // Swagger 1.x has another key.
    match (text(root, "openapi"), text(root, "swagger").or_else(|| text(root, "swaggerVersion"))) {
        (Some(version), _) | (None, Some(version)) if is_third(version) => None,
        (Some(version), _) => {
            Some(refusal(format!("version `{}` of OpenAPI is not known here", shown(version))))
        }
        (None, Some(version)) => Some(
            refusal(format!("version `{}` of Swagger is not known here", shown(version)))
                .help("Swagger 2.0, OpenAPI 3.0 and 3.1 are"),
        ),
        // Pieces of documents lack their heads.
        (None, None) if root.get("paths").is_some_and(|paths| paths.as_map().is_some()) => None,
        (None, None) => Some(refusal("the key `openapi` is missing".to_owned())),
    }
}

/// Why nothing is written for a document whose operations are not wanted, or are no endpoints.
fn no_endpoint(document: &Document, options: &Options, skipped: Option<(Span, String)>) -> Diagnostic {
    let root = document.root();
    let new = |message: String| Diagnostic::new(Code::NOT_OPENAPI, root.span, message);
    match skipped {
        Some((span, reason)) => new("none of the operations can be an endpoint".to_owned())
            .also(span, format!("the first: {reason}")),
        None if !options.selection.is_all() => new("no operation of the document is selected".to_owned())
            .help("`--operation` takes ids and `GET /path`, `--path` also what is below, `--tag` the tags"),
        None if !options.x_webhooks && root.get("x-webhooks").is_some() => {
            new("the document has no operation".to_owned()).help("`--x-webhooks` reads its `x-webhooks`")
        }
        None => new("the document has no operation".to_owned()),
    }
}

/// Reads all that is wanted. Also gives the names that are taken, and how many operations are skipped.
fn spec<'d>(document: &'d Document, path: &Path, options: &Options) -> ((Spec, Taken), Schemas<'d>, usize) {
    let mut schemas = Schemas::new(document);
    let root = document.root();
    if root.get("openapi").is_none() {
        schemas.notes.add(root, Code::IMPORT_MALFORMED, "the version is missing: read as OpenAPI 3");
    }
    let mut taken = Taken::of(crate::check::reserved_types());
    let operations = operation::operations(&mut schemas, &mut taken);
    operation::reserve_forms(&mut schemas, &operations, &mut taken);
    keep_schema_names(&mut schemas, &mut taken);
    schemas.find_children();
    let servers = server::servers(&mut schemas, &operations);
    let (mut server, written) = server::server(&mut schemas, &servers);
    let bases = Bases::find(&server, written, &operations);
    let variables = server.variables.iter().chain(bases.variables());
    let variables: Vec<String> = variables.map(|variable| variable.name.clone()).collect();
    let mut schemes = Schemes::read(&mut schemas, &variables);
    let default =
        root.get("security").map(|node| schemes.alternatives(&mut schemas, node)).unwrap_or_default();
    let mut making =
        Making { schemes: &mut schemes, selection: &options.selection, taken: &mut taken, bases: &bases };
    let mut endpoints = Vec::new();
    let mut imported = Vec::new();
    let mut skipped = 0;
    let groups = groups::groups(&mut schemas, &operations);
    for (index, operation) in operations.iter().enumerate() {
        if !making.selection.wants(operation) {
            continue;
        }
        match operation::endpoint(&mut schemas, operation, &mut making) {
            Ok(endpoint) => {
                endpoints.push(Endpoint { group: groups.get(index).cloned(), ..endpoint });
                imported.push(operation);
            }
            Err(Skip(reason)) => {
                skipped += 1;
                schemas.notes.add(operation.node, Code::IMPORT_SKIPPED, format!("no endpoint: {reason}"));
            }
        }
    }
    let others = bases.settle(&mut server, &mut endpoints);
    let webhooks = webhooks::webhooks(&mut schemas, &imported, options);
    schemas.fill();
    schemas.leave_contested_names();
    let info = root.get("info");
    let used: Vec<&str> = endpoints.iter().filter_map(|endpoint| endpoint.group.as_deref()).collect();
    let (groups, webhooks) = groups::described(&mut schemas, &used, webhooks);
    let described = |key: &str| info.and_then(|info| text(info, key)).unwrap_or_default().trim();
    let one_line = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let spec = Spec {
        api: options.api.clone().unwrap_or_else(|| api_name(path)),
        title: one_line(described("title")),
        doc: described("description").to_owned(),
        source: root.get("externalDocs").and_then(|docs| text(docs, "url")).and_then(server::web_page),
        server,
        servers: others,
        security: settle(schemes, default, &endpoints),
        types: std::mem::take(&mut schemas.types),
        groups,
        failures: failures::share(&mut endpoints),
        usual_failures: failures::usual(&endpoints),
        envelope: None,
        endpoints,
        webhooks,
        styles: Vec::new(),
    };
    ((spec, taken), schemas, skipped)
}

/// The names of the document's own schemas are taken before any other, so that they stay the same.
fn keep_schema_names(schemas: &mut Schemas<'_>, taken: &mut Taken) {
    let Some(components) = schemas.document.root().get("components") else { return };
    for entry in schemas.map(components, "schemas") {
        let wish = names::of_type(&entry.key);
        let second = names::camel(&format!("{wish}_model"));
        let name = taken.first_free([wish.as_str(), &second], names::numbered_camel);
        schemas.kept.insert(notes::address(&entry.value), name);
    }
}

/// Schemes that endpoints use; whether the user chooses among them.
fn settle(schemes: Schemes, default: Vec<Vec<String>>, endpoints: &[Endpoint]) -> Security {
    let used: Vec<&Vec<Vec<String>>> = endpoints
        .iter()
        .map(|endpoint| endpoint.auth.as_ref().unwrap_or(&default))
        .filter(|auth| !auth.is_empty())
        .collect();
    let one = used.iter().all(|auth| auth.len() == 1 && *auth == used[0]);
    let all = schemes
        .finish()
        .into_iter()
        .filter(|scheme| used.iter().any(|auth| auth.iter().flatten().any(|name| *name == scheme.name)));
    Security { schemes: all.collect(), optional: !one, default }
}

/// A name for the API, made of the file's.
fn api_name(path: &Path) -> String {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    let name = names::snake(&stem);
    let name = name.trim_matches('_');
    let name: String = name.chars().take(60).collect();
    let name = name.trim_end_matches('_');
    let fits =
        name.starts_with(|first: char| first.is_ascii_lowercase()) && !crate::check::is_taken_api_name(name);
    if fits { name.to_owned() } else { format!("api_{name}") }
}

//! Swagger 2.0 → the form of `OpenAPI` 3 that the importer reads.
//!
//! The tree is made anew before anything is read, so that the rest of the importer knows one form. Each node keeps its place in
//! the text, made ones have the place of what they are made of: so notes show lines and JSON pointers of the document as it
//! is written. A document's other files are fragments without a head; what they hold is told by its shape.

mod build;
mod head;
mod operation;
mod parameter;

use crate::diagnostic::Code;
use crate::source::{FileId, Span};
use crate::yaml::{Entry, Node, Value};

use super::document::Document;
use super::operation::METHODS;
use super::schema::text;

/// Where named things stand, whose names mean nothing.
const NAMES: [&str; 9] = [
    "properties",
    "patternProperties",
    "definitions",
    "paths",
    "parameters",
    "responses",
    "headers",
    "securityDefinitions",
    "securitySchemes",
];

/// Whether a document is one of Swagger 2.
pub(super) fn is_swagger(root: &Node) -> bool {
    text(root, "swagger").is_some_and(|version| version == "2" || version.starts_with("2."))
        && root.get("openapi").is_none()
}

/// Where a section of a Swagger document stands in the made tree, among the components.
pub(super) fn section(key: &str) -> Option<&'static str> {
    match key {
        "definitions" => Some("schemas"),
        "parameters" => Some("parameters"),
        "responses" => Some("responses"),
        "securityDefinitions" => Some("securitySchemes"),
        _ => None,
    }
}

/// What could not be said in the other form: its place, and what became of it.
pub(super) type Remarks = Vec<(Span, Code, String)>;

/// All files of a document in the form of `OpenAPI` 3.
pub(super) fn convert(document: &Document) -> (Vec<Node>, Remarks) {
    let root = document.root();
    let mut converter = Converter {
        document,
        consumes: types(root, "consumes").unwrap_or_default(),
        produces: types(root, "produces").unwrap_or_default(),
        remarks: Vec::new(),
    };
    let mut files = Vec::new();
    for (id, file) in document.roots() {
        let is_first = files.is_empty();
        let converted = if is_first || is_swagger(file) {
            converter.root(file, id)
        } else {
            converter.node(file, id, Place::Free)
        };
        files.push(converted);
    }
    (files, converter.remarks)
}

/// What a node is, by where it stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    /// Only its shape tells.
    Free,
    /// A map whose keys are names.
    Names,
    /// An entry of `paths`.
    Path,
    /// An entry of `responses`.
    Response,
}

struct Converter<'d> {
    document: &'d Document,
    /// What bodies are where operations do not say.
    consumes: Vec<&'d str>,
    produces: Vec<&'d str>,
    remarks: Remarks,
}

/// The content types under a key.
fn types<'d>(node: &'d Node, key: &str) -> Option<Vec<&'d str>> {
    let value = node.get(key)?;
    let found: Vec<&str> = match &value.value {
        Value::List(items) => {
            items.iter().filter_map(Node::as_scalar).map(|item| item.text.as_str()).collect()
        }
        Value::Scalar(scalar) if !scalar.is_null() => vec![scalar.text.as_str()],
        _ => Vec::new(),
    };
    Some(found.into_iter().filter(|kind| kind.contains('/')).collect())
}

impl<'d> Converter<'d> {
    /// A node, with all that stands in it.
    fn node(&mut self, node: &'d Node, file: FileId, place: Place) -> Node {
        match &node.value {
            Value::Scalar(_) => node.clone(),
            Value::List(items) => {
                build::list(items.iter().map(|item| self.node(item, file, Place::Free)).collect(), node.span)
            }
            Value::Map(_) if place != Place::Names && is_path(node, place) => self.path(node, file),
            Value::Map(_) if place == Place::Free && is_map(node, "responses") => {
                self.operation(node, file, &[])
            }
            Value::Map(_) if place == Place::Free && parameter::is_parameter(node) => {
                self.parameter(node, file)
            }
            Value::Map(_) if place == Place::Response || (place == Place::Free && is_response(node)) => {
                let produces = self.produces.clone();
                self.response(node, file, &produces)
            }
            Value::Map(entries) => {
                let names = place == Place::Names;
                let entries = entries.iter().map(|entry| self.entry(entry, file, names)).collect();
                let mut entries: Vec<Entry> = entries;
                if !names {
                    file_is_binary(&mut entries);
                }
                build::map(entries, node.span)
            }
        }
    }

    fn entry(&mut self, entry: &'d Entry, file: FileId, names: bool) -> Entry {
        let value = &entry.value;
        let key = entry.key.as_str();
        let as_names = NAMES.contains(&key) && value.as_map().is_some();
        let converted = match key {
            _ if names => self.node(value, file, Place::Free),
            "example" | "examples" | "default" | "enum" | "x-example" | "x-examples" => value.clone(),
            "discriminator" if value.as_scalar().is_some() => {
                let name = build::entry("propertyName", value.clone());
                build::map(vec![name], value.span)
            }
            "paths" if as_names => self.each(value, file, Place::Path),
            "responses" if as_names => self.each(value, file, Place::Response),
            _ if as_names => self.node(value, file, Place::Names),
            _ => self.node(value, file, Place::Free),
        };
        build::with(entry, converted)
    }

    /// A map of named things that all are of one kind.
    fn each(&mut self, node: &'d Node, file: FileId, place: Place) -> Node {
        let entries = node.as_map().unwrap_or_default();
        let converted = entries.iter().map(|entry| {
            let own = if entry.key.starts_with("x-") { Place::Free } else { place };
            build::with(entry, self.node(&entry.value, file, own))
        });
        build::map(converted.collect(), node.span)
    }

    /// What a reference leads to, in the document as it is written.
    fn follow(&self, node: &'d Node) -> Option<&'d Node> {
        self.document.written(node)
    }
}

fn is_map(node: &Node, key: &str) -> bool {
    node.get(key).is_some_and(|value| value.as_map().is_some())
}

fn is_path(node: &Node, place: Place) -> bool {
    place == Place::Path
        || METHODS.iter().any(|method| node.get(method).is_some_and(|one| is_map(one, "responses")))
}

/// Whether a map is an answer: one with a body or headers and a description, which schemas and parameters are not.
fn is_response(node: &Node) -> bool {
    text(node, "description").is_some()
        && (is_map(node, "schema") || is_map(node, "headers"))
        && node.get("in").is_none()
        && node.get("type").is_none()
}

/// `type: file` is a text of any bytes.
fn file_is_binary(entries: &mut Vec<Entry>) {
    let is_file = |entry: &Entry| {
        entry.key == "type" && entry.value.as_scalar().is_some_and(|scalar| scalar.text == "file")
    };
    let Some(at) = entries.iter().position(is_file) else { return };
    let span = entries[at].value.span;
    entries[at].value = build::text("string", span);
    entries.retain(|entry| entry.key != "format");
    entries.push(build::entry("format", build::text("binary", span)));
}

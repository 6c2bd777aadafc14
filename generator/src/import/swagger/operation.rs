//! Paths, operations and answers.

use crate::diagnostic::Code;
use crate::source::{FileId, Span};
use crate::yaml::{Entry, Node};

use super::{Converter, METHODS, Place, build, types};
use crate::import::schema::{reference, shown, text};

impl<'d> Converter<'d> {
    /// A path with its operations.
    pub(super) fn path(&mut self, node: &'d Node, file: FileId) -> Node {
        let shared = node.get("parameters").and_then(Node::as_list).unwrap_or_default();
        let mut entries = Vec::new();
        for entry in node.as_map().unwrap_or_default() {
            let value = match entry.key.as_str() {
                method if METHODS.contains(&method) && entry.value.as_map().is_some() => {
                    self.operation(&entry.value, file, shared)
                }
                "parameters" if entry.value.as_list().is_some() => {
                    let kept = shared.iter().filter(|one| !self.is_body(one)).collect();
                    self.parameters(kept, file, entry.value.span)
                }
                _ => self.entry(entry, file, false).value,
            };
            entries.push(build::with(entry, value));
        }
        build::map(entries, node.span)
    }

    fn parameters(&mut self, all: Vec<&'d Node>, file: FileId, span: Span) -> Node {
        build::list(all.into_iter().map(|one| self.node(one, file, Place::Free)).collect(), span)
    }

    /// Whether a parameter is (part of) a body.
    fn is_body(&self, node: &'d Node) -> bool {
        let place = self.follow(node).and_then(|target| text(target, "in"));
        matches!(place, Some("body" | "formData"))
    }

    /// An operation, with the parameters of its path.
    pub(super) fn operation(&mut self, node: &'d Node, file: FileId, shared: &'d [Node]) -> Node {
        let own = node.get("parameters").and_then(Node::as_list).unwrap_or_default();
        let consumes = types(node, "consumes").unwrap_or_else(|| self.consumes.clone());
        let produces = types(node, "produces");
        let mut entries = Vec::new();
        for entry in node.as_map().unwrap_or_default() {
            let value = match entry.key.as_str() {
                "consumes" | "produces" | "schemes" => continue,
                "parameters" if entry.value.as_list().is_some() => {
                    let kept = own.iter().filter(|one| !self.is_body(one)).collect();
                    self.parameters(kept, file, entry.value.span)
                }
                "responses" if entry.value.as_map().is_some() => {
                    self.responses(&entry.value, file, produces.as_deref())
                }
                _ => self.entry(entry, file, false).value,
            };
            entries.push(build::with(entry, value));
        }
        entries.extend(self.body(own, shared, file, &consumes));
        build::map(entries, node.span)
    }

    /// What the body parameters of an operation are together.
    fn body(
        &mut self,
        own: &'d [Node],
        shared: &'d [Node],
        file: FileId,
        consumes: &[&'d str],
    ) -> Option<Entry> {
        let mut fields: Vec<&'d Node> = Vec::new();
        let mut body: Option<&'d Node> = None;
        for written in own.iter().chain(shared) {
            let Some(node) = self.follow(written) else { continue };
            match text(node, "in") {
                Some("body") if body.is_none() => body = Some(node),
                Some("body") => self.malformed(node, "a second body: left out"),
                Some("formData") => {
                    let name = text(node, "name");
                    if !fields.iter().any(|known| text(known, "name") == name) {
                        fields.push(node);
                    }
                }
                _ => {}
            }
        }
        let made = match body {
            Some(body) => {
                if let Some(field) = fields.first() {
                    self.malformed(field, "fields of a form beside a body: left out");
                }
                self.json(body, file, consumes)
            }
            None if fields.is_empty() => return None,
            None => self.form(&fields, file, consumes),
        };
        Some(build::entry("requestBody", made))
    }

    pub(super) fn malformed(&mut self, node: &Node, message: &str) {
        self.remarks.push((node.span, Code::IMPORT_MALFORMED, message.to_owned()));
    }

    /// Answers by status. One that is declared for all has the content types of this operation.
    fn responses(&mut self, node: &'d Node, file: FileId, own: Option<&[&'d str]>) -> Node {
        let mut entries = Vec::new();
        for entry in node.as_map().unwrap_or_default() {
            let value = &entry.value;
            let target = if reference(value).is_some() { self.follow(value) } else { Some(value) };
            let made = match (target, own) {
                _ if entry.key.starts_with("x-") => value.clone(),
                (Some(target), Some(own)) if target.as_map().is_some() => {
                    self.response(target, target.span.file, own)
                }
                (Some(_), None) if reference(value).is_none() => {
                    let produces = self.produces.clone();
                    self.response(value, file, &produces)
                }
                _ => value.clone(),
            };
            entries.push(build::with(entry, made));
        }
        build::map(entries, node.span)
    }

    /// An answer: its schema and examples stand under content types.
    pub(super) fn response(&mut self, node: &'d Node, file: FileId, produces: &[&'d str]) -> Node {
        let Some(all) = node.as_map() else { return node.clone() };
        if reference(node).is_some() {
            return node.clone();
        }
        let mut entries = Vec::new();
        for entry in all {
            match entry.key.as_str() {
                "schema" | "examples" => {}
                "headers" => entries.push(build::with(entry, self.headers(&entry.value, file))),
                _ => entries.push(self.entry(entry, file, false)),
            }
        }
        let schema = node.get("schema").map(|schema| self.node(schema, file, Place::Free));
        let examples = node.get("examples").and_then(Node::as_map).unwrap_or_default();
        if let Some(schema) = schema {
            let binary = text(&schema, "format") == Some("binary");
            let kinds: Vec<&str> = match produces {
                [] if binary => vec!["application/octet-stream"],
                [] => vec!["application/json"],
                some => some.to_vec(),
            };
            let content = kinds.into_iter().map(|kind| {
                let mut inner = vec![build::entry("schema", schema.clone())];
                if let Some(example) = examples.iter().find(|example| example.key == kind) {
                    inner.push(build::entry("example", example.value.clone()));
                }
                build::entry(kind, build::map(inner, schema.span))
            });
            entries.push(build::entry("content", build::map(content.collect(), schema.span)));
        }
        build::map(entries, node.span)
    }

    fn headers(&mut self, node: &'d Node, file: FileId) -> Node {
        let Some(entries) = node.as_map() else {
            self.malformed(node, &format!("`headers` is {}, not a map: ignored", shown(node.describe())));
            return build::map(Vec::new(), node.span);
        };
        let made = entries.iter().map(|entry| build::with(entry, self.typed(&entry.value, file)));
        build::map(made.collect(), node.span)
    }
}

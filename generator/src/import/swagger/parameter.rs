//! Parameters, and bodies, which are parameters in Swagger 2.

use crate::diagnostic::Code;
use crate::source::FileId;
use crate::yaml::{Entry, Node};

use super::{Converter, Place, build};
use crate::import::schema::{flag, kinds, reference, shown, text};

/// What says what a value is; it stands in a schema of its own in `OpenAPI` 3.
const OF_SCHEMA: [&str; 20] = [
    "type",
    "format",
    "items",
    "enum",
    "default",
    "maximum",
    "exclusiveMaximum",
    "minimum",
    "exclusiveMinimum",
    "maxLength",
    "minLength",
    "pattern",
    "maxItems",
    "minItems",
    "uniqueItems",
    "multipleOf",
    "properties",
    "additionalProperties",
    "x-nullable",
    "x-enumDescriptions",
];

/// Whether a map is a parameter.
pub(super) fn is_parameter(node: &Node) -> bool {
    let place = text(node, "in");
    text(node, "name").is_some() && matches!(place, Some("query" | "path" | "header" | "formData" | "body"))
}

impl<'d> Converter<'d> {
    /// A parameter in path, query or headers.
    pub(super) fn parameter(&mut self, node: &'d Node, file: FileId) -> Node {
        let made = self.typed(node, file);
        let Some((style, explode)) = self.style(node) else { return made };
        let mut entries = made.as_map().unwrap_or_default().to_vec();
        entries.push(build::entry("style", build::text(style, node.span)));
        entries.push(build::entry("explode", build::flag(explode, node.span)));
        build::map(entries, node.span)
    }

    /// How a list is written; `None`: it is none, or as `OpenAPI` 3 writes it anyhow.
    fn style(&mut self, node: &'d Node) -> Option<(&'static str, bool)> {
        if !kinds(node).contains(&"array") {
            return None;
        }
        let simple = matches!(text(node, "in"), Some("path" | "header"));
        match text(node, "collectionFormat").unwrap_or("csv") {
            "multi" if !simple => Some(("form", true)),
            _ if simple => Some(("simple", false)),
            "ssv" => Some(("spaceDelimited", false)),
            "pipes" => Some(("pipeDelimited", false)),
            "csv" => Some(("form", false)),
            other => {
                let message = format!("a list of the form `{}`: written with commas", shown(other));
                self.remarks.push((node.span, Code::IMPORT_PARAMETER, message));
                Some(("form", false))
            }
        }
    }

    /// A parameter or header, its type in a schema.
    pub(super) fn typed(&mut self, node: &'d Node, file: FileId) -> Node {
        let Some(all) = node.as_map() else { return node.clone() };
        if reference(node).is_some() {
            return node.clone();
        }
        let mut entries: Vec<Entry> = Vec::new();
        for entry in all {
            match entry.key.as_str() {
                "collectionFormat" => {}
                key if OF_SCHEMA.contains(&key) => {}
                _ => entries.push(self.entry(entry, file, false)),
            }
        }
        if node.get("schema").is_none()
            && let Some(schema) = self.own_schema(node, file, false)
        {
            entries.push(build::entry("schema", schema));
        }
        build::map(entries, node.span)
    }

    /// What a parameter says of its value, as a schema; `None`: nothing.
    fn own_schema(&mut self, node: &'d Node, file: FileId, described: bool) -> Option<Node> {
        let of_schema = |key: &str| OF_SCHEMA.contains(&key) || (described && key == "description");
        let all = node.as_map().unwrap_or_default().iter();
        let mut entries: Vec<Entry> =
            all.filter(|entry| of_schema(&entry.key)).map(|entry| self.entry(entry, file, false)).collect();
        super::file_is_binary(&mut entries);
        (!entries.is_empty()).then(|| build::map(entries, node.span))
    }

    /// A body that is one value.
    pub(super) fn json(&mut self, node: &'d Node, file: FileId, consumes: &[&'d str]) -> Node {
        let file = if node.span.file == file { file } else { node.span.file };
        let schema = match node.get("schema") {
            Some(schema) => Some(self.node(schema, file, Place::Free)),
            None => self.own_schema(node, file, false),
        };
        let kinds = if consumes.is_empty() { &["application/json"][..] } else { consumes };
        let content = kinds.iter().map(|kind| {
            let schema = schema.iter().map(|schema| build::entry("schema", schema.clone()));
            build::entry(kind, build::map(schema.collect(), node.span))
        });
        let content = build::map(content.collect(), node.span);
        request_body(node, flag(node, "required"), content)
    }

    /// A body of fields.
    pub(super) fn form(&mut self, fields: &[&'d Node], file: FileId, consumes: &[&'d str]) -> Node {
        let first = fields[0];
        let (mut properties, mut required, mut encodings) = (Vec::new(), Vec::new(), Vec::new());
        for field in fields {
            let Some(name) = text(field, "name") else { continue };
            let schema = self.own_schema(field, file, true);
            let schema = schema.unwrap_or_else(|| build::map(Vec::new(), field.span));
            properties.push(build::entry(name, schema));
            if flag(field, "required") {
                required.push(build::text(name, field.span));
            }
            if let Some((style, explode)) = self.style(field) {
                let how = vec![
                    build::entry("style", build::text(style, field.span)),
                    build::entry("explode", build::flag(explode, field.span)),
                ];
                encodings.push(build::entry(name, build::map(how, field.span)));
            }
        }
        let has_files = fields.iter().any(|field| text(field, "type") == Some("file"));
        let says = |kind: &str| consumes.iter().any(|one| one.starts_with(kind));
        let multipart = has_files || (says("multipart/") && !says("application/x-www-form-urlencoded"));
        let kind = if multipart { "multipart/form-data" } else { "application/x-www-form-urlencoded" };
        let is_required = !required.is_empty();
        let mut schema = vec![build::entry("type", build::text("object", first.span))];
        if is_required {
            schema.push(build::entry("required", build::list(required, first.span)));
        }
        schema.push(build::entry("properties", build::map(properties, first.span)));
        let mut content = vec![build::entry("schema", build::map(schema, first.span))];
        if !encodings.is_empty() {
            content.push(build::entry("encoding", build::map(encodings, first.span)));
        }
        let content = vec![build::entry(kind, build::map(content, first.span))];
        request_body(first, is_required, build::map(content, first.span))
    }
}

fn request_body(node: &Node, required: bool, content: Node) -> Node {
    let mut entries = Vec::new();
    if let Some(description) = node.get("description") {
        entries.push(build::entry("description", description.clone()));
    }
    entries.push(build::entry("required", build::flag(required, node.span)));
    entries.push(build::entry("content", content));
    build::map(entries, node.span)
}

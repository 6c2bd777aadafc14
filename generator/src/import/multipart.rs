//! Multipart bodies: the fields of a schema as parts, and what `encoding` says of them.

use crate::yaml::{Entry, Node};

use super::model::{Body, Part, Ty};
use super::schema::{Hint, Schemas, kinds, text};

/// The body; none if the schema has no properties.
pub(super) fn body<'d>(schemas: &mut Schemas<'d>, entry: &'d Entry, hint: &Hint) -> Option<Body> {
    let schema = entry.value.get("schema")?;
    let encoding = entry.value.get("encoding");
    let mut parts = Vec::new();
    let object = schemas.object(schema);
    schemas.lost_keys(object.additional);
    for property in object.properties {
        let mut field = schemas.field(&property, hint);
        if field.read_only {
            continue;
        }
        let content_type = encoding
            .and_then(|encoding| text(encoding.get(property.name)?, "contentType"))
            .and_then(one_content_type);
        field.ty = match file(schemas, property.node) {
            Some(ty) => ty,
            None => field.ty.not_null(),
        };
        parts.push(Part { field, content_type });
    }
    (!parts.is_empty()).then_some(Body::Multipart(parts))
}

/// The type of a file, or of a list of files, if the schema is that.
fn file<'d>(schemas: &mut Schemas<'d>, node: &'d Node) -> Option<Ty> {
    let target = schemas.follow(node).unwrap_or(node);
    if is_file(target) {
        return Some(Ty::word("file"));
    }
    if !kinds(target).contains(&"array") {
        return None;
    }
    let items = target.get("items")?;
    let items = schemas.follow(items).unwrap_or(items);
    is_file(items).then(|| Ty::List(Box::new(Ty::word("file")), String::new()))
}

/// Bytes as they are: `format: binary`, or in 3.1 a text with a media type and no encoding.
fn is_file(schema: &Node) -> bool {
    let kinds = kinds(schema);
    let is_text = kinds.is_empty() || kinds.iter().all(|kind| matches!(*kind, "string" | "file" | "null"));
    let raw = text(schema, "contentMediaType").is_some_and(|kind| !kind.contains("json"))
        && schema.get("contentEncoding").is_none();
    is_text && (text(schema, "format") == Some("binary") || kinds.contains(&"file") || raw)
}

/// The content type, if it is a single one.
fn one_content_type(text: &str) -> Option<String> {
    let text = text.trim();
    let single = !text.contains([',', '*']) && text.bytes().all(|byte| (0x20..0x7f).contains(&byte));
    let (family, rest) = text.split_once('/')?;
    (single && !family.is_empty() && !rest.is_empty()).then(|| text.to_owned())
}

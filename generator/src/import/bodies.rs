//! What requests hold.

use crate::diagnostic::Code;
use crate::yaml::{Entry, Node};

use super::model::{Body, Field, Ty};
use super::multipart;
use super::names::Taken;
use super::operation::{Operation, Skip};
use super::schema::{Hint, Schemas, flag, kinds, reference, shown};
use super::styles::{form_style, one_text};

/// The kinds of content that are told apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Content {
    Json,
    Form,
    Multipart,
    Text,
    Bytes,
    Events,
    Lines,
}

impl Content {
    pub(super) fn of(kind: &str) -> Option<Self> {
        let bare = kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        let (family, rest) = bare.split_once('/')?;
        Some(match (family, rest) {
            (_, "json") => Self::Json,
            ("application", "stream+json" | "x-json-stream") => Self::Lines,
            (_, rest) if rest.ends_with("+json") => Self::Json,
            ("*" | "application", "*") => Self::Json,
            ("application", "x-www-form-urlencoded") => Self::Form,
            ("multipart", "form-data") => Self::Multipart,
            ("text", "event-stream") => Self::Events,
            (_, "x-ndjson" | "ndjson" | "jsonl" | "x-jsonl" | "json-lines" | "jsonlines" | "json-seq") => {
                Self::Lines
            }
            ("text", _) | ("application", "xml" | "yaml" | "x-yaml" | "javascript") => Self::Text,
            (_, rest) if rest.ends_with("+xml") || rest.ends_with("+yaml") => Self::Text,
            _ => Self::Bytes,
        })
    }
}

/// The entry of some content that is read first of all.
pub(super) fn first_of<'d>(entries: &'d [Entry], wanted: &[Content]) -> Option<(Content, &'d Entry)> {
    wanted.iter().find_map(|content| {
        let entry = entries.iter().find(|entry| Content::of(&entry.key) == Some(*content))?;
        Some((*content, entry))
    })
}

/// Whether the body of a request is a form.
pub(super) fn is_form<'d>(schemas: &mut Schemas<'d>, operation: &Operation<'d>) -> bool {
    let Some(node) = operation.node.get("requestBody") else { return false };
    let content = schemas.document.resolve_node(&schemas.resolved, node).and_then(|body| body.get("content"));
    let entries = content.and_then(Node::as_map).unwrap_or_default();
    matches!(first_of(entries, &[Content::Json, Content::Form]), Some((Content::Form, _)))
}

/// The body of a request, and whether it may be left out as a whole.
pub(super) fn request<'d>(
    schemas: &mut Schemas<'d>,
    operation: &Operation<'d>,
    taken: &mut Taken,
) -> Result<(Body, bool), Skip> {
    let nothing = (Body::Nothing, false);
    let Some(written) = operation.node.get("requestBody") else { return Ok(nothing) };
    let Some(node) = schemas.follow(written) else { return Ok(nothing) };
    let required = flag(node, "required");
    if matches!(operation.method, "get" | "head") {
        if required {
            return Err(Skip(format!("a {} request has no body", operation.method.to_uppercase())));
        }
        schemas.notes.add(written, Code::IMPORT_CONTENT, "a GET request has no body: left out");
        return Ok(nothing);
    }
    let entries = schemas.map(node, "content");
    let order = [
        Content::Json,
        Content::Form,
        Content::Multipart,
        Content::Bytes,
        Content::Text,
        Content::Lines,
        Content::Events,
    ];
    let Some((content, entry)) = first_of(entries, &order) else { return Ok(nothing) };
    let optional = !required && may_be_left_out(schemas, node, content, entry);
    let body = match content {
        Content::Multipart => {
            match multipart::body(schemas, entry, &Hint::new(format!("{}Request", operation.call))) {
                Some(body) => body,
                None => {
                    schemas.notes.add(
                        written,
                        Code::IMPORT_CONTENT,
                        "a multipart body without fields: left out",
                    );
                    Body::Nothing
                }
            }
        }
        Content::Json => json_body(schemas, operation, entry, optional, taken),
        Content::Form => match form(schemas, entry, &Hint::new(format!("{}Request", operation.call)))? {
            fields if fields.is_empty() => Body::Nothing,
            fields => Body::Form(fields),
        },
        Content::Bytes => Body::Bytes(content_type(&entry.key)),
        Content::Text | Content::Events | Content::Lines => Body::Text(content_type(&entry.key)),
    };
    if entries.len() > 1 {
        let others: Vec<&str> =
            entries.iter().map(|other| other.key.as_str()).filter(|key| *key != entry.key).collect();
        let message = format!("only `{}` is sent, not `{}`", shown(&entry.key), shown(&others.join("`, `")));
        schemas.notes.add(written, Code::IMPORT_CONTENT, message);
    }
    let (whole, can_be_empty) = match &body {
        Body::Nothing => (false, true),
        Body::Fields(fields, _) | Body::Form(fields) => {
            (false, fields.iter().all(|field| !field.required || field.read_only))
        }
        Body::Multipart(parts) => (false, parts.iter().all(|part| !part.field.required)),
        _ => (true, false),
    };
    if optional && !whole && !can_be_empty {
        schemas.notes.add(written, Code::IMPORT_CONTENT, "a form that may be left out: always sent");
    }
    Ok((body, optional && whole))
}

/// Whether a body may be left out that is not said to be required. Many documents forget to say so of what makes no
/// sense without it: what has required fields, and uploads, are left out only where they are said to be optional.
fn may_be_left_out<'d>(
    schemas: &mut Schemas<'d>,
    node: &'d Node,
    content: Content,
    entry: &'d Entry,
) -> bool {
    if node.get("required").is_some() {
        return true;
    }
    let Some(schema) = entry.value.get("schema").filter(|_| content == Content::Json) else { return false };
    !schemas.object(schema).properties.iter().any(|property| property.required)
}

fn json_body<'d>(
    schemas: &mut Schemas<'d>,
    operation: &Operation<'d>,
    entry: &'d Entry,
    optional: bool,
    taken: &mut Taken,
) -> Body {
    let Some(schema) = entry.value.get("schema") else { return Body::Json(Ty::any()) };
    let name = format!("{}Request", operation.call);
    let hint = Hint::new(name.clone());
    // What is declared in place is not left out as a whole.
    if optional && schemas.object(schema).properties.iter().any(|property| property.required) {
        return Body::Json(schemas.ty(schema, &hint));
    }
    in_place(schemas, schema, &name, &hint, taken)
}

/// A body declared in place if it is an object of its own, or else by its type.
pub(super) fn in_place<'d>(
    schemas: &mut Schemas<'d>,
    schema: &'d Node,
    name: &str,
    hint: &Hint,
    taken: &mut Taken,
) -> Body {
    let own = reference(schema).is_none() && !super::schema::is_nullable(schema);
    let plain = ["oneOf", "anyOf", "allOf"].iter().all(|word| schema.get(word).is_none());
    let object = matches!(kinds(schema).as_slice(), [] | ["object"]) && own && plain;
    if object && !taken.has(name) {
        let object = schemas.object(schema);
        if !object.properties.is_empty() {
            taken.take(name);
            let fields = object.properties.iter().map(|property| schemas.field(property, hint)).collect();
            return Body::Fields(fields, schemas.others(object.additional, hint));
        }
    }
    Body::Json(schemas.ty(schema, hint))
}

/// The fields of a form, each one piece of text.
fn form<'d>(schemas: &mut Schemas<'d>, entry: &'d Entry, hint: &Hint) -> Result<Vec<Field>, Skip> {
    let Some(schema) = entry.value.get("schema") else { return Ok(Vec::new()) };
    let mut fields = Vec::new();
    let object = schemas.object(schema);
    schemas.lost_keys(object.additional);
    for property in object.properties {
        let mut field = schemas.field(&property, hint);
        if field.read_only {
            continue;
        }
        let ty = field.ty.clone().not_null();
        let encoding = entry.value.get("encoding").and_then(|all| all.get(property.name));
        if let Some(style) = form_style(schemas, encoding, &ty) {
            (field.ty, field.style) = (ty, style);
            fields.push(field);
            continue;
        }
        match one_text(schemas, property.node, ty) {
            Ok(ty) => {
                field.ty = ty;
                fields.push(field);
            }
            Err(why) if property.required => {
                return Err(Skip(format!(
                    "its form's field `{}` is required, and {why}",
                    shown(property.name)
                )));
            }
            Err(why) => {
                let message = format!("the form's field `{}` is left out: {why}", shown(property.name));
                schemas.notes.add(property.node, Code::IMPORT_PARAMETER, message);
            }
        }
    }
    Ok(fields)
}

/// A content type that can stand in a spec.
pub(super) fn content_type(kind: &str) -> String {
    let plain = kind.bytes().all(|byte| (0x20..0x7f).contains(&byte));
    let fits =
        plain && kind.split_once('/').is_some_and(|(left, right)| !left.is_empty() && !right.is_empty());
    if fits && !kind.contains('*') { kind.to_owned() } else { "application/octet-stream".to_owned() }
}

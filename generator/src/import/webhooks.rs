//! What the vendor sends: webhooks, and the callbacks of operations.
//!
//! A document says what such a request holds and nothing of its signature, so the spec says `signature: none`, until an
//! overlay knows better.

use crate::diagnostic::Code;
use crate::yaml::{Entry, Node};

use super::Options;
use super::bodies::{Content, content_type, first_of};
use super::model::{Body, Ty, Webhook};
use super::names::{self, Taken};
use super::operation::{METHODS, Operation, doc};
use super::schema::{Hint, Schemas, flag, shown, text};

/// The groups of webhooks: the first that no endpoint has, or else the last.
const GROUPS: [&str; 3] = ["webhooks", "webhook_payloads", "received_webhooks"];

/// The kinds of content of a payload, best first.
const ORDER: [Content; 7] = [
    Content::Json,
    Content::Form,
    Content::Text,
    Content::Lines,
    Content::Events,
    Content::Bytes,
    Content::Multipart,
];

/// A request that the vendor sends.
struct Sent<'d> {
    name: String,
    node: &'d Node,
    /// Of which operation it is a callback, and the address to which it is sent.
    of: Option<(&'d str, &'d str)>,
}

/// The webhooks of a document, and the callbacks of these operations.
pub(super) fn webhooks<'d>(
    schemas: &mut Schemas<'d>,
    operations: &[&Operation<'d>],
    options: &Options,
) -> Vec<Webhook> {
    let mut taken = Taken::default();
    let mut sent = Vec::new();
    let root = schemas.document.root();
    for key in ["webhooks", "x-webhooks"] {
        if key != "webhooks" && !options.x_webhooks {
            left_out(schemas, key);
            continue;
        }
        let mut found = Vec::new();
        for entry in schemas.map(root, key) {
            requests(schemas, entry, (&entry.key, None), &mut taken, &mut found);
        }
        found.retain(|request| options.selection.wants_webhook(request.node, &request.name));
        if let (Some(node), false) = (root.get(key), found.is_empty()) {
            unsigned(schemas, node, &found);
        }
        sent.extend(found);
    }
    for operation in operations.iter().filter(|operation| !operation.streamed) {
        sent.extend(callbacks(schemas, operation, &mut taken));
    }
    sent.into_iter().filter_map(|request| webhook(schemas, request)).collect()
}

/// Notes that an extension is not read, in which some documents have more than in all that the standard knows.
fn left_out(schemas: &mut Schemas<'_>, key: &str) {
    let node = schemas.document.root().get(key);
    if let Some(node) = node.filter(|node| node.as_map().is_some_and(|map| !map.is_empty())) {
        let message = "the extension is not read: `--x-webhooks` reads it";
        schemas.notes.add(node, Code::IMPORT_NOT_READ, message);
    }
}

/// The group in which webhooks stand, beside those of the endpoints.
pub(super) fn group(used: &[&str]) -> &'static str {
    GROUPS.into_iter().find(|name| !used.contains(name)).unwrap_or(GROUPS[2])
}

/// The callbacks of an operation, which are called like it and like themselves.
fn callbacks<'d>(schemas: &mut Schemas<'d>, operation: &Operation<'d>, taken: &mut Taken) -> Vec<Sent<'d>> {
    let Some(node) = operation.node.get("callbacks") else { return Vec::new() };
    let mut found = Vec::new();
    for callback in schemas.map(operation.node, "callbacks") {
        let Some(addresses) = schemas.follow(&callback.value) else { continue };
        for entry in addresses.as_map().unwrap_or_default() {
            let wish = format!("{}_{}", operation.name, callback.key);
            requests(schemas, entry, (&wish, Some(&entry.key)), taken, &mut found);
        }
    }
    if !found.is_empty() {
        unsigned(schemas, node, &found);
    }
    found.into_iter().map(|one| Sent { of: one.of.map(|(_, to)| (called(operation), to)), ..one }).collect()
}

/// How an operation is called in the document.
fn called<'d>(operation: &Operation<'d>) -> &'d str {
    text(operation.node, "operationId").filter(|id| !id.trim().is_empty()).unwrap_or(operation.path)
}

/// The requests of a path item, by method.
fn requests<'d>(
    schemas: &mut Schemas<'d>,
    entry: &'d Entry,
    (wish, to): (&str, Option<&'d str>),
    taken: &mut Taken,
    found: &mut Vec<Sent<'d>>,
) {
    if entry.key.starts_with("x-") && to.is_some() {
        return;
    }
    let Some(item) = schemas.follow(&entry.value) else { return };
    let methods = item.as_map().unwrap_or_default().iter();
    for method in methods.filter(|method| METHODS.contains(&method.key.as_str())) {
        let wish = names::snake(wish);
        let wish = if wish.starts_with('_') { names::snake(&format!("webhook{wish}")) } else { wish };
        let second = names::snake(&format!("{wish}_{}", method.key));
        let name = taken.first_free([wish.as_str(), &second], names::numbered_snake);
        found.push(Sent { name, node: &method.value, of: to.map(|to| ("", to)) });
    }
}

/// Notes what is not known of these.
fn unsigned(schemas: &mut Schemas<'_>, node: &Node, found: &[Sent<'_>]) {
    let message = "a document does not say how they are signed: an overlay can";
    schemas.notes.add(node, Code::IMPORT_NOT_READ, message);
    let with_parameters = found.iter().filter(|one| one.node.get("parameters").is_some()).count();
    if with_parameters > 0 {
        let message =
            format!("the parameters of {with_parameters} of them are not carried over: payloads are");
        schemas.notes.add(node, Code::IMPORT_NOT_READ, message);
    }
}

/// The webhook, if its request has a body.
fn webhook<'d>(schemas: &mut Schemas<'d>, sent: Sent<'d>) -> Option<Webhook> {
    let body = sent.node.get("requestBody").and_then(|body| schemas.follow(body));
    let entries = body.map(|body| schemas.map(body, "content")).unwrap_or_default();
    let Some((content, entry)) = first_of(entries, &ORDER) else {
        schemas.notes.add(sent.node, Code::IMPORT_SKIPPED, "no webhook: it has no body");
        return None;
    };
    if entries.len() > 1 {
        let message = format!("of {} forms of a payload only `{}` is read", entries.len(), shown(&entry.key));
        schemas.notes.add(sent.node, Code::IMPORT_CONTENT, message);
    }
    let payload = match content {
        Content::Json => {
            let hint = Hint::new(names::camel(&format!("{}_payload", sent.name)));
            Body::Json(entry.value.get("schema").map_or_else(Ty::any, |schema| schemas.ty(schema, &hint)))
        }
        Content::Form | Content::Text | Content::Lines | Content::Events => {
            Body::Text(content_type(&entry.key))
        }
        Content::Bytes | Content::Multipart => Body::Bytes(content_type(&entry.key)),
    };
    let mut paragraphs = vec![doc(sent.node)];
    if let Some((operation, to)) = sent.of {
        paragraphs.push(format!("A callback of `{}`, sent to `{}`.", shown(operation), shown(to)));
    }
    if flag(sent.node, "deprecated") {
        paragraphs.push("Deprecated.".to_owned());
    }
    paragraphs.retain(|paragraph| !paragraph.is_empty());
    Some(Webhook { name: sent.name, doc: paragraphs.join("\n\n"), payload, group: None })
}

//! Examples of answers: those that fit their types go into the spec, the others are noted with what is wrong.

use crate::check::{Shown, Verdict, try_answers};
use crate::diagnostic::{Code, Problems};
use crate::source::Sources;
use crate::yaml::Node;

use super::model::Spec;
use super::schema::{Schemas, reference};

/// A longer one would be most of the spec.
const LONGEST: usize = 64 << 10;
/// All of them, in bytes: an example that many operations refer to is written at each.
const LONGEST_IN_ALL: usize = 16 << 20;

/// An example of an answer in the document.
#[derive(Clone, Debug)]
pub(super) struct Found<'d> {
    /// The endpoint's name.
    pub(super) endpoint: String,
    pub(super) status: u16,
    pub(super) node: &'d Node,
}

/// How many examples there are, and what became of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// All examples of answers that have a type.
    pub all: usize,
    /// Those that are read and written again to equal JSON.
    pub same: usize,
    /// Those that are read, and written in another form: an equal time with another offset, a `null` that is left out.
    pub otherwise: usize,
}

/// The examples of some content.
pub(super) fn of_content<'d>(schemas: &Schemas<'d>, content: &'d Node) -> Vec<&'d Node> {
    let resolve = |node: &'d Node| schemas.document.resolve_node(&schemas.resolved, node);
    if let Some(example) = content.get("example") {
        return vec![example];
    }
    let named = content.get("examples").and_then(Node::as_map).unwrap_or_default();
    let values: Vec<&Node> = named.iter().filter_map(|entry| resolve(&entry.value)?.get("value")).collect();
    if !values.is_empty() {
        return values;
    }
    let schema = content.get("schema").and_then(resolve);
    schema
        .and_then(|schema| schema.get("example"))
        .filter(|node| reference(node).is_none())
        .into_iter()
        .collect()
}

/// The status of an example under a key of `responses`.
pub(super) fn status(key: &str) -> u16 {
    match key {
        "default" => 500,
        key => key.replace("XX", "00").parse().unwrap_or(200),
    }
}

/// The object or list in an example that is written as a text of JSON.
fn json_in(node: &Node) -> Option<Node> {
    let text = node.as_scalar()?.text.trim_start();
    if !text.starts_with(['{', '[']) {
        return None;
    }
    let mut sources = Sources::default();
    let file = sources.add("example.json", text);
    let mut problems = Problems::default();
    crate::yaml::parse(&sources, file, &mut problems).filter(|_| problems.is_empty())
}

/// How an example stands in a spec: of what precedes it, only the depth counts.
const PLACE: &str = "endpoints:\n  a:\n    examples:\n      - status: 200\n        response: ";

/// An example as it is written into a spec, or why it is not: by its length, or because no spec holds its characters, its keys
/// or its depth. `left`: how many bytes all may still have.
fn written(body: &Node, left: &mut usize) -> Result<String, String> {
    let json = body.to_json();
    if json.len() > LONGEST.min(*left) {
        return Err(format!("{} bytes are too many for an example: left out", json.len()));
    }
    let mut sources = Sources::default();
    let file = sources.add("spec.yaml", format!("{PLACE}{json}\n"));
    let mut problems = Problems::default();
    let _ = crate::yaml::parse(&sources, file, &mut problems);
    if let Some(first) = problems.into_sorted().first() {
        return Err(format!("no spec can hold it: {}", first.message));
    }
    *left -= json.len();
    Ok(json)
}

/// Holds all examples against the spec in its text, and keeps those that fit.
pub(super) fn keep(spec: &mut Spec, schemas: &mut Schemas<'_>, text: &str) -> Counts {
    let found = std::mem::take(&mut schemas.examples);
    let mut sources = Sources::default();
    let file = sources.add("spec.yaml", text);
    let mut problems = Problems::default();
    let root = crate::yaml::parse(&sources, file, &mut problems);
    let Some(api) = root.and_then(|root| crate::check::check_spec(&root, &mut problems)) else {
        return Counts::default();
    };
    let in_text: Vec<Option<Node>> = found.iter().map(|one| json_in(one.node)).collect();
    let shown: Vec<Shown<'_>> = found
        .iter()
        .zip(&in_text)
        .map(|(one, json)| Shown {
            endpoint: &one.endpoint,
            status: one.status,
            body: json.as_ref().unwrap_or(one.node),
        })
        .collect();
    let mut counts = Counts::default();
    let mut left = LONGEST_IN_ALL;
    for ((one, shown), verdict) in found.iter().zip(&shown).zip(try_answers(&api, &shown)) {
        let of_kind = match verdict {
            Verdict::Untyped => continue,
            Verdict::Same => Ok(&mut counts.same),
            Verdict::Otherwise => Ok(&mut counts.otherwise),
            Verdict::Misfit(reason) => Err(reason.message),
        };
        counts.all += 1;
        let json = of_kind.and_then(|count| {
            *count += 1;
            written(shown.body, &mut left)
        });
        match json {
            Ok(json) => {
                let mut endpoints = spec.endpoints.iter_mut();
                if let Some(endpoint) = endpoints.find(|endpoint| endpoint.name == one.endpoint) {
                    endpoint.examples.push((one.status, json));
                }
            }
            Err(reason) => {
                let message = format!("of `{}`, status {}: {reason}", one.endpoint, one.status);
                schemas.notes.add(one.node, Code::IMPORT_EXAMPLE, message);
            }
        }
    }
    counts
}

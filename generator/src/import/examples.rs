//! Examples of answers: those that fit their types go into the spec, the others are noted with what is wrong.

use crate::check::{Shown, Verdict, try_answers};
use crate::diagnostic::{Code, Problems};
use crate::source::Sources;
use crate::yaml::Node;

use super::model::Spec;
use super::schema::{Schemas, reference};

/// A longer one would be most of the spec.
const LONGEST: usize = 64 << 10;

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
    for ((one, shown), verdict) in found.iter().zip(&shown).zip(try_answers(&api, &shown)) {
        match verdict {
            Verdict::Untyped => continue,
            Verdict::Same => counts.same += 1,
            Verdict::Otherwise => counts.otherwise += 1,
            Verdict::Misfit(reason) => {
                counts.all += 1;
                let message = format!("of `{}`, status {}: {}", one.endpoint, one.status, reason.message);
                schemas.notes.add(one.node, Code::IMPORT_EXAMPLE, message);
                continue;
            }
        }
        counts.all += 1;
        let json = shown.body.to_json();
        let endpoint = spec.endpoints.iter_mut().find(|endpoint| endpoint.name == one.endpoint);
        if let (true, Some(endpoint)) = (json.len() <= LONGEST, endpoint) {
            endpoint.examples.push((one.status, json));
        }
    }
    counts
}

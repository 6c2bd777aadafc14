//! The parts of an overlay, and whether they have the right shape.

use crate::diagnostic::{Code, Diagnostic, Problems};
use crate::source::Span;
use crate::yaml::{Entry, Node, Value};

/// The keys that an overlay has and a spec has not.
const OWN: [&str; 3] = ["overlay", "add", "remove"];

/// An overlay that has the right shape.
#[derive(Debug)]
pub struct Overlay {
    /// The sections with what changes.
    pub(super) changes: Vec<Entry>,
    /// The sections with what is new.
    pub(super) add: Vec<Entry>,
    /// What goes: maps that lead to lists of names.
    pub(super) remove: Vec<Node>,
}

/// Reads the tree of an overlay. What is wrong with it is reported, and then there is none.
///
/// What stands in it may be incomplete: whether keys are missing is seen when it lies over its spec.
pub fn read(root: Node, problems: &mut Problems) -> Option<Overlay> {
    let mut found = Problems::default();
    let overlay = parts(root, &mut found);
    if found.is_empty() {
        return overlay;
    }
    problems.append(found);
    None
}

fn parts(root: Node, problems: &mut Problems) -> Option<Overlay> {
    let span = root.span;
    let Value::Map(entries) = root.value else {
        problems.report(Diagnostic::new(Code::WRONG_KIND, span, "found no map, expected an overlay: a map"));
        return None;
    };
    let (own, changes): (Vec<Entry>, Vec<Entry>) =
        entries.into_iter().partition(|entry| OWN.contains(&entry.key.as_str()));
    let mut named = false;
    let (mut add, mut remove) = (Vec::new(), Vec::new());
    for entry in own {
        match entry.key.as_str() {
            "overlay" => named = name(&entry.value, problems),
            "add" => add = sections(entry.value, problems),
            _ => remove.push(entry.value),
        }
    }
    for (key, stands) in
        [("overlay", named), ("specwright", changes.iter().any(|entry| entry.key == "specwright"))]
    {
        if !stands && problems.is_empty() {
            let message = format!("an overlay needs the key `{key}`");
            problems.report(
                Diagnostic::new(Code::MISSING_KEY, span, message).label(format!("`{key}` is missing")),
            );
        }
    }
    let changes = checked(changes, span, problems);
    if let Some(twin) = changes.iter().find(|entry| entry.key == "api") {
        problems.report(
            Diagnostic::new(Code::CONFLICTING_KEYS, twin.key_span, "an overlay has no `api`")
                .help("`overlay` names the API whose spec it lies over"),
        );
    }
    // The language's version, which has been looked at, stands in the spec.
    let changes = changes.into_iter().filter(|entry| entry.key != "specwright").collect();
    Some(Overlay { changes, add, remove })
}

/// Whether the overlay says for which API it is; reports what is no name.
fn name(node: &Node, problems: &mut Problems) -> bool {
    let is_name = node.as_scalar().is_some_and(|scalar| !scalar.is_null());
    if !is_name {
        let message = format!("found {}, expected the name of an API", node.describe());
        problems.report(
            Diagnostic::new(Code::WRONG_KIND, node.span, message).label("expected the name of an API"),
        );
    }
    is_name
}

fn sections(node: Node, problems: &mut Problems) -> Vec<Entry> {
    let span = node.span;
    let what = node.describe();
    let Value::Map(entries) = node.value else {
        let message = format!("found {what}, expected a map of sections");
        problems
            .report(Diagnostic::new(Code::WRONG_KIND, span, message).label("such as `endpoints`, `types`"));
        return Vec::new();
    };
    checked(entries, span, problems)
}

/// Sections of a spec, held against the language's shapes; they need not be complete.
fn checked(entries: Vec<Entry>, span: Span, problems: &mut Problems) -> Vec<Entry> {
    let root = Node { value: Value::Map(entries), span };
    let mut found = Problems::default();
    let view = crate::spec::read(&root, &mut found);
    crate::check::wrong_version(view, &mut found);
    for problem in found.into_sorted() {
        if problem.code != Code::MISSING_KEY {
            problems.report(problem);
        }
    }
    super::into_entries(root)
}

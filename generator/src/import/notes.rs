//! What an import could not carry over: each thing with its place, and the reason.

use std::collections::{BTreeMap, HashMap};
use std::fmt::Write as _;

use crate::diagnostic::{Code, Problems};
use crate::source::{FileId, Sources, Span};
use crate::yaml::{Node, Value};

use super::document::Document;

/// A part of a document that is not carried over as it stands.
#[derive(Clone, Debug)]
pub struct Degraded {
    /// What kind of thing it is.
    pub code: Code,
    /// The file, its line (from 1), and the JSON pointer.
    pub path: String,
    /// The line, from 1.
    pub line: usize,
    /// The JSON pointer, as `#/paths/~1pets/get`.
    pub pointer: String,
    /// What became of it, and why.
    pub message: String,
}

/// The notes of a running import.
#[derive(Debug, Default)]
pub(super) struct Notes {
    list: Vec<Note>,
    known: std::collections::HashSet<(usize, Code, String)>,
}

#[derive(Debug)]
struct Note {
    code: Code,
    node: usize,
    span: Span,
    message: String,
}

/// A node's identity: the tree does not move while it is walked.
pub(super) fn address(node: &Node) -> usize {
    std::ptr::from_ref(node) as usize
}

impl Notes {
    /// Notes what became of a node.
    pub(super) fn add(&mut self, node: &Node, code: Code, message: impl Into<String>) {
        let message = message.into();
        if self.known.insert((address(node), code, message.clone())) {
            self.list.push(Note { code, node: address(node), span: node.span, message });
        }
    }

    /// The first operation that is no endpoint, and why.
    pub(super) fn skipped(&self) -> Option<(Span, String)> {
        let first = self.list.iter().find(|note| note.code == Code::IMPORT_SKIPPED)?;
        Some((first.span, first.message.clone()))
    }

    /// All with line and pointer, in the order of the files, beside what reading found.
    pub(super) fn finish(
        mut self,
        document: &Document,
        sources: &Sources,
        problems: Problems,
    ) -> Vec<Degraded> {
        let by_place = document.is_made();
        for (span, code, message) in &document.remarks {
            self.list.push(Note { code: *code, node: 0, span: *span, message: message.clone() });
        }
        // A tree that was made anew has other nodes than the text, with the same places.
        let key = |node: usize, span: Span| if by_place { Key::Place(span) } else { Key::Node(node) };
        let mut pointers: HashMap<Key, String> =
            self.list.iter().map(|note| (key(note.node, note.span), String::new())).collect();
        for (_, root) in document.written_roots() {
            point(root, &mut String::from("#"), &mut pointers, &key);
        }
        let mut all: Vec<(Span, Code, String, String)> = self
            .list
            .into_iter()
            .map(|note| {
                let pointer = pointers.get(&key(note.node, note.span)).cloned().unwrap_or_default();
                (note.span, note.code, pointer, note.message)
            })
            .collect();
        let read = problems.into_sorted().into_iter();
        all.extend(read.map(|problem| {
            let message = format!("{} ({})", problem.message, problem.code);
            (problem.primary.span, Code::IMPORT_TEXT, String::new(), message)
        }));
        all.sort_by_key(|(span, code, ..)| (*span, *code));
        let mut lines = Lines::default();
        all.into_iter()
            .map(|(span, code, pointer, message)| Degraded {
                code,
                path: sources.path(span.file).display().to_string(),
                line: lines.of(sources, span),
                pointer,
                message,
            })
            .collect()
    }
}

/// What a node is found by.
#[derive(PartialEq, Eq, Hash)]
enum Key {
    Node(usize),
    Place(Span),
}

/// Finds the pointers of all nodes that are asked for.
fn point(
    node: &Node,
    path: &mut String,
    wanted: &mut HashMap<Key, String>,
    key: &dyn Fn(usize, Span) -> Key,
) {
    if let Some(pointer) = wanted.get_mut(&key(address(node), node.span))
        && pointer.is_empty()
    {
        pointer.clone_from(path);
    }
    let length = path.len();
    match &node.value {
        Value::Scalar(_) => {}
        Value::List(items) => {
            for (index, item) in items.iter().enumerate() {
                let _ = write!(path, "/{index}");
                point(item, path, wanted, key);
                path.truncate(length);
            }
        }
        Value::Map(entries) => {
            for entry in entries {
                path.push('/');
                escaped(&entry.key, path);
                point(&entry.value, path, wanted, key);
                path.truncate(length);
            }
        }
    }
}

fn escaped(key: &str, out: &mut String) {
    for character in key.chars() {
        match character {
            '~' => out.push_str("~0"),
            '/' => out.push_str("~1"),
            other if other.is_control() => out.push('\u{fffd}'),
            other => out.push(other),
        }
    }
}

/// Where the lines of the files begin.
#[derive(Default)]
struct Lines {
    starts: HashMap<FileId, Vec<u32>>,
}

impl Lines {
    fn of(&mut self, sources: &Sources, span: Span) -> usize {
        let starts = self.starts.entry(span.file).or_insert_with(|| {
            let text = sources.get(span.file).text.bytes().enumerate();
            text.filter(|(_, byte)| *byte == b'\n')
                .map(|(at, _)| u32::try_from(at).unwrap_or(u32::MAX))
                .collect()
        });
        starts.partition_point(|start| *start < span.start) + 1
    }
}

/// How often each kind of thing was degraded.
pub(super) fn counts(all: &[Degraded]) -> BTreeMap<Code, usize> {
    let mut counts = BTreeMap::new();
    for one in all {
        *counts.entry(one.code).or_insert(0) += 1;
    }
    counts
}

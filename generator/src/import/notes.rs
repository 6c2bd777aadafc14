//! What an import could not carry over: each thing with its place, and the reason.

use std::collections::{BTreeMap, HashMap};
use std::fmt::Write as _;
use std::hash::BuildHasherDefault;

use crate::diagnostic::{Code, Problems};
use crate::source::{FileId, Sources, Span};
use crate::yaml::{Node, Value};

use super::document::Document;
use super::quick::Quick;

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
        let mut pointers: Pointers =
            self.list.iter().map(|note| (key(note.node, note.span), String::new())).collect();
        for (_, root) in document.written_roots() {
            point(root, &mut Vec::new(), &mut pointers, &key);
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

/// The pointers that are asked for. Every node of a document is looked up in it.
type Pointers = HashMap<Key, String, BuildHasherDefault<Quick>>;

/// A step from a node to one in it.
enum Step<'n> {
    Key(&'n str),
    Index(usize),
}

/// Finds the pointers of all nodes that are asked for; the way leads to this one.
fn point<'n>(
    node: &'n Node,
    way: &mut Vec<Step<'n>>,
    wanted: &mut Pointers,
    key: &impl Fn(usize, Span) -> Key,
) {
    if let Some(pointer) = wanted.get_mut(&key(address(node), node.span))
        && pointer.is_empty()
    {
        *pointer = written(way);
    }
    match &node.value {
        Value::Scalar(_) => {}
        Value::List(items) => {
            for (index, item) in items.iter().enumerate() {
                way.push(Step::Index(index));
                point(item, way, wanted, key);
                way.pop();
            }
        }
        Value::Map(entries) => {
            for entry in entries {
                way.push(Step::Key(&entry.key));
                point(&entry.value, way, wanted, key);
                way.pop();
            }
        }
    }
}

fn written(way: &[Step<'_>]) -> String {
    let mut pointer = String::from("#");
    for step in way {
        pointer.push('/');
        match step {
            Step::Key(key) => escaped(key, &mut pointer),
            Step::Index(index) => {
                let _ = write!(pointer, "{index}");
            }
        }
    }
    pointer
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

/// Counts lines up to places that come in the order of their files.
#[derive(Default)]
struct Lines {
    file: Option<FileId>,
    at: usize,
    breaks: usize,
}

impl Lines {
    fn of(&mut self, sources: &Sources, span: Span) -> usize {
        let text = sources.get(span.file).text.as_bytes();
        let at = (span.start as usize).min(text.len());
        if self.file != Some(span.file) || at < self.at {
            *self = Self { file: Some(span.file), at: 0, breaks: 0 };
        }
        self.breaks += text[self.at..at].iter().map(|byte| usize::from(*byte == b'\n')).sum::<usize>();
        self.at = at;
        self.breaks + 1
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

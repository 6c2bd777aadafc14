//! Events → tree.
//!
//! The walk is recursive; [`MAX_DEPTH`] bounds it. An anchored node is kept as a copy, and copies and expansions draw
//! on one budget of nodes and one of text, so a small file cannot ask for much memory.

mod budget;

use std::collections::HashMap;

use granit_parser::{Event, Options, Parser, ScalarStyle, StrInput, StructureStyle};

use crate::diagnostic::{Code, Diagnostic, Problems};
use crate::source::{FileId, Sources, Span};

use super::node::{Entry, Node, Scalar, Value};
use super::{MAX_BYTES, MAX_DEPTH, MAX_EXPANDED_IN_DOCUMENTS, MAX_EXPANDED_NODES, characters, syntax};
use budget::Budget;

/// Reads the text of a file as one YAML document. `None`: the problems are such that there is no whole tree.
///
/// Where the tree is whole but has problems (two equal keys, a tag), it is given beside them, so that a caller can find
/// more problems in the same run.
pub fn parse(sources: &Sources, file: FileId, problems: &mut Problems) -> Option<Node> {
    read(sources, file, problems, false)
}

/// Reads a document that somebody else wrote, JSON or YAML, as far as it goes: `<<` merges maps, an alias that leads nowhere
/// is null, and of several documents the first counts. The problems say what was not read as it stands.
pub fn parse_document(sources: &Sources, file: FileId, problems: &mut Problems) -> Option<Node> {
    let text = sources.get(file).text.as_str();
    let looks_like_json = text.trim_start().starts_with(['{', '[']) && text.len() <= MAX_BYTES;
    if let Some(mut node) = looks_like_json.then(|| super::json::parse(text, file)).flatten() {
        refuse_duplicates_below(&mut node, problems);
        return Some(node);
    }
    read(sources, file, problems, true)
}

fn read(sources: &Sources, file: FileId, problems: &mut Problems, lenient: bool) -> Option<Node> {
    let text = sources.get(file).text.as_str();
    let start = Span { file, start: 0, end: 0 };
    if text.len() > MAX_BYTES {
        let message = format!("the text has {} bytes; at most {MAX_BYTES} are read", text.len());
        problems.report(Diagnostic::new(Code::TOO_LARGE, start, message));
        return None;
    }
    let refused = characters::check_text(text, file, problems);
    let mut builder = Builder::new(text, file, problems, lenient);
    match builder.document() {
        Ok(Some(node)) => builder.whole.then_some(node),
        Ok(None) => {
            problems.report(Diagnostic::new(Code::EMPTY_FILE, start, "the file holds nothing but comments"));
            None
        }
        Err(Stop(diagnostic)) => {
            // The characters are reported already, at the same place or a better one.
            if !(refused && diagnostic.code == Code::CONTROL_CHARACTER) {
                problems.report(*diagnostic);
            }
            None
        }
    }
}

/// A problem after which there is nothing more to read.
struct Stop(Box<Diagnostic>);

impl From<Diagnostic> for Stop {
    fn from(diagnostic: Diagnostic) -> Self {
        Self(Box::new(diagnostic))
    }
}

type Place = granit_parser::Span;

/// Reads what is in a collection at some depth; gives it and the place of its end.
type Read<B> = fn(&mut B, usize) -> Result<(Value, Place), Stop>;

struct Builder<'text, 'problems> {
    text: &'text str,
    file: FileId,
    events: Parser<'text, StrInput<'text>>,
    problems: &'problems mut Problems,
    anchors: HashMap<usize, Anchor>,
    budget: Budget,
    /// Whether every part of the tree is what the text says.
    whole: bool,
    /// Whether the document is somebody else's.
    lenient: bool,
}

/// A node that aliases may refer to.
enum Anchor {
    /// Still being read: an alias inside it would have no end.
    Open,
    /// Too large for any alias to it to be within the budget.
    TooLarge,
    /// A copy of it, and how deep it nests.
    Kept { node: Node, height: usize },
}

impl<'text, 'problems> Builder<'text, 'problems> {
    fn new(text: &'text str, file: FileId, problems: &'problems mut Problems, lenient: bool) -> Self {
        let mut options = Options::default();
        options.emit_unresolved_aliases = true;
        options.set_emit_comments(false);
        options.flow_nesting_limit = MAX_DEPTH;
        options.block_nesting_limit = MAX_DEPTH;
        Self {
            text,
            file,
            events: Parser::new_from_str_with_options(text, options),
            problems,
            anchors: HashMap::new(),
            budget: Budget::new(if lenient { MAX_EXPANDED_IN_DOCUMENTS } else { MAX_EXPANDED_NODES }),
            whole: true,
            lenient,
        }
    }

    /// The first document; what follows it is refused. `None`: there is none.
    fn document(&mut self) -> Result<Option<Node>, Stop> {
        let mut root = None;
        loop {
            let (event, place) = self.next()?;
            match event {
                Event::StreamEnd => return Ok(root.filter(|node: &Node| !is_missing(node))),
                Event::DocumentStart(..) if root.is_some() => {
                    let problem = self.many_documents(&place);
                    if !self.lenient {
                        return Err(problem.into());
                    }
                    self.problems.report(problem);
                    return Ok(root);
                }
                Event::DocumentStart(..) => {
                    let (event, place) = self.next()?;
                    root = Some(self.node(event, &place, 0)?);
                }
                _ => {}
            }
        }
    }

    fn next(&mut self) -> Result<(Event<'text>, Place), Stop> {
        match self.events.next_event() {
            Some(Ok(event)) => Ok(event),
            Some(Err(error)) => Err(syntax::diagnostic(&error, self.text, self.file).into()),
            None => Ok((Event::StreamEnd, Place::default())),
        }
    }

    fn node(&mut self, event: Event<'text>, place: &Place, depth: usize) -> Result<Node, Stop> {
        self.refuse_tag(&event, place);
        match event {
            Event::Scalar(text, style, anchor, _) => {
                let scalar = self.scalar(&text, style, place);
                Ok(self.keep(anchor, scalar))
            }
            Event::SequenceStart(style, anchor, _) => {
                self.collection(place, style, anchor, depth, Self::list)
            }
            Event::MappingStart(style, anchor, _) => self.collection(place, style, anchor, depth, Self::map),
            Event::Alias(id) => self.alias(id, place, depth),
            Event::UnresolvedAlias(name) => {
                let message = format!("no anchor `&{name}` stands before this alias");
                Ok(self.broken_alias(Diagnostic::new(Code::UNKNOWN_ALIAS, self.span(place), message)))
            }
            _ => Err(self.misplaced(place)),
        }
    }

    fn collection(
        &mut self,
        place: &Place,
        style: StructureStyle,
        anchor: usize,
        depth: usize,
        read: Read<Self>,
    ) -> Result<Node, Stop> {
        let start = self.span(place);
        if depth >= MAX_DEPTH {
            return Err(syntax::too_deep(start).into());
        }
        if anchor != 0 {
            self.anchors.insert(anchor, Anchor::Open);
        }
        let (value, end) = read(self, depth + 1)?;
        let span = match style {
            StructureStyle::Flow => Span { end: self.span(&end).end.max(start.end), ..start },
            StructureStyle::Block => self.to_end_of_line(start),
        };
        Ok(self.keep(anchor, Node { value, span }))
    }

    fn list(&mut self, depth: usize) -> Result<(Value, Place), Stop> {
        let mut items = Vec::new();
        loop {
            match self.next()? {
                (Event::SequenceEnd, end) => return Ok((Value::List(items), end)),
                (event, place) => items.push(self.node(event, &place, depth)?),
            }
        }
    }

    fn map(&mut self, depth: usize) -> Result<(Value, Place), Stop> {
        let mut entries = Vec::new();
        let mut merged = Vec::new();
        loop {
            let (event, place) = self.next()?;
            if matches!(event, Event::MappingEnd) {
                refuse_duplicates(&mut entries, self.problems);
                merge(&mut entries, merged);
                return Ok((Value::Map(entries), place));
            }
            let key = self.node(event, &place, depth)?;
            let (event, place) = self.next()?;
            let value = self.node(event, &place, depth)?;
            if self.lenient && key.as_scalar().is_some_and(|key| key.plain && key.text == "<<") {
                merged.push(value);
            } else if let Some((key, key_span)) = self.key(key) {
                entries.push(Entry { key, key_span, value });
            }
        }
    }

    /// The text of a key, or a problem.
    fn key(&mut self, node: Node) -> Option<(String, Span)> {
        let problem = match node.value {
            Value::Scalar(scalar) if scalar.plain && scalar.text == "<<" => {
                Diagnostic::new(Code::MERGE_KEY, node.span, "`<<` does not merge maps")
                    .help("write the keys out, or name what is shared once and refer to it")
            }
            Value::Scalar(scalar) if scalar.plain && scalar.text.is_empty() => {
                Diagnostic::new(Code::YAML_SYNTAX, node.span, "a key is missing before `:`")
            }
            Value::Scalar(scalar) => return Some((scalar.text, node.span)),
            Value::List(_) | Value::Map(_) => {
                Diagnostic::new(Code::COMPLEX_KEY, node.span, "a list or a map cannot be a key")
                    .help("a key with brackets stands in quotes")
            }
        };
        self.problems.report(problem);
        None
    }

    fn scalar(&mut self, text: &str, style: ScalarStyle, place: &Place) -> Node {
        let mut span = self.span(place);
        let quoted = matches!(style, ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted);
        let plain = matches!(style, ScalarStyle::Plain);
        if !plain && !quoted {
            // A block text: its place ends where its last line does, not with the line break.
            let shown = self.text[span.start as usize..span.end as usize].trim_end();
            span = span.part(0, shown.len());
        }
        if style == ScalarStyle::DoubleQuoted {
            characters::check_escaped(text, self.text, span, self.problems);
        }
        // The parser calls a value that is not there `~`.
        let text = if plain && span.start == span.end { "" } else { text };
        let content_start = span.start + u32::from(quoted);
        let verbatim = self.text[content_start as usize..].starts_with(text);
        Node { value: Value::Scalar(Scalar { text: text.to_owned(), plain, verbatim, content_start }), span }
    }

    /// Keeps a copy of an anchored node for its aliases.
    fn keep(&mut self, anchor: usize, node: Node) -> Node {
        if anchor != 0 {
            let kept = match self.budget.take(&node) {
                Some(height) => Anchor::Kept { node: node.clone(), height },
                None => Anchor::TooLarge,
            };
            self.anchors.insert(anchor, kept);
        }
        node
    }

    fn alias(&mut self, id: usize, place: &Place, depth: usize) -> Result<Node, Stop> {
        let span = self.span(place);
        let problem = match self.anchors.get(&id) {
            Some(Anchor::Kept { height, .. }) if depth + height > MAX_DEPTH => syntax::too_deep(span),
            Some(Anchor::Kept { node, .. }) => match self.budget.take(node) {
                Some(_) => return Ok(node.clone()),
                None => return Err(too_many_nodes(span).into()),
            },
            Some(Anchor::TooLarge) => return Err(too_many_nodes(span).into()),
            Some(Anchor::Open) | None => {
                Diagnostic::new(Code::UNKNOWN_ALIAS, span, "an alias within the node that it stands for")
            }
        };
        Ok(self.broken_alias(problem))
    }

    fn broken_alias(&mut self, problem: Diagnostic) -> Node {
        let span = problem.primary.span;
        self.problems.report(problem);
        self.whole = self.lenient;
        let scalar = Scalar { text: String::new(), plain: true, verbatim: false, content_start: span.start };
        Node { value: Value::Scalar(scalar), span }
    }

    fn refuse_tag(&mut self, event: &Event<'_>, place: &Place) {
        if event.tag().is_none() {
            return;
        }
        let span = place.tag_span().map_or_else(|| self.span(place), |tag| self.span(&tag));
        let written = self.text.get(span.start as usize..span.end as usize).unwrap_or("!");
        let message = format!("the tag `{}` has no meaning here", written.escape_debug());
        self.problems.report(Diagnostic::new(Code::YAML_TAG, span, message));
    }

    fn many_documents(&self, place: &Place) -> Diagnostic {
        Diagnostic::new(Code::MANY_DOCUMENTS, self.span(place), "a second YAML document begins here")
            .help("a spec is one document: remove the `---`, or move what follows to a file of its own")
    }

    fn misplaced(&self, place: &Place) -> Stop {
        Diagnostic::new(Code::YAML_SYNTAX, self.span(place), "the structure ends too early").into()
    }

    fn span(&self, place: &Place) -> Span {
        let range = place.byte_range().unwrap_or(0..0);
        let at = |offset: usize| u32::try_from(offset.min(self.text.len())).unwrap_or(u32::MAX);
        Span { file: self.file, start: at(range.start), end: at(range.end.max(range.start)) }
    }

    /// From the span's beginning to the end of its line.
    fn to_end_of_line(&self, span: Span) -> Span {
        let rest = &self.text[span.start as usize..];
        let line = rest.lines().next().unwrap_or("").trim_end();
        let length = u32::try_from(line.len()).unwrap_or(0);
        Span { end: span.start + length, ..span }
    }
}

/// Keeps the first of equal keys, and reports the others.
fn refuse_duplicates(entries: &mut Vec<Entry>, problems: &mut Problems) {
    // Most maps are small, and nearly all have no equal keys.
    let few = entries.len() <= 12;
    let twice =
        |(index, entry): (usize, &Entry)| entries[..index].iter().any(|before| before.key == entry.key);
    if few && !entries.iter().enumerate().any(twice) {
        return;
    }
    let mut first_places: HashMap<&str, Span> = HashMap::with_capacity(entries.len());
    let mut again = HashMap::new();
    for (index, entry) in entries.iter().enumerate() {
        match first_places.get(entry.key.as_str()) {
            Some(first) => {
                again.insert(index, *first);
            }
            None => {
                first_places.insert(&entry.key, entry.key_span);
            }
        }
    }
    if again.is_empty() {
        return;
    }
    let mut index = 0;
    entries.retain(|entry| {
        let first = again.get(&index);
        index += 1;
        if let Some(first) = first {
            let message = format!("the key `{}` stands twice in this map", entry.key.escape_debug());
            let problem = Diagnostic::new(Code::DUPLICATE_KEY, entry.key_span, message);
            problems.report(problem.also(*first, "first here"));
        }
        first.is_none()
    });
}

fn refuse_duplicates_below(node: &mut Node, problems: &mut Problems) {
    match &mut node.value {
        Value::Scalar(_) => {}
        Value::List(items) => {
            for item in items {
                refuse_duplicates_below(item, problems);
            }
        }
        Value::Map(entries) => {
            if entries.len() > 1 {
                refuse_duplicates(entries, problems);
            }
            for entry in entries {
                refuse_duplicates_below(&mut entry.value, problems);
            }
        }
    }
}

/// Adds the entries of merged maps whose keys are not there yet.
fn merge(entries: &mut Vec<Entry>, merged: Vec<Node>) {
    for node in merged {
        match node.value {
            Value::Map(all) => {
                for entry in all {
                    if entries.iter().all(|known| known.key != entry.key) {
                        entries.push(entry);
                    }
                }
            }
            Value::List(items) => merge(entries, items),
            Value::Scalar(_) => {}
        }
    }
}

fn too_many_nodes(span: Span) -> Diagnostic {
    Diagnostic::new(
        Code::TOO_MANY_NODES,
        span,
        format!("anchors and aliases expand to more than {MAX_EXPANDED_NODES} nodes"),
    )
}

/// Whether the document is `---` and no more.
fn is_missing(node: &Node) -> bool {
    node.as_scalar().is_some_and(|scalar| scalar.plain && scalar.text.is_empty())
}

#[cfg(test)]
mod tests;

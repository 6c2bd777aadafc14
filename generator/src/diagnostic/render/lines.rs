//! Lines and columns of places, with one index per file, since a run can have a thousand diagnostics.

use std::collections::HashMap;

use crate::source::{FileId, Sources, Span};

/// Where lines begin, for all files that were asked for.
pub struct Places<'a> {
    sources: &'a Sources,
    starts: HashMap<FileId, Vec<usize>>,
}

/// A place as people count: from 1, columns in characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    pub line: usize,
    pub column: usize,
    pub end_line: usize,
    /// The column behind the last character.
    pub end_column: usize,
}

impl<'a> Places<'a> {
    pub fn new(sources: &'a Sources) -> Self {
        Self { sources, starts: HashMap::new() }
    }

    /// The file's path, with `/` on every system.
    pub fn path(&self, file: FileId) -> String {
        super::harmless(&self.sources.path(file).to_string_lossy().replace('\\', "/"))
    }

    pub fn text(&self, file: FileId) -> &'a str {
        &self.sources.get(file).text
    }

    pub fn place(&mut self, span: Span) -> Place {
        let (line, column) = self.position(span.file, span.start);
        let (end_line, end_column) = self.position(span.file, span.end.max(span.start));
        Place { line, column, end_line, end_column }
    }

    /// The byte range of a line (from 1), without its line break.
    pub fn line(&mut self, file: FileId, line: usize) -> std::ops::Range<usize> {
        let text = self.text(file);
        let starts = self.starts(file);
        let start = starts.get(line - 1).copied().unwrap_or(text.len());
        let end = starts.get(line).map_or(text.len(), |next| next - 1);
        start..start + text[start..end].trim_end_matches('\r').len()
    }

    fn position(&mut self, file: FileId, offset: u32) -> (usize, usize) {
        let text = self.text(file);
        let offset = on_boundary(text, offset as usize);
        let starts = self.starts(file);
        let line = starts.partition_point(|start| *start <= offset).max(1);
        let column = text[starts[line - 1]..offset].chars().count() + 1;
        (line, column)
    }

    fn starts(&mut self, file: FileId) -> &[usize] {
        let text = self.text(file);
        self.starts.entry(file).or_insert_with(|| {
            std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect()
        })
    }
}

/// The nearest offset at or before `offset` that does not lie within a character.
pub fn on_boundary(text: &str, offset: usize) -> usize {
    let mut offset = offset.min(text.len());
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    offset
}

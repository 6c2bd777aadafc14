//! The texts a run reads, and places in them.
//!
//! A [`Span`] is a few bytes and can be kept with every node; only the renderers of diagnostics turn it into
//! a line and a column.

use std::path::{Path, PathBuf};

/// Which file of [`Sources`] a span lies in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId(u32);

/// The first id of texts that no run reads.
const APART: u32 = 1 << 31;

impl FileId {
    /// Whether it is of [`Sources::apart`].
    pub(crate) fn is_apart(self) -> bool {
        self.0 >= APART
    }
}

/// A range of bytes in one file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// The file.
    pub file: FileId,
    /// Offset of the first byte.
    pub start: u32,
    /// Offset behind the last byte.
    pub end: u32,
}

impl Span {
    /// The part of this span from `start` to `end`, byte offsets from its own beginning; kept inside the span.
    #[must_use]
    pub fn part(self, start: usize, end: usize) -> Self {
        let at = |offset: usize| {
            let offset = u32::try_from(offset).unwrap_or(u32::MAX);
            self.start.saturating_add(offset).min(self.end)
        };
        Self { file: self.file, start: at(start), end: at(end) }
    }
}

/// A value and where it was written.
#[derive(Clone, Debug)]
pub struct Spanned<T> {
    /// The value.
    pub value: T,
    /// Where it stands.
    pub span: Span,
}

impl<T> Spanned<T> {
    /// A value with its place.
    pub fn new(value: T, span: Span) -> Self {
        Self { value, span }
    }
}

impl<T> std::ops::Deref for Spanned<T> {
    type Target = T;
    fn deref(&self) -> &T {
        &self.value
    }
}

/// One text that was read.
#[derive(Clone, Debug)]
pub struct Source {
    /// The path as it was given, for messages.
    pub path: PathBuf,
    /// The whole text.
    pub text: String,
}

/// All texts of a run.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    files: Vec<Source>,
    /// The id of the first.
    first: u32,
}

impl Sources {
    /// Texts that are the generator's own, whose places no user is shown.
    pub(crate) fn apart() -> Self {
        Self { files: Vec::new(), first: APART }
    }

    /// Adds a text and gives its id.
    pub fn add(&mut self, path: impl Into<PathBuf>, text: impl Into<String>) -> FileId {
        let id = FileId(u32::try_from(self.files.len()).unwrap_or(u32::MAX).saturating_add(self.first));
        self.files.push(Source { path: path.into(), text: text.into() });
        id
    }

    /// The text with that id.
    ///
    /// # Panics
    /// If the id is of other `Sources`.
    pub fn get(&self, id: FileId) -> &Source {
        &self.files[id.0.saturating_sub(self.first) as usize]
    }

    /// The path of a file, for messages.
    pub fn path(&self, id: FileId) -> &Path {
        &self.get(id).path
    }

    /// Line and column (both from 1, the column in characters) of a byte offset.
    pub fn line_column(&self, id: FileId, offset: u32) -> (usize, usize) {
        let text = &self.get(id).text;
        let mut offset = (offset as usize).min(text.len());
        while !text.is_char_boundary(offset) {
            offset -= 1;
        }
        let before = &text[..offset];
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        (before.matches('\n').count() + 1, before[line_start..].chars().count() + 1)
    }
}

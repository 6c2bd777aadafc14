//! What is wrong in a spec, apart from how it is shown.
//!
//! A phase reports into [`Problems`] and goes on; the caller stops after a phase that reported anything.
//! Messages are lower case, without a full stop, complete in one line; `note`s are facts, `help`s say what to do.

mod codes;
mod render;

pub use codes::{Code, explain};
pub use render::{Format, cargo_lines, render};

use std::collections::HashSet;

use crate::source::Span;

/// A place with a few words on its role.
#[derive(Clone, Debug)]
pub struct Label {
    /// The place.
    pub span: Span,
    /// What about it; may be empty for the first label.
    pub text: String,
}

/// One problem.
#[derive(Clone, Debug)]
pub struct Diagnostic {
    /// Its stable code.
    pub code: Code,
    /// What is wrong, in one line.
    pub message: String,
    /// The smallest text that is wrong.
    pub primary: Label,
    /// Other places that matter, such as the other half of a conflict.
    pub others: Vec<Label>,
    /// Facts.
    pub notes: Vec<String>,
    /// What to do.
    pub helps: Vec<String>,
}

impl Diagnostic {
    /// A problem at a place.
    pub fn new(code: Code, span: Span, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
            primary: Label { span, text: String::new() },
            others: Vec::new(),
            notes: Vec::new(),
            helps: Vec::new(),
        }
    }

    /// Words under the primary place: what was expected there.
    #[must_use]
    pub fn label(mut self, text: impl Into<String>) -> Self {
        self.primary.text = text.into();
        self
    }

    /// Another place that matters.
    #[must_use]
    pub fn also(mut self, span: Span, text: impl Into<String>) -> Self {
        self.others.push(Label { span, text: text.into() });
        self
    }

    /// A fact.
    #[must_use]
    pub fn note(mut self, text: impl Into<String>) -> Self {
        self.notes.push(text.into());
        self
    }

    /// What to do.
    #[must_use]
    pub fn help(mut self, text: impl Into<String>) -> Self {
        self.helps.push(text.into());
        self
    }

    /// Names a candidate near to `wrong`, if there is one, or else lists them all.
    #[must_use]
    pub fn suggest<'a>(self, wrong: &str, candidates: impl IntoIterator<Item = &'a str>, what: &str) -> Self {
        let all: Vec<&str> = candidates.into_iter().collect();
        match crate::nearest::nearest(wrong, all.iter().copied()) {
            Some(near) => self.help(format!("{what} with a similar name: `{near}`")),
            None if all.is_empty() || all.len() > 24 => self,
            None => self.note(format!("known here: `{}`", all.join("`, `"))),
        }
    }
}

/// More problems than this are counted, not kept: a hostile file could have millions.
const KEPT: usize = 1000;
/// Of so many it is said which name was probably meant.
const EXPLAINED: usize = 100;

/// The problems found so far.
#[derive(Debug, Default)]
pub struct Problems {
    list: Vec<Diagnostic>,
    known: HashSet<(Span, Code, String)>,
    not_kept: usize,
}

impl Problems {
    /// Adds one, unless the same is known: a style or a default is held against each endpoint that uses it, but what is
    /// wrong with itself is one problem.
    pub fn report(&mut self, diagnostic: Diagnostic) {
        if self.list.len() >= KEPT {
            self.not_kept += 1;
            return;
        }
        let key = (diagnostic.primary.span, diagnostic.code, diagnostic.message.clone());
        if self.known.insert(key) {
            self.list.push(diagnostic);
        }
    }

    /// Adds those of another list.
    pub fn append(&mut self, other: Self) {
        self.not_kept += other.not_kept;
        for diagnostic in other.list {
            self.report(diagnostic);
        }
    }

    /// Whether there are so many that what takes long to find out about another one is left out.
    pub fn are_many(&self) -> bool {
        self.list.len() >= EXPLAINED
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.list.len() + self.not_kept
    }

    /// Those that were kept, by file and position. [`Problems::len`] says whether there are more.
    pub fn into_sorted(mut self) -> Vec<Diagnostic> {
        self.list.sort_by_key(|diagnostic| (diagnostic.primary.span, diagnostic.code));
        self.list
    }
}

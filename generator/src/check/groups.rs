//! Groups of endpoints: a cargo feature each.

use super::Checker;
use crate::api::Group;
use crate::diagnostic::{Code, Diagnostic};
use crate::spec::{View, text::Text};
use crate::yaml::{Entry, Scalar};

/// A crate can have 300 features where it is published; some are left for other APIs and for the client itself.
pub(crate) const MOST_GROUPS: usize = 250;

/// The folder of what no group or several of them need.
pub(crate) const SHARED: &str = "shared";

impl<'a> Checker<'a, '_> {
    pub(super) fn groups(&mut self) -> Vec<Group> {
        let entries = self.spec.named("groups");
        if let Some(entry) = entries.get(MOST_GROUPS) {
            self.report(
                Diagnostic::new(
                    Code::TOO_MANY_GROUPS,
                    entry.key_span,
                    format!("{} groups, of which an API can have {MOST_GROUPS}", entries.len()),
                )
                .help("join small ones"),
            );
        }
        entries.iter().filter_map(|entry| self.group(entry)).collect()
    }

    fn group(&mut self, entry: &'a Entry) -> Option<Group> {
        let name = &entry.key;
        let rust = self.snake_key(entry, "a group", "it becomes a cargo feature")?;
        if name == SHARED {
            self.report(
                Diagnostic::new(Code::RESERVED_NAME, entry.key_span, format!("`{name}` cannot name a group"))
                    .note("the name becomes a folder, and that one is for something else"),
            );
            return None;
        }
        let note = Text::of(&entry.value).filter(|_| !entry.value.as_scalar().is_some_and(Scalar::is_null));
        Some(Group { name: name.clone(), rust, doc: Self::note(note) })
    }

    /// The group of an endpoint, an index.
    pub(super) fn group_of(&mut self, view: View<'a>) -> Option<usize> {
        let text = view.text("group")?;
        let index = self.named_index("groups", text)?;
        self.used.take("groups", index);
        Some(index)
    }
}

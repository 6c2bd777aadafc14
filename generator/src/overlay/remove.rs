//! What an overlay removes: names, or keys, of what is there.

use super::key::{find, inner_of, kind_under};
use super::long::long;
use super::{Merge, entries_mut, path_to, what_of};
use crate::diagnostic::{Code, Diagnostic};
use crate::spec::shape::Kind;
use crate::spec::text::Text;
use crate::yaml::{Node, Value};

const GONE: &str = "what is gone in the spec can go here too";

impl Merge<'_> {
    /// Removes from a value of that kind: a list names what goes, a map leads deeper.
    pub(super) fn remove(&mut self, base: &mut Node, what: &Node, kind: Kind, path: &str) {
        match &what.value {
            Value::List(items) => {
                for item in items {
                    match Text::of(item) {
                        Some(name) => self.remove_one(base, name, kind, path),
                        None => self.no_name(item),
                    }
                }
            }
            Value::Scalar(_) => self.no_name(what),
            Value::Map(entries) => {
                for entry in entries {
                    let under = kind_under(base, &entry.key, kind);
                    let there = entries_mut(base).and_then(|entries| {
                        let index = find(entries, &entry.key, inner_of(kind))?;
                        entries.get_mut(index)
                    });
                    let Some(there) = there else {
                        self.nothing_there((&entry.key, entry.key_span), base, kind, path);
                        continue;
                    };
                    let span = there.value.span;
                    let value =
                        std::mem::replace(&mut there.value, Node { value: Value::List(Vec::new()), span });
                    there.value = long(value, under);
                    self.remove(&mut there.value, &entry.value, under, &path_to(path, &entry.key));
                }
            }
        }
    }

    fn remove_one(&mut self, base: &mut Node, name: Text<'_>, kind: Kind, path: &str) {
        let index = base.as_map().and_then(|entries| find(entries, name.as_str(), inner_of(kind)));
        match (index, entries_mut(base)) {
            (Some(index), Some(entries)) => _ = entries.remove(index),
            _ => self.nothing_there((name.as_str(), name.span()), base, kind, path),
        }
    }

    fn nothing_there(&mut self, name: (&str, crate::source::Span), base: &Node, kind: Kind, path: &str) {
        let what = inner_of(kind).map_or("key", what_of);
        let known = base.as_map().unwrap_or_default().iter().map(|entry| entry.key.trim_end_matches('?'));
        self.not_there(what, name, path, known, GONE);
    }

    fn no_name(&mut self, node: &Node) {
        self.problems.report(
            Diagnostic::new(
                Code::WRONG_KIND,
                node.span,
                format!("found {}, expected a list of names", node.describe()),
            )
            .label("expected a list of names")
            .help("write `endpoints: [list_pets]`, or go deeper: `types: { Pet: { fields: [tag] } }`"),
        );
    }
}

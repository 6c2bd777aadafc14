//! What an overlay adds: it must not be there yet.

use super::key::{find, inner_of, kind_under};
use super::{Merge, entries_mut, into_entries};
use crate::diagnostic::{Code, Diagnostic};
use crate::spec::shape::Kind;
use crate::yaml::{Entry, Node};

impl Merge<'_> {
    /// Adds an entry to a map of that kind; where it is there already and both are maps, what stands in it.
    pub(super) fn add(&mut self, base: &mut Node, entry: Entry, kind: Kind) {
        let under = kind_under(base, &entry.key, kind);
        let Some(entries) = entries_mut(base) else { return };
        let Some(index) = find(entries, &entry.key, inner_of(kind)) else {
            entries.push(entry);
            return;
        };
        let there = &mut entries[index];
        let holds_others = matches!(
            under,
            Kind::Map(_) | Kind::Named(_) | Kind::Short(..) | Kind::TypeOr(_) | Kind::Forms(_)
        );
        if holds_others && is_map(&there.value) && is_map(&entry.value) {
            for inner in into_entries(entry.value) {
                self.add(&mut there.value, inner, under);
            }
            return;
        }
        self.problems.report(
            Diagnostic::new(
                Code::OVERLAY_THERE,
                entry.key_span,
                format!("the spec has `{}` here already", entry.key),
            )
            .also(there.key_span, "it stands here")
            .help("what changes it stands outside of `add`; what is the same can go"),
        );
    }
}

/// A map of keys, which `{T}` is not.
fn is_map(node: &Node) -> bool {
    node.as_map().is_some_and(|entries| crate::spec::map_type(entries).is_none())
}

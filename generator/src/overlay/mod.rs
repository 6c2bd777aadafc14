//! A spec and its overlay → one tree, before it is checked.
//!
//! A spec that is made by a machine (imported, generated) is not edited, since the next run would undo that. What people
//! say about the same API stands beside it, in an overlay: `overlay: petshop` instead of `api: petshop`, and then only
//! what is different. Nodes keep their own file and place, so whatever the checker has to say points at the file where it
//! is mended.
//!
//! The merge reads the table of shapes and lists no keys of the language: maps go key by key, short forms count as their
//! long form, whatever else is replaced as a whole. The rules for those who write overlays are in docs/language.md.

mod add;
mod change;
mod head;
mod key;
mod long;
mod remove;
#[cfg(test)]
mod tests;

use crate::diagnostic::{Code, Diagnostic, Problems};
use crate::spec::shape::{Kind, ROOT};
use crate::yaml::{Entry, Node, Value};

pub use head::{Overlay, read};

/// Lays an overlay over a spec. What does not fit is reported and left out.
pub fn merge(base: Node, overlay: Overlay, problems: &mut Problems) -> Node {
    let mut merged = base;
    let mut merge = Merge { problems };
    // In this order a thing can be removed and added as another.
    for what in &overlay.remove {
        merge.remove(&mut merged, what, Kind::Map(&ROOT), "");
    }
    merge.change_root(&mut merged, overlay.changes);
    for entry in overlay.add {
        merge.add(&mut merged, entry, Kind::Map(&ROOT));
    }
    merged
}

/// One merge.
struct Merge<'p> {
    problems: &'p mut Problems,
}

impl Merge<'_> {
    /// That the overlay names what is not there.
    fn not_there<'b>(
        &mut self,
        what: &str,
        entry: (&str, crate::source::Span),
        path: &str,
        known: impl IntoIterator<Item = &'b str>,
        help: &str,
    ) {
        let (name, span) = entry;
        let place = if path.is_empty() { String::new() } else { format!(" under `{path}`") };
        self.problems.report(
            Diagnostic::new(Code::OVERLAY_NOT_THERE, span, format!("the spec has no {what} `{name}`{place}"))
                .label("not there, or not any more")
                .suggest(name, known, &format!("{} {what}", article(what)))
                .help(help),
        );
    }
}

fn article(what: &str) -> &'static str {
    if what.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" }
}

/// What the entries of a map by name are, without article.
fn what_of(inner: Kind) -> &'static str {
    match inner {
        Kind::Map(shape) | Kind::Short(_, shape) | Kind::TypeOr(shape) => {
            let what = shape.what;
            ["a ", "an ", "the "].iter().find_map(|article| what.strip_prefix(article)).unwrap_or(what)
        }
        Kind::Forms(_) => "type",
        _ => "entry",
    }
}

fn path_to(path: &str, name: &str) -> String {
    if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") }
}

/// The entries of a map.
fn entries_mut(node: &mut Node) -> Option<&mut Vec<Entry>> {
    if let Value::Map(entries) = &mut node.value { Some(entries) } else { None }
}

fn into_entries(node: Node) -> Vec<Entry> {
    if let Value::Map(entries) = node.value { entries } else { Vec::new() }
}

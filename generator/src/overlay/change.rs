//! What an overlay says of what is there.

use super::key::{find, key_kind};
use super::long::long;
use super::{Merge, entries_mut, into_entries, path_to, what_of};
use crate::spec::shape::{Kind, ROOT, Shape};
use crate::yaml::{Entry, Node, Value};

/// What the vendor has: names in these sections are not made up, so each must be there. In the others people name what
/// they need.
const OF_THE_VENDOR: [&str; 3] = ["types", "endpoints", "webhooks"];

const NEW: &str = "a new one stands under `add`";

impl Merge<'_> {
    pub(super) fn change_root(&mut self, root: &mut Node, changes: Vec<Entry>) {
        for entry in changes {
            let vendors = OF_THE_VENDOR.contains(&entry.key.as_str());
            self.key(root, entry, &ROOT, "", vendors);
        }
    }

    /// Lays a value over another.
    fn change(&mut self, base: &mut Node, over: Node, kind: Kind, path: &str, vendors: bool) {
        match kind {
            Kind::Map(shape) => self.keys(base, over, shape, path, vendors),
            Kind::Named(inner) => self.names(base, over, *inner, path, vendors),
            Kind::Forms(forms) => match form(base, &over, forms) {
                Some(shape) => self.keys(base, over, shape, path, vendors),
                None => *base = over,
            },
            Kind::Short(_, shape) | Kind::TypeOr(shape) => {
                let span = base.span;
                let there = std::mem::replace(base, Node { value: Value::List(Vec::new()), span });
                *base = long(there, kind);
                let over = long(over, kind);
                if is_type(base) || is_type(&over) {
                    *base = over;
                } else {
                    self.keys(base, over, shape, path, vendors);
                }
            }
            _ => *base = over,
        }
    }

    /// Of a map, each key that stands in the overlay; what is no map is replaced.
    fn keys(&mut self, base: &mut Node, over: Node, shape: &'static Shape, path: &str, vendors: bool) {
        if base.as_map().is_none() || over.as_map().is_none() {
            *base = over;
            return;
        }
        let Some(entries) = entries_mut(base) else { return };
        // What takes the place of another form is new as a whole.
        let vendors = !leave_for_another(entries, &over, shape) && vendors;
        for entry in into_entries(over) {
            self.key(base, entry, shape, path, vendors);
        }
    }

    fn key(&mut self, base: &mut Node, entry: Entry, shape: &'static Shape, path: &str, vendors: bool) {
        let kind = key_kind(shape, &entry.key);
        let path = path_to(path, &entry.key);
        let Some(entries) = entries_mut(base) else { return };
        if let Some(index) = find(entries, &entry.key, None) {
            let there = &mut entries[index];
            if says_body(&entry.value) {
                there.key.clone_from(&entry.key);
                there.key_span = entry.key_span;
            }
            self.change(&mut there.value, entry.value, kind, &path, vendors);
        } else if let (true, Kind::Named(inner)) = (vendors, kind)
            && is_of_the_vendor(*inner)
        {
            // Nothing of that kind is there: each name is one too many.
            let span = entry.value.span;
            let mut nothing = Node { value: Value::Map(Vec::new()), span };
            self.names(&mut nothing, entry.value, *inner, &path, vendors);
        } else {
            entries.push(entry);
        }
    }

    /// Of a map by name: what the vendor named is there and changes, what people named is replaced or new.
    fn names(&mut self, base: &mut Node, over: Node, inner: Kind, path: &str, vendors: bool) {
        if base.as_map().is_none() || over.as_map().is_none() {
            *base = over;
            return;
        }
        let vendors = vendors && is_of_the_vendor(inner);
        let Some(entries) = entries_mut(base) else { return };
        for entry in into_entries(over) {
            match find(entries, &entry.key, Some(inner)) {
                Some(index) if vendors => {
                    let there = &mut entries[index];
                    if entry.key.ends_with('?') || says_type(&entry.value) {
                        there.key.clone_from(&entry.key);
                        there.key_span = entry.key_span;
                    }
                    let path = path_to(path, &entry.key);
                    self.change(&mut there.value, entry.value, inner, &path, vendors);
                }
                Some(index) => entries[index] = entry,
                None if vendors => {
                    let known = entries.iter().map(|entry| entry.key.trim_end_matches('?'));
                    self.not_there(what_of(inner), (&entry.key, entry.key_span), path, known, NEW);
                }
                None => entries.push(entry),
            }
        }
    }
}

/// Whether entries of this kind describe what the vendor has; templates and the like are written by people.
fn is_of_the_vendor(inner: Kind) -> bool {
    matches!(inner, Kind::Map(_) | Kind::Short(..) | Kind::TypeOr(_) | Kind::Forms(_))
}

/// Whether the value of a field says its type, and so whether it may be absent.
fn says_type(value: &Node) -> bool {
    crate::spec::is_type_expression(value) || value.get("type").is_some()
}

/// Whether a value says more of a body than its documentation, and so whether it may be left out.
fn says_body(value: &Node) -> bool {
    crate::spec::is_type_expression(value)
        || value.as_map().is_some_and(|entries| entries.iter().any(|entry| entry.key != "doc"))
}

/// `{T}`, which is no map of keys.
fn is_type(node: &Node) -> bool {
    node.as_map().is_some_and(|entries| crate::spec::map_type(entries).is_some())
}

/// Of keys that exclude each other, the overlay's stands. Gives whether another had to go.
fn leave_for_another(entries: &mut Vec<Entry>, over: &Node, shape: &Shape) -> bool {
    let chosen = shape.one_of.iter().find(|name| over.get(name).is_some());
    let Some(chosen) = chosen else { return false };
    let before = entries.len();
    entries.retain(|entry| entry.key == *chosen || !shape.one_of.contains(&entry.key.as_str()));
    entries.len() < before
}

/// The form in which two values are merged; none, if the overlay's is of another form.
fn form(base: &Node, over: &Node, forms: &'static [(&'static str, Shape)]) -> Option<&'static Shape> {
    let form_of = |node: &Node| forms.iter().find(|(word, _)| node.get(word).is_some());
    let (_, shape) = form_of(base)?;
    let known = |entry: &Entry| shape.keys.iter().any(|key| key.name == entry.key);
    let fits = over.as_map()?.iter().all(known);
    // A misspelt key is no other form.
    if fits || form_of(over).is_none() { Some(shape) } else { None }
}

//! Which key of a spec a key of its overlay means.

use crate::check::wire_name;
use crate::spec::shape::{Kind, Shape};
use crate::yaml::{Entry, Node};

/// The place of the entry that is meant. Of fields and the like, `name` and `name?` are the same.
pub(super) fn find(entries: &[Entry], key: &str, inner: Option<Kind>) -> Option<usize> {
    let exact = entries.iter().position(|entry| entry.key == key);
    // A body, too, may be left out.
    let marked = inner.map_or(wire_name(key).0 == "body", may_be_absent);
    if exact.is_some() || !marked {
        return exact;
    }
    let wire = wire_name(key).0;
    entries.iter().position(|entry| wire_name(&entry.key).0 == wire)
}

/// Whether a `?` at the end of such an entry's name is no part of the name: fields, parameters and credentials.
fn may_be_absent(inner: Kind) -> bool {
    match inner {
        Kind::TypeOr(shape) | Kind::Short(Kind::Noted, shape) => has_type(shape.keys),
        _ => false,
    }
}

fn has_type(keys: &[crate::spec::shape::Key]) -> bool {
    keys.iter().any(|key| key.name == "type")
}

/// What stands behind a key of a shape.
pub(super) fn key_kind(shape: &Shape, key: &str) -> Kind {
    shape.keys.iter().find(|known| known.name == key).map_or(Kind::Any, |known| known.kind)
}

/// What stands behind a key of a node that is of some kind.
pub(super) fn kind_under(node: &Node, key: &str, kind: Kind) -> Kind {
    match kind {
        Kind::Named(inner) => *inner,
        Kind::Map(shape) | Kind::Short(_, shape) | Kind::TypeOr(shape) => key_kind(shape, key),
        Kind::Forms(forms) => {
            let form = forms.iter().find(|(word, _)| node.get(word).is_some());
            form.map_or(Kind::Any, |(_, shape)| key_kind(shape, key))
        }
        _ => Kind::Any,
    }
}

/// What the entries of a map by name are.
pub(super) fn inner_of(kind: Kind) -> Option<Kind> {
    if let Kind::Named(inner) = kind { Some(*inner) } else { None }
}

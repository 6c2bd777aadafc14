//! Paths as they are written: what documents add to tell two operations of one path apart is taken off.

use crate::diagnostic::Code;

use super::model::{EnumValue, Field, Kind, Ty, TypeDecl, Wish};
use super::operation::Operation;
use super::parameters::Found;
use super::schema::{Hint, Schemas, shown};

/// The path that is sent; a fragment only makes keys of `paths` differ, and is none.
pub(super) fn sent(written: &str) -> &str {
    written.split(['?', '#']).next().unwrap_or_default()
}

/// The parameters of a query that stands in a path: names and values.
fn pairs(written: &str) -> impl Iterator<Item = (&str, &str)> {
    let bare = written.split('#').next().unwrap_or_default();
    let query = bare.split_once('?').map_or("", |(_, query)| query);
    query.split('&').filter(|pair| !pair.is_empty()).map(|pair| pair.split_once('=').unwrap_or((pair, "")))
}

/// Makes parameters of what stands in a path as a query: `/orders?state=open&page={page}`.
pub(super) fn add_query<'d>(
    schemas: &mut Schemas<'d>,
    operation: &Operation<'d>,
    hint: &Hint,
    found: &mut Found,
) {
    for (name, value) in pairs(operation.path) {
        let hole = value.strip_prefix('{').and_then(|rest| rest.strip_suffix('}'));
        let known = |field: &Field| Some(field.wire.as_str()) == hole;
        if found.query.iter().any(|field| field.wire == name || known(field)) || name.contains(['{', '}']) {
            continue;
        }
        let mut field = match found.path.iter().position(known) {
            Some(at) => found.path.swap_remove(at),
            None => super::parameters::undeclared(name),
        };
        name.clone_into(&mut field.wire);
        if hole.is_none() {
            let message = format!("the path's `{}={}` is a parameter", shown(name), shown(value));
            schemas.notes.add(operation.node, Code::IMPORT_PARAMETER, message);
            field.ty = only(schemas, operation, hint.field(name).long, value);
        }
        found.query.push(field);
    }
}

/// An enum of one value.
fn only(schemas: &mut Schemas<'_>, operation: &Operation<'_>, name: String, value: &str) -> Ty {
    schemas.types.push(TypeDecl {
        span: operation.node.span,
        name: Wish::Made { long: name, short: None },
        doc: String::new(),
        deprecated: false,
        kind: Kind::Enum {
            numbers: false,
            values: vec![EnumValue { wire: value.to_owned(), doc: String::new() }],
        },
    });
    Ty::Named(schemas.types.len() - 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_told_from_queries_and_fragments() {
        assert_eq!(sent("/#X-Amz-Target=A.B"), "/");
        assert_eq!(sent("/a/{b}?c=d#e"), "/a/{b}");
        assert_eq!(pairs("/a?b=c&d={e}&f#g?h=i").collect::<Vec<_>>(), [("b", "c"), ("d", "{e}"), ("f", "")]);
        assert_eq!(pairs("/a#b?c=d").count(), 0);
    }
}

//! Paths as they are written: what documents add to tell two operations of one path apart is taken off.

use std::fmt::Write as _;

use crate::diagnostic::Code;
use crate::recipe::encodings::decode_percent;

use super::model::{Field, Ty};
use super::names::{is_clean, is_wire_name};
use super::operation::{Operation, Skip};
use super::parameters::Found;
use super::schema::{Schemas, shown};
use super::write::quoted;

/// The path that is sent; a fragment only makes keys of `paths` differ, and is none.
pub(super) fn sent(written: &str) -> &str {
    written.split(['?', '#']).next().unwrap_or_default()
}

/// The path of an endpoint, if the language can have it. What stands between the holes is percent-encoded where it has to be.
pub(super) fn text(path: &str) -> Result<String, Skip> {
    let mut text = String::with_capacity(path.len());
    let mut in_hole = false;
    for character in path.chars() {
        in_hole = character == '{' || (in_hole && character != '}');
        if in_hole || (character.is_ascii_graphic() && !ODD.contains(character)) {
            text.push(character);
        } else {
            let mut bytes = [0; 4];
            for byte in character.encode_utf8(&mut bytes).bytes() {
                let _ = write!(text, "%{byte:02X}");
            }
        }
    }
    let odd = |character: char| !character.is_ascii_graphic() || ODD.contains(character);
    let dots = text.split('/').any(|segment| segment == "." || segment == "..");
    if !text.starts_with('/') || text.contains(odd) || dots || !holes_close(&text) {
        return Err(Skip(format!("`{}` is not the path of an endpoint", shown(path))));
    }
    Ok(text)
}

/// What a path is not written with.
const ODD: &str = "?#\\\"<>^`|";

fn holes_close(path: &str) -> bool {
    let mut rest = path;
    while let Some(at) = rest.find(['{', '}']) {
        let Some(hole) = rest[at..].strip_prefix('{') else { return false };
        match hole.find(['{', '}']) {
            Some(end) if is_wire_name(&hole[..end]) && hole[end..].starts_with('}') => {
                rest = &hole[end + 1..];
            }
            _ => return false,
        }
    }
    true
}

/// The parameters of a query that stands in a path: names and values, as they were before they were encoded.
fn pairs(written: &str) -> impl Iterator<Item = (String, String)> {
    let bare = written.split('#').next().unwrap_or_default();
    let query = bare.split_once('?').map_or("", |(_, query)| query);
    let pairs = query.split('&').filter(|pair| !pair.is_empty());
    pairs.map(|pair| {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        (decode_percent(name, true), decode_percent(value, true))
    })
}

/// Makes parameters of what stands in a path as a query: `/orders?state=open&page={page}`. What is no hole is sent unless the
/// user sets something else.
pub(super) fn add_query(schemas: &mut Schemas<'_>, operation: &Operation<'_>, found: &mut Found<'_>) {
    for (name, value) in pairs(operation.path) {
        // What decodes to no text has U+FFFD in it.
        if !is_wire_name(&name) || !is_clean(&value) || format!("{name}{value}").contains('\u{fffd}') {
            let message =
                format!("no spec can hold `{}={}` of a path: left out", shown(&name), shown(&value));
            schemas.notes.add(operation.node, Code::IMPORT_PARAMETER, message);
        } else {
            add_pair(&name, &value, found);
        }
    }
}

fn add_pair(name: &str, value: &str, found: &mut Found<'_>) {
    let hole = value.strip_prefix('{').and_then(|rest| rest.strip_suffix('}'));
    let known = |field: &Field| Some(field.wire.as_str()) == hole;
    let declared = found.query.iter_mut().find(|field| field.wire == name);
    if let (Some(field), None) = (declared, hole) {
        // What the path says counts more than what the parameter could be.
        field.ty = Ty::word("string");
        (field.required, field.default, field.style) = (true, None, None);
        field.preset = Some(quoted(value));
        return;
    }
    if found.query.iter().any(|field| field.wire == name || known(field)) || name.contains(['{', '}']) {
        return;
    }
    let mut field = match found.path.iter().position(known) {
        Some(at) => found.path.swap_remove(at),
        None => super::parameters::undeclared(name),
    };
    name.clone_into(&mut field.wire);
    if hole.is_none() {
        field.required = true;
        field.preset = Some(quoted(value));
    }
    found.query.push(field);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_between_holes_is_encoded() {
        let good = |path: &str| text(path).ok();
        assert_eq!(good("/a b/{c}/\u{e9}|%20"), Some("/a%20b/{c}/%C3%A9%7C%20".to_owned()));
        for path in ["/", "/pets/{id}", "/a/{b}.{c}", "/Accounts/{Sid}.json"] {
            assert_eq!(good(path).as_deref(), Some(path));
        }
        for path in ["pets", "/{", "/a/../b", "/{a b}", "/{a", "/a}", "/{}", "/{a{b}}"] {
            assert_eq!(good(path), None, "{path}");
        }
    }

    #[test]
    fn paths_are_told_from_queries_and_fragments() {
        assert_eq!(sent("/#X-Amz-Target=A.B"), "/");
        assert_eq!(sent("/a/{b}?c=d#e"), "/a/{b}");
        let pairs =
            |path: &str| pairs(path).map(|(name, value)| format!("{name}: {value}")).collect::<Vec<_>>();
        assert_eq!(pairs("/a?b=c&d={e}&f#g?h=i"), ["b: c", "d: {e}", "f: "]);
        assert_eq!(pairs("/a?b%5B%5D=c%20d+e%&%C3%A9=%2B%3D"), ["b[]: c d e%", "\u{e9}: +="]);
        assert_eq!(pairs("/a#b?c=d").len(), 0);
    }
}

//! Path, query and header parameters.

use crate::diagnostic::Code;
use crate::yaml::Node;

use super::model::{Field, Kind, Ty};
use super::names::is_wire_name;
use super::operation::{Operation, Skip};
use super::schema::{Hint, Schemas, flag, only_truth, shown, text};
use super::styles::{self, Exploded, Word};

/// Headers that the client sets itself, or that `OpenAPI` says are described elsewhere.
const OWN_HEADERS: [&str; 10] = [
    "accept",
    "content-type",
    "host",
    "content-length",
    "transfer-encoding",
    "connection",
    "cookie",
    "upgrade",
    "te",
    "user-agent",
];

/// The parameters of an endpoint, by place.
#[derive(Default)]
pub(super) struct Found<'d> {
    pub(super) path: Vec<Field>,
    pub(super) query: Vec<Field>,
    pub(super) headers: Vec<Field>,
    pub(super) cookies: Vec<Field>,
    /// Objects whose fields are parameters of their own, by the names of the parameters.
    pub(super) exploded: Vec<(String, Exploded<'d>)>,
}

/// The names of the holes of a path, each once.
fn holes(path: &str) -> Vec<&str> {
    let mut names = Vec::new();
    for piece in path.split('{').skip(1) {
        let name = piece.split('}').next().unwrap_or_default();
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

/// All parameters of an operation, those of its path included.
pub(super) fn parameters<'d>(
    schemas: &mut Schemas<'d>,
    operation: &Operation<'d>,
    hint: &Hint,
) -> Result<Found<'d>, Skip> {
    let own = schemas.list(operation.node, "parameters");
    let mut all: Vec<(&'d str, &'d str, &'d Node)> = Vec::new();
    for written in operation.shared.iter().chain(own) {
        let Some(node) = schemas.follow(written) else { continue };
        let (Some(name), Some(place)) =
            (text(node, "name").filter(|name| !name.trim().is_empty()), text(node, "in"))
        else {
            schemas.notes.add(written, Code::IMPORT_MALFORMED, "a parameter has `name` and `in`: left out");
            continue;
        };
        if !is_wire_name(name) {
            let message = format!("no spec can hold the name `{}`: left out", shown(name));
            schemas.notes.add(written, Code::IMPORT_NAME, message);
            continue;
        }
        match all.iter_mut().find(|(known, at, _)| (*known, *at) == (name, place)) {
            // What the operation says counts before what its path says.
            Some(known) => known.2 = node,
            None => all.push((name, place, node)),
        }
    }
    let mut found = Found::default();
    for (name, place, node) in &all {
        parameter(schemas, name, place, node, hint, &mut found)?;
    }
    super::path::add_query(schemas, operation, &mut found);
    styles::tell_apart(schemas, &mut found);
    let mut path = Vec::new();
    for name in holes(super::path::sent(operation.path)) {
        let known =
            found.path.iter().position(|field| field.wire == name).map(|at| found.path.swap_remove(at));
        path.push(known.unwrap_or_else(|| {
            let message = format!("the path's `{}` is not declared: a text", shown(name));
            schemas.notes.add(operation.node, Code::IMPORT_MALFORMED, message);
            undeclared(name)
        }));
    }
    for field in &found.path {
        let message = format!("the path has no `{{{}}}`: left out", shown(&field.wire));
        schemas.notes.add(operation.node, Code::IMPORT_MALFORMED, message);
    }
    found.path = path;
    Ok(found)
}

pub(super) fn undeclared(name: &str) -> Field {
    Field {
        wire: name.to_owned(),
        ty: Ty::word("string"),
        required: true,
        read_only: false,
        write_only: false,
        doc: String::new(),
        deprecated: false,
        default: None,
        always: None,
        preset: None,
        style: None,
    }
}

fn parameter<'d>(
    schemas: &mut Schemas<'d>,
    name: &'d str,
    place: &str,
    node: &'d Node,
    hint: &Hint,
    found: &mut Found<'d>,
) -> Result<(), Skip> {
    let required = flag(node, "required") || place == "path";
    let left_out = |schemas: &mut Schemas<'d>, why: &str| {
        if required {
            return Err(Skip(format!("its parameter `{}` is required, and {why}", shown(name))));
        }
        let message = format!("the parameter `{}` is left out: {why}", shown(name));
        schemas.notes.add(node, Code::IMPORT_PARAMETER, message);
        Ok(())
    };
    match place {
        "header" if OWN_HEADERS.iter().any(|own| name.eq_ignore_ascii_case(own)) => {
            let message = format!("the header `{}` is the client's own: left out", shown(name));
            schemas.notes.add(node, Code::IMPORT_PARAMETER, message);
            return Ok(());
        }
        "header" if !is_header_name(name) => return left_out(schemas, "no header has such a name"),
        "cookie" if !is_header_name(name) => return left_out(schemas, "no cookie has such a name"),
        "cookie" if is_of_security(schemas, name) => {
            let message = format!("the cookie `{}` is set by a security scheme: left out", shown(name));
            schemas.notes.add(node, Code::IMPORT_PARAMETER, message);
            return Ok(());
        }
        "path" | "query" | "header" | "cookie" => {}
        other => return left_out(schemas, &format!("`in: {}` is not known", shown(other))),
    }
    let Shape { ty, style, exploded } = match shape(schemas, name, place, node, hint) {
        Ok(found) => found,
        Err(_) if place == "path" => Shape::text(),
        Err(why) => return left_out(schemas, why),
    };
    let doc = super::schema::parameter_doc(node);
    let default = node.get("schema").and_then(|schema| default(schemas, schema, &ty));
    let field = Field {
        wire: name.to_owned(),
        ty,
        required,
        read_only: false,
        write_only: false,
        doc,
        deprecated: flag(node, "deprecated"),
        always: node.get("schema").and_then(|schema| schemas.follow(schema)).and_then(only_truth),
        preset: None,
        default: default.filter(|_| !required),
        style,
    };
    found.exploded.extend(exploded.map(|exploded| (field.wire.clone(), exploded)));
    match place {
        "path" => found.path.push(field),
        "query" => found.query.push(field),
        "cookie" => found.cookies.push(field),
        _ => found.headers.push(field),
    }
    Ok(())
}

/// What a parameter is.
struct Shape<'d> {
    ty: Ty,
    style: Word,
    /// The node of an object whose fields are parameters of their own.
    exploded: Option<Exploded<'d>>,
}

impl Shape<'_> {
    const fn text() -> Self {
        Self { ty: Ty::word("string"), style: None, exploded: None }
    }
}

/// The type of a parameter and the word of its style; as an error, why it has none.
fn shape<'d>(
    schemas: &mut Schemas<'d>,
    name: &str,
    place: &str,
    node: &'d Node,
    hint: &Hint,
) -> Result<Shape<'d>, &'static str> {
    if let Some(content) = node.get("content").and_then(Node::as_map) {
        let json = content.first().filter(|entry| entry.key.contains("json"));
        let Some(schema) = json.and_then(|entry| entry.value.get("schema")) else {
            return Ok(Shape::text());
        };
        let ty = schemas.ty(schema, &hint.field(name)).not_null();
        return Ok(Shape { ty, style: Some("json"), exploded: None });
    }
    let Some(schema) = node.get("schema") else {
        if text(node, "type").is_none_or(|kind| kind == "array") {
            schemas.notes.add(node, Code::IMPORT_MALFORMED, "a parameter has a `schema`: a text");
        }
        return Ok(Shape::text());
    };
    let ty = schemas.ty(schema, &hint.field(name)).not_null();
    if let Some(style) = styles::list_style(schemas, place, node, &ty) {
        return Ok(Shape { ty, style, exploded: None });
    }
    if styles::is_object(schemas, &ty) {
        let style = styles::object_style(schemas, place, node, schema, &ty);
        let exploded = (style == Some("fields")).then(|| Exploded::new(schemas, schema, &ty));
        return Ok(Shape { ty, style, exploded });
    }
    styles::one_text(schemas, node, ty).map(|ty| Shape { ty, style: None, exploded: None })
}

/// What the vendor assumes, where the type surely holds it.
fn default<'d>(schemas: &mut Schemas<'d>, schema: &'d Node, ty: &Ty) -> Option<String> {
    let scalar = schemas.follow(schema)?.get("default")?.as_scalar()?;
    let text = scalar.text.as_str();
    if scalar.is_null() || text.is_empty() {
        return None;
    }
    match ty {
        Ty::Word("bool", _) => scalar.as_bool().map(|value| value.to_string()),
        Ty::Word("i64", bounds) if bounds.is_empty() => {
            text.parse::<i64>().ok().map(|number| number.to_string())
        }
        Ty::Word("i32", bounds) if bounds.is_empty() => {
            text.parse::<i32>().ok().map(|number| number.to_string())
        }
        Ty::Word("string", bounds) if bounds.is_empty() => Some(super::write::scalar(text)),
        Ty::Named(id) => match &schemas.types.get(*id)?.kind {
            Kind::Enum { values, .. } if values.iter().any(|value| value.wire == text) => {
                Some(super::write::scalar(text))
            }
            _ => None,
        },
        _ => None,
    }
}

/// Whether a security scheme sets the cookie.
fn is_of_security(schemas: &Schemas<'_>, name: &str) -> bool {
    let components = schemas.document.root().get("components");
    let all = components.and_then(|components| components.get("securitySchemes")).and_then(Node::as_map);
    let is_it = |node: &Node| text(node, "in") == Some("cookie") && text(node, "name") == Some(name);
    all.unwrap_or_default().iter().any(|entry| is_it(&entry.value))
}

fn is_header_name(name: &str) -> bool {
    !name.is_empty()
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn holes_of_paths() {
        assert_eq!(holes("/a/{b}/{c}.{b}"), ["b", "c"]);
    }
}

//! How lists and objects are written as parameters: what `style` and `explode` say, and what that leaves to decide.

use std::collections::{HashMap, HashSet};

use crate::diagnostic::Code;
use crate::yaml::Node;

use super::model::{Field, Kind, Ty};
use super::parameters::Found;
use super::schema::{Schemas, keeps_others, kinds, text};

/// The word of a style; `None`: the place's own.
pub(super) type Word = Option<&'static str>;

/// What a document says of a parameter that is no single text.
struct Said<'d> {
    style: &'d str,
    explode: bool,
}

impl<'d> Said<'d> {
    fn of(place: &str, node: &'d Node) -> Self {
        let style = text(node, "style").unwrap_or_default();
        let explode = match text(node, "explode") {
            Some(word) => word == "true",
            None => matches!(place, "query" | "cookie") && matches!(style, "" | "form"),
        };
        Self { style, explode }
    }

    /// The style of what stands in one text, a list or an object.
    fn in_one_text(&self, place: &str) -> Word {
        match (place, self.style, self.explode) {
            ("query", "spaceDelimited", _) => Some("space"),
            ("query", "pipeDelimited", _) => Some("pipe"),
            ("query", ..) => Some("comma"),
            ("path", "label", false) => Some("label"),
            ("path", "label", true) => Some("label_each"),
            ("path", "matrix", false) => Some("matrix"),
            ("path", "matrix", true) => Some("matrix_each"),
            _ => None,
        }
    }
}

/// The style of a list, or of what may be one; `None`: it is none, or cannot be written.
pub(super) fn list_style(schemas: &Schemas<'_>, place: &str, node: &Node, ty: &Ty) -> Option<Word> {
    let said = Said::of(place, node);
    match ty {
        Ty::List(item, _) if is_text(schemas, item) => Some(match (place, said.style, said.explode) {
            ("query", "deepObject", _) => Some("brackets"),
            ("query", _, true) => None,
            ("cookie", _, true) => Some("repeat"),
            _ => said.in_one_text(place),
        }),
        Ty::List(..) if place == "query" => Some(Some("indices")),
        // Which it is shows when a call is made.
        Ty::Named(id) if matches!(schemas.types.get(*id)?.kind, Kind::Untagged(_)) => {
            Some((place == "query" && said.style == "deepObject").then_some("indices"))
        }
        _ => None,
    }
}

/// Whether a type is an object.
pub(super) fn is_object(schemas: &Schemas<'_>, ty: &Ty) -> bool {
    match ty {
        Ty::Map(_) => true,
        Ty::Named(id) => {
            let kind = schemas.types.get(*id).map(|declared| &declared.kind);
            matches!(kind, Some(Kind::Struct(..) | Kind::Union { .. }))
        }
        _ => false,
    }
}

/// The style of an object. What is nested in it, only some can write.
pub(super) fn object_style<'d>(
    schemas: &mut Schemas<'d>,
    place: &str,
    node: &'d Node,
    schema: &'d Node,
    ty: &Ty,
) -> Word {
    let said = Said::of(place, node);
    if place == "query" && said.style == "deepObject" {
        return in_brackets(ty);
    }
    if said.explode && matches!(place, "query" | "cookie") {
        return Some("fields");
    }
    if !is_flat(schemas, schema, ty) {
        let message = "an object in which lists or objects stand: as JSON";
        schemas.notes.add(node, Code::IMPORT_PARAMETER, message);
        return Some("json");
    }
    match (place, said.style, said.explode) {
        ("path", "label" | "matrix", _) => said.in_one_text(place),
        ("path" | "header", _, true) => Some("pairs"),
        _ => said.in_one_text(place),
    }
}

/// In brackets, lists of a struct with their indices.
fn in_brackets(ty: &Ty) -> Word {
    matches!(ty, Ty::Named(_)).then_some("indices")
}

/// Whether all values of an object surely are single texts.
fn is_flat<'d>(schemas: &mut Schemas<'d>, schema: &'d Node, ty: &Ty) -> bool {
    match ty {
        Ty::Map(value) => value.is_any() || is_text(schemas, value),
        Ty::Named(id) if matches!(schemas.types.get(*id).map(|ty| &ty.kind), Some(Kind::Struct(..))) => {
            let Some(object) = schemas.known_object(schema) else { return false };
            let values = object.properties.iter().map(|property| property.node);
            values.chain(object.additional).all(|node| {
                schemas.follow(node).is_some_and(|node| {
                    let is_scalar = |kind: &&str| !matches!(*kind, "object" | "array");
                    node.get("enum").is_some()
                        || (!kinds(node).is_empty() && kinds(node).iter().all(is_scalar))
                })
            })
        }
        _ => false,
    }
}

/// An object whose fields are parameters of their own.
pub(super) struct Exploded<'d> {
    node: &'d Node,
    names: Vec<&'d str>,
    /// Whether it may have others, too.
    open: bool,
}

impl<'d> Exploded<'d> {
    pub(super) fn new(schemas: &mut Schemas<'d>, node: &'d Node, ty: &Ty) -> Self {
        let found = schemas.known_object(node);
        let (known, object) = (found.is_some(), found.unwrap_or_default());
        let is_struct = matches!(ty, Ty::Named(id)
            if matches!(schemas.types.get(*id).map(|ty| &ty.kind), Some(Kind::Struct(..))));
        let names = object.properties.iter().map(|property| property.name).collect();
        Self { node, names, open: !is_struct || !known || keeps_others(object.additional) }
    }
}

/// Objects whose fields could be taken for other parameters are written otherwise: no server could tell them apart.
pub(super) fn tell_apart<'d>(schemas: &mut Schemas<'d>, found: &mut Found<'d>) {
    let message = "its fields could not be told from other parameters: they stand in brackets";
    joined(schemas, &found.exploded, &mut found.query, message, |field| in_brackets(&field.ty));
    let message = "its fields could not be told from other cookies: as JSON";
    joined(schemas, &found.exploded, &mut found.cookies, message, |_| Some("json"));
}

/// Writes those of one place as one parameter each, whose name may then be that of a field of another.
fn joined<'d>(
    schemas: &mut Schemas<'d>,
    all: &[(String, Exploded<'d>)],
    fields: &mut [Field],
    message: &str,
    style: impl Fn(&Field) -> Word,
) {
    for round in 0..=MOST_ROUNDS {
        let mixed = mixed(all, fields, round == MOST_ROUNDS);
        if mixed.is_empty() {
            return;
        }
        for (node, field) in mixed {
            field.style = style(field);
            schemas.notes.add(node, Code::IMPORT_PARAMETER, message);
        }
    }
}

/// So often the names are looked at that became those of parameters.
const MOST_ROUNDS: usize = 16;

/// The objects of one place that could not be told from what else stands there, or all.
fn mixed<'d, 'f>(
    all: &[(String, Exploded<'d>)],
    fields: &'f mut [Field],
    take_all: bool,
) -> Vec<(&'d Node, &'f mut Field)> {
    let is_exploded = |field: &Field| field.style == Some("fields");
    let wires = |exploded: bool| {
        let some = fields.iter().filter(move |field| is_exploded(field) == exploded);
        some.map(|field| field.wire.clone()).collect::<HashSet<String>>()
    };
    let (exploded, plain) = (wires(true), wires(false));
    let mut here: HashMap<&str, &Exploded<'d>> = HashMap::new();
    for (name, one) in all.iter().filter(|(name, _)| exploded.contains(name)) {
        here.entry(name).or_insert(one);
    }
    let mut owners: HashMap<&str, usize> = HashMap::new();
    for name in here.values().flat_map(|one| &one.names) {
        *owners.entry(name).or_default() += 1;
    }
    let open = here.values().filter(|one| one.open).count();
    let is_mixed = |one: &Exploded<'d>| {
        take_all
            || (one.open && here.len() > 1)
            || open > usize::from(one.open)
            || one.names.iter().any(|name| plain.contains(*name) || owners.get(name) > Some(&1))
    };
    fields
        .iter_mut()
        .filter(|field| is_exploded(field))
        .filter_map(|field| {
            let one = here.get(field.wire.as_str())?;
            is_mixed(one).then_some((one.node, field))
        })
        .collect()
}

/// The same of a form's field, by its `encoding`: an object stands in brackets, also where nothing says so.
pub(super) fn form_style(schemas: &Schemas<'_>, encoding: Option<&Node>, ty: &Ty) -> Option<Word> {
    let json =
        encoding.and_then(|encoding| text(encoding, "contentType")).is_some_and(|kind| kind.contains("json"));
    match (encoding, ty) {
        (_, Ty::List(..) | Ty::Map(_)) if json => Some(Some("json")),
        (Some(encoding), Ty::List(..)) => list_style(schemas, "query", encoding, ty),
        (None, Ty::List(item, _)) => Some((!is_text(schemas, item)).then_some("indices")),
        (_, Ty::Map(_)) => Some(None),
        (encoding, Ty::Named(id)) => match schemas.types.get(*id)?.kind {
            Kind::Struct(..) | Kind::Union { .. } => Some(Some(if json { "json" } else { "indices" })),
            Kind::Untagged(_) if json => Some(Some("json")),
            Kind::Untagged(_) => {
                let deep = encoding.is_some_and(|encoding| text(encoding, "style") == Some("deepObject"));
                Some(deep.then_some("indices"))
            }
            Kind::Enum { .. } => None,
        },
        _ => None,
    }
}

/// Whether a type is one text wherever it is written.
fn is_text(schemas: &Schemas<'_>, ty: &Ty) -> bool {
    match ty {
        Ty::Word(word, _) => *word != "any",
        Ty::Named(id) => {
            matches!(schemas.types.get(*id).map(|declared| &declared.kind), Some(Kind::Enum { .. }))
        }
        Ty::Nullable(inner) => is_text(schemas, inner),
        Ty::List(..) | Ty::Map(_) => false,
    }
}

/// The type as one piece of text.
pub(super) fn one_text<'d>(schemas: &mut Schemas<'d>, node: &'d Node, ty: Ty) -> Result<Ty, &'static str> {
    match &ty {
        Ty::Named(id) => match schemas.types.get(*id).map(|declared| &declared.kind) {
            Some(Kind::Enum { .. }) => Ok(ty),
            Some(Kind::Untagged(_)) => {
                schemas.notes.add(node, Code::IMPORT_PARAMETER, "a value of several kinds: a text");
                Ok(Ty::word("string"))
            }
            _ => Err("it is an object"),
        },
        Ty::List(..) if text(node, "explode") == Some("false") || text(node, "in") == Some("path") => {
            schemas.notes.add(
                node,
                Code::IMPORT_PARAMETER,
                "a list in one text: write it with commas between its items",
            );
            Ok(Ty::word("string"))
        }
        Ty::List(..) => Err("it is a list"),
        Ty::Map(_) => Err("it is an object"),
        Ty::Word("any", _) => {
            schemas.notes.add(node, Code::IMPORT_PARAMETER, "a value of any kind: a text");
            Ok(Ty::word("string"))
        }
        Ty::Word(..) => Ok(ty),
        Ty::Nullable(_) => Err("it may be null"),
    }
}

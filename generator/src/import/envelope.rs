//! Where failed answers say what is wrong: found where most of a document's failures say it at one place.

use std::collections::BTreeMap;

use super::model::{Body, Envelope, Field, Kind, Spec, Ty, TypeId};
use super::names::{self, Taken};

/// What the fields are called, by how much the name says.
const MESSAGES: [&str; 9] = [
    "message",
    "error_message",
    "errorMessage",
    "error_description",
    "errorDescription",
    "msg",
    // Of RFC 9457 the title says what kind of problem it is, the detail more.
    "title",
    "detail",
    "error",
];
const CODES: [&str; 5] = ["code", "error_code", "errorCode", "errcode", "error"];
const REQUEST_IDS: [&str; 6] =
    ["request_id", "requestId", "trace_id", "traceId", "correlation_id", "correlationId"];
/// What the object with these fields is called where it stands in another.
const INNER: [&str; 2] = ["error", "errors"];

/// The places of a type, and the fields that they begin with.
#[derive(Clone, Debug, PartialEq)]
struct Places {
    fields: Vec<(String, Ty)>,
    paths: Vec<(&'static str, String)>,
}

/// Finds the envelope: the place that at least three fifths of all failures with a type have.
pub(super) fn find(spec: &mut Spec, taken: &mut Taken) {
    let mut users = vec![0_usize; spec.failures.len()];
    for set in spec.endpoints.iter().filter_map(|endpoint| endpoint.failures) {
        if let Some(users) = users.get_mut(set) {
            *users += 1;
        }
    }
    let mut votes: BTreeMap<String, (usize, Places)> = BTreeMap::new();
    let mut all = 0;
    for (set, users) in spec.failures.iter().zip(users) {
        for case in &set.cases {
            let Body::Json(ty) = &case.body else { continue };
            all += users;
            if let Some(places) = places(spec, ty) {
                votes.entry(format!("{:?}", places.paths)).or_insert((0, places)).0 += users;
            }
        }
    }
    let most = votes.into_values().max_by_key(|(votes, _)| *votes);
    let Some((_, places)) = most.filter(|(votes, _)| *votes * 5 >= all * 3) else { return };
    let mut name = "failure".to_owned();
    let mut number = 2;
    while !taken.take(&format!("{}Envelope", names::camel(&name))) {
        name = names::numbered_snake("failure", number);
        number += 1;
    }
    spec.envelope = Some(Envelope { name, fields: places.fields, paths: places.paths });
}

fn places(spec: &Spec, ty: &Ty) -> Option<Places> {
    let fields = fields_of(spec, ty)?;
    if let Some(paths) = paths(spec, fields, "") {
        let stands = |field: &&Field| paths.iter().any(|(_, path)| *path == field.wire);
        let own = fields.iter().filter(stands).map(|field| (field.wire.clone(), field.ty.clone().not_null()));
        return Some(Places { fields: own.collect(), paths });
    }
    fields.iter().filter(|field| INNER.contains(&field.wire.as_str())).find_map(|field| {
        let ty = field.ty.clone().not_null();
        let (inner, prefix) = match &ty {
            Ty::List(item, _) => (fields_of(spec, item)?, format!("{}[*].", field.wire)),
            ty => (fields_of(spec, ty)?, format!("{}.", field.wire)),
        };
        let paths = paths(spec, inner, &prefix)?;
        Some(Places { fields: vec![(field.wire.clone(), ty)], paths })
    })
}

/// The paths in an object; none without a message.
fn paths(spec: &Spec, fields: &[Field], prefix: &str) -> Option<Vec<(&'static str, String)>> {
    let named = |names: &[&str], fits: &dyn Fn(&Ty) -> bool, but: Option<&str>| {
        let found = |name: &&str| {
            let of_name = |field: &&Field| field.wire == *name && fits(&field.ty.clone().not_null());
            fields.iter().find(of_name).filter(|field| Some(field.wire.as_str()) != but)
        };
        names.iter().find_map(found).map(|field| field.wire.clone())
    };
    let message = named(&MESSAGES, &is_text, None)?;
    let code = named(&CODES, &|ty| is_code(spec, ty), Some(&message));
    let request_id = named(&REQUEST_IDS, &is_text, None);
    let detail = (message == "title").then(|| named(&["detail"], &is_text, None)).flatten();
    let all = [("code", code), ("message", Some(message)), ("detail", detail), ("request_id", request_id)];
    Some(all.into_iter().filter_map(|(key, wire)| Some((key, format!("{prefix}{}", wire?)))).collect())
}

fn is_text(ty: &Ty) -> bool {
    matches!(ty, Ty::Word("string" | "uuid", _))
}

fn is_code(spec: &Spec, ty: &Ty) -> bool {
    match ty {
        Ty::Word(word, _) => matches!(*word, "string" | "i32" | "i64" | "u32" | "u64"),
        Ty::Named(id) => {
            matches!(spec.types.get(*id).map(|declared| &declared.kind), Some(Kind::Enum { .. }))
        }
        _ => false,
    }
}

fn fields_of<'s>(spec: &'s Spec, ty: &Ty) -> Option<&'s [Field]> {
    let id: TypeId = match ty {
        Ty::Named(id) => *id,
        Ty::Nullable(inner) => return fields_of(spec, inner),
        _ => return None,
    };
    match &spec.types.get(id)?.kind {
        Kind::Struct(fields, _) => Some(fields),
        _ => None,
    }
}

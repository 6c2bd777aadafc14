//! What only the whole can tell: which types are used and by whom, which circles must be broken, and all names.

use std::collections::{BTreeSet, HashMap, HashSet};

use crate::source::Span;

use super::directions::{retarget, split};
use super::envelope;
use super::failures;
use super::model::{Body, Field, Kind, Spec, Ty, TypeDecl, TypeId, Wish};
use super::names::{self, Taken};
use super::presets;
use super::unions;

/// What breaking circles changed: the place of the type, and what became of it.
pub(super) type Broken = Vec<(Span, String)>;

/// Settles the types of a spec, whose names are taken from `taken`.
pub(super) fn finish(spec: &mut Spec, mut taken: Taken) -> Broken {
    for endpoint in &mut spec.endpoints {
        if let Body::Fields(fields, _) | Body::Form(fields) = &mut endpoint.body {
            fields.retain(|field| !field.read_only);
        }
        if let Body::Fields(fields, _) = &mut endpoint.returns {
            fields.retain(|field| !field.write_only);
        }
    }
    let mut broken = unions::break_circles(&mut spec.types);
    split(spec);
    let (in_request, in_answer) = directions(spec);
    for (id, declared) in spec.types.iter_mut().enumerate() {
        if let Kind::Struct(fields, _) = &mut declared.kind {
            settle_directions(fields, in_request[id], in_answer[id]);
        }
    }
    presets::settle(spec, &in_request);
    broken.extend(break_circles(&mut spec.types));
    // Once more: a field that is gone may have been the only one of its type.
    let (in_request, in_answer) = directions(spec);
    let used: Vec<bool> = in_request.iter().zip(&in_answer).map(|(one, other)| *one || *other).collect();
    keep_used(spec, &used);
    name_types(&mut spec.types, &mut taken);
    envelope::find(spec, &mut taken);
    failures::name(spec, &mut taken, |spec, id| spec.types.get(id).map_or("other", own_name).to_owned());
    broken
}

/// Which types requests hold, and which ones answers.
pub(super) fn directions(spec: &Spec) -> (Vec<bool>, Vec<bool>) {
    let edges: Vec<Vec<TypeId>> = spec.types.iter().map(|declared| mentions(&declared.kind)).collect();
    let (mut requests, mut answers) = (Vec::new(), Vec::new());
    for endpoint in &spec.endpoints {
        let parameters =
            endpoint.path.iter().chain(&endpoint.query).chain(&endpoint.headers).chain(&endpoint.cookies);
        for ty in parameters.map(|field| &field.ty).chain(endpoint.body.types()) {
            ty.mentions(&mut |id| requests.push(id));
        }
        for ty in endpoint.returns.types() {
            ty.mentions(&mut |id| answers.push(id));
        }
    }
    let failed = spec.failures.iter().flat_map(|set| &set.cases).map(|case| &case.body);
    let received = spec.webhooks.iter().map(|webhook| &webhook.payload);
    for ty in failed.chain(received).flat_map(Body::types) {
        ty.mentions(&mut |id| answers.push(id));
    }
    (reached(&edges, requests), reached(&edges, answers))
}

pub(super) fn mentions(kind: &Kind) -> Vec<TypeId> {
    let mut found = Vec::new();
    match kind {
        Kind::Struct(fields, others) => {
            for ty in fields.iter().map(|field| &field.ty).chain(others.iter().map(|others| &others.ty)) {
                ty.mentions(&mut |id| found.push(id));
            }
        }
        Kind::Union { variants, .. } => found.extend(variants.iter().map(|(_, id)| *id)),
        Kind::Untagged(variants) => {
            for variant in variants {
                variant.ty.mentions(&mut |id| found.push(id));
            }
        }
        Kind::Enum { .. } => {}
    }
    found
}

fn reached(edges: &[Vec<TypeId>], mut open: Vec<TypeId>) -> Vec<bool> {
    let mut seen = vec![false; edges.len()];
    while let Some(id) = open.pop() {
        if !std::mem::replace(&mut seen[id], true) {
            open.extend(&edges[id]);
        }
    }
    seen
}

/// A field that one direction does not have is optional where the type travels in both.
fn settle_directions(fields: &mut Vec<Field>, in_request: bool, in_answer: bool) {
    if in_answer && !in_request && fields.iter().any(|field| !field.write_only) {
        fields.retain(|field| !field.write_only);
    }
    if in_request && !in_answer && fields.iter().any(|field| !field.read_only) {
        fields.retain(|field| !field.read_only);
    }
    for field in fields {
        if (field.read_only && in_request) || (field.write_only && in_answer) {
            field.required = false;
        }
    }
}

/// Makes a field of each circle of required fields optional, for no value could exist otherwise.
fn break_circles(types: &mut [TypeDecl]) -> Broken {
    let mut broken = Vec::new();
    // 0: not seen, 1: on the way from the root, 2: done.
    let mut state = vec![0_u8; types.len()];
    for root in 0..types.len() {
        if state[root] != 0 {
            continue;
        }
        state[root] = 1;
        let mut way = vec![(root, 0)];
        while let Some((id, next)) = way.pop() {
            let Kind::Struct(fields, _) = &mut types[id].kind else {
                state[id] = 2;
                continue;
            };
            let Some(field) = fields.get_mut(next) else {
                state[id] = 2;
                continue;
            };
            way.push((id, next + 1));
            let Ty::Named(target) = field.ty else { continue };
            if !field.required {
                continue;
            }
            match state[target] {
                0 => {
                    state[target] = 1;
                    way.push((target, 0));
                }
                1 => {
                    field.required = false;
                    let wire = field.wire.clone();
                    let shown = super::schema::shown(&wire);
                    broken
                        .push((types[id].span, format!("`{shown}` is optional: a value would need itself")));
                }
                _ => {}
            }
        }
    }
    broken
}

/// Leaves out the types that nothing uses, and puts the others in the document's order. Gives where they have gone.
pub(super) fn keep_used(spec: &mut Spec, used: &[bool]) -> HashMap<TypeId, TypeId> {
    let mut order: Vec<TypeId> = (0..spec.types.len()).filter(|id| used[*id]).collect();
    order.sort_by_key(|id| (spec.types[*id].span.file, spec.types[*id].span.start));
    let new: HashMap<TypeId, TypeId> = order.iter().enumerate().map(|(new, old)| (*old, new)).collect();
    let mut types: Vec<Option<TypeDecl>> = std::mem::take(&mut spec.types).into_iter().map(Some).collect();
    spec.types = order.iter().filter_map(|id| types[*id].take()).collect();
    for declared in &mut spec.types {
        retarget(&mut declared.kind, &new);
    }
    for endpoint in &mut spec.endpoints {
        endpoint.sent_types(&mut |ty| renumber(ty, &new));
        endpoint.returns.each_type(&mut |ty| renumber(ty, &new));
    }
    for case in spec.failures.iter_mut().flat_map(|set| &mut set.cases) {
        case.body.each_type(&mut |ty| renumber(ty, &new));
    }
    for webhook in &mut spec.webhooks {
        webhook.payload.each_type(&mut |ty| renumber(ty, &new));
    }
    new
}

pub(super) fn renumber(ty: &mut Ty, new: &HashMap<TypeId, TypeId>) {
    match ty {
        Ty::Named(id) => *id = new.get(id).copied().unwrap_or(*id),
        Ty::List(inner, _) | Ty::Map(inner) | Ty::Nullable(inner) => renumber(inner, new),
        Ty::Word(..) => {}
    }
}

/// The name of a type, once it is decided.
fn own_name(declared: &TypeDecl) -> &str {
    match &declared.name {
        Wish::Kept(name) | Wish::Shared(name, _) | Wish::Made { long: name, .. } => name,
    }
}

/// Decides all names: those of the document's own schemas first, so that they do not depend on what is selected.
fn name_types(types: &mut [TypeDecl], taken: &mut Taken) {
    let mut kept: HashSet<String> = HashSet::new();
    for declared in types.iter() {
        if let Wish::Kept(name) = &declared.name {
            kept.insert(name.clone());
        }
    }
    for declared in types.iter_mut() {
        let name = match &declared.name {
            Wish::Kept(_) => continue,
            Wish::Shared(name, _) if !name.starts_with('_') && kept.insert(name.clone()) => name.clone(),
            Wish::Shared(_, long) => taken.first_free([names::of_type(long).as_str()], names::numbered_camel),
            Wish::Made { long, short } => {
                let wishes: Vec<String> =
                    short.iter().chain([long]).map(|name| names::of_type(name)).collect();
                taken.first_free(wishes.iter().map(String::as_str), names::numbered_camel)
            }
        };
        declared.name = Wish::Kept(name);
    }
}

/// The Rust names that fields must be given, where the rule gives none or one that is taken.
pub(super) fn field_names(fields: &[&Field], taken: &mut Taken) -> Vec<Option<String>> {
    // A field that has its name by the rule keeps it, also when one before it would like to have it.
    let by_rule: Vec<Option<String>> =
        fields.iter().map(|field| crate::names::snake(&field.wire).filter(|name| name.is_ascii())).collect();
    let mut owners: HashMap<&str, usize> = HashMap::new();
    for (index, name) in by_rule.iter().enumerate() {
        if let Some(name) = name {
            let exact = |index: usize| fields[index].wire == *name;
            let better = |other: &usize| exact(index) && !exact(*other);
            if owners.get(name.as_str()).is_none_or(better) {
                owners.insert(name, index);
            }
        }
    }
    let free: BTreeSet<usize> =
        owners.iter().filter(|(name, _)| !taken.has(name)).map(|(_, index)| *index).collect();
    for index in &free {
        if let Some(name) = &by_rule[*index] {
            taken.take(name);
        }
    }
    fields
        .iter()
        .enumerate()
        .map(|(index, field)| {
            if free.contains(&index) {
                return None;
            }
            let spelt = names::snake(&names::spelt(&field.wire));
            let plain = names::snake(&field.wire);
            let second = if plain == spelt || fields[index].wire.len() > 12 {
                format!("{plain}_field")
            } else {
                spelt
            };
            Some(taken.first_free([names::snake(&second).as_str()], names::numbered_snake))
        })
        .collect()
}

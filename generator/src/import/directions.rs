//! `readOnly` and `writeOnly`: a type that travels in both directions and has other fields in each of them becomes two.

use std::collections::HashMap;

use super::finish::{directions, mentions, renumber};
use super::model::{Field, Kind, Spec, TypeDecl, TypeId, Wish};

/// Makes a second type, named `…Request`, of each that differs between requests and answers.
pub(super) fn split(spec: &mut Spec) {
    let (in_request, in_answer) = directions(spec);
    let differs = differing(&spec.types, |id| in_request[id] && in_answer[id]);
    let mut twins: HashMap<TypeId, TypeId> = HashMap::new();
    for id in (0..differs.len()).filter(|id| differs[*id]) {
        twins.insert(id, spec.types.len());
        let mut twin = spec.types[id].clone();
        twin.name = requested(&twin.name);
        spec.types.push(twin);
    }
    if twins.is_empty() {
        return;
    }
    for (original, twin) in &twins {
        if let Kind::Struct(fields, _) = &mut spec.types[*original].kind {
            keep(fields, |field| !field.write_only);
        }
        if let Kind::Struct(fields, _) = &mut spec.types[*twin].kind {
            keep(fields, |field| !field.read_only);
        }
        retarget(&mut spec.types[*twin].kind, &twins);
    }
    // What only requests hold, and what is the same in both directions but for what it holds, names the twins.
    for id in 0..in_request.len() {
        if in_request[id] && !in_answer[id] {
            retarget(&mut spec.types[id].kind, &twins);
        }
    }
    for endpoint in &mut spec.endpoints {
        endpoint.sent_types(&mut |ty| renumber(ty, &twins));
    }
}

/// The types with fields of one direction, and those that hold such types, as far as they travel in both.
fn differing(types: &[TypeDecl], both: impl Fn(TypeId) -> bool) -> Vec<bool> {
    let mut holders: Vec<Vec<TypeId>> = vec![Vec::new(); types.len()];
    for (id, declared) in types.iter().enumerate() {
        for held in mentions(&declared.kind) {
            holders[held].push(id);
        }
    }
    let of_one = |field: &Field| field.read_only || field.write_only;
    let mut differs = vec![false; types.len()];
    let mut open: Vec<TypeId> = (0..types.len())
        .filter(|id| matches!(&types[*id].kind, Kind::Struct(fields, _) if fields.iter().any(of_one)))
        .collect();
    while let Some(id) = open.pop() {
        if both(id) && !differs[id] {
            differs[id] = true;
            open.extend(&holders[id]);
        }
    }
    differs
}

/// A struct keeps its fields where none would be left.
fn keep(fields: &mut Vec<Field>, is_kept: impl Fn(&Field) -> bool) {
    if fields.iter().any(&is_kept) {
        fields.retain(is_kept);
    }
}

/// Names other types in place of those that it names.
pub(super) fn retarget(kind: &mut Kind, twins: &HashMap<TypeId, TypeId>) {
    kind.each_type(&mut |ty| renumber(ty, twins));
    if let Kind::Union { variants, .. } = kind {
        for (_, id) in variants {
            *id = twins.get(id).copied().unwrap_or(*id);
        }
    }
}

fn requested(name: &Wish) -> Wish {
    let (Wish::Kept(own) | Wish::Shared(own, _) | Wish::Made { long: own, .. }) = name;
    Wish::Made { long: format!("{own}Request"), short: None }
}

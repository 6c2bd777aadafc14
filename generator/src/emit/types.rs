//! The API's types: definitions in `types`, serde impls and checks in `wire`, one file per type in each.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::TokenStream;
use quote::quote;

use super::ident::{ident, module_name};
use super::tree::{Module, reexport};
use super::{bounds, enums, filters, shapes, struct_wire, structs, unions, untagged};
use crate::api::{Api, TypeDef, TypeId, TypeKind};

/// Types whose names make the same file name.
type Group<'a> = Vec<(TypeId, &'a TypeDef)>;

/// The modules `types` and `wire`; none when the API has no types.
pub(super) fn modules(api: &Api) -> Vec<Module<'_>> {
    let mut groups: BTreeMap<String, Group<'_>> = BTreeMap::new();
    for (index, def) in api.types.iter().enumerate() {
        groups.entry(module_name(&def.rust)).or_default().push((TypeId(index), def));
    }
    if groups.is_empty() {
        return Vec::new();
    }
    let groups: Vec<(String, Group<'_>)> = groups.into_iter().collect();
    let definitions = groups.iter().map(|(name, group)| {
        let (doc, group) = (format!("{}.", shown(group)), group.clone());
        Module::new(name, doc, move || definitions(api, &group))
    });
    let impls = groups.iter().map(|(name, group)| {
        let (doc, group) = (format!("{} on the wire.", shown(group)), group.clone());
        Module::new(name, doc, move || impls(api, &group))
    });
    let (definitions, impls) = (definitions.collect(), impls.collect());
    let names = move || groups.iter().map(|(name, group)| reexports(name, group)).collect();
    vec![
        Module::new("types", "The types, one module for each.", names).with_children(definitions),
        Module::new("wire", "How the types are read, written and checked.", TokenStream::new)
            .with_children(impls),
    ]
}

fn reexports(module: &str, group: &[(TypeId, &TypeDef)]) -> TokenStream {
    let names: Vec<String> = group.iter().flat_map(|(_, def)| public_names(def)).collect();
    reexport(module, names.iter().map(String::as_str))
}

fn public_names(def: &TypeDef) -> Vec<String> {
    match &def.kind {
        TypeKind::Filter(filter) => filters::public_names(def, filter),
        _ => vec![def.rust.clone()],
    }
}

fn definitions(api: &Api, group: &[(TypeId, &TypeDef)]) -> TokenStream {
    let imports = imports(api, group);
    let items = group.iter().map(|(id, def)| match &def.kind {
        TypeKind::Struct(shape) => structs::definition(api, *id, def, shape),
        TypeKind::Enum(shape) => enums::definition(def, shape),
        TypeKind::Union(shape) => unions::definition(api, def, shape),
        TypeKind::Untagged(shape) => untagged::definition(api, def, shape),
        TypeKind::Filter(filter) => filters::definition(api, def, filter),
    });
    quote!(#imports #(#items)*)
}

fn impls(api: &Api, group: &[(TypeId, &TypeDef)]) -> TokenStream {
    let impls = |(_, def): &(TypeId, &TypeDef)| {
        let serde = match &def.kind {
            TypeKind::Struct(shape) => struct_wire::impls(api, def, shape),
            TypeKind::Enum(shape) => enums::wire(def, shape),
            TypeKind::Union(shape) => unions::wire(api, def, shape),
            TypeKind::Untagged(shape) => untagged::wire(api, def, shape),
            TypeKind::Filter(filter) => filters::wire(def, filter),
        };
        let (shape, check) = (shapes::shaped_impl(api, def), bounds::check_impl(api, def));
        quote!(#serde #shape #check)
    };
    group.iter().map(impls).collect()
}

fn shown(group: &[(TypeId, &TypeDef)]) -> String {
    let names: Vec<_> = group.iter().map(|(_, def)| format!("`{}`", def.rust)).collect();
    names.join(" and ")
}

/// `use super::{…}` for the types that a file's definitions name and that stand in other files.
fn imports(api: &Api, group: &[(TypeId, &TypeDef)]) -> TokenStream {
    let (mut ids, mut names) = (BTreeSet::new(), BTreeSet::new());
    for (_, def) in group {
        match &def.kind {
            TypeKind::Struct(shape) => structs::referenced(api, shape, &mut ids, &mut names),
            TypeKind::Union(_) | TypeKind::Untagged(_) => {
                for variant in def.kind.variants() {
                    structs::named_in(&variant.ty, &mut ids);
                }
            }
            TypeKind::Filter(filter) => {
                for kind in &filter.kinds {
                    structs::named_in(&kind.value, &mut ids);
                }
            }
            TypeKind::Enum(_) => {}
        }
    }
    names.extend(ids.iter().map(|id| api.get(*id).rust.clone()));
    let here: BTreeSet<String> = group.iter().flat_map(|(_, def)| public_names(def)).collect();
    let names: Vec<_> = names.difference(&here).map(|name| ident(name)).collect();
    match names.as_slice() {
        [] => TokenStream::new(),
        [one] => quote!(use super::#one;),
        many => quote!(use super::{#(#many),*};),
    }
}

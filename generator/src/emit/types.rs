//! The API's types: definitions in `types`, serde impls and checks in `wire`, a file for each type with its parts in each.

use std::collections::{BTreeMap, BTreeSet};

use crate::emit::tokens::{TokenStream, quote};

use super::groups::{self, Groups, Needed};
use super::ident::{ident, module_name};
use super::tree::{Module, Reexport};
use super::{bounds, enums, families, filters, shapes, struct_wire, structs, unions, untagged};
use crate::api::{Api, TypeDef, TypeId, TypeKind};
use crate::check::SHARED;

/// A type, and its parts. Types whose names make the same file name stand together, too.
type File<'a> = Vec<(TypeId, &'a TypeDef)>;

/// Files in one folder, by name.
type Folder<'a> = BTreeMap<String, File<'a>>;

/// The modules `types` and `wire`; none when the API has no types.
pub(super) fn modules<'a>(api: &'a Api, groups: &Groups<'a>) -> Vec<Module<'a>> {
    let folders = folders(api, groups);
    if folders.is_empty() {
        return Vec::new();
    }
    vec![
        module(
            api,
            groups,
            &folders,
            &Part {
                name: "types",
                doc: "The types, a module for each with its parts.",
                of_file: "",
                public: true,
                items: definitions,
            },
        ),
        module(
            api,
            groups,
            &folders,
            &Part {
                name: "wire",
                doc: "How the types are read, written and checked.",
                of_file: " on the wire",
                public: false,
                items: impls,
            },
        ),
    ]
}

/// What is emitted of each file of types.
struct Part<'a> {
    name: &'a str,
    doc: &'a str,
    of_file: &'a str,
    /// Whether others name what is in it.
    public: bool,
    items: for<'i> fn(&'i Api, &'i [(TypeId, &'i TypeDef)]) -> TokenStream,
}

/// Files by the folder of what needs them. Types that become one file and that different groups need are shared.
fn folders<'a>(api: &'a Api, groups: &Groups<'a>) -> BTreeMap<Option<String>, Folder<'a>> {
    let mut files: Folder<'a> = BTreeMap::new();
    for (index, head) in families::heads(api).into_iter().enumerate() {
        let id = TypeId(index);
        let file = files.entry(module_name(&api.get(head).rust)).or_default();
        let place = if head == id { 0 } else { file.len() };
        file.insert(place, (id, api.get(id)));
    }
    let mut folders: BTreeMap<Option<String>, Folder<'a>> = BTreeMap::new();
    for (name, file) in files {
        folders.entry(groups.folder(&needed(groups, &file))).or_default().insert(name, file);
    }
    folders
}

fn needed(groups: &Groups<'_>, file: &File<'_>) -> Needed {
    let all = file.iter().map(|(id, _)| groups.of_type(*id));
    all.reduce(|one, other| one.or(&other)).unwrap_or_default()
}

fn module<'a>(
    api: &'a Api,
    groups: &Groups<'a>,
    folders: &BTreeMap<Option<String>, Folder<'a>>,
    part: &Part<'_>,
) -> Module<'a> {
    if let Some(files) = folders.get(&None) {
        return folder_module(part.name, part.doc, children(api, groups, files, part));
    }
    let of_group = |(folder, files): (&Option<String>, &Folder<'a>)| {
        let folder = folder.as_deref().unwrap_or(SHARED);
        let mut children = children(api, groups, files, part);
        // What all of a folder is compiled with stands once, before it.
        let features = groups::any_of(children.iter().map(|(child, _)| &child.features));
        if folder != SHARED {
            for (child, reexport) in &mut children {
                child.features.clear();
                if let Some(reexport) = reexport {
                    reexport.features.clear();
                }
            }
        }
        let doc = if folder == SHARED { "What several groups need." } else { "What only this group needs." };
        let module = folder_module(folder, doc, children).with_features(features);
        let reexport = part.public.then(|| Reexport::whole(&module));
        (module, reexport)
    };
    let folders: Children<'a> = folders.iter().map(of_group).collect();
    let features = groups::any_of(folders.iter().map(|(folder, _)| &folder.features));
    folder_module(part.name, part.doc, folders).with_features(features)
}

/// The modules of files, and what is passed on of each.
type Children<'a> = Vec<(Module<'a>, Option<Reexport>)>;

fn children<'a>(api: &'a Api, groups: &Groups<'a>, files: &Folder<'a>, part: &Part<'_>) -> Children<'a> {
    let child = |(name, file): (&String, &File<'a>)| {
        let features = groups.features(&needed(groups, file));
        let names: Vec<String> = file.iter().flat_map(|(_, def)| public_names(def)).collect();
        let reexport = Reexport { module: name.clone(), names, features: features.clone() };
        let (doc, file, items) = (format!("{}{}.", shown(file), part.of_file), file.clone(), part.items);
        let module = Module::new(name, doc, move || items(api, &file)).with_features(features);
        (module, part.public.then_some(reexport))
    };
    files.iter().map(child).collect()
}

fn folder_module<'a>(name: &str, doc: &str, children: Children<'a>) -> Module<'a> {
    let (modules, reexports): (Vec<_>, Vec<_>) = children.into_iter().unzip();
    let names = move || reexports.iter().flatten().map(Reexport::tokens).collect();
    Module::new(name, doc, names).with_children(modules)
}

fn public_names(def: &TypeDef) -> Vec<String> {
    match &def.kind {
        TypeKind::Filter(filter) => filters::public_names(def, filter),
        _ => vec![def.rust.clone()],
    }
}

fn definitions(api: &Api, file: &[(TypeId, &TypeDef)]) -> TokenStream {
    let imports = imports(api, file);
    let items = file.iter().map(|(id, def)| match &def.kind {
        TypeKind::Struct(shape) => structs::definition(api, *id, def, shape),
        TypeKind::Enum(shape) => enums::definition(def, shape),
        TypeKind::Union(shape) => unions::definition(api, def, shape),
        TypeKind::Untagged(shape) => untagged::definition(api, def, shape),
        TypeKind::Filter(filter) => filters::definition(api, def, filter),
    });
    quote!(#imports #(#items)*)
}

fn impls(api: &Api, file: &[(TypeId, &TypeDef)]) -> TokenStream {
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
    file.iter().map(impls).collect()
}

fn shown(file: &[(TypeId, &TypeDef)]) -> String {
    match file {
        [(_, one)] => format!("`{}`", one.rust),
        [(_, first), rest @ ..] if rest.iter().all(|(_, def)| families::is_part(def, first)) => {
            format!("`{}` and its parts", first.rust)
        }
        several => {
            let names: Vec<_> = several.iter().map(|(_, def)| format!("`{}`", def.rust)).collect();
            names.join(" and ")
        }
    }
}

/// `use super::{…}` for the types that a file's definitions name and that stand in other files.
fn imports(api: &Api, file: &[(TypeId, &TypeDef)]) -> TokenStream {
    let (mut ids, mut names) = (BTreeSet::new(), BTreeSet::new());
    for (_, def) in file {
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
    let here: BTreeSet<String> = file.iter().flat_map(|(_, def)| public_names(def)).collect();
    let names: Vec<_> = names.difference(&here).map(|name| ident(name)).collect();
    let up = groups::up(api, 1);
    match names.as_slice() {
        [] => TokenStream::new(),
        [one] => quote!(use #up::#one;),
        many => quote!(use #up::{#(#many),*};),
    }
}

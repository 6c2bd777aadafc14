//! Leaving out parts of a generated crate: the bodies of functions, so that everything else still fits together.

use std::fs;
use std::path::{Path, PathBuf};

use syn::visit_mut::{self, VisitMut};
use syn::{Attribute, File, ImplItemFn, Item, ItemImpl, Path as TypePath, parse_quote};

use crate::Result;

/// A part of the code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// The serde impls.
    Serde,
    /// Calls: their setters, how they are encoded and sent.
    Calls,
    /// What `Clone`, `Debug` and `PartialEq` derive.
    Derives,
    /// All of these.
    All,
}

impl Part {
    pub const ALL: [Self; 4] = [Self::Serde, Self::Calls, Self::Derives, Self::All];

    pub fn name(self) -> &'static str {
        match self {
            Self::Serde => "without those of serde impls",
            Self::Calls => "without those of calls",
            Self::Derives => "without those that are derived",
            Self::All => "without any of these",
        }
    }
}

/// Empties a part of the crate in this folder.
pub fn empty(folder: &Path, part: Part) -> Result<()> {
    let module = folder.join("src/synthetic");
    if matches!(part, Part::Serde | Part::All) {
        rewrite(&module.join("wire"), |file| Bodies.visit_file_mut(file))?;
    }
    if matches!(part, Part::Calls | Part::All) {
        rewrite(&module.join("endpoints"), |file| Bodies.visit_file_mut(file))?;
    }
    if matches!(part, Part::Derives | Part::All) {
        rewrite(&module.join("types"), without_derives)?;
        rewrite(&module.join("endpoints"), without_derives)?;
    }
    Ok(())
}

fn rewrite(folder: &Path, change: impl Fn(&mut File)) -> Result<()> {
    for entry in fs::read_dir(folder)? {
        let path: PathBuf = entry?.path();
        let mut file = syn::parse_file(&fs::read_to_string(&path)?)?;
        change(&mut file);
        fs::write(&path, prettyplease::unparse(&file))?;
    }
    Ok(())
}

struct Bodies;

impl VisitMut for Bodies {
    fn visit_impl_item_fn_mut(&mut self, function: &mut ImplItemFn) {
        function.block = parse_quote!({ loop {} });
        visit_mut::visit_impl_item_fn_mut(self, function);
    }
}

/// Puts impls without bodies in the place of derived ones.
fn without_derives(file: &mut File) {
    let mut impls: Vec<Item> = Vec::new();
    for item in &mut file.items {
        let (attributes, name) = match item {
            Item::Struct(item) => (&mut item.attrs, item.ident.clone()),
            Item::Enum(item) => (&mut item.attrs, item.ident.clone()),
            _ => continue,
        };
        attributes.retain(|attribute| {
            let derived = derived(attribute);
            impls.extend(derived.iter().filter_map(|path| replacement(path, &name)).map(Item::Impl));
            derived.is_empty()
        });
    }
    file.items.extend(impls);
}

/// What an attribute derives.
fn derived(attribute: &Attribute) -> Vec<TypePath> {
    let mut paths = Vec::new();
    if attribute.path().is_ident("derive") {
        // Derives are a list of paths, or the crate would not have been generated so.
        let _ = attribute.parse_nested_meta(|meta| {
            paths.push(meta.path);
            Ok(())
        });
    }
    paths
}

fn replacement(path: &TypePath, name: &syn::Ident) -> Option<ItemImpl> {
    Some(if path.is_ident("Clone") {
        parse_quote!(impl Clone for #name { fn clone(&self) -> Self { loop {} } })
    } else if path.is_ident("Debug") {
        parse_quote!(impl std::fmt::Debug for #name {
            fn fmt(&self, _: &mut std::fmt::Formatter<'_>) -> std::fmt::Result { loop {} }
        })
    } else if path.is_ident("PartialEq") {
        parse_quote!(impl PartialEq for #name { fn eq(&self, _: &Self) -> bool { loop {} } })
    } else if path.is_ident("Default") {
        parse_quote!(impl Default for #name { fn default() -> Self { loop {} } })
    } else if path.is_ident("Hash") {
        parse_quote!(impl std::hash::Hash for #name { fn hash<H: std::hash::Hasher>(&self, _: &mut H) { loop {} } })
    } else if path.is_ident("Copy") || path.is_ident("Eq") {
        parse_quote!(impl #path for #name {})
    } else {
        return None;
    })
}

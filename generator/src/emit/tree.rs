//! The modules of a generated API as a tree, and its two layouts: many files, or one with nested modules.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::OutputFile;
use super::docs;
use super::ident::ident;
use super::imports::imports;
use super::print::print;

/// A module that will be written.
#[derive(Debug, Default)]
pub(super) struct Module {
    /// Its name, also of its file.
    pub name: String,
    /// Its documentation.
    pub docs: Vec<String>,
    /// Inner attributes.
    pub attributes: TokenStream,
    /// Its items, without imports and declarations of modules.
    pub items: TokenStream,
    /// Modules in it, in order.
    pub children: Vec<Module>,
    /// Whether it is compiled for tests only.
    pub tests: bool,
}

impl Module {
    /// A module with a line of documentation.
    pub(super) fn new(name: impl Into<String>, doc: impl Into<String>, items: TokenStream) -> Self {
        Self { name: name.into(), docs: vec![doc.into()], items, ..Self::default() }
    }

    /// With modules in it.
    pub(super) fn with_children(mut self, children: Vec<Module>) -> Self {
        self.children = children;
        self
    }

    /// As files below `folder`: a module with children is a folder with `mod.rs`.
    pub(super) fn files(&self, folder: &str, header: &str) -> Vec<OutputFile> {
        let mut files = Vec::new();
        self.add_files(folder, header, 0, &mut files);
        files
    }

    fn add_files(&self, folder: &str, header: &str, depth: usize, files: &mut Vec<OutputFile>) {
        let path = if self.children.is_empty() {
            format!("{folder}/{}.rs", self.name)
        } else {
            format!("{folder}/{}/mod.rs", self.name)
        };
        let (docs, attributes) = (docs::inner_lines(&self.docs), &self.attributes);
        let declarations = self.children.iter().map(|child| {
            let (test, name) = (child.test_only(), ident(&child.name));
            quote!(#test mod #name;)
        });
        let (imports, items) = (imports(&self.items, depth), &self.items);
        let text = print(header, &quote!(#docs #attributes #imports #(#declarations)* #items));
        files.push(OutputFile { path, text });
        let folder = format!("{folder}/{}", self.name);
        for child in &self.children {
            child.add_files(&folder, header, depth + 1, files);
        }
    }

    /// As one file for `include!` inside a module of the user's. Such a file cannot have inner attributes, so that all
    /// stands in a module in it.
    pub(super) fn include_file(&self, path: String, header: &str) -> OutputFile {
        let (docs, attributes, inside) = (docs::lines(&self.docs), &self.attributes, self.inline(0));
        let items = quote! {
            #docs
            mod generated { #attributes #inside }
            pub use self::generated::*;
        };
        OutputFile { path, text: print(header, &items) }
    }

    fn inline(&self, depth: usize) -> TokenStream {
        let imports = imports(&self.items, depth);
        let children = self.children.iter().map(|child| {
            let (test, attributes, name) = (child.test_only(), &child.attributes, ident(&child.name));
            let docs = docs::lines(&child.docs);
            let inside = child.inline(depth + 1);
            quote!(#docs #test mod #name { #attributes #inside })
        });
        let items = &self.items;
        quote!(#imports #(#children)* #items)
    }

    fn test_only(&self) -> TokenStream {
        if self.tests { quote!(#[cfg(test)]) } else { TokenStream::new() }
    }
}

/// `pub use self::module::{names};` for the public names of a child.
pub(super) fn reexport<'a>(module: &str, names: impl IntoIterator<Item = &'a str>) -> TokenStream {
    let module = format_ident!("{module}");
    let names: Vec<_> = names.into_iter().map(ident).collect();
    match names.as_slice() {
        [] => TokenStream::new(),
        [one] => quote!(pub use self::#module::#one;),
        many => quote!(pub use self::#module::{#(#many),*};),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample() -> Module {
        let root = Module::new("petshop", "The pet shop.", reexport("types", ["Cat"])).with_children(vec![
            Module::new("types", "The types.", reexport("cat", ["Cat"])).with_children(vec![Module::new(
                "cat",
                "A cat.",
                quote!(
                    pub struct Cat {
                        pub born: chrono::NaiveDate,
                    }
                ),
            )]),
        ]);
        Module { attributes: quote!(#![allow(deprecated)]), ..root }
    }

    #[test]
    fn many_files() {
        let files = sample().files("src", "// header");
        let paths: Vec<_> = files.iter().map(|file| file.path.as_str()).collect();
        assert_eq!(paths, ["src/petshop/mod.rs", "src/petshop/types/mod.rs", "src/petshop/types/cat.rs"]);
        let expected = "\
// header
//! The pet shop.
#![allow(deprecated)]

mod types;

pub use self::types::Cat;
";
        assert_eq!(files[0].text, expected);
        let expected = "\
// header
//! A cat.

use specwright_runtime::reexport::chrono;

pub struct Cat {
    pub born: chrono::NaiveDate,
}
";
        assert_eq!(files[2].text, expected);
    }

    #[test]
    fn one_file() {
        let file = sample().include_file("petshop.rs".to_owned(), "// header");
        let expected = "\
// header
/// The pet shop.
mod generated {
    #![allow(deprecated)]
    /// The types.
    mod types {
        /// A cat.
        mod cat {
            use specwright_runtime::reexport::chrono;
            pub struct Cat {
                pub born: chrono::NaiveDate,
            }
        }
        pub use self::cat::Cat;
    }
    pub use self::types::Cat;
}

pub use self::generated::*;
";
        assert_eq!(file.text, expected);
    }
}

//! The modules of a generated API as a tree, and its two layouts: many files, or one with nested modules.

use crate::emit::tokens::{TokenStream, format_ident, quote};

use super::OutputFile;
use super::docs;
use super::groups::{self, Features};
use super::ident::ident;
use super::imports::imports;
use super::parallel::in_parallel;
use super::print::print;

/// What makes the items of a module. It is called when the module is printed, on whatever thread that happens, so that the
/// tokens of few modules are held at a time.
pub(super) type Items<'a> = Box<dyn Fn() -> TokenStream + Send + Sync + 'a>;

/// A module that will be written.
pub(super) struct Module<'a> {
    /// Its name, also of its file.
    pub name: String,
    /// Its documentation.
    pub docs: Vec<String>,
    /// Inner attributes.
    pub attributes: Items<'a>,
    /// Modules in it, in order.
    pub children: Vec<Module<'a>>,
    /// Whether it is compiled for tests only.
    pub tests: bool,
    /// Whether users name it.
    pub public: bool,
    /// The cargo features with any of which it is compiled; none: always.
    pub features: Features,
    /// Its items, without imports and declarations of modules.
    pub items: Items<'a>,
}

impl<'a> Module<'a> {
    /// A module with a line of documentation.
    pub(super) fn new(
        name: impl Into<String>,
        doc: impl Into<String>,
        items: impl Fn() -> TokenStream + Send + Sync + 'a,
    ) -> Self {
        Self {
            name: name.into(),
            docs: vec![doc.into()],
            attributes: Box::new(TokenStream::new),
            children: Vec::new(),
            tests: false,
            public: false,
            features: Vec::new(),
            items: Box::new(items),
        }
    }

    /// With modules in it.
    pub(super) fn with_children(mut self, children: Vec<Module<'a>>) -> Self {
        self.children = children;
        self
    }

    /// As files below `folder`: a module with children is a folder with `mod.rs`.
    pub(super) fn files(&self, folder: &str, header: &str) -> Vec<OutputFile> {
        let mut files = Vec::new();
        self.add_files(folder, 0, &mut files);
        in_parallel(&files, |file| file.print(header))
    }

    fn add_files<'m>(&'m self, folder: &str, depth: usize, files: &mut Vec<ModuleFile<'m, 'a>>) {
        let path = if self.children.is_empty() {
            format!("{folder}/{}.rs", self.name)
        } else {
            format!("{folder}/{}/mod.rs", self.name)
        };
        files.push(ModuleFile { path, depth, module: self });
        let folder = format!("{folder}/{}", self.name);
        for child in &self.children {
            child.add_files(&folder, depth + 1, files);
        }
    }

    /// As one file for `include!` inside a module of the user's. Such a file cannot have inner attributes, so that all
    /// stands in a module in it, after what is to come first.
    pub(super) fn include_file(&self, path: String, header: &str, first: TokenStream) -> OutputFile {
        // In a program, unlike in a library, what is public and unused is dead.
        let mut inside = quote!(#![allow(dead_code, unused_imports, reason = "no program uses a whole API")]);
        inside.add(&(self.attributes)());
        inside.add(&self.inline(0));
        let mut items = first;
        items.add(&docs::lines(&self.docs));
        items.add(&quote!(mod generated));
        items.add_braced(&inside);
        items.add(&quote!(
            #[allow(unused_imports, reason = "as above")]
            pub use self::generated::*;
        ));
        OutputFile { path, text: print(header, &items) }
    }

    fn inline(&self, depth: usize) -> TokenStream {
        let items = (self.items)();
        let mut all = imports(&items, depth);
        for child in &self.children {
            let (before, docs, name) = (child.before(), docs::lines(&child.docs), ident(&child.name));
            all.add(&quote!(#docs #before mod #name));
            let mut inside = (child.attributes)();
            inside.add(&child.inline(depth + 1));
            all.add_braced(&inside);
        }
        all.add(&items);
        all
    }

    /// Compiled with any of these cargo features.
    pub(super) fn with_features(mut self, features: Features) -> Self {
        self.features = features;
        self
    }

    /// What stands before `mod`.
    fn before(&self) -> TokenStream {
        let feature = groups::attribute(&self.features);
        let (test, public) = (self.tests.then(|| quote!(#[cfg(test)])), self.public.then(|| quote!(pub)));
        quote!(#feature #test #public)
    }
}

/// A module as a file of its own.
struct ModuleFile<'m, 'a> {
    path: String,
    /// How many levels below the API's module it stands.
    depth: usize,
    module: &'m Module<'a>,
}

impl ModuleFile<'_, '_> {
    fn print(&self, header: &str) -> OutputFile {
        let module = self.module;
        let items = (module.items)();
        let mut all = docs::inner_lines(&module.docs);
        all.add(&(module.attributes)());
        all.add(&imports(&items, self.depth));
        for child in &module.children {
            let (before, name) = (child.before(), ident(&child.name));
            all.add(&quote!(#before mod #name;));
        }
        all.add(&items);
        OutputFile { path: self.path.clone(), text: print(header, &all) }
    }
}

/// The public names of a child.
pub(super) struct Reexport {
    pub module: String,
    /// None: all that is public in it.
    pub names: Vec<String>,
    /// Those of the child.
    pub features: Features,
}

impl Reexport {
    /// All that is public in a module.
    pub(super) fn whole(module: &Module<'_>) -> Self {
        Self { module: module.name.clone(), names: Vec::new(), features: module.features.clone() }
    }

    /// The line.
    pub(super) fn tokens(&self) -> TokenStream {
        let feature = groups::attribute(&self.features);
        let line = if self.names.is_empty() {
            let module = ident(&self.module);
            quote!(pub use self::#module::*;)
        } else {
            reexport(&self.module, self.names.iter().map(String::as_str))
        };
        quote!(#feature #line)
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

    fn sample() -> Module<'static> {
        let cat = || {
            quote!(
                pub struct Cat {
                    pub born: chrono::NaiveDate,
                }
            )
        };
        let types = Module::new("types", "The types.", || reexport("cat", ["Cat"]))
            .with_children(vec![Module::new("cat", "A cat.", cat)]);
        let root =
            Module::new("petshop", "The pet shop.", || reexport("types", ["Cat"])).with_children(vec![types]);
        Module { attributes: Box::new(|| quote!(#![allow(deprecated)])), ..root }
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
        let file = sample().include_file("petshop.rs".to_owned(), "// header", quote!(first!();));
        let expected = r#"// header
first!();

/// The pet shop.
mod generated {
    #![allow(dead_code, unused_imports, reason = "no program uses a whole API")]
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

#[allow(unused_imports, reason = "as above")]
pub use self::generated::*;
"#;
        assert_eq!(file.text, expected);
    }
}

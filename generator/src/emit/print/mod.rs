//! Tokens to text.
//!
//! What emitters make is laid out as rustfmt would, in one pass over its tokens: it is not parsed. That a part is on one
//! line if it fits, and how it is broken if not, is decided from the outside to the inside; see [`layout`] for what has
//! lines of its own, and [`expression`] for what is within a line. Tests hold it against a parser and another printer.

mod classify;
mod expression;
mod layout;
mod raw;
mod scan;

use proc_macro2::TokenStream;

/// The file of these items, below a header line.
pub(super) fn print(header: &str, items: TokenStream) -> String {
    #[cfg(test)]
    let emitted = items.clone();
    let text = printed(format!("{header}\n"), items);
    #[cfg(test)]
    tests::assert_same(&text, emitted);
    text
}

fn printed(before: String, items: TokenStream) -> String {
    let tokens = scan::Scanned::new(&raw::Raw::of(items));
    let mut printer = layout::Printer::new(&tokens, before);
    printer.file();
    printer.out
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    use crate::emit::{Flavour, emit_crate, emit_module};
    use crate::pipeline;
    use quote::quote;

    /// That the text parses, and as what the tokens parse as: another printer shows both alike.
    pub(in crate::emit) fn assert_same(text: &str, items: TokenStream) {
        let parsed = |file: syn::Result<syn::File>| prettyplease::unparse(&file.unwrap());
        let expected = parsed(syn::parse2(items));
        assert_eq!(parsed(syn::parse_file(text)), expected, "{text}");
        let again = printed(String::new(), text.parse().unwrap());
        assert_eq!(again.trim_start(), text.split_once('\n').unwrap().1);
    }

    #[test]
    fn printed_apis_are_what_was_emitted() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
        let extra = std::env::var("SPECS").map(Into::into);
        let folders =
            extra.map_or(vec![root.join("specs"), root.join("tests/kitchen/specs")], |one| vec![one]);
        let loaded = pipeline::load(&folders).unwrap();
        assert!(!loaded.apis.is_empty());
        assert!(!emit_crate(&loaded.apis, &Flavour::Workspace).is_empty());
        assert!(!loaded.apis.iter().flat_map(emit_module).collect::<Vec<_>>().is_empty());
    }

    #[test]
    fn items_are_printed_below_the_header() {
        let items = quote!(#![doc = " A."] #[doc = " B."] pub struct C;);
        assert_eq!(print("// header", items), "// header\n//! A.\n\n/// B.\npub struct C;\n");
    }

    #[test]
    fn blank_lines_stand_between_items_and_members() {
        let items = quote!(
            use a::b;
            use a::c;
            impl A {
                fn x() { if y { z(); } w(); }
                /// Next.
                fn n() {}
                fn o() {}
            }
            fn p() {}
        );
        let expected = "\
// header
use a::b;
use a::c;

impl A {
    fn x() {
        if y {
            z();
        }
        w();
    }

    /// Next.
    fn n() {}

    fn o() {}
}

fn p() {}
";
        assert_eq!(print("// header", items), expected);
    }
}

//! Tokens to text.
//!
//! What emitters make is laid out as rustfmt would, in one pass over its tokens: it is not parsed. That a part is on one
//! line if it fits, and how it is broken if not, is decided from the outside to the inside; see [`layout`] for what has
//! lines of its own, and [`expression`] for what is within a line. Tests hold it against a parser and another printer.

mod block;
mod classify;
mod expression;
mod group;
mod layout;
mod line;
mod scan;

use super::tokens::TokenStream;

/// The file of this code, below a header line.
pub(super) fn print(header: &str, code: &TokenStream) -> String {
    let text = printed(format!("{header}\n"), code);
    #[cfg(test)]
    tests::assert_same(&text, code);
    text
}

fn printed(mut before: String, code: &TokenStream) -> String {
    let tokens = scan::scan(code);
    // Line breaks and indents are a quarter more, mostly.
    before.reserve(tokens.line.len() + tokens.line.len() / 4);
    let mut printer = layout::Printer::new(&tokens, before);
    printer.file();
    printer.out
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    use crate::emit::tokens::quote;
    use crate::emit::{Flavour, emit_crate, emit_module};
    use crate::pipeline;

    /// That the text parses, and as what the tokens parse as: another printer shows both alike. Printed again, it is the
    /// same.
    pub(in crate::emit) fn assert_same(text: &str, code: &TokenStream) {
        let shown = |text: &str| prettyplease::unparse(&syn::parse_file(text).unwrap());
        let one_a_line: Vec<&str> = code.iter().collect();
        assert_eq!(shown(text), shown(&one_a_line.join("\n")), "{text}");
        let again = printed(String::new(), &TokenStream::of(text.parse().unwrap()));
        assert_eq!(again, text.split_once('\n').unwrap().1);
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
        assert_eq!(print("// header", &items), "// header\n//! A.\n\n/// B.\npub struct C;\n");
        let text = " \"\\\t'é\u{301}\u{1}";
        let shown = print("", &quote!(#[doc = #text] #[doc = r#" "b" "#] struct A;));
        assert_eq!(shown, format!("\n///{text}\n/// \"b\" \nstruct A;\n"));
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
        assert_eq!(print("// header", &items), expected);
    }
}

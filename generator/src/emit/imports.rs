//! The `use` lines of a generated module, found by looking at which paths its code starts with.
//!
//! Emitters write short paths (`codec::Decimal`, `types::Customer`) and nothing more; so an import is never missing
//! and never unused.

use std::collections::BTreeSet;

use proc_macro2::{Spacing, TokenStream, TokenTree};
use quote::{format_ident, quote};

/// Modules of the runtime and what it re-exports: first segment of a path → where it is.
const RUNTIME: [(&str, &str); 16] = [
    ("bytes", "reexport::bytes"),
    ("call", "call"),
    ("check", "check"),
    ("chrono", "reexport::chrono"),
    ("codec", "codec"),
    ("decode", "decode"),
    ("open", "open"),
    ("paging", "paging"),
    ("rust_decimal", "reexport::rust_decimal"),
    ("serde", "reexport::serde"),
    ("serde_json", "reexport::serde_json"),
    ("sign", "sign"),
    ("testing", "testing"),
    ("url", "reexport::url"),
    ("uuid", "reexport::uuid"),
    ("wire", "wire"),
];

/// Modules of the generated API.
const OWN: [&str; 8] = ["auth", "client", "credentials", "endpoints", "envelopes", "error", "formats", "types"];

/// Modules of the standard library.
const STD: [&str; 2] = ["fmt", "collections"];

/// The `use` lines for the code of a module that stands `depth` levels below the API's module.
pub(super) fn imports(code: &TokenStream, depth: usize) -> TokenStream {
    let mut heads = BTreeSet::new();
    collect(code.clone(), &mut heads);
    let of_std = group(&quote!(std), heads.iter().filter(|head| STD.contains(&head.as_str())).map(|head| name(head)));
    let runtime = group(&quote!(specwright_runtime), heads.iter().filter_map(|head| of_runtime(head)));
    let up = std::iter::repeat_n(quote!(super), depth);
    let own = heads.iter().filter(|head| OWN.contains(&head.as_str())).map(|head| name(head));
    let own = (depth > 0).then(|| group(&quote!(#(#up)::*), own));
    quote!(#of_std #runtime #own)
}

/// A path of the runtime, from its crate on.
fn of_runtime(head: &str) -> Option<TokenStream> {
    if head == "runtime" {
        return Some(quote!(self as runtime));
    }
    let (_, place) = RUNTIME.iter().find(|(name, _)| *name == head)?;
    let place = place.split("::").map(name);
    Some(quote!(#(#place)::*))
}

fn name(name: &str) -> TokenStream {
    let name = format_ident!("{name}");
    quote!(#name)
}

/// One line for what comes from one place.
fn group(place: &TokenStream, paths: impl Iterator<Item = TokenStream>) -> TokenStream {
    let paths: Vec<_> = paths.collect();
    match paths.as_slice() {
        [] => TokenStream::new(),
        [one] if !one.to_string().contains("self") => quote!(use #place::#one;),
        [_] => quote!(use #place as runtime;),
        many => quote!(use #place::{#(#many),*};),
    }
}

/// First segments of paths: identifiers before `::` that no `::` precedes.
fn collect(code: TokenStream, heads: &mut BTreeSet<String>) {
    let mut candidate: Option<String> = None;
    let mut colons = 0;
    for token in code {
        match token {
            TokenTree::Punct(punct) if punct.as_char() == ':' => {
                colons += 1;
                if colons == 2 {
                    heads.extend(candidate.take());
                } else if punct.spacing() == Spacing::Alone {
                    candidate = None;
                }
                continue;
            }
            TokenTree::Ident(name) => candidate = (colons != 2).then(|| name.to_string()),
            TokenTree::Group(group) => {
                candidate = None;
                collect(group.stream(), heads);
            }
            _ => candidate = None,
        }
        colons = 0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn heads(code: TokenStream) -> Vec<String> {
        let mut heads = BTreeSet::new();
        collect(code, &mut heads);
        heads.into_iter().collect()
    }

    #[test]
    fn only_the_first_segment_counts() {
        let code = quote!(
            fn f(serde: types::Customer) -> codec::Decimal {
                let chrono: u8 = call.check(runtime::decode::json);
                ::url::Url::parse(a)
            }
        );
        assert_eq!(heads(code), ["codec", "runtime", "types"]);
    }

    #[test]
    fn a_type_after_a_colon_is_a_head() {
        assert_eq!(heads(quote!(struct A { x: chrono::NaiveDate, y: Vec<url::Url> })), ["chrono", "url"]);
        assert_eq!(heads(quote!(<codec::Decimal as codec::TextCodec>::to_text(v))), ["codec"]);
    }

    #[test]
    fn imports_say_where_things_are() {
        let code = quote!(codec::seed(chrono::Utc, types::A, fmt::Result, std::mem::take, Self::new));
        let shown = imports(&code, 2).to_string().replace(' ', "");
        assert_eq!(
            shown,
            "usestd::fmt;usespecwright_runtime::{reexport::chrono,codec};usesuper::super::types;"
        );
        let alone = imports(&quote!(runtime::Client), 0).to_string();
        assert_eq!(alone, "use specwright_runtime as runtime ;");
    }
}

//! The `use` lines of a generated module, found by looking at which paths its code starts with.
//!
//! Emitters write short paths (`codec::Decimal`, `types::Customer`) and nothing more; so an import is never missing
//! and never unused.

use super::ident::ident;
use crate::emit::tokens::{TokenStream, quote};

/// Modules of the runtime.
const RUNTIME: [&str; 11] =
    ["call", "check", "codec", "decode", "open", "paging", "shape", "sign", "testing", "wire", "webhook"];

/// What the runtime re-exports.
const REEXPORTED: [&str; 7] = ["bytes", "chrono", "rust_decimal", "serde", "serde_json", "url", "uuid"];

/// Modules of the generated API.
const OWN: [&str; 10] = [
    "auth",
    "client",
    "credentials",
    "endpoints",
    "envelopes",
    "error",
    "formats",
    "tokens",
    "types",
    "webhooks",
];

/// Modules of the standard library.
const STD: [&str; 2] = ["fmt", "collections"];

/// The `use` lines for the code of a module that stands `depth` levels below the API's module.
pub(super) fn imports(code: &TokenStream, depth: usize) -> TokenStream {
    let heads = collect(code);
    let known = |names: &[&str]| -> Vec<TokenStream> {
        heads.iter().filter(|head| names.contains(head)).map(|head| name(head)).collect()
    };
    let of_std = line(&quote!(std), &known(&STD));
    let runtime = line(&quote!(specwright_runtime), &of_runtime(&heads, &known(&REEXPORTED)));
    let up = std::iter::repeat_n(quote!(super), depth);
    let own = (depth > 0).then(|| line(&quote!(#(#up)::*), &known(&OWN)));
    quote!(#of_std #runtime #own)
}

/// What is used of the runtime: itself, its modules, and what it re-exports.
fn of_runtime(heads: &[&str], reexported: &[TokenStream]) -> Vec<TokenStream> {
    let mut paths = Vec::new();
    if heads.contains(&"runtime") {
        paths.push(quote!(self as runtime));
    }
    let modules =
        RUNTIME.iter().filter(|module| heads.contains(module)).map(|module| (*module, name(module)));
    let reexport = match reexported {
        [] => None,
        [one] => Some(("reexport", quote!(reexport::#one))),
        many => Some(("reexport", quote!(reexport::{#(#many),*}))),
    };
    let mut modules: Vec<_> = modules.chain(reexport).collect();
    modules.sort_by_key(|(name, _)| *name);
    paths.extend(modules.into_iter().map(|(_, path)| path));
    paths
}

fn name(name: &str) -> TokenStream {
    let name = ident(name);
    quote!(#name)
}

/// One line for what comes from one place.
fn line(place: &TokenStream, paths: &[TokenStream]) -> TokenStream {
    match paths {
        [] => TokenStream::new(),
        [one] if one.to_string().starts_with("self") => quote!(use #place as runtime;),
        [one] => quote!(use #place::#one;),
        many => quote!(use #place::{#(#many),*};),
    }
}

/// First segments of paths, in order.
fn collect(code: &TokenStream) -> Vec<&str> {
    let mut heads = Vec::new();
    for head in code.heads_of_paths() {
        if !heads.contains(&head) {
            heads.push(head);
        }
    }
    heads.sort_unstable();
    heads
}

#[cfg(test)]
mod tests {
    use super::*;

    fn heads(code: &TokenStream) -> Vec<String> {
        collect(code).into_iter().map(str::to_owned).collect()
    }

    #[test]
    fn only_the_first_segment_counts() {
        let code = quote!(
            fn f(serde: types::Customer) -> codec::Decimal {
                let chrono: u8 = call.check(runtime::decode::json);
                ::url::Url::parse(a)
            }
        );
        assert_eq!(heads(&code), ["codec", "runtime", "types"]);
    }

    #[test]
    fn a_type_after_a_colon_is_a_head() {
        assert_eq!(
            heads(&quote!(
                struct A {
                    x: chrono::NaiveDate,
                    y: Vec<url::Url>,
                }
            )),
            ["chrono", "url"]
        );
        assert_eq!(heads(&quote!(<codec::Decimal as codec::TextCodec>::to_text(v))), ["codec"]);
    }

    #[test]
    fn imports_say_where_things_are() {
        let code = quote!(codec::seed(chrono::Utc, types::A, fmt::Result, std::mem::take, Self::new));
        let shown = imports(&code, 2).to_string().replace(' ', "");
        assert_eq!(
            shown,
            "usestd::fmt;usespecwright_runtime::{codec,reexport::chrono};usesuper::super::types;"
        );
        let alone = imports(&quote!(runtime::Client), 0).to_string();
        assert_eq!(alone, "use specwright_runtime as runtime ;");
    }
}

//! Pagination: where the position goes, where the next one comes from, and where the items are.

use crate::emit::tokens::{TokenStream, format_ident, quote};

use super::fields::Plan;
use super::payload::{Found, read};
use super::{advance, closing, items, position, values};
use crate::api::{Advance, Cap, Int, Pagination, ParameterRef, Repeats, Type};
use crate::emit::client::duration;
use crate::emit::literal::int;
use crate::emit::rust_type::{Naming, essence, rust_type};

/// `impl PagedCall` of an endpoint with pages.
pub(super) fn items(plan: &Plan<'_>) -> Option<TokenStream> {
    let pagination = plan.endpoint.pagination.as_ref()?;
    let call = plan.call();
    let item = rust_type(plan.api, &pagination.item, Naming::Qualified);
    let style = style(pagination);
    let items_text = &pagination.items_text;
    let methods = [
        Some(seek(plan, pagination)),
        Some(advance(plan, pagination)),
        Some(page_items(plan, pagination)),
        total(plan, pagination),
        count(plan, pagination),
        current(plan, pagination),
        unset(plan, pagination),
        rest(plan, pagination),
        closing::cursor(plan, pagination),
        closing::method(plan, pagination),
    ];
    let methods = methods.into_iter().flatten();
    Some(quote! {
        impl runtime::PagedCall for #call {
            type Item = #item;
            const ITEMS: &'static str = #items_text;
            const STYLE: &'static runtime::PageStyle = &#style;
            #(#methods)*
        }
    })
}

fn style(pagination: &Pagination) -> TokenStream {
    let (name, codes) = (&pagination.style, &pagination.expired_codes);
    let lifetime = match pagination.expires_after {
        Some(after) => {
            let after = duration(after);
            quote!(Some(#after))
        }
        None => quote!(None),
    };
    let repeats = match pagination.ends.repeats {
        Repeats::Error => quote!(Error),
        Repeats::End => quote!(Ends),
        Repeats::Allowed => quote!(Allowed),
    };
    let cap = match pagination.cap {
        None => quote!(None),
        Some(Cap::Items(most)) => {
            let most = int(most.into());
            quote!(Some(runtime::Cap::Items(#most)))
        }
        Some(Cap::Pages(most)) => {
            let most = int(most.into());
            quote!(Some(runtime::Cap::Pages(#most)))
        }
    };
    quote! {
        runtime::PageStyle {
            name: #name,
            lifetime: #lifetime,
            expired_codes: &[#(#codes),*],
            repeats: runtime::Repeats::#repeats,
            cap: #cap,
        }
    }
}

fn seek(plan: &Plan<'_>, pagination: &Pagination) -> TokenStream {
    let set = match &pagination.advance {
        Advance::Page { at, .. } | Advance::Offset { at, .. } => position::set(plan, at),
        Advance::Cursor(cursor) => position::set(plan, &cursor.at),
        Advance::Url(_) => to_url(plan, &TokenStream::new()),
        Advance::State(cursors) => {
            set_several(plan, &cursors.iter().map(|cursor| &cursor.at).collect::<Vec<_>>())
        }
        Advance::Hook { at, .. } => {
            let others = match at.as_slice() {
                [] => TokenStream::new(),
                [one] => position::set(plan, one),
                several => set_several(plan, &several.iter().collect::<Vec<_>>()),
            };
            to_url(plan, &others)
        }
    };
    let clear: TokenStream = pagination.replaces.iter().map(|at| position::clear(plan, at)).collect();
    quote! {
        fn seek(&mut self, position: &runtime::Position) { #set #clear }
    }
}

/// A whole URL replaces path and query; a position of another kind goes into parameters.
fn to_url(plan: &Plan<'_>, others: &TokenStream) -> TokenStream {
    let context = &plan.context;
    let others = otherwise(others);
    quote!(if let runtime::Position::Url(url) = position { self.#context.set_url(url); } #others)
}

/// Each part of a position goes into its parameter; a part that is missing leaves it out.
fn set_several(plan: &Plan<'_>, places: &[&ParameterRef]) -> TokenStream {
    let part = |(index, at): (usize, &&ParameterRef)| {
        let index = crate::emit::tokens::Literal::usize_unsuffixed(index);
        let (set, clear) = (position::set(plan, at), position::clear(plan, at));
        let otherwise = otherwise(&clear);
        quote!(if let Some(position) = position.part(#index) { #set } #otherwise)
    };
    places.iter().enumerate().map(part).collect()
}

/// The other branch, if there is something in it.
fn otherwise(statements: &TokenStream) -> TokenStream {
    if statements.is_empty() {
        TokenStream::new()
    } else if is_one_if(statements) {
        quote!(else #statements)
    } else {
        quote!(else { #statements })
    }
}

/// Whether it is one `if` without another branch.
fn is_one_if(statements: &TokenStream) -> bool {
    let mut depth = 0_usize;
    let mut first_block = None;
    for (at, token) in statements.iter().enumerate() {
        match token {
            "(" | "[" | "{" => depth += 1,
            ")" | "]" => depth = depth.saturating_sub(1),
            "}" => {
                depth = depth.saturating_sub(1);
                if depth == 0 && first_block.is_none() {
                    first_block = Some(at);
                }
            }
            _ => {}
        }
    }
    statements.iter().next() == Some("if") && first_block == statements.len().checked_sub(1)
}

fn advance(plan: &Plan<'_>, pagination: &Pagination) -> TokenStream {
    let body = advance::body(plan, pagination);
    let (page, answer) = (argument(&body, "page"), argument(&body, "answer"));
    quote! {
        fn advance(&self, #page: &Self::Output, #answer: &runtime::Answer) -> Option<runtime::Position> { #body }
    }
}

fn rest(plan: &Plan<'_>, pagination: &Pagination) -> Option<TokenStream> {
    let body = advance::rest(plan, pagination)?;
    let (page, answer) = (argument(&body, "page"), argument(&body, "answer"));
    Some(quote! {
        fn rest(&self, #page: &Self::Output, #answer: &runtime::Answer) -> Option<runtime::Run> { #body }
    })
}

fn page_items(plan: &Plan<'_>, pagination: &Pagination) -> TokenStream {
    let items = items::taken(plan, pagination);
    let make = if pagination.tolerant { quote!(salvaged) } else { quote!(whole) };
    let reversed = pagination.backwards.then(|| quote!(.reversed()));
    quote! {
        fn items(page: Self::Output) -> runtime::PageItems<Self::Item> {
            runtime::PageItems::#make(#items) #reversed
        }
    }
}

/// The position that the call itself asks for.
fn current(plan: &Plan<'_>, pagination: &Pagination) -> Option<TokenStream> {
    let of = |at: &ParameterRef| {
        position::found(plan, at).map_or_else(|| quote!(None), |found| values::position(plan.api, &found))
    };
    let several = |places: Vec<&ParameterRef>| {
        let parts = places.into_iter().map(of);
        quote!(runtime::Position::several(Vec::from([#(#parts),*])))
    };
    let position = match &pagination.advance {
        Advance::Page { at, first } | Advance::Offset { at, first } => {
            let start = advance::start(plan, at, *first);
            quote!(Some(runtime::Position::number(#start)))
        }
        Advance::Cursor(cursor) => of(&cursor.at),
        Advance::State(cursors) => several(cursors.iter().map(|cursor| &cursor.at).collect()),
        Advance::Hook { at, .. } => match at.as_slice() {
            [] => return None,
            [one] => of(one),
            many => several(many.iter().collect()),
        },
        Advance::Url(_) => return None,
    };
    Some(quote! {
        fn position(&self) -> Option<runtime::Position> { #position }
    })
}

/// Takes the user's own position out of the call.
fn unset(plan: &Plan<'_>, pagination: &Pagination) -> Option<TokenStream> {
    let places = pagination.advance.parameters();
    let unset: TokenStream = places.into_iter().map(|at| position::unset(plan, at)).collect();
    (!unset.is_empty()).then(|| {
        quote! {
            fn unset_position(&mut self) { #unset }
        }
    })
}

/// The number of items of a page; only a cap needs it.
fn count(plan: &Plan<'_>, pagination: &Pagination) -> Option<TokenStream> {
    if !matches!(pagination.cap, Some(Cap::Items(_))) {
        return None;
    }
    let count = items::count(plan, pagination);
    Some(quote! {
        fn count(page: &Self::Output) -> Option<u64> { u64::try_from(#count).ok() }
    })
}

fn total(plan: &Plan<'_>, pagination: &Pagination) -> Option<TokenStream> {
    let found = read(plan, pagination.total.as_ref()?)?;
    let total = total_of(&found)?;
    let (page, answer) = (argument(&total, "page"), argument(&total, "answer"));
    Some(quote! {
        fn total(#page: &Self::Output, #answer: &runtime::Answer) -> Option<u64> { #total }
    })
}

fn total_of(found: &Found) -> Option<TokenStream> {
    let tokens = &found.tokens;
    Some(match (essence(&found.ty), found.optional) {
        (Type::Int(Int::U64, _), false) => quote!(Some(#tokens)),
        (Type::Int(Int::U64, _), true) => found.copied(),
        (Type::Int(Int::U32, _), false) => quote!(Some(u64::from(#tokens))),
        (Type::Int(Int::U32, _), true) => {
            let copied = found.copied();
            quote!(#copied.map(u64::from))
        }
        (Type::Int(..), false) => quote!(u64::try_from(#tokens).ok()),
        (Type::Int(..), true) => {
            let copied = found.copied();
            quote!(#copied.and_then(|value| u64::try_from(value).ok()))
        }
        (Type::String(_), false) => quote!(#tokens.parse().ok()),
        (Type::String(_), true) => {
            let text = found.as_deref();
            quote!(#text.and_then(|text| text.parse().ok()))
        }
        _ => return None,
    })
}

/// The name of an argument, with `_` before it where the body does not use it.
pub(super) fn argument(body: &TokenStream, name: &str) -> crate::emit::tokens::Ident {
    if body.has(name) { format_ident!("{name}") } else { format_ident!("_{name}") }
}

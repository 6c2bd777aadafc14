//! Pagination: where the position goes, where the next one comes from, and where the items are.

use proc_macro2::TokenStream;
use quote::quote;

use super::fields::Plan;
use super::numbers;
use super::payload::{By, Found, find};
use super::{payload_conditions, position};
use crate::api::{Advance, Int, Pagination, PayloadStep, Type};
use crate::emit::client::duration;
use crate::emit::literal::int;
use crate::emit::rust_type::{Naming, essence, rust_type};

/// `impl PagedCall` of an endpoint with pages.
pub(super) fn items(plan: &Plan<'_>) -> Option<TokenStream> {
    let pagination = plan.endpoint.pagination.as_ref()?;
    let call = plan.call();
    let item = rust_type(plan.api, &pagination.item, Naming::Qualified);
    let style = style(pagination);
    let (seek, advance) = (seek(plan, pagination), advance(plan, pagination));
    let (items, total) = (page_items(plan, pagination), total(plan, pagination));
    Some(quote! {
        impl runtime::PagedCall for #call {
            type Item = #item;
            const STYLE: &'static runtime::PageStyle = &#style;
            #seek
            #advance
            #items
            #total
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
    // A scroll that ends otherwise than by its cursor may keep one cursor for all pages.
    let repeats = matches!(pagination.advance, Advance::Cursor { ends: false, .. });
    quote!(runtime::PageStyle { name: #name, lifetime: #lifetime, expired_codes: &[#(#codes),*], repeats: #repeats })
}

fn seek(plan: &Plan<'_>, pagination: &Pagination) -> TokenStream {
    let set = position::set(plan, pagination.position);
    let clear: TokenStream = match &pagination.advance {
        Advance::Cursor { replaces, .. } => replaces.iter().map(|at| position::clear(plan, *at)).collect(),
        _ => TokenStream::new(),
    };
    quote! {
        fn seek(&mut self, position: &runtime::Position) { #set #clear }
    }
}

fn page(plan: &Plan<'_>, steps: &[PayloadStep], by: By) -> Option<Found> {
    find(plan.api, &plan.endpoint.returns, steps, by)
}

fn advance(plan: &Plan<'_>, pagination: &Pagination) -> TokenStream {
    let body = match &pagination.advance {
        Advance::Page { first } => by_page(plan, pagination, *first),
        Advance::Offset { first } => by_offset(plan, pagination, *first),
        Advance::Cursor { next, .. } => by_cursor(plan, pagination, next),
    };
    quote! {
        fn advance(&self, page: &Self::Output) -> Option<runtime::Position> { #body }
    }
}

fn by_page(plan: &Plan<'_>, pagination: &Pagination, first: i64) -> TokenStream {
    let number = start(plan, pagination, first);
    let mut conditions = vec![not_empty(plan, pagination)];
    conditions.extend(ends(plan, pagination));
    let pages = pagination.pages.as_ref().and_then(|path| numbers::found(&page(plan, path, By::Reference)?));
    conditions.extend(pages.map(|pages| pages.is_none_or(|value| quote!(number < #value))));
    quote! {
        let number = #number;
        let more = #(#conditions)&&*;
        more.then(|| runtime::Position::number(number.saturating_add(1)))
    }
}

fn by_offset(plan: &Plan<'_>, pagination: &Pagination, first: i64) -> TokenStream {
    let (start, count) = (start(plan, pagination, first), count(plan, pagination));
    let mut conditions = vec![not_empty(plan, pagination)];
    conditions.extend(ends(plan, pagination));
    let total = pagination.total.as_ref().and_then(|path| numbers::found(&page(plan, path, By::Reference)?));
    // An offset that starts at 1 has passed one item less than it says.
    let passed = if first == 0 {
        quote!(next)
    } else {
        let first = int(first.into());
        quote!(next.saturating_sub(#first))
    };
    conditions.extend(total.map(|total| total.is_none_or(|value| quote!(#passed < #value))));
    quote! {
        let start: i64 = #start;
        let next = start.saturating_add(#count);
        let more = #(#conditions)&&*;
        more.then(|| runtime::Position::number(next))
    }
}

fn by_cursor(plan: &Plan<'_>, pagination: &Pagination, next: &[PayloadStep]) -> TokenStream {
    let mut conditions = ends(plan, pagination);
    if pagination.ends_empty {
        conditions.insert(0, not_empty(plan, pagination));
    }
    let next = page(plan, next, By::Reference).map_or_else(|| quote!(None), |found| cursor(&found));
    if conditions.is_empty() {
        return next;
    }
    quote!(let more = #(#conditions)&&*; if more { #next } else { None })
}

/// The position that a cursor is.
fn cursor(found: &Found) -> TokenStream {
    let tokens = &found.tokens;
    match (essence(&found.ty), found.optional) {
        (Type::String(_), true) => {
            let text = found.as_deref();
            quote!(runtime::Position::non_empty(#text))
        }
        (Type::String(_), false) => quote!(runtime::Position::non_empty(Some(&#tokens))),
        (Type::Int(..), _) => match numbers::found(found) {
            Some(numbers::Number::Plain(number)) => quote!(Some(runtime::Position::number(#number))),
            Some(numbers::Number::Optional(number)) => quote!(#number.map(runtime::Position::number)),
            None => quote!(None),
        },
        (Type::Secret, true) => quote!(runtime::Position::non_empty(#tokens.map(runtime::Secret::expose))),
        (Type::Secret, false) => quote!(runtime::Position::non_empty(Some(#tokens.expose()))),
        (_, true) => quote!(#tokens.map(|value| runtime::Position::text(value.to_string()))),
        (_, false) => quote!(Some(runtime::Position::text(#tokens.to_string()))),
    }
}

/// The position of this page as `i64`.
fn start(plan: &Plan<'_>, pagination: &Pagination, first: i64) -> TokenStream {
    let first = int(first.into());
    position::number(plan, pagination.position).map_or_else(|| first.clone(), |number| number.or(&first))
}

/// What must hold for the stream to go on, beside what each kind of style asks for.
fn ends(plan: &Plan<'_>, pagination: &Pagination) -> Vec<TokenStream> {
    let conditions = pagination
        .ends_when
        .iter()
        .map(|condition| payload_conditions::negated(plan.api, &plan.endpoint.returns, condition));
    not_short(plan, pagination).into_iter().chain(conditions).collect()
}

fn items_found(plan: &Plan<'_>, pagination: &Pagination, by: By) -> Option<Found> {
    page(plan, &pagination.items, by)
}

fn not_empty(plan: &Plan<'_>, pagination: &Pagination) -> TokenStream {
    match items_found(plan, pagination, By::Reference) {
        Some(Found { tokens, optional: false, .. }) => quote!(!#tokens.is_empty()),
        Some(Found { tokens, .. }) => quote!(#tokens.is_some_and(|items| !items.is_empty())),
        None => quote!(false),
    }
}

/// The number of items of the page as `i64`.
fn count(plan: &Plan<'_>, pagination: &Pagination) -> TokenStream {
    let length = match items_found(plan, pagination, By::Reference) {
        Some(Found { tokens, optional: false, .. }) => quote!(#tokens.len()),
        Some(Found { tokens, .. }) => quote!(#tokens.map_or(0, Vec::len)),
        None => quote!(0_usize),
    };
    quote!(i64::try_from(#length).unwrap_or(i64::MAX))
}

fn not_short(plan: &Plan<'_>, pagination: &Pagination) -> Option<TokenStream> {
    if !pagination.ends_short {
        return None;
    }
    let default = pagination.size_default.map(|size| int(size.into()));
    let count = count(plan, pagination);
    match (pagination.size.and_then(|at| position::number(plan, at)), default) {
        (Some(size), Some(default)) => {
            let size = size.or(&default);
            Some(quote!(#count >= #size))
        }
        (Some(size), None) => Some(size.is_none_or(|value| quote!(#count >= #value))),
        (None, Some(default)) => Some(quote!(#count >= #default)),
        (None, None) => None,
    }
}

fn page_items(plan: &Plan<'_>, pagination: &Pagination) -> TokenStream {
    let items = match items_found(plan, pagination, By::Value) {
        Some(Found { tokens, optional: false, .. }) => tokens,
        Some(Found { tokens, .. }) => quote!(#tokens.unwrap_or_default()),
        None => quote!(Vec::new()),
    };
    quote! {
        fn items(page: Self::Output) -> Vec<Self::Item> { #items }
    }
}

fn total(plan: &Plan<'_>, pagination: &Pagination) -> TokenStream {
    let found = pagination.total.as_ref().and_then(|path| page(plan, path, By::Reference));
    let total = found.as_ref().and_then(total_of);
    match total {
        Some(total) => quote! {
            fn total(page: &Self::Output) -> Option<u64> { #total }
        },
        None => quote! {
            fn total(_page: &Self::Output) -> Option<u64> { None }
        },
    }
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

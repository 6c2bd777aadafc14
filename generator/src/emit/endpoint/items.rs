//! The items of a page: how many there are, and the items themselves, out of one list or of several.

use crate::emit::tokens::{TokenStream, quote};

use super::fields::Plan;
use super::payload::{By, Found, follow, start};
use crate::api::{Api, Pagination, PayloadStep, Returns, Step, Type};

/// The number of items in the variable `page`, a `usize`.
pub(super) fn count(plan: &Plan<'_>, pagination: &Pagination) -> TokenStream {
    let Returns::Json(ty) = &plan.endpoint.returns else { return quote!(0_usize) };
    counted(plan.api, start(ty, By::Reference), &pagination.items).unwrap_or_else(|| quote!(0_usize))
}

/// Whether the page has an item.
pub(super) fn not_empty(plan: &Plan<'_>, pagination: &Pagination) -> TokenStream {
    let Returns::Json(ty) = &plan.endpoint.returns else { return quote!(false) };
    if wildcard(&pagination.items).is_some() {
        let count = count(plan, pagination);
        return quote!(#count > 0);
    }
    match follow(plan.api, start(ty, By::Reference), &pagination.items, By::Reference) {
        Some(Found { tokens, optional: false, .. }) => quote!(!#tokens.is_empty()),
        Some(Found { tokens, .. }) => quote!(#tokens.is_some_and(|items| !items.is_empty())),
        None => quote!(false),
    }
}

/// The list of the items, taken out of the variable `page`.
pub(super) fn taken(plan: &Plan<'_>, pagination: &Pagination) -> TokenStream {
    let Returns::Json(ty) = &plan.endpoint.returns else { return quote!(Vec::new()) };
    let items = joined(plan.api, start(ty, By::Value), &pagination.items);
    let items = items.unwrap_or_else(|| quote!(Vec::new()));
    if wildcard(&pagination.items).is_some() { quote!(#items.collect()) } else { items }
}

fn wildcard(steps: &[PayloadStep]) -> Option<usize> {
    steps.iter().position(|step| step.step == Step::All)
}

fn is_list(ty: &Type) -> bool {
    matches!(ty, Type::List(..) | Type::Tolerant(_))
}

fn counted(api: &Api, start: Found, steps: &[PayloadStep]) -> Option<TokenStream> {
    let Some(at) = wildcard(steps) else {
        let end = follow(api, start, steps, By::Reference)?;
        return Some(length(&end));
    };
    let list = follow(api, start, &steps[..at], By::Reference)?;
    let (all, inner) = (&steps[at], &steps[at + 1..]);
    if inner.is_empty() && is_list(&all.ty) {
        let elements = elements(&list, all, By::Reference);
        return Some(quote!(#elements.map(Vec::len).sum::<usize>()));
    }
    let element = Found::place(quote!(value), all.ty.clone());
    let single = follow(api, element.clone(), inner, By::Reference)
        .filter(|end| wildcard(inner).is_none() && !is_list(&end.ty));
    match single {
        Some(end) if end.optional => {
            let elements = elements(&list, all, By::Reference);
            let place = end.option.unwrap_or(end.tokens);
            Some(quote!(#elements.filter(|value| #place.is_some()).count()))
        }
        Some(_) if all.optional.is_some() => {
            let elements = elements(&list, all, By::Reference);
            Some(quote!(#elements.count()))
        }
        Some(_) => Some(length(&list)),
        None => {
            let (elements, inner) = (elements(&list, all, By::Reference), counted(api, element, inner)?);
            Some(quote!(#elements.map(|value| #inner).sum::<usize>()))
        }
    }
}

fn length(list: &Found) -> TokenStream {
    let tokens = &list.tokens;
    if list.optional { quote!(#tokens.map_or(0, Vec::len)) } else { quote!(#tokens.len()) }
}

/// A list, or behind a wildcard an iterator.
fn joined(api: &Api, start: Found, steps: &[PayloadStep]) -> Option<TokenStream> {
    let Some(at) = wildcard(steps) else {
        let end = follow(api, start, steps, By::Value)?;
        let tokens = end.tokens;
        return Some(if end.optional { quote!(#tokens.unwrap_or_default()) } else { tokens });
    };
    let list = follow(api, start, &steps[..at], By::Value)?;
    let (all, inner) = (&steps[at], &steps[at + 1..]);
    let elements = elements(&list, all, By::Value);
    if inner.is_empty() {
        return Some(if is_list(&all.ty) { quote!(#elements.flatten()) } else { elements });
    }
    let element = Found::place(quote!(value), all.ty.clone());
    let single = follow(api, element.clone(), inner, By::Value)
        .filter(|end| wildcard(inner).is_none() && !is_list(&end.ty));
    Some(match single {
        Some(Found { tokens, optional: true, .. }) => quote!(#elements.filter_map(|value| #tokens)),
        Some(Found { tokens, .. }) => quote!(#elements.map(|value| #tokens)),
        None => {
            let inner = joined(api, element, inner)?;
            quote!(#elements.flat_map(|value| #inner))
        }
    })
}

/// An iterator over the elements of a list that are not null.
fn elements(list: &Found, all: &PayloadStep, by: By) -> TokenStream {
    let tokens = &list.tokens;
    let elements = match (list.optional, by) {
        (true, _) => quote!(#tokens.into_iter().flatten()),
        (false, By::Reference) => quote!(#tokens.iter()),
        (false, By::Value) => quote!(#tokens.into_iter()),
    };
    if all.optional.is_some() { quote!(#elements.flatten()) } else { elements }
}

//! The position of the page after a page, and those of all that follow, where they are known.

use crate::emit::tokens::{TokenStream, quote};

use super::fields::Plan;
use super::numbers::{self, Number};
use super::payload::read;
use super::{items, next, payload_conditions, position};
use crate::api::{Advance, AnswerRead, Cursor, Next, NextSource, Pagination, ParameterRef};
use crate::emit::literal::int;

/// The body of `advance`.
pub(super) fn body(plan: &Plan<'_>, pagination: &Pagination) -> TokenStream {
    match &pagination.advance {
        Advance::Page { at, first } => by_page(plan, pagination, at, *first),
        Advance::Offset { at, first } => by_offset(plan, pagination, at, *first),
        Advance::Cursor(cursor) => going_on(plan, pagination, &next::position(plan, &cursor.next)),
        Advance::Url(next) => going_on(plan, pagination, &next::url(plan, next)),
        Advance::State(cursors) => going_on(plan, pagination, &several(plan, cursors)),
        // The user's code says it.
        Advance::Hook { .. } => quote!(None),
    }
}

fn by_page(plan: &Plan<'_>, pagination: &Pagination, at: &ParameterRef, first: i64) -> TokenStream {
    let number = start(plan, at, first);
    let mut conditions = vec![items::not_empty(plan, pagination)];
    conditions.extend(ends(plan, pagination));
    let pages = pagination.pages.as_ref().and_then(|of| number_of(plan, of));
    conditions.extend(pages.map(|pages| {
        pages.is_none_or(|pages| {
            let last = last_of(pages, first);
            quote!(number < #last)
        })
    }));
    conditions.extend(total_not_reached(plan, pagination, first));
    quote! {
        let number: i64 = #number;
        let more = #(#conditions)&&*;
        more.then(|| runtime::Position::number(number.saturating_add(1)))
    }
}

/// The number of the last page, or the offset of the last item, of so many.
fn last_of(pages: &TokenStream, first: i64) -> TokenStream {
    shifted(pages, i128::from(first) - 1)
}

/// A number and a constant.
fn shifted(number: &TokenStream, by: i128) -> TokenStream {
    let distance = int(by.abs());
    match by {
        0 => quote!(#number),
        1.. => quote!(#number.saturating_add(#distance)),
        _ => quote!(#number.saturating_sub(#distance)),
    }
}

/// Where the total ends a page style: all pages up to this one were full.
fn total_not_reached(plan: &Plan<'_>, pagination: &Pagination, first: i64) -> Option<TokenStream> {
    if !pagination.ends.total {
        return None;
    }
    let total = number_of(plan, pagination.total.as_ref()?)?;
    let size = size(plan, pagination)?;
    let pages = shifted(&quote!(number), 1 - i128::from(first));
    Some(total.is_none_or(|total| quote!(#pages.saturating_mul(#size) < #total)))
}

fn by_offset(plan: &Plan<'_>, pagination: &Pagination, at: &ParameterRef, first: i64) -> TokenStream {
    let (start, count) = (start(plan, at, first), count(plan, pagination));
    let mut conditions = vec![items::not_empty(plan, pagination)];
    conditions.extend(ends(plan, pagination));
    let total = pagination.total.as_ref().and_then(|of| number_of(plan, of));
    // An offset that starts at 1 has passed one item less than it says.
    let passed = shifted(&quote!(next), -i128::from(first));
    conditions.extend(total.map(|total| total.is_none_or(|value| quote!(#passed < #value))));
    quote! {
        let start: i64 = #start;
        let next = start.saturating_add(#count);
        let more = #(#conditions)&&*;
        more.then(|| runtime::Position::number(next))
    }
}

/// The next position, unless the pages end here.
fn going_on(plan: &Plan<'_>, pagination: &Pagination, next: &TokenStream) -> TokenStream {
    let mut conditions = ends(plan, pagination);
    if pagination.ends.empty {
        conditions.insert(0, items::not_empty(plan, pagination));
    }
    if conditions.is_empty() {
        return next.clone();
    }
    quote!(let more = #(#conditions)&&*; if more { #next } else { None })
}

/// Several values; without any from the answer the pages end, unless nothing comes from there.
fn several(plan: &Plan<'_>, cursors: &[Cursor]) -> TokenStream {
    let is_of_answer = |next: &Next| matches!(next.source, NextSource::Answer(_));
    let parts = cursors.iter().map(|cursor| next::position(plan, &cursor.next));
    if cursors.iter().all(|cursor| is_of_answer(&cursor.next)) {
        return quote!(runtime::Position::several(Vec::from([#(#parts),*])));
    }
    let told = cursors.iter().enumerate().filter(|(_, cursor)| is_of_answer(&cursor.next));
    let told: Vec<_> = told
        .map(|(index, _)| {
            let index = crate::emit::tokens::Literal::usize_unsuffixed(index);
            quote!(parts[#index].is_some())
        })
        .collect();
    if told.is_empty() {
        return quote!(runtime::Position::several(Vec::from([#(#parts),*])));
    }
    quote! {
        let parts = [#(#parts),*];
        if #(#told)||* { runtime::Position::several(Vec::from(parts)) } else { None }
    }
}

/// The body of `rest`: of counted pages, when the page says how many there are.
pub(super) fn rest(plan: &Plan<'_>, pagination: &Pagination) -> Option<TokenStream> {
    match &pagination.advance {
        Advance::Page { at, first } => {
            let number = start(plan, at, *first);
            let pages = pages_told(plan, pagination)?;
            let last = last_of(&quote!(pages), *first);
            Some(quote! {
                let number: i64 = #number;
                #pages
                Some(runtime::Run { next: number.saturating_add(1), step: 1, last: #last })
            })
        }
        Advance::Offset { at, first } => {
            let (start, step) = (start(plan, at, *first), step(plan, pagination));
            let total = told(plan, pagination.total.as_ref()?)?;
            let last = last_of(&quote!(total), *first);
            Some(quote! {
                let start: i64 = #start;
                #step
                let total: i64 = #total;
                Some(runtime::Run { next: start.saturating_add(step), step, last: #last })
            })
        }
        _ => None,
    }
}

/// `let pages`: as the answer tells it, or counted from the total.
fn pages_told(plan: &Plan<'_>, pagination: &Pagination) -> Option<TokenStream> {
    if let Some(of) = &pagination.pages {
        let pages = told(plan, of)?;
        return Some(quote!(let pages: i64 = #pages;));
    }
    let (total, step) = (told(plan, pagination.total.as_ref()?)?, step(plan, pagination));
    Some(quote! {
        #step
        let total: i64 = #total;
        let pages = total.saturating_add(step - 1) / step;
    })
}

/// `let step`: how many items a page has, which is what this one has: the server may give fewer than were asked for.
fn step(plan: &Plan<'_>, pagination: &Pagination) -> TokenStream {
    let count = count(plan, pagination);
    quote!(let step = #count; if step < 1 { return None; })
}

/// A number of the answer, in a function that gives `None` without it.
fn told(plan: &Plan<'_>, of: &AnswerRead) -> Option<TokenStream> {
    Some(match number_of(plan, of)? {
        Number::Plain(number) => number,
        Number::Optional(number) => quote!(#number?),
    })
}

fn number_of(plan: &Plan<'_>, of: &AnswerRead) -> Option<Number> {
    numbers::found(&read(plan, of)?)
}

/// The position of this page as `i64`.
pub(super) fn start(plan: &Plan<'_>, at: &ParameterRef, first: i64) -> TokenStream {
    let first = int(first.into());
    position::number(plan, at).map_or_else(|| first.clone(), |number| number.or(&first))
}

/// What must hold for the stream to go on, beside what each kind of style asks for.
fn ends(plan: &Plan<'_>, pagination: &Pagination) -> Vec<TokenStream> {
    let conditions =
        pagination.ends.when.iter().map(|condition| payload_conditions::negated(plan, condition));
    not_short(plan, pagination).into_iter().chain(conditions).collect()
}

/// The number of items of the page as `i64`.
fn count(plan: &Plan<'_>, pagination: &Pagination) -> TokenStream {
    let count = items::count(plan, pagination);
    quote!(i64::try_from(#count).unwrap_or(i64::MAX))
}

/// The size of a page as `i64`, where it is known.
fn size(plan: &Plan<'_>, pagination: &Pagination) -> Option<TokenStream> {
    let default = int(pagination.size_default?.into());
    let set = pagination.size.as_ref().and_then(|at| position::number(plan, at));
    Some(set.map_or_else(|| default.clone(), |size| size.or(&default)))
}

fn not_short(plan: &Plan<'_>, pagination: &Pagination) -> Option<TokenStream> {
    if !pagination.ends.short {
        return None;
    }
    let (count, size) = (count(plan, pagination), size(plan, pagination)?);
    Some(quote!(#count >= #size))
}

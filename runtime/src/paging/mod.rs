//! Streams of pages and of items.
//!
//! Generated code says how a page's position gets into a request and where the next one comes from; the rest is here.
//! A stream sends nothing before it is asked, and ends after an error.

mod guard;
mod items;
mod pages;
mod position;

pub use items::{Checkpoint, Items};
pub use pages::Pages;
pub use position::Position;

use std::time::Duration;

use crate::call::Call;

/// A call whose answer is one page of several. Generated code implements it.
pub trait PagedCall: Call {
    /// What the pages are made of.
    type Item: Send + 'static;
    /// The pagination style.
    const STYLE: &'static PageStyle;

    /// Asks for the page at a position, and drops what later calls leave out.
    fn seek(&mut self, position: &Position);

    /// The position of the page after this one; `None` when it was the last.
    fn advance(&self, page: &Self::Output) -> Option<Position>;

    /// The items of a page.
    fn items(page: Self::Output) -> Vec<Self::Item>;

    /// The number of all items, if the page tells it.
    fn total(page: &Self::Output) -> Option<u64>;
}

/// A pagination style, as far as the runtime needs to know it.
#[derive(Clone, Copy, Debug)]
pub struct PageStyle {
    /// Its name in the spec.
    pub name: &'static str,
    /// Whether pages may follow each other under the same cursor, as scrolls do whose end is an empty page.
    pub repeats: bool,
    /// How long a cursor lives.
    pub lifetime: Option<Duration>,
    /// The error codes with which the API says that a cursor is too old.
    pub expired_codes: &'static [&'static str],
}

/// The pages of a call.
pub fn pages<C: PagedCall>(call: C) -> Pages<C> {
    Pages::new(call)
}

/// The items of all pages of a call.
pub fn items<C: PagedCall>(call: C) -> Items<C> {
    Items::new(pages(call))
}

#[cfg(test)]
mod tests;

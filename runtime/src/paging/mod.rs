//! Streams of pages and of items.
//!
//! Generated code says how a page's position gets into a request and where the next one comes from; the rest is here.
//! A stream sends nothing before it is asked, and ends after an error.
//!
//! What depends on the call is a handful of short functions behind `AnyCall`; all that behaves (`Walk`) is compiled
//! once.

mod any_call;
mod checkpoint;
mod fetch;
mod guard;
mod hook;
mod items;
mod links;
mod page_items;
mod pages;
mod position;
mod style;
mod url;
mod walk;

pub use checkpoint::Checkpoint;
pub use hook::NextPage;
pub use items::Items;
pub use links::{header, link, parameter_of};
pub use page_items::PageItems;
pub use pages::Pages;
pub use position::Position;
pub use style::{Cap, PageStyle, Repeats, Run};

pub(crate) use url::{page_address, without_names_of};

use crate::{
    BoxFuture,
    call::{self, Answer, Call},
    error::Error,
};

/// A call whose answer is one page of several. Generated code implements it.
pub trait PagedCall: Call + Clone + Send + Sync {
    /// What the pages are made of.
    type Item: Send + 'static;
    /// The pagination style.
    const STYLE: &'static PageStyle;
    /// Where the items are in the payload, for messages.
    const ITEMS: &'static str = "";

    /// Asks for the page at a position, and drops what later calls leave out.
    fn seek(&mut self, position: &Position);

    /// The position of the page after this one; `None` when it was the last.
    fn advance(&self, page: &Self::Output, answer: &Answer) -> Option<Position>;

    /// The items of a page, in the order in which they are given.
    fn items(page: Self::Output) -> PageItems<Self::Item>;

    /// The number of all items, if the page tells it.
    fn total(page: &Self::Output, answer: &Answer) -> Option<u64> {
        let _ = (page, answer);
        None
    }

    /// The number of items of a page. Only [`Cap::Items`] needs it, for a stream of pages.
    fn count(page: &Self::Output) -> Option<u64> {
        let _ = page;
        None
    }

    /// The position that the call itself asks for: what the user set, or what the first call of the style has.
    fn position(&self) -> Option<Position> {
        None
    }

    /// Takes the user's own position out of the call: a checkpoint is bound to what is left.
    fn unset_position(&mut self) {}

    /// Where the pages after this one are, if they can be counted.
    fn rest(&self, page: &Self::Output, answer: &Answer) -> Option<Run> {
        let _ = (page, answer);
        None
    }

    /// The cursor of a page, be it the last one or not: what a closing call needs. Without it that is the position of
    /// the next page; after a page that has neither, nothing is open.
    fn cursor(&self, page: &Self::Output, answer: &Answer) -> Option<Position> {
        let _ = (page, answer);
        None
    }

    /// The call with which the vendor wants a scroll closed.
    fn close(&self, position: &Position) -> Option<BoxFuture<'static, Result<(), Error>>> {
        let _ = position;
        None
    }
}

/// The pages of a call.
#[inline]
pub fn pages<C: PagedCall>(call: C) -> Pages<C> {
    Pages::new(call)
}

/// The items of all pages of a call.
#[inline]
pub fn items<C: PagedCall>(call: C) -> Items<C> {
    Items::new(call)
}

/// Sends the call that closes a scroll. What it answers does not matter as long as it is a success.
#[inline]
#[allow(clippy::needless_pass_by_value, reason = "a call is used up when it is sent")]
pub fn close<C: Call>(call: C) -> BoxFuture<'static, Result<(), Error>> {
    let sent = call::send_plain(&call);
    Box::pin(async move { sent.await.map(drop) })
}

#[cfg(test)]
mod tests;

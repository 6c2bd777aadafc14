//! The stream of pages.

use std::{
    fmt,
    future::poll_fn,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
};

use futures_core::Stream;

use super::{
    Checkpoint, NextPage, PagedCall, Position,
    any_call::{ByPage, Kind},
    walk::Walk,
};

/// The pages of a call, one after another. It is a [`Stream`], and has [`next`](Pages::next) and
/// [`try_next`](Pages::try_next) of its own.
///
/// It is lazy, keeps what it has when a future of it is dropped, and gives nothing more after an error.
#[must_use = "a stream does nothing until it is asked for a page"]
pub struct Pages<C: PagedCall> {
    walk: Walk,
    /// A page that is about to be given.
    page: Option<Box<C::Output>>,
}

impl<C: PagedCall> Unpin for Pages<C> {}

impl<C: PagedCall> Pages<C> {
    pub(super) fn new(call: C) -> Self {
        Self { walk: Walk::new(Box::new(ByPage(call)), Kind::of::<C>()), page: None }
    }

    /// Ends after so many pages. Without this, more than 100,000 are an error.
    pub fn with_max_pages(mut self, pages: u64) -> Self {
        self.walk.set_max_pages(pages);
        self
    }

    /// Asks for so many pages before they are needed, while the ones before them are used. See
    /// [`Items::with_fetch_ahead`](super::Items::with_fetch_ahead).
    pub fn with_fetch_ahead(mut self, pages: usize) -> Self {
        self.walk.set_ahead(pages);
        self
    }

    /// Begins again with the first page when a cursor has expired. See
    /// [`Items::with_restart`](super::Items::with_restart).
    pub fn with_restart(mut self, restart: bool) -> Self {
        self.walk.set_restart(restart);
        self
    }

    /// Asks this hook where the next page is.
    pub fn with_next_page(mut self, hook: impl NextPage) -> Self {
        self.walk.set_hook(Arc::new(hook));
        self
    }

    /// Begins with the page at this position instead of the first.
    pub fn with_start(mut self, position: Position) -> Self {
        self.walk.set_start(position);
        self
    }

    /// Goes on where another stream of the same call was. A page of which a stream of items has given some is given as a
    /// whole.
    pub fn with_checkpoint(mut self, checkpoint: Checkpoint) -> Self {
        self.walk.set_checkpoint(checkpoint);
        self.walk.forget_skip();
        self
    }

    /// Where the stream stands: before the page that it gives next. A stream whose checkpoint was taken is not closed when
    /// it is dropped.
    pub fn checkpoint(&self) -> Checkpoint {
        self.walk.checkpoint()
    }

    /// The position of the page that is read next; `None` before the first page and after the last.
    pub fn position(&self) -> Option<&Position> {
        self.walk.position()
    }

    /// The number of all items, as the last page told it.
    pub fn total(&self) -> Option<u64> {
        self.walk.total()
    }

    /// How often the stream has begun again.
    pub fn restarts(&self) -> u32 {
        self.walk.restarts()
    }

    /// Begins again with the first page, also after an error.
    pub fn restart(&mut self) {
        self.walk.restart();
        self.page = None;
    }

    /// The next page.
    pub async fn next(&mut self) -> Option<Result<C::Output, C::Error>> {
        poll_fn(|cx| Pin::new(&mut *self).poll_next(cx)).await
    }

    /// The next page; `None` at the end.
    pub async fn try_next(&mut self) -> Result<Option<C::Output>, C::Error> {
        self.next().await.transpose()
    }

    /// Ends the stream, with the call by which the vendor wants it closed, if there is one.
    pub async fn close(mut self) -> Result<(), C::Error> {
        Ok(self.walk.close().await?)
    }
}

impl<C: PagedCall> Stream for Pages<C> {
    type Item = Result<C::Output, C::Error>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = &mut *self;
        if this.page.is_none() {
            match ready!(this.walk.poll_page(cx)) {
                Some(Ok(value)) => {
                    // A call makes one kind of page only, so there is always one.
                    this.page = value.downcast().ok();
                    this.walk.took(1, cx);
                }
                Some(Err(error)) => return Poll::Ready(Some(Err(error.into()))),
                None => return Poll::Ready(None),
            }
        }
        ready!(this.walk.poll_yield(cx));
        this.walk.gave_page();
        Poll::Ready(this.page.take().map(|page| Ok(*page)))
    }
}

impl<C: PagedCall> fmt::Debug for Pages<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pages").field("endpoint", &self.walk.endpoint()).finish_non_exhaustive()
    }
}

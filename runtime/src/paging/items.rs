//! The stream of items.

use std::{
    fmt,
    future::poll_fn,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
};

use futures_core::Stream;

use super::{
    Checkpoint, NextPage, PageItems, PagedCall, Position,
    any_call::{ByItem, Kind},
    walk::Walk,
};

/// The items of all pages of a call. It is a [`Stream`], and has [`next`](Items::next) and
/// [`try_next`](Items::try_next) of its own.
///
/// It is lazy, keeps what it has when a future of it is dropped, and gives nothing more after an error: except that of an
/// item of a tolerant list that could not be decoded
/// ([`ErrorKind::BrokenItem`](crate::ErrorKind::BrokenItem)), after which the other items come.
#[must_use = "a stream does nothing until it is asked for an item"]
pub struct Items<C: PagedCall> {
    walk: Walk,
    page: PageItems<C::Item>,
}

impl<C: PagedCall> Unpin for Items<C> {}

impl<C: PagedCall> Items<C> {
    pub(super) fn new(call: C) -> Self {
        Self { walk: Walk::new(Box::new(ByItem(call)), Kind::of::<C>()), page: PageItems::none() }
    }

    /// Ends after so many items. Pages after them are not asked for.
    pub fn with_max_items(mut self, items: u64) -> Self {
        self.walk.set_max_items(items);
        self
    }

    /// Ends after so many pages. Without this, more than 100,000 are an error.
    pub fn with_max_pages(mut self, pages: u64) -> Self {
        self.walk.set_max_pages(pages);
        self
    }

    /// Asks for so many pages before they are needed, while the items before them are used.
    ///
    /// Where pages are counted and their number is known, so many are asked for at once; with cursors each page says where
    /// the next one is, so it is one at a time. Items come in the same order, and so do errors; rate budgets hold. On a
    /// tokio runtime the pages come while nobody polls the stream, in tasks that end with it.
    pub fn with_fetch_ahead(mut self, pages: usize) -> Self {
        self.walk.set_ahead(pages);
        self
    }

    /// Begins again with the first page when a cursor has expired, instead of giving the error: all items come again. If
    /// the cursor expires a second time before the stream has come farther, the error is given.
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

    /// Goes on where another stream of the same call was. A checkpoint of another call is an error of kind
    /// [`Invalid`](crate::ErrorKind::Invalid), before anything is sent.
    pub fn with_checkpoint(mut self, checkpoint: Checkpoint) -> Self {
        self.walk.set_checkpoint(checkpoint);
        self
    }

    /// Where the stream stands: after the last item that it gave. A stream whose checkpoint was taken is not closed when it
    /// is dropped.
    pub fn checkpoint(&self) -> Checkpoint {
        self.walk.checkpoint()
    }

    /// How many items were given, also by the streams before this one that it goes on from.
    pub fn given(&self) -> u64 {
        self.walk.given()
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
        self.page = PageItems::none();
    }

    /// The next item.
    pub async fn next(&mut self) -> Option<Result<C::Item, C::Error>> {
        poll_fn(|cx| Pin::new(&mut *self).poll_next(cx)).await
    }

    /// The next item; `None` at the end.
    pub async fn try_next(&mut self) -> Result<Option<C::Item>, C::Error> {
        self.next().await.transpose()
    }

    /// Ends the stream, with the call by which the vendor wants it closed, if there is one.
    pub async fn close(mut self) -> Result<(), C::Error> {
        Ok(self.walk.close().await?)
    }
}

impl<C: PagedCall> Stream for Items<C> {
    type Item = Result<C::Item, C::Error>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = &mut *self;
        ready!(this.walk.poll_yield(cx));
        loop {
            if this.walk.wants_items()
                && let Some(item) = this.page.next()
            {
                this.walk.give(cx);
                return Poll::Ready(Some(item.map_err(|broken| this.walk.broken(broken).into())));
            }
            match ready!(this.walk.poll_page(cx)) {
                Some(Ok(value)) => {
                    // A call makes one kind of page only.
                    this.page = value.downcast().map_or_else(|_| PageItems::none(), |page| *page);
                    this.page.skip(this.walk.skipped());
                    this.walk.took(this.page.len(), cx);
                    ready!(this.walk.poll_yield(cx));
                }
                Some(Err(error)) => return Poll::Ready(Some(Err(error.into()))),
                None => return Poll::Ready(None),
            }
        }
    }
}

impl<C: PagedCall> fmt::Debug for Items<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Items").field("endpoint", &self.walk.endpoint()).finish_non_exhaustive()
    }
}

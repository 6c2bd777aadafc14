//! The stream of items.

use std::{
    fmt,
    future::poll_fn,
    pin::Pin,
    task::{Context, Poll, ready},
    vec,
};

use futures_core::Stream;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{PagedCall, Pages, Position};
use crate::error::Error;

/// The items of all pages of a call. It is a [`Stream`], and has [`next`](Items::next) and
/// [`try_next`](Items::try_next) of its own.
#[must_use = "a stream does nothing until it is asked for an item"]
pub struct Items<C: PagedCall> {
    pages: Pages<C>,
    page: vec::IntoIter<C::Item>,
    /// Where the current page is, and how many of its items were given.
    here: Checkpoint,
    skip: usize,
    left: u64,
    total: Option<u64>,
    over: bool,
    fetches_ahead: bool,
    /// A page that came before it was needed, and its position.
    ahead: Option<Ahead<C::Output>>,
}

type Ahead<P> = (Option<Position>, Option<Result<P, Error>>);

impl<C: PagedCall> Unpin for Items<C> {}

/// Where a stream of items stands. It can be kept, and a later stream of the same call goes on from there with
/// [`Items::with_checkpoint`] without losing or repeating an item, as long as the API gives the same page again.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Checkpoint {
    /// The position of the current page; `None` for the first.
    position: Option<Position>,
    /// How many of the page's items were given.
    given: usize,
}

impl<C: PagedCall> Items<C> {
    pub(super) fn new(pages: Pages<C>) -> Self {
        Self {
            pages,
            page: Vec::new().into_iter(),
            here: Checkpoint::default(),
            skip: 0,
            left: u64::MAX,
            total: None,
            over: false,
            fetches_ahead: false,
            ahead: None,
        }
    }

    /// Ends after so many items. Pages after them are not asked for.
    pub fn with_max_items(mut self, items: u64) -> Self {
        self.left = items;
        self
    }

    /// Ends after so many pages. Without this, more than 100,000 are an error.
    pub fn with_max_pages(mut self, pages: u64) -> Self {
        self.pages = self.pages.with_max_pages(pages);
        self
    }

    /// Asks for the next page while the items of the current one are still being taken.
    pub fn with_fetch_ahead(mut self) -> Self {
        self.fetches_ahead = true;
        self
    }

    /// Goes on where another stream of the same call was.
    pub fn with_checkpoint(mut self, checkpoint: Checkpoint) -> Self {
        self.skip = checkpoint.given;
        if let Some(position) = checkpoint.position.clone() {
            self.pages = self.pages.with_start(position);
        }
        self.here = checkpoint;
        self
    }

    /// Where the stream stands: after the last item that it gave.
    pub fn checkpoint(&self) -> Checkpoint {
        let next =
            self.ahead.as_ref().map_or_else(|| self.pages.position(), |(position, _)| position.as_ref());
        match next {
            // The page was given to its end, so the next one is where to go on.
            Some(next) if self.page.len() == 0 => Checkpoint { position: Some(next.clone()), given: 0 },
            _ => self.here.clone(),
        }
    }

    /// The number of all items, as the last page told it.
    pub fn total(&self) -> Option<u64> {
        self.total
    }

    /// The next item.
    pub async fn next(&mut self) -> Option<Result<C::Item, C::Error>> {
        poll_fn(|cx| Pin::new(&mut *self).poll_next(cx)).await
    }

    /// The next item; `None` at the end.
    pub async fn try_next(&mut self) -> Result<Option<C::Item>, C::Error> {
        self.next().await.transpose()
    }

    /// The next page and its position, unless it is still on its way.
    fn poll_page(&mut self, cx: &mut Context<'_>) -> Poll<Ahead<C::Output>> {
        if let Some(ahead) = self.ahead.take() {
            return Poll::Ready(ahead);
        }
        let position = self.pages.position().cloned();
        self.pages.poll_page(cx).map(|page| (position, page))
    }

    /// Sees to the next page, if it is going to be needed.
    fn fetch_ahead(&mut self, cx: &mut Context<'_>) {
        let needed =
            self.left > self.page.len() as u64 && self.ahead.is_none() && self.pages.position().is_some();
        if self.fetches_ahead
            && needed
            && let Poll::Ready(page) = self.poll_page(cx)
        {
            self.ahead = Some(page);
        }
    }

    fn take(&mut self, page: C::Output, position: Option<Position>) {
        self.total = C::total(&page).or(self.total);
        self.page = C::items(page).into_iter();
        let skip = std::mem::take(&mut self.skip);
        self.page.by_ref().take(skip).for_each(drop);
        self.here = Checkpoint { position, given: skip };
    }
}

impl<C: PagedCall> Stream for Items<C> {
    type Item = Result<C::Item, C::Error>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = &mut *self;
        while !this.over && this.left > 0 {
            if let Some(item) = this.page.next() {
                this.left -= 1;
                this.here.given += 1;
                this.fetch_ahead(cx);
                return Poll::Ready(Some(Ok(item)));
            }
            match ready!(this.poll_page(cx)) {
                (position, Some(Ok(page))) => this.take(page, position),
                (position, Some(Err(error))) => {
                    this.over = true;
                    // Where to go on is the page that failed: the one before may not come a second time.
                    if position.is_some() {
                        this.here = Checkpoint { position, given: this.skip };
                    }
                    return Poll::Ready(Some(Err(error.into())));
                }
                (_, None) => this.over = true,
            }
        }
        Poll::Ready(None)
    }
}

impl<C: PagedCall> fmt::Debug for Items<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Items").field("endpoint", &C::ENDPOINT.name).finish_non_exhaustive()
    }
}

/// A checkpoint is a list: the position, and the number of items.
impl Serialize for Checkpoint {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        (&self.position, self.given).serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Checkpoint {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let (position, given) = Deserialize::deserialize(deserializer)?;
        Ok(Self { position, given })
    }
}

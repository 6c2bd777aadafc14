//! The stream of pages.

use std::{
    fmt,
    future::poll_fn,
    pin::Pin,
    task::{Context, Poll, ready},
};

use futures_core::Stream;

use super::{PagedCall, Position, guard::Guard};
use crate::{BoxFuture, call, error::Error};

/// The pages of a call, one after another. It is a [`Stream`], and has [`next`](Pages::next) and
/// [`try_next`](Pages::try_next) of its own.
#[must_use = "a stream does nothing until it is asked for a page"]
pub struct Pages<C: PagedCall> {
    call: C,
    guard: Guard,
    state: State,
    running: Option<BoxFuture<'static, Result<C::Output, Error>>>,
}

/// Where the stream goes next.
enum State {
    /// To the page that the call asks for.
    First,
    At(Position),
    End,
}

/// What the stream holds is never pinned: the futures are boxed.
impl<C: PagedCall> Unpin for Pages<C> {}

impl<C: PagedCall> Pages<C> {
    pub(super) fn new(call: C) -> Self {
        Self { call, guard: Guard::new(C::ENDPOINT, C::STYLE), state: State::First, running: None }
    }

    /// Ends after so many pages. Without this, more than 100,000 are an error.
    pub fn with_max_pages(mut self, pages: u64) -> Self {
        self.guard.set_max_pages(pages);
        self
    }

    /// Begins with the page at this position instead of the first.
    pub fn with_start(mut self, position: Position) -> Self {
        self.state = State::At(position);
        self
    }

    /// The position of the page that is read next; `None` before the first page and after the last.
    pub fn position(&self) -> Option<&Position> {
        match &self.state {
            State::At(position) => Some(position),
            State::First | State::End => None,
        }
    }

    /// The next page.
    pub async fn next(&mut self) -> Option<Result<C::Output, C::Error>> {
        poll_fn(|cx| Pin::new(&mut *self).poll_next(cx)).await
    }

    /// The next page; `None` at the end.
    pub async fn try_next(&mut self) -> Result<Option<C::Output>, C::Error> {
        self.next().await.transpose()
    }

    pub(super) fn poll_page(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<C::Output, Error>>> {
        if self.running.is_none() {
            match self.go() {
                Ok(true) => self.running = Some(call::send_plain(&self.call)),
                Ok(false) => return Poll::Ready(None),
                Err(error) => return Poll::Ready(Some(Err(error))),
            }
        }
        let Some(running) = &mut self.running else { return Poll::Ready(None) };
        let result = ready!(running.as_mut().poll(cx));
        self.running = None;
        Poll::Ready(Some(self.settle(result)))
    }

    /// Gets the call ready for the next page; `false` when there is none.
    fn go(&mut self) -> Result<bool, Error> {
        if self.guard.is_enough() {
            self.state = State::End;
        }
        let position = match &self.state {
            State::First => return Ok(true),
            State::At(position) => position,
            State::End => return Ok(false),
        };
        if let Err(error) = self.guard.go_to(position, self.call.context().client.clock()) {
            self.state = State::End;
            return Err(error);
        }
        self.call.seek(position);
        Ok(true)
    }

    fn settle(&mut self, result: Result<C::Output, Error>) -> Result<C::Output, Error> {
        let client = &self.call.context().client;
        match result {
            Ok(page) => {
                self.guard.arrive(client.clock());
                self.state = self.call.advance(&page).map_or(State::End, State::At);
                Ok(page)
            }
            Err(error) => {
                self.state = State::End;
                Err(self.guard.explain(error, client.clock()))
            }
        }
    }
}

impl<C: PagedCall> Stream for Pages<C> {
    type Item = Result<C::Output, C::Error>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let page = ready!(self.poll_page(cx));
        Poll::Ready(page.map(|page| page.map_err(C::Error::from)))
    }
}

impl<C: PagedCall> fmt::Debug for Pages<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pages").field("endpoint", &C::ENDPOINT.name).finish_non_exhaustive()
    }
}

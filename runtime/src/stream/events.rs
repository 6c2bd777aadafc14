//! Server-sent events as a stream of typed values.

use std::{
    fmt,
    future::poll_fn,
    pin::Pin,
    task::{Context, Poll, ready},
};

use futures_core::Stream;
use http::HeaderMap;

use super::{
    Opened, ReadItem,
    items::Texts,
    sse::{Raw, Sse},
};
use crate::Error;

/// What many APIs send after the last event, which is no JSON.
const DONE: &str = "[DONE]";

/// An event of a server.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Event<T> {
    /// What it is called, if anything.
    pub event: Option<String>,
    /// The id of this or the last event that had one.
    pub id: Option<String>,
    /// What it holds.
    pub data: T,
}

/// The events of an answer. It is a [`Stream`], and has [`next`](Self::next) and [`try_next`](Self::try_next) of its own.
///
/// It ends with the answer, or with the event `[DONE]` that many APIs send last. An event whose data cannot be decoded is an
/// error that says where, and the events after it still come; other errors end the stream. It does not connect again.
#[must_use = "nothing is read until it is asked for"]
pub struct Events<T> {
    texts: Texts<Sse>,
    /// Why there are no events.
    refused: Option<Error>,
    read: ReadItem<T>,
    is_json: bool,
}

impl<T> Events<T> {
    /// The events of an answer, whose data is JSON.
    pub fn new(opened: Opened, read: ReadItem<T>) -> Self {
        Self::with(opened, read, true)
    }

    fn with(opened: Opened, read: ReadItem<T>, is_json: bool) -> Self {
        let kind = opened.head.content_type();
        // Anything else has no events in it, which would look like a stream that ended.
        let other = kind.filter(|kind| kind.contains("json") || kind.contains("html"));
        let refused = other.map(|other| opened.head.unexpected(&other, "`text/event-stream`"));
        Self { texts: Texts::new(opened, Sse::default(), "event"), refused, read, is_json }
    }

    /// The headers of the answer.
    pub fn headers(&self) -> &HeaderMap {
        &self.texts.head().headers
    }

    /// The next event; `None` at the end.
    pub async fn next(&mut self) -> Option<Result<Event<T>, Error>> {
        poll_fn(|cx| Pin::new(&mut *self).poll_next(cx)).await
    }

    /// The next event; `None` at the end.
    pub async fn try_next(&mut self) -> Result<Option<Event<T>>, Error> {
        self.next().await.transpose()
    }
}

impl Events<String> {
    /// The events of an answer, whose data is text.
    pub fn plain(opened: Opened) -> Self {
        Self::with(opened, |text| Ok(text.to_owned()), false)
    }
}

impl<T> Stream for Events<T> {
    type Item = Result<Event<T>, Error>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = &mut *self;
        if let Some(error) = this.refused.take() {
            this.texts.end();
            return Poll::Ready(Some(Err(error)));
        }
        let Raw { event, id, data } = match ready!(this.texts.poll_next(cx)) {
            Some(Ok(raw)) => raw,
            Some(Err(error)) => return Poll::Ready(Some(Err(error))),
            None => return Poll::Ready(None),
        };
        if this.is_json && data.trim() == DONE {
            this.texts.end();
            return Poll::Ready(None);
        }
        let data = this.texts.read(&data, this.read);
        Poll::Ready(Some(data.map(|data| Event { event, id, data })))
    }
}

impl<T> fmt::Debug for Events<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Events").field(self.texts.head()).finish()
    }
}

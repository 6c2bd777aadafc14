//! The body of a request on its way to the transport.

use std::{
    collections::VecDeque,
    fmt,
    future::poll_fn,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
};

use bytes::Bytes;
use futures_core::Stream;

use super::{Contents, Reader};
use crate::BoxError;

/// A piece of a body.
#[derive(Clone)]
pub(crate) enum Piece {
    Bytes(Bytes),
    Contents(Contents),
}

impl Piece {
    fn contents(&self) -> Contents {
        match self {
            Self::Bytes(bytes) => Contents::Bytes(bytes.clone()),
            Self::Contents(contents) => contents.clone(),
        }
    }

    /// Whether it was a stream that is used up.
    pub(crate) fn is_spent(&self) -> bool {
        matches!(self, Self::Contents(contents) if contents.is_spent())
    }
}

/// The body of a request.
pub enum RequestBody {
    /// Bytes in memory; empty when there is no body.
    Bytes(Bytes),
    /// A stream, to be sent as it is read.
    Stream(RequestStream),
}

impl RequestBody {
    /// The bytes, unless it is a stream.
    pub fn bytes(&self) -> Option<&Bytes> {
        match self {
            Self::Bytes(bytes) => Some(bytes),
            Self::Stream(_) => None,
        }
    }

    /// All bytes, which for a stream means to read it.
    pub async fn read(self) -> Result<Bytes, BoxError> {
        match self {
            Self::Bytes(bytes) => Ok(bytes),
            Self::Stream(mut stream) => {
                let mut whole = Vec::new();
                while let Some(bytes) = stream.next().await {
                    whole.extend_from_slice(&bytes?);
                }
                Ok(Bytes::from(whole))
            }
        }
    }
}

/// Only the length.
impl fmt::Debug for RequestBody {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bytes(bytes) => write!(f, "{} bytes", bytes.len()),
            Self::Stream(stream) => write!(f, "a stream of {:?} bytes", stream.length),
        }
    }
}

/// A body that is sent as it is read.
pub struct RequestStream {
    readers: VecDeque<Reader>,
    length: Option<u64>,
}

impl RequestStream {
    pub(crate) fn new(pieces: &Arc<[Piece]>) -> Self {
        let contents = || pieces.iter().map(Piece::contents);
        let length = contents().try_fold(0_u64, |sum, contents| sum.checked_add(contents.length()?));
        Self { readers: contents().map(Reader::new).collect(), length }
    }

    /// How many bytes it has, if that is known. Then the request has a `Content-Length`.
    pub fn length(&self) -> Option<u64> {
        self.length
    }

    /// The next bytes; `None` at the end.
    pub async fn next(&mut self) -> Option<Result<Bytes, BoxError>> {
        poll_fn(|cx| Pin::new(&mut *self).poll_next(cx)).await
    }
}

impl Stream for RequestStream {
    type Item = Result<Bytes, BoxError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        while let Some(reader) = self.readers.front_mut() {
            match ready!(reader.poll_next(cx)) {
                Some(Ok(bytes)) => return Poll::Ready(Some(Ok(bytes))),
                Some(Err(error)) => {
                    self.readers.clear();
                    return Poll::Ready(Some(Err(error)));
                }
                None => self.readers.pop_front(),
            };
        }
        Poll::Ready(None)
    }
}

impl fmt::Debug for RequestStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RequestStream").field("length", &self.length).finish_non_exhaustive()
    }
}

//! An answer as bytes that come piece by piece.

use std::{
    fmt,
    future::poll_fn,
    pin::Pin,
    task::{Context, Poll},
};

use bytes::Bytes;
use futures_core::Stream;
use http::{HeaderMap, header::CONTENT_LENGTH};

use super::{Opened, chunks::Chunks};
use crate::{Error, ErrorKind};

/// The body of an answer, of any length. It is a [`Stream`] of [`Bytes`], and has [`next`](Self::next) and
/// [`try_next`](Self::try_next) of its own. It ends after an error.
#[must_use = "nothing is read until it is asked for"]
pub struct Download(Chunks);

impl Download {
    /// The body of an answer.
    pub fn new(opened: Opened) -> Self {
        Self(Chunks::new(opened))
    }

    /// The headers of the answer.
    pub fn headers(&self) -> &HeaderMap {
        &self.0.head.headers
    }

    /// What the answer says that it is, without parameters.
    pub fn content_type(&self) -> Option<String> {
        self.0.head.content_type()
    }

    /// How many bytes the server says will come, if it says so.
    pub fn length(&self) -> Option<u64> {
        self.headers().get(CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
    }

    /// The next bytes; `None` at the end.
    pub async fn next(&mut self) -> Option<Result<Bytes, Error>> {
        poll_fn(|cx| self.0.poll_next(cx)).await
    }

    /// The next bytes; `None` at the end.
    pub async fn try_next(&mut self) -> Result<Option<Bytes>, Error> {
        self.next().await.transpose()
    }

    /// All bytes that are still to come, but no more than the answers of the client may have.
    pub async fn read_all(mut self) -> Result<Vec<u8>, Error> {
        let mut whole = Vec::new();
        while let Some(bytes) = self.try_next().await? {
            let most = self.0.head.limits.most;
            if (whole.len() as u64).saturating_add(bytes.len() as u64) > most {
                let text = format!("the answer is larger than {most} bytes");
                return Err(self.0.head.error(ErrorKind::TooLarge, text));
            }
            whole.extend_from_slice(&bytes);
        }
        Ok(whole)
    }
}

impl Stream for Download {
    type Item = Result<Bytes, Error>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.0.poll_next(cx)
    }
}

impl fmt::Debug for Download {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Download").field(&self.0.head).finish()
    }
}

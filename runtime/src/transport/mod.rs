//! How requests are sent: a trait with one implementation over the network, so that tests need no socket.

mod http_client;

pub use http_client::HttpTransport;

use std::{error::Error as StdError, fmt};

use bytes::Bytes;
use http::{HeaderMap, Method, StatusCode, header::CONTENT_LENGTH};
use url::Url;

use crate::{BoxFuture, call::Answer, upload::RequestBody};

/// Sends one request and gives what comes back, whatever its status. It follows no redirect and repeats nothing.
pub trait Transport: Send + Sync {
    /// Sends a request.
    fn send(&self, request: TransportRequest) -> BoxFuture<'_, Result<TransportResponse, TransportError>>;
}

/// A request that is sent once.
pub struct TransportRequest {
    /// The method.
    pub method: Method,
    /// The address. What was signed is this, byte for byte.
    pub url: Url,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub body: RequestBody,
}

/// Neither address nor headers nor body: all of them may hold what auth set.
impl fmt::Debug for TransportRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TransportRequest").field("method", &self.method).finish_non_exhaustive()
    }
}

/// The body of a response, as it arrives.
pub trait Body: Send {
    /// The next bytes; `None` at the end.
    fn chunk(&mut self) -> BoxFuture<'_, Result<Option<Bytes>, TransportError>>;
}

/// A body that is there already.
impl Body for Option<Bytes> {
    fn chunk(&mut self) -> BoxFuture<'_, Result<Option<Bytes>, TransportError>> {
        Box::pin(std::future::ready(Ok(self.take())))
    }
}

/// A response whose body is still to be read.
pub struct TransportResponse {
    /// The status.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub body: Box<dyn Body>,
}

impl fmt::Debug for TransportResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TransportResponse").field("status", &self.status).finish_non_exhaustive()
    }
}

/// Why a request could not be sent, or its answer not be read.
#[derive(Debug)]
pub struct TransportError {
    kind: TransportErrorKind,
    source: Option<Box<dyn StdError + Send + Sync>>,
}

/// How far a request got.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum TransportErrorKind {
    /// There was no connection, so nothing was sent.
    Connect,
    /// Nothing came back in the transport's own time.
    Timeout,
    /// The connection broke; the server may have acted.
    Interrupted,
    /// The request cannot be sent at all.
    Unsendable,
    /// The answer has more headers than the transport reads; the server may have acted.
    TooManyHeaders,
}

impl TransportError {
    /// An error without a source.
    pub fn new(kind: TransportErrorKind) -> Self {
        Self { kind, source: None }
    }

    /// Adds what was below. It must not show the address: that may hold a signature.
    #[must_use]
    pub fn with_source(mut self, source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        self.source = Some(source.into());
        self
    }

    /// How far the request got.
    pub fn kind(&self) -> TransportErrorKind {
        self.kind
    }
}

impl fmt::Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.kind {
            TransportErrorKind::Connect => "no connection to the server",
            TransportErrorKind::Timeout => "the connection timed out",
            TransportErrorKind::Interrupted => "the connection broke",
            TransportErrorKind::Unsendable => "the request cannot be sent",
            TransportErrorKind::TooManyHeaders => "the answer has too many headers, or too large ones",
        })
    }
}

impl StdError for TransportError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.source.as_deref().map(|source| source as &(dyn StdError + 'static))
    }
}

/// What can go wrong with one exchange.
#[derive(Debug)]
pub(crate) enum ExchangeError {
    Transport(TransportError),
    TooLarge,
    TooManyHeaders,
}

impl ExchangeError {
    /// Whether nothing reached the server.
    pub(crate) fn is_unsent(&self) -> bool {
        let unsent = |kind| matches!(kind, TransportErrorKind::Connect | TransportErrorKind::Unsendable);
        matches!(self, Self::Transport(error) if unsent(error.kind()))
    }
}

/// How large an answer may be.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Most {
    pub(crate) headers: usize,
    pub(crate) bytes: u64,
}

/// Sends a request and reads the whole answer, unless it is larger than allowed. What counts of a body is what is left
/// when the transport has decompressed it.
///
/// `keep` says of the head of an answer whether its body is to be left unread; it is given beside an empty answer then.
pub(crate) async fn exchange(
    transport: &dyn Transport,
    request: TransportRequest,
    most: Most,
    keep: impl FnOnce(StatusCode, &HeaderMap) -> bool + Send,
) -> Result<(Answer, Option<Box<dyn Body>>), ExchangeError> {
    let is_head = request.method == Method::HEAD;
    let response = transport.send(request).await.map_err(ExchangeError::Transport)?;
    let TransportResponse { status, headers, mut body } = response;
    if headers.len() > most.headers {
        return Err(ExchangeError::TooManyHeaders);
    }
    if keep(status, &headers) {
        return Ok((Answer { status, headers, body: Bytes::new() }, Some(body)));
    }
    let most = most.bytes;
    // RFC 9110, 8.6: in these two cases it is the length that another answer would have.
    let is_own = !is_head && status != StatusCode::NOT_MODIFIED;
    let declared = headers
        .get(CONTENT_LENGTH)
        .filter(|_| is_own)
        .and_then(|length| length.to_str().ok()?.parse::<u64>().ok());
    if declared.is_some_and(|length| length > most) {
        return Err(ExchangeError::TooLarge);
    }
    let body = read(&mut *body, declared, most).await?;
    Ok((Answer { status, headers, body }, None))
}

/// What a server declares is believed up to here before it has sent it.
const BELIEVED: u64 = 1 << 20;

async fn read(body: &mut dyn Body, declared: Option<u64>, most: u64) -> Result<Bytes, ExchangeError> {
    let mut whole = Vec::new();
    let mut first = Bytes::new();
    while let Some(chunk) = body.chunk().await.map_err(ExchangeError::Transport)? {
        let length = first.len().max(whole.len()).saturating_add(chunk.len());
        if length as u64 > most {
            return Err(ExchangeError::TooLarge);
        }
        // An answer of one chunk is not copied.
        if first.is_empty() && whole.is_empty() {
            first = chunk;
            continue;
        }
        if whole.is_empty() {
            whole.reserve(usize::try_from(declared.unwrap_or_default().min(BELIEVED)).unwrap_or_default());
            whole.extend_from_slice(&first);
        }
        whole.extend_from_slice(&chunk);
    }
    Ok(if whole.is_empty() { first } else { Bytes::from(whole) })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Chunks of so many bytes, without end.
    struct Endless(usize, u64);

    impl Body for Endless {
        fn chunk(&mut self) -> BoxFuture<'_, Result<Option<Bytes>, TransportError>> {
            self.1 += 1;
            let chunk = Bytes::from(vec![b'x'; self.0]);
            Box::pin(async move { Ok(Some(chunk)) })
        }
    }

    #[tokio::test]
    async fn an_endless_body_is_cut_off() {
        let mut body = Endless(1000, 0);
        assert!(matches!(read(&mut body, None, 10_500).await, Err(ExchangeError::TooLarge)));
        assert_eq!(body.1, 11);
    }

    /// These chunks and then the end.
    struct Chunks(Vec<&'static str>);

    impl Body for Chunks {
        fn chunk(&mut self) -> BoxFuture<'_, Result<Option<Bytes>, TransportError>> {
            let chunk = (!self.0.is_empty()).then(|| Bytes::from_static(self.0.remove(0).as_bytes()));
            Box::pin(async move { Ok(chunk) })
        }
    }

    #[tokio::test]
    async fn chunks_are_joined_up_to_the_limit() {
        for (chunks, whole) in [
            (vec![], ""),
            (vec!["ab"], "ab"),
            (vec!["", "ab", "", "c"], "abc"),
            (vec!["a", "bc", "d"], "abcd"),
        ] {
            assert_eq!(read(&mut Chunks(chunks.clone()), Some(u64::MAX), 4).await.unwrap(), whole);
            let short = read(&mut Chunks(chunks), None, 1).await;
            assert_eq!(short.is_err(), whole.len() > 1, "{whole}");
        }
    }
}

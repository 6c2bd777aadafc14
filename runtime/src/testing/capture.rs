//! A transport without a socket: it keeps the requests and plays the answers that it was given.

use std::{
    collections::VecDeque,
    fmt,
    sync::{Mutex, MutexGuard, PoisonError},
};

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri};

use crate::{
    Body, BoxFuture, RequestBody, Transport, TransportError, TransportErrorKind, TransportRequest,
    TransportResponse,
};

/// A request as it would have been sent.
#[derive(Clone, Debug)]
pub struct Captured {
    /// The method.
    pub method: Method,
    /// The address.
    pub uri: Uri,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub body: Bytes,
}

impl Captured {
    /// The value of a header.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }
}

/// Answers requests from a script, in order. A request after the script's end breaks the connection, which the test
/// will notice.
#[derive(Default)]
pub struct CaptureTransport {
    script: Mutex<VecDeque<Scripted>>,
    requests: Mutex<Vec<Captured>>,
}

enum Scripted {
    Answer { status: StatusCode, headers: HeaderMap, chunks: VecDeque<Bytes>, then: Then },
    Fail(TransportErrorKind),
    Hang,
}

/// What a body does after its chunks.
#[derive(Clone, Copy)]
enum Then {
    End,
    Break,
    Repeat,
}

impl CaptureTransport {
    /// A transport without a script.
    pub fn new() -> Self {
        Self::default()
    }

    /// Answers with a status and a body.
    #[must_use]
    pub fn answer(self, status: u16, body: impl Into<Bytes>) -> Self {
        self.answer_with(status, &[], body)
    }

    /// Answers with a status, headers and a body.
    #[must_use]
    pub fn answer_with(self, status: u16, headers: &[(&str, &str)], body: impl Into<Bytes>) -> Self {
        self.play(status, headers, body, Then::End)
    }

    /// Answers, and breaks the connection after a part of the body.
    #[must_use]
    pub fn answer_broken_off(self, status: u16, part: impl Into<Bytes>) -> Self {
        self.play(status, &[], part, Then::Break)
    }

    /// Answers with a body that never ends.
    #[must_use]
    pub fn answer_endless(self, status: u16, chunk: impl Into<Bytes>) -> Self {
        self.play(status, &[], chunk, Then::Repeat)
    }

    /// Fails.
    #[must_use]
    pub fn fail(self, kind: TransportErrorKind) -> Self {
        self.push(Scripted::Fail(kind))
    }

    /// Never answers.
    #[must_use]
    pub fn hang(self) -> Self {
        self.push(Scripted::Hang)
    }

    /// All requests up to now.
    pub fn requests(&self) -> Vec<Captured> {
        lock(&self.requests).clone()
    }

    fn play(self, status: u16, headers: &[(&str, &str)], body: impl Into<Bytes>, then: Then) -> Self {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            let name = HeaderName::from_bytes(name.as_bytes()).expect("a header's name");
            map.append(name, HeaderValue::from_str(value).expect("a header's value"));
        }
        let status = StatusCode::from_u16(status).expect("a status");
        self.push(Scripted::Answer { status, headers: map, chunks: VecDeque::from([body.into()]), then })
    }

    fn push(self, scripted: Scripted) -> Self {
        lock(&self.script).push_back(scripted);
        self
    }
}

/// The script and the requests may hold secrets of the test's.
impl fmt::Debug for CaptureTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CaptureTransport")
            .field("script", &lock(&self.script).len())
            .field("requests", &lock(&self.requests).len())
            .finish()
    }
}

impl Transport for CaptureTransport {
    fn send(&self, request: TransportRequest) -> BoxFuture<'_, Result<TransportResponse, TransportError>> {
        let TransportRequest { method, url, headers, body } = request;
        let uri = url.as_str().parse().expect("an address");
        let mut captured = Captured { method, uri, headers, body: Bytes::new() };
        let scripted =
            lock(&self.script).pop_front().unwrap_or(Scripted::Fail(TransportErrorKind::Unsendable));
        let stream = match body {
            RequestBody::Bytes(bytes) => {
                captured.body = bytes;
                None
            }
            // A connection that cannot be made reads nothing.
            RequestBody::Stream(_) if matches!(scripted, Scripted::Fail(TransportErrorKind::Connect)) => None,
            RequestBody::Stream(stream) => Some(stream),
        };
        let at = {
            let mut requests = lock(&self.requests);
            requests.push(captured);
            requests.len() - 1
        };
        Box::pin(async move {
            if let Some(stream) = stream {
                let read = RequestBody::Stream(stream).read().await;
                let body = read.map_err(|error| {
                    TransportError::new(TransportErrorKind::Interrupted).with_source(error)
                })?;
                lock(&self.requests)[at].body = body;
            }
            match scripted {
                Scripted::Answer { status, headers, chunks, then } => {
                    Ok(TransportResponse { status, headers, body: Box::new(Playing { chunks, then }) })
                }
                Scripted::Fail(kind) => Err(TransportError::new(kind)),
                Scripted::Hang => std::future::pending().await,
            }
        })
    }
}

struct Playing {
    chunks: VecDeque<Bytes>,
    then: Then,
}

impl Body for Playing {
    fn chunk(&mut self) -> BoxFuture<'_, Result<Option<Bytes>, TransportError>> {
        let next = match (self.chunks.pop_front(), self.then) {
            (Some(chunk), Then::Repeat) => {
                self.chunks.push_back(chunk.clone());
                Ok(Some(chunk))
            }
            (Some(chunk), _) => Ok(Some(chunk)),
            (None, Then::Break) => Err(TransportError::new(TransportErrorKind::Interrupted)),
            (None, _) => Ok(None),
        };
        Box::pin(async move { next })
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

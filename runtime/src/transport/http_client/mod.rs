//! The transport over the network: reqwest.

use std::{
    error::Error as _,
    pin::Pin,
    sync::{Mutex, PoisonError},
    task::{Context, Poll},
    time::Duration,
};

use bytes::Bytes;
use futures_core::Stream;

use super::{Body, Transport, TransportError, TransportErrorKind, TransportRequest, TransportResponse};
use crate::{
    BoxError, BoxFuture,
    error::Error,
    upload::{RequestBody, RequestStream},
};

/// Sends requests with a `reqwest` client. Clones share its connections.
#[derive(Clone, Debug)]
pub struct HttpTransport(reqwest::Client);

impl HttpTransport {
    /// A transport with the default settings of `reqwest` and ten seconds to connect.
    pub fn new() -> Result<Self, Error> {
        Self::from_builder(default_builder())
    }

    /// The same for answers of so many headers.
    pub(crate) fn for_headers(most: usize) -> Result<Self, Error> {
        Self::from_builder(with_headers(default_builder(), most))
    }

    /// The same past any proxy: what is not encrypted is for a server on this machine, and a proxy of the environment's
    /// would read its credentials.
    pub(crate) fn direct(most: usize) -> Result<Self, Error> {
        Self::from_builder(with_headers(default_builder(), most).no_proxy())
    }

    /// A transport with settings of your own: a proxy, certificates, a pool. Redirects and repeating are turned off all
    /// the same: credentials must not follow a redirect, and repeating needs a fresh signature.
    ///
    /// A head of more than 100 headers, or more than 400 KiB, is no answer to hyper, unless the builder says otherwise.
    pub fn from_builder(builder: reqwest::ClientBuilder) -> Result<Self, Error> {
        #[cfg(feature = "rustls")]
        install_provider();
        builder
            .redirect(reqwest::redirect::Policy::none())
            .retry(reqwest::retry::never())
            .referer(false)
            .build()
            .map(Self)
            .map_err(|error| {
                Error::config("the HTTP client cannot be built").with_source(error.without_url())
            })
    }
}

fn default_builder() -> reqwest::ClientBuilder {
    reqwest::Client::builder().connect_timeout(Duration::from_secs(10))
}

/// How many headers hyper reads when nobody says.
const USUAL_HEADERS: usize = 100;

fn with_headers(builder: reqwest::ClientBuilder, most: usize) -> reqwest::ClientBuilder {
    // Fewer are counted when they are there, which costs nothing; a limit of its own costs hyper an allocation.
    if most > USUAL_HEADERS { builder.http1_max_headers(most) } else { builder }
}

/// reqwest is built without a provider of its own, so that nobody has to compile two of them.
#[cfg(feature = "rustls")]
fn install_provider() {
    if rustls::crypto::CryptoProvider::get_default().is_none() {
        // Somebody else may have been faster, which is as good.
        let _ = rustls::crypto::ring::default_provider().install_default();
    }
}

impl Transport for HttpTransport {
    fn send(&self, request: TransportRequest) -> BoxFuture<'_, Result<TransportResponse, TransportError>> {
        let mut sent = reqwest::Request::new(request.method, request.url);
        *sent.headers_mut() = request.headers;
        *sent.body_mut() = Some(request.body.into());
        let sending = self.0.execute(sent);
        Box::pin(async move {
            let mut response = sending.await.map_err(seen)?;
            let headers = std::mem::take(response.headers_mut());
            Ok(TransportResponse { status: response.status(), headers, body: Box::new(Response(response)) })
        })
    }
}

impl From<RequestBody> for reqwest::Body {
    fn from(body: RequestBody) -> Self {
        match body {
            RequestBody::Bytes(bytes) => bytes.into(),
            RequestBody::Stream(stream) => {
                Self::wrap(Sent { length: stream.length(), stream: Mutex::new(stream) })
            }
        }
    }
}

/// A stream as a body that hyper sends. It is polled by one at a time; the lock is never waited for, but makes it `Sync`.
struct Sent {
    length: Option<u64>,
    stream: Mutex<RequestStream>,
}

impl http_body::Body for Sent {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<http_body::Frame<Bytes>, BoxError>>> {
        let stream = self.stream.get_mut().unwrap_or_else(PoisonError::into_inner);
        Pin::new(stream).poll_next(cx).map(|next| next.map(|bytes| bytes.map(http_body::Frame::data)))
    }

    fn size_hint(&self) -> http_body::SizeHint {
        self.length.map_or_else(http_body::SizeHint::new, http_body::SizeHint::with_exact)
    }
}

struct Response(reqwest::Response);

impl Body for Response {
    fn chunk(&mut self) -> BoxFuture<'_, Result<Option<Bytes>, TransportError>> {
        Box::pin(async move { self.0.chunk().await.map_err(seen) })
    }
}

/// An error of reqwest without the address, whose query may hold a signature.
fn seen(error: reqwest::Error) -> TransportError {
    let kind = if error.is_builder() {
        TransportErrorKind::Unsendable
    } else if error.is_connect() {
        TransportErrorKind::Connect
    } else if error.is_timeout() {
        TransportErrorKind::Timeout
    } else if has_too_large_a_head(&error) {
        TransportErrorKind::TooManyHeaders
    } else {
        TransportErrorKind::Interrupted
    };
    TransportError::new(kind).with_source(error.without_url())
}

/// Whether hyper has given up reading the head of an answer. It says so only by its text, unless its server is compiled too;
/// a test holds the text.
fn has_too_large_a_head(error: &reqwest::Error) -> bool {
    let mut causes = std::iter::successors(error.source(), |cause| (*cause).source());
    causes.any(|cause| cause.to_string() == "message head is too large")
}

#[cfg(test)]
mod tests;

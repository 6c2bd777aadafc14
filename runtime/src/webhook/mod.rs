//! Webhooks: requests of the vendor's to the user's own server, and the proof that they are.
//!
//! Generated code has a function for each webhook of the spec. It computes the signature from a [`WebhookRequest`] by the
//! spec's recipe, compares it with the one that came in constant time, looks at the time, and decodes the payload.
//!
//! ```
//! use specwright_runtime::WebhookRequest;
//!
//! // Whatever server it came in with: the path, the headers, and the body's exact bytes.
//! let request = WebhookRequest::new(b"{\"action\":\"opened\"}")
//!     .with_uri("/hooks/github")
//!     .with_headers([("X-Hub-Signature-256", "sha256=…"), ("Content-Type", "application/json")]);
//! assert_eq!(request.path(), "/hooks/github");
//! ```

mod error;
mod verify;

use std::{fmt, time::SystemTime};

pub use error::{WebhookError, WebhookErrorKind};
pub use verify::{Timestamp, check_key, check_signature};

use crate::sign::Pairs;

/// A request as it came in, before anything in it is believed.
#[derive(Clone)]
pub struct WebhookRequest<'a> {
    method: &'a str,
    /// `https://example.com` of an absolute URI.
    origin: Option<(&'a str, &'a str)>,
    path: &'a str,
    query: &'a str,
    headers: Vec<(String, String)>,
    body: &'a [u8],
    now: Option<SystemTime>,
}

impl<'a> WebhookRequest<'a> {
    /// A `POST` of these bytes. They must be the body as it came: JSON that was read and written again is another text.
    pub fn new(body: &'a [u8]) -> Self {
        Self { method: "POST", origin: None, path: "/", query: "", headers: Vec::new(), body, now: None }
    }

    /// The method, if it is not `POST`.
    #[must_use]
    pub fn with_method(mut self, method: &'a str) -> Self {
        self.method = method;
        self
    }

    /// The path with its query, as it came; or the whole address as the vendor called it, which a server behind a proxy
    /// does not see. Only some vendors sign it.
    #[must_use]
    pub fn with_uri(mut self, uri: &'a str) -> Self {
        let uri = uri.split_once('#').map_or(uri, |(uri, _)| uri);
        let rest = match uri.split_once("://") {
            Some((scheme, rest)) if !uri.starts_with('/') => {
                let (host, path) = rest.split_at(rest.find(['/', '?']).unwrap_or(rest.len()));
                self.origin = Some((scheme, host));
                path
            }
            _ => uri,
        };
        let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
        self.path = if path.is_empty() { "/" } else { path };
        self.query = query;
        self
    }

    /// The headers, such as `&http::HeaderMap` or pairs of texts. A value that is no text cannot be signed and is left out.
    #[must_use]
    pub fn with_headers<N: AsRef<str>, V: AsRef<[u8]>>(
        mut self,
        headers: impl IntoIterator<Item = (N, V)>,
    ) -> Self {
        let texts = headers.into_iter().filter_map(|(name, value)| {
            let value = std::str::from_utf8(value.as_ref()).ok()?;
            Some((name.as_ref().to_owned(), value.to_owned()))
        });
        self.headers.extend(texts);
        self
    }

    /// The time to hold timestamps against, for tests; left out: the system's.
    #[must_use]
    pub fn with_now(mut self, now: SystemTime) -> Self {
        self.now = Some(now);
        self
    }

    /// The method.
    pub fn method(&self) -> &str {
        self.method
    }

    /// The host, with its port when the sender named one.
    pub fn host(&self) -> &str {
        match self.origin {
            Some((_, host)) => host,
            None => self.header("host").unwrap_or_default(),
        }
    }

    /// The port: the one in the host, or else that of the address's scheme.
    pub fn port(&self) -> &str {
        // The last colon of `[::1]` is no separator.
        let port = self.host().rsplit_once(':').map(|(_, port)| port).filter(|port| !port.contains(']'));
        port.unwrap_or(if self.scheme() == "http" { "80" } else { "443" })
    }

    /// The address without its query.
    pub fn url(&self) -> String {
        [self.scheme(), "://", self.host(), self.path].concat()
    }

    /// The path as it came.
    pub fn path(&self) -> &str {
        self.path
    }

    /// The query as it came, without `?`.
    pub fn query(&self) -> &str {
        self.query
    }

    /// The exact bytes of the body.
    pub fn body(&self) -> &[u8] {
        self.body
    }

    /// The parameters of the query, decoded.
    pub fn params(&self) -> Pairs {
        Pairs::from_query(self.query)
    }

    /// The fields of a form body, decoded; none of another body.
    pub fn form(&self) -> Pairs {
        let body = self.is("application/x-www-form-urlencoded").then(|| std::str::from_utf8(self.body).ok());
        body.flatten().map(Pairs::from_query).unwrap_or_default()
    }

    /// The top-level scalar fields of a JSON body; none of another body.
    pub fn fields(&self) -> Pairs {
        if self.is("application/json") { Pairs::from_json(self.body) } else { Pairs::default() }
    }

    /// The headers.
    pub fn headers(&self) -> Pairs {
        let pairs: Vec<(&str, &str)> =
            self.headers.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        Pairs::new(&pairs)
    }

    fn scheme(&self) -> &str {
        self.origin.map_or("https", |(scheme, _)| scheme)
    }

    fn header(&self, name: &str) -> Option<&str> {
        let header = self.headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
        header.map(|(_, value)| value.as_str())
    }

    fn is(&self, content_type: &str) -> bool {
        let kind = self.header("content-type").and_then(|value| value.split(';').next());
        kind.is_some_and(|kind| kind.trim().eq_ignore_ascii_case(content_type))
    }
}

/// The request of any server that speaks the `http` crate's types.
impl<'a, B: AsRef<[u8]>> From<&'a http::Request<B>> for WebhookRequest<'a> {
    fn from(request: &'a http::Request<B>) -> Self {
        let uri = request.uri();
        let mut own = Self::new(request.body().as_ref())
            .with_method(request.method().as_str())
            .with_headers(request.headers());
        own.path = if uri.path().is_empty() { "/" } else { uri.path() };
        own.query = uri.query().unwrap_or_default();
        own.origin = uri.scheme_str().zip(uri.authority().map(http::uri::Authority::as_str));
        own
    }
}

/// Neither headers nor body: they may hold secrets.
impl fmt::Debug for WebhookRequest<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("WebhookRequest");
        shown.field("method", &self.method).field("path", &self.path);
        shown.field("body_bytes", &self.body.len()).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_is_taken_apart() {
        let request = WebhookRequest::new(b"a=1&b=%20").with_uri("/hook?x=1&y=%20").with_headers([
            ("Host", "example.com:8443"),
            ("Content-Type", "application/x-www-form-urlencoded"),
        ]);
        assert_eq!((request.method(), request.path(), request.query()), ("POST", "/hook", "x=1&y=%20"));
        assert_eq!((request.host(), request.port()), ("example.com:8443", "8443"));
        assert_eq!(request.url(), "https://example.com:8443/hook");
        assert_eq!(request.params().join("=", "|"), "x=1|y= ");
        assert_eq!(request.form().join("=", "|"), "a=1|b= ");
        assert_eq!(request.fields().join("=", "|"), "");
        assert!(request.headers().join(": ", "\n").starts_with("Host: example.com:8443"));
    }

    #[test]
    fn an_absolute_address_wins_over_the_host_header() {
        let request = WebhookRequest::new(b"{\"n\":1}")
            .with_uri("http://hooks.example.com?x=1#top")
            .with_headers([("host", "10.0.0.7"), ("content-type", "application/json; charset=utf-8")]);
        assert_eq!(request.url(), "http://hooks.example.com/");
        assert_eq!((request.port(), request.query()), ("80", "x=1"));
        assert_eq!(request.fields().join("=", ""), "n=1");
        let redirecting = WebhookRequest::new(b"").with_uri("/r?to=https://example.com/");
        assert_eq!((redirecting.path(), redirecting.query()), ("/r", "to=https://example.com/"));
    }

    #[test]
    fn a_request_of_the_http_crate() {
        let request = http::Request::builder()
            .method("PUT")
            .uri("/hook?x=1")
            .header("Host", "example.com")
            .header("X-Odd", http::HeaderValue::from_bytes(b"\xff").expect("a value"))
            .body("hello".to_owned())
            .expect("a request");
        let request = WebhookRequest::from(&request);
        assert_eq!((request.method(), request.path(), request.query()), ("PUT", "/hook", "x=1"));
        assert_eq!(
            (request.url().as_str(), request.body()),
            ("https://example.com/hook", b"hello".as_slice())
        );
        assert_eq!(request.headers().join("=", ""), "host=example.com");
    }

    #[test]
    fn it_shows_neither_headers_nor_body() {
        let request =
            WebhookRequest::new(b"hunter2").with_headers([("X-Key", "hunter2")]).with_uri("/h?k=hunter2");
        assert!(!format!("{request:?}").contains("hunter2"));
    }
}

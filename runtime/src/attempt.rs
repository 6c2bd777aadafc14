//! One sending of a call: the request as data, with a fresh time and nonce, and what auth adds to it.

use std::{
    fmt,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::SystemTime,
};

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, header::AUTHORIZATION};
use url::{Position, Url};

use crate::{
    auth::Additions,
    error::{Error, Hidden},
    paging, percent,
    tokens::Tokens,
    transport::TransportRequest,
    upload::{Piece, RequestBody, RequestStream},
};

/// Of longer texts only the beginning is taken to pieces.
const LONGEST_PIECES: usize = 64 << 10;

/// The `http` crate carries no longer ones, and says so only when they are sent.
const LONGEST_ADDRESS: usize = u16::MAX as usize - 1;

/// A request that is about to be sent once.
pub struct Attempt {
    pub(crate) now: SystemTime,
    pub(crate) nonce: [u8; 16],
    pub(crate) method: http::Method,
    /// Scheme, host and port; the rest comes to it last.
    pub(crate) url: Url,
    pub(crate) path: String,
    pub(crate) query: String,
    /// Whether the query is that of a link, which may quote what auth added to the request before.
    pub(crate) is_link: bool,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
    /// The body instead, where it is not all in memory.
    pub(crate) pieces: Option<Arc<[Piece]>>,
    /// Whether auth looked at the body.
    pub(crate) is_read: AtomicBool,
    /// What auth adds to the query, already encoded.
    pub(crate) added_query: String,
    pub(crate) cookies: Vec<String>,
    /// What auth adds to the body.
    pub(crate) added: Additions,
    /// What the token sources of this attempt have given.
    pub(crate) tokens: Tokens,
    /// How often the values of these sources were used by now.
    pub(crate) uses: Vec<(usize, u64)>,
    /// The number of this attempt among those of the client.
    pub(crate) counter: u64,
    /// All texts that auth set, so that they can be kept out of messages.
    pub(crate) hidden: Hidden,
}

impl Attempt {
    /// The time of this attempt.
    pub fn now(&self) -> SystemTime {
        self.now
    }

    /// Random bytes of this attempt.
    pub fn nonce(&self) -> [u8; 16] {
        self.nonce
    }

    /// The method, such as `POST`.
    pub fn method(&self) -> &str {
        self.method.as_str()
    }

    /// The host and, when it is not the scheme's default, the port.
    pub fn host(&self) -> &str {
        &self.url[Position::BeforeHost..Position::AfterPort]
    }

    /// The path as it is sent, percent-encoded.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The query as it is sent, without what auth adds.
    pub fn query(&self) -> &str {
        &self.query
    }

    /// The exact bytes of the body; empty when there is none. An attempt whose body is a stream is not sent after this was
    /// asked: what was signed would not be what is sent.
    pub fn body(&self) -> &[u8] {
        self.is_read.store(true, Ordering::Relaxed);
        &self.body
    }

    /// Sets a header.
    pub fn set_header(&mut self, name: &str, value: &str) -> Result<(), Error> {
        let Ok(name) = HeaderName::from_bytes(name.as_bytes()) else {
            return Err(Error::config("auth sets a header whose name is not a header's name"));
        };
        self.hide(value);
        // What follows the name of a scheme, as in `Token x` and `Hmac id=x, signature=y`, may be quoted alone.
        for word in value.split([' ', ',']).skip(1) {
            self.hide(word);
            self.hide(word.split_once('=').map_or("", |(_, text)| text.trim_matches('"')));
        }
        self.insert(name, value)
    }

    /// Adds a parameter to the query, after those of the call.
    pub fn set_query(&mut self, name: &str, value: &str) {
        self.hide(value);
        percent::push_pair(&mut self.added_query, name, value);
    }

    /// Sets `Authorization: Bearer …`.
    pub fn set_bearer(&mut self, token: &str) -> Result<(), Error> {
        self.hide(token);
        self.insert(AUTHORIZATION, &format!("Bearer {token}"))
    }

    pub(crate) fn insert(&mut self, name: HeaderName, value: &str) -> Result<(), Error> {
        let Ok(mut value) = HeaderValue::from_str(value) else {
            let text = format!(
                "auth sets the header `{name}` to a value with a character that headers cannot carry"
            );
            return Err(Error::config(text));
        };
        value.set_sensitive(true);
        self.headers.insert(name, value);
        Ok(())
    }

    /// Keeps a text out of messages.
    pub(crate) fn hide(&mut self, text: &str) {
        self.hidden.add(text);
    }

    /// Makes what auth added until now a part of the request, so that what comes next sees it and signs it.
    pub fn settle(&mut self) -> Result<(), Error> {
        self.insert_cookies()?;
        self.insert_fields()?;
        if !self.added_query.is_empty() {
            let added = std::mem::take(&mut self.added_query);
            if self.is_link {
                self.query = paging::without_names_of(&self.query, &added);
            }
            push_query(&mut self.query, &added);
        }
        Ok(())
    }

    /// Keeps the pieces of a text out of messages: what stands between the signs that paths, forms, JSON and XML are made
    /// of. Some of them are no secrets, but nobody can say which.
    pub(crate) fn hide_pieces(&mut self, text: &[u8]) {
        let text = String::from_utf8_lossy(&text[..text.len().min(LONGEST_PIECES)]);
        let ends = |c: char| c.is_whitespace() || "/<>\"'&=,;:{}[]()".contains(c);
        for piece in text.split(ends).chain(text.split(['/', '&', '"', '<', '>'])) {
            self.hide(piece);
        }
    }

    /// The request to send. Its parts were checked when they were set, so what can fail is the whole: an address
    /// that is too long.
    pub(crate) fn into_request(mut self) -> Result<(TransportRequest, Hidden), Error> {
        if self.path.split('/').any(is_dot_segment) {
            return Err(Error::invalid("the path has a dot segment"));
        }
        if let Some((name, _)) = self.path.split_once('{').and_then(|(_, rest)| rest.split_once('}')) {
            return Err(Error::config(format!("nothing fills the piece `{name}` of the path")));
        }
        self.settle()?;
        let url = address(self.url, &self.path, &self.query)?;
        let body = match &self.pieces {
            Some(_) if self.is_read.load(Ordering::Relaxed) => {
                return Err(Error::config("auth signs the body, which is a stream: give its bytes instead"));
            }
            Some(pieces) if pieces.iter().any(Piece::is_spent) => {
                return Err(Error::invalid("the body is a stream that was sent already"));
            }
            Some(pieces) => RequestBody::Stream(RequestStream::new(pieces)),
            None => RequestBody::Bytes(self.body),
        };
        Ok((TransportRequest { method: self.method, url, headers: self.headers, body }, self.hidden))
    }
}

/// A segment that whoever reads the address takes out of it, with the one before: another path would be sent than was
/// signed.
fn is_dot_segment(segment: &str) -> bool {
    segment.starts_with(['.', '%'])
        && matches!(segment.to_ascii_lowercase().replace("%2e", ".").as_str(), "." | "..")
}

fn push_query(query: &mut String, added: &str) {
    if !query.is_empty() {
        query.push('&');
    }
    query.push_str(added);
}

/// The address of a request: a server, a path, and a query.
fn address(mut url: Url, path: &str, query: &str) -> Result<Url, Error> {
    url.set_path(path);
    url.set_query((!query.is_empty()).then_some(query));
    // What was signed is what is sent: an address that would be written in another way is refused.
    if url.path() != path || url.query().unwrap_or_default() != query {
        return Err(Error::invalid("the address has no proper form"));
    }
    if url.as_str().len() > LONGEST_ADDRESS {
        return Err(Error::invalid("the address is too long"));
    }
    Ok(url)
}

/// What auth set, for tests of signatures.
#[cfg(any(test, feature = "testing"))]
impl Attempt {
    /// The value of a header.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }

    /// What auth added to the query, encoded.
    pub fn added_query(&self) -> &str {
        &self.added_query
    }

    /// The cookies that auth added, each as `name=value`.
    pub fn cookies(&self) -> &[String] {
        &self.cookies
    }
}

/// Neither address nor headers nor body: all of them may hold what auth set.
impl fmt::Debug for Attempt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Attempt")
            .field("method", &self.method)
            .field("body", &format_args!("{} bytes", self.body.len()))
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing;

    fn attempt() -> Attempt {
        testing::attempt("POST", "https://api.example:8443/v1/things?a=1&b=%20", b"{}")
    }

    #[test]
    fn it_shows_its_parts_to_auth() {
        let attempt = attempt();
        assert_eq!((attempt.method(), attempt.host()), ("POST", "api.example:8443"));
        assert_eq!(
            (attempt.path(), attempt.query(), attempt.body()),
            ("/v1/things", "a=1&b=%20", &b"{}"[..])
        );
    }

    #[test]
    fn what_auth_sets_is_sent() {
        let mut attempt = attempt();
        attempt.set_header("X-Sign", "s/=").unwrap();
        attempt.set_bearer("t").unwrap();
        attempt.set_query("si gn", "a+b");
        attempt.set_cookie("sid", "1").unwrap();
        attempt.set_cookie("sig", "2").unwrap();
        assert_eq!(attempt.query(), "a=1&b=%20");
        let (request, _) = attempt.into_request().unwrap();
        assert_eq!(request.url.as_str(), "https://api.example:8443/v1/things?a=1&b=%20&si%20gn=a%2Bb");
        assert_eq!(request.headers["x-sign"], "s/=");
        assert_eq!(request.headers["authorization"], "Bearer t");
        assert_eq!(request.headers["cookie"], "sid=1; sig=2");
        assert!(request.headers.values().all(HeaderValue::is_sensitive));
    }

    #[test]
    fn what_cannot_be_sent_is_refused_without_being_shown() {
        let mut attempt = attempt();
        let errors = [
            attempt.set_header("X-Sign", "MARK\n").unwrap_err(),
            attempt.set_header("X MARK", "v").unwrap_err(),
            attempt.set_cookie("sid", "MARK;x").unwrap_err(),
            attempt.set_cookie("a=MARK", "x").unwrap_err(),
            attempt.set_bearer("MARK\0").unwrap_err(),
        ];
        for error in errors {
            assert!(error.is_config() && !format!("{error} {error:?}").contains("MARK"), "{error}");
        }
    }

    #[test]
    fn an_address_that_is_too_long_is_not_shown() {
        let mut attempt = attempt();
        attempt.set_query("MARK", &"MARK".repeat(20_000));
        let error = attempt.into_request().unwrap_err();
        assert!(error.is_invalid() && !format!("{error:?}").contains("MARK"));
    }

    #[test]
    fn an_address_that_would_be_sent_in_another_way_is_refused() {
        for (path, query) in [("/a\tb", ""), ("/a\\b", ""), ("/a b", ""), ("/a", "x=\"1"), ("a", "")] {
            let attempt = Attempt { path: path.into(), query: query.into(), ..attempt() };
            assert!(attempt.into_request().unwrap_err().is_invalid(), "{path} {query}");
        }
    }

    #[test]
    fn dot_segments_are_refused() {
        let attempt = Attempt { path: "/a/../b".into(), ..attempt() };
        assert!(attempt.into_request().unwrap_err().is_invalid());
    }

    #[test]
    fn debug_hides_what_auth_set() {
        let mut attempt = attempt();
        attempt.set_query("sign", "MARK");
        attempt.set_header("X-Sign", "MARK").unwrap();
        assert!(!format!("{attempt:?}").contains("MARK"));
    }

    #[test]
    fn dot_segments_are_refused_however_they_are_written() {
        for path in ["/a/../b", "/a/%2e%2E/b", "/a/.%2e", "/%2E/b"] {
            let mut attempt = attempt();
            attempt.path = path.into();
            assert!(attempt.into_request().unwrap_err().is_invalid(), "{path}");
        }
        for path in ["/a/...", "/a/%2e%2e%2e", "/a/..b", "/%252e%252e/"] {
            let mut attempt = attempt();
            attempt.path = path.into();
            attempt.into_request().unwrap();
        }
    }
}

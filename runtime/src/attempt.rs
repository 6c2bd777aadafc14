//! One sending of a call: the request as data, with a fresh time and nonce, and what auth adds to it.

use std::{fmt, time::SystemTime};

use base64::{Engine, engine::general_purpose::STANDARD};
use bytes::Bytes;
use http::{
    HeaderMap, HeaderName, HeaderValue,
    header::{AUTHORIZATION, COOKIE},
};
use url::{Position, Url};

use crate::{error::Error, percent, transport::TransportRequest};

/// Adds what proves who is calling. Generated code implements it for the auth schemes of a spec.
pub trait Authenticate: Send + Sync {
    /// Adds what `scheme` says to an attempt. It is called afresh for every attempt.
    fn authenticate(&self, scheme: usize, arguments: &[&str], attempt: &mut Attempt) -> Result<(), Error>;
}

/// Shorter texts are not looked for in messages: they would be found by chance.
const SHORTEST_HIDDEN: usize = 6;

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
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
    /// What auth adds to the query, already encoded.
    pub(crate) added_query: String,
    pub(crate) cookies: Vec<String>,
    /// All texts that auth set, so that they can be kept out of messages.
    pub(crate) hidden: Vec<String>,
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

    /// The exact bytes of the body; empty when there is none.
    pub fn body(&self) -> &[u8] {
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

    /// Adds a cookie.
    pub fn set_cookie(&mut self, name: &str, value: &str) -> Result<(), Error> {
        // RFC 6265, 4.1.1: what would end the cookie early, and what no header carries.
        let broken = |c: char| !c.is_ascii_graphic() || matches!(c, ';' | ',' | '"' | '\\');
        if name.is_empty() || name.contains('=') || name.contains(broken) || value.contains(broken) {
            return Err(Error::config("auth sets a cookie with a character that cookies cannot carry"));
        }
        self.hide(value);
        self.cookies.push(format!("{name}={value}"));
        Ok(())
    }

    /// Sets `Authorization: Bearer …`.
    pub fn set_bearer(&mut self, token: &str) -> Result<(), Error> {
        self.hide(token);
        self.insert(AUTHORIZATION, &format!("Bearer {token}"))
    }

    /// Sets `Authorization: Basic …`.
    pub fn set_basic(&mut self, user: &str, password: &str) -> Result<(), Error> {
        // RFC 7617, 2: a colon would end the name.
        if user.contains(':') {
            return Err(Error::config("the user name of basic authentication has a colon"));
        }
        let encoded = STANDARD.encode(format!("{user}:{password}"));
        self.hide(password);
        self.hide(&encoded);
        self.insert(AUTHORIZATION, &format!("Basic {encoded}"))
    }

    fn insert(&mut self, name: HeaderName, value: &str) -> Result<(), Error> {
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

    /// Keeps a text out of messages, also as it stands in an address.
    fn hide(&mut self, text: &str) {
        if text.len() >= SHORTEST_HIDDEN {
            if !percent::is_plain(text) {
                let mut encoded = String::new();
                percent::push_strict(&mut encoded, text);
                self.hidden.push(encoded);
            }
            self.hidden.push(text.to_owned());
        }
    }

    /// The request to send. Its parts were checked when they were set, so what can fail is the whole: an address
    /// that is too long.
    pub(crate) fn into_request(mut self) -> Result<(TransportRequest, Vec<String>), Error> {
        if self.path.split('/').any(is_dot_segment) {
            return Err(Error::invalid("the path has a dot segment"));
        }
        self.insert_cookies()?;
        let url = address(self.url, &self.path, self.query, &self.added_query)?;
        // A text that is part of another one must not spoil it.
        self.hidden.sort_unstable_by_key(|text| std::cmp::Reverse(text.len()));
        Ok((
            TransportRequest { method: self.method, url, headers: self.headers, body: self.body },
            self.hidden,
        ))
    }

    fn insert_cookies(&mut self) -> Result<(), Error> {
        if self.cookies.is_empty() {
            return Ok(());
        }
        let before = self
            .headers
            .get(COOKIE)
            .and_then(|value| std::str::from_utf8(value.as_bytes()).ok())
            .map(str::to_owned);
        let cookies =
            before.into_iter().chain(std::mem::take(&mut self.cookies)).collect::<Vec<_>>().join("; ");
        self.insert(COOKIE, &cookies)
    }
}

/// A segment that whoever reads the address takes out of it, with the one before: another path would be sent than was
/// signed.
fn is_dot_segment(segment: &str) -> bool {
    segment.starts_with(['.', '%'])
        && matches!(segment.to_ascii_lowercase().replace("%2e", ".").as_str(), "." | "..")
}

/// The address of a request: a server, a path, and a query to which another is added.
fn address(mut url: Url, path: &str, mut query: String, added: &str) -> Result<Url, Error> {
    if !query.is_empty() && !added.is_empty() {
        query.push('&');
    }
    query.push_str(added);
    url.set_path(path);
    url.set_query((!query.is_empty()).then_some(query.as_str()));
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

/// Neither query nor headers nor body.
impl fmt::Debug for Attempt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Attempt")
            .field("method", &self.method)
            .field("host", &self.host())
            .field("path", &self.path)
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
    fn basic_is_encoded() {
        // RFC 7617, 2
        let mut attempt = attempt();
        attempt.set_basic("Aladdin", "open sesame").unwrap();
        assert_eq!(attempt.header("authorization"), Some("Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=="));
        assert!(attempt.set_basic("a:b", "c").unwrap_err().is_config());
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
    fn a_cookie_of_the_call_stays() {
        let mut attempt = attempt();
        attempt.headers.insert(COOKIE, HeaderValue::from_str("name=Zo\u{eb}").unwrap());
        attempt.set_cookie("sid", "1").unwrap();
        let (request, _) = attempt.into_request().unwrap();
        assert_eq!(request.headers[COOKIE].as_bytes(), "name=Zo\u{eb}; sid=1".as_bytes());
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

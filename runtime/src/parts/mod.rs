//! A request as data: what generated code encodes a call into, once, before any attempt.

mod body;

use std::{
    borrow::Cow,
    fmt,
    sync::{Arc, OnceLock},
};

use bytes::Bytes;
use http::HeaderValue;
use serde::Serialize;

use crate::{
    endpoint::Endpoint,
    error::{Error, describe},
    percent,
    style::{self, Style, Written},
    upload::Piece,
};

/// The parts of a request. Every attempt sends the same parts with the same body bytes; only what auth adds differs.
#[derive(Clone)]
pub struct Parts {
    endpoint: &'static Endpoint,
    path: String,
    /// As it is sent.
    query: String,
    /// The same taken apart, for who asks.
    query_pairs: OnceLock<Vec<(String, String)>>,
    headers: Vec<(String, String)>,
    body: Bytes,
    /// The body instead, where it is not all in memory.
    pieces: Option<Arc<[Piece]>>,
    content_type: Option<Cow<'static, str>>,
    accept: Option<&'static str>,
    server: Option<usize>,
}

impl Parts {
    /// Parts without anything in them.
    pub fn new(endpoint: &'static Endpoint) -> Self {
        Self {
            endpoint,
            path: String::new(),
            query: String::new(),
            query_pairs: OnceLock::new(),
            headers: Vec::new(),
            body: Bytes::new(),
            pieces: None,
            content_type: None,
            accept: None,
            server: None,
        }
    }

    /// Appends literal text of the path template.
    pub fn path_text(&mut self, text: &str) {
        percent::push_path(&mut self.path, text);
    }

    /// Appends a path parameter, percent-encoded: it stays within its segment. What would be no segment of its own, or
    /// climb out of the path, is refused.
    pub fn path_value(&mut self, name: &'static str, value: &str) -> Result<(), Error> {
        self.check_segment(name, value)?;
        percent::push_strict(&mut self.path, value);
        Ok(())
    }

    /// The same for a list or an object in that style.
    pub fn path_styled<T: Serialize + ?Sized>(
        &mut self,
        name: &'static str,
        style: Style,
        value: &T,
    ) -> Result<(), Error> {
        let all = self.written("path parameter", name, style, serde_json::to_string(value))?;
        let (value, encoded) = match all.as_slice() {
            [one] => (one.value.as_str(), one.encoded.as_str()),
            _ => ("", ""),
        };
        self.check_segment(name, value)?;
        self.path.push_str(encoded);
        Ok(())
    }

    fn check_segment(&self, name: &str, value: &str) -> Result<(), Error> {
        let what = match value {
            "" => "empty",
            "." | ".." => "a dot segment",
            _ => return Ok(()),
        };
        Err(Error::invalid(format!("path parameter `{name}`: must not be {what}")).at(self.endpoint))
    }

    /// Appends a place that auth fills, named in braces. All other text is percent-encoded, so no brace is in it.
    pub fn path_slot(&mut self, name: &'static str) {
        self.path.extend(["{", name, "}"]);
    }

    /// Adds a query parameter.
    pub fn query(&mut self, name: &str, value: &str) {
        self.query_pairs.take();
        percent::push_pair(&mut self.query, name, value);
    }

    /// Adds a list or an object to the query in that style.
    pub fn query_styled<T: Serialize + ?Sized>(
        &mut self,
        name: &'static str,
        style: Style,
        value: &T,
    ) -> Result<(), Error> {
        let all = self.written("query parameter", name, style, serde_json::to_string(value))?;
        self.query_pairs.take();
        for Written { name, encoded, .. } in &all {
            percent::push_name(&mut self.query, name);
            self.query.push_str(encoded);
        }
        Ok(())
    }

    /// Adds a header. A value that no header can carry is refused.
    pub fn header(&mut self, name: &'static str, value: &str) -> Result<(), Error> {
        if HeaderValue::from_str(value).is_err() {
            let text = format!("header `{name}`: has a character that a header cannot carry");
            return Err(Error::invalid(text).at(self.endpoint));
        }
        self.headers.push((name.to_owned(), value.to_owned()));
        Ok(())
    }

    /// Adds a header that holds a list or an object in that style.
    pub fn header_styled<T: Serialize + ?Sized>(
        &mut self,
        name: &'static str,
        style: Style,
        value: &T,
    ) -> Result<(), Error> {
        for one in self.written("header", name, style, serde_json::to_string(value))? {
            let value = if style == Style::Json { style::ascii_json(&one.value) } else { one.value };
            self.header(name, &value)?;
        }
        Ok(())
    }

    /// Adds a cookie. A value that no cookie can carry is percent-encoded.
    pub fn cookie(&mut self, name: &str, value: &str) {
        self.push_cookie(&Written::one(name, value.to_owned()));
    }

    /// Adds a list or an object to the cookies in that style.
    pub fn cookie_styled<T: Serialize + ?Sized>(
        &mut self,
        name: &'static str,
        style: Style,
        value: &T,
    ) -> Result<(), Error> {
        let all = self.written("cookie", name, style, serde_json::to_string(value))?;
        for one in &all {
            self.push_cookie(one);
        }
        Ok(())
    }

    fn push_cookie(&mut self, one: &Written) {
        let mut cookie = String::new();
        // The name may be a key of the user's.
        percent::push_strict(&mut cookie, &one.name);
        cookie.push('=');
        cookie.push_str(if percent::is_cookie(&one.value) { &one.value } else { &one.encoded });
        match self.headers.iter_mut().find(|(name, _)| name == "cookie") {
            Some((_, cookies)) => cookies.extend(["; ", &cookie]),
            None => self.headers.push(("cookie".to_owned(), cookie)),
        }
    }

    fn written(
        &self,
        what: &str,
        name: &str,
        style: Style,
        json: Result<String, serde_json::Error>,
    ) -> Result<Vec<Written>, Error> {
        let json = json.map_err(|error| self.not_sent(what, name, &describe(&error)))?;
        style::written(style, name, &json).map_err(|misfit| self.not_sent(what, name, misfit))
    }

    fn not_sent(&self, what: &str, name: &str, problem: &str) -> Error {
        Error::invalid(format!("{what} `{name}`: cannot be sent: {problem}")).at(self.endpoint)
    }

    /// Sends the call to one of the other servers: an index into [`ClientParts::servers`](crate::ClientParts::servers).
    pub fn server(&mut self, other: usize) {
        self.server = Some(other);
    }

    pub(crate) fn other_server(&self) -> Option<usize> {
        self.server
    }

    /// What the answer should be, where that is not JSON.
    pub fn accept(&mut self, content_types: &'static str) {
        self.accept = Some(content_types);
    }

    /// The endpoint that the parts are for.
    pub fn endpoint(&self) -> &'static Endpoint {
        self.endpoint
    }

    /// The path as it is sent, after the server's own.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The query parameters, not encoded.
    pub fn query_pairs(&self) -> &[(String, String)] {
        self.query_pairs
            .get_or_init(|| url::form_urlencoded::parse(self.query.as_bytes()).into_owned().collect())
    }

    /// The query as it is sent.
    pub(crate) fn query_text(&self) -> &str {
        &self.query
    }

    /// The headers.
    pub fn header_pairs(&self) -> &[(String, String)] {
        &self.headers
    }

    /// The body; empty when there is none, or when it is a stream.
    pub fn body(&self) -> &[u8] {
        &self.body
    }

    pub(crate) fn body_bytes(&self) -> &Bytes {
        &self.body
    }

    pub(crate) fn pieces(&self) -> Option<&Arc<[Piece]>> {
        self.pieces.as_ref()
    }

    /// Whether the body was a stream that is used up, so that the call cannot be sent again.
    pub(crate) fn is_spent(&self) -> bool {
        self.pieces.iter().flat_map(|pieces| pieces.iter()).any(Piece::is_spent)
    }

    /// The body's content type.
    pub fn content_type(&self) -> Option<&str> {
        self.content_type.as_deref()
    }

    pub(crate) fn accepts(&self) -> Option<&'static str> {
        self.accept
    }
}

/// Names and lengths only.
impl fmt::Debug for Parts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Parts")
            .field("endpoint", &format_args!("{}", self.endpoint))
            .field("query", &self.query_pairs().iter().map(|(name, _)| name).collect::<Vec<_>>())
            .field("headers", &self.headers.iter().map(|(name, _)| name).collect::<Vec<_>>())
            .field("body", &format_args!("{} bytes", self.body.len()))
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;

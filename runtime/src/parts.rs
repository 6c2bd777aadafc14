//! A request as data: what generated code encodes a call into, once, before any attempt.

use std::{borrow::Cow, fmt, sync::Arc};

use bytes::Bytes;
use http::HeaderValue;
use serde::Serialize;

use crate::{
    endpoint::Endpoint,
    error::{Error, describe},
    percent,
    style::{self, Style, Written},
    upload::{Contents, Multipart, Piece, Upload},
};

/// The parts of a request. Every attempt sends the same parts with the same body bytes; only what auth adds differs.
#[derive(Clone)]
pub struct Parts {
    endpoint: &'static Endpoint,
    path: String,
    query: Vec<(String, String)>,
    /// The same as it is sent.
    query_text: String,
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
            query: Vec::new(),
            query_text: String::new(),
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
        percent::push_pair(&mut self.query_text, name, value);
        self.query.push((name.to_owned(), value.to_owned()));
    }

    /// Adds a list or an object to the query in that style.
    pub fn query_styled<T: Serialize + ?Sized>(
        &mut self,
        name: &'static str,
        style: Style,
        value: &T,
    ) -> Result<(), Error> {
        let all = self.written("query parameter", name, style, serde_json::to_string(value))?;
        for Written { name, value, encoded } in all {
            percent::push_name(&mut self.query_text, &name);
            self.query_text.push_str(&encoded);
            self.query.push((name, value));
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

    /// Sets the body: a value as JSON.
    pub fn json<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
        let encoded = serde_json::to_vec(value);
        self.set_json(encoded)
    }

    fn set_json(&mut self, encoded: Result<Vec<u8>, serde_json::Error>) -> Result<(), Error> {
        let body = encoded.map_err(|error| {
            Error::invalid(format!("the body cannot be encoded: {}", describe(&error))).at(self.endpoint)
        })?;
        self.bytes("application/json", body);
        Ok(())
    }

    /// Sets the body: an object as a form. Lists in it are repeated, objects stand in brackets; `styles`: the fields that
    /// are written otherwise.
    pub fn form<T: Serialize + ?Sized>(&mut self, value: &T, styles: &[(&str, Style)]) -> Result<(), Error> {
        self.set_form(serde_json::to_string(value), styles)
    }

    /// Sets the body: a form without fields.
    pub fn empty_form(&mut self) {
        self.text("application/x-www-form-urlencoded", String::new());
    }

    fn set_form(
        &mut self,
        json: Result<String, serde_json::Error>,
        styles: &[(&str, Style)],
    ) -> Result<(), Error> {
        let json = json.map_err(|error| self.not_sent("body", "form", &describe(&error)))?;
        let mut form = url::form_urlencoded::Serializer::new(String::new());
        let fields = style::fields(&json).map_err(|misfit| self.not_sent("body", "form", misfit))?;
        for (name, json) in fields {
            let style = styles.iter().find(|(of, _)| *of == name).map_or(Style::Repeat, |(_, style)| *style);
            let all = style::written(style, &name, json);
            let all = all.map_err(|misfit| self.not_sent("form field", &name, misfit))?;
            form.extend_pairs(all.iter().map(|one| (&one.name, &one.value)));
        }
        self.text("application/x-www-form-urlencoded", form.finish());
        Ok(())
    }

    /// Sets the body: bytes.
    pub fn bytes(&mut self, content_type: &'static str, body: Vec<u8>) {
        self.body = Bytes::from(body);
        self.content_type = Some(Cow::Borrowed(content_type));
    }

    /// Sets the body: bytes in memory or a stream. A content type of its own counts more than that of the spec.
    pub fn upload(&mut self, content_type: &'static str, upload: &Upload) {
        let kind = upload.content_type().map(str::to_owned);
        self.content_type = Some(kind.map_or(Cow::Borrowed(content_type), Cow::Owned));
        match upload.contents() {
            Contents::Bytes(bytes) => self.body = bytes.clone(),
            stream => self.pieces = Some(Arc::new([Piece::Contents(stream.clone())])),
        }
    }

    /// Sets the body: parts.
    pub fn multipart(&mut self, form: Multipart) {
        let (content_type, pieces) = form.finish();
        self.content_type = Some(Cow::Owned(content_type));
        match pieces.as_slice() {
            [Piece::Bytes(whole)] => self.body = whole.clone(),
            _ => self.pieces = Some(pieces.into()),
        }
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

    /// Sets the body: text.
    pub fn text(&mut self, content_type: &'static str, body: String) {
        self.bytes(content_type, body.into_bytes());
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
        &self.query
    }

    /// The query as it is sent.
    pub(crate) fn query_text(&self) -> &str {
        &self.query_text
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
            .field("query", &self.query.iter().map(|(name, _)| name).collect::<Vec<_>>())
            .field("headers", &self.headers.iter().map(|(name, _)| name).collect::<Vec<_>>())
            .field("body", &format_args!("{} bytes", self.body.len()))
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::sample;

    #[test]
    fn a_path_value_stays_in_its_segment() {
        for (value, encoded) in [
            ("a/b", "/x/a%2Fb/y"),
            ("../etc", "/x/..%2Fetc/y"),
            ("%2e%2e", "/x/%252e%252e/y"),
            ("a?b#c", "/x/a%3Fb%23c/y"),
            ("...", "/x/.../y"),
            ("\\é", "/x/%5C%C3%A9/y"),
        ] {
            let mut parts = Parts::new(&sample::CREATE);
            parts.path_text("/x/");
            parts.path_value("id", value).unwrap();
            parts.path_text("/y");
            assert_eq!(parts.path(), encoded);
        }
    }

    #[test]
    fn a_path_value_that_is_no_segment_is_refused() {
        for (value, what) in [("", "empty"), (".", "a dot segment"), ("..", "a dot segment")] {
            let error = Parts::new(&sample::CREATE).path_value("id", value).unwrap_err();
            assert!(error.is_invalid());
            assert!(
                error.to_string().ends_with(&format!("path parameter `id`: must not be {what}")),
                "{error}"
            );
        }
    }

    #[test]
    fn a_header_cannot_smuggle_another_and_its_value_is_not_shown() {
        let error = Parts::new(&sample::CREATE).header("X-Trace", "MARK\r\nHost: evil").unwrap_err();
        assert!(error.to_string().contains("header `X-Trace`") && !error.to_string().contains("MARK"));
    }

    #[test]
    fn bodies_have_their_content_type() {
        let mut parts = Parts::new(&sample::CREATE);
        assert_eq!((parts.body(), parts.content_type()), (&b""[..], None));
        parts.json(&[1, 2]).unwrap();
        assert_eq!((parts.body(), parts.content_type()), (&b"[1,2]"[..], Some("application/json")));
        let form = serde_json::json!({ "a b": "1&2", "c": "é" });
        parts.form(&form, &[]).unwrap();
        assert_eq!(parts.body(), b"a+b=1%262&c=%C3%A9");
        assert_eq!(parts.content_type(), Some("application/x-www-form-urlencoded"));
    }

    #[test]
    fn a_styled_path_value_that_is_no_segment_is_refused() {
        for (style, value) in [
            (Style::Comma, vec![]),
            (Style::Comma, vec![""]),
            (Style::Comma, vec![".."]),
            (Style::Label, vec![]),
            (Style::Label, vec![""]),
            (Style::Label, vec!["."]),
            (Style::LabelEach, vec!["", ""]),
            (Style::Matrix, vec![]),
        ] {
            let mut parts = Parts::new(&sample::CREATE);
            let error = parts.path_styled("ids", style, &value).unwrap_err();
            assert!(error.to_string().contains("path parameter `ids`: must not be"), "{error}");
            assert_eq!(parts.path(), "");
        }
        let mut parts = Parts::new(&sample::CREATE);
        parts.path_styled("ids", Style::Label, &["../x", "\\", ";a=1"]).unwrap();
        assert_eq!(parts.path(), "...%2Fx,%5C,%3Ba%3D1");
    }

    #[test]
    fn lists_and_objects_are_sent_as_their_style_says() {
        let mut parts = Parts::new(&sample::CREATE);
        parts.query("q", "a,b");
        parts.query_styled("ids", Style::Comma, &["1,2", "3"]).unwrap();
        parts.query_styled("at", Style::Brackets, &serde_json::json!({ "gte": 1 })).unwrap();
        assert_eq!(parts.query_text(), "q=a%2Cb&ids=1%2C2,3&at%5Bgte%5D=1");
        assert_eq!(parts.query_pairs()[1], ("ids".to_owned(), "1,2,3".to_owned()));
        parts.header_styled("X-Arg", Style::Json, &serde_json::json!({ "p": "é" })).unwrap();
        assert_eq!(parts.header_pairs()[0].1, r#"{"p":"\u00e9"}"#);
        let error = parts.query_styled("at", Style::Comma, &[[1]]).unwrap_err();
        assert!(error.is_invalid() && error.to_string().contains("query parameter `at`"), "{error}");
    }

    #[test]
    fn cookies_are_one_header_in_which_nothing_ends_early() {
        let mut parts = Parts::new(&sample::CREATE);
        parts.cookie("sid", "s%3Aabc=");
        parts.cookie("theme", "dark; x=1");
        parts.cookie_styled("ids", Style::Comma, &[1, 2]).unwrap();
        parts.cookie_styled("at", Style::Fields, &serde_json::json!({ "a;b": "c" })).unwrap();
        let cookies = "sid=s%3Aabc=; theme=dark%3B%20x%3D1; ids=1,2; a%3Bb=c";
        assert_eq!(parts.header_pairs(), [("cookie".to_owned(), cookies.to_owned())]);
    }

    #[test]
    fn fields_of_a_form_have_their_styles() {
        let form = serde_json::json!({ "a": [1, 2], "b": { "c": { "d": ["x"] } }, "e": ["f"], "g": null });
        let mut parts = Parts::new(&sample::CREATE);
        parts.form(&form, &[("e", Style::Indices)]).unwrap();
        assert_eq!(parts.body(), b"a=1&a=2&b%5Bc%5D%5Bd%5D%5B%5D=x&e%5B0%5D=f");
        parts.form(&[1], &[]).unwrap_err();
    }

    #[test]
    fn debug_shows_names_and_lengths() {
        let mut parts = Parts::new(&sample::CREATE);
        parts.query("token", "MARK");
        parts.header("X-Key", "MARK").unwrap();
        parts.json("MARK").unwrap();
        let shown = format!("{parts:?}");
        assert!(shown.contains("token") && shown.contains("6 bytes") && !shown.contains("MARK"), "{shown}");
    }
}

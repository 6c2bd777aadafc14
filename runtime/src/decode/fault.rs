//! What to say about an answer that is not what the spec says.

use http::header::CONTENT_TYPE;

use crate::{
    call::Answer,
    endpoint::Endpoint,
    error::{Error, ErrorKind, describe, line},
    json_path,
};

use super::outcome::without_mark;

/// A mistake in the whole body, or in what was decoded in passing from it.
pub(super) fn of_body(
    endpoint: &'static Endpoint,
    answer: &Answer,
    body: &[u8],
    error: &serde_json::Error,
) -> Error {
    if without_mark(&answer.body).iter().all(u8::is_ascii_whitespace) {
        return empty(endpoint, answer);
    }
    if error.is_syntax()
        && let Some(other) = other_content(answer)
    {
        return unexpected(endpoint, answer, format!("the answer is {other}, not JSON"));
    }
    let path = json_path::at(body, error.line(), error.column());
    decode(endpoint, answer, path, error)
}

/// The body as text, which JSON is (RFC 8259, 8.1). It is looked at once and as a whole: that takes a tenth of the time
/// that the decoder takes to look at each string.
pub(super) fn text<'a>(
    endpoint: &'static Endpoint,
    answer: &Answer,
    body: &'a [u8],
) -> Result<&'a str, Error> {
    std::str::from_utf8(body).map_err(|error| {
        let valid = error.valid_up_to();
        if let Some(other) = other_content(answer) {
            return unexpected(endpoint, answer, format!("the answer is {other}, not JSON"));
        }
        not_text(endpoint, answer, valid).with_json_path(json_path::before(body, valid))
    })
}

/// A mistake in the payload of a field.
pub(super) fn of_field(
    endpoint: &'static Endpoint,
    answer: &Answer,
    raw: &[u8],
    field: &str,
    error: &serde_json::Error,
) -> Error {
    let mut path = String::new();
    json_path::push_key(&mut path, field);
    let path = json_path::join(&path, &json_path::at(raw, error.line(), error.column()));
    decode(endpoint, answer, path, error)
}

fn decode(endpoint: &'static Endpoint, answer: &Answer, path: String, error: &serde_json::Error) -> Error {
    let what = describe(error);
    let text = if error.is_eof() {
        format!("the answer's JSON ended early, after {} bytes", answer.body.len())
    } else if error.is_syntax() {
        format!("the answer is not proper JSON: {what}")
    } else if path.is_empty() {
        format!("cannot decode the answer: {what}")
    } else {
        format!("cannot decode `{path}` of the answer: {what}")
    };
    failed(endpoint, answer, text).with_json_path(path)
}

/// The field of the payload is not there, and the payload is nothing that may be left out.
pub(super) fn missing(endpoint: &'static Endpoint, answer: &Answer, field: &str) -> Error {
    failed(endpoint, answer, format!("cannot decode the answer: missing field `{field}`"))
        .with_json_path(String::new())
}

/// Whatever succeeds has read a payload; were it otherwise, this would say so.
#[cold]
pub(super) fn unread(endpoint: &'static Endpoint, answer: &Answer) -> Error {
    failed(endpoint, answer, "cannot decode the answer: nothing was read".to_owned())
}

pub(super) fn no_object(endpoint: &'static Endpoint, answer: &Answer) -> Error {
    failed(endpoint, answer, "cannot decode the answer: it is not an object".to_owned())
        .with_json_path(String::new())
}

pub(super) fn not_text(endpoint: &'static Endpoint, answer: &Answer, valid: usize) -> Error {
    failed(endpoint, answer, format!("the answer is not UTF-8 after its first {valid} bytes"))
}

pub(super) fn empty(endpoint: &'static Endpoint, answer: &Answer) -> Error {
    unexpected(endpoint, answer, "the answer is empty, JSON was expected".to_owned())
}

/// Refuses a page of markup where JSON should be; no JSON begins with `<`.
pub(super) fn refuse_markup(endpoint: &'static Endpoint, answer: &Answer, body: &[u8]) -> Result<(), Error> {
    let start = body.trim_ascii_start();
    if start.first() != Some(&b'<') {
        return Ok(());
    }
    let kind = if start.starts_with(b"<?xml") { "XML" } else { "HTML" };
    Err(unexpected(endpoint, answer, format!("the answer is {kind}, not JSON")))
}

/// The content type, when it says that the body is something else than JSON.
fn other_content(answer: &Answer) -> Option<String> {
    let declared = answer.headers.get(CONTENT_TYPE)?.to_str().ok()?;
    let essence = declared.split(';').next().unwrap_or_default().trim();
    (!essence.is_empty() && !essence.to_ascii_lowercase().contains("json")).then(|| line(essence, 60))
}

fn unexpected(endpoint: &'static Endpoint, answer: &Answer, text: String) -> Error {
    Error::new(ErrorKind::UnexpectedContent, text).at(endpoint).with_answer(answer.status, &answer.body)
}

fn failed(endpoint: &'static Endpoint, answer: &Answer, text: String) -> Error {
    Error::new(ErrorKind::Decode, text).at(endpoint).with_answer(answer.status, &answer.body)
}

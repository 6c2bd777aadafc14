//! Reading values out of the answer to a step.

use std::{borrow::Cow, sync::Arc};

use http::header::SET_COOKIE;

use super::{OutputFrom, TokenOutput, TokenSource, TokenStep, values::Values};
use crate::{
    call::Answer,
    envelope::{self, Step},
    error::{Error, ErrorKind},
    json_path,
};

/// No value is longer.
const LONGEST: usize = 64 << 10;

/// The values of a source with those that an answer holds. No error shows anything of the answer.
pub(crate) fn read(
    source: &TokenSource,
    step: &'static TokenStep,
    answer: &Answer,
    before: &Arc<Values>,
) -> Result<Values, Error> {
    let mut values = before.draft();
    for read in step.outputs {
        let refuse = |what: String| {
            let name = source.outputs.get(read.output).copied().unwrap_or_default();
            let text = format!("the token source `{}` gets no `{name}`: {what}", source.name);
            Error::new(ErrorKind::Decode, text).at(step.endpoint)
        };
        match value(answer, read).map_err(|what| refuse(format!("{} {what}", place(read.from))))? {
            Some(text) if text.len() > LONGEST => {
                return Err(refuse(format!("it is longer than {LONGEST} bytes")));
            }
            Some(text) => values.set(read.output, Some(&text)),
            None if read.optional => {}
            None => return Err(refuse(format!("{} has none", place(read.from)))),
        }
    }
    Ok(values)
}

fn place(from: OutputFrom) -> String {
    match from {
        OutputFrom::Json(steps) => format!("`{}` of the answer", path(steps)),
        OutputFrom::Header(name) => format!("the header `{name}` of the answer"),
        OutputFrom::Cookie(name) => format!("the cookie `{name}` of the answer"),
        OutputFrom::Text => "the text of the answer".to_owned(),
    }
}

fn path(steps: &[Step]) -> String {
    let mut path = "body".to_owned();
    for step in steps {
        match step {
            Step::Key(key) => json_path::push_key(&mut path, key),
            Step::Index(index) => json_path::push_index(&mut path, *index),
            Step::All => path.push_str("[]"),
        }
    }
    path
}

/// The value, nothing, or why it cannot be read.
fn value<'a>(answer: &'a Answer, read: &TokenOutput) -> Result<Option<Cow<'a, str>>, &'static str> {
    match read.from {
        OutputFrom::Json(steps) => {
            let body = decode_body(answer);
            if body.is_empty() {
                return Ok(None);
            }
            let found =
                envelope::first(body, steps).map_err(|_| "cannot be read, as it is not proper JSON")?;
            if found == envelope::Scalar::Other {
                return Err("is an object or a list");
            }
            Ok(found.shown().map(Cow::Owned))
        }
        OutputFrom::Header(name) => match answer.headers.get(name) {
            Some(value) => text(value.as_bytes()),
            None => Ok(None),
        },
        OutputFrom::Cookie(name) => Ok(cookie(answer, name).map(Cow::Borrowed)),
        OutputFrom::Text => text(decode_body(answer)),
    }
}

/// The body without the byte order mark that some servers put before it.
fn decode_body(answer: &Answer) -> &[u8] {
    answer.body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&answer.body).trim_ascii()
}

fn text(bytes: &[u8]) -> Result<Option<Cow<'_, str>>, &'static str> {
    let text = std::str::from_utf8(bytes).map_err(|_| "is not UTF-8")?.trim();
    Ok((!text.is_empty()).then_some(Cow::Borrowed(text)))
}

/// The value of a cookie that is set (RFC 6265, 5.2). Of several the last counts, as it does in a browser; one that is
/// set to nothing is one that is taken back.
fn cookie<'a>(answer: &'a Answer, name: &str) -> Option<&'a str> {
    let mut pairs = answer.headers.get_all(SET_COOKIE).iter().filter_map(|value| {
        let pair = std::str::from_utf8(value.as_bytes()).ok()?.split(';').next()?;
        let (own, value) = pair.split_once('=')?;
        (own.trim() == name).then(|| value.trim())
    });
    pairs.next_back().filter(|value| !value.is_empty())
}

//! From an answer to a payload: the outcome rule first, then the payload, in one pass over the bytes.
//!
//! Only what must be compiled for each payload type is generic here; the rest is compiled once.

mod fault;
mod outcome;
mod refused;

pub(crate) use outcome::trouble_of;
pub use refused::Refused;

use http::{HeaderMap, StatusCode, header::CONTENT_TYPE};

use crate::{
    call::Answer,
    codec::Codec,
    endpoint::Endpoint,
    envelope::Walk,
    error::Error,
    stream::Opened,
    wire::{self, Failed, Json, Read, ReadRoot, Source},
};
use outcome::{Payload, Plan};

/// Decodes a JSON payload.
#[inline]
pub fn json<T: Read>(endpoint: &'static Endpoint, answer: &Answer) -> Result<T, Error> {
    let mut payload = None;
    read_json(endpoint, answer, &mut |source: &mut dyn Source<'_>| source.fill(&mut payload))?;
    payload.ok_or_else(|| fault::unread(endpoint, answer))
}

fn read_json(endpoint: &'static Endpoint, answer: &Answer, read: &mut dyn ReadRoot) -> Result<(), Error> {
    match outcome::plan(endpoint, answer)? {
        Plan::Whole(body) => {
            wire::parse(body, read).map_err(|error| fault::of_body(endpoint, answer, body.as_bytes(), &error))
        }
        Plan::Field(body, field) => in_field(endpoint, answer, body, field, read),
    }
}

fn in_field(
    endpoint: &'static Endpoint,
    answer: &Answer,
    body: &str,
    field: &'static str,
    read: &mut dyn ReadRoot,
) -> Result<(), Error> {
    let mut walk = Walk::new(endpoint.envelope, answer.status.as_u16());
    let mut payload = |source: &mut dyn Source<'_>| read.root(source);
    let walked = Json::new(body).read(|json| walk.read(json, &mut payload));
    let (was_read, error) = match walked {
        Ok(was_read) => (was_read, None),
        Err(error) => (false, Some(error)),
    };
    match outcome::payload(endpoint, answer, body.as_bytes(), &walk, error)? {
        Payload::Raw(raw) => wire::parse(raw, read)
            .map_err(|error| fault::of_field(endpoint, answer, raw.as_bytes(), field, &error)),
        Payload::Decoded if was_read => Ok(()),
        // An option is `None`, nothing is `()`; anything else says that the field is missing.
        Payload::Decoded => wire::parse("null", read).map_err(|_| fault::missing(endpoint, answer, field)),
    }
}

/// Only the outcome matters.
pub fn nothing(endpoint: &'static Endpoint, answer: &Answer) -> Result<(), Error> {
    outcome::without_payload(endpoint, answer)
}

/// Only the outcome matters, and the body is JSON only when it tells of a failure.
pub(crate) fn unread(endpoint: &'static Endpoint, answer: &Answer) -> Result<(), Error> {
    outcome::beside_json(endpoint, answer)
}

/// Takes the body as it is. A JSON object in its place that is a failure by the envelope's rule is that failure.
pub fn bytes(endpoint: &'static Endpoint, answer: &Answer) -> Result<Vec<u8>, Error> {
    outcome::beside_json(endpoint, answer)?;
    Ok(answer.body.to_vec())
}

/// Takes the body as text. A JSON object in its place that is a failure by the envelope's rule is that failure.
pub fn text(endpoint: &'static Endpoint, answer: &Answer) -> Result<String, Error> {
    outcome::beside_json(endpoint, answer)?;
    match std::str::from_utf8(outcome::without_mark(&answer.body)) {
        Ok(text) => Ok(text.to_owned()),
        Err(error) => Err(fault::not_text(endpoint, answer, error.valid_up_to())),
    }
}

/// A success of a status that the spec does not list, as it came.
pub fn answer(endpoint: &'static Endpoint, answer: &Answer) -> Result<Answer, Error> {
    outcome::without_payload(endpoint, answer)?;
    Ok(answer.clone())
}

/// A value that a codec reads, where serde alone would read it otherwise.
pub struct By<C: Codec>(
    /// What was read.
    pub C::Value,
);

impl<C: Codec> Read for By<C> {
    fn read<'de, S: Source<'de> + ?Sized>(source: &mut S) -> Result<Self, Failed> {
        C::read(source).map(Self)
    }

    #[inline]
    fn absent() -> Option<Self> {
        C::absent().map(Self)
    }
}

/// Takes an answer that is there already as one that is read as it comes. A JSON object that is a failure by the envelope's
/// rule is that failure.
pub fn opened(endpoint: &'static Endpoint, answer: &Answer) -> Result<Opened, Error> {
    outcome::beside_json(endpoint, answer)?;
    Ok(Opened::of_answer(endpoint, answer))
}

/// Whether the body of an answer is left to the user: it is a success, and no JSON in which the envelope's rule would find
/// a failure.
pub(crate) fn is_open(endpoint: &Endpoint, status: StatusCode, headers: &HeaderMap) -> bool {
    let is_json = || {
        let declared = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
        declared.split(';').next().unwrap_or_default().trim().ends_with("json")
    };
    status.is_success() && (endpoint.envelope.needs.is_empty() || !is_json())
}

/// An item of a stream, from its JSON.
#[inline]
pub fn item<T: Read>(text: &str) -> Result<T, serde_json::Error> {
    wire::from_str(text)
}

/// The body of a failed answer as the envelope's own struct.
pub fn own<T: Read>(error: &Error) -> Option<T> {
    let body = error.body().filter(|_| error.is_refusal())?;
    wire::from_str(std::str::from_utf8(outcome::without_mark(body)).ok()?).ok()
}

#[cfg(test)]
mod tests;

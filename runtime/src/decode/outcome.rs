//! Whether an answer is a success, and where its payload is.

use std::borrow::Cow;

use http::{StatusCode, header::LOCATION};
use url::Url;

use super::fault;
use crate::{
    call::Answer,
    endpoint::Endpoint,
    envelope::{PayloadAt, Reads, Until, Walk, scan},
    error::{Error, ErrorKind},
    retry::Trouble,
};

/// How a payload is to be decoded from an answer whose status is a success.
pub(super) enum Plan<'a> {
    /// From all of this text; the outcome rule holds.
    Whole(&'a str),
    /// From a field of the object that this text is; the outcome rule is still to be applied.
    Field(&'a str, &'static str),
}

/// Where the payload of a walked envelope is.
pub(super) enum Payload<'a> {
    /// It was decoded in passing, or is not there.
    Decoded,
    /// This text.
    Raw(&'a str),
}

pub(super) fn plan<'a>(endpoint: &'static Endpoint, answer: &'a Answer) -> Result<Plan<'a>, Error> {
    check_status(endpoint, answer)?;
    let envelope = endpoint.envelope;
    let body = without_mark(&answer.body);
    if body.iter().all(u8::is_ascii_whitespace) {
        // Nothing is as good as `null`, unless the envelope's fields should have been there.
        return if envelope.needs.is_empty() {
            Ok(Plan::Whole("null"))
        } else {
            Err(fault::empty(endpoint, answer))
        };
    }
    fault::refuse_markup(endpoint, answer, body)?;
    let text = match fault::text(endpoint, answer, body) {
        Ok(text) => text,
        // That the call failed says more than that the text of the failure is garbled.
        Err(garbled) => return check_beside(endpoint, answer, &lossy(body)).and(Err(garbled)),
    };
    match envelope.payload {
        PayloadAt::Field(field) => Ok(Plan::Field(text, field)),
        PayloadAt::Root | PayloadAt::Beside => {
            check_beside(endpoint, answer, text)?;
            Ok(Plan::Whole(text))
        }
    }
}

/// Applies the rule to an object that holds the envelope's fields.
fn check_beside(endpoint: &'static Endpoint, answer: &Answer, body: &str) -> Result<(), Error> {
    let envelope = endpoint.envelope;
    if envelope.needs.is_empty() {
        let reads = Reads::new(envelope, answer.status.as_u16());
        if (envelope.success)(&reads) {
            return Ok(());
        }
    }
    let (walk, scanned) = scan(envelope, answer.status.as_u16(), body, Until::Success);
    if let Err(error) = scanned {
        return Err(fault::of_body(endpoint, answer, body.as_bytes(), &error));
    }
    if walk.no_object && !walk.reads.know(envelope.needs) {
        return Err(fault::no_object(endpoint, answer));
    }
    check_rule(endpoint, answer, &walk.reads)
}

fn check_rule(endpoint: &'static Endpoint, answer: &Answer, reads: &Reads) -> Result<(), Error> {
    if (endpoint.envelope.success)(reads) { Ok(()) } else { Err(refusal(endpoint, answer, reads)) }
}

/// Applies the rule to an envelope that was walked through, or was as far as its first mistake.
pub(super) fn payload<'a>(
    endpoint: &'static Endpoint,
    answer: &Answer,
    body: &[u8],
    walk: &Walk<'a>,
    error: Option<serde_json::Error>,
) -> Result<Payload<'a>, Error> {
    if let Some(error) = error {
        return Err(fault::of_body(endpoint, answer, body, &error));
    }
    check_rule(endpoint, answer, &walk.reads)?;
    Ok(walk.raw.map_or(Payload::Decoded, Payload::Raw))
}

/// The outcome of an answer without a payload that matters.
pub(super) fn without_payload(endpoint: &'static Endpoint, answer: &Answer) -> Result<(), Error> {
    check_status(endpoint, answer)?;
    let body = without_mark(&answer.body);
    let envelope = endpoint.envelope;
    if envelope.needs.is_empty() {
        let known = (envelope.success)(&Reads::new(envelope, answer.status.as_u16()));
        return if known { Ok(()) } else { check_beside(endpoint, answer, &lossy(body)) };
    }
    if body.iter().all(u8::is_ascii_whitespace) {
        return Ok(());
    }
    fault::refuse_markup(endpoint, answer, body)?;
    check_beside(endpoint, answer, &lossy(body))
}

/// The outcome of an answer that is not JSON, as long as it succeeds.
pub(super) fn beside_json(endpoint: &'static Endpoint, answer: &Answer) -> Result<(), Error> {
    check_status(endpoint, answer)?;
    let (envelope, body) = (endpoint.envelope, without_mark(&answer.body));
    if body.trim_ascii_start().first() != Some(&b'{') {
        return Ok(());
    }
    let text = lossy(body);
    let (walk, scanned) = scan(envelope, answer.status.as_u16(), &text, Until::Success);
    // A file that happens to be JSON has none of the envelope's fields.
    if scanned.is_err() || !walk.reads.know_any(envelope.needs) {
        return Ok(());
    }
    check_rule(endpoint, answer, &walk.reads)
}

fn check_status(endpoint: &'static Endpoint, answer: &Answer) -> Result<(), Error> {
    if answer.status.is_success() {
        return Ok(());
    }
    if let Some(error) = redirect(endpoint, answer) {
        return Err(error);
    }
    // The body may be anything; the status is enough.
    let body = lossy(without_mark(&answer.body));
    let (walk, _) = scan(endpoint.envelope, answer.status.as_u16(), &body, Until::End);
    Err(refusal(endpoint, answer, &walk.reads))
}

fn redirect(endpoint: &'static Endpoint, answer: &Answer) -> Option<Error> {
    let location = answer.headers.get(LOCATION).filter(|_| answer.status.is_redirection())?;
    // The origin only: what follows may hold a token.
    let target = location.to_str().ok().and_then(other_origin).map_or_else(
        || "another path of the same server".to_owned(),
        |origin| crate::error::line(&origin, 200),
    );
    let text = format!("the server redirects to {target}, and redirects are not followed");
    Some(Error::new(ErrorKind::Redirect, text).at(endpoint).with_answer(answer.status, &answer.body))
}

/// The origin that a location leads to, unless it is a path. `//host/path` is no path.
fn other_origin(location: &str) -> Option<String> {
    let here = Url::parse("https://here.invalid/").ok()?;
    let there = here.join(location).ok()?.origin();
    (there != here.origin()).then(|| there.ascii_serialization())
}

/// The error of an answer that is no success.
fn refusal(endpoint: &'static Endpoint, answer: &Answer, reads: &Reads) -> Error {
    let envelope = endpoint.envelope;
    let code = reads.code(envelope);
    let (kind, text) = if code.is_some() || answer.status.is_success() {
        (ErrorKind::Api, "the API says that the call failed".to_owned())
    } else {
        let reason = answer.status.canonical_reason().unwrap_or("an unknown status");
        (ErrorKind::Status, format!("the server answers {reason}"))
    };
    let treatment = code.as_deref().and_then(|code| (envelope.treat)(code));
    let trouble = treatment.map_or(Trouble::Final, Trouble::from);
    Error::new(kind, text)
        .at(endpoint)
        .with_answer(answer.status, &answer.body)
        .with_texts(
            reads.text(envelope.message),
            reads.text(envelope.detail),
            reads.text(envelope.request_id),
        )
        .with_code(code)
        .with_treatment(treatment)
        .with_trouble(trouble.max(trouble_of(answer.status)))
}

/// What a status says about sending again.
pub(crate) fn trouble_of(status: StatusCode) -> Trouble {
    match status.as_u16() {
        429 => Trouble::Throttled,
        502..=504 => Trouble::Unavailable,
        _ => Trouble::Final,
    }
}

/// The body as text, with a sign in the place of whatever is none: the code of a failure may stand beside a garbled message.
fn lossy(body: &[u8]) -> Cow<'_, str> {
    String::from_utf8_lossy(body)
}

/// The body without the byte order mark that some servers put before it.
pub(super) fn without_mark(body: &[u8]) -> &[u8] {
    body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body)
}

//! Answers that are read as they come: bytes, server-sent events, lines of JSON.
//!
//! A call whose answer is a stream is sent like any other: it waits for its turn, is sent again where that does no harm,
//! and a refusal is read as a whole. From the head of a success on the stream is the user's: nothing of it is sent
//! again, it may last as long as something comes, and dropping it closes the connection. Futures of a stream may be dropped
//! at any time; nothing is lost.

mod chunks;
mod download;
mod events;
mod items;
mod lines;
mod sse;

pub use download::Download;
pub use events::{Event, Events};
pub use lines::Lines;

use std::{fmt, time::Duration};

use http::{HeaderMap, StatusCode, header::CONTENT_TYPE};

use crate::{
    Answer, Body, Client,
    endpoint::Endpoint,
    error::{Error, ErrorKind, Hidden, line},
};

/// How an item is read from its text.
pub type ReadItem<T> = fn(&str) -> Result<T, serde_json::Error>;

/// A successful answer whose body is still to be read.
pub struct Opened {
    pub(crate) head: Head,
    pub(crate) body: Box<dyn Body>,
}

/// What is known of such an answer.
pub(crate) struct Head {
    endpoint: &'static Endpoint,
    status: StatusCode,
    headers: HeaderMap,
    pub(crate) limits: Limits,
}

/// What holds for a stream.
pub(crate) struct Limits {
    /// The clock of this client measures how long nothing comes.
    pub(crate) client: Option<Client>,
    pub(crate) idle: Duration,
    /// How large an item may be.
    pub(crate) most: u64,
    pub(crate) hidden: Hidden,
}

impl Opened {
    /// An answer that is there already.
    pub(crate) fn of_answer(endpoint: &'static Endpoint, answer: &Answer) -> Self {
        let limits = Limits { client: None, idle: Duration::MAX, most: u64::MAX, hidden: Hidden::default() };
        let head = Head { endpoint, status: answer.status, headers: answer.headers.clone(), limits };
        Self { head, body: Box::new(Some(answer.body.clone())) }
    }
}

impl Head {
    /// What the answer says that it is, in lower case and without parameters.
    pub(crate) fn content_type(&self) -> Option<String> {
        let declared = self.headers.get(CONTENT_TYPE)?.to_str().ok()?;
        let essence = declared.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        (!essence.is_empty()).then_some(essence)
    }

    /// An error of the stream.
    pub(crate) fn error(&self, kind: ErrorKind, text: String) -> Error {
        let mut error = Error::new(kind, text).at(self.endpoint).with_status(self.status);
        error.finish(self.endpoint, 1, None, &self.limits.hidden);
        error
    }

    /// That the answer is something else altogether.
    pub(crate) fn unexpected(&self, found: &str, expected: &str) -> Error {
        let text = format!("the answer is {}, not {expected}", line(found, 60));
        self.error(ErrorKind::UnexpectedContent, text)
    }
}

/// Nothing of what came.
impl fmt::Debug for Opened {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.head.fmt(f)
    }
}

impl fmt::Debug for Head {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Opened").field("status", &self.status.as_u16()).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;

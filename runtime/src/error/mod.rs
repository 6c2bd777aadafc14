//! The one error of the runtime. A generated client wraps it and adds its API's codes.
//!
//! An error keeps what is needed to find out what happened: the endpoint, the status, the API's own code and texts, the
//! JSON path that could not be decoded, and the body of the answer. It shows all of that but the body; nothing that auth
//! added to a request and no query is ever in it.

mod display;
mod hidden;
mod make;
mod text;

pub(crate) use hidden::Hidden;
pub(crate) use text::{LONGEST, describe, line};

use std::{borrow::Cow, time::Duration};

use bytes::Bytes;
use http::StatusCode;

use crate::{BrokenItem, Treatment, Violation, endpoint::Endpoint, retry::Trouble};

/// What kind of thing went wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The client cannot be built, or a call cannot be sent, as it is configured.
    Config,
    /// The request breaks a constraint that the API states; nothing was sent.
    Invalid,
    /// No connection, or it broke.
    Transport,
    /// No answer in time.
    Timeout,
    /// The turn in a rate budget would come too late.
    RateBudget,
    /// What proves who is calling cannot be obtained or made; the cause is the error's source.
    Auth,
    /// The server redirects; credentials do not follow.
    Redirect,
    /// The status says that the call failed, and the body has no code of the API's.
    Status,
    /// The API says that the call failed.
    Api,
    /// The answer is a success whose payload is not what the spec says.
    Decode,
    /// The answer is larger than allowed.
    TooLarge,
    /// The answer has more headers than allowed, or larger ones.
    TooManyHeaders,
    /// A page points to a position that was read already.
    RepeatedCursor,
    /// More pages than a stream reads.
    PageLimit,
    /// The next page was asked for too late.
    CursorExpired,
    /// There is more than the API lets one read.
    Capped,
    /// The URL of the next page leads to another server, or nowhere.
    PageUrl,
    /// The hook that says where the next page is has failed; its error is the source.
    NextPage,
    /// An item of a tolerant list cannot be decoded. The items after it can still come.
    BrokenItem,
    /// The answer is something else altogether: HTML, nothing at all.
    UnexpectedContent,
}

/// Why a call failed.
///
/// `Display` is one line, such as
/// `POST /customers (udesk.create_customer): code 2005: The resource was not found [status 200, 2 attempts]`.
pub struct Error(Box<Inner>);

struct Inner {
    kind: ErrorKind,
    endpoint: Option<&'static Endpoint>,
    text: Cow<'static, str>,
    status: Option<StatusCode>,
    code: Option<String>,
    message: Option<String>,
    detail: Option<String>,
    request_id: Option<String>,
    json_path: Option<String>,
    body: Option<Bytes>,
    attempts: u32,
    violations: Vec<Violation>,
    retry_after: Option<Duration>,
    trouble: Trouble,
    /// Whether the call could not be sent again, since its body is a stream that was read.
    spent: bool,
    treatment: Option<Treatment>,
    source: Option<Box<dyn std::error::Error + Send + Sync>>,
}

impl Error {
    /// What kind of thing went wrong.
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// The endpoint's name, unless the error came up before any call.
    pub fn endpoint(&self) -> Option<&'static str> {
        self.0.endpoint.map(|endpoint| endpoint.name)
    }

    /// The status of the answer, if there was one.
    pub fn status(&self) -> Option<StatusCode> {
        self.0.status
    }

    /// The API's error code as text, whether the spec declares it or not.
    pub fn code_text(&self) -> Option<&str> {
        self.0.code.as_deref()
    }

    /// The API's message.
    pub fn message(&self) -> Option<&str> {
        self.0.message.as_deref()
    }

    /// What the API says beside the message.
    pub fn detail(&self) -> Option<&str> {
        self.0.detail.as_deref()
    }

    /// The API's identifier of the request, for its support.
    pub fn request_id(&self) -> Option<&str> {
        self.0.request_id.as_deref()
    }

    /// Where the payload is not what the spec says, such as `data.items[3].id`. Empty for the whole document.
    pub fn json_path(&self) -> Option<&str> {
        self.0.json_path.as_deref()
    }

    /// The body of the answer as it came.
    pub fn body(&self) -> Option<&Bytes> {
        self.0.body.as_ref()
    }

    /// How many times the call was sent.
    pub fn attempts(&self) -> u32 {
        self.0.attempts
    }

    /// The constraints that the request breaks.
    pub fn violations(&self) -> &[Violation] {
        &self.0.violations
    }

    /// How long the server asks to wait, or how long the rate budget would have had to.
    pub fn retry_after(&self) -> Option<Duration> {
        self.0.retry_after
    }

    /// Whether the client or the call is configured wrongly.
    pub fn is_config(&self) -> bool {
        self.kind() == ErrorKind::Config
    }

    /// Whether the request broke a constraint and was not sent.
    pub fn is_invalid(&self) -> bool {
        self.kind() == ErrorKind::Invalid
    }

    /// Whether there was no connection, or it broke.
    pub fn is_transport(&self) -> bool {
        self.kind() == ErrorKind::Transport
    }

    /// Whether what proves who is calling could not be obtained or made.
    pub fn is_auth(&self) -> bool {
        self.kind() == ErrorKind::Auth
    }

    /// Whether no answer came in time.
    pub fn is_timeout(&self) -> bool {
        self.kind() == ErrorKind::Timeout
    }

    /// Whether there were too many calls: the API said so, or the rate budget would have had to wait too long.
    pub fn is_throttled(&self) -> bool {
        self.kind() == ErrorKind::RateBudget || self.0.trouble == Trouble::Throttled
    }

    /// Whether the same call may succeed later: the connection, the load or the API's own fault was in the way.
    /// Whether it may be sent again is another question, which the endpoint answers.
    pub fn is_transient(&self) -> bool {
        self.kind() == ErrorKind::RateBudget || self.0.trouble != Trouble::Final
    }

    /// Whether the API refused the call: by a status or by a code.
    pub fn is_refusal(&self) -> bool {
        matches!(self.kind(), ErrorKind::Status | ErrorKind::Api)
    }

    /// The item of a tolerant list that could not be decoded.
    pub fn broken_item(&self) -> Option<&BrokenItem> {
        self.0.source.as_deref()?.downcast_ref()
    }

    /// Whether the payload is not what the spec says.
    pub fn is_decode(&self) -> bool {
        self.kind() == ErrorKind::Decode
    }

    /// What the spec says about the API's code.
    pub(crate) fn treatment(&self) -> Option<Treatment> {
        self.0.treatment
    }

    pub(crate) fn trouble(&self) -> Trouble {
        self.0.trouble
    }
}

impl From<Treatment> for Trouble {
    fn from(treatment: Treatment) -> Self {
        match treatment {
            Treatment::Fatal | Treatment::Reauthenticate | Treatment::ClockSkew => Self::Final,
            Treatment::Retryable => Self::Unavailable,
            Treatment::Throttled => Self::Throttled,
        }
    }
}

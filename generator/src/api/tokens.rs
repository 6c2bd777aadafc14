//! Token sources of a checked API: where values come from that calls obtain, and how long they hold.

use std::time::Duration;

use super::{Doc, Hook, RateUse, Scheme, Step, Template, UrlPart};

/// A source of values that templates name `{source.output}`.
#[derive(Clone, Debug)]
pub struct TokenSource {
    /// Its name in the spec.
    pub name: String,
    /// Rust name in snake case, unique among sources.
    pub rust: String,
    /// Documentation.
    pub doc: Doc,
    /// What it gives.
    pub outputs: Vec<TokenOutput>,
    /// Where that comes from.
    pub origin: TokenOrigin,
    /// How long it holds.
    pub lifetime: Lifetime,
    /// How long before its end it is renewed; `None`: a tenth of the lifetime, at most a minute.
    pub margin: Option<Duration>,
    /// The other sources that its steps read, by index, in ascending order.
    pub sources: Vec<usize>,
}

impl TokenSource {
    /// Its calls: the steps, then the refresh.
    pub fn all_steps(&self) -> impl Iterator<Item = &TokenStep> {
        let (steps, refresh) = match &self.origin {
            TokenOrigin::Steps { steps, refresh } => (steps.as_slice(), refresh.as_deref()),
            TokenOrigin::Challenge(_) | TokenOrigin::Hook(_) => (&[][..], None),
        };
        steps.iter().chain(refresh)
    }
}

/// A value of a source.
#[derive(Clone, Debug)]
pub struct TokenOutput {
    /// Its name in the spec.
    pub wire: String,
    /// Rust name.
    pub rust: String,
    /// Whether it may be missing.
    pub optional: bool,
    /// The credential that is its first value, by index.
    pub given: Option<usize>,
}

/// Where the values of a source come from.
#[derive(Clone, Debug)]
pub enum TokenOrigin {
    /// From calls.
    Steps {
        /// All of them, in order; may be empty when there is `refresh`.
        steps: Vec<TokenStep>,
        /// Instead of them, once the outputs that it reads are there.
        refresh: Option<Box<TokenStep>>,
    },
    /// From the header of an answer that refuses a call.
    Challenge(Challenge),
    /// From what the user implements.
    Hook(Hook),
}

/// A call of a source: an endpoint without a method of its own.
#[derive(Clone, Debug)]
pub struct TokenStep {
    /// Its name in messages, unique: `login`, `login_2`, `login_refresh`.
    pub name: String,
    /// The constant that describes it, upper snake case, unique among endpoints and steps.
    pub constant: String,
    /// HTTP method, upper case.
    pub method: String,
    /// The server; `None`: the API's own.
    pub server: Option<Vec<UrlPart>>,
    /// The path, starting with a slash. Values in it are percent-encoded.
    pub path: Vec<UrlPart>,
    /// A body that is neither form nor JSON: its text and content type.
    pub body: Option<(Template, String)>,
    /// All that is added to the request. Without arguments, hook and known answers of the user's.
    pub scheme: Scheme,
    /// Index into `Api::envelopes`.
    pub envelope: Option<usize>,
    /// The budgets that count it.
    pub rates: Vec<RateUse>,
    /// Whether it may be sent twice.
    pub repeatable: bool,
    /// The source's own outputs that it reads, by index, in ascending order.
    pub needs: Vec<usize>,
    /// What is read from its answer: output, from where, and whether it may be missing.
    pub outputs: Vec<(usize, OutputFrom, bool)>,
}

/// Where in an answer a value stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OutputFrom {
    /// In a JSON body. [`Step::All`] does not occur.
    Json(Vec<Step>),
    /// In a header.
    Header(String),
    /// In a cookie that is set.
    Cookie(String),
    /// The whole body as text, without white space at its ends.
    Text,
}

/// A header of a refusal that says what the next attempt needs, such as `WWW-Authenticate: Digest realm="…"`.
#[derive(Clone, Debug)]
pub struct Challenge {
    /// The header.
    pub header: String,
    /// The word before the parameters.
    pub word: String,
    /// Parameters that must have these values (in any case of letters; one that is missing fits), or the challenge is another's.
    pub only: Vec<(String, String)>,
    /// Output → name of the parameter.
    pub parameters: Vec<(usize, String)>,
}

/// How long the values of a source hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Lifetime {
    /// Until a call is refused.
    UntilRefused,
    /// That long.
    Fixed(Duration),
    /// As long as an output says, in that unit.
    In {
        /// The output, by index.
        output: usize,
        /// Such as a second.
        unit: Duration,
    },
    /// Until the time in an output.
    At {
        /// The output, by index.
        output: usize,
        /// How it is written.
        form: TimeForm,
    },
}

/// How a point in time is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TimeForm {
    /// Seconds since 1970.
    UnixSeconds,
    /// Milliseconds since 1970.
    UnixMillis,
    /// RFC 3339.
    Rfc3339,
    /// A strftime format, in UTC unless it has an offset.
    Format(String),
}

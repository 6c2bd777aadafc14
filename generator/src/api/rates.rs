//! Rate budgets of a checked API, and its rules about sending again.

use std::time::Duration;

use super::{Doc, Step, Treatment};

/// A rate budget.
#[derive(Clone, Debug)]
pub struct Rate {
    /// Its name in the spec.
    pub name: String,
    /// Documentation.
    pub doc: Doc,
    /// Calls in one window, or refilled in that time.
    pub calls: u32,
    /// The window.
    pub window: Duration,
    /// Of a bucket, how much it holds.
    pub burst: Option<u32>,
    /// Whether each endpoint has a budget of its own.
    pub per_endpoint: bool,
    /// Where an answer says how much is left.
    pub remaining: Option<Remaining>,
    /// The header that says when all of it is there again.
    pub reset: Option<(String, WaitForm)>,
}

/// The header that says how much of a budget is left.
#[derive(Clone, Debug)]
pub enum Remaining {
    /// It says that.
    Left(String),
    /// It says how much was used.
    Used(String),
}

/// A budget that counts an endpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RateUse {
    /// Index into `Api::rates`.
    pub rate: usize,
    /// As how many calls one counts.
    pub weight: u32,
}

/// What an API says about refusals.
#[derive(Clone, Debug, Default)]
pub struct RetryRules {
    /// Where an answer says how long to wait, in order.
    pub waits: Vec<Wait>,
    /// What statuses mean; of a status, the first that holds counts.
    pub statuses: Vec<StatusRule>,
}

/// What a status means.
#[derive(Clone, Debug)]
pub struct StatusRule {
    /// The status.
    pub status: u16,
    /// Whether it does; always, if nothing is said.
    pub when: Option<RefusalWhen>,
    /// What it means.
    pub treatment: Treatment,
}

/// A condition over a refusal, whose body no type describes.
#[derive(Clone, Debug)]
pub enum RefusalWhen {
    /// All of these hold.
    All(Vec<RefusalWhen>),
    /// One of these holds.
    Any(Vec<RefusalWhen>),
    /// This does not hold.
    Not(Box<RefusalWhen>),
    /// What stands there is so.
    Is(AnswerAt, Test),
}

/// What is asked of a value.
#[derive(Clone, Debug)]
pub enum Test {
    /// It is absent or null.
    Nothing,
    /// It is this, as text.
    Text(String),
    /// This stands somewhere in it.
    Contains(String),
    /// It is a number less than this.
    Less(i64),
    /// It is a number up to this.
    AtMost(i64),
    /// It is a number greater than this.
    Greater(i64),
    /// It is a number from this on.
    AtLeast(i64),
}

impl RetryRules {
    /// Whether they say nothing.
    pub fn is_empty(&self) -> bool {
        self.waits.is_empty() && self.statuses.is_empty()
    }
}

/// A place that says how long to wait.
#[derive(Clone, Debug)]
pub struct Wait {
    /// The place.
    pub at: AnswerAt,
    /// What stands there.
    pub form: WaitForm,
}

/// Where something stands in a refusal.
#[derive(Clone, Debug)]
pub enum AnswerAt {
    /// In a header.
    Header(String),
    /// In the body.
    Body(Vec<Step>),
}

/// How a wait is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WaitForm {
    /// Seconds.
    Seconds,
    /// Milliseconds.
    Millis,
    /// Minutes.
    Minutes,
    /// `1h2m3.5s`.
    Lasting,
    /// The seconds since 1970 of its end.
    UnixSeconds,
    /// The milliseconds since 1970 of its end.
    UnixMillis,
    /// Its end as a date of HTTP.
    HttpDate,
    /// Its end in RFC 3339.
    Rfc3339,
}

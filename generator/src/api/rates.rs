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
    /// The header that says how much is left.
    pub remaining: Option<String>,
    /// The header that says when all of it is there again.
    pub reset: Option<(String, WaitForm)>,
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
    /// What statuses mean, by status.
    pub statuses: Vec<(u16, Treatment)>,
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
    pub at: WaitAt,
    /// What stands there.
    pub form: WaitForm,
}

/// Where a wait stands.
#[derive(Clone, Debug)]
pub enum WaitAt {
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

//! The constants that generated code declares: one [`Endpoint`] per endpoint, plain data and function pointers.

use std::{fmt, time::Duration};

use crate::{envelope::Envelope, retry::WaitForm};

/// One method and path of an API, and the rules that hold for it.
#[derive(Debug)]
pub struct Endpoint {
    /// The API's name, such as `udesk`.
    pub api: &'static str,
    /// The endpoint's name within the API, such as `list_customers`.
    pub name: &'static str,
    /// The HTTP method.
    pub method: &'static str,
    /// The path template, such as `/customers/{id}`; for messages only.
    pub path: &'static str,
    /// How attempts are authenticated: by all schemes of one of these lists, the first for which the client has all that
    /// it takes. An empty list stands for no authentication, and so do no lists at all.
    pub auth: &'static [&'static [AuthUse]],
    /// The rate budgets that count this endpoint.
    pub rates: &'static [RateUse],
    /// Whether the same call may be sent twice.
    pub repeatable: bool,
    /// The header by whose value the server knows a call that it gets twice, so that this one may be.
    pub idempotency: Option<&'static str>,
    /// The wrapper around the payload and the outcome rule.
    pub envelope: &'static Envelope,
}

/// `POST /customers (udesk.create_customer)`: how messages name an endpoint.
impl fmt::Display for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} ({}.{})", self.method, self.path, self.api, self.name)
    }
}

/// An endpoint's choice of an auth scheme, with the constants that it gives to it.
#[derive(Clone, Copy, Debug)]
pub struct AuthUse {
    /// Which scheme, in the order in which the spec declares them.
    pub scheme: usize,
    /// The scheme's arguments, in the order in which it declares them.
    pub arguments: &'static [&'static str],
}

/// A rate budget that counts an endpoint.
#[derive(Clone, Copy, Debug)]
pub struct RateUse {
    /// Which budget: an index into [`ClientParts::rates`](crate::ClientParts::rates).
    pub rate: usize,
    /// As how many calls one counts.
    pub weight: u32,
}

/// A rate budget: so many calls within a window of time, or a bucket.
#[derive(Clone, Copy, Debug)]
pub struct Rate {
    /// The budget's name in the spec.
    pub name: &'static str,
    /// How many calls fit into a window, or are refilled in its time.
    pub calls: u32,
    /// The window, which slides.
    pub window: Duration,
    /// How much a bucket holds; `None` for a window.
    pub burst: Option<u32>,
    /// Whether each endpoint has a budget of its own, or all share one.
    pub per_endpoint: bool,
    /// Where the server says how much is left.
    pub remaining: Option<Remaining>,
    /// The header with which it says when all of it is there again.
    pub reset: Option<(&'static str, WaitForm)>,
}

/// How a server says in a header how much of a budget is left.
#[derive(Clone, Copy, Debug)]
pub enum Remaining {
    /// It says that.
    Left(&'static str),
    /// It says how much was used, perhaps of how much: `32`, `32/40`.
    Used(&'static str),
}

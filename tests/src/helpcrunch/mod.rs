//! `HelpCrunch` REST v1: the search for customers.
//!
//! Where the page is silent this server decides, and says so here:
//! - The largest `limit` is not named: any positive one is taken.
//! - How texts compare is not said: `=` and `~` look at the case, and no operator but `!=` and `!~` finds a `null`.
//! - Customers without the date that is sorted by come first in ascending order; equal dates are in the order of their ids.
//! - When a customer was created is not shown: a condition on `createdAt` looks at the first visit.
//! - What `comparison` is when it is left out is not said: `AND`.

mod data;
mod filter;
mod search;
#[cfg(test)]
mod tests;

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use serde_json::{Value, json};

use crate::clock::{self, Clock};
use crate::http::{Request, Response, Server};

pub use data::Customer;

/// The time over which calls are counted.
const WINDOW: Duration = Duration::from_secs(60);

/// What the server is started with.
#[derive(Clone)]
pub struct Config {
    /// The API key it takes.
    pub api_key: String,
    /// The time it lives by.
    pub clock: Clock,
    /// How many customers it holds.
    pub customers: usize,
    /// Calls in a minute; `None`: any number. "The overall requests limit is 120 per minute."
    pub calls_per_minute: Option<usize>,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            api_key: "api-key-of-the-test".to_owned(),
            clock: clock::system(),
            customers: 100,
            calls_per_minute: Some(120),
        }
    }
}

/// A running server.
pub struct HelpCrunch {
    server: Server,
    state: Arc<Mutex<State>>,
}

struct State {
    config: Config,
    customers: Vec<Customer>,
    /// When the calls of the last minute came.
    calls: VecDeque<SystemTime>,
}

impl HelpCrunch {
    /// Starts a server.
    pub fn start(config: Config) -> std::io::Result<Self> {
        let customers = (0..config.customers).map(Customer::made).collect();
        let state = Arc::new(Mutex::new(State { config, customers, calls: VecDeque::new() }));
        let shared = Arc::clone(&state);
        let server = Server::start(move |request| lock(&shared).answer(request))?;
        Ok(Self { server, state })
    }

    /// The HTTP server underneath: its URL, its log, its faults.
    pub fn server(&self) -> &Server {
        &self.server
    }

    /// The customers, in the order of their ids.
    pub fn customers(&self) -> Vec<Customer> {
        lock(&self.state).customers.clone()
    }
}

/// A refusal: a status, and what the errors say beside "Invalid request".
struct Refusal {
    status: u16,
    errors: Vec<(String, String)>,
}

impl Refusal {
    fn new(status: u16, code: impl Into<String>, message: &str) -> Self {
        Self { status, errors: vec![(code.into(), message.to_owned())] }
    }

    fn bad_request(code: impl Into<String>, message: &str) -> Self {
        Self::new(400, code, message)
    }

    /// Every error body on the page begins with the same element.
    fn response(&self) -> Response {
        let mut errors = vec![json!({ "code": "invalid_request", "message": "Invalid request" })];
        errors.extend(self.errors.iter().map(|(code, message)| json!({ "code": code, "message": message })));
        Response::json(self.status, &json!({ "errors": errors }))
    }
}

impl State {
    fn answer(&mut self, request: &Request) -> Response {
        match (request.method.as_str(), request.path.as_str()) {
            ("POST", "/v1/customers/search") => {}
            _ => return Response::html(404),
        }
        match self.search(request) {
            Ok(found) => Response::json(200, &found),
            Err(refusal) => refusal.response(),
        }
    }

    fn search(&mut self, request: &Request) -> Result<Value, Refusal> {
        let expected = format!("Bearer {}", self.config.api_key);
        if request.header("authorization") != Some(&expected) {
            return Err(Refusal::new(401, "unauthorized", "Unauthorized"));
        }
        self.count()?;
        let body = request.json().filter(Value::is_object);
        let body = body.ok_or_else(|| Refusal::bad_request("body", "This value should be a JSON object."))?;
        search::search(&self.customers, &body)
    }

    fn count(&mut self) -> Result<(), Refusal> {
        let now = (self.config.clock)();
        let old = |at: &SystemTime| now.duration_since(*at).is_ok_and(|age| age >= WINDOW);
        while self.calls.front().is_some_and(old) {
            self.calls.pop_front();
        }
        if self.config.calls_per_minute.is_some_and(|limit| self.calls.len() >= limit) {
            return Err(Refusal::new(429, "too_many_requests", "Too many requests"));
        }
        self.calls.push_back(now);
        Ok(())
    }
}

fn lock(state: &Mutex<State>) -> MutexGuard<'_, State> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

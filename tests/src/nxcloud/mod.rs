//! `NXCloud`'s customer platform: customers/query and `sea/customers/batch_create`.
//!
//! Where the pages are silent this server decides, and says so here:
//! - The pages name no error code. The numbers in [`codes`] are this server's own.
//! - Which customer is "old data" for a batch is not said: here, the one with the same SMS or `WhatsApp` phone.
//! - `app_key` is required by the batch page's table and missing from its example: here it may be left out of a batch.
//! - A cursor is a customer's id. `after` gives what follows it, `before` what precedes it, without the customer itself;
//!   `paging.next` is the cursor to send as `after`, `paging.previous` the one to send as `before`.

mod auth;
mod batch;
mod data;
mod query;
#[cfg(test)]
mod tests;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde_json::{Value, json};

use crate::clock::{self, Clock};
use crate::http::{Request, Response, Server};

pub use auth::sign;
pub use data::Customer;

/// The error codes of this server; the pages publish none.
pub mod codes {
    /// A header is missing, or `bizType` or `action` is not the fixed value.
    pub const BAD_HEADER: i64 = 1001;
    /// The access key is unknown or the signature wrong.
    pub const BAD_SIGN: i64 = 1002;
    /// The timestamp is more than 60 s off.
    pub const STALE: i64 = 1003;
    /// A parameter is missing or not as the page says.
    pub const BAD_PARAMETER: i64 = 2001;
    /// More than 100 customers in one batch.
    pub const BATCH_TOO_LARGE: i64 = 2002;
}

/// What the server is started with.
#[derive(Clone)]
pub struct Config {
    /// The access key it knows.
    pub access_key: String,
    /// The secret of that key.
    pub access_secret: String,
    /// The time it lives by.
    pub clock: Clock,
    /// How many customers it holds at the start.
    pub customers: usize,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            access_key: "fme2na3kdi3ki".to_owned(),
            access_secret: "abciiiko2k3".to_owned(),
            clock: clock::system(),
            customers: 100,
        }
    }
}

/// A running server.
pub struct NxCloud {
    server: Server,
    state: Arc<Mutex<State>>,
}

struct State {
    config: Config,
    /// In the order of their ids, which is the order of their making.
    customers: Vec<Customer>,
    answers: u64,
}

impl NxCloud {
    /// Starts a server.
    pub fn start(config: Config) -> std::io::Result<Self> {
        let customers = (0..config.customers).map(Customer::made).collect();
        let state = Arc::new(Mutex::new(State { config, customers, answers: 0 }));
        let shared = Arc::clone(&state);
        let server = Server::start(move |request| lock(&shared).answer(request))?;
        Ok(Self { server, state })
    }

    /// The HTTP server underneath: its URL, its log, its faults.
    pub fn server(&self) -> &Server {
        &self.server
    }

    /// The customers as they are now.
    pub fn customers(&self) -> Vec<Customer> {
        lock(&self.state).customers.clone()
    }
}

/// A refusal: a code and a text.
struct Refusal(i64, String);

impl Refusal {
    fn parameter(text: impl Into<String>) -> Self {
        Self(codes::BAD_PARAMETER, text.into())
    }
}

impl State {
    fn answer(&mut self, request: &Request) -> Response {
        type Endpoint = fn(&mut State, &Value) -> Result<Value, Refusal>;
        let endpoint: Endpoint = match (request.method.as_str(), request.path.as_str()) {
            ("POST", "/saas/cdp/openapi/customers/query") => {
                |state, body| query::query(&state.customers, body)
            }
            ("POST", "/saas/sea/cdp/openapi/customers/batch_create") => {
                |state, body| batch::create(&mut state.customers, body)
            }
            _ => return Response::html(404),
        };
        let outcome = auth::check(&self.config, request)
            .and_then(|()| request.json().ok_or_else(|| Refusal::parameter("the body is not JSON")))
            .and_then(|body| endpoint(self, &body));
        self.answers += 1;
        let trace_id = format!("{:032x}", u128::from(self.answers) * 0x9e37_79b9_7f4a_7c15_f39c_c060);
        Response::json(
            200,
            &match outcome {
                // One page shows `"message": null`, the other `"message": ""`.
                Ok(data) if data.is_object() => {
                    json!({ "code": 0, "message": null, "traceId": trace_id, "data": data })
                }
                Ok(data) => json!({ "code": 0, "message": "", "data": data, "traceId": trace_id }),
                Err(Refusal(code, text)) => {
                    json!({ "code": code, "message": text, "data": "", "traceId": trace_id })
                }
            },
        )
    }
}

/// A required field.
fn required<'a>(body: &'a Value, name: &str) -> Result<&'a Value, Refusal> {
    optional(body, name).ok_or_else(|| Refusal::parameter(format!("{name} is required")))
}

/// A field that may be absent or null.
fn optional<'a>(body: &'a Value, name: &str) -> Option<&'a Value> {
    body.get(name).filter(|value| !value.is_null())
}

/// An optional integer.
fn integer(body: &Value, name: &str) -> Result<Option<i64>, Refusal> {
    optional(body, name)
        .map(|value| value.as_i64().ok_or_else(|| Refusal::parameter(format!("{name} is not an integer"))))
        .transpose()
}

/// An optional string.
fn text<'a>(body: &'a Value, name: &str) -> Result<Option<&'a str>, Refusal> {
    optional(body, name)
        .map(|value| value.as_str().ok_or_else(|| Refusal::parameter(format!("{name} is not a string"))))
        .transpose()
}

fn lock(state: &Mutex<State>) -> MutexGuard<'_, State> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

//! Udesk Open API v2: customers, and the login that gives the token.
//!
//! Where the pages are silent this server decides, and says so here:
//! - A stale timestamp and a used nonce are answered like a wrong signature, with 2059 and a text of their own.
//! - `exception` is a text. ("Exception:message" heads the page's column; what surrounds it is not shown.)
//! - Calls are counted over the last 60 seconds, refused ones not.
//! - A page beyond the last one is empty; a page beyond the 10,000th record is out of range.
//! - A `scroll_id` may be sent again while the one that it led to has not been used: its answer may have been lost. After
//!   that it is as unknown as an expired one.
//! - Parameters are taken from the query or the body, as the vendor's framework does, wherever the page contradicts itself.

mod account;
mod accounts;
mod auth;
mod customer;
mod data;
mod export;
mod feeds;
mod find;
mod import;
mod input;
mod limits;
mod list;
mod merge;
mod refusal;
#[cfg(test)]
mod tests;
mod write;

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::SystemTime;

use serde_json::{Value, json};

use crate::clock::{self, Clock};
use crate::http::{Request, Response, Server};

pub use auth::sign;
pub use customer::Customer;
pub use limits::Limits;

use customer::Shape;
use refusal::Refusal;

/// What every path begins with.
const PREFIX: &str = "/open_api_v1";

/// What the server is started with.
#[derive(Clone)]
pub struct Config {
    /// The administrator's address.
    pub email: String,
    /// The administrator's password, for the login.
    pub password: String,
    /// The token that signs.
    pub open_api_token: String,
    /// The time it lives by.
    pub clock: Clock,
    /// How many customers it holds at the start, with ids from 1.
    pub customers: usize,
    /// How many calls it takes.
    pub limits: Limits,
    /// The most customers in one batch of an export; 1000 on the page.
    pub export_batch: usize,
    /// A custom field that must be there when a customer is created.
    pub required_custom_field: Option<String>,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            email: "admin@udesk.cn".to_owned(),
            password: "password-of-the-test".to_owned(),
            open_api_token: "token-of-the-test".to_owned(),
            clock: clock::system(),
            customers: 100,
            limits: Limits::default(),
            export_batch: 1000,
            required_custom_field: None,
        }
    }
}

/// A running server.
pub struct Udesk {
    server: Server,
    state: Arc<Mutex<State>>,
}

struct State {
    config: Config,
    customers: BTreeMap<u64, Customer>,
    /// The last id given out, to customers, phones, addresses and tags alike.
    last_id: u64,
    nonces: HashMap<String, SystemTime>,
    limits: limits::Counters,
    scrolls: export::Scrolls,
    imports: Vec<import::Pending>,
}

impl Udesk {
    /// Starts a server.
    pub fn start(config: Config) -> std::io::Result<Self> {
        let customers = (1..=config.customers as u64).map(|id| (id, data::made(id))).collect();
        let state = State {
            config,
            customers,
            last_id: 1_000_000,
            nonces: HashMap::new(),
            limits: limits::Counters::default(),
            scrolls: export::Scrolls::default(),
            imports: Vec::new(),
        };
        let state = Arc::new(Mutex::new(state));
        let shared = Arc::clone(&state);
        let server = Server::start(move |request| lock(&shared).answer(request))?;
        Ok(Self { server, state })
    }

    /// The HTTP server underneath: its log, its faults.
    pub fn server(&self) -> &Server {
        &self.server
    }

    /// What stands before every endpoint's path: `http://127.0.0.1:PORT/open_api_v1`.
    pub fn base_url(&self) -> String {
        format!("{}{PREFIX}", self.server.base_url())
    }

    /// Makes the token another, as an administrator does in the console.
    pub fn reset_token(&self, token: &str) {
        token.clone_into(&mut lock(&self.state).config.open_api_token);
    }

    /// The customers as they are now, in the order of their ids.
    pub fn customers(&self) -> Vec<Customer> {
        lock(&self.state).customers.values().cloned().collect()
    }
}

/// What an endpoint is to the request counters, and what answers it.
type Endpoint = (&'static str, fn(&mut State, &Call) -> Result<Value, Refusal>);

impl State {
    fn answer(&mut self, request: &Request) -> Response {
        let path = request.path.strip_prefix(PREFIX).unwrap_or_default();
        let Some((name, handler)) = endpoint(&request.method, path) else { return Response::html(404) };
        let now = (self.config.clock)();
        let outcome = Call::read(request, now).and_then(|call| {
            if name != "log_in" {
                auth::check(self, &call)?;
            }
            self.limits.count(name, &self.config.limits, now)?;
            self.settle_imports(now);
            handler(self, &call)
        });
        let mut body = outcome.unwrap_or_else(Refusal::into_body);
        if body["code"].is_null() {
            body["code"] = json!(1000);
        }
        Response::json(200, &body)
    }

    fn new_id(&mut self) -> u64 {
        self.last_id += 1;
        self.last_id
    }
}

fn endpoint(method: &str, path: &str) -> Option<Endpoint> {
    Some(match (method, path) {
        ("POST", "/log_in") => ("log_in", account::log_in),
        ("GET", "/customers") => ("list", list::list),
        ("GET", "/customers/get_customer") => ("get", find::get),
        ("POST", "/customers") => ("create", write::create),
        ("PUT", "/customers/update_customer") => ("update", write::update),
        ("DELETE", "/customers/destroy_customer") => ("destroy", write::destroy),
        ("GET", "/customers/feeds") => ("feeds", feeds::feeds),
        ("GET", "/customers/filters") => ("filters", |_, _| Ok(account::filters())),
        ("GET", "/customers/custom_fields") => ("custom_fields", |_, _| Ok(account::custom_fields())),
        ("POST", "/customers/batch_import_async") => ("import", import::import),
        ("GET", "/customers/export") => ("export", export::export),
        ("POST", "/customers/merge") => ("merge", merge::merge),
        _ => return None,
    })
}

/// A request, taken apart.
struct Call {
    query: HashMap<String, String>,
    body: Value,
    now: SystemTime,
}

impl Call {
    fn read(request: &Request, now: SystemTime) -> Result<Self, Refusal> {
        let body = if request.body.is_empty() { Some(Value::Null) } else { request.json() };
        let body = body.ok_or_else(|| Refusal::unknown("Incorrect parameter format"))?;
        Ok(Self { query: request.query_pairs().into_iter().collect(), body, now })
    }

    /// A parameter of the query or a text of the body; an empty one counts as none.
    fn parameter(&self, name: &str) -> Option<&str> {
        let value = self.query.get(name).map(String::as_str).or_else(|| self.body[name].as_str());
        value.filter(|value| !value.is_empty())
    }
}

fn lock(state: &Mutex<State>) -> MutexGuard<'_, State> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

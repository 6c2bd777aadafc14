//! An OAuth 2 server: a token endpoint and a resource that its access tokens protect.
//!
//! Written from RFC 6749 (grants, client authentication), RFC 6750 (bearer tokens), RFC 7523 (JWT assertions) and RFC 9700
//! (refresh tokens that are used once). What the RFCs leave open is decided so:
//! - A request may be a form or JSON, as vendors have either.
//! - A refresh token that was used is refused, and everything that came of it with it (RFC 9700, section 4.14.2).
//! - `/token` counts its requests by grant; [`OAuth2::refuse`] makes it fail on purpose.

mod client_auth;
mod grants;
mod jwt;
mod resource;
#[cfg(test)]
mod tests;
mod token;

use std::collections::{HashMap, HashSet, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use crate::clock::{self, Clock};
use crate::http::{Request, Response, Server};

pub use jwt::keys;

/// What the server is started with.
#[derive(Clone)]
pub struct Config {
    /// The client it knows.
    pub client_id: String,
    /// That client's secret.
    pub client_secret: String,
    /// The user it knows.
    pub username: String,
    /// That user's password.
    pub password: String,
    /// The refresh token that the user has got somewhere else.
    pub refresh_token: String,
    /// The scope that must be asked for; `None`: any.
    pub scope: Option<String>,
    /// What its tokens begin with.
    pub mark: String,
    /// How long an access token holds.
    pub lifetime: Duration,
    /// Whether it says so.
    pub says_lifetime: bool,
    /// Whether a refresh gives a new refresh token and ends the old one.
    pub rotates: bool,
    /// The time it lives by.
    pub clock: Clock,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            // With what RFC 6749, section 2.3.1 makes necessary to encode in `Authorization: Basic`.
            client_id: "client one:%".to_owned(),
            client_secret: "s3cret+/=".to_owned(),
            username: "ada".to_owned(),
            password: "pass word".to_owned(),
            refresh_token: "refresh-0".to_owned(),
            scope: None,
            mark: String::new(),
            lifetime: Duration::from_secs(3600),
            says_lifetime: true,
            rotates: true,
            clock: clock::system(),
        }
    }
}

/// A token request that was granted or refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenRequest {
    /// The grant.
    pub grant: String,
    /// How the client said who it is: `basic`, `body`, `assertion` or `none`.
    pub client: &'static str,
    /// The refresh token that it came with.
    pub refresh_token: Option<String>,
    /// The error it was answered with.
    pub error: Option<String>,
}

/// How the token endpoint fails on purpose.
#[derive(Clone, Debug)]
pub enum Refusal {
    /// With this status and one of RFC 6749's error codes.
    Error(u16, &'static str),
    /// With a 400 that quotes the request's header and body.
    Quote,
}

/// A running server.
pub struct OAuth2 {
    server: Server,
    state: Arc<Mutex<State>>,
}

struct State {
    config: Config,
    /// What access tokens there are, and until when.
    access: HashMap<String, SystemTime>,
    /// The refresh tokens that hold.
    refresh: HashSet<String>,
    /// Those that were used.
    used: HashSet<String>,
    /// The ids of assertions, each good for once.
    assertions: HashSet<String>,
    refusals: VecDeque<Refusal>,
    asked: Vec<TokenRequest>,
    issued: u64,
    reuses: u64,
    things: u64,
}

impl OAuth2 {
    /// Starts a server.
    pub fn start(config: Config) -> std::io::Result<Self> {
        let state = State {
            refresh: HashSet::from([config.refresh_token.clone()]),
            config,
            access: HashMap::new(),
            used: HashSet::new(),
            assertions: HashSet::new(),
            refusals: VecDeque::new(),
            asked: Vec::new(),
            issued: 0,
            reuses: 0,
            things: 0,
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

    /// The token requests so far, in order, without those that a fault kept away.
    pub fn token_requests(&self) -> Vec<TokenRequest> {
        lock(&self.state).asked.clone()
    }

    /// How many refresh tokens were sent again after their use.
    pub fn reuses(&self) -> u64 {
        lock(&self.state).reuses
    }

    /// How many things were made.
    pub fn things(&self) -> u64 {
        lock(&self.state).things
    }

    /// Fails the next token request so; several wait in a row.
    pub fn refuse(&self, refusal: Refusal) {
        lock(&self.state).refusals.push_back(refusal);
    }

    /// Ends all access tokens, before their time.
    pub fn revoke_access(&self) {
        lock(&self.state).access.clear();
    }

    /// Ends all refresh tokens.
    pub fn revoke_refresh(&self) {
        lock(&self.state).refresh.clear();
    }

    /// Whether this refresh token would be taken.
    pub fn takes_refresh(&self, token: &str) -> bool {
        lock(&self.state).refresh.contains(token)
    }
}

impl State {
    fn answer(&mut self, request: &Request) -> Response {
        match (request.method.as_str(), request.path.as_str()) {
            ("POST", "/token") => self.token(request),
            ("GET" | "POST", "/things") => self.resource(request),
            _ => Response::html(404),
        }
    }

    fn now(&self) -> SystemTime {
        (self.config.clock)()
    }
}

fn lock(state: &Mutex<State>) -> MutexGuard<'_, State> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

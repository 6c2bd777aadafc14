//! An API that is logged in to: sessions in every shape that a login's answer has.
//!
//! There is no one vendor behind it; each path is what some vendors do:
//! - `POST /login/json`: the token stands deep in a JSON body, with the time at which it ends in milliseconds,
//! - `POST /login/header`: in the header `X-Auth-Token` (as `OpenStack` has it), with an HTTP date in `X-Expires`,
//! - `POST /login/cookie`: in a cookie,
//! - `POST /login/text`: the body is the token, and a line break,
//! - `GET /login/session` and then `GET /login/csrf`: a cookie, and with it a second token for writing calls,
//! - `POST /login/discover`: the token, and the URL under which the API stands from now on (as Salesforce has it).
//!
//! A session that has ended is told with a code in a 200 by the first and the fourth, with a 401 by the others.

mod calls;
mod logins;
#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use crate::clock::{self, Clock};
use crate::http::{Request, Response, Server};

/// What the server is started with.
#[derive(Clone)]
pub struct Config {
    /// The user it knows.
    pub username: String,
    /// That user's password.
    pub password: String,
    /// What its tokens begin with.
    pub mark: String,
    /// How long a session holds.
    pub lifetime: Duration,
    /// What the discovery says instead of the URL of the server's own second socket.
    pub instance_url: Option<String>,
    /// The time it lives by.
    pub clock: Clock,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            username: "ada".to_owned(),
            password: "pass&word \"1\"".to_owned(),
            mark: String::new(),
            lifetime: Duration::from_secs(3600),
            instance_url: None,
            clock: clock::system(),
        }
    }
}

/// A running server.
pub struct Login {
    server: Server,
    instance: Server,
    state: Arc<Mutex<State>>,
}

struct State {
    config: Config,
    instance_url: String,
    /// Token → its session.
    sessions: HashMap<String, Session>,
    logins: HashMap<String, u64>,
    issued: u64,
}

struct Session {
    /// The path that began it, without `/login/`.
    kind: &'static str,
    until: SystemTime,
    /// The second token, once it was asked for.
    csrf: Option<String>,
}

impl Login {
    /// Starts a server on two sockets: the second is where the discovery points.
    pub fn start(config: Config) -> std::io::Result<Self> {
        let given = config.instance_url.clone();
        let state = State {
            config,
            instance_url: String::new(),
            sessions: HashMap::new(),
            logins: HashMap::new(),
            issued: 0,
        };
        let state = Arc::new(Mutex::new(state));
        let (shared, shared_too) = (Arc::clone(&state), Arc::clone(&state));
        let server = Server::start(move |request| lock(&shared).answer(request))?;
        let instance = Server::start(move |request| lock(&shared_too).instance(request))?;
        lock(&state).instance_url = given.unwrap_or_else(|| instance.base_url());
        Ok(Self { server, instance, state })
    }

    /// The HTTP server underneath: its log, its faults.
    pub fn server(&self) -> &Server {
        &self.server
    }

    /// The one to which the discovery points.
    pub fn instance(&self) -> &Server {
        &self.instance
    }

    /// How many logins of a kind there were: `json`, `header`, …
    pub fn logins(&self, kind: &str) -> u64 {
        lock(&self.state).logins.get(kind).copied().unwrap_or_default()
    }

    /// Ends all sessions, before their time.
    pub fn end_sessions(&self) {
        lock(&self.state).sessions.clear();
    }
}

impl State {
    fn answer(&mut self, request: &Request) -> Response {
        match request.path.strip_prefix("/login/") {
            Some(kind) => self.login(kind, request),
            None => self.call(request),
        }
    }

    fn now(&self) -> SystemTime {
        (self.config.clock)()
    }

    /// A new session of a kind.
    fn begin(&mut self, kind: &'static str) -> (String, SystemTime) {
        self.issued += 1;
        *self.logins.entry(kind.to_owned()).or_default() += 1;
        let token = format!("{}{kind}-{}", self.config.mark, self.issued);
        let until = self.now() + self.config.lifetime;
        self.sessions.insert(token.clone(), Session { kind, until, csrf: None });
        (token, until)
    }

    /// The session of a token, if it is of that kind and has not ended.
    fn session(&mut self, kind: &str, token: Option<&str>) -> Option<&mut Session> {
        let now = self.now();
        self.sessions.get_mut(token?).filter(|session| session.kind == kind && now < session.until)
    }
}

/// The cookie of this name. Cookies are joined by `; ` (RFC 6265, section 4.2.1).
fn cookie<'a>(request: &'a Request, name: &str) -> Option<&'a str> {
    let pairs = request.header("cookie")?.split("; ");
    pairs.filter_map(|pair| pair.split_once('=')).find(|(key, _)| *key == name).map(|(_, value)| value)
}

fn lock(state: &Mutex<State>) -> MutexGuard<'_, State> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

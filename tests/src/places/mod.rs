//! An API that wants its credentials in every place that vendors have thought of, a path for each.
//!
//! There is no one vendor behind it. Each path checks its own place, refuses credentials where they do not belong, and
//! answers `{"seen": …}` with what it let in. `skew.rs` is about the time in a signature.

mod checks;
mod skew;
#[cfg(test)]
mod tests;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde_json::json;

use crate::clock::{self, Clock};
use crate::http::{Request, Response, Server};

pub use skew::sign;

/// What the server is started with.
#[derive(Clone)]
pub struct Config {
    /// The account in the path; any text.
    pub account: String,
    /// The key that most paths want.
    pub key: String,
    /// The user of Basic; of letters that ISO 8859-1 has.
    pub user: String,
    /// The time it lives by.
    pub clock: Clock,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            account: "a/b ü%2F?".to_owned(),
            key: "key & \"value\" \\ ü".to_owned(),
            user: "Zoë".to_owned(),
            clock: clock::system(),
        }
    }
}

/// A running server.
pub struct Places {
    server: Server,
    config: Arc<Mutex<Config>>,
}

impl Places {
    /// Starts a server.
    pub fn start(config: Config) -> std::io::Result<Self> {
        let config = Arc::new(Mutex::new(config));
        let shared = Arc::clone(&config);
        let server = Server::start(move |request| answer(&lock(&shared), request))?;
        Ok(Self { server, config })
    }

    /// The HTTP server underneath: its log, its faults.
    pub fn server(&self) -> &Server {
        &self.server
    }

    /// Changes the key, as an administrator does.
    pub fn set_key(&self, key: &str) {
        key.clone_into(&mut lock(&self.config).key);
    }
}

fn answer(config: &Config, request: &Request) -> Response {
    let Some(check) = checks::check(request) else { return Response::html(404) };
    match check(config, request) {
        Ok(seen) => Response::json(200, &json!({ "seen": seen })),
        Err(Refused::Wrong(what)) => refusal(401, "unauthorized", what),
        Err(Refused::OutOfTime) => refusal(400, "timestamp_out_of_range", "check your clock")
            .with_header("Date", &crate::http::http_date((config.clock)())),
    }
}

/// Why a request is not let in.
#[derive(Debug, PartialEq, Eq)]
enum Refused {
    Wrong(&'static str),
    OutOfTime,
}

fn refusal(status: u16, code: &str, message: &str) -> Response {
    Response::json(status, &json!({ "error": { "code": code, "message": message } }))
}

fn lock(config: &Mutex<Config>) -> MutexGuard<'_, Config> {
    config.lock().unwrap_or_else(PoisonError::into_inner)
}

//! HTTP Digest authentication (RFC 7616), with `qop=auth`.
//!
//! A nonce is good for so many requests; after that it is stale. The nonce count must grow with every request of a nonce,
//! so that none is taken twice. Where the RFC says that a parameter must, or must not, stand in quotes, the server insists.

mod parameters;
#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use md5::Md5;
use serde_json::json;
use sha2::{Digest as _, Sha256};

use crate::hex;
use crate::http::{Request, Response, Server};
use parameters::Parameters;

/// A digest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Algorithm {
    /// `MD5`.
    Md5,
    /// `SHA-256`.
    Sha256,
}

impl Algorithm {
    fn name(self) -> &'static str {
        match self {
            Self::Md5 => "MD5",
            Self::Sha256 => "SHA-256",
        }
    }

    fn hash(self, text: &str) -> String {
        match self {
            Self::Md5 => hex::lower(&Md5::digest(text)),
            Self::Sha256 => hex::lower(&Sha256::digest(text)),
        }
    }
}

/// What the server is started with.
#[derive(Clone, Debug)]
pub struct Config {
    /// The user it knows.
    pub username: String,
    /// That user's password.
    pub password: String,
    /// What it offers, a challenge each, in this order.
    pub algorithms: Vec<Algorithm>,
    /// For how many requests a nonce is good.
    pub nonce_uses: u64,
    /// What its nonces begin with.
    pub mark: String,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            username: "Mufasa".to_owned(),
            password: "Circle of Life".to_owned(),
            // RFC 7616, section 3.7: the one it prefers comes first.
            algorithms: vec![Algorithm::Sha256, Algorithm::Md5],
            nonce_uses: u64::MAX,
            mark: String::new(),
        }
    }
}

const REALM: &str = "http-auth@example.org";
const OPAQUE: &str = "FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS";

/// A running server.
pub struct Digest {
    server: Server,
    state: Arc<Mutex<State>>,
}

struct State {
    config: Config,
    /// Nonce → the highest count it came with, and how often it was used.
    nonces: HashMap<String, (u64, u64)>,
    challenges: u64,
    algorithms_used: Vec<Algorithm>,
}

/// Why a request is not let in.
#[derive(PartialEq, Eq)]
enum Refused {
    Wrong,
    Stale,
}

impl Digest {
    /// Starts a server.
    pub fn start(config: Config) -> std::io::Result<Self> {
        let state = State { config, nonces: HashMap::new(), challenges: 0, algorithms_used: Vec::new() };
        let state = Arc::new(Mutex::new(state));
        let shared = Arc::clone(&state);
        let server = Server::start(move |request| {
            shared.lock().unwrap_or_else(PoisonError::into_inner).answer(request)
        })?;
        Ok(Self { server, state })
    }

    /// The HTTP server underneath: its log, its faults.
    pub fn server(&self) -> &Server {
        &self.server
    }

    /// How many requests were answered with a challenge.
    pub fn challenges(&self) -> u64 {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).challenges
    }

    /// The algorithms of the requests that were let in.
    pub fn algorithms_used(&self) -> Vec<Algorithm> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).algorithms_used.clone()
    }
}

impl State {
    fn answer(&mut self, request: &Request) -> Response {
        if request.path != "/digest/things" {
            return Response::html(404);
        }
        match self.check(request) {
            Ok(algorithm) => {
                self.algorithms_used.push(algorithm);
                Response::json(200, &json!({ "seen": algorithm.name() }))
            }
            Err(refused) => self.challenge(refused == Refused::Stale),
        }
    }

    fn check(&mut self, request: &Request) -> Result<Algorithm, Refused> {
        let header = request.header("authorization").and_then(|value| value.strip_prefix("Digest "));
        let given = Parameters::read(header.unwrap_or_default()).ok_or(Refused::Wrong)?;
        let offered = self.config.algorithms.iter().copied();
        let algorithm = offered
            .into_iter()
            .find(|one| given.bare("algorithm") == Some(one.name()))
            .ok_or(Refused::Wrong)?;
        let right = given.right(algorithm, &self.config, request).unwrap_or(false);
        let count = given.bare("nc").filter(|text| text.len() == 8);
        let count = count.and_then(|text| u64::from_str_radix(text, 16).ok()).unwrap_or_default();
        let nonce = given.quoted("nonce").unwrap_or_default();
        let (highest, uses) = self.nonces.get_mut(nonce).ok_or(Refused::Wrong)?;
        // RFC 7616, section 3.4: the count is that of the requests sent with this nonce, so that a replay is seen.
        if !right || count <= *highest {
            return Err(Refused::Wrong);
        }
        if *uses >= self.config.nonce_uses {
            return Err(Refused::Stale);
        }
        (*highest, *uses) = (count, *uses + 1);
        Ok(algorithm)
    }

    fn challenge(&mut self, stale: bool) -> Response {
        self.challenges += 1;
        let nonce = format!("{}nonce-{}", self.config.mark, self.challenges);
        let mut answer = Response::json(401, &json!({ "error": { "code": "unauthorized" } }));
        for algorithm in &self.config.algorithms {
            let stale = if stale { ", stale=true" } else { "" };
            let name = algorithm.name();
            let challenge = format!(
                "Digest realm=\"{REALM}\", qop=\"auth, auth-int\", algorithm={name}, nonce=\"{nonce}\", opaque=\"{OPAQUE}\"{stale}"
            );
            answer.headers.push(("WWW-Authenticate".to_owned(), challenge));
        }
        self.nonces.insert(nonce, (0, 0));
        answer
    }
}

//! An API on a bad day: a long list, creations that must not happen twice, and everything that goes wrong on the way.
//!
//! What went wrong on purpose is told by the seed that is printed; `SPECWRIGHT_SEED` repeats a run.

mod bomb;
mod counting;
mod plan;
#[cfg(test)]
mod tests;

pub use bomb::bomb;
pub use counting::{Counting, Rule};
pub use plan::faults;

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde_json::{Value, json};

use crate::http::{Request, Response, Server};
use crate::random::Random;

/// How the list is given.
#[derive(Clone, Copy, Debug)]
pub struct Config {
    /// Items in the list, numbered from 0.
    pub items: u64,
    /// Items on a page.
    pub page_size: u64,
    /// One page in so many has a next cursor that is its own, and one cursor in so many is refused, each once.
    pub bad_cursors: Option<(u64, usize)>,
}

/// A running API.
pub struct Faults {
    server: Server,
    state: Arc<Mutex<State>>,
}

struct State {
    config: Config,
    random: Random,
    /// Cursors that were spoilt already: a second time they are sound.
    spoilt: BTreeSet<u64>,
    /// How often each thing was made.
    made: BTreeMap<u64, u32>,
    /// The orders by their keys, and how often each key came.
    orders: BTreeMap<String, (u64, u32)>,
}

impl Faults {
    /// Starts the API. The bad cursors are chosen by their seed.
    pub fn start(config: Config) -> io::Result<Self> {
        let random = Random::new(config.bad_cursors.map_or(0, |(seed, _)| seed));
        let state =
            State { config, random, spoilt: BTreeSet::new(), made: BTreeMap::new(), orders: BTreeMap::new() };
        let state = Arc::new(Mutex::new(state));
        let shared = Arc::clone(&state);
        let server = Server::start(move |request| lock(&shared).respond(request))?;
        Ok(Self { server, state })
    }

    /// The server underneath.
    pub fn server(&self) -> &Server {
        &self.server
    }

    /// How often each thing was made.
    pub fn made(&self) -> BTreeMap<u64, u32> {
        lock(&self.state).made.clone()
    }

    /// The orders by their keys, and how often each key came.
    pub fn orders(&self) -> BTreeMap<String, (u64, u32)> {
        lock(&self.state).orders.clone()
    }

    /// How many cursors were bad.
    pub fn spoilt(&self) -> usize {
        lock(&self.state).spoilt.len()
    }
}

impl State {
    fn respond(&mut self, request: &Request) -> Response {
        let id = request.json().and_then(|body| body["id"].as_u64());
        match (request.method.as_str(), request.path.as_str(), id) {
            ("GET", "/things", _) => self.page(request),
            ("POST", "/things", Some(id)) => {
                *self.made.entry(id).or_default() += 1;
                thing(id)
            }
            ("POST", "/orders", Some(id)) => self.order(request, id),
            _ => refusal(404, 404, "no such thing"),
        }
    }

    fn page(&mut self, request: &Request) -> Response {
        let Config { items, page_size, bad_cursors } = self.config;
        let after = request.parameter("after");
        let begin = match after.as_deref().map(|cursor| cursor.strip_prefix("c-")?.parse::<u64>().ok()) {
            None => 0,
            Some(Some(begin)) if begin < items && begin.is_multiple_of(page_size) => begin,
            Some(_) => return refusal(400, 400, "no such cursor"),
        };
        let end = items.min(begin + page_size);
        let mut next = (end < items).then(|| format!("c-{end}"));
        if let (Some((_, one_in)), Some(after)) = (bad_cursors, after)
            && !self.spoilt.contains(&begin)
            && self.random.below(one_in) == 0
        {
            self.spoilt.insert(begin);
            if self.random.below(2) == 0 {
                return refusal(200, 410, "the cursor is too old");
            }
            next = Some(after);
        }
        let listed: Vec<Value> = (begin..end).map(|id| json!({ "id": id })).collect();
        Response::json(200, &json!({ "code": 0, "items": listed, "next": next }))
    }

    /// A key that came before is answered as it was then.
    fn order(&mut self, request: &Request, id: u64) -> Response {
        let Some(key) = request.header("idempotency-key") else {
            return refusal(400, 400, "no key");
        };
        let (ordered, times) = self.orders.entry(key.to_owned()).or_insert((id, 0));
        *times += 1;
        if *ordered == id { thing(id) } else { refusal(409, 409, "another order has this key") }
    }
}

fn thing(id: u64) -> Response {
    Response::json(200, &json!({ "code": 0, "id": id }))
}

fn refusal(status: u16, code: u64, message: &str) -> Response {
    Response::json(status, &json!({ "code": code, "message": message }))
}

/// Locks, also after a panic elsewhere: what is behind the lock is whole after every statement.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

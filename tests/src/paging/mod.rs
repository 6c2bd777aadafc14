//! Lists that can be read page by page only, in every way in which vendors do that: a path for each.
//!
//! There is no one vendor behind it. What each path does is told by its line in `tests/kitchen/specs/paging.yaml`, and
//! written here by hand. The server is strict, so that a client that asks for a page which nobody should ask for does not
//! get away with it: arguments that are not known or not wanted, cursors that were never handed out and pages behind the
//! end are refused, and what was refused is remembered. It also remembers which items it has given.

mod ask;
mod counters;
mod cursors;
mod held;
mod hooks;
mod list;
mod marks;
mod offsets;
mod places;
mod reply;
mod scrolls;
mod sent;
mod states;
#[cfg(test)]
mod tests;
mod urls;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

pub use held::{Held, Waiting};

use crate::clock::{self, Clock};
use crate::http::{Request, Response, Server};
use ask::Ask;
use list::List;
use reply::{Refusal, Reply};
use scrolls::Scrolls;

/// A running server.
pub struct Paging {
    server: Server,
    state: Arc<Mutex<State>>,
}

struct State {
    list: List,
    scrolls: Scrolls,
    clock: Clock,
    given: Vec<i64>,
    refused: Vec<String>,
}

impl Paging {
    /// Starts a server whose lists have so many items: 10, 20, 30, …
    pub fn start(items: usize) -> std::io::Result<Self> {
        Self::start_with(items, clock::system())
    }

    /// Starts a server that lives by this clock.
    pub fn start_with(items: usize, clock: Clock) -> std::io::Result<Self> {
        let state = State {
            list: List::of(items),
            scrolls: Scrolls::default(),
            clock,
            given: Vec::new(),
            refused: Vec::new(),
        };
        let state = Arc::new(Mutex::new(state));
        let shared = Arc::clone(&state);
        let server = Server::start(move |request| answer(&mut lock(&shared), request))?;
        Ok(Self { server, state })
    }

    /// The HTTP server underneath: its log, its faults.
    pub fn server(&self) -> &Server {
        &self.server
    }

    /// Begins anew with lists of so many items: nothing was asked for, nothing given.
    pub fn reset(&self, items: usize) {
        let mut state = lock(&self.state);
        state.list = List::of(items);
        state.scrolls = Scrolls::default();
        state.given.clear();
        state.refused.clear();
        self.server.clear_requests();
    }

    /// The items that were given so far, each as often as it was, in the order in which they are to be read.
    pub fn given(&self) -> Vec<i64> {
        lock(&self.state).given.clone()
    }

    /// Why requests were refused so far.
    pub fn refused(&self) -> Vec<String> {
        lock(&self.state).refused.clone()
    }

    /// How many scrolls and sessions are open.
    pub fn open(&self) -> usize {
        lock(&self.state).scrolls.open()
    }

    /// Forgets all scrolls and sessions, as a vendor does that restarts its servers.
    pub fn forget_scrolls(&self) {
        lock(&self.state).scrolls.forget();
    }

    /// The requests so far, a line each: `POST /path?query X-Header: value body`, as they came over the wire.
    pub fn log(&self) -> Vec<String> {
        self.server.requests().iter().map(line).collect()
    }
}

fn answer(state: &mut State, request: &Request) -> Response {
    let reply = Ask::of(request).and_then(|mut ask| {
        let reply = serve(state, &mut ask)?;
        ask.finish()?;
        Ok(reply)
    });
    match reply {
        Ok(reply) => {
            state.given.extend(&reply.given);
            reply.into_response()
        }
        Err(refusal) => {
            state.refused.push(format!("{}: {}", line(request), refusal.why));
            refusal.into_response()
        }
    }
}

fn serve(state: &mut State, ask: &mut Ask) -> Result<Reply, Refusal> {
    let now = clock::unix_millis((state.clock)());
    if let Some(reply) = state.scrolls.serve(ask, &state.list, now) {
        return reply;
    }
    let families = [
        counters::serve,
        offsets::serve,
        cursors::serve,
        marks::serve,
        sent::serve,
        urls::serve,
        states::serve,
        places::serve,
        hooks::serve,
    ];
    families
        .iter()
        .find_map(|family| family(ask, &state.list))
        .unwrap_or_else(|| Err(Refusal::new(404, "no such list")))
}

/// A request in a line.
fn line(request: &Request) -> String {
    let mut line = format!("{} {}", request.method, request.path);
    if !request.query.is_empty() {
        line.extend(["?", &request.query]);
    }
    for (name, value) in request.headers.iter().filter(|(name, _)| name.starts_with("x-")) {
        line.extend([" ", name, ": ", value]);
    }
    if !request.body.is_empty() {
        line.extend([" ", &String::from_utf8_lossy(&request.body)]);
    }
    line
}

fn lock(state: &Mutex<State>) -> MutexGuard<'_, State> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

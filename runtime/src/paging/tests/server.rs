//! A server in memory: answers by the address, keeps a log, and holds answers back until they are let go.

use std::sync::{
    Arc, Mutex, MutexGuard,
    atomic::{AtomicUsize, Ordering},
};

use bytes::Bytes;
use http::{HeaderMap, StatusCode};
use tokio::sync::Notify;

use crate::{BoxFuture, Transport, TransportError, TransportErrorKind, TransportRequest, TransportResponse};

/// Clones are one server.
#[derive(Clone)]
pub(super) struct Server(Arc<Inner>);

type Answer = dyn Fn(&str) -> (u16, String) + Send + Sync;

struct Inner {
    answer: Box<Answer>,
    log: Mutex<Vec<String>>,
    open: AtomicUsize,
    answered: AtomicUsize,
    held: Mutex<Held>,
    changed: Notify,
    /// How often a request must be polled before it is sent.
    passes: AtomicUsize,
}

#[derive(Default)]
struct Held {
    holds: bool,
    free: Vec<String>,
}

impl Server {
    /// Answers what follows the origin in the address. Status 0 breaks the connection.
    pub(super) fn new(answer: impl Fn(&str) -> (u16, String) + Send + Sync + 'static) -> Self {
        Self(Arc::new(Inner {
            answer: Box::new(answer),
            log: Mutex::default(),
            open: AtomicUsize::default(),
            answered: AtomicUsize::default(),
            held: Mutex::default(),
            changed: Notify::new(),
            passes: AtomicUsize::default(),
        }))
    }

    /// Answers from a table of addresses.
    pub(super) fn of(table: &[(&str, String)]) -> Self {
        let table: Vec<_> = table.iter().map(|(at, body)| ((*at).to_owned(), body.clone())).collect();
        Self::new(move |at| {
            let found = table.iter().find(|(address, _)| address == at);
            found.map_or((404, String::new()), |(_, body)| (200, body.clone()))
        })
    }

    /// What was asked for.
    pub(super) fn log(&self) -> Vec<String> {
        lock(&self.0.log).clone()
    }

    /// How many requests wait for their answers.
    pub(super) fn open(&self) -> usize {
        self.0.open.load(Ordering::Relaxed)
    }

    /// How many answers were given.
    pub(super) fn answered(&self) -> usize {
        self.0.answered.load(Ordering::Relaxed)
    }

    /// From now on holds answers back.
    pub(super) fn hold(&self) {
        lock(&self.0.held).holds = true;
    }

    /// Lets the answer for an address go.
    pub(super) fn free(&self, at: &str) {
        lock(&self.0.held).free.push(at.to_owned());
        self.0.changed.notify_waiters();
    }

    /// From now on requests are sent only after so many polls more.
    pub(super) fn take_passes(&self, passes: usize) {
        self.0.passes.store(passes, Ordering::Relaxed);
    }

    fn is_free(&self, at: &str) -> bool {
        let held = lock(&self.0.held);
        !held.holds || held.free.iter().any(|free| free == at)
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap()
}

/// A request that waits.
struct Open<'a>(&'a Inner);

impl Drop for Open<'_> {
    fn drop(&mut self) {
        self.0.open.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Transport for Server {
    fn send(&self, request: TransportRequest) -> BoxFuture<'_, Result<TransportResponse, TransportError>> {
        let at = request.url[url::Position::BeforePath..].to_owned();
        Box::pin(async move {
            for _ in 0..self.0.passes.load(Ordering::Relaxed) {
                tokio::task::yield_now().await;
            }
            lock(&self.0.log).push(at.clone());
            self.0.open.fetch_add(1, Ordering::Relaxed);
            let _open = Open(&self.0);
            loop {
                let changed = self.0.changed.notified();
                if self.is_free(&at) {
                    break;
                }
                changed.await;
            }
            let (status, body) = (self.0.answer)(&at);
            self.0.answered.fetch_add(1, Ordering::Relaxed);
            let Ok(status) = StatusCode::from_u16(status) else {
                return Err(TransportError::new(TransportErrorKind::Interrupted));
            };
            Ok(TransportResponse {
                status,
                headers: HeaderMap::new(),
                body: Box::new(Some(Bytes::from(body))),
            })
        })
    }
}

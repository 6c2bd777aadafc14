//! One budget: what it counts with, and until when the server wants nobody to call.

use std::{
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use super::{bucket::Bucket, window::Window};
use crate::endpoint::Rate;

/// One budget.
#[derive(Debug)]
pub(crate) struct Budget {
    pub(super) rate: Rate,
    /// Whose turn it is; tokio's lock is fair.
    pub(super) turn: tokio::sync::Mutex<()>,
    /// Told when there may be a turn earlier than was thought.
    pub(super) freed: tokio::sync::Notify,
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    meter: Meter,
    paused_until: Duration,
}

#[derive(Debug)]
enum Meter {
    Window(Window),
    Bucket(Bucket),
}

/// How long to wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Waits {
    /// For the budget's own count.
    pub(super) count: Duration,
    /// Since the server wants a pause.
    pub(super) pause: Duration,
}

impl Budget {
    pub(super) fn new(rate: Rate) -> Self {
        let meter = match rate.burst {
            None => Meter::Window(Window::new(rate.calls, rate.window)),
            Some(burst) => Meter::Bucket(Bucket::new(rate.calls, rate.window, burst)),
        };
        Self {
            rate,
            turn: tokio::sync::Mutex::default(),
            freed: tokio::sync::Notify::default(),
            state: Mutex::new(State { meter, paused_until: Duration::ZERO }),
        }
    }

    /// The server asked for a pause.
    pub(crate) fn pause(&self, until: Duration) {
        let mut state = self.state();
        state.paused_until = state.paused_until.max(until);
    }

    /// How long to wait from now.
    pub(super) fn wait(&self, now: Duration, weight: u32) -> Waits {
        let mut state = self.state();
        let pause = state.paused_until.saturating_sub(now);
        let count = match &mut state.meter {
            Meter::Window(window) => window.wait(now, weight),
            Meter::Bucket(bucket) => bucket.wait(now, weight),
        };
        Waits { count, pause }
    }

    pub(super) fn take(&self, now: Duration, weight: u32) -> u64 {
        match &mut self.state().meter {
            Meter::Window(window) => window.take(now, weight),
            Meter::Bucket(bucket) => bucket.take(now, weight),
        }
    }

    pub(super) fn sent(&self, id: u64, now: Duration, weight: u32) {
        match &mut self.state().meter {
            Meter::Window(window) => window.sent(id, now, weight),
            Meter::Bucket(bucket) => bucket.sent(id, now, weight),
        }
    }

    pub(super) fn finish(&self, id: u64, now: Duration) {
        match &mut self.state().meter {
            Meter::Window(window) => window.finish(id, now),
            Meter::Bucket(bucket) => bucket.finish(id, now),
        }
    }

    pub(super) fn lost(&self, id: u64, now: Duration) {
        match &mut self.state().meter {
            Meter::Window(window) => window.lost(id, now),
            // It counts as seen when that is certain enough.
            Meter::Bucket(_) => {}
        }
    }

    pub(super) fn give_back(&self, id: u64, weight: u32) {
        match &mut self.state().meter {
            Meter::Window(window) => window.give_back(id),
            Meter::Bucket(bucket) => bucket.give_back(id, weight),
        }
        self.freed.notify_waiters();
    }

    pub(super) fn correct(&self, now: Duration, remaining: u32, reset: Option<Duration>) {
        match &mut self.state().meter {
            Meter::Window(window) => window.correct(now, remaining, reset),
            Meter::Bucket(bucket) => bucket.correct(now, remaining),
        }
        self.freed.notify_waiters();
    }

    /// The data is valid after every statement, so a panic elsewhere does not spoil it.
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

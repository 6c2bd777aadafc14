//! Rate budgets: so many calls within a sliding window, shared by all clones of a client.
//!
//! A call waits for its turn, first come first served. Who stands at the head of a queue holds the queue's lock while it
//! waits, so a call that is dropped while waiting makes room at once and has used up nothing.

use std::{
    collections::{HashMap, VecDeque},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use crate::{
    clock::Clock,
    endpoint::{Endpoint, Rate},
};

/// All budgets of a client.
#[derive(Debug)]
pub(crate) struct Budgets {
    shared: Vec<Arc<Budget>>,
    own: Mutex<HashMap<(usize, &'static str), Arc<Budget>>>,
}

impl Budgets {
    pub(crate) fn new(rates: &'static [Rate]) -> Self {
        let shared = rates.iter().map(|&rate| Arc::new(Budget::new(rate))).collect();
        Self { shared, own: Mutex::default() }
    }

    /// The budgets that count an endpoint, the scarcest first: while a call waits for a turn that comes once a minute,
    /// it must not stand at the head of a queue whose turn comes every second. The order is the same for all calls, so
    /// two of them never wait for each other.
    pub(crate) fn of(&self, endpoint: &Endpoint) -> Vec<Arc<Budget>> {
        let mut rates: Vec<usize> =
            endpoint.rates.iter().copied().filter(|&i| i < self.shared.len()).collect();
        rates.sort_by_key(|&index| (std::cmp::Reverse(self.shared[index].rate.pace()), index));
        rates.dedup();
        rates.into_iter().map(|index| self.budget(index, endpoint.name)).collect()
    }

    fn budget(&self, index: usize, endpoint: &'static str) -> Arc<Budget> {
        let shared = &self.shared[index];
        if !shared.rate.per_endpoint {
            return Arc::clone(shared);
        }
        let own = || Arc::new(Budget::new(shared.rate));
        Arc::clone(lock(&self.own).entry((index, endpoint)).or_insert_with(own))
    }
}

impl Rate {
    fn pace(&self) -> Duration {
        self.window / self.calls.max(1)
    }
}

/// One budget.
#[derive(Debug)]
pub(crate) struct Budget {
    rate: Rate,
    /// Whose turn it is; tokio's lock is fair.
    turn: tokio::sync::Mutex<()>,
    log: Mutex<Log>,
}

#[derive(Debug, Default)]
struct Log {
    /// When the calls of the last window were sent, on the clock's [`elapsed`](Clock::elapsed).
    sent: VecDeque<Duration>,
    /// Until when the server does not want to hear from us.
    paused_until: Duration,
}

/// Why a call gets no turn.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct TooLate {
    pub(crate) budget: &'static str,
    pub(crate) wait: Duration,
}

impl Budget {
    fn new(rate: Rate) -> Self {
        Self { rate, turn: tokio::sync::Mutex::default(), log: Mutex::default() }
    }

    /// The server asked for a pause.
    pub(crate) fn pause(&self, until: Duration) {
        let mut log = lock(&self.log);
        log.paused_until = log.paused_until.max(until);
    }

    /// How long to wait from now: for the window and for a pause.
    fn wait(&self, now: Duration) -> (Duration, Duration) {
        let mut log = lock(&self.log);
        // A clock that was set back must not make anybody wait for the time that it had shown.
        log.sent.iter_mut().rev().take_while(|sent| **sent > now).for_each(|sent| *sent = now);
        while log.sent.front().is_some_and(|&sent| now.saturating_sub(sent) >= self.rate.window) {
            log.sent.pop_front();
        }
        let full = log.sent.len() >= self.rate.calls.max(1) as usize;
        let oldest = log.sent.front().copied().filter(|_| full);
        let window =
            oldest.map_or(Duration::ZERO, |sent| sent.saturating_add(self.rate.window).saturating_sub(now));
        (window, log.paused_until.saturating_sub(now))
    }

    fn record(&self, now: Duration) {
        lock(&self.log).sent.push_back(now);
    }
}

/// Bounds of waiting.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Patience {
    /// When the call must be over, on the clock's [`elapsed`](Clock::elapsed).
    pub(crate) deadline: Option<Duration>,
    /// The longest pause that a server may ask for.
    pub(crate) longest_pause: Duration,
}

/// Waits for a turn in all budgets, and takes it in all of them at once.
pub(crate) async fn take_turn(
    budgets: &[Arc<Budget>],
    clock: &dyn Clock,
    patience: Patience,
) -> Result<(), TooLate> {
    let mut turns = Vec::with_capacity(budgets.len());
    for (index, budget) in budgets.iter().enumerate() {
        turns.push(budget.turn.lock().await);
        // Those before may have been paused in the meantime.
        wait_for(&budgets[..=index], clock, patience).await?;
    }
    let now = clock.elapsed();
    for budget in budgets {
        budget.record(now);
    }
    Ok(())
}

async fn wait_for(budgets: &[Arc<Budget>], clock: &dyn Clock, patience: Patience) -> Result<(), TooLate> {
    loop {
        let now = clock.elapsed();
        let mut longest = Duration::ZERO;
        for budget in budgets {
            let (window, pause) = budget.wait(now);
            let wait = window.max(pause);
            let too_late = patience.deadline.is_some_and(|deadline| now.saturating_add(wait) > deadline);
            if (too_late && !wait.is_zero()) || pause > patience.longest_pause {
                return Err(TooLate { budget: budget.rate.name, wait });
            }
            longest = longest.max(wait);
        }
        if longest.is_zero() {
            return Ok(());
        }
        clock.sleep(longest).await;
    }
}

/// The data is valid after every statement, so a panic elsewhere does not spoil it.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests;

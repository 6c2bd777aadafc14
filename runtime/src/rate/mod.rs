//! Rate budgets: windows and buckets, shared by all clones of a client.
//!
//! A call waits for its turn, first come first served. Who stands at the head of a queue holds the queue's lock while it
//! waits, so a call that is dropped while waiting makes room at once and has used up nothing. One that is dropped after
//! it got its [`Turn`], but before anything was sent, gives it back.

mod bucket;
mod budget;
mod turn;
mod window;

pub(crate) use budget::Budget;
pub(crate) use turn::Turn;

use std::{
    collections::HashMap,
    pin::pin,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use futures_util::future::select;

use crate::{
    clock::Clock,
    endpoint::{Endpoint, Rate, RateUse},
};
use turn::Taken;

/// All budgets of a client.
#[derive(Debug)]
pub(crate) struct Budgets {
    shared: Vec<Arc<Budget>>,
    own: Mutex<HashMap<(usize, &'static str), Arc<Budget>>>,
}

/// A budget that counts an endpoint, and as how much.
#[derive(Clone, Debug)]
pub(crate) struct Counted {
    pub(crate) budget: Arc<Budget>,
    weight: u32,
}

impl Budgets {
    pub(crate) fn new(rates: &'static [Rate]) -> Self {
        let shared = rates.iter().map(|&rate| Arc::new(Budget::new(rate))).collect();
        Self { shared, own: Mutex::default() }
    }

    /// The budgets that count an endpoint, the scarcest first: while a call waits for a turn that comes once a minute,
    /// it must not stand at the head of a queue whose turn comes every second. The order is the same for all calls, so
    /// two of them never wait for each other.
    pub(crate) fn of(&self, endpoint: &Endpoint) -> Vec<Counted> {
        let mut uses: Vec<RateUse> =
            endpoint.rates.iter().copied().filter(|used| used.rate < self.shared.len()).collect();
        uses.sort_by_key(|used| (std::cmp::Reverse(self.shared[used.rate].rate.pace()), used.rate));
        uses.dedup_by_key(|used| used.rate);
        let counted = |used: RateUse| {
            let budget = self.budget(used.rate, endpoint.name);
            Counted { budget, weight: used.weight.max(1) }
        };
        uses.into_iter().map(counted).collect()
    }

    fn budget(&self, index: usize, endpoint: &'static str) -> Arc<Budget> {
        let shared = &self.shared[index];
        if !shared.rate.per_endpoint {
            return Arc::clone(shared);
        }
        let own = || Arc::new(Budget::new(shared.rate));
        let mut budgets = self.own.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(budgets.entry((index, endpoint)).or_insert_with(own))
    }
}

impl Rate {
    fn pace(&self) -> Duration {
        self.window / self.calls.max(1)
    }
}

/// Why a call gets no turn.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct TooLate {
    pub(crate) budget: &'static str,
    pub(crate) wait: Duration,
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
    budgets: &[Counted],
    clock: &Arc<dyn Clock>,
    patience: Patience,
) -> Result<Turn, TooLate> {
    let mut turns = Vec::with_capacity(budgets.len());
    for (index, counted) in budgets.iter().enumerate() {
        turns.push(counted.budget.turn.lock().await);
        // Those before may have been paused in the meantime.
        wait_for(&budgets[..=index], &**clock, patience).await?;
    }
    let now = clock.elapsed();
    let take = |counted: &Counted| {
        let id = counted.budget.take(now, counted.weight);
        Taken { budget: Arc::clone(&counted.budget), weight: counted.weight, id }
    };
    Ok(Turn::new(budgets.iter().map(take).collect(), clock))
}

async fn wait_for(budgets: &[Counted], clock: &dyn Clock, patience: Patience) -> Result<(), TooLate> {
    while let Some((_, scarcest)) = longest_wait(budgets, clock.elapsed(), patience)? {
        let freed = pin!(scarcest.freed.notified());
        // What was freed before somebody listened is seen now.
        let Some((wait, _)) = longest_wait(budgets, clock.elapsed(), patience)? else { break };
        select(clock.sleep(wait), freed).await;
    }
    Ok(())
}

/// The longest wait, and for which budget it is; nothing when there is nothing to wait for.
fn longest_wait(
    budgets: &[Counted],
    now: Duration,
    patience: Patience,
) -> Result<Option<(Duration, &Budget)>, TooLate> {
    let mut longest: Option<(Duration, &Budget)> = None;
    for Counted { budget, weight } in budgets {
        let waits = budget.wait(now, *weight);
        let wait = waits.count.max(waits.pause);
        if wait.is_zero() {
            continue;
        }
        let too_late = patience.deadline.is_some_and(|deadline| now.saturating_add(wait) > deadline);
        if too_late || waits.pause > patience.longest_pause {
            return Err(TooLate { budget: budget.rate.name, wait });
        }
        if longest.is_none_or(|(other, _)| wait > other) {
            longest = Some((wait, budget));
        }
    }
    Ok(longest)
}

#[cfg(test)]
mod tests;

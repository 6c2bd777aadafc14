//! A call's turn in all of its budgets, from when it is taken until the call is over.

use std::{
    sync::Arc,
    time::{Duration, SystemTime},
};

use http::HeaderMap;

use super::Budget;
use crate::{
    clock::Clock,
    endpoint::{Rate, Remaining},
    retry::{WaitForm, sent_at},
};

/// What a server says about its budget is believed for this long, or for a window that is longer.
const LONGEST_RESET: Duration = Duration::from_secs(3600);

/// A turn. It is given back when it is dropped before anything was sent.
pub(crate) struct Turn {
    taken: Vec<Taken>,
    clock: Arc<dyn Clock>,
    is_sent: bool,
    is_answered: bool,
}

pub(super) struct Taken {
    pub(super) budget: Arc<Budget>,
    pub(super) weight: u32,
    pub(super) id: u64,
}

impl Turn {
    pub(super) fn new(taken: Vec<Taken>, clock: &Arc<dyn Clock>) -> Self {
        Self { taken, clock: Arc::clone(clock), is_sent: false, is_answered: false }
    }

    /// The turn of a call that no budget counts.
    pub(crate) fn free(clock: &Arc<dyn Clock>) -> Self {
        Self::new(Vec::new(), clock)
    }

    /// The call is sent now.
    pub(crate) fn sent(&mut self) {
        self.is_sent = true;
        if self.taken.is_empty() {
            return;
        }
        let now = self.clock.elapsed();
        for Taken { budget, weight, id } in &self.taken {
            budget.sent(*id, now, *weight);
        }
    }

    /// Nothing reached the server after all.
    pub(crate) fn not_sent(mut self) {
        self.is_sent = false;
    }

    /// The answer came, and may say what the server has counted.
    pub(crate) fn answered(mut self, headers: &HeaderMap) {
        if self.taken.is_empty() {
            return;
        }
        self.is_answered = true;
        let now = self.clock.elapsed();
        for Taken { budget, id, .. } in &self.taken {
            budget.finish(*id, now);
            let rate = &budget.rate;
            let Some(remaining) = rate.remaining.and_then(|told| left(headers, told, rate)) else { continue };
            let reset = rate.reset.and_then(|(name, form)| reset(headers, name, form, self.clock.now()));
            budget.correct(now, remaining, reset.map(|reset| reset.min(rate.window.max(LONGEST_RESET))));
        }
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        if self.taken.is_empty() {
            return;
        }
        let now = self.clock.elapsed();
        for Taken { budget, weight, id } in &self.taken {
            if self.is_answered {
                continue;
            }
            if self.is_sent {
                budget.lost(*id, now);
            } else {
                budget.give_back(*id, *weight);
            }
        }
    }
}

/// How much is left, as the server counts; some count fractions of calls, or less than none.
fn left(headers: &HeaderMap, told: Remaining, rate: &Rate) -> Option<u32> {
    let text = |name| headers.get(name)?.to_str().ok();
    let left = match told {
        Remaining::Left(name) => number(text(name)?)?,
        Remaining::Used(name) => match text(name)?.split_once('/') {
            Some((used, limit)) => number(limit)? - number(used)?,
            None => f64::from(rate.burst.unwrap_or(rate.calls)) - number(text(name)?)?,
        },
    };
    // The cast takes what is beyond all bounds to the bounds.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    (!left.is_nan()).then_some(left as u32)
}

fn number(text: &str) -> Option<f64> {
    text.trim().parse().ok()
}

fn reset(headers: &HeaderMap, name: &str, form: WaitForm, now: SystemTime) -> Option<Duration> {
    form.read(headers.get(name)?.to_str().ok()?, sent_at(headers, now))
}

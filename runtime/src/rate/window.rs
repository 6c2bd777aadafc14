//! A window that slides: so much within any stretch of time of its length.
//!
//! What counts is when the server sees a call, and that is not when it is sent: a call that is held up on its way meets
//! one that was sent a window later. A turn therefore ends a window after the call was *answered*, which is after the
//! server saw it. For slow calls that would cost much of the budget, so it holds as long as it costs a twenty-fifth of
//! it on average. What is not needed of that is saved up, for times when much is late at once: see `slack`.

use std::{
    collections::{BTreeSet, HashMap},
    time::Duration,
};

/// The part of a window by which turns may last longer, on average: throughput stays above 96 %.
const SAFETY: u32 = 25;

/// The part of a window by which turns may last longer out of what was saved up.
const SAVED: u32 = 4;

/// In how many pieces a turn whose call is not answered in a whole window is prolonged.
const PIECES: u32 = 16;

#[derive(Debug)]
pub(super) struct Window {
    limit: u32,
    length: Duration,
    turns: HashMap<u64, Turn>,
    /// When turns end, the next one first.
    ends: BTreeSet<(Duration, u64)>,
    /// The weight of all turns.
    used: u32,
    /// By how much turns may still be prolonged, times their weight.
    slack: Duration,
    /// What others have used, as the server says.
    others: Option<u64>,
    /// Until when nothing is left, as the server says.
    closed_until: Duration,
    now: Duration,
    next: u64,
}

#[derive(Clone, Copy, Debug)]
struct Turn {
    weight: u32,
    since: Duration,
    /// By how much it is prolonged.
    extra: Duration,
    /// When it ends, at present.
    end: Duration,
    /// Whether its call is not answered yet.
    is_open: bool,
}

impl Window {
    pub(super) fn new(limit: u32, length: Duration) -> Self {
        let limit = limit.max(1);
        Self {
            limit,
            length,
            turns: HashMap::new(),
            ends: BTreeSet::new(),
            used: 0,
            slack: (length / SAVED).saturating_mul(limit),
            others: None,
            closed_until: Duration::ZERO,
            now: Duration::ZERO,
            next: 0,
        }
    }

    /// How long to wait until there is room.
    pub(super) fn wait(&mut self, now: Duration, weight: u32) -> Duration {
        self.settle(now);
        self.wait_for_room(now, weight).max(self.closed_until.saturating_sub(now))
    }

    fn wait_for_room(&self, now: Duration, weight: u32) -> Duration {
        let weight = weight.min(self.limit);
        let mut missing = self.used.saturating_add(weight).saturating_sub(self.limit);
        for (end, id) in &self.ends {
            if missing == 0 {
                return Duration::ZERO;
            }
            missing = missing.saturating_sub(self.turns.get(id).map_or(0, |turn| turn.weight));
            if missing == 0 {
                return end.saturating_sub(now);
            }
        }
        Duration::ZERO
    }

    pub(super) fn take(&mut self, now: Duration, weight: u32) -> u64 {
        self.now = now;
        let id = self.next;
        self.next += 1;
        self.insert(id, Turn::new(now, self.length, weight.min(self.limit)));
        id
    }

    /// The call of a turn is sent only now; a turn that was over is taken again.
    pub(super) fn sent(&mut self, id: u64, now: Duration, weight: u32) {
        self.remove(id);
        let weight = weight.min(self.limit);
        let most = (self.length / SAVED).saturating_mul(self.limit);
        self.slack = (self.length / SAFETY).saturating_mul(weight).saturating_add(self.slack).min(most);
        self.insert(id, Turn::new(now, self.length, weight));
    }

    /// Nobody waits any more for the answer of a call, which the server may still see.
    pub(super) fn lost(&mut self, id: u64, now: Duration) {
        self.finish(id, now.saturating_add(self.length / SAFETY));
    }

    /// The call of a turn was answered.
    pub(super) fn finish(&mut self, id: u64, now: Duration) {
        if let Some(turn) = self.turns.get_mut(&id) {
            turn.is_open = false;
            let wanted = now.saturating_sub(turn.since).saturating_sub(turn.extra);
            self.prolong(id, wanted);
        }
    }

    /// The call of a turn was not sent.
    pub(super) fn give_back(&mut self, id: u64) {
        self.remove(id);
    }

    /// The server says how much is left, and until when. Where that is less than what is left here, others use the same
    /// budget. Where it is more, it may be from before calls that are on their way.
    pub(super) fn correct(&mut self, now: Duration, remaining: u32, reset: Option<Duration>) {
        self.settle(now);
        if let Some(others) = self.others.take() {
            self.remove(others);
        }
        let by_others = self.limit.saturating_sub(self.used).saturating_sub(remaining);
        let length = reset.unwrap_or(self.length);
        if by_others > 0 && !length.is_zero() {
            let id = self.next;
            self.next += 1;
            self.insert(id, Turn { is_open: false, ..Turn::new(now, length, by_others) });
            self.others = Some(id);
        }
        // The turns of our own calls end with the server's window, unless that is longer than it should be.
        self.closed_until = match reset {
            Some(reset) if remaining == 0 => now.saturating_add(reset),
            _ => Duration::ZERO,
        };
    }

    /// Ends the turns that are over.
    fn settle(&mut self, now: Duration) {
        if now < self.now {
            self.go_back(now);
        }
        self.now = now;
        while let Some(&(end, id)) = self.ends.first() {
            if end > now {
                break;
            }
            let Some(turn) = self.turns.get(&id).copied() else {
                self.ends.pop_first();
                continue;
            };
            // An answer that is still out may be that of a call which the server sees only now.
            let wanted = now.saturating_sub(turn.since).saturating_sub(turn.extra).min(self.length / PIECES);
            if !turn.is_open || self.prolong(id, wanted).is_zero() {
                self.remove(id);
            }
        }
    }

    /// Prolongs a turn as far as there is slack for it.
    fn prolong(&mut self, id: u64, wanted: Duration) -> Duration {
        let Some(mut turn) = self.turns.get(&id).copied() else { return Duration::ZERO };
        let extra = wanted.min(self.slack / turn.weight.max(1));
        self.slack = self.slack.saturating_sub(extra.saturating_mul(turn.weight));
        self.remove(id);
        turn.extra = turn.extra.saturating_add(extra);
        turn.end = turn.end.saturating_add(extra);
        self.insert(id, turn);
        extra
    }

    /// A clock that was set back must not make anybody wait for the time that it had shown.
    fn go_back(&mut self, now: Duration) {
        let latest = now.saturating_add(self.length);
        self.closed_until = self.closed_until.min(latest);
        let turns: Vec<_> = self.turns.iter().map(|(id, turn)| (*id, *turn)).collect();
        for (id, turn) in turns {
            self.remove(id);
            self.insert(id, Turn { since: turn.since.min(now), end: turn.end.min(latest), ..turn });
        }
    }

    fn insert(&mut self, id: u64, turn: Turn) {
        self.used = self.used.saturating_add(turn.weight);
        self.ends.insert((turn.end, id));
        self.turns.insert(id, turn);
    }

    fn remove(&mut self, id: u64) {
        if let Some(turn) = self.turns.remove(&id) {
            self.used = self.used.saturating_sub(turn.weight);
            self.ends.remove(&(turn.end, id));
        }
    }
}

impl Turn {
    fn new(now: Duration, length: Duration, weight: u32) -> Self {
        Self { weight, since: now, extra: Duration::ZERO, end: now.saturating_add(length), is_open: true }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn ms(millis: u64) -> Duration {
        Duration::from_millis(millis)
    }

    /// Sends a call at a time that is answered at another.
    fn call(window: &mut Window, sent: u64, answered: u64) {
        let id = window.take(ms(sent), 1);
        window.sent(id, ms(sent), 1);
        window.finish(id, ms(answered));
    }

    #[test]
    fn a_turn_ends_a_window_after_the_answer() {
        let mut window = Window::new(2, ms(1000));
        call(&mut window, 0, 30);
        call(&mut window, 10, 20);
        assert_eq!(window.wait(ms(40), 1), ms(980));
        assert_eq!(window.wait(ms(1019), 1), ms(1));
        assert_eq!(window.wait(ms(1020), 1), Duration::ZERO);
        assert_eq!(window.wait(ms(1020), 2), ms(10));
    }

    /// However slow the calls are, a twenty-fifth of the budget is lost at most, after what was saved up.
    #[test]
    fn slow_calls_cost_little() {
        let mut window = Window::new(10, ms(1000));
        let (mut now, mut sent) = (Duration::ZERO, 0);
        while now < ms(100_000) {
            let wait = window.wait(now, 1);
            if !wait.is_zero() {
                now += wait;
                continue;
            }
            let id = window.take(now, 1);
            window.sent(id, now, 1);
            // Answered half a window later, as far as the window can tell.
            window.finish(id, now + ms(500));
            sent += 1;
        }
        assert!((955..=1000).contains(&sent), "{sent} calls");
    }

    #[test]
    fn calls_without_an_answer_hold_their_turns_for_a_while() {
        let mut window = Window::new(1, ms(1600));
        let id = window.take(ms(0), 1);
        window.sent(id, ms(0), 1);
        for now in [1600, 1700, 1800, 1900] {
            assert_eq!(window.wait(ms(now), 1), ms(100));
        }
        assert_eq!(window.wait(ms(2000), 1), Duration::ZERO);
        // Too late, and without effect.
        window.finish(id, ms(2010));
        assert_eq!(window.wait(ms(2010), 1), Duration::ZERO);
    }

    #[test]
    fn a_call_that_is_given_up_may_still_be_on_its_way() {
        let mut window = Window::new(1, ms(1000));
        let id = window.take(ms(0), 1);
        window.sent(id, ms(0), 1);
        window.lost(id, ms(5));
        assert_eq!(window.wait(ms(5), 1), ms(1040));
    }

    #[test]
    fn what_was_not_sent_is_given_back() {
        let mut window = Window::new(3, ms(1000));
        let id = window.take(ms(0), 3);
        assert_eq!(window.wait(ms(0), 1), ms(1000));
        window.give_back(id);
        assert_eq!(window.wait(ms(0), 3), Duration::ZERO);
        // A call that was long in the making counts from when it was sent, though its turn was over.
        let id = window.take(ms(0), 1);
        for now in (1000..2000).step_by(10) {
            window.wait(ms(now), 1);
        }
        assert!(window.turns.is_empty());
        window.sent(id, ms(2000), 1);
        assert_eq!(window.wait(ms(2000), 3), ms(1000));
    }

    #[test]
    fn more_than_the_window_holds_is_all_of_it() {
        let mut window = Window::new(3, ms(1000));
        assert_eq!(window.wait(ms(0), 9), Duration::ZERO);
        window.take(ms(0), 9);
        assert_eq!((window.used, window.wait(ms(0), 9)), (3, ms(1000)));
    }

    #[test]
    fn the_stricter_of_two_counts_holds() {
        let mut window = Window::new(10, ms(1000));
        call(&mut window, 0, 0);
        window.correct(ms(0), 9, Some(ms(5000)));
        assert_eq!(window.wait(ms(0), 9), Duration::ZERO);
        window.correct(ms(0), 2, Some(ms(5000)));
        assert_eq!((window.wait(ms(0), 2), window.wait(ms(0), 3)), (Duration::ZERO, ms(1000)));
        assert_eq!(window.wait(ms(1000), 4), ms(4000));
        // A newer answer counts instead; the server may have more than it had.
        window.correct(ms(1000), 50, Some(ms(5000)));
        assert_eq!(window.wait(ms(1000), 10), Duration::ZERO);
        window.correct(ms(1000), 0, None);
        assert_eq!(window.wait(ms(1000), 1), ms(1000));
        call(&mut window, 1000, 1000);
        window.correct(ms(1000), 0, Some(ms(5000)));
        assert_eq!(window.wait(ms(3000), 1), ms(3000));
    }

    #[test]
    fn a_clock_that_goes_back_costs_a_window_at_most() {
        let mut window = Window::new(1, ms(1000));
        call(&mut window, 1_000_000, 1_000_000);
        assert_eq!(window.wait(ms(10), 1), ms(1000));
        assert_eq!(window.wait(ms(1010), 1), Duration::ZERO);
    }
}

//! When a call is sent again, and after how long. All of it is arithmetic: time and chance are passed in.

mod date;
mod form;
mod rules;
mod when;

pub(crate) use date::{date, days_since_1970, retry_after, sent_at};
pub use form::WaitForm;
pub(crate) use rules::Asked;
pub use rules::{AnswerAt, RetryRules, StatusRule, Wait};
pub use when::{Test, When};

use std::{
    sync::atomic::{AtomicU32, Ordering},
    time::Duration,
};

/// What a failed attempt says about sending again. Of two, the greater one counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Trouble {
    /// The same call would fail again.
    Final,
    /// Nobody knows whether the server acted: the connection broke, or the answer did not come.
    Lost,
    /// Nothing was sent.
    NotSent,
    /// The server cannot act now, but it may have begun to.
    Unavailable,
    /// The server did not act because there were too many calls.
    Throttled,
}

impl Trouble {
    /// Whether sending again cannot make the server act twice, or acting twice does no harm.
    pub(crate) const fn allows_again(self, repeatable: bool) -> bool {
        match self {
            Self::Final => false,
            Self::Lost | Self::Unavailable => repeatable,
            Self::NotSent | Self::Throttled => true,
        }
    }
}

/// The rules of a client.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Policy {
    pub(crate) max_attempts: u32,
    /// The longest wait before the second attempt; it doubles with every further one.
    pub(crate) base: Duration,
    /// The longest wait of all, unless the server asks for one.
    pub(crate) max: Duration,
    /// The longest wait that a server may ask for: beyond it the caller is told instead.
    pub(crate) longest_asked: Duration,
}

/// What is known after a failed attempt.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Tried {
    pub(crate) trouble: Trouble,
    pub(crate) repeatable: bool,
    pub(crate) attempts: u32,
    /// How long the server asks to wait.
    pub(crate) asked: Option<Duration>,
    /// How much time the call has left.
    pub(crate) remaining: Option<Duration>,
    /// Any number.
    pub(crate) random: u64,
}

impl Policy {
    /// How long to wait before the next attempt; `None` when there is to be none.
    pub(crate) fn delay(&self, tried: &Tried) -> Option<Duration> {
        if tried.attempts >= self.max_attempts || !tried.trouble.allows_again(tried.repeatable) {
            return None;
        }
        if tried.asked.is_some_and(|asked| asked > self.longest_asked) {
            return None;
        }
        // What the server asks for is the shortest wait: `Retry-After: 0` is no invitation to storm it.
        let jitter = full_jitter(self.ceiling(tried.attempts), tried.random);
        let delay = tried.asked.unwrap_or_default().max(jitter);
        // A wait that leaves no time for the attempt is no use: better say so now.
        tried.remaining.is_none_or(|remaining| delay < remaining).then_some(delay)
    }

    fn ceiling(&self, attempts: u32) -> Duration {
        let factor = 1_u32.checked_shl(attempts.saturating_sub(1)).unwrap_or(u32::MAX);
        self.base.saturating_mul(factor).min(self.max)
    }
}

/// A time from nothing to the ceiling: many clients that failed together do not come back together.
fn full_jitter(ceiling: Duration, random: u64) -> Duration {
    let nanos = u64::try_from(ceiling.as_nanos()).unwrap_or(u64::MAX);
    let share = (u128::from(nanos) * u128::from(random)) >> 64;
    Duration::from_nanos(u64::try_from(share).unwrap_or(nanos))
}

/// What all calls of a client may spend on further attempts: when everything fails, a client soon sends each call once,
/// instead of multiplying the load on a server that is down.
#[derive(Debug)]
pub(crate) struct RetryBudget {
    tokens: AtomicU32,
    full: u32,
}

/// One further attempt costs as much as this many successes give back.
const COST: u32 = 10;

impl RetryBudget {
    pub(crate) fn new(attempts: u32) -> Self {
        let full = attempts.saturating_mul(COST);
        Self { tokens: AtomicU32::new(full), full }
    }

    /// Takes the price of one attempt; `false` when there is not enough left.
    pub(crate) fn spend(&self) -> bool {
        let take = |tokens: u32| tokens.checked_sub(COST);
        self.tokens.fetch_update(Ordering::Relaxed, Ordering::Relaxed, take).is_ok()
    }

    /// A success gives something back.
    pub(crate) fn earn(&self) {
        let give = |tokens: u32| (tokens < self.full).then(|| tokens + 1);
        let _ = self.tokens.fetch_update(Ordering::Relaxed, Ordering::Relaxed, give);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const POLICY: Policy = Policy {
        max_attempts: 4,
        base: Duration::from_millis(200),
        max: Duration::from_secs(1),
        longest_asked: Duration::from_secs(60),
    };

    fn tried() -> Tried {
        Tried {
            trouble: Trouble::Unavailable,
            repeatable: true,
            attempts: 1,
            asked: None,
            remaining: None,
            random: u64::MAX,
        }
    }

    #[test]
    fn the_ceiling_doubles_up_to_the_longest_wait() {
        let millis = |attempts| {
            let policy = Policy { max_attempts: 100, ..POLICY };
            policy.delay(&Tried { attempts, ..tried() }).map(|delay| delay.as_millis())
        };
        assert_eq!([millis(1), millis(2), millis(3)], [Some(199), Some(399), Some(799)]);
        assert_eq!([millis(4), millis(40), millis(99)], [Some(999); 3]);
        assert_eq!(millis(100), None);
    }

    #[test]
    fn jitter_reaches_from_nothing_to_the_ceiling() {
        let delay = |random| POLICY.delay(&Tried { random, ..tried() }).unwrap();
        assert_eq!(delay(0), Duration::ZERO);
        assert_eq!(delay(u64::MAX / 2).as_millis(), 99);
        assert!(delay(u64::MAX) < Duration::from_millis(200));
    }

    #[test]
    fn what_the_server_asks_for_is_obeyed_exactly() {
        let delay = |asked, remaining| {
            POLICY.delay(&Tried { asked: Some(Duration::from_secs(asked)), remaining, ..tried() })
        };
        assert_eq!(delay(7, None), Some(Duration::from_secs(7)));
        assert_eq!(delay(61, None), None);
        assert_eq!(delay(7, Some(Duration::from_secs(7))), None);
        assert_eq!(delay(7, Some(Duration::from_secs(8))), Some(Duration::from_secs(7)));
    }

    #[test]
    fn no_wait_is_shorter_than_without_the_server() {
        let delay = |asked| POLICY.delay(&Tried { asked: Some(Duration::from_millis(asked)), ..tried() });
        assert_eq!(delay(0).map(|delay| delay.as_millis()), Some(199));
        assert_eq!(delay(201).map(|delay| delay.as_millis()), Some(201));
    }

    #[test]
    fn only_what_cannot_act_twice_is_repeated() {
        for (trouble, repeatable, again) in [
            (Trouble::Final, true, false),
            (Trouble::Lost, true, true),
            (Trouble::Lost, false, false),
            (Trouble::Unavailable, false, false),
            (Trouble::NotSent, false, true),
            (Trouble::Throttled, false, true),
        ] {
            assert_eq!(
                POLICY.delay(&Tried { trouble, repeatable, ..tried() }).is_some(),
                again,
                "{trouble:?}"
            );
        }
    }

    #[test]
    fn the_budget_runs_out_and_recovers() {
        let budget = RetryBudget::new(2);
        assert!(budget.spend() && budget.spend() && !budget.spend());
        for _ in 0..9 {
            budget.earn();
        }
        assert!(!budget.spend());
        budget.earn();
        assert!(budget.spend());
        for _ in 0..100 {
            budget.earn();
        }
        assert!(budget.spend() && budget.spend() && !budget.spend());
    }
}

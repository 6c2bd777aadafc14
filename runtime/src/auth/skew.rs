//! The difference between the server's clock and ours, as far as a server has told it.

use std::{
    sync::atomic::{AtomicI64, Ordering},
    time::{Duration, SystemTime},
};

/// What is shorter is the coarseness of `Date`, not a wrong clock.
const LEAST: i64 = 1000;

/// Milliseconds by which the server is ahead.
#[derive(Debug, Default)]
pub(crate) struct Skew(AtomicI64);

impl Skew {
    /// A time of ours as the server has it.
    pub(crate) fn correct(&self, now: SystemTime) -> SystemTime {
        shifted(now, self.current())
    }

    /// A time of the server's as we have it.
    pub(crate) fn ours(&self, theirs: SystemTime) -> SystemTime {
        shifted(theirs, self.current().saturating_neg())
    }

    /// What is known now, to be held against what is learned later.
    pub(crate) fn current(&self) -> i64 {
        self.0.load(Ordering::Relaxed)
    }

    /// Takes the server's time over; `false` when an attempt that counted with `used` had it already.
    pub(crate) fn learn(&self, server: SystemTime, now: SystemTime, used: i64) -> bool {
        let skew = difference(server, now);
        self.0.store(skew, Ordering::Relaxed);
        skew.saturating_sub(used).saturating_abs() >= LEAST
    }
}

fn difference(later: SystemTime, earlier: SystemTime) -> i64 {
    let millis = |duration: Duration| i64::try_from(duration.as_millis()).unwrap_or(i64::MAX);
    later.duration_since(earlier).map_or_else(|before| -millis(before.duration()), millis)
}

fn shifted(time: SystemTime, millis: i64) -> SystemTime {
    let by = Duration::from_millis(millis.unsigned_abs());
    let shifted = if millis < 0 { time.checked_sub(by) } else { time.checked_add(by) };
    shifted.unwrap_or(time)
}

#[cfg(test)]
mod tests {
    use std::time::UNIX_EPOCH;

    use super::*;

    fn at(seconds: u64) -> SystemTime {
        UNIX_EPOCH + Duration::from_secs(seconds)
    }

    #[test]
    fn a_skew_is_learned_in_both_directions() {
        let skew = Skew::default();
        assert_eq!(skew.correct(at(100)), at(100));
        assert!(skew.learn(at(1000), at(100), 0));
        assert_eq!((skew.correct(at(200)), skew.ours(at(1100))), (at(1100), at(200)));
        assert!(skew.learn(at(50), at(100), skew.current()));
        assert_eq!(skew.correct(at(100)), at(50));
    }

    #[test]
    fn what_is_known_already_is_nothing_to_learn() {
        let skew = Skew::default();
        assert!(!skew.learn(at(100), at(100), 0));
        assert!(skew.learn(at(900), at(100), 0));
        assert!(!skew.learn(at(901), at(101), 800_000));
    }

    #[test]
    fn no_skew_is_too_large() {
        let skew = Skew::default();
        skew.learn(at(1 << 60), at(0), 0);
        let _ = (skew.correct(at(1 << 60)), skew.ours(at(0)));
    }
}

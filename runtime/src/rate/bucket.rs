//! A bucket: it is refilled steadily and holds so much.
//!
//! A call takes from it when the server sees the call, which is some time between sending and answer. Until then what it
//! takes is set aside, but not taken yet: so a bucket that is full does not gain what the server's, from which it was
//! taken at once, would.

use std::{collections::HashMap, time::Duration};

/// The part of the refilling time of a call by which it may be seen later, where the bucket has no room for more.
const SAFETY: u32 = 25;

/// What is in it is measured in the time that it takes to refill.
#[derive(Debug)]
pub(super) struct Bucket {
    /// For one call.
    unit: Duration,
    size: u32,
    capacity: Duration,
    level: Duration,
    /// What is set aside.
    aside: Duration,
    open: HashMap<u64, Open>,
    now: Duration,
    next: u64,
}

#[derive(Clone, Copy, Debug)]
struct Open {
    cost: Duration,
    /// When the server has seen the call for certain, as far as that may be waited for.
    seen: Duration,
}

impl Bucket {
    /// Refilled at so many in that time.
    pub(super) fn new(calls: u32, time: Duration, size: u32) -> Self {
        let nanos = time.as_nanos().div_ceil(u128::from(calls.max(1)));
        let unit = Duration::from_nanos(u64::try_from(nanos).unwrap_or(u64::MAX));
        let size = size.max(1);
        let capacity = unit.saturating_mul(size);
        Self {
            unit,
            size,
            capacity,
            level: capacity,
            aside: Duration::ZERO,
            open: HashMap::new(),
            now: Duration::ZERO,
            next: 0,
        }
    }

    pub(super) fn wait(&mut self, now: Duration, weight: u32) -> Duration {
        self.settle(now);
        self.cost(weight).saturating_add(self.aside).saturating_sub(self.level)
    }

    pub(super) fn take(&mut self, now: Duration, weight: u32) -> u64 {
        let id = self.next;
        self.next += 1;
        self.insert(id, now, weight);
        id
    }

    pub(super) fn sent(&mut self, id: u64, now: Duration, weight: u32) {
        self.settle(now);
        // One that was long in the making may count as seen already.
        self.give_back(id, weight);
        self.insert(id, now, weight);
    }

    pub(super) fn finish(&mut self, id: u64, now: Duration) {
        self.settle(now);
        if let Some(open) = self.remove(id) {
            self.level = self.level.saturating_sub(open.cost);
        }
    }

    pub(super) fn give_back(&mut self, id: u64, weight: u32) {
        if self.remove(id).is_none() {
            self.level = self.level.saturating_add(self.cost(weight)).min(self.capacity);
        }
    }

    /// The server says how much is left: less than here, when others take from it too.
    pub(super) fn correct(&mut self, now: Duration, remaining: u32) {
        self.settle(now);
        self.level = self.level.min(self.unit.saturating_mul(remaining).saturating_add(self.aside));
    }

    fn cost(&self, weight: u32) -> Duration {
        self.unit.saturating_mul(weight.min(self.size))
    }

    fn insert(&mut self, id: u64, now: Duration, weight: u32) {
        let cost = self.cost(weight);
        // Half of what still fits in beside the call is never lost while the bucket is in full use.
        let patience = (self.capacity.saturating_sub(cost) / 2).max(cost / SAFETY);
        self.aside = self.aside.saturating_add(cost);
        self.open.insert(id, Open { cost, seen: now.saturating_add(patience) });
    }

    fn remove(&mut self, id: u64) -> Option<Open> {
        let open = self.open.remove(&id)?;
        self.aside = self.aside.saturating_sub(open.cost);
        Some(open)
    }

    /// Brings the level up to date: of refilling and taking, what was first is first.
    fn settle(&mut self, now: Duration) {
        loop {
            let seen = self.open.iter().filter(|(_, open)| open.seen <= now);
            let Some((&id, &open)) = seen.min_by_key(|(id, open)| (open.seen, **id)) else { break };
            self.refill(open.seen);
            self.remove(id);
            self.level = self.level.saturating_sub(open.cost);
        }
        self.refill(now);
        // A clock that was set back fills nothing, and must not make anybody wait for the time that it had shown.
        self.now = now;
    }

    fn refill(&mut self, now: Duration) {
        let gained = now.saturating_sub(self.now);
        self.level = self.level.saturating_add(gained).min(self.capacity);
        self.now = self.now.max(now);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn ms(millis: u64) -> Duration {
        Duration::from_millis(millis)
    }

    /// Ten a second, and at most four at once.
    fn bucket() -> Bucket {
        Bucket::new(10, ms(1000), 4)
    }

    fn call(bucket: &mut Bucket, now: u64, answered: u64) {
        let id = bucket.take(ms(now), 1);
        bucket.sent(id, ms(now), 1);
        bucket.finish(id, ms(answered));
    }

    #[test]
    fn a_bucket_gives_what_it_holds_and_then_what_comes_in() {
        let mut bucket = bucket();
        for _ in 0..4 {
            assert_eq!(bucket.wait(ms(0), 1), Duration::ZERO);
            call(&mut bucket, 0, 0);
        }
        assert_eq!((bucket.wait(ms(0), 1), bucket.wait(ms(0), 3)), (ms(100), ms(300)));
        assert_eq!(bucket.wait(ms(60), 1), ms(40));
        call(&mut bucket, 100, 100);
        assert_eq!(bucket.wait(ms(100), 1), ms(100));
        // It holds no more than it holds.
        assert_eq!(bucket.wait(ms(60_000), 4), Duration::ZERO);
        assert_eq!(bucket.wait(ms(60_000), 99), Duration::ZERO);
        call(&mut bucket, 60_000, 60_000);
        assert_eq!(bucket.wait(ms(60_000), 99), ms(100));
    }

    /// The server's bucket may have been full until the call came in, at the very time of the answer.
    #[test]
    fn a_full_bucket_gains_nothing_while_a_call_is_on_its_way() {
        let mut bucket = bucket();
        let id = bucket.take(ms(0), 1);
        bucket.sent(id, ms(0), 1);
        assert_eq!((bucket.wait(ms(90), 3), bucket.wait(ms(90), 4)), (Duration::ZERO, ms(100)));
        bucket.finish(id, ms(90));
        assert_eq!(bucket.wait(ms(90), 4), ms(100));
        // Half of the room beside the call is the longest time that is allowed for.
        let id = bucket.take(ms(1000), 1);
        bucket.sent(id, ms(1000), 1);
        assert_eq!(bucket.wait(ms(1250), 4), Duration::ZERO);
        bucket.finish(id, ms(5000));
        assert_eq!(bucket.wait(ms(5000), 4), Duration::ZERO);
    }

    /// In full use nothing is lost, however slow the calls are.
    #[test]
    fn slow_calls_cost_nothing_in_full_use() {
        for size in [1, 2, 40] {
            let mut bucket = Bucket::new(10, ms(1000), size);
            let (mut now, mut sent) = (Duration::ZERO, 0);
            while now < ms(100_000) {
                let wait = bucket.wait(now, 1);
                if wait.is_zero() {
                    let id = bucket.take(now, 1);
                    bucket.sent(id, now, 1);
                    sent += 1;
                }
                now += wait;
            }
            assert!((960..=1000 + size).contains(&sent), "{sent} calls");
        }
    }

    #[test]
    fn what_was_not_sent_is_given_back() {
        let mut bucket = bucket();
        let id = bucket.take(ms(0), 4);
        assert_eq!(bucket.wait(ms(0), 1), ms(100));
        bucket.give_back(id, 4);
        assert_eq!(bucket.wait(ms(0), 4), Duration::ZERO);
        // Also one that counts as seen, and no more than it was.
        let id = bucket.take(ms(0), 2);
        assert_eq!(bucket.wait(ms(100), 2), Duration::ZERO);
        bucket.give_back(id, 2);
        assert_eq!((bucket.wait(ms(100), 4), bucket.level), (Duration::ZERO, ms(400)));
    }

    #[test]
    fn the_server_may_have_less() {
        let mut bucket = bucket();
        bucket.correct(ms(0), 9);
        assert_eq!(bucket.wait(ms(0), 4), Duration::ZERO);
        bucket.correct(ms(0), 1);
        assert_eq!((bucket.wait(ms(0), 1), bucket.wait(ms(0), 2)), (Duration::ZERO, ms(100)));
    }

    #[test]
    fn a_clock_that_goes_back_costs_nothing_but_its_time() {
        let mut bucket = bucket();
        call(&mut bucket, 1_000_000, 1_000_000);
        assert_eq!(bucket.wait(ms(10), 4), ms(100));
        assert_eq!(bucket.wait(ms(110), 4), Duration::ZERO);
    }
}

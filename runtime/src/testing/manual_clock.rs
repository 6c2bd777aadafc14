//! A clock that goes only when it is told to.

use std::{
    future::poll_fn,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::{Context, Poll, Waker},
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use crate::{BoxFuture, Clock};

/// A clock for tests. Clones show the same time.
///
/// It starts on 2024-01-01 at 00:00:00 UTC. A [`new`](ManualClock::new) one stands still until
/// [`advance`](ManualClock::advance); an [`automatic`](ManualClock::automatic) one jumps to the end of a sleep as soon
/// as somebody waits for it.
#[derive(Clone, Debug)]
pub struct ManualClock {
    automatic: bool,
    state: Arc<Mutex<State>>,
}

#[derive(Debug, Default)]
struct State {
    elapsed: Duration,
    slept: Vec<Duration>,
    sleepers: Vec<Waker>,
}

const START: Duration = Duration::from_secs(1_704_067_200);

impl ManualClock {
    /// A clock that stands still.
    #[allow(clippy::new_without_default)]
    pub fn new() -> Self {
        Self { automatic: false, state: Arc::default() }
    }

    /// A clock on which no sleep takes time.
    pub fn automatic() -> Self {
        Self { automatic: true, ..Self::new() }
    }

    /// Turns the clock on and wakes who slept until then.
    pub fn advance(&self, by: Duration) {
        let mut state = self.state();
        state.elapsed += by;
        state.sleepers.drain(..).for_each(Waker::wake);
    }

    /// How long was slept, in the order of waking up.
    pub fn slept(&self) -> Vec<Duration> {
        self.state().slept.clone()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn poll(&self, until: Duration, duration: Duration, cx: &Context<'_>) -> Poll<()> {
        let mut state = self.state();
        if state.elapsed < until {
            if !self.automatic {
                state.sleepers.push(cx.waker().clone());
                return Poll::Pending;
            }
            state.elapsed = until;
            state.sleepers.drain(..).for_each(Waker::wake);
        }
        state.slept.push(duration);
        Poll::Ready(())
    }
}

impl Clock for ManualClock {
    fn now(&self) -> SystemTime {
        UNIX_EPOCH + START + self.state().elapsed
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        let clock = self.clone();
        let until = self.state().elapsed.saturating_add(duration);
        Box::pin(poll_fn(move |cx| clock.poll(until, duration, cx)))
    }

    fn elapsed(&self) -> Duration {
        self.state().elapsed
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_sleeper_wakes_when_the_clock_is_advanced_far_enough() {
        let clock = ManualClock::new();
        let sleeper = tokio::spawn(clock.sleep(Duration::from_secs(3)));
        for _ in 0..2 {
            tokio::task::yield_now().await;
            clock.advance(Duration::from_secs(1));
        }
        tokio::task::yield_now().await;
        assert!(!sleeper.is_finished());
        clock.advance(Duration::from_secs(1));
        sleeper.await.unwrap();
        assert_eq!(clock.now(), UNIX_EPOCH + START + Duration::from_secs(3));
    }

    #[tokio::test]
    async fn an_automatic_clock_jumps() {
        let clock = ManualClock::automatic();
        clock.sleep(Duration::from_secs(3600)).await;
        assert_eq!(clock.elapsed(), Duration::from_secs(3600));
    }
}

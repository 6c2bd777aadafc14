//! Time as a trait: signatures, deadlines, back-off and rate budgets never ask the system themselves, so tests wait for nothing.

use std::{
    future::{Future, poll_fn},
    pin::Pin,
    sync::OnceLock,
    task::Poll,
    time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};

use tokio::task::coop::unconstrained;

use crate::BoxFuture;

/// Where the time comes from.
pub trait Clock: Send + Sync {
    /// The time of day, which attempts are signed with.
    fn now(&self) -> SystemTime;

    /// Completes after `duration`.
    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()>;

    /// The time since some fixed start. Deadlines and budgets count on it, so it should not jump when somebody sets
    /// the time of day; a clock that does not say otherwise derives it from [`now`](Clock::now).
    fn elapsed(&self) -> Duration {
        self.now().duration_since(UNIX_EPOCH).unwrap_or_default()
    }
}

/// The computer's clock.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> SystemTime {
        SystemTime::now()
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        Box::pin(tokio::time::sleep(duration))
    }

    fn elapsed(&self) -> Duration {
        static START: OnceLock<Instant> = OnceLock::new();
        START.get_or_init(Instant::now).elapsed()
    }
}

/// Runs `work` for at most `limit`; `None` when it took longer.
///
/// The work is polled first, so what is ready in time wins over an alarm that is due as well.
pub(crate) async fn within<T>(
    clock: &dyn Clock,
    limit: Option<Duration>,
    mut work: Pin<&mut (impl Future<Output = T> + Send + ?Sized)>,
) -> Option<T> {
    let Some(limit) = limit else { return Some(work.await) };
    // Work that is ready at once needs none.
    let mut alarm = None;
    poll_fn(|cx| match work.as_mut().poll(cx) {
        Poll::Ready(value) => Poll::Ready(Some(value)),
        Poll::Pending => {
            // Work that never pauses uses up what tokio lets a task do, and the alarm must ring all the same.
            let alarm = alarm.get_or_insert_with(|| unconstrained(clock.sleep(limit)));
            Pin::new(alarm).poll(cx).map(|()| None)
        }
    })
    .await
}

#[cfg(test)]
mod tests {
    use std::pin::pin;

    use super::*;
    use crate::ManualClock;

    #[tokio::test]
    async fn work_that_hangs_is_cut_off() {
        let clock = ManualClock::automatic();
        let hung = within(&clock, Some(Duration::from_secs(3)), pin!(std::future::pending::<()>())).await;
        assert_eq!(hung, None);
        assert_eq!(clock.slept(), [Duration::from_secs(3)]);
    }

    #[tokio::test]
    async fn work_that_is_ready_wins_over_an_alarm_that_is_due() {
        let clock = ManualClock::automatic();
        assert_eq!(within(&clock, Some(Duration::ZERO), pin!(async { 7 })).await, Some(7));
    }

    #[test]
    fn the_system_clock_does_not_go_back() {
        let before = SystemClock.elapsed();
        assert!(SystemClock.elapsed() >= before);
    }

    /// Work that is always ready to go on uses up what tokio lets a task do before it must yield, and an alarm that counts on
    /// that would never be looked at.
    #[tokio::test]
    async fn work_that_never_pauses_is_cut_off() {
        let busy = async {
            let begun = SystemClock.elapsed();
            while SystemClock.elapsed().saturating_sub(begun) < Duration::from_secs(5) {
                tokio::task::coop::consume_budget().await;
            }
        };
        assert_eq!(within(&SystemClock, Some(Duration::from_millis(20)), pin!(busy)).await, None);
    }
}

//! Budgets on a clock that is turned by hand.

use http::HeaderValue;

use super::*;
use crate::{
    ManualClock, Remaining, WaitForm,
    testing::sample::{self, RATE},
};

const PATIENT: Patience = Patience { deadline: None, longest_pause: Duration::from_secs(60) };

const fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

const fn each(calls: u32, time: u64) -> Rate {
    Rate { name: "each", calls, window: seconds(time), ..RATE }
}

/// A client's clock, and its budgets of which each counts a call once.
struct Bench {
    manual: ManualClock,
    clock: Arc<dyn Clock>,
    budgets: Vec<Counted>,
}

impl Bench {
    fn new(manual: ManualClock, rates: &[Rate]) -> Self {
        let counted = |&rate: &Rate| Counted { budget: Arc::new(Budget::new(rate)), weight: 1 };
        let budgets = rates.iter().map(counted).collect();
        Self { clock: Arc::new(manual.clone()), manual, budgets }
    }

    async fn turn(&self) -> Result<Turn, TooLate> {
        take_turn(&self.budgets, &self.clock, PATIENT).await
    }

    /// A call that is answered at once.
    async fn call(&self) -> Duration {
        let mut turn = self.turn().await.unwrap();
        turn.sent();
        turn.answered(&http::HeaderMap::new());
        self.manual.elapsed()
    }

    /// A call of its own task, which gives the time at which it was sent.
    fn spawn(&self) -> tokio::task::JoinHandle<Duration> {
        let bench = Self {
            manual: self.manual.clone(),
            clock: Arc::clone(&self.clock),
            budgets: self.budgets.clone(),
        };
        tokio::spawn(async move { bench.call().await })
    }
}

async fn idle() {
    for _ in 0..20 {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn the_window_slides() {
    let bench = Bench::new(ManualClock::automatic(), &[each(2, 60)]);
    let mut sent = Vec::new();
    for _ in 0..5 {
        sent.push(bench.call().await);
        bench.manual.advance(seconds(10));
    }
    // The second call is 10 s after the first, and so is the fourth after the third.
    assert_eq!(sent, [0, 10, 60, 70, 120].map(seconds));
}

#[tokio::test]
async fn a_bucket_fills_again() {
    let bench = Bench::new(ManualClock::automatic(), &[Rate { burst: Some(3), ..each(1, 10) }]);
    let mut sent = Vec::new();
    for _ in 0..5 {
        sent.push(bench.call().await);
    }
    assert_eq!(sent, [0, 0, 0, 10, 20].map(seconds));
}

#[tokio::test]
async fn turns_are_taken_in_the_order_of_asking() {
    let bench = Bench::new(ManualClock::new(), &[each(1, 60)]);
    let mut calls = Vec::new();
    for _ in 0..4 {
        calls.push(bench.spawn());
        idle().await;
    }
    for _ in 0..4 {
        bench.manual.advance(seconds(60));
        idle().await;
    }
    for (number, call) in calls.into_iter().enumerate() {
        assert_eq!(call.await.unwrap(), seconds(60 * number as u64));
    }
}

#[tokio::test]
async fn who_stops_waiting_uses_up_nothing_and_makes_room() {
    let bench = Bench::new(ManualClock::new(), &[each(1, 60)]);
    bench.call().await;
    let (gives_up, waits) = (bench.spawn(), bench.spawn());
    idle().await;
    gives_up.abort();
    assert!(gives_up.await.unwrap_err().is_cancelled());
    bench.manual.advance(seconds(60));
    assert_eq!(waits.await.unwrap(), seconds(60));
}

#[tokio::test]
async fn a_turn_that_was_not_used_goes_to_who_waits() {
    for rate in [each(1, 60), Rate { burst: Some(1), ..each(1, 60) }] {
        let bench = Bench::new(ManualClock::new(), &[rate, each(100, 60)]);
        let unused = bench.turn().await.unwrap();
        let waits = bench.spawn();
        idle().await;
        assert!(!waits.is_finished());
        drop(unused);
        assert_eq!(waits.await.unwrap(), Duration::ZERO);
    }
}

#[tokio::test]
async fn a_call_that_did_not_reach_the_server_gives_its_turn_back() {
    let bench = Bench::new(ManualClock::automatic(), &[each(1, 60)]);
    let mut turn = bench.turn().await.unwrap();
    turn.sent();
    turn.not_sent();
    assert_eq!(bench.call().await, Duration::ZERO);
    assert_eq!(bench.call().await, seconds(60));
}

#[tokio::test]
async fn a_call_counts_from_when_it_is_sent() {
    let bench = Bench::new(ManualClock::automatic(), &[each(1, 60)]);
    let mut turn = bench.turn().await.unwrap();
    bench.manual.advance(seconds(7));
    turn.sent();
    turn.answered(&http::HeaderMap::new());
    assert_eq!(bench.call().await, seconds(67));
}

#[tokio::test]
async fn a_turn_after_the_deadline_is_refused_at_once() {
    let bench = Bench::new(ManualClock::automatic(), &[each(1, 60)]);
    let until = |deadline| {
        let patience = Patience { deadline: Some(seconds(deadline)), ..PATIENT };
        take_turn(&bench.budgets, &bench.clock, patience)
    };
    let mut turn = until(59).await.unwrap();
    turn.sent();
    turn.answered(&http::HeaderMap::new());
    let late = until(59).await.err();
    assert_eq!(late, Some(TooLate { budget: "each", wait: seconds(60) }));
    assert_eq!(bench.manual.slept(), [] as [Duration; 0]);
    until(60).await.unwrap();
}

#[tokio::test]
async fn a_pause_holds_everybody_up() {
    let bench = Bench::new(ManualClock::automatic(), &[each(100, 60)]);
    let budget = &bench.budgets[0].budget;
    budget.pause(seconds(30));
    budget.pause(seconds(20));
    assert_eq!(bench.call().await, seconds(30));
    budget.pause(seconds(91));
    assert_eq!(bench.turn().await.err().unwrap().wait, seconds(61));
}

#[tokio::test]
async fn a_pause_that_begins_while_a_call_waits_holds_it_up() {
    let bench = Bench::new(ManualClock::new(), &[each(1, 60)]);
    bench.call().await;
    let waits = bench.spawn();
    idle().await;
    bench.budgets[0].budget.pause(seconds(90));
    bench.manual.advance(seconds(60));
    idle().await;
    assert!(!waits.is_finished());
    bench.manual.advance(seconds(30));
    assert_eq!(waits.await.unwrap(), seconds(90));
}

#[tokio::test]
async fn a_call_takes_its_turn_in_all_budgets_at_once() {
    let bench = Bench::new(ManualClock::automatic(), &[each(1, 60), each(2, 10)]);
    bench.call().await;
    bench.call().await;
    // While the second waited for the slow budget, it had no turn of the fast one.
    let fast = &bench.budgets[1].budget;
    assert_eq!(fast.wait(seconds(60), 1).count, Duration::ZERO);
    assert_eq!(fast.wait(seconds(60), 2).count, seconds(10));
}

#[tokio::test]
async fn some_calls_weigh_more() {
    let mut bench = Bench::new(ManualClock::automatic(), &[each(10, 60)]);
    bench.budgets[0].weight = 4;
    let mut sent = Vec::new();
    for _ in 0..3 {
        sent.push(bench.call().await);
    }
    assert_eq!(sent, [0, 0, 60].map(seconds));
}

/// 64 tasks with different paces, and the times at which a server would see their calls: later than they were sent, and
/// before they were answered.
#[tokio::test]
async fn no_server_sees_too_many_calls() {
    let bench = Bench::new(ManualClock::new(), &[each(50, 1)]);
    let seen = Arc::new(Mutex::new(Vec::new()));
    for number in 0..64_u64 {
        let (seen, clock, manual) = (Arc::clone(&seen), Arc::clone(&bench.clock), bench.manual.clone());
        let budgets = bench.budgets.clone();
        tokio::spawn(async move {
            for call in 0..10 {
                let mut turn = take_turn(&budgets, &clock, PATIENT).await.unwrap();
                turn.sent();
                clock.sleep(Duration::from_millis((number * 7 + call * 13) % 17)).await;
                seen.lock().unwrap().push(manual.elapsed());
                clock.sleep(Duration::from_millis((number + call) % 5)).await;
                turn.answered(&http::HeaderMap::new());
            }
        });
    }
    for _ in 0..14_000 {
        idle().await;
        bench.manual.advance(Duration::from_millis(1));
    }
    let seen = seen.lock().unwrap();
    assert_eq!(seen.len(), 640);
    let closest = seen.windows(51).map(|window| window[50].saturating_sub(window[0])).min().unwrap();
    assert!(closest >= seconds(1), "{closest:?}");
    // 12.8 windows full, of which the last begins after 12 at the soonest.
    let last = *seen.last().unwrap();
    assert!(last <= Duration::from_millis(12_000 * 100 / 95), "{last:?}");
}

#[tokio::test]
async fn the_server_corrects_the_count() {
    let rate = Rate {
        remaining: Some(Remaining::Left("x-left")),
        reset: Some(("x-reset", WaitForm::Seconds)),
        ..each(100, 60)
    };
    let bench = Bench::new(ManualClock::automatic(), &[rate]);
    let answered = async |left: &'static str, reset: &'static str| {
        let mut turn = bench.turn().await.unwrap();
        turn.sent();
        let headers = [("x-left", left), ("x-reset", reset)];
        let header = |(name, value)| (http::HeaderName::from_static(name), HeaderValue::from_static(value));
        turn.answered(&headers.into_iter().map(header).collect());
        bench.manual.elapsed()
    };
    assert_eq!(answered("99", "60").await, Duration::ZERO);
    assert_eq!(answered("1.9", "20").await, Duration::ZERO);
    assert_eq!(answered("-5", "20").await, Duration::ZERO);
    assert_eq!(answered("99", "60").await, seconds(20));
    // What is no number corrects nothing; no server silences a client for good.
    for nothing in ["", "many", "nan"] {
        assert_eq!(answered(nothing, "60").await, seconds(20));
    }
    assert_eq!(answered("0", "99999999999").await, seconds(20));
    assert_eq!(answered("99", "60").await, seconds(20 + 3600));
}

/// A bucket that holds 40 and gets 2 a second, of which others use some too.
#[tokio::test]
async fn the_server_may_count_what_was_used() {
    let rate = Rate { burst: Some(40), remaining: Some(Remaining::Used("x-used")), ..each(2, 1) };
    for (used, waits) in [("40/40", true), ("40", true), ("80/80", true), ("39.5/40", true)]
        .into_iter()
        .chain([("1/40", false), ("1", false), ("40/80", false), ("many/40", false), ("40/many", false)])
    {
        let bench = Bench::new(ManualClock::automatic(), &[rate]);
        let mut turn = bench.turn().await.unwrap();
        turn.sent();
        let header = (http::HeaderName::from_static("x-used"), HeaderValue::from_static(used));
        turn.answered(&[header].into_iter().collect());
        bench.call().await;
        assert_eq!(!bench.manual.elapsed().is_zero(), waits, "{used}");
    }
}

#[tokio::test]
async fn waiting_for_a_scarce_budget_does_not_hold_up_the_others() {
    static RATES: &[Rate] = &[each(100, 60), Rate { name: "import", per_endpoint: true, ..each(1, 60) }];
    static IMPORT: Endpoint = Endpoint {
        name: "import",
        rates: &[RateUse { rate: 0, weight: 1 }, RateUse { rate: 1, weight: 1 }],
        ..sample::CREATE
    };
    let (bench, budgets) = (Bench::new(ManualClock::new(), &[]), Budgets::new(RATES));
    let import = Bench { budgets: budgets.of(&IMPORT), ..Bench::new(bench.manual.clone(), &[]) };
    let names = import.budgets.iter().map(|counted| counted.budget.rate.name);
    assert_eq!(names.collect::<Vec<_>>(), ["import", "each"]);
    import.call().await;
    let waits = import.spawn();
    idle().await;
    take_turn(&budgets.of(&sample::LIST), &bench.clock, PATIENT).await.unwrap();
    assert!(!waits.is_finished());
    bench.manual.advance(seconds(60));
    waits.await.unwrap();
}

#[test]
fn budgets_are_shared_or_not_as_the_spec_says() {
    static RATES: &[Rate] = &[each(1, 1), Rate { name: "own", per_endpoint: true, ..each(1, 1) }];
    const fn used(rate: usize, weight: u32) -> RateUse {
        RateUse { rate, weight }
    }
    static A: Endpoint =
        Endpoint { name: "a", rates: &[used(0, 0), used(1, 5), used(1, 1), used(9, 1)], ..sample::CREATE };
    static B: Endpoint = Endpoint { name: "b", rates: &[used(1, 1), used(0, 1)], ..sample::CREATE };
    let budgets = Budgets::new(RATES);
    let (a, b, again) = (budgets.of(&A), budgets.of(&B), budgets.of(&A));
    assert_eq!(a.iter().map(|counted| counted.weight).collect::<Vec<_>>(), [1, 5]);
    assert_eq!(b.len(), 2);
    assert!(Arc::ptr_eq(&a[0].budget, &b[0].budget) && !Arc::ptr_eq(&a[1].budget, &b[1].budget));
    assert!(Arc::ptr_eq(&a[1].budget, &again[1].budget));
}

#[tokio::test]
async fn a_budget_of_no_calls_is_one_of_one_call() {
    for rate in [each(0, 60), Rate { burst: Some(0), ..each(0, 60) }] {
        let bench = Bench::new(ManualClock::automatic(), &[rate]);
        assert_eq!((bench.call().await, bench.call().await), (Duration::ZERO, seconds(60)));
    }
}

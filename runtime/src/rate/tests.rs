//! Budgets on a clock that is turned by hand.

use std::sync::Arc;

use super::*;
use crate::{ManualClock, testing::sample};

const PATIENT: Patience = Patience { deadline: None, longest_pause: Duration::from_secs(60) };

fn rate(calls: u32, seconds: u64) -> Rate {
    Rate { name: "each", calls, window: Duration::from_secs(seconds), per_endpoint: false }
}

fn budget(calls: u32, seconds: u64) -> Vec<Arc<Budget>> {
    vec![Arc::new(Budget::new(rate(calls, seconds)))]
}

const fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

#[tokio::test]
async fn the_window_slides() {
    let (clock, budget) = (ManualClock::automatic(), budget(2, 60));
    let mut sent = Vec::new();
    for _ in 0..5 {
        take_turn(&budget, &clock, PATIENT).await.unwrap();
        sent.push(clock.elapsed());
        clock.advance(seconds(10));
    }
    // The second call is 10 s after the first, and so is the fourth after the third.
    assert_eq!(sent, [0, 10, 60, 70, 120].map(seconds));
}

#[tokio::test]
async fn turns_are_taken_in_the_order_of_asking() {
    let (clock, budget) = (ManualClock::new(), Arc::new(budget(1, 60)));
    let order = Arc::new(Mutex::new(Vec::new()));
    let mut calls = Vec::new();
    for number in 0..4 {
        let (clock, budget, order) = (clock.clone(), Arc::clone(&budget), Arc::clone(&order));
        calls.push(tokio::spawn(async move {
            take_turn(&budget, &clock, PATIENT).await.unwrap();
            lock(&order).push(number);
        }));
        tokio::task::yield_now().await;
    }
    for turns in 1..=4 {
        assert_eq!(lock(&order).len(), turns);
        clock.advance(seconds(60));
        for _ in 0..10 {
            tokio::task::yield_now().await;
        }
    }
    for call in calls {
        call.await.unwrap();
    }
    assert_eq!(*lock(&order), [0, 1, 2, 3]);
}

#[tokio::test]
async fn who_stops_waiting_uses_up_nothing_and_makes_room() {
    let (clock, budget) = (ManualClock::new(), Arc::new(budget(1, 60)));
    take_turn(&budget, &clock, PATIENT).await.unwrap();
    let spawn = || {
        let (clock, budget) = (clock.clone(), Arc::clone(&budget));
        tokio::spawn(async move { take_turn(&budget, &clock, PATIENT).await })
    };
    let (gives_up, waits) = (spawn(), spawn());
    tokio::task::yield_now().await;
    gives_up.abort();
    assert!(gives_up.await.unwrap_err().is_cancelled());
    clock.advance(seconds(60));
    waits.await.unwrap().unwrap();
    assert_eq!(lock(&budget[0].log).sent, [seconds(60)]);
}

#[tokio::test]
async fn a_turn_after_the_deadline_is_refused_at_once() {
    let (clock, budget) = (ManualClock::automatic(), budget(1, 60));
    let patience = Patience { deadline: Some(seconds(59)), ..PATIENT };
    take_turn(&budget, &clock, patience).await.unwrap();
    let late = take_turn(&budget, &clock, patience).await.unwrap_err();
    assert_eq!(late, TooLate { budget: "each", wait: seconds(60) });
    assert_eq!(clock.slept(), [] as [Duration; 0]);
    take_turn(&budget, &clock, Patience { deadline: Some(seconds(60)), ..PATIENT }).await.unwrap();
}

#[tokio::test]
async fn a_pause_holds_everybody_up() {
    let (clock, budget) = (ManualClock::automatic(), budget(100, 60));
    budget[0].pause(seconds(30));
    budget[0].pause(seconds(20));
    take_turn(&budget, &clock, PATIENT).await.unwrap();
    assert_eq!(clock.elapsed(), seconds(30));
    budget[0].pause(seconds(91));
    let late = take_turn(&budget, &clock, PATIENT).await.unwrap_err();
    assert_eq!(late.wait, seconds(61));
}

#[tokio::test]
async fn a_pause_that_begins_while_a_call_waits_holds_it_up() {
    let (clock, budget) = (ManualClock::new(), Arc::new(budget(1, 60)));
    take_turn(&budget, &clock, PATIENT).await.unwrap();
    let waits = {
        let (clock, budget) = (clock.clone(), Arc::clone(&budget));
        tokio::spawn(async move { take_turn(&budget, &clock, PATIENT).await })
    };
    tokio::task::yield_now().await;
    budget[0].pause(seconds(90));
    clock.advance(seconds(60));
    for _ in 0..5 {
        tokio::task::yield_now().await;
    }
    assert!(!waits.is_finished());
    clock.advance(seconds(30));
    waits.await.unwrap().unwrap();
    assert_eq!(*lock(&budget[0].log).sent.back().unwrap(), seconds(90));
}

#[tokio::test]
async fn a_call_takes_its_turn_in_all_budgets_at_once() {
    let clock = ManualClock::automatic();
    let (slow, fast) = (budget(1, 60).remove(0), budget(2, 10).remove(0));
    let both = [Arc::clone(&slow), Arc::clone(&fast)];
    take_turn(&both, &clock, PATIENT).await.unwrap();
    take_turn(&both, &clock, PATIENT).await.unwrap();
    // While the second waited for the slow budget, it had no turn of the fast one.
    assert_eq!(lock(&fast.log).sent, [seconds(60)]);
    assert_eq!(lock(&slow.log).sent, [seconds(60)]);
}

#[tokio::test]
async fn waiting_for_a_scarce_budget_does_not_hold_up_the_others() {
    static RATES: &[Rate] = &[
        Rate { name: "each", calls: 100, window: seconds(60), per_endpoint: false },
        Rate { name: "import", calls: 1, window: seconds(60), per_endpoint: true },
    ];
    static IMPORT: Endpoint = Endpoint { name: "import", rates: &[0, 1], ..sample::CREATE };
    let (clock, budgets) = (ManualClock::new(), Budgets::new(RATES));
    let import = budgets.of(&IMPORT);
    assert_eq!(import.iter().map(|budget| budget.rate.name).collect::<Vec<_>>(), ["import", "each"]);
    take_turn(&import, &clock, PATIENT).await.unwrap();
    let waits = {
        let (clock, import) = (clock.clone(), import.clone());
        tokio::spawn(async move { take_turn(&import, &clock, PATIENT).await })
    };
    tokio::task::yield_now().await;
    take_turn(&budgets.of(&sample::LIST), &clock, PATIENT).await.unwrap();
    assert!(!waits.is_finished());
    clock.advance(seconds(60));
    waits.await.unwrap().unwrap();
}

#[test]
fn budgets_are_shared_or_not_as_the_spec_says() {
    static RATES: &[Rate] = &[
        Rate { name: "each", calls: 1, window: seconds(1), per_endpoint: false },
        Rate { name: "own", calls: 1, window: seconds(1), per_endpoint: true },
    ];
    static A: Endpoint = Endpoint { name: "a", rates: &[0, 1, 1, 9], ..sample::CREATE };
    static B: Endpoint = Endpoint { name: "b", rates: &[1, 0], ..sample::CREATE };
    let budgets = Budgets::new(RATES);
    let (a, b, again) = (budgets.of(&A), budgets.of(&B), budgets.of(&A));
    assert_eq!((a.len(), b.len()), (2, 2));
    assert!(Arc::ptr_eq(&a[0], &b[0]) && !Arc::ptr_eq(&a[1], &b[1]));
    assert!(Arc::ptr_eq(&a[1], &again[1]));
}

#[tokio::test]
async fn a_budget_of_no_calls_is_one_of_one_call() {
    let (clock, budget) = (ManualClock::automatic(), budget(0, 60));
    take_turn(&budget, &clock, PATIENT).await.unwrap();
    take_turn(&budget, &clock, PATIENT).await.unwrap();
    assert_eq!(clock.elapsed(), seconds(60));
}

/// A clock that somebody sets back.
#[test]
fn a_clock_that_goes_back_costs_a_window_at_most() {
    let budget = Budget::new(rate(1, 60));
    budget.record(seconds(1_000_000));
    assert_eq!(budget.wait(seconds(10)).0, seconds(60));
    assert_eq!(budget.wait(seconds(70)).0, Duration::ZERO);
}

//! Rate budgets: shared by clones, kept so well that the servers' own limits are never met.

use std::time::Duration;

use specwright_clients::udesk::ImportedCustomer;
use specwright_runtime::{CallOptions, ErrorKind};
use specwright_tests::helpcrunch::HelpCrunch;
use specwright_tests::http::{Fault, FaultPlan, RetryAfter};
use specwright_tests::udesk::{Config, Udesk};

use crate::support::{START, SkipClock, helpcrunch_with, options, udesk_with};

fn seconds_since_start(clock: &SkipClock) -> u64 {
    clock.hand.millis() / 1000 - START
}

/// With the vendor's own limits.
fn limited(clock: &SkipClock) -> (Udesk, specwright_clients::udesk::Client) {
    let server = Udesk::start(Config { clock: clock.hand.clock(), ..Config::default() }).unwrap();
    let client = udesk_with(clock.timeless(options(&server.base_url())).with_rate_limits(true));
    (server, client)
}

#[tokio::test]
async fn clones_share_a_budget() {
    let clock = SkipClock::new();
    let (server, client) = limited(&clock);
    let clones = [client.clone(), client.clone(), client];
    for client in clones.iter().cycle().take(150) {
        client.list_customer_filters().await.unwrap();
    }
    // 150 calls at 60 a minute: two full minutes, and no call was refused and sent again.
    assert_eq!(server.server().request_count(), 150);
    assert!((120..130).contains(&seconds_since_start(&clock)), "{} s", seconds_since_start(&clock));
}

#[tokio::test]
async fn clones_that_call_at_the_same_time_share_a_budget() {
    let clock = SkipClock::new();
    let (server, client) = limited(&clock);
    let mut calls = tokio::task::JoinSet::new();
    for _ in 0..3 {
        let client = client.clone();
        calls.spawn(async move {
            for _ in 0..50 {
                client.list_customer_filters().await.unwrap();
            }
        });
    }
    while let Some(done) = calls.join_next().await {
        done.unwrap();
    }
    // One task's wait moves the clock while another's request is on its way, so the server may count that one in a later
    // minute than the client did, and refuse as many more: two at a time, twice.
    let requests = server.server().request_count();
    assert!((150..=154).contains(&requests), "{requests} requests");
    assert!(seconds_since_start(&clock) >= 120, "{} s", seconds_since_start(&clock));
}

#[tokio::test]
async fn endpoints_have_budgets_of_their_own() {
    let clock = SkipClock::new();
    let (server, client) = limited(&clock);
    for _ in 0..60 {
        client.list_customer_filters().await.unwrap();
        client.list_customers().await.unwrap();
    }
    assert_eq!((seconds_since_start(&clock), server.server().request_count()), (0, 120));
    client.list_customers().await.unwrap();
    assert!(seconds_since_start(&clock) >= 60);
}

#[tokio::test]
async fn an_import_waits_for_its_minute() {
    let clock = SkipClock::new();
    let (server, client) = limited(&clock);
    for _ in 0..3 {
        client.import_customers(vec![ImportedCustomer::new("n")]).await.unwrap();
    }
    assert_eq!(server.server().request_count(), 3);
    assert!((120..130).contains(&seconds_since_start(&clock)), "{} s", seconds_since_start(&clock));
}

#[tokio::test]
async fn a_call_without_the_time_to_wait_is_refused_at_once() {
    let clock = SkipClock::new();
    let (server, client) = limited(&clock);
    client.import_customers(vec![ImportedCustomer::new("n")]).await.unwrap();
    let hurried = CallOptions::default().with_timeout(Duration::from_secs(10));
    let import = client.import_customers(vec![ImportedCustomer::new("n")]).with_options(hurried);
    let error = import.await.unwrap_err();
    assert_eq!((error.kind(), error.is_throttled()), (ErrorKind::RateBudget, true));
    assert_eq!(server.server().request_count(), 1);
}

#[tokio::test]
async fn a_429_pauses_the_other_calls_of_the_budget() {
    let clock = SkipClock::new();
    let (server, client) = limited(&clock);
    server.server().set_faults(FaultPlan::none().at(0, Fault::too_many(RetryAfter::Seconds(25))));
    let once = CallOptions::default().with_max_attempts(1);
    client.list_customer_filters().with_options(once).await.unwrap_err();
    assert_eq!(seconds_since_start(&clock), 0);
    client.list_customer_filters().await.unwrap();
    assert!(seconds_since_start(&clock) >= 25);
}

#[tokio::test]
async fn one_budget_covers_a_whole_api() {
    let clock = SkipClock::new();
    let config = specwright_tests::helpcrunch::Config { clock: clock.hand.clock(), ..Default::default() };
    let server = HelpCrunch::start(config).unwrap();
    let client = helpcrunch_with(clock.timeless(options(&server.server().base_url())).with_rate_limits(true));
    for _ in 0..121 {
        client.search_customers().limit(1).await.unwrap();
    }
    assert_eq!(server.server().request_count(), 121);
    assert!((60..70).contains(&seconds_since_start(&clock)), "{} s", seconds_since_start(&clock));
}

//! Calls and the rate budgets that they share.

use std::sync::Arc;

use super::{api, api_with, seconds};
use crate::{
    CallOptions, CaptureTransport, Clock, ErrorKind, ManualClock, RateLimits, TransportErrorKind, call,
    testing::sample,
};

const PAGE: &str = r#"{"code":0,"items":[],"next":null,"total":0}"#;

#[tokio::test]
async fn clones_share_their_rate_budgets() {
    let script = |t: CaptureTransport| (0..3).fold(t, |t, _| t.answer(200, PAGE));
    let api = api(script);
    for client in [api.client.clone(), api.client.clone(), api.client.clone()] {
        sample::list(&client).await.unwrap();
    }
    assert_eq!(api.clock.slept(), [seconds(60)]);
    let free = api_with(script, |o| o.with_rate_limits(false));
    for _ in 0..3 {
        sample::list(&free.client).await.unwrap();
    }
    assert!(free.clock.slept().is_empty());
}

#[tokio::test]
async fn a_turn_that_comes_too_late_is_an_error() {
    let api = api(|t| t.answer(200, PAGE).answer(200, PAGE));
    sample::list(&api.client).await.unwrap();
    sample::list(&api.client).await.unwrap();
    let options = CallOptions::new().with_timeout(seconds(10));
    let error = sample::list(&api.client).with_options(options).await.unwrap_err();
    assert_eq!((error.kind(), error.retry_after()), (ErrorKind::RateBudget, Some(seconds(60))));
    assert!(error.to_string().contains("rate budget `each`"), "{error}");
    assert_eq!(api.sent(), 2);
}

#[tokio::test]
async fn a_throttled_call_pauses_the_budget_for_all() {
    let throttled = [("retry-after", "20")];
    let api = api_with(|t| t.answer_with(429, &throttled, "").answer(200, PAGE), |o| o.with_max_attempts(1));
    assert!(sample::list(&api.client).await.unwrap_err().is_throttled());
    assert!(api.clock.slept().is_empty());
    sample::list(&api.client).await.unwrap();
    assert_eq!(api.clock.slept(), [seconds(20)]);
}

#[tokio::test]
async fn a_throttled_call_pauses_the_budget_also_when_nobody_says_for_how_long() {
    let transport = Arc::new(CaptureTransport::new().answer(429, "").answer(200, PAGE).answer(200, PAGE));
    let clock = ManualClock::new();
    let client = sample::client(sample::options(&transport, &clock));
    let idle = async || {
        for _ in 0..20 {
            tokio::task::yield_now().await;
        }
    };
    for _ in 0..2 {
        tokio::spawn(call::send(sample::list(&client)));
        idle().await;
    }
    assert_eq!(transport.requests().len(), 1);
    // The longest wait after a first attempt. The budget has a turn left for one of the two.
    clock.advance(seconds(1));
    idle().await;
    assert_eq!(transport.requests().len(), 2);
}

#[tokio::test]
async fn no_server_silences_a_client_for_good() {
    let forever = [("retry-after", "99999999999999")];
    let api = api(|t| t.answer_with(429, &forever, "").answer(200, PAGE));
    assert_eq!(sample::list(&api.client).await.unwrap_err().kind(), ErrorKind::Status);
    assert_eq!(sample::list(&api.client).await.unwrap_err().kind(), ErrorKind::RateBudget);
    api.clock.advance(seconds(3600));
    sample::list(&api.client).await.unwrap();
}

#[tokio::test]
async fn a_client_that_does_not_wait_says_when_its_turn_would_be() {
    let script = |t: CaptureTransport| (0..3).fold(t, |t, _| t.answer(200, PAGE));
    let api = api_with(script, |o| o.with_rate_limits(RateLimits::Fail));
    sample::list(&api.client).await.unwrap();
    api.clock.advance(seconds(10));
    sample::list(&api.client).await.unwrap();
    let error = sample::list(&api.client).await.unwrap_err();
    assert_eq!((error.kind(), error.retry_after()), (ErrorKind::RateBudget, Some(seconds(50))));
    assert!(api.clock.slept().is_empty());
    api.clock.advance(seconds(50));
    sample::list(&api.client).await.unwrap();
}

#[tokio::test]
async fn a_call_that_finds_no_connection_uses_up_no_turn() {
    let refused = TransportErrorKind::Connect;
    let api = api_with(
        |t| t.fail(refused).fail(refused).fail(refused).answer(200, PAGE),
        |o| o.with_max_attempts(4),
    );
    sample::list(&api.client).await.unwrap();
    // Three times the back-off, of at most 1, 2 and 4 seconds; the budget has two turns a minute.
    assert!(api.clock.elapsed() < seconds(8), "{:?}", api.clock.elapsed());
}

/// The turn is taken, and then the request cannot be signed.
#[tokio::test]
async fn a_call_that_cannot_be_sent_uses_up_no_turn() {
    let api = api_with(|t| t.answer(200, PAGE).answer(200, PAGE), |o| o.with_rate_limits(RateLimits::Fail));
    for _ in 0..5 {
        let options = CallOptions::new().with_header("X Key", "v");
        let error = sample::list(&api.client).with_options(options).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Invalid);
    }
    sample::list(&api.client).await.unwrap();
    sample::list(&api.client).await.unwrap();
}

#[tokio::test]
async fn a_call_that_is_dropped_on_its_way_counts() {
    let transport = Arc::new(CaptureTransport::new().hang().answer(200, PAGE).answer(200, PAGE));
    let clock = ManualClock::new();
    let options = sample::options(&transport, &clock).with_rate_limits(RateLimits::Fail);
    let client = sample::client(options);
    let call = tokio::spawn(call::send(sample::list(&client)));
    tokio::task::yield_now().await;
    call.abort();
    assert!(call.await.unwrap_err().is_cancelled());
    assert_eq!(transport.requests().len(), 1);
    sample::list(&client).await.unwrap();
    assert_eq!(sample::list(&client).await.unwrap_err().kind(), ErrorKind::RateBudget);
}

//! One renewal at a time, however many wait for it, and whoever of them goes.

use std::{
    future::Future,
    sync::Arc,
    task::{Context, Poll, Waker},
};

use super::*;

fn many_ok(transport: CaptureTransport, count: usize) -> CaptureTransport {
    (0..count).fold(transport, |transport, _| transport.answer(200, OK))
}

/// Runs calls together and gives their outcomes.
async fn together(api: &Api, count: usize) -> Vec<Result<Answer, Error>> {
    let mut calls: Vec<_> = (0..count).map(|_| Some(Box::pin(api.act()))).collect();
    let mut done = Vec::new();
    std::future::poll_fn(|cx| {
        for call in &mut calls {
            if let Some(Poll::Ready(outcome)) = call.as_mut().map(|call| call.as_mut().poll(cx)) {
                done.push(outcome);
                *call = None;
            }
        }
        if done.len() == count { Poll::Ready(()) } else { Poll::Pending }
    })
    .await;
    done
}

fn poll<T>(future: &mut (impl Future<Output = T> + Unpin)) -> Poll<T> {
    std::pin::Pin::new(future).poll(&mut Context::from_waker(Waker::noop()))
}

#[tokio::test]
async fn a_thousand_calls_cause_one_token_request() {
    let api = slow(Auth::default(), |t| many_ok(t.answer(200, r#"{"token":"t1"}"#), 1000));
    let outcomes = together(&api, 1000).await;
    assert!(outcomes.iter().all(Result::is_ok));
    assert_eq!((api.count("login"), api.count("act Bearer t1")), (1, 1000));
    assert_eq!(api.sent()[0], "login password=MARK-password");
}

#[tokio::test]
async fn all_that_waited_fail_with_the_cause() {
    let refusal = r#"{"error":"no MARK-password"}"#;
    let api = slow(Auth::default(), |t| many_ok(t.answer(401, refusal).answer(200, r#"{"token":"t1"}"#), 1));
    let outcomes = together(&api, 50).await;
    assert_eq!((outcomes.len(), api.count("login"), api.count("act")), (50, 1, 0));
    for error in outcomes.into_iter().map(Result::unwrap_err) {
        assert!(error.is_auth() && error.endpoint() == Some("act"), "{error}");
        assert!(error.to_string().ends_with("the token source `login` gives nothing"), "{error}");
        let text = chain(&error);
        assert!(text.contains("(sample.login): the server answers Unauthorized"), "{text}");
        assert!(!text.contains("MARK"), "{text}");
    }
    // The next call begins anew.
    api.act().await.unwrap();
    assert_eq!(api.count("login"), 2);
}

#[tokio::test]
async fn when_the_caller_that_drives_it_goes_the_next_one_goes_on() {
    let api = slow(Auth::default(), |t| many_ok(t.answer(200, r#"{"token":"t1"}"#), 1));
    let mut first = Box::pin(api.act());
    let mut second = Box::pin(api.act());
    assert!(poll(&mut first).is_pending() && poll(&mut second).is_pending());
    assert_eq!(api.count("login"), 1);
    drop(first);
    second.await.unwrap();
    assert_eq!(api.sent(), ["login password=MARK-password", "act Bearer t1"]);
}

#[tokio::test]
async fn a_renewal_that_all_have_left_is_gone_on_with() {
    let api = slow(Auth::default(), |t| many_ok(t.answer(200, r#"{"token":"t1"}"#), 1));
    let mut first = Box::pin(api.act());
    assert!(poll(&mut first).is_pending());
    drop(first);
    api.act().await.unwrap();
    assert_eq!(api.count("login"), 1);
}

#[tokio::test]
async fn a_renewal_that_all_have_left_and_that_fails_is_begun_anew() {
    let api = slow(Auth::default(), |t| many_ok(t.answer(400, "").answer(200, r#"{"token":"t1"}"#), 1));
    let mut first = Box::pin(api.act());
    assert!(poll(&mut first).is_pending());
    drop(first);
    api.act().await.unwrap();
    assert_eq!((api.count("login"), api.count("act")), (2, 1));
}

#[tokio::test]
async fn a_renewal_does_not_keep_a_client_alive() {
    let api = slow(Auth::default(), |t| t.answer(200, r#"{"token":"t1"}"#));
    let weak = Arc::downgrade(&api.client.0);
    let mut first = Box::pin(api.act());
    assert!(poll(&mut first).is_pending());
    drop(first);
    assert!(weak.upgrade().is_some());
    drop(api);
    assert!(weak.upgrade().is_none());
}

#[tokio::test]
async fn a_call_waits_for_a_renewal_no_longer_than_it_may_take() {
    let api = slow(Auth::default(), CaptureTransport::hang);
    let options = CallOptions::new().with_timeout(seconds(5));
    let mut call = Box::pin(call_with(&api.client, &ACT, options));
    assert!(poll(&mut call).is_pending());
    api.clock.advance(seconds(5));
    let error = call.await.unwrap_err();
    assert!(error.is_timeout() && error.to_string().contains("before its tokens came"), "{error}");
}

#[tokio::test]
async fn a_client_without_sources_has_nothing_to_hold() {
    let client = Client::new(sample::parts(), Options::new()).unwrap();
    assert_eq!(client.0.sources.len(), 0);
    assert_eq!(Arc::strong_count(&client.0), 1);
}

struct Panics;

impl ProvideTokens for Panics {
    fn provide<'a>(
        &'a self,
        _: Option<&'a crate::ProvidedTokens>,
    ) -> BoxFuture<'a, Result<crate::ProvidedTokens, crate::BoxError>> {
        Box::pin(async { panic!("the user's own") })
    }
}

#[tokio::test]
async fn a_hook_that_panics_does_not_spoil_the_source() {
    let api = api(Auth { vault: Some(Arc::new(Panics)), ..Auth::default() }, |t| t);
    let client = api.client.clone();
    for _ in 0..2 {
        let client = client.clone();
        let panic = tokio::spawn(async move { call(&client, &VAULTED).await }).await.unwrap_err();
        let text = panic.into_panic();
        assert_eq!(text.downcast_ref::<&str>(), Some(&"the user's own"));
    }
}

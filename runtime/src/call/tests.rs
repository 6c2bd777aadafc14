//! Calls over a scripted transport: what is sent, what is sent again, after how long, and what is shown of it.

use std::{sync::Arc, time::Duration};

use crate::{
    CallOptions, CaptureTransport, ErrorKind, ManualClock, Options, TransportErrorKind, call,
    testing::sample::{self, MARK, Thing},
};

pub(super) const OK: &str = r#"{"code":0,"data":{"id":7}}"#;

pub(super) struct Api {
    pub(super) transport: Arc<CaptureTransport>,
    pub(super) clock: ManualClock,
    pub(super) client: crate::Client,
}

pub(super) fn api_with(
    script: impl FnOnce(CaptureTransport) -> CaptureTransport,
    options: impl FnOnce(Options) -> Options,
) -> Api {
    let transport = Arc::new(script(CaptureTransport::new()));
    let clock = ManualClock::automatic();
    let client = sample::client(options(sample::options(&transport, &clock)));
    Api { transport, clock, client }
}

pub(super) fn api(script: impl FnOnce(CaptureTransport) -> CaptureTransport) -> Api {
    api_with(script, |options| options)
}

impl Api {
    pub(super) fn sent(&self) -> usize {
        self.transport.requests().len()
    }
}

pub(super) const fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

#[tokio::test]
async fn a_call_is_sent_as_it_is_encoded() {
    let api = api_with(|t| t.answer(200, OK), |o| o.with_header("X-App", "a").with_user_agent("mine"));
    let options = CallOptions::new().with_header("x-app", "b").with_idempotency_key("k1");
    let thing = sample::create(&api.client, 7).with_options(options).await.unwrap();
    assert_eq!(thing, Thing { id: 7 });
    let request = api.transport.requests().remove(0);
    assert_eq!(request.method, "POST");
    assert_eq!(request.uri, format!("https://api.example/v1/things?key={MARK}").as_str());
    assert_eq!(request.body, r#"{"id":7}"#);
    for (name, value) in [
        ("content-type", "application/json"),
        ("accept", "application/json, */*;q=0.8"),
        ("user-agent", "mine"),
        ("x-app", "b"),
        ("idempotency-key", "k1"),
        ("authorization", &format!("Bearer {MARK}")),
        ("cookie", &format!("sid={MARK}")),
    ] {
        assert_eq!(request.header(name), Some(value), "{name}");
    }
    assert!(request.header("x-sign").unwrap().starts_with("1.send.1704067200000."));
}

#[tokio::test]
async fn a_path_parameter_is_encoded_and_a_bad_one_is_not_sent() {
    let api = api(|t| t.answer(200, OK));
    sample::get(&api.client, "a/../b").await.unwrap();
    assert!(api.transport.requests()[0].uri.path().ends_with("/v1/things/a%2F..%2Fb"));
    let error = sample::get(&api.client, "..").await.unwrap_err();
    assert_eq!((error.kind(), error.attempts(), error.endpoint()), (ErrorKind::Invalid, 0, Some("get")));
    assert_eq!(api.sent(), 1);
}

#[tokio::test]
async fn every_attempt_is_signed_afresh_and_has_the_same_body() {
    let api = api(|t| t.answer_with(429, &[("retry-after", "2")], "").answer(200, OK));
    sample::create(&api.client, 7).await.unwrap();
    let [first, second] = api.transport.requests().try_into().unwrap();
    assert_eq!(first.body, second.body);
    let parts = |request: &crate::testing::Captured| {
        let sign = request.header("x-sign").unwrap().to_owned();
        let (rest, nonce) = sign.rsplit_once('.').unwrap();
        (rest.to_owned(), nonce.to_owned())
    };
    let (first, second) = (parts(&first), parts(&second));
    assert_eq!((first.0.as_str(), second.0.as_str()), ("1.send.1704067200000", "1.send.1704067202000"));
    assert_ne!(first.1, second.1);
}

#[tokio::test]
async fn what_may_be_repeated_is_repeated() {
    let api = api(|t| {
        t.fail(TransportErrorKind::Interrupted).answer(503, "").answer(200, r#"{"code":11}"#).answer(200, OK)
    });
    assert_eq!(sample::get(&api.client, "7").await.unwrap(), Thing { id: 7 });
    assert_eq!(api.sent(), 4);
    // Full jitter under 1, 2 and 4 seconds.
    let slept = api.clock.slept();
    assert_eq!(slept.len(), 3);
    assert!(slept.iter().zip([1, 2, 4]).all(|(slept, most)| *slept < seconds(most)), "{slept:?}");
}

#[tokio::test]
async fn attempts_have_a_limit_and_the_error_counts_them() {
    let api = api(|t| t.answer(503, "").answer(503, "").answer(502, "").answer(504, "").answer(200, OK));
    let error = sample::get(&api.client, "7").await.unwrap_err();
    assert_eq!((error.attempts(), error.status().unwrap().as_u16(), api.sent()), (4, 504, 4));
    assert!(error.is_transient() && error.to_string().contains("4 attempts"), "{error}");
}

#[tokio::test]
async fn what_may_act_twice_is_not_repeated() {
    for script in [
        |t: CaptureTransport| t.fail(TransportErrorKind::Interrupted),
        |t: CaptureTransport| t.fail(TransportErrorKind::Timeout),
        |t: CaptureTransport| t.answer(503, ""),
        |t: CaptureTransport| t.answer(200, r#"{"code":11}"#),
        |t: CaptureTransport| t.answer_broken_off(200, r#"{"code":0"#),
        |t: CaptureTransport| t.hang(),
    ] {
        let api = api(|t| script(t).answer(200, OK));
        let error = sample::create(&api.client, 7).await.unwrap_err();
        assert_eq!((api.sent(), error.attempts()), (1, 1), "{error}");
    }
}

#[tokio::test]
async fn what_cannot_have_acted_is_repeated_all_the_same() {
    for script in [
        |t: CaptureTransport| t.fail(TransportErrorKind::Connect),
        |t: CaptureTransport| t.answer(429, ""),
        |t: CaptureTransport| t.answer(200, r#"{"code":12}"#),
    ] {
        let api = api(|t| script(t).answer(200, OK));
        sample::create(&api.client, 7).await.unwrap();
        assert_eq!(api.sent(), 2);
    }
}

#[tokio::test]
async fn an_idempotency_key_makes_a_call_repeatable() {
    let api = api(|t| t.answer(503, "").answer(200, OK));
    let options = CallOptions::new().with_idempotency_key("k1");
    sample::create(&api.client, 7).with_options(options).await.unwrap();
    let requests = api.transport.requests();
    assert!(requests.len() == 2 && requests.iter().all(|r| r.header("idempotency-key") == Some("k1")));
}

#[tokio::test]
async fn other_failures_are_final() {
    for (status, body) in
        [(200, r#"{"code":5}"#), (404, ""), (500, ""), (200, "<html>"), (200, r#"{"code":0}"#)]
    {
        let api = api(|t| t.answer(status, body).answer(200, OK));
        assert_eq!(sample::get(&api.client, "7").await.unwrap_err().attempts(), 1);
        assert_eq!(api.sent(), 1);
    }
}

#[tokio::test]
async fn what_the_server_asks_for_is_obeyed() {
    let date = [("date", "Mon, 01 Jan 2024 00:00:00 GMT"), ("retry-after", "Mon, 01 Jan 2024 00:00:09 GMT")];
    let api =
        api(|t| t.answer_with(503, &[("retry-after", "7")], "").answer_with(429, &date, "").answer(200, OK));
    sample::get(&api.client, "7").await.unwrap();
    assert_eq!(api.clock.slept(), [seconds(7), seconds(9)]);
}

#[tokio::test]
async fn a_wait_beyond_the_deadline_fails_at_once() {
    let api = api(|t| t.answer_with(429, &[("retry-after", "7")], "").answer(200, OK));
    let options = CallOptions::new().with_timeout(seconds(5));
    let error = sample::get(&api.client, "7").with_options(options).await.unwrap_err();
    assert_eq!((error.kind(), error.retry_after()), (ErrorKind::Status, Some(seconds(7))));
    assert!(error.is_throttled() && api.clock.slept().is_empty());
}

#[tokio::test]
async fn a_wait_beyond_all_patience_fails_at_once() {
    let api = api(|t| t.answer_with(429, &[("retry-after", "86400")], "").answer(200, OK));
    let error = sample::get(&api.client, "7").await.unwrap_err();
    assert_eq!(error.retry_after(), Some(seconds(86400)));
    assert!(api.clock.slept().is_empty());
}

#[tokio::test]
async fn an_attempt_that_hangs_is_given_up_and_repeated() {
    let api = api_with(|t| t.hang().answer(200, OK), |o| o.with_attempt_timeout(seconds(3)));
    sample::get(&api.client, "7").await.unwrap();
    assert_eq!(api.clock.slept()[0], seconds(3));
    assert_eq!(api.sent(), 2);
}

#[tokio::test]
async fn the_deadline_covers_all_attempts() {
    let api = api_with(|t| t.hang().hang().hang().hang(), |o| o.with_attempt_timeout(seconds(3)));
    let options = CallOptions::new().with_timeout(seconds(7));
    let error = sample::get(&api.client, "7").with_options(options).await.unwrap_err();
    assert!(error.is_timeout(), "{error}");
    assert!(api.clock.slept().iter().sum::<Duration>() <= seconds(7));
}

#[tokio::test]
async fn nothing_is_sent_when_the_time_of_the_call_is_over() {
    let api = api(|t| t.answer(200, OK));
    let options = CallOptions::new().with_timeout(Duration::ZERO);
    let error = sample::create(&api.client, 7).with_options(options).await.unwrap_err();
    assert!(error.is_timeout(), "{error}");
    assert_eq!((error.attempts(), api.sent()), (0, 0));
}

#[tokio::test]
async fn a_server_that_asks_for_no_wait_is_not_stormed() {
    for value in ["0", "Mon, 01 Jan 2001 00:00:00 GMT"] {
        let api =
            api(|t| (0..3).fold(t, |t, _| t.answer_with(503, &[("retry-after", value)], "")).answer(200, OK));
        sample::get(&api.client, "7").await.unwrap();
        assert!(api.clock.slept().iter().sum::<Duration>() > Duration::ZERO);
    }
}

#[tokio::test]
async fn the_retry_budget_stops_a_storm() {
    let api = api_with(|t| (0..20).fold(t, |t, _| t.answer(503, "")), |o| o.with_retry_budget(3));
    for _ in 0..5 {
        assert_eq!(sample::get(&api.client, "7").await.unwrap_err().status().unwrap().as_u16(), 503);
    }
    // Five calls, and three further attempts among them.
    assert_eq!(api.sent(), 8);
}

#[tokio::test]
async fn an_answer_that_is_too_large_is_cut_off() {
    let endless = |t: CaptureTransport| t.answer_endless(200, vec![b' '; 1000]);
    let api = api_with(endless, |o| o.with_max_response_bytes(10_000));
    let error = sample::get(&api.client, "7").await.unwrap_err();
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::TooLarge, 1));
    let declared = |t: CaptureTransport| t.answer_with(200, &[("content-length", "10000000000")], "");
    let api = api_with(declared, |o| o);
    assert_eq!(sample::get(&api.client, "7").await.unwrap_err().kind(), ErrorKind::TooLarge);
    let api = api_with(|t| t.answer(200, OK), |o| o.with_max_response_bytes(10));
    let options = CallOptions::new().with_max_response_bytes(100);
    sample::get(&api.client, "7").with_options(options).await.unwrap();
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let api =
        api(|t| t.answer_with(307, &[("location", "https://evil.example/?x=MARK")], "").answer(200, OK));
    let error = sample::get(&api.client, "7").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Redirect);
    assert!(error.to_string().contains("https://evil.example,"), "{error}");
    assert_eq!(api.sent(), 1);
}

#[tokio::test]
async fn a_raw_answer_is_given_whatever_its_outcome() {
    let api = api(|t| t.answer(404, "x").answer(200, r#"{"code":5}"#).answer(503, "").answer(200, "y"));
    let raw = || call::send_raw(sample::get(&api.client, "7"));
    assert_eq!(raw().await.unwrap().status, 404);
    assert_eq!(raw().await.unwrap().body, r#"{"code":5}"#);
    assert_eq!(raw().await.unwrap().body, "y");
    assert_eq!(api.sent(), 4);
    let tired = api_with(|t| t.answer(503, "z"), |o| o.with_max_attempts(1));
    assert_eq!(call::send_raw(sample::get(&tired.client, "7")).await.unwrap().body, "z");
}

#[tokio::test]
async fn the_raw_answer_comes_beside_the_typed_one() {
    let api = api(|t| t.answer_with(200, &[("x-left", "3")], OK));
    let (thing, answer) = call::send_with_answer(sample::get(&api.client, "7")).await.unwrap();
    assert_eq!((thing, answer.headers["x-left"].to_str().unwrap()), (Thing { id: 7 }, "3"));
    assert_eq!(answer.body, OK);
}

#[tokio::test]
async fn the_length_that_a_head_answer_declares_is_not_that_of_the_answer() {
    let api = api(|t| t.answer_with(200, &[("content-length", "10000000000")], ""));
    sample::head(&api.client).await.unwrap();
}

#[tokio::test]
async fn a_header_that_cannot_be_sent_is_refused_without_its_value() {
    let api = api(|t| t);
    for (name, value) in [("x-app", "MARK\n"), ("x app", "MARK")] {
        let options = CallOptions::new().with_header(name, value);
        let error = sample::get(&api.client, "7").with_options(options).await.unwrap_err();
        assert!(error.is_invalid() && !format!("{error} {error:?}").contains("MARK"), "{error}");
    }
    assert_eq!(api.sent(), 0);
}

#[tokio::test]
async fn a_call_that_was_refused_says_so_once_and_is_not_sent() {
    let api = api(|t| t);
    let client = crate::Client::new(sample::parts(), sample::options(&api.transport, &api.clock)).unwrap();
    let error = sample::get(&client, "7").await.unwrap_err();
    assert!(error.is_config() && error.to_string().contains("the client has none"), "{error}");
    assert_eq!((error.endpoint(), error.attempts(), api.sent()), (Some("get"), 0, 0));
}

#[test]
fn calls_clients_and_errors_can_move_between_threads() {
    fn check<T: Send + Sync + 'static>() {}
    fn check_future<T: Send + 'static>(_: T) {}
    check::<crate::Client>();
    check::<crate::Error>();
    check::<Options>();
    check::<sample::List>();
    let api = api(|t| t);
    check_future(call::send(sample::get(&api.client, "7")));
    check_future(call::send_raw(sample::get(&api.client, "7")));
}

mod limits;
mod rates;
pub(crate) mod redaction;
mod refusals;

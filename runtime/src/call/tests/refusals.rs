//! Rules of an API about refusals: what statuses mean, where they say how long to wait, keys by which it knows calls again.

use std::sync::Arc;

use super::{Api, OK, seconds};
use crate::{
    AnswerAt, CallOptions, CaptureTransport, ErrorKind, ManualClock, RetryRules, StatusRule, Step, Test,
    Treatment, Wait, WaitForm, When, call, testing::sample,
};

static RULES: RetryRules = RetryRules {
    waits: &[
        Wait { at: AnswerAt::Header("X-Reset"), form: WaitForm::UnixMillis },
        Wait { at: AnswerAt::Body(&[Step::Key("error"), Step::Key("retry_after")]), form: WaitForm::Seconds },
    ],
    statuses: &[
        rule(420, None, Treatment::Throttled),
        rule(500, None, Treatment::Retryable),
        rule(503, None, Treatment::Fatal),
        rule(403, Some(When::Is(AnswerAt::Header("x-left"), Test::Text("0"))), Treatment::Throttled),
        rule(
            403,
            Some(When::Is(AnswerAt::Body(&[Step::Key("busy")]), Test::Text("true"))),
            Treatment::Retryable,
        ),
    ],
};

const fn rule(status: u16, when: Option<When>, treatment: Treatment) -> StatusRule {
    StatusRule { status, when, treatment }
}

fn api(script: impl FnOnce(CaptureTransport) -> CaptureTransport) -> Api {
    let transport = Arc::new(script(CaptureTransport::new()));
    let clock = ManualClock::automatic();
    let client = sample::client_with_rules(sample::options(&transport, &clock), &RULES);
    Api { transport, clock, client }
}

#[tokio::test]
async fn statuses_mean_what_the_api_says() {
    let retried = api(|t| t.answer(500, "").answer(500, "").answer(200, OK));
    sample::get(&retried.client, "7").await.unwrap();
    assert_eq!(retried.sent(), 3);
    // What may have acted is not sent twice, what was throttled has not.
    let unsafe_one = api(|t| t.answer(500, "").answer(200, OK));
    sample::create(&unsafe_one.client, 7).await.unwrap_err();
    assert_eq!(unsafe_one.sent(), 1);
    let throttled = api(|t| t.answer(420, "").answer(200, OK));
    sample::create(&throttled.client, 7).await.unwrap();
    assert_eq!(throttled.sent(), 2);
    let fatal = api(|t| t.answer(503, "").answer(200, OK));
    let error = sample::get(&fatal.client, "7").await.unwrap_err();
    assert_eq!((error.is_transient(), fatal.sent()), (false, 1));
}

#[tokio::test]
async fn a_status_may_mean_what_a_header_or_the_body_says() {
    let busy = r#"{"busy":true}"#;
    let throttled = api(|t| t.answer_with(403, &[("x-left", "0")], "").answer(200, OK));
    sample::create(&throttled.client, 7).await.unwrap();
    assert_eq!(throttled.sent(), 2);
    let retried = api(|t| t.answer_with(403, &[("x-left", "3")], busy).answer(200, OK).answer(403, busy));
    sample::get(&retried.client, "7").await.unwrap();
    sample::create(&retried.client, 7).await.unwrap_err();
    assert_eq!(retried.sent(), 3);
    // Neither: it means what it usually means.
    let fatal = api(|t| t.answer_with(403, &[("x-left", "3")], r#"{"busy":false}"#).answer(200, OK));
    let error = sample::get(&fatal.client, "7").await.unwrap_err();
    assert_eq!((error.is_transient(), fatal.sent()), (false, 1));
    let raw = api(|t| t.answer_with(403, &[("x-left", "0")], "").answer(403, "no"));
    let answer = call::send_raw(sample::get(&raw.client, "7")).await.unwrap();
    assert_eq!((&*answer.body, raw.sent()), (&b"no"[..], 2));
}

#[tokio::test]
async fn a_code_that_allows_another_attempt_says_more_than_the_status() {
    let api = api(|t| t.answer(503, r#"{"code":12}"#).answer(420, r#"{"code":5}"#).answer(200, OK));
    sample::get(&api.client, "7").await.unwrap();
    assert_eq!(api.sent(), 3);
}

#[tokio::test]
async fn raw_answers_follow_the_same_rules() {
    let api = api(|t| t.answer(500, "").answer(503, "down"));
    let answer = call::send_raw(sample::get(&api.client, "7")).await.unwrap();
    assert_eq!((answer.status.as_u16(), api.sent()), (503, 2));
}

#[tokio::test]
async fn declared_waits_are_obeyed() {
    // The clock of tests begins at 2024-01-01, in milliseconds.
    let reset = [("x-reset", "1704067207000")];
    let in_body = r#"{"error":{"retry_after":9}}"#;
    let api = api(|t| t.answer_with(420, &reset, "").answer(500, in_body).answer(200, OK));
    sample::get(&api.client, "7").await.unwrap();
    assert_eq!(api.clock.slept(), [seconds(7), seconds(9)]);
}

#[tokio::test]
async fn a_wait_inside_a_200_is_obeyed() {
    let api = api(|t| t.answer(200, r#"{"code":12,"error":{"retry_after":"11"}}"#).answer(200, OK));
    sample::get(&api.client, "7").await.unwrap();
    assert_eq!(api.clock.slept(), [seconds(11)]);
}

#[tokio::test]
async fn hostile_waits_are_told_instead() {
    for (status, headers, body) in [
        (420, &[("x-reset", "99999999999999999999")][..], ""),
        (500, &[], r#"{"error":{"retry_after":1e300}}"#),
        (429, &[("retry-after", "99999999999999999999")], ""),
    ] {
        let api = api(|t| t.answer_with(status, headers, body).answer(200, OK));
        let error = sample::get(&api.client, "7").await.unwrap_err();
        assert_eq!((error.kind(), api.sent()), (ErrorKind::Status, 1));
        assert!(error.retry_after().unwrap() > seconds(1_000_000), "{error:?}");
    }
}

#[tokio::test]
async fn a_key_is_made_once_per_call_and_makes_it_repeatable() {
    let api = api(|t| {
        t.fail(crate::TransportErrorKind::Interrupted).answer(500, "").answer(200, OK).answer(200, OK)
    });
    sample::keyed(&api.client).await.unwrap();
    sample::keyed(&api.client).await.unwrap();
    let requests = api.transport.requests();
    let keys: Vec<_> = requests.iter().map(|request| request.header("x-call-key").unwrap()).collect();
    assert!(keys.len() == 4 && keys[0] == keys[1] && keys[1] == keys[2] && keys[2] != keys[3], "{keys:?}");
    assert!(keys.iter().all(|key| key.len() == 36 && key.as_bytes()[14] == b'4'), "{keys:?}");
    assert!(requests.iter().all(|request| request.header("idempotency-key").is_none()));
}

#[tokio::test]
async fn a_key_of_the_callers_own_is_taken_instead() {
    for options in [
        CallOptions::new().with_idempotency_key("mine"),
        CallOptions::new().with_header("x-call-key", "mine"),
    ] {
        let api = api(|t| t.answer(500, "").answer(200, OK));
        sample::keyed(&api.client).with_options(options).await.unwrap();
        let requests = api.transport.requests();
        assert_eq!(requests.len(), 2);
        assert!(requests.iter().all(|request| request.header("x-call-key") == Some("mine")));
    }
}

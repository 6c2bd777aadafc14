//! What comes of a refusal: new tokens or a corrected time, and one replay.

use std::future::Future;

use super::*;
use crate::Treatment;

static TREATED: Envelope = Envelope {
    treat: |code| match code {
        "21" => Some(Treatment::Reauthenticate),
        "22" => Some(Treatment::ClockSkew),
        _ => None,
    },
    ..sample::IN_FIELD
};
static BY_CODE: Endpoint = Endpoint { envelope: &TREATED, ..PLAIN };
static KEYED: Endpoint = Endpoint { envelope: &TREATED, auth: &[&[used(BY_KEY)]], ..PLAIN };

#[tokio::test]
async fn a_401_causes_one_renewal_and_one_replay() {
    let api = api_with(
        Auth::default(),
        |t| {
            t.answer(200, r#"{"token":"t1"}"#)
                .answer(401, "")
                .answer(200, r#"{"token":"t2"}"#)
                .answer(200, OK)
        },
        |o| o.with_max_attempts(1).with_retry_budget(0),
    );
    api.act().await.unwrap();
    let login = "login password=MARK-password";
    assert_eq!(api.sent(), [login, "act Bearer t1", login, "act Bearer t2"]);
    assert!(api.clock.slept().is_empty());
}

#[tokio::test]
async fn a_second_refusal_is_the_calls_error() {
    let api = api(Auth::default(), |t| {
        t.answer(200, r#"{"token":"t1"}"#).answer(401, "").answer(200, r#"{"token":"t2"}"#).answer(401, "")
    });
    let error = api.act().await.unwrap_err();
    assert_eq!((error.status().unwrap().as_u16(), error.attempts()), (401, 2));
    assert_eq!((api.count("login"), api.count("act")), (2, 2));
}

#[tokio::test]
async fn a_code_in_a_200_counts_as_well() {
    let api = api(Auth::default(), |t| {
        t.answer(200, r#"{"token":"t1"}"#)
            .answer(200, r#"{"code":21}"#)
            .answer(200, r#"{"token":"t2"}"#)
            .answer(200, OK)
    });
    call(&api.client, &BY_CODE).await.unwrap();
    assert_eq!(api.sent()[3], "act Bearer t2");
}

#[tokio::test]
async fn a_refusal_of_values_that_were_replaced_replaces_nothing() {
    let api = slow(Auth::default(), |t| {
        t.answer(200, r#"{"token":"t1"}"#)
            .answer(401, "")
            .answer(401, "")
            .answer(200, r#"{"token":"t2"}"#)
            .answer(200, OK)
            .answer(200, OK)
    });
    let (first, second) = (Box::pin(api.act()), Box::pin(api.act()));
    let (mut first, mut second) = (Some(first), Some(second));
    std::future::poll_fn(|cx| {
        for call in [&mut first, &mut second] {
            if call.as_mut().is_some_and(|call| call.as_mut().poll(cx).map(Result::unwrap).is_ready()) {
                *call = None;
            }
        }
        if first.is_none() && second.is_none() {
            std::task::Poll::Ready(())
        } else {
            std::task::Poll::Pending
        }
    })
    .await;
    assert_eq!((api.count("login"), api.count("act Bearer t1"), api.count("act Bearer t2")), (2, 2, 2));
}

#[tokio::test]
async fn without_another_way_a_401_is_the_calls_error() {
    let auth = Auth { given: vec![(LOGIN, 0, "g1")], has_no_password: true, ..Auth::default() };
    let api = api(auth, |t| t.answer(401, ""));
    let error = api.act().await.unwrap_err();
    assert_eq!((error.status().unwrap().as_u16(), error.attempts(), api.sent().len()), (401, 1, 1));
    let plain = super::api(Auth::default(), |t| t.answer(401, ""));
    let error = call(&plain.client, &KEYED).await.unwrap_err();
    assert_eq!((error.attempts(), plain.sent().len()), (1, 1));
}

#[tokio::test]
async fn a_raw_answer_is_of_the_replay() {
    let api = api(Auth::default(), |t| {
        t.answer(200, r#"{"token":"t1"}"#).answer(401, "a").answer(200, r#"{"token":"t2"}"#).answer(401, "b")
    });
    let mut parts = Parts::new(&ACT);
    parts.path_text("/act");
    let answer = Exchange::new(&ACT, &Context::new(&api.client), Ok(parts)).raw().await.unwrap();
    assert_eq!((answer.body.as_ref(), api.count("act")), (&b"b"[..], 2));
}

/// The manual clock begins at 00:00:00.
const DATE: [(&str, &str); 1] = [("date", "Mon, 01 Jan 2024 00:10:00 GMT")];

static STAMPED: Endpoint = Endpoint { envelope: &TREATED, ..sample::CREATE };

fn stamped(script: impl FnOnce(CaptureTransport) -> CaptureTransport) -> (Arc<CaptureTransport>, Client) {
    let transport = Arc::new(script(CaptureTransport::new()));
    let clock = ManualClock::automatic();
    let client = sample::client(sample::options(&transport, &clock).with_max_attempts(1));
    (transport, client)
}

fn stamps(transport: &CaptureTransport) -> Vec<String> {
    let stamp = |request: &crate::testing::Captured| {
        request.header("x-sign").and_then(|sign| sign.split('.').nth(2)).unwrap_or_default().to_owned()
    };
    transport.requests().iter().map(stamp).collect()
}

#[tokio::test]
async fn the_time_of_the_server_is_taken_over() {
    let (transport, client) =
        stamped(|t| t.answer_with(200, &DATE, r#"{"code":22}"#).answer(200, OK).answer(200, OK));
    call(&client, &STAMPED).await.unwrap();
    call(&client, &STAMPED).await.unwrap();
    assert_eq!(stamps(&transport), ["1704067200000", "1704067800000", "1704067800000"]);
}

#[tokio::test]
async fn the_time_is_corrected_once_a_call_and_not_for_nothing() {
    let refusal = r#"{"code":22}"#;
    let (transport, client) =
        stamped(|t| t.answer_with(400, &DATE, refusal).answer_with(400, &DATE, refusal));
    assert_eq!(call(&client, &STAMPED).await.unwrap_err().code_text(), Some("22"));
    assert_eq!(transport.requests().len(), 2);
    for headers in [&[][..], &[("date", "soon")], &[("date", "Mon, 01 Jan 2024 00:00:00 GMT")]] {
        let (transport, client) = stamped(|t| t.answer_with(400, headers, refusal).answer(200, OK));
        call(&client, &STAMPED).await.unwrap_err();
        assert_eq!(transport.requests().len(), 1, "{headers:?}");
    }
}

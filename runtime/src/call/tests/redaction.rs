//! Nothing that auth sets, no query, no header and no body is shown: in errors, their sources, `Debug`, the log.

use std::{
    cell::RefCell,
    fmt::{Debug, Write},
    sync::{Arc, Once},
};

use tracing::{Event, Metadata, Subscriber, field::Visit, span};

use super::{OK, api_with};
use crate::{CallOptions, CaptureTransport, TransportErrorKind, testing::sample};

thread_local! {
    /// What was logged on this thread. Every test has a thread of its own.
    static LOGGED: RefCell<String> = const { RefCell::new(String::new()) };
}

pub(crate) fn logged() -> String {
    LOGGED.with_borrow(String::clone)
}

/// Writes down all that is logged, from now on.
pub(crate) fn watch() {
    static ONCE: Once = Once::new();
    // Subscribers of single threads do not go well with what tracing remembers of places that others passed before.
    ONCE.call_once(|| tracing::subscriber::set_global_default(Log).unwrap());
}

struct Log;

impl Log {
    fn begin(what: &str) {
        LOGGED.with_borrow_mut(|text| text.extend(["\n", what]));
    }
}

impl Visit for Log {
    fn record_debug(&mut self, field: &tracing::field::Field, value: &dyn Debug) {
        LOGGED.with_borrow_mut(|text| write!(text, " {field}={value:?}").unwrap());
    }
}

impl Subscriber for Log {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target().starts_with("specwright")
    }

    fn new_span(&self, attributes: &span::Attributes<'_>) -> span::Id {
        Self::begin(attributes.metadata().name());
        attributes.record(&mut Self);
        span::Id::from_u64(1)
    }

    fn record(&self, _: &span::Id, values: &span::Record<'_>) {
        values.record(&mut Self);
    }

    fn record_follows_from(&self, _: &span::Id, _: &span::Id) {}

    fn event(&self, event: &Event<'_>) {
        Self::begin("event");
        event.record(&mut Self);
    }

    fn enter(&self, _: &span::Id) {}

    fn exit(&self, _: &span::Id) {}
}

/// An error with all its sources, in all forms.
pub(crate) fn shown(error: &dyn std::error::Error) -> String {
    let mut text = format!("{error} {error:?} {error:#?}");
    let mut source = error.source();
    while let Some(error) = source {
        write!(text, " {error} {error:?}").unwrap();
        source = error.source();
    }
    text
}

/// Auth sets a text with `MARK` in header, query, cookie and bearer; the query of the call, its options and the answers
/// have it, too.
#[tokio::test]
async fn nothing_secret_is_shown_by_any_failure() {
    watch();
    let echo = format!(r#"{{"code":5,"message":"wrong key {} given"}}"#, sample::MARK);
    let bodies =
        [r#"{"code":0,"data":{"id":"MARK"}}"#, r#"{"code":0,"data":"MARK"}"#, "MARK", "<b>MARK</b>", &echo];
    let mut scripts: Vec<CaptureTransport> =
        bodies.into_iter().map(|body| CaptureTransport::new().answer(200, body.to_owned())).collect();
    scripts.push(CaptureTransport::new().answer(500, "MARK"));
    scripts.push(CaptureTransport::new().answer_with(302, &[("location", "https://x.example/MARK")], "MARK"));
    scripts.push(CaptureTransport::new().fail(TransportErrorKind::Interrupted));
    scripts.push(CaptureTransport::new().hang());
    for script in scripts {
        let api = api_with(|_| script, |o| o.with_max_attempts(1).with_header("x-own", "MARK"));
        let options = CallOptions::new().with_header("x-more", "MARK").with_idempotency_key("MARK");
        let call = sample::get(&api.client, "7").with_options(options);
        let call_shown = format!("{call:?}");
        let error = call.await.unwrap_err();
        let all = format!("{} {call_shown} {:?}", shown(&error), api.client);
        assert!(!all.contains("MARK"), "{all}");
    }
    assert!(logged().contains("endpoint=\"get\"") && !logged().contains("MARK"), "{}", logged());
}

#[tokio::test]
async fn calls_and_attempts_are_logged() {
    watch();
    let api = api_with(|t| t.answer(200, r#"{"code":11}"#).answer(200, OK), |o| o);
    sample::get(&api.client, "7").await.unwrap();
    let text = logged();
    for part in [
        "call api=\"sample\" endpoint=\"get\"",
        "attempt attempt=1",
        "status=200",
        "code=\"11\"",
        "duration_ms=0",
        "attempt attempt=2",
        "sending again",
        "the call succeeded",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
    assert!(!text.contains("payload"));
}

#[tokio::test]
async fn payloads_are_logged_only_when_that_is_asked_for() {
    watch();
    let api = api_with(|t| t.answer(200, OK), |o| o.with_payload_logging(true));
    sample::create(&api.client, 7).await.unwrap();
    let text = logged();
    assert!(text.contains(r#"payload="{\"id\":7}""#) && text.contains(r#"\"code\":0"#), "{text}");
    assert!(!text.contains("MARK"));
}

/// The error of a real connection, whose address has the query.
#[tokio::test]
async fn the_address_is_not_in_the_errors_of_the_http_client() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    drop(listener);
    let server = crate::ServerUrl::Fixed(format!("http://127.0.0.1:{port}/"));
    let parts = crate::ClientParts { server, ..sample::parts() };
    let client = crate::Client::new(parts, crate::Options::new().with_max_attempts(1)).unwrap();
    let error = sample::plain(&client).await.unwrap_err();
    assert!(error.is_transport() && error.is_transient(), "{error}");
    let text = shown(&error);
    assert!(!text.contains("MARK") && text.contains("no connection to the server"), "{text}");
}

/// What a server may make of what it was sent: the encoded query, and the token without the word before it.
#[tokio::test]
async fn what_auth_set_is_not_shown_in_another_form_either() {
    for (message, shown) in [
        ("no access: /x?sign=MARK%2Fa%2Bb%3D%3D&x=1", "no access: /x?sign=[redacted]&x=1"),
        ("no access: sign MARK/a+b==", "no access: sign [redacted]"),
        ("the token MARK-token-of-7 is not known", "the token [redacted] is not known"),
    ] {
        let body = serde_json::json!({ "code": 9, "message": message }).to_string();
        let api = api_with(|t| t.answer(200, body), |o| o);
        let client = client_with(&api, Arc::new(Talkative));
        let error = sample::get(&client, "7").await.unwrap_err();
        assert_eq!(error.message(), Some(shown));
    }
}

struct Talkative;

impl crate::Authenticate for Talkative {
    fn authenticate(&self, _: usize, _: &[&str], attempt: &mut crate::Attempt) -> Result<(), crate::Error> {
        attempt.set_query("sign", "MARK/a+b==");
        attempt.set_header("X-Kind", "declared")?;
        attempt.set_header("Authorization", "Token MARK-token-of-7")
    }
}

fn client_with(api: &super::Api, auth: Arc<dyn crate::Authenticate>) -> crate::Client {
    let parts = crate::ClientParts { auth: Some(auth), ..sample::parts() };
    crate::Client::new(parts, sample::options(&api.transport, &api.clock)).unwrap()
}

/// A constant that a spec sends in a header may occur in a code of the same spec.
#[tokio::test]
async fn a_declared_code_is_not_redacted() {
    static ENVELOPE: crate::Envelope = crate::Envelope {
        treat: |code| (code == "declared_missing").then_some(crate::Treatment::Fatal),
        ..sample::IN_FIELD
    };
    static ENDPOINT: crate::Endpoint = crate::Endpoint { envelope: &ENVELOPE, ..sample::GET };
    let mut hidden = crate::error::Hidden::default();
    hidden.add("declared");
    for (code, shown) in [("declared_missing", "declared_missing"), ("declared_x", "[redacted]_x")] {
        let mut error = crate::Error::new(crate::ErrorKind::Api, "").with_code(Some(code.to_owned()));
        error.finish(&ENDPOINT, 1, None, &hidden);
        assert_eq!(error.code_text(), Some(shown));
    }
}

#[tokio::test]
async fn a_logged_answer_does_not_show_what_auth_set() {
    watch();
    let echo = format!(r#"{{"code":0,"data":{{"id":7}},"you_sent":"{}"}}"#, sample::MARK);
    let api = api_with(|t| t.answer(200, echo), |o| o.with_payload_logging(true));
    sample::get(&api.client, "7").await.unwrap();
    assert!(logged().contains("you_sent") && !logged().contains("MARK"), "{}", logged());
}

#[test]
fn debug_shows_no_more_of_a_text_than_a_line() {
    let text = "x".repeat(100_000);
    let error = crate::Error::new(crate::ErrorKind::Api, "").with_texts(Some(text), None, None);
    assert!(format!("{error:?}").len() < 1000);
}

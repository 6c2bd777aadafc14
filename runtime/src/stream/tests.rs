//! Streams over scripted answers: what comes, what ends them, and what an error says.

use std::{future::IntoFuture, sync::Arc, time::Duration};

use bytes::Bytes;
use futures_util::stream;

use super::*;
use crate::{
    BoxError, BoxFuture, Call, CallOptions, CaptureTransport, Context, ErrorKind, ManualClock, Multipart,
    Parts, Sending, StreamCall, TransportError, TransportErrorKind, Upload, call, decode,
    testing::sample::{self, Thing},
};

/// A call whose answer is things, as they happen, and whose body is a file.
#[derive(Clone)]
struct Watch {
    context: Context,
    file: Option<Upload>,
}

impl Call for Watch {
    type Output = Events<Thing>;
    type Error = Error;
    const ENDPOINT: &'static Endpoint =
        &Endpoint { name: "watch", method: "POST", repeatable: true, ..sample::CREATE };

    fn context(&self) -> &Context {
        &self.context
    }

    fn encode(&self) -> Result<Parts, Error> {
        let mut parts = Parts::new(Self::ENDPOINT);
        parts.path_text("/watch");
        parts.accept("text/event-stream");
        if let Some(file) = &self.file {
            let mut form = Multipart::new()?;
            form.text("note", None, "x");
            form.file("file", None, file)?;
            parts.multipart(form);
        }
        Ok(parts)
    }

    fn decode(answer: &Answer) -> Result<Self::Output, Error> {
        decode::opened(Self::ENDPOINT, answer).map(Self::open)
    }
}

impl StreamCall for Watch {
    fn open(opened: Opened) -> Self::Output {
        Events::new(opened, decode::item::<Thing>)
    }
}

impl IntoFuture for Watch {
    type Output = Result<Events<Thing>, Error>;
    type IntoFuture = Sending<Events<Thing>, Error>;

    fn into_future(self) -> Self::IntoFuture {
        call::open(self)
    }
}

struct Api {
    transport: Arc<CaptureTransport>,
    watch: Watch,
}

fn api(script: impl FnOnce(CaptureTransport) -> CaptureTransport) -> Api {
    let transport = Arc::new(script(CaptureTransport::new()));
    let client = sample::client(sample::options(&transport, &ManualClock::automatic()));
    Api { transport, watch: Watch { context: Context::new(&client), file: None } }
}

const SSE: &[(&str, &str)] = &[("content-type", "text/event-stream; charset=utf-8")];

#[tokio::test]
async fn events_are_typed_and_one_that_is_broken_is_one_error() {
    let text = "event: made\nid: 1\ndata: {\"id\":\ndata: 1}\n\ndata: {\"id\":\"MARK\"}\n\ndata: {\"id\":3}\n\ndata: [DONE]\n\ndata: {}\n\n";
    let api = api(|t| t.answer(503, "").answer_with(200, SSE, text));
    let mut events = api.watch.await.unwrap();
    let first = events.next().await.unwrap().unwrap();
    assert_eq!(
        (first.event.as_deref(), first.id.as_deref(), first.data),
        (Some("made"), Some("1"), Thing { id: 1 })
    );
    let error = events.next().await.unwrap().unwrap_err();
    assert_eq!(
        error.to_string(),
        "POST /things (sample.watch): cannot decode `id` of event 2: invalid type: string, expected i64 [status 200]"
    );
    assert_eq!(
        (error.json_path(), error.body().map(|body| &body[..])),
        (Some("id"), Some(&br#"{"id":"MARK"}"#[..]))
    );
    assert!(!format!("{error:?}").contains("MARK"));
    assert_eq!(events.try_next().await.unwrap().unwrap().data, Thing { id: 3 });
    assert!(events.next().await.is_none() && events.next().await.is_none());
    let requests = api.transport.requests();
    assert_eq!((requests.len(), requests[0].header("accept")), (2, Some("text/event-stream")));
}

#[tokio::test]
async fn json_in_the_place_of_events_is_what_it_says() {
    let json = &[("content-type", "application/json")];
    let api = api(|t| {
        t.answer_with(200, json, r#"{"code":5,"message":"no"}"#).answer_with(200, json, r#"{"code":0}"#)
    });
    let error = api.watch.clone().await.unwrap_err();
    assert_eq!((error.kind(), error.code_text()), (ErrorKind::Api, Some("5")));
    let mut events = api.watch.await.unwrap();
    let error = events.next().await.unwrap().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::UnexpectedContent);
    assert!(error.to_string().contains("the answer is application/json, not `text/event-stream`"), "{error}");
    assert!(events.next().await.is_none());
}

#[tokio::test]
async fn a_refusal_is_read_as_a_whole() {
    let api = api(|t| t.answer_with(404, SSE, r#"{"code":5,"message":"gone"}"#));
    let error = api.watch.await.unwrap_err();
    assert_eq!((error.kind(), error.message()), (ErrorKind::Api, Some("gone")));
}

/// Chunks, and what comes after them.
struct Script(Vec<Result<&'static str, TransportErrorKind>>, bool);

impl Body for Script {
    fn chunk(&mut self) -> BoxFuture<'_, Result<Option<Bytes>, TransportError>> {
        if self.0.is_empty() && self.1 {
            return Box::pin(std::future::pending());
        }
        let next = (!self.0.is_empty()).then(|| self.0.remove(0)).transpose();
        Box::pin(async move { next.map(|text| text.map(Bytes::from)).map_err(TransportError::new) })
    }
}

fn opened(chunks: &[&'static str], then: Option<TransportErrorKind>, hangs: bool, most: u64) -> Opened {
    let transport = Arc::new(CaptureTransport::new());
    let client = sample::client(sample::options(&transport, &ManualClock::automatic()));
    let script = chunks.iter().map(|chunk| Ok(*chunk)).chain(then.map(Err)).collect();
    let mut opened = Opened::of_answer(&sample::PLAIN, &Answer::new(200, ""));
    opened.body = Box::new(Script(script, hangs));
    opened.head.limits = Limits {
        client: Some(client),
        idle: Duration::from_secs(9),
        most,
        hidden: crate::error::Hidden::default(),
    };
    opened
}

#[tokio::test]
async fn lines_may_be_cut_anywhere_and_the_last_needs_no_end() {
    let chunks = ["{\"id\"", ":1}\r\n\n\u{1e}{\"id\":2}\n", "nothing\n{\"id\":", "4}"];
    let mut lines = Lines::new(opened(&chunks, None, false, 100), decode::item::<Thing>);
    assert_eq!(lines.try_next().await.unwrap(), Some(Thing { id: 1 }));
    assert_eq!(lines.try_next().await.unwrap(), Some(Thing { id: 2 }));
    let error = lines.try_next().await.unwrap_err();
    assert!(error.is_decode() && error.to_string().contains("line 3 is not proper JSON"), "{error}");
    assert_eq!(lines.try_next().await.unwrap(), Some(Thing { id: 4 }));
    assert_eq!(lines.try_next().await.unwrap(), None);
    let mut plain = Lines::plain(opened(&["a\n", "b"], None, false, 100));
    assert_eq!(plain.try_next().await.unwrap().as_deref(), Some("a"));
    assert_eq!(plain.try_next().await.unwrap().as_deref(), Some("b"));
}

#[tokio::test]
async fn an_item_is_bounded_and_a_stream_is_not() {
    let mut events = Events::plain(opened(&["data: 1234\n\n"; 50], None, false, 20));
    for _ in 0..50 {
        assert_eq!(events.try_next().await.unwrap().unwrap().data, "1234");
    }
    for chunks in [["data: 12345\n"; 9], ["data: 1234567"; 9]] {
        let mut events = Events::plain(opened(&chunks, None, false, 20));
        let error = events.try_next().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::TooLarge, "{chunks:?}: {error}");
        assert!(events.next().await.is_none());
    }
}

/// However the answer is cut on its way, what is too large is so, and what came before it is given.
#[tokio::test]
async fn what_is_too_large_does_not_depend_on_chunks() {
    for chunks in
        [&["1\n2\n12345678901\n3\n"][..], &["1\n2\n1234567", "8901\n3\n"], &["1\n2\n12345678901", "2"]]
    {
        let mut lines = Lines::plain(opened(chunks, None, false, 10));
        assert_eq!(lines.try_next().await.unwrap().as_deref(), Some("1"));
        assert_eq!(lines.try_next().await.unwrap().as_deref(), Some("2"));
        let error = lines.try_next().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::TooLarge);
        assert!(error.to_string().contains("line 3 is larger than 10 bytes"), "{error}");
        assert!(lines.next().await.is_none());
    }
    let mut events =
        Events::plain(opened(&["data: 1\n\nevent: added\ndata: 234567\n\ndata: 3\n\n"], None, false, 10));
    assert_eq!(events.try_next().await.unwrap().unwrap().data, "1");
    let error = events.try_next().await.unwrap_err();
    assert!(error.to_string().contains("event 2 is larger than 10 bytes"), "{error}");
    assert!(events.next().await.is_none());
}

#[tokio::test]
async fn a_connection_that_breaks_and_one_that_is_silent_end_the_stream() {
    let mut events =
        Events::plain(opened(&["data: 1\n\nda"], Some(TransportErrorKind::Interrupted), false, 99));
    assert_eq!(events.try_next().await.unwrap().unwrap().data, "1");
    assert!(events.try_next().await.unwrap_err().is_transport());
    assert!(events.next().await.is_none());
    let mut download = Download::new(opened(&["ab"], None, true, 99));
    assert_eq!(download.try_next().await.unwrap().as_deref(), Some(&b"ab"[..]));
    let error = download.try_next().await.unwrap_err();
    assert!(error.is_timeout() && error.to_string().contains("nothing came for 9s"), "{error}");
    assert!(download.next().await.is_none());
}

#[tokio::test]
async fn a_future_of_a_stream_may_be_dropped() {
    struct Slow(u8);
    impl Body for Slow {
        fn chunk(&mut self) -> BoxFuture<'_, Result<Option<Bytes>, TransportError>> {
            self.0 += 1;
            let text = format!("data: {}\n\n", self.0);
            Box::pin(async move {
                tokio::task::yield_now().await;
                Ok(Some(Bytes::from(text)))
            })
        }
    }
    let mut opened = opened(&[], None, false, 99);
    opened.head.limits.client = None;
    opened.body = Box::new(Slow(0));
    let mut events = Events::plain(opened);
    let mut read = Vec::new();
    while read.len() < 5 {
        // Polled once and dropped.
        let next = futures_util::future::FutureExt::now_or_never(events.next());
        read.extend(next.map(|event| event.unwrap().unwrap().data));
    }
    assert_eq!(read, ["1", "2", "3", "4", "5"]);
}

#[tokio::test]
async fn a_download_is_read_whole_up_to_what_an_answer_may_have() {
    let download = Download::new(opened(&["ab", "", "cd"], None, false, 4));
    assert_eq!(download.read_all().await.unwrap(), b"abcd");
    let error = Download::new(opened(&["ab", "cde"], None, false, 4)).read_all().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::TooLarge);
}

fn once() -> Upload {
    Upload::stream(stream::iter([Ok::<_, BoxError>("FILE")]))
}

#[tokio::test]
async fn a_stream_that_was_read_is_not_sent_again_and_the_error_says_so() {
    let mut api = api(|t| t.fail(TransportErrorKind::Connect).answer(503, ""));
    api.watch.file = Some(once());
    let error = api.watch.clone().await.unwrap_err();
    // Of an attempt without a connection nothing was read.
    assert_eq!(api.transport.requests().len(), 2);
    assert!(String::from_utf8_lossy(&api.transport.requests()[1].body).contains("\r\nFILE\r\n"));
    assert!(error.to_string().ends_with("not sent again: its body is a stream that was read]"), "{error}");
    let again = api.watch.await.unwrap_err();
    assert!(again.is_invalid() && again.to_string().contains("a stream that was sent already"), "{again}");
}

#[tokio::test]
async fn what_is_in_memory_is_sent_again_byte_for_byte() {
    let mut api = api(|t| t.answer(503, "").answer_with(200, SSE, ""));
    api.watch.file = Some(Upload::from("FILE"));
    drop(api.watch.await.unwrap());
    let requests = api.transport.requests();
    assert_eq!(requests.len(), 2);
    assert_eq!(requests[0].body, requests[1].body);
    assert_eq!(requests[0].header("content-type"), requests[1].header("content-type"));
}

#[tokio::test]
async fn auth_that_signs_the_body_does_not_sign_a_stream() {
    let mut attempt = crate::testing::attempt("POST", "https://api.example/x", b"");
    let mut parts = Parts::new(&sample::CREATE);
    parts.upload("image/png", &once());
    attempt.pieces = parts.pieces().cloned();
    assert_eq!(attempt.body(), b"");
    let error = attempt.into_request().unwrap_err();
    assert!(error.is_config() && error.to_string().contains("auth signs the body"), "{error}");
}

#[tokio::test]
async fn a_call_of_its_own_says_how_long_nothing_may_come() {
    let api = api(|t| t.answer_with(200, SSE, "data: {\"id\":1}\n\n"));
    let mut watch = api.watch;
    watch.context.options = CallOptions::new().with_idle_timeout(Duration::from_secs(1));
    let (events, answer) = call::open_with_answer(watch).await.unwrap();
    assert_eq!(events.headers(), &answer.headers);
    assert!(answer.body.is_empty());
}

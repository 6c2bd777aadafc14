//! Multipart bodies, uploads, downloads, events and lines over sockets.

use std::time::Duration;

use specwright_kitchen::bodies::{Change, Client, Credentials, Kind, Meta, Tags};
use specwright_runtime::reexport::{bytes::Bytes, chrono::NaiveDate};
use specwright_runtime::{CallOptions, ErrorKind, Upload};
use specwright_tests::bodies::Bodies;
use specwright_tests::http::{Fault, FaultPlan, Response};

use crate::support::options;

fn start() -> (Bodies, Client) {
    let server = Bodies::start().unwrap();
    let options = options(&server.server().base_url());
    let client =
        Client::builder().credentials(Credentials::new("key")).with_options(options).build().unwrap();
    (server, client)
}

fn day(day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2024, 5, day).unwrap()
}

/// A stream of so many pieces of 1,000 bytes.
fn pieces(
    count: usize,
) -> impl specwright_runtime::reexport::futures_core::Stream<Item = Result<Bytes, std::io::Error>> {
    Pieces(count)
}

struct Pieces(usize);

impl specwright_runtime::reexport::futures_core::Stream for Pieces {
    type Item = Result<Bytes, std::io::Error>;

    fn poll_next(
        mut self: std::pin::Pin<&mut Self>,
        _: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<Self::Item>> {
        std::task::Poll::Ready(self.0.checked_sub(1).map(|left| {
            self.0 = left;
            Ok(Bytes::from_static(&[7; 1000]))
        }))
    }
}

#[tokio::test]
async fn every_kind_of_part_arrives() {
    let (server, client) = start();
    let file = Upload::from("PNG").with_name("a \"b\".png");
    let seen = client
        .upload("al/bum", file, Kind::Photo)
        .note("ä\r\n--x")
        .meta(Meta::new("t").taken(day(7)))
        .tags(vec!["x".to_owned(), "y".to_owned()])
        .pages_(vec![
            Upload::from("1"),
            Upload::stream(pieces(3)).with_content_type("image/tiff").with_name("p2"),
        ])
        .days(vec![day(1), day(2)])
        .notes("# n")
        .parts(vec![Meta::new("p")])
        .await
        .unwrap();
    assert_eq!(seen.name, "al%2Fbum");
    let files: Vec<_> = seen
        .files
        .iter()
        .map(|file| (file.field.as_str(), file.name.as_str(), file.type_.as_str(), file.bytes))
        .collect();
    assert_eq!(
        files,
        [
            ("file", "a %22b%22.png", "image/png", 3),
            ("pages", "pages", "application/octet-stream", 1),
            ("pages", "p2", "image/tiff", 3000),
        ]
    );
    let fields: Vec<_> = seen.fields.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    assert_eq!(
        fields,
        [
            ("days", "2024-05-01\n2024-05-02"),
            ("kind", "photo"),
            ("meta", r#"{"title":"t","taken":"2024-05-07"}|application/json"#),
            ("note", "ä\r\n--x"),
            ("notes", "# n|text/markdown"),
            ("parts", r#"{"title":"p"}|application/json"#),
            ("tags", "x\ny"),
        ]
    );
    // The length of a stream is not known.
    assert_eq!(server.server().requests()[0].header("transfer-encoding"), Some("chunked"));
    let error = client.upload("a", "x", Kind::Scan).note("n".repeat(101)).await.unwrap_err();
    assert!(error.is_invalid(), "{error}");
}

#[tokio::test]
async fn what_is_in_memory_is_sent_again_and_what_was_read_is_not() {
    let (server, client) = start();
    server.server().set_faults(FaultPlan::first(1, &Fault::ResetUnanswered));
    client.upload("a", "in memory", Kind::Photo).await.unwrap();
    let requests = server.server().requests();
    assert_eq!(requests.last().unwrap().header("content-length").map(str::len), Some(3));
    server.server().set_faults(FaultPlan::first(1, &Fault::ResetUnanswered));
    let error = client.upload("a", Upload::stream(pieces(1)), Kind::Photo).await.unwrap_err();
    assert!(error.to_string().contains("not sent again: its body is a stream that was read"), "{error}");
}

#[tokio::test]
async fn a_file_is_sent_as_it_is_read() {
    let (server, client) = start();
    let path = std::env::temp_dir().join(format!("specwright-e2e-{}.bin", std::process::id()));
    std::fs::write(&path, vec![3; 300_000]).unwrap();
    let seen = client.put_file(Upload::file(&path).unwrap()).await.unwrap();
    assert_eq!(seen.files[0].bytes, 300_000);
    assert_eq!(server.server().requests()[0].header("content-length"), Some("300000"));
    let seen = client.upload("a", Upload::file(&path).unwrap(), Kind::Scan).await.unwrap();
    std::fs::remove_file(&path).unwrap();
    assert_eq!((seen.files[0].bytes, seen.files[0].type_.as_str()), (300_000, "image/png"));
    assert_eq!(seen.files[0].name, path.file_name().unwrap().to_str().unwrap());
    // A body of a known length has one, with all that stands around the file.
    assert!(server.server().requests()[1].header("content-length").is_some());
    let seen = client.put_file(b"abc").await.unwrap();
    assert_eq!((seen.files[0].bytes, seen.files[0].type_.as_str()), (3, "application/octet-stream"));
    let seen = client.annotate()._2nd(5).note("x").await.unwrap();
    assert_eq!(seen.fields["2nd"], "5");
}

#[tokio::test]
async fn a_download_comes_in_pieces_and_may_be_larger_than_an_answer() {
    let (server, client) = start();
    server.set_answer(Response::new(200, "video/mp4", vec![5; 100_000]));
    let small = CallOptions::new().with_max_response_bytes(1000);
    let mut download = client.get_file().with_options(small).await.unwrap();
    assert_eq!((download.length(), download.content_type().as_deref()), (Some(100_000), Some("video/mp4")));
    let mut read = 0;
    while let Some(bytes) = download.try_next().await.unwrap() {
        read += bytes.len();
    }
    assert_eq!(read, 100_000);
    assert_eq!(client.get_file().await.unwrap().read_all().await.unwrap().len(), 100_000);
    server.server().set_faults(FaultPlan::first(1, &Fault::Truncated { missing: 10 }));
    let error = client.get_file().await.unwrap().read_all().await.unwrap_err();
    assert!(error.is_transport(), "{error}");
    server.set_answer(Response::text(404, "gone"));
    assert_eq!(client.get_file().await.unwrap_err().status().unwrap(), 404);
}

#[tokio::test]
async fn what_is_no_json_is_asked_for() {
    let (server, client) = start();
    server.set_answer(Response::new(200, "image/png", "png"));
    assert_eq!(client.get_icon().await.unwrap(), b"png");
    assert_eq!(server.server().requests()[0].header("accept"), Some("image/png, */*;q=0.1"));
}

#[tokio::test]
async fn events_come_one_by_one_while_the_answer_goes_on() {
    let (server, client) = start();
    let text = "data: {\"text\":\"a\"}\n\n: still here\n\nevent: more\nid: 2\ndata: {\"text\":\"b\",\"at\":\"2024-05-07T01:02:03Z\"}\n\ndata: {\"text\":7}\n\ndata: [DONE]\n\n";
    server.set_answer(Response::new(200, "text/event-stream", text));
    // Three bytes at a time, which takes longer than an attempt may: its time ends with the head.
    server
        .server()
        .set_faults(FaultPlan::first(1, &Fault::SlowBody { piece: 3, pause: Duration::from_millis(50) }));
    let quick = CallOptions::new().with_attempt_timeout(Duration::from_secs(2));
    let mut events = client.write("hi").stream(true).with_options(quick).await.unwrap();
    assert_eq!(events.try_next().await.unwrap().unwrap().data.text, "a");
    let second = events.try_next().await.unwrap().unwrap();
    assert_eq!((second.event.as_deref(), second.id.as_deref()), (Some("more"), Some("2")));
    assert!(second.data.at.is_some());
    let error = events.try_next().await.unwrap_err();
    assert_eq!((error.kind(), error.json_path()), (ErrorKind::Decode, Some("text")));
    assert!(events.try_next().await.unwrap().is_none());
    let request = &server.server().requests()[0];
    assert!(request.header("accept").unwrap().starts_with("text/event-stream"));
    assert_eq!(request.json().unwrap()["stream"], true);
    // A refusal in the place of events.
    server.set_answer(Response::new(200, "application/json", r#"{"ok":false,"code":"busy"}"#));
    assert_eq!(client.write("hi").await.unwrap_err().code_text(), Some("busy"));
}

#[tokio::test]
async fn events_of_texts_and_of_days() {
    let (server, client) = start();
    server.set_answer(Response::new(200, "text/event-stream", "data: 2024-05-07\n\ndata: [DONE]\n\n"));
    let mut ticks = client.ticks().await.unwrap();
    assert_eq!(ticks.try_next().await.unwrap().unwrap().data, "2024-05-07");
    assert_eq!(ticks.try_next().await.unwrap().unwrap().data, "[DONE]");
    server.set_answer(Response::new(200, "text/event-stream", "data: \"2024-05-07\"\n\n"));
    let (mut days, answer) = client.days().with_answer().await.unwrap();
    assert_eq!(days.try_next().await.unwrap().unwrap().data, day(7));
    assert_eq!(answer.status, 200);
    assert!(days.try_next().await.unwrap().is_none());
}

#[tokio::test]
async fn lines_are_typed() {
    let (server, client) = start();
    let text = "{\"type\":\"made\",\"id\":1}\n\n{\"type\":\"gone\",\"id\":1,\"why\":\"x\"}\n{\"type\":\"new\"}\n{\"type\":\"made\"}";
    server.set_answer(Response::new(200, "application/x-ndjson", text));
    let mut changes = client.changes().since(5).await.unwrap();
    assert!(matches!(changes.try_next().await.unwrap(), Some(Change::Made(made)) if made.id == 1));
    assert!(matches!(changes.try_next().await.unwrap(), Some(Change::Gone(gone)) if gone.why.is_some()));
    assert!(matches!(changes.try_next().await.unwrap(), Some(Change::Unlisted { .. })));
    let error = changes.try_next().await.unwrap_err();
    assert!(
        error.is_decode() && error.to_string().contains("of line 4") || error.to_string().contains("line 4"),
        "{error}"
    );
    assert!(changes.try_next().await.unwrap().is_none());
    server.set_answer(Response::new(200, "text/plain", "a\nb"));
    assert_eq!(client.log().await.unwrap().try_next().await.unwrap().as_deref(), Some("a"));
    server.set_answer(Response::new(200, "application/jsonl", "[1.10, 2]\n"));
    let amounts = client.amounts().await.unwrap().try_next().await.unwrap().unwrap();
    assert_eq!(amounts.iter().map(ToString::to_string).collect::<Vec<_>>(), ["1.10", "2"]);
}

#[tokio::test]
async fn a_body_that_may_be_left_out_is_sent_where_it_is_given() {
    let (_server, client) = start();
    let parts = specwright_runtime::Call::encode(&client.tag(7)).unwrap();
    assert_eq!((parts.body().len(), parts.content_type()), (0, None));
    let tagged = client.tag(7).body(Tags::new(vec!["a".to_owned()]));
    let parts = specwright_runtime::Call::encode(&tagged).unwrap();
    assert_eq!(parts.body(), br#"{"names":["a"]}"#);
    assert_eq!(parts.content_type(), Some("application/json"));
    let error = specwright_runtime::Call::encode(&client.tag(7).body(Tags::new(Vec::new()))).unwrap_err();
    assert_eq!(error.violations()[0].path(), "body.names");
    let parts = specwright_runtime::Call::encode(&client.amend().body(None)).unwrap();
    assert_eq!(parts.body(), b"null");
    let parts = specwright_runtime::Call::encode(&client.put_note().body("note")).unwrap();
    assert_eq!((parts.body(), parts.content_type()), (&b"note"[..], Some("text/plain")));
    let parts = specwright_runtime::Call::encode(&client.put_blob().body(vec![1, 2])).unwrap();
    assert_eq!((parts.body(), parts.content_type()), (&[1, 2][..], Some("image/png")));
}

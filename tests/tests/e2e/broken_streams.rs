//! Events and lines that break off on their way, and ones that are too large: what was whole is given, and nothing else is
//! taken for an item.

use specwright_kitchen::bodies::{Change, Client, Credentials};
use specwright_runtime::reexport::chrono::NaiveDate;
use specwright_runtime::{CallOptions, Error, ErrorKind};
use specwright_tests::bodies::Bodies;
use specwright_tests::http::{Fault, FaultPlan, Response};

use crate::support::options;

/// A server whose next answer meets the fault.
fn start(content_type: &str, text: &str, fault: Option<Fault>) -> (Bodies, Client) {
    let server = Bodies::start().unwrap();
    server.set_answer(Response::new(200, content_type, text));
    if let Some(fault) = fault {
        server.server().set_faults(FaultPlan::first(1, &fault));
    }
    let options = options(&server.server().base_url());
    let client =
        Client::builder().credentials(Credentials::new("key")).with_options(options).build().unwrap();
    (server, client)
}

const SSE: &str = "text/event-stream";
const NDJSON: &str = "application/x-ndjson";
/// An event of the day, which reads as another one when its last digits are missing.
const DAYS: &str = "data: \"2024-05-07\"\n\nid: 2\ndata: \"2024-05-08\"\n\n";

/// The days of a stream, and how it ended.
async fn days(client: &Client) -> (Vec<String>, Option<Error>) {
    let (mut read, mut events) = (Vec::new(), client.days().await.unwrap());
    loop {
        match events.try_next().await {
            Ok(Some(event)) => read.push(NaiveDate::to_string(&event.data)),
            Ok(None) => return (read, None),
            Err(error) => {
                assert!(events.try_next().await.unwrap().is_none(), "an item after {error}");
                return (read, Some(error));
            }
        }
    }
}

/// The connection ends before all that was promised is there: the whole events come, then an error, and nothing is sent again.
#[tokio::test]
async fn an_event_that_the_connection_cuts_off_is_an_error() {
    // In the middle of the data, behind it, and between the two ends of a line that end an event.
    for missing in [5, 2, 1] {
        let (server, client) = start(SSE, DAYS, Some(Fault::Truncated { missing }));
        let (read, error) = days(&client).await;
        let error = error.expect("the answer is not whole");
        assert_eq!(read, ["2024-05-07"], "{missing}: {error}");
        assert!(error.is_transport(), "{missing}: {error}");
        assert_eq!(server.server().request_count(), 1);
    }
    let (server, client) = start(SSE, DAYS, Some(Fault::ResetInBody { after: 30 }));
    let (read, error) = days(&client).await;
    // A reset may take with it what had arrived.
    assert!(read.is_empty() || read == ["2024-05-07"], "{read:?}");
    assert!(error.expect("the answer is not whole").is_transport());
    assert_eq!(server.server().request_count(), 1);
}

/// The server ends its answer properly, in the middle of an event: as the HTML standard has it, that is none.
#[tokio::test]
async fn an_event_without_its_end_is_none() {
    for cut in [1, 2, 5, 16] {
        let (_server, client) = start(SSE, &DAYS[..DAYS.len() - cut], None);
        let (read, error) = days(&client).await;
        assert_eq!(
            (read.as_slice(), error.map(|error| error.kind())),
            (&["2024-05-07".to_owned()][..], None),
            "{cut}"
        );
    }
    // The same of texts, where half of one could not be told from a whole one.
    let (_server, client) = start(SSE, "data: all of it\n\ndata: half of i", None);
    let mut ticks = client.ticks().await.unwrap();
    assert_eq!(ticks.try_next().await.unwrap().unwrap().data, "all of it");
    assert!(ticks.try_next().await.unwrap().is_none());
}

#[tokio::test]
async fn a_line_that_the_connection_cuts_off_is_an_error() {
    let text = "{\"type\":\"made\",\"id\":1}\n{\"type\":\"made\",\"id\":23}\n";
    // `23` may become `2` no more than the line may be taken for one without its end.
    for missing in [1, 2, 3, 9] {
        let (server, client) = start(NDJSON, text, Some(Fault::Truncated { missing }));
        let mut changes = client.changes().await.unwrap();
        assert!(matches!(changes.try_next().await.unwrap(), Some(Change::Made(made)) if made.id == 1));
        let error = changes.try_next().await.unwrap_err();
        assert!(error.is_transport(), "{missing}: {error}");
        assert!(changes.try_next().await.unwrap().is_none());
        assert_eq!(server.server().request_count(), 1);
    }
    let (_server, client) = start("text/plain", "a\nlong line\n", Some(Fault::Truncated { missing: 4 }));
    let mut log = client.log().await.unwrap();
    assert_eq!(log.try_next().await.unwrap().as_deref(), Some("a"));
    assert!(log.try_next().await.unwrap_err().is_transport());
    assert!(log.try_next().await.unwrap().is_none());
}

/// The server ends its answer properly, in the middle of a line: the last line needs no end, so it is read, and is no JSON.
#[tokio::test]
async fn a_line_that_the_server_cuts_off_does_not_decode() {
    let (_server, client) = start(NDJSON, "{\"type\":\"made\",\"id\":1}\n{\"type\":\"made\",\"id\"", None);
    let mut changes = client.changes().await.unwrap();
    assert!(matches!(changes.try_next().await.unwrap(), Some(Change::Made(_))));
    let error = changes.try_next().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Decode);
    assert!(error.to_string().contains("line 2 is not proper JSON"), "{error}");
    assert!(changes.try_next().await.unwrap().is_none());
}

/// All lines together may be larger than an answer, one of them may not, whether it comes at once or in pieces.
#[tokio::test]
async fn a_line_is_no_larger_than_an_answer_may_be() {
    let limit = CallOptions::new().with_max_response_bytes(60);
    let short = format!("{}\n", "x".repeat(50)).repeat(20);
    let slow = Fault::SlowBody { piece: 400, pause: std::time::Duration::from_millis(1) };
    for fault in [None, Some(slow)] {
        for length in [61, 5_000] {
            let (_server, client) =
                start("text/plain", &format!("{short}{}\n{short}", "y".repeat(length)), fault.clone());
            let mut log = client.log().with_options(limit.clone()).await.unwrap();
            for _ in 0..20 {
                assert_eq!(log.try_next().await.unwrap().map(|line| line.len()), Some(50));
            }
            let error = log.try_next().await.unwrap_err();
            assert_eq!(error.kind(), ErrorKind::TooLarge);
            assert!(error.to_string().contains("line 21 is larger than 60 bytes"), "{error}");
            assert!(log.try_next().await.unwrap().is_none());
        }
    }
}

#[tokio::test]
async fn an_event_is_no_larger_than_an_answer_may_be() {
    let limit = CallOptions::new().with_max_response_bytes(60);
    let short = format!("data: {}\n\n", "x".repeat(40)).repeat(20);
    for long in [format!("data: {}\n", "y".repeat(61)), "data: y\n".repeat(200)] {
        let (_server, client) = start(SSE, &format!("{short}{long}\ndata: z\n\n"), None);
        let mut ticks = client.ticks().with_options(limit.clone()).await.unwrap();
        for _ in 0..20 {
            assert_eq!(ticks.try_next().await.unwrap().map(|tick| tick.data.len()), Some(40));
        }
        let error = ticks.try_next().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::TooLarge, "{error}");
        assert!(error.to_string().contains("event 21 is larger than 60 bytes"), "{error}");
        assert!(ticks.try_next().await.unwrap().is_none());
    }
}

//! A bad day: whatever breaks on the way, no item is lost or doubled, and nothing that may act is sent twice.
//!
//! A seed is printed; `SPECWRIGHT_SEED` repeats a run.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use specwright_kitchen::faults::{Client, Error};
use specwright_runtime::{Checkpoint, ErrorKind, HttpTransport, Options, Transport};
use specwright_tests::faults::{Config, Faults, bomb, faults};
use specwright_tests::http::{Fault, FaultPlan, Response};

const ITEMS: u64 = 100_500;

/// The seed of a run.
fn seed() -> u64 {
    let given = std::env::var("SPECWRIGHT_SEED").ok().and_then(|text| text.parse().ok());
    let seed = given.unwrap_or_else(|| {
        let elapsed = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        elapsed.as_secs() ^ u64::from(elapsed.subsec_nanos())
    });
    eprintln!("faults: SPECWRIGHT_SEED={seed}");
    seed
}

fn options(server: &Faults) -> Options {
    Options::new()
        .with_base_url(server.server().base_url())
        .with_backoff(Duration::from_millis(1), Duration::from_millis(4))
        .with_max_attempts(8)
        .with_retry_budget(1_000_000)
        .with_max_response_bytes(1 << 20)
        .with_attempt_timeout(Duration::from_secs(20))
}

fn client(server: &Faults) -> Client {
    Client::builder().with_options(options(server)).build().unwrap()
}

fn start(config: Config) -> Faults {
    Faults::start(config).unwrap()
}

const SMALL: Config = Config { items: 100, page_size: 10, bad_cursors: None };

/// Reads a list to its end, with a new stream after each error, which goes on where the last one stood.
async fn read_all(client: &Client) -> (Vec<u64>, Vec<Error>) {
    let (mut read, mut errors) = (Vec::new(), Vec::new());
    let mut stream = client.list_things().items();
    loop {
        match stream.try_next().await {
            Ok(Some(thing)) => read.push(thing.id),
            Ok(None) => return (read, errors),
            Err(error) => {
                errors.push(error);
                assert!(errors.len() < 2000, "the list does not end: {:?}", errors.last());
                // As another process would.
                let checkpoint = saved(&stream.checkpoint());
                stream = client.list_things().items().with_checkpoint(checkpoint);
            }
        }
    }
}

/// The checkpoint as it is after being written and read.
fn saved(checkpoint: &Checkpoint) -> Checkpoint {
    use specwright_runtime::reexport::serde_json::{from_str, to_string};
    from_str(&to_string(checkpoint).unwrap()).unwrap()
}

#[tokio::test]
async fn no_item_is_lost_or_doubled() {
    let seed = seed();
    let server = start(Config { items: ITEMS, page_size: 300, bad_cursors: Some((seed, 20)) });
    server.server().set_faults(FaultPlan::seeded(seed, 4, faults()));
    let (read, errors) = read_all(&client(&server)).await;
    assert_eq!(read.len() as u64, ITEMS);
    assert!(read.iter().zip(0..).all(|(id, number)| *id == number), "items are out of order");
    assert!(server.server().faults_met() > 40);
    // What could be mended was not told; what could not says what it was.
    for error in &errors {
        let known = [
            ErrorKind::Decode,
            ErrorKind::UnexpectedContent,
            ErrorKind::TooLarge,
            ErrorKind::RepeatedCursor,
            ErrorKind::CursorExpired,
        ];
        assert!(known.contains(&error.kind()), "{error}");
    }
    let bad = errors
        .iter()
        .filter(|error| matches!(error.kind(), ErrorKind::RepeatedCursor | ErrorKind::CursorExpired));
    // An answer with a bad cursor may have been lost.
    assert!((1..=server.spoilt()).contains(&bad.count()));
}

#[tokio::test]
async fn what_may_act_is_not_sent_twice() {
    const THINGS: u64 = 600;
    let server = start(SMALL);
    server.server().set_faults(FaultPlan::seeded(seed(), 3, faults()));
    let client = client(&server);
    let mut failed = 0;
    for id in 0..THINGS {
        let made = client.make_thing(id).await;
        let times = server.made().get(&id).copied().unwrap_or_default();
        match made {
            Ok(thing) => assert_eq!((thing.id, times), (id, 1)),
            Err(error) => {
                assert!(times <= 1, "{id} was made {times} times: {error}");
                failed += 1;
            }
        }
    }
    assert!(failed > 20, "only {failed} calls failed");
    assert!(server.made().values().all(|times| *times == 1));
}

#[tokio::test]
async fn what_the_api_knows_again_is_sent_until_it_is_done() {
    const ORDERS: u64 = 600;
    let server = start(SMALL);
    server.server().set_faults(FaultPlan::seeded(seed(), 3, faults()));
    let client = client(&server);
    let mut done = BTreeSet::new();
    for id in 0..ORDERS {
        if let Ok(thing) = client.order_thing(id).await {
            assert_eq!(thing.id, id);
            done.insert(id);
        }
    }
    // One key, one order; some were sent more than once.
    let orders = server.orders();
    let ids: Vec<u64> = orders.values().map(|(id, _)| *id).collect();
    let distinct: BTreeSet<u64> = ids.iter().copied().collect();
    assert_eq!(ids.len(), distinct.len());
    assert!(done.is_subset(&distinct) && done.len() > 400, "{} orders", done.len());
    assert!(orders.values().any(|(_, times)| *times > 1));
}

/// How often a call is sent whose first answer is this refusal.
async fn sent_after(refusal: Response, safe: bool) -> usize {
    let server = start(SMALL);
    server.server().set_faults(FaultPlan::first(1, &Fault::Instead(refusal)));
    let client = client(&server);
    let error = if safe { client.list_things().await.err() } else { client.make_thing(1).await.err() };
    let sent = server.server().request_count();
    match &error {
        None => assert_eq!(sent, 2),
        Some(error) => {
            assert_eq!((error.status().map(|status| status.as_u16()), error.attempts()), (Some(403), 1));
        }
    }
    // What was refused was not done, and done once when it was sent again.
    assert_eq!(server.made().values().sum::<u32>(), u32::from(!safe && error.is_none()));
    sent
}

/// 403 means three things here, by a header and by what stands in the body: `retry.statuses` of the spec.
#[tokio::test]
async fn what_a_status_means_depends_on_the_answer() {
    let left = |left: &str| Response::text(403, "no").with_header("X-RateLimit-Remaining", left);
    let json = |body| Response::json(403, &body);
    // Throttled: nothing was done, so that everything may be sent again.
    for refusal in [
        left("0"),
        left("0").with_header("X-Wait-Ms", "2"),
        json(serde_json::json!({ "code": 9, "message": "secondary rate limit" })),
    ] {
        assert_eq!(sent_after(refusal.clone(), true).await, 2, "{refusal:?}");
        assert_eq!(sent_after(refusal.clone(), false).await, 2, "{refusal:?}");
    }
    // Retryable: what is safe to repeat.
    let backend = json(serde_json::json!({ "errors": [{}, { "reason": "backendError" }] }));
    assert_eq!((sent_after(backend.clone(), true).await, sent_after(backend, false).await), (2, 1));
    // Nothing of it: a refusal, as 403 usually is.
    for refusal in [
        left("7"),
        left("none"),
        json(serde_json::json!({ "code": 9, "message": "no limit" })),
        json(serde_json::json!({ "errors": [{ "reason": "backendError" }], "final": true })),
        json(serde_json::json!({ "errors": "backendError", "message": ["rate limit"] })),
        Response::html(403),
    ] {
        assert_eq!(sent_after(refusal.clone(), true).await, 1, "{refusal:?}");
        assert_eq!(sent_after(refusal.clone(), false).await, 1, "{refusal:?}");
    }
}

/// The header says when, and the pause is as long.
#[tokio::test]
async fn a_status_that_turns_out_to_throttle_is_waited_out() {
    let clock = crate::support::SkipClock::new();
    let server = start(SMALL);
    let client = Client::builder().with_options(clock.timeless(options(&server))).build().unwrap();
    let refusal = |left| {
        Response::text(403, "no").with_header("X-RateLimit-Remaining", left).with_header("X-Wait", "17s")
    };
    server.server().set_faults(FaultPlan::first(1, &Fault::Instead(refusal("0"))));
    client.make_thing(1).await.unwrap();
    assert_eq!(clock.slept(), [Duration::from_secs(17)]);
    server.server().set_faults(FaultPlan::first(1, &Fault::Instead(refusal("1"))));
    assert!(client.make_thing(2).await.is_err());
    assert_eq!(clock.slept().len(), 1);
}

#[tokio::test]
async fn the_same_seed_gives_the_same_day() {
    let day = async |seed| {
        let server = start(Config { items: 5000, page_size: 100, bad_cursors: Some((seed, 5)) });
        server.server().set_faults(FaultPlan::seeded(seed, 3, faults()));
        let (read, errors) = read_all(&client(&server)).await;
        assert_eq!(read.len(), 5000);
        let kinds: Vec<_> = errors.iter().map(|error| error.kind()).collect();
        (kinds, server.server().request_count())
    };
    let seed = seed();
    assert_eq!(day(seed).await, day(seed).await);
}

#[tokio::test]
async fn a_gzip_bomb_is_cut_off() {
    let server = start(SMALL);
    let bomb = Response::new(200, "application/json", bomb(200)).with_header("Content-Encoding", "gzip");
    server.server().set_faults(FaultPlan::always(Fault::Instead(bomb)));
    let begun = std::time::Instant::now();
    let error = client(&server).list_things().await.unwrap_err();
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::TooLarge, 1), "{error}");
    // 200 MB would take far longer to decompress here than a megabyte.
    assert!(begun.elapsed() < Duration::from_secs(5), "{:?}", begun.elapsed());
}

/// A transport that counts its users, to see that nobody holds on to it.
#[tokio::test]
async fn a_dropped_call_leaves_nothing_behind() {
    let server = start(SMALL);
    let transport: Arc<dyn Transport> = Arc::new(HttpTransport::new().unwrap());
    let client = Client::builder()
        .with_options(options(&server).with_transport(Arc::clone(&transport)))
        .build()
        .unwrap();
    let slow = Fault::SlowBody { piece: 1, pause: Duration::from_millis(5) };
    server.server().set_faults(FaultPlan::first(8, &slow));
    let users = Arc::strong_count(&transport);
    let tasks = || tokio::runtime::Handle::current().metrics().num_alive_tasks();
    let before = tasks();
    for _ in 0..8 {
        let call = async { client.list_things().await };
        assert!(tokio::time::timeout(Duration::from_millis(40), call).await.is_err());
    }
    for _ in 0..200 {
        if tasks() <= before {
            break;
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    assert_eq!((tasks(), Arc::strong_count(&transport)), (before, users));
    // No connection was used again while an answer was on its way.
    let requests = server.server().requests();
    let connections: BTreeSet<u64> = requests.iter().map(|request| request.connection).collect();
    assert_eq!(connections.len(), requests.len());
    assert_eq!(client.list_things().await.unwrap().items.len(), 10);
}

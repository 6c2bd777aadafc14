//! Rate budgets in real time, against servers that count.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use specwright_kitchen::faults::Client;
use specwright_runtime::{ErrorKind, Options, RateLimits};
use specwright_tests::faults::{Counting, Rule};

/// What the spec says of the budget `window`.
const LIMIT: u32 = 20;
const LENGTH: Duration = Duration::from_secs(1);
/// And of `bucket`.
const SIZE: u32 = 10;
const UNIT: Duration = Duration::from_millis(10);

const CLONES: usize = 64;

fn client(server: &Counting) -> Client {
    let options = Options::new().with_base_url(server.base_url());
    Client::builder().with_options(options).build().unwrap()
}

/// 64 clones that call at the same time, so often in all.
async fn calls<F: Future<Output = ()> + Send>(
    client: &Client,
    calls: u32,
    call: impl Fn(Client, u32) -> F + Copy + Send + 'static,
) {
    let left = Arc::new(AtomicU32::new(calls));
    let mut clones = tokio::task::JoinSet::new();
    for _ in 0..CLONES {
        let (client, left) = (client.clone(), Arc::clone(&left));
        clones.spawn(async move {
            let one_less = |left: u32| left.checked_sub(1);
            while let Ok(number) = left.fetch_update(Ordering::SeqCst, Ordering::SeqCst, one_less) {
                call(client.clone(), number).await;
            }
        });
    }
    while let Some(done) = clones.join_next().await {
        done.unwrap();
    }
}

/// Ticks while the calls run: by how much it was late in all is time that the machine had for something else.
struct Metronome(tokio::task::JoinHandle<()>, Arc<AtomicU64>);

impl Metronome {
    const TICK: Duration = Duration::from_millis(5);
    /// Later than that is not the fault of the timer.
    const LATE: Duration = Duration::from_millis(2);

    fn start() -> Self {
        let late = Arc::<AtomicU64>::default();
        let shared = Arc::clone(&late);
        let ticks = async move {
            loop {
                let begun = Instant::now();
                tokio::time::sleep(Self::TICK).await;
                let by = begun.elapsed().saturating_sub(Self::TICK + Self::LATE);
                shared.fetch_add(u64::try_from(by.as_micros()).unwrap(), Ordering::SeqCst);
            }
        };
        Self(tokio::spawn(ticks), late)
    }

    fn stop(self) -> Duration {
        self.0.abort();
        Duration::from_micros(self.1.load(Ordering::SeqCst))
    }
}

/// The calls were sent in the time that the budget allows, with 5 % of tolerance and what the machine was busy with.
fn is_used(server: &Counting, ideal: Duration, late: Duration) {
    let took = server.took();
    let most = ideal.mul_f64(1.0 / 0.95) + late;
    eprintln!("{took:?} where {ideal:?} are allowed, on a machine that was late by {late:?}");
    assert!(took <= most, "{took:?}, which is longer than {most:?}");
}

#[tokio::test]
async fn no_window_is_exceeded_and_nearly_all_of_it_is_used() {
    const WINDOWS: u32 = 4;
    let server = Counting::start(Rule::Window(LIMIT, LENGTH)).unwrap();
    let count = |client: Client, _| async move {
        client.count().await.unwrap();
    };
    let metronome = Metronome::start();
    calls(&client(&server), WINDOWS * LIMIT, count).await;
    assert_eq!((server.count(), server.exceeded()), (WINDOWS * LIMIT, 0));
    // The last window may be used as soon as it begins.
    is_used(&server, LENGTH * (WINDOWS - 1), metronome.stop());
}

#[tokio::test]
async fn no_bucket_is_drained_and_nearly_all_of_it_is_used() {
    const CALLS: u32 = 100;
    let server = Counting::start(Rule::Bucket(SIZE, UNIT)).unwrap();
    // Every fourth call weighs three.
    let draw = |client: Client, number: u32| async move {
        if number.is_multiple_of(4) {
            client.draw_three().await.unwrap();
        } else {
            client.draw().await.unwrap();
        }
    };
    let metronome = Metronome::start();
    calls(&client(&server), CALLS, draw).await;
    let weight = CALLS + CALLS / 4 * 2;
    assert_eq!((server.count(), server.exceeded()), (weight, 0));
    is_used(&server, UNIT * (weight - SIZE), metronome.stop());
}

/// The spec allows a thousand a second; the account has ten in a third of a second, and others use four of them.
#[tokio::test]
async fn the_servers_own_count_is_kept() {
    let length = Duration::from_millis(330);
    let server = Counting::start(Rule::Told { limit: 10, length, by_others: 4 }).unwrap();
    let client = client(&server);
    for _ in 0..20 {
        client.ask().await.unwrap();
    }
    assert_eq!((server.count(), server.exceeded()), (20, 0));
    assert!(server.took() >= length * 3, "{:?}", server.took());
}

#[tokio::test]
async fn a_client_that_does_not_wait_sends_what_it_may_and_no_more() {
    let server = Counting::start(Rule::Window(LIMIT, LENGTH)).unwrap();
    let options = Options::new().with_base_url(server.base_url()).with_rate_limits(RateLimits::Fail);
    let client = Client::builder().with_options(options).build().unwrap();
    let refused = Arc::new(AtomicU32::new(0));
    let mut clones = tokio::task::JoinSet::new();
    for _ in 0..CLONES {
        let (client, refused) = (client.clone(), Arc::clone(&refused));
        clones.spawn(async move {
            if let Err(error) = client.count().await {
                assert_eq!(error.kind(), ErrorKind::RateBudget);
                assert!(error.retry_after().unwrap() <= LENGTH);
                refused.fetch_add(1, Ordering::SeqCst);
            }
        });
    }
    while let Some(done) = clones.join_next().await {
        done.unwrap();
    }
    assert_eq!((server.count(), server.exceeded()), (LIMIT, 0));
    assert_eq!(refused.load(Ordering::SeqCst), 64 - LIMIT);
}

/// Half of the clones are dropped while they wait: the others are none the later for it.
#[tokio::test]
async fn dropped_calls_leave_their_turns_to_others() {
    let server = Counting::start(Rule::Window(LIMIT, LENGTH)).unwrap();
    let client = client(&server);
    for _ in 0..LIMIT {
        client.count().await.unwrap();
    }
    let (mut kept, mut dropped) = (tokio::task::JoinSet::new(), Vec::new());
    for number in 0..2 * LIMIT {
        let client = client.clone();
        let call = async move { client.count().await };
        if number % 2 == 0 {
            kept.spawn(call);
        } else {
            dropped.push(tokio::spawn(call));
        }
    }
    let metronome = Metronome::start();
    tokio::time::sleep(LENGTH / 3).await;
    for call in dropped {
        call.abort();
        assert!(call.await.unwrap_err().is_cancelled());
    }
    while let Some(done) = kept.join_next().await {
        done.unwrap().unwrap();
    }
    assert_eq!((server.count(), server.exceeded()), (2 * LIMIT, 0));
    is_used(&server, LENGTH, metronome.stop());
}

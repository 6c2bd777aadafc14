//! A process that is killed at a random page, and another one that goes on from what it has kept.
//!
//! The process reads a list and, every few items, keeps in one file what it has read and where it stands: the file is
//! written beside and then moved, so that it is always whole. It is killed (there is no handler for that) when the server
//! has seen a random number of requests. `SPECWRIGHT_SEED` repeats a run.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};
use std::{env, fs, thread};

use specwright_kitchen::paging::{Client, Item};
use specwright_runtime::{Checkpoint, Items, PagedCall};
use specwright_tests::http::{Fault, FaultPlan};
use specwright_tests::paging::Paging;

use crate::support::options;

const RUNS: u64 = 100;
const ITEMS: usize = 40;
/// Pages of three.
const PAGES: u64 = 14;
const STYLES: [&str; 6] = ["page", "offset", "cursor", "item", "url", "state"];

/// `SplitMix64`.
struct Random(u64);

impl Random {
    fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % end
    }
}

/// What a process is started with.
struct Reading {
    port: u16,
    file: PathBuf,
    style: &'static str,
    ahead: u64,
    /// After so many items it keeps where it stands.
    every: u64,
}

impl Reading {
    fn start(&self) -> Child {
        Command::new(env::current_exe().unwrap())
            .args(["paging_resume::a_process", "--exact", "--ignored", "--nocapture"])
            .env("READING_PORT", self.port.to_string())
            .env("READING_FILE", &self.file)
            .env("READING_STYLE", self.style)
            .env("READING_AHEAD", self.ahead.to_string())
            .env("READING_EVERY", self.every.to_string())
            .stdout(Stdio::null())
            .stderr(Stdio::inherit())
            .spawn()
            .unwrap()
    }
}

#[test]
fn a_killed_process_loses_and_doubles_nothing() {
    let seed = env::var("SPECWRIGHT_SEED")
        .ok()
        .and_then(|text| text.parse().ok())
        .unwrap_or_else(|| u64::from(SystemTime::now().duration_since(UNIX_EPOCH).unwrap().subsec_nanos()));
    eprintln!("killed processes: SPECWRIGHT_SEED={seed}");
    let lanes: Vec<_> = (0..4)
        .map(|lane| {
            let runs = (lane..RUNS).step_by(4);
            thread::spawn(move || runs.map(|run| kill_and_resume(seed, run)).sum::<u64>())
        })
        .collect();
    let kills: u64 = lanes.into_iter().map(|lane| lane.join().unwrap()).sum();
    // A process may be through before it is killed, but most are not.
    assert!(kills > RUNS / 2, "only {kills} processes were killed");
}

/// One run, and how many processes were killed in it.
fn kill_and_resume(seed: u64, run: u64) -> u64 {
    let mut random = Random(seed.wrapping_mul(RUNS).wrapping_add(run));
    let server = Paging::start(ITEMS).unwrap();
    server.server().set_faults(FaultPlan::always(Fault::Late(Duration::from_millis(1))));
    let reading = Reading {
        port: server.server().port(),
        file: env::temp_dir().join(format!("specwright-resume-{}-{run}", std::process::id())),
        style: STYLES[usize::try_from(run).unwrap() % STYLES.len()],
        ahead: [0, 1, 4][usize::try_from(random.below(3)).unwrap()],
        every: 1 + random.below(5),
    };
    let mut kills = 0;
    for _ in 0..=random.below(2) {
        kills += u64::from(kill(&reading, &server, 1 + random.below(PAGES - 1)));
    }
    assert!(reading.start().wait().unwrap().success(), "run {run} of seed {seed}");
    let (ids, _) = kept(&reading.file).unwrap();
    fs::remove_file(&reading.file).unwrap();
    let all: Vec<i64> = (1..).map(|number| number * 10).take(ITEMS).collect();
    assert_eq!(ids, all, "run {run} of seed {seed}: {} with {} ahead", reading.style, reading.ahead);
    assert_eq!(server.refused(), [] as [String; 0], "run {run} of seed {seed}");
    kills
}

/// Starts a process and kills it once the server has seen so many more requests; `false` when it was through by then.
fn kill(reading: &Reading, server: &Paging, requests: u64) -> bool {
    let enough = server.server().request_count() + usize::try_from(requests).unwrap();
    let mut process = reading.start();
    let begun = Instant::now();
    while server.server().request_count() < enough && process.try_wait().unwrap().is_none() {
        assert!(begun.elapsed() < Duration::from_secs(60), "the process does nothing");
        thread::sleep(Duration::from_micros(200));
    }
    process.kill().unwrap();
    let status = process.wait().unwrap();
    // Who was killed has no code.
    assert!(status.success() || status.code().is_none(), "the process failed: {status}");
    !status.success()
}

fn kept(file: &Path) -> Option<(Vec<i64>, Checkpoint)> {
    let text = fs::read_to_string(file).ok()?;
    Some(serde_json::from_str(&text).unwrap())
}

#[tokio::test]
#[ignore = "the process that is killed"]
async fn a_process() {
    let variable = |name: &str| env::var(name).unwrap();
    let options = options(&format!("http://127.0.0.1:{}", variable("READING_PORT")));
    let client = Client::builder().port("1").with_options(options).build().unwrap();
    match variable("READING_STYLE").as_str() {
        "page" => read(client.page_of_pages().items()).await,
        "offset" => read(client.offset_until_total().items()).await,
        "cursor" => read(client.cursor_until_null().items()).await,
        "item" => read(client.cursor_of_the_last_item().items()).await,
        "url" => read(client.url_in_body().word("tea").items()).await,
        _ => read(client.state_of_two_tokens().items()).await,
    }
}

async fn read<C: PagedCall<Item = Item>>(items: Items<C>)
where
    C::Error: std::fmt::Debug,
{
    let number = |name: &str| env::var(name).unwrap().parse::<usize>().unwrap();
    let file = PathBuf::from(env::var("READING_FILE").unwrap());
    let mut items = items.with_fetch_ahead(number("READING_AHEAD"));
    let mut ids = Vec::new();
    if let Some((read, checkpoint)) = kept(&file) {
        (ids, items) = (read, items.with_checkpoint(checkpoint));
    }
    while let Some(item) = items.try_next().await.unwrap() {
        ids.push(item.id);
        if ids.len().is_multiple_of(number("READING_EVERY")) {
            keep(&file, &ids, &items.checkpoint());
        }
    }
    keep(&file, &ids, &items.checkpoint());
}

fn keep(file: &Path, ids: &[i64], checkpoint: &Checkpoint) {
    let beside = file.with_extension("new");
    fs::write(&beside, serde_json::to_string(&(ids, checkpoint)).unwrap()).unwrap();
    fs::rename(&beside, file).unwrap();
}

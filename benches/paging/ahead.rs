//! How much sooner a list is read when pages are asked for before they are needed.
//!
//! These are times of the clock: what is measured is waiting. A neighbour on the machine makes both sides slower, and the
//! ratio worse rather than better.

use std::thread;
use std::time::{Duration, Instant};

use specwright_benches::figures::{line, seconds};
use tokio::runtime::{Builder, Runtime};

use crate::Result;
use crate::by_hand::ByHand;
use crate::generated::Generated;
use crate::list::List;

/// How long the server takes for a page, in milliseconds, and the consumer for one, where it takes any time.
const LATENCY: u64 = 20;

/// Small pages, and pages of 100 kB.
const SIZES: [usize; 2] = [1, 410];

/// How many pages are asked for at once.
const AHEAD: usize = 8;

pub fn run() -> Result<()> {
    println!("Time until a list is read, of a server that takes {LATENCY} ms for a page");
    for size in SIZES {
        counted(List { pages: 400, size, latency: LATENCY })?;
        hidden(List { pages: 100, size, latency: LATENCY })?;
    }
    Ok(())
}

fn runtimes() -> Result<[(&'static str, Runtime); 2]> {
    let one = Builder::new_current_thread().enable_all().build()?;
    let two = Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    Ok([("one thread", one), ("two threads", two)])
}

/// Counted pages, eight at once.
fn counted(list: List) -> Result<()> {
    println!("{} counted pages of {} bytes", list.pages, list.bytes());
    for (name, runtime) in runtimes()? {
        let server = list.start()?;
        let by_hand = ByHand::new(server.url())?;
        let generated = Generated::new(server.url(), list.size)?;
        let theirs =
            time(&runtime, list, async |sum| by_hand.numbered(|customer| *sum += customer.id).await)?;
        line(&format!("{name}: a loop by hand, page after page"), &seconds(theirs));
        let ours = time(&runtime, list, async |sum| {
            generated.numbered(AHEAD, |customer| *sum += customer.id).await
        })?;
        line(&format!("{name}: numbers, {AHEAD} ahead"), &seconds(ours));
        line("times faster", &format!("{:.2}", theirs.as_secs_f64() / ours.as_secs_f64()));
        let ours =
            time(&runtime, list, async |sum| generated.offset(AHEAD, |customer| *sum += customer.id).await)?;
        line(&format!("{name}: offsets, {AHEAD} ahead"), &seconds(ours));
        line("times faster", &format!("{:.2}", theirs.as_secs_f64() / ours.as_secs_f64()));
    }
    Ok(())
}

/// What the consumer does with a page, for as long as the server takes for one.
async fn sleep() {
    tokio::time::sleep(Duration::from_millis(LATENCY)).await;
}

/// The same without awaiting.
async fn block() {
    thread::sleep(Duration::from_millis(LATENCY));
}

/// Pages with cursors, of a consumer that takes its time too.
fn hidden(list: List) -> Result<()> {
    println!("{} pages of {} bytes with cursors, {LATENCY} ms of work on each", list.pages, list.bytes());
    for (name, runtime) in runtimes()? {
        let server = list.start()?;
        let by_hand = ByHand::new(server.url())?;
        let generated = Generated::new(server.url(), list.size)?;
        let alone =
            time(&runtime, list, async |sum| generated.cursor(0, |customer| *sum += customer.id).await)?;
        line(&format!("{name}: reading alone"), &seconds(alone));
        let theirs =
            time(&runtime, list, async |sum| by_hand.cursor(|customer| *sum += customer.id, sleep).await)?;
        line(&format!("{name}: a loop by hand"), &seconds(theirs));
        let sleeping = time(&runtime, list, async |sum| {
            generated.cursor_pages(1, |customer| *sum += customer.id, sleep).await
        })?;
        let blocking = time(&runtime, list, async |sum| {
            generated.cursor_pages(1, |customer| *sum += customer.id, block).await
        })?;
        for (how, ours) in [("awaits", sleeping), ("blocks", blocking)] {
            line(&format!("{name}: a page ahead, the consumer {how}"), &seconds(ours));
            let work = Duration::from_millis(LATENCY) * u32::try_from(list.pages)?;
            let hidden = (alone + work).saturating_sub(ours).as_secs_f64() / alone.min(work).as_secs_f64();
            line("of what can be hidden is hidden", &format!("{:.0} %", hidden * 100.0));
        }
    }
    Ok(())
}

fn time(runtime: &Runtime, list: List, read: impl AsyncFnOnce(&mut i64) -> Result<()>) -> Result<Duration> {
    let mut sum = 0;
    let begin = Instant::now();
    runtime.block_on(read(&mut sum))?;
    let time = begin.elapsed();
    if sum != list.sum() {
        return Err("not every customer was read once".into());
    }
    Ok(time)
}

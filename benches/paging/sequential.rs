//! CPU time of one page after another.

use std::time::Duration;

use specwright_benches::cpu;
use specwright_benches::figures::{line, median, micros, quantile, ratios};
use tokio::runtime::Runtime;

use crate::Result;
use crate::by_hand::ByHand;
use crate::generated::Generated;
use crate::list::List;

/// Turns of each side.
const TURNS: usize = 30;

/// Small pages, and pages of 100 kB.
const LISTS: [List; 3] = [
    List { pages: 400, size: 1, latency: 0 },
    List { pages: 200, size: 20, latency: 0 },
    List { pages: 50, size: 410, latency: 0 },
];

/// How pages are found.
#[derive(Clone, Copy, Debug)]
enum Style {
    Numbered,
    Cursor,
    Offset,
}

pub fn run() -> Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    println!("CPU time of a page, read one after another, server not counted ({TURNS} turns of each side)");
    for list in LISTS {
        for style in [Style::Numbered, Style::Offset, Style::Cursor] {
            compare(&runtime, list, style)?;
        }
    }
    Ok(())
}

fn compare(runtime: &Runtime, list: List, style: Style) -> Result<()> {
    let server = list.start()?;
    let generated = Generated::new(server.url(), list.size)?;
    let by_hand = ByHand::new(server.url())?;
    let ours = || {
        turn(runtime, list, async |sum| match style {
            Style::Numbered => generated.numbered(0, |customer| *sum += customer.id).await,
            Style::Offset => generated.offset(0, |customer| *sum += customer.id).await,
            Style::Cursor => generated.cursor(0, |customer| *sum += customer.id).await,
        })
    };
    let theirs = || {
        turn(runtime, list, async |sum| match style {
            Style::Numbered => by_hand.numbered(|customer| *sum += customer.id).await,
            Style::Offset => by_hand.offset(|customer| *sum += customer.id, list.size).await,
            Style::Cursor => by_hand.cursor(|customer| *sum += customer.id, async || {}).await,
        })
    };
    // Opens the connections and warms the caches.
    ours()?;
    theirs()?;
    let mut pairs = Vec::with_capacity(TURNS);
    for number in 0..TURNS {
        // Who goes first changes, so that neither always finds the other's warm caches.
        pairs.push(if number.is_multiple_of(2) {
            let one = ours()?;
            (one, theirs()?)
        } else {
            let other = theirs()?;
            (ours()?, other)
        });
    }
    let (one, other): (Vec<_>, Vec<_>) = pairs.iter().copied().unzip();
    let ratios = ratios(&pairs);
    let [low, middle, high] = [0.25, 0.5, 0.75].map(|share| quantile(&ratios, share));
    println!("{style:?}, pages of {} bytes", list.bytes());
    line("generated", &micros(median(&one)));
    line("by hand", &micros(median(&other)));
    line("ratio", &format!("{middle:.3}"));
    line("half of the ratios lie between", &format!("{low:.3}, {high:.3}"));
    Ok(())
}

/// The CPU time of a page, taken over the whole list.
fn turn(runtime: &Runtime, list: List, read: impl AsyncFnOnce(&mut i64) -> Result<()>) -> Result<Duration> {
    let mut sum = 0;
    let (time, outcome) = cpu::of(|| runtime.block_on(read(&mut sum)));
    outcome?;
    if sum != list.sum() {
        return Err("not every customer was read once".into());
    }
    Ok(time / u32::try_from(list.pages)?)
}

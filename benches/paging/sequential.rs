//! CPU time of one page after another.

use std::time::Duration;

use specwright_benches::cpu;
use specwright_benches::figures::side_by_side;
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
    side_by_side(&format!("{style:?}, pages of {} bytes", list.bytes()), TURNS, ours, theirs)
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

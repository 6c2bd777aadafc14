//! CPU time of a call over loopback.

use std::path::Path;
use std::time::Duration;
use std::{fs, hint};

use specwright_benches::cpu;
use specwright_benches::figures::side_by_side;
use specwright_benches::server::Server;
use specwright_tests::nxcloud::NxCloud;
use specwright_tests::udesk::{Limits, Udesk};
use tokio::runtime::Runtime;

use crate::Result;
use crate::calls::{ByHand, Generated, Subject};

/// Calls in a turn. A turn is long beside the clock's grain and short beside what the machine's neighbours do.
const CALLS: u32 = 200;
/// Turns of each side.
const TURNS: usize = 60;

pub fn run() -> Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let folder = tempfile::tempdir()?;
    println!("CPU time of a call over loopback, server not counted ({TURNS} turns of {CALLS} calls each)");
    for subject in Subject::ALL {
        let body = folder.path().join("body");
        fs::write(&body, runtime.block_on(body_of(subject))?)?;
        compare(&runtime, subject, &body)?;
    }
    Ok(())
}

/// The answer of the reference server, once both sides have read the same from it: it checks signatures, so both sign.
pub async fn body_of(subject: Subject) -> Result<Vec<u8>> {
    let config = specwright_tests::udesk::Config { limits: Limits::off(), ..Default::default() };
    let (udesk, nxcloud) =
        (Udesk::start(config)?, NxCloud::start(specwright_tests::nxcloud::Config::default())?);
    let (udesk_url, nxcloud_url) = (udesk.base_url(), nxcloud.server().base_url());
    let generated = Generated::new(&udesk_url, &nxcloud_url)?;
    let (ours, theirs) =
        (generated.call(subject).await?, ByHand::new(&udesk_url, &nxcloud_url)?.call(subject).await?);
    if ours != theirs {
        return Err(format!("{}: the two sides read different customers", subject.name()).into());
    }
    Ok(generated.body(subject).await?.into())
}

fn compare(runtime: &Runtime, subject: Subject, body: &Path) -> Result<()> {
    let server = Server::start(&["serve", body.to_str().ok_or("a path that is no text")?])?;
    let generated = Generated::new(server.url(), server.url())?;
    let by_hand = ByHand::new(server.url(), server.url())?;
    let ours = || turn(runtime, async || generated.call(subject).await);
    let theirs = || turn(runtime, async || by_hand.call(subject).await);
    side_by_side(subject.name(), TURNS, ours, theirs)
}

/// The CPU time of a call, taken over a turn.
fn turn(runtime: &Runtime, call: impl AsyncFn() -> Result<i64>) -> Result<Duration> {
    let (time, outcome) = cpu::of(|| {
        runtime.block_on(async {
            for _ in 0..CALLS {
                hint::black_box(call().await?);
            }
            Ok(())
        })
    });
    outcome.map(|()| time / CALLS)
}

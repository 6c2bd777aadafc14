//! What `cargo check` of generated code costs, for 100 endpoints and 100 structs of ten fields, beside the same API
//! written by hand with derives; and which parts of the code the time goes to.
//!
//! `cargo bench -p specwright-benches --bench check_time`
//!
//! The crates are written below the target folder, and stay there. Their dependencies are checked first, and again only
//! when they change; what is measured is a check after the crate's root was touched, less one where nothing was.

#![forbid(unsafe_code)]

mod crates;
mod emptied;

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use specwright_benches::cpu;
use specwright_benches::figures::{line, median, seconds};
use specwright_benches::synthetic::Size;

use crates::Crates;
use emptied::Part;

type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// Structs, and endpoints.
const NUMBER: usize = 200;
/// Checks of each crate.
const RUNS: usize = 3;

fn main() -> Result<()> {
    // This program is in `release/deps` of the target folder.
    let own = std::env::current_exe()?;
    let crates = Crates::new(own.ancestors().nth(3).ok_or("the benchmark has moved")?.join("check_time"))?;
    let size = Size { structs: NUMBER, endpoints: NUMBER };

    println!(
        "CPU time of cargo check, the crate alone, for 100 endpoints (measured with {NUMBER}, of {RUNS} runs the median)"
    );
    let whole = per_hundred(&crates.generated("whole", size)?)?;
    line("generated, 100 endpoints and 100 structs", &seconds(whole));
    let by_hand = per_hundred(&crates.by_hand("by_hand", size)?)?;
    line("by hand, the same", &seconds(by_hand));
    line("ratio", &format!("{:.2}", whole.as_secs_f64() / by_hand.as_secs_f64()));

    println!("Parts of it");
    let structs = per_hundred(&crates.generated("structs", Size { structs: NUMBER, endpoints: 1 })?)?;
    line("100 structs and next to no endpoint", &seconds(structs));
    let endpoints = per_hundred(&crates.generated("endpoints", Size { structs: 1, endpoints: NUMBER })?)?;
    line("100 endpoints and next to no struct", &seconds(endpoints));

    println!("Without the bodies of functions, their signatures left");
    for part in Part::ALL {
        let without = crates.generated(part.name(), size)?;
        emptied::empty(&without, part)?;
        line(part.name(), &seconds(per_hundred(&without)?));
    }
    Ok(())
}

/// The CPU time of checking the crate alone, for a hundred of what it has two hundred of.
fn per_hundred(folder: &Path) -> Result<Duration> {
    check(folder)?;
    let root = folder.join("src/lib.rs");
    let mut times = Vec::new();
    for _ in 0..RUNS {
        let text = fs::read(&root)?;
        fs::write(&root, text)?;
        let (time, outcome) = cpu::of_children(|| check(folder));
        outcome?;
        let (nothing, outcome) = cpu::of_children(|| check(folder));
        outcome?;
        times.push(time.saturating_sub(nothing));
    }
    Ok(median(&times) * 100 / u32::try_from(NUMBER)?)
}

fn check(folder: &Path) -> Result<()> {
    let cargo = std::env::var_os("CARGO").map_or_else(|| PathBuf::from("cargo"), PathBuf::from);
    let output = Command::new(cargo)
        .args(["check", "--quiet", "--no-default-features", "--features", "synthetic"])
        .current_dir(folder)
        .env("CARGO_INCREMENTAL", "0")
        .env("CARGO_TARGET_DIR", folder.with_file_name("target"))
        .output()?;
    if output.status.success() {
        return Ok(());
    }
    let errors = String::from_utf8_lossy(&output.stderr);
    Err(format!("{} does not pass its check:\n{errors}", folder.display()).into())
}

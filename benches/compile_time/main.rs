//! What compiling a client costs together with a program that calls every endpoint: CPU time and peak memory of
//! `cargo check` and of `cargo build --release`, dependencies being compiled already.
//!
//! ```text
//! cargo bench -p specwright-benches --bench compile_time -- DOCUMENT… [--group NAME] [--peer CRATE] [--check] [--write FOLDER]
//! ```
//!
//! A document is one of `OpenAPI`, or a spec. `--peer` is the crate of another generator, `--check` leaves the release
//! build out, `--write` leaves all measuring out and keeps the crates.

#![forbid(unsafe_code)]

mod consumer;
mod crates;
mod measured;

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use specwright_benches::figures::{line, median, seconds};

use crates::Pair;
use measured::Cost;

type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// Runs of each kind; of the times the median is printed, of the memory the most.
const RUNS: usize = 3;

#[derive(Default)]
struct Arguments {
    documents: Vec<PathBuf>,
    peers: Vec<PathBuf>,
    group: Option<String>,
    check_only: bool,
    write: Option<PathBuf>,
}

fn main() -> Result<()> {
    let mut words = std::env::args().skip(1).peekable();
    if words.next_if(|word| word == measured::WORD).is_some() {
        return measured::run(words);
    }
    let arguments = arguments(words)?;
    if arguments.documents.is_empty() && arguments.peers.is_empty() {
        println!("compile_time: give it a document; see benches/README.md");
        return Ok(());
    }
    // This program is in `release/deps` of the target folder.
    let own = std::env::current_exe()?;
    let target = own.ancestors().nth(3).ok_or("the benchmark has moved")?.join("compile_time");
    let folder = arguments.write.clone().unwrap_or_else(|| target.join("crates"));
    for document in &arguments.documents {
        let folder = emptied(&folder, document, arguments.group.as_deref())?;
        let pair = crates::ours(document, &folder, arguments.group.as_deref())?;
        report(&shown(document), &pair, &target, &arguments)?;
    }
    for peer in &arguments.peers {
        let folder = emptied(&folder, peer, Some("peer"))?;
        report(&shown(peer), &crates::theirs(peer, &folder)?, &target, &arguments)?;
    }
    Ok(())
}

fn arguments(mut words: impl Iterator<Item = String>) -> Result<Arguments> {
    let mut arguments = Arguments::default();
    while let Some(word) = words.next() {
        let mut value = || words.next().ok_or(format!("{word} needs a value"));
        match word.as_str() {
            // cargo's own.
            "--bench" => {}
            "--check" => arguments.check_only = true,
            "--group" => arguments.group = Some(value()?),
            "--peer" => arguments.peers.push(value()?.into()),
            "--write" => arguments.write = Some(value()?.into()),
            document => arguments.documents.push(document.into()),
        }
    }
    Ok(arguments)
}

fn shown(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

fn emptied(folder: &Path, of: &Path, suffix: Option<&str>) -> Result<PathBuf> {
    let name = of.file_stem().unwrap_or_default().to_string_lossy();
    let folder = folder.join(suffix.map_or(name.to_string(), |suffix| format!("{name}-{suffix}")));
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    fs::create_dir_all(&folder)?;
    Ok(folder.canonicalize()?)
}

fn report(name: &str, pair: &Pair, target: &Path, arguments: &Arguments) -> Result<()> {
    println!("{name}: {} endpoints are called", pair.endpoints);
    if arguments.write.is_some() {
        return Ok(());
    }
    let ways: &[&[&str]] =
        if arguments.check_only { &[&["check"]] } else { &[&["check"], &["build", "--release"]] };
    for way in ways {
        let cost = cost(way, pair, target)?;
        let figures = format!("{}, {} MB", seconds(cost.time), cost.megabytes);
        line(&format!("cargo {}", way.join(" ")), &figures);
    }
    Ok(())
}

/// What a second run costs after both crates were touched, less one where nothing was.
fn cost(way: &[&str], pair: &Pair, target: &Path) -> Result<Cost> {
    let run = || {
        let cargo = std::env::var_os("CARGO").map_or_else(|| PathBuf::from("cargo"), PathBuf::from);
        let mut command = Command::new(cargo);
        command.args(way).arg("--quiet").args(["--package", "consumer"]).current_dir(&pair.folder);
        command.env("CARGO_INCREMENTAL", "0").env("CARGO_TARGET_DIR", target.join("target"));
        measured::measured(&command)
    };
    run()?;
    let mut costs = Vec::new();
    for _ in 0..RUNS {
        for root in &pair.roots {
            let text = fs::read(root)?;
            fs::write(root, text)?;
        }
        let (whole, nothing) = (run()?, run()?);
        costs.push(Cost { time: whole.time.saturating_sub(nothing.time), ..whole });
    }
    let times: Vec<Duration> = costs.iter().map(|cost| cost.time).collect();
    let megabytes = costs.iter().map(|cost| cost.megabytes).max().unwrap_or_default();
    Ok(Cost { time: median(&times), megabytes })
}

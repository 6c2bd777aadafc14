//! Instructions of a call, counted by valgrind: what is too small to be seen in CPU time on a busy machine.

use std::fs;
use std::path::Path;
use std::process::Command;

use specwright_benches::figures::line;

use crate::Result;
use crate::calls::Subject;
use crate::{loopback, memory};

/// A run of this many calls, and one of the other many: the difference is free of what starting costs.
const CALLS: [u64; 2] = [50, 250];

pub fn run() -> Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let folder = tempfile::tempdir()?;
    println!("Instructions of a call without a socket: request made, answer decoded");
    for subject in Subject::ALL {
        let body = folder.path().join("body");
        fs::write(&body, runtime.block_on(loopback::body_of(subject))?)?;
        let (ours, theirs) = (count("generated", subject, &body)?, count("by hand", subject, &body)?);
        println!("{}", subject.name());
        line("generated", &ours.to_string());
        line("by hand", &theirs.to_string());
        #[expect(clippy::cast_precision_loss, reason = "some millions")]
        line("ratio", &format!("{:.3}", ours as f64 / theirs as f64));
    }
    Ok(())
}

/// The instructions of one call.
fn count(side: &str, subject: Subject, body: &Path) -> Result<u64> {
    let [few, many] = CALLS;
    let difference = whole(side, subject, body, many)?.saturating_sub(whole(side, subject, body, few)?);
    Ok(difference / (many - few))
}

/// The instructions of a process that makes so many calls.
fn whole(side: &str, subject: Subject, body: &Path, calls: u64) -> Result<u64> {
    let output = Command::new("valgrind")
        .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
        .arg(std::env::current_exe()?)
        .args(["repeat", side, subject.name(), &calls.to_string()])
        .env(memory::BODY, body)
        .output()
        .map_err(|error| format!("valgrind cannot be run, and is needed for this: {error}"))?;
    let told = String::from_utf8_lossy(&output.stderr);
    let collected = told.lines().find_map(|line| line.split_once("Collected : "));
    let (_, number) = collected.ok_or_else(|| format!("valgrind counted nothing:\n{told}"))?;
    Ok(number.trim().parse()?)
}

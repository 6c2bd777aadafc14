//! CPU time and peak memory of a command and all that it starts.

use std::ffi::OsStr;
use std::process::Command;
use std::time::Duration;

use nix::sys::resource::{UsageWho, getrusage};
use nix::sys::time::TimeVal;

use crate::Result;

/// The first argument of this program when it runs a command for itself: the kernel tells the peak memory only of all
/// children together, so each command that is measured gets a parent of its own.
pub const WORD: &str = "--run-measured";

/// What a command took.
#[derive(Clone, Copy, Debug)]
pub struct Cost {
    /// User and system time of all processes.
    pub time: Duration,
    /// The resident memory of the largest process.
    pub megabytes: i64,
}

/// Runs the command, which must succeed.
pub fn measured(command: &Command) -> Result<Cost> {
    let mut parent = Command::new(std::env::current_exe()?);
    parent.arg(WORD).arg(command.get_program()).args(command.get_args());
    if let Some(folder) = command.get_current_dir() {
        parent.current_dir(folder);
    }
    parent.envs(command.get_envs().filter_map(|(name, value)| Some((name, value?))));
    let output = parent.output()?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into());
    }
    let report = String::from_utf8(output.stdout)?;
    let mut words = report.lines().last().unwrap_or_default().split(' ');
    let mut number = || words.next().ok_or("the command was not measured").map(str::parse::<i64>);
    let (micros, kilobytes) = (number()??, number()??);
    Ok(Cost { time: Duration::from_micros(micros.try_into()?), megabytes: kilobytes / 1024 })
}

/// The parent's part: runs the command, and prints what it took.
pub fn run(mut arguments: impl Iterator<Item = impl AsRef<OsStr>>) -> Result<()> {
    let program = arguments.next().ok_or("no command")?;
    let status = Command::new(program).args(arguments).status()?;
    if !status.success() {
        return Err("the command failed".into());
    }
    let usage = getrusage(UsageWho::RUSAGE_CHILDREN)?;
    let micros = |time: TimeVal| time.tv_sec() * 1_000_000 + time.tv_usec();
    println!("{} {}", micros(usage.user_time()) + micros(usage.system_time()), usage.max_rss());
    Ok(())
}

//! CPU time: of this process, and of the processes that it has waited for.

use std::fs;
use std::time::Duration;

use rustix::time::{ClockId, clock_gettime};

/// The kernel counts the time of children in ticks, of which every Linux has 100 a second.
const TICK: Duration = Duration::from_millis(10);

/// The CPU time that all threads of this process have used.
pub fn process() -> Duration {
    let time = clock_gettime(ClockId::ProcessCPUTime);
    Duration::new(time.tv_sec.try_into().unwrap_or_default(), time.tv_nsec.try_into().unwrap_or_default())
}

/// The CPU time of the processes that this one has started and waited for, and of theirs. Good to a hundredth of a
/// second; zero where there is no `/proc`.
pub fn children() -> Duration {
    let Ok(stat) = fs::read_to_string("/proc/self/stat") else { return Duration::ZERO };
    // proc_pid_stat(5): the name in brackets may hold anything; cutime and cstime are the 16th and 17th field.
    let behind_name = stat.rsplit_once(')').map_or("", |(_, fields)| fields);
    let ticks = behind_name.split_whitespace().skip(13).take(2).filter_map(|ticks| ticks.parse::<u32>().ok());
    TICK * ticks.sum::<u32>()
}

/// The CPU time that `work` takes in this process, and what it gives.
pub fn of<T>(work: impl FnOnce() -> T) -> (Duration, T) {
    let before = process();
    let output = work();
    (process().saturating_sub(before), output)
}

/// The CPU time that `work` takes in processes that it starts and waits for, and what it gives.
pub fn of_children<T>(work: impl FnOnce() -> T) -> (Duration, T) {
    let before = children();
    let output = work();
    (children().saturating_sub(before), output)
}

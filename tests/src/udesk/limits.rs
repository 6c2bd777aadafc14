//! How often each endpoint may be called.

use std::collections::{HashMap, VecDeque};
use std::time::{Duration, SystemTime};

use super::Refusal;

/// The time over which calls are counted.
const WINDOW: Duration = Duration::from_secs(60);

/// Calls in a minute; `None`: any number.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// For each endpoint; 60 on the page.
    pub each: Option<usize>,
    /// For the import; 1 on the page.
    pub import: Option<usize>,
}

impl Default for Limits {
    fn default() -> Self {
        Self { each: Some(60), import: Some(1) }
    }
}

impl Limits {
    /// No limit at all.
    pub fn off() -> Self {
        Self { each: None, import: None }
    }
}

/// When the calls of the last minute came, for each endpoint.
#[derive(Debug, Default)]
pub(super) struct Counters(HashMap<&'static str, VecDeque<SystemTime>>);

impl Counters {
    pub(super) fn count(
        &mut self,
        endpoint: &'static str,
        limits: &Limits,
        now: SystemTime,
    ) -> Result<(), Refusal> {
        let limit = if endpoint == "import" { limits.import.or(limits.each) } else { limits.each };
        let Some(limit) = limit else { return Ok(()) };
        let calls = self.0.entry(endpoint).or_default();
        let old = |at: &SystemTime| now.duration_since(*at).is_ok_and(|age| age >= WINDOW);
        while calls.front().is_some_and(old) {
            calls.pop_front();
        }
        if calls.len() >= limit {
            return Err(Refusal::too_many());
        }
        calls.push_back(now);
        Ok(())
    }
}

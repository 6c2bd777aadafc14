//! A server that counts: when each call came, and whether a budget was exceeded.

use std::io;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use serde_json::json;

use super::lock;
use crate::http::{Request, Response, Server};

/// What a server enforces.
#[derive(Clone, Copy, Debug)]
pub enum Rule {
    /// At most so many calls within any stretch of that length.
    Window(u32, Duration),
    /// A bucket that holds so much, and is refilled by one in that time.
    Bucket(u32, Duration),
    /// So many calls in each stretch of that length, the first of which begins with the first call; others have made some
    /// calls of them. Answers say how much is left, and for how many milliseconds.
    Told {
        /// All calls of a stretch.
        limit: u32,
        /// Its length.
        length: Duration,
        /// What others take of each.
        by_others: u32,
    },
    /// A bucket of which others have taken some before the first call. Answers say how much is used, and of how much: `32/40`.
    Shared {
        /// What it holds.
        size: u32,
        /// It is refilled by one in that time.
        unit: Duration,
        /// What others took.
        by_others: u32,
    },
}

/// A running server. It answers everything with 200, so that a client does not learn that it asked too often.
pub struct Counting {
    server: Server,
    calls: Arc<Mutex<Vec<Call>>>,
    rule: Rule,
}

#[derive(Clone, Copy)]
struct Call {
    at: Instant,
    weight: u32,
}

impl Counting {
    /// Starts a server with a rule. A call to a path that ends in `-three` weighs three.
    pub fn start(rule: Rule) -> io::Result<Self> {
        let calls = Arc::<Mutex<Vec<Call>>>::default();
        let counted = Arc::clone(&calls);
        let server = Server::start(move |request| answer(rule, &mut lock(&counted), request))?;
        Ok(Self { server, calls, rule })
    }

    /// `http://127.0.0.1:PORT`.
    pub fn base_url(&self) -> String {
        self.server.base_url()
    }

    /// The weight of all calls.
    pub fn count(&self) -> u32 {
        lock(&self.calls).iter().map(|call| call.weight).sum()
    }

    /// From the first call to the last.
    pub fn took(&self) -> Duration {
        let calls = lock(&self.calls);
        calls.last().zip(calls.first()).map_or(Duration::ZERO, |(last, first)| last.at - first.at)
    }

    /// How often the rule was broken.
    pub fn exceeded(&self) -> usize {
        let calls = lock(&self.calls);
        match self.rule {
            Rule::Window(limit, length) => {
                let apart = calls.len().saturating_sub(limit as usize);
                (0..apart)
                    .filter(|&index| calls[index + limit as usize].at - calls[index].at < length)
                    .count()
            }
            Rule::Bucket(size, unit) => drained(&calls, size, unit, 0).1,
            Rule::Shared { size, unit, by_others } => drained(&calls, size, unit, by_others).1,
            Rule::Told { limit, length, by_others } => {
                let Some(first) = calls.first() else { return 0 };
                let mut stretches: Vec<u128> =
                    calls.iter().map(|call| (call.at - first.at).as_nanos() / length.as_nanos()).collect();
                stretches.dedup_by_key(|stretch| *stretch);
                let within = |stretch| {
                    calls
                        .iter()
                        .filter(|call| (call.at - first.at).as_nanos() / length.as_nanos() == stretch)
                        .count()
                };
                stretches.iter().filter(|&&stretch| within(stretch) > (limit - by_others) as usize).count()
            }
        }
    }
}

/// What is left in a bucket, and how often it had too little in it.
fn drained(calls: &[Call], size: u32, unit: Duration, by_others: u32) -> (Duration, usize) {
    let capacity = unit * size;
    let (mut level, mut last, mut times) = (capacity.saturating_sub(unit * by_others), None, 0);
    for call in calls {
        level = capacity.min(level + last.map_or(Duration::ZERO, |last| call.at - last));
        last = Some(call.at);
        match level.checked_sub(unit * call.weight) {
            Some(left) => level = left,
            None => times += 1,
        }
    }
    (level, times)
}

fn answer(rule: Rule, calls: &mut Vec<Call>, request: &Request) -> Response {
    let weight = if request.path.ends_with("-three") { 3 } else { 1 };
    // When the server counts it, which is later than when its bytes were there.
    let at = Instant::now();
    calls.push(Call { at, weight });
    let answer = Response::json(200, &json!({}));
    if let Rule::Shared { size, unit, by_others } = rule {
        // Rounded up: what is there by half is not there.
        let used = (unit * size).saturating_sub(drained(calls, size, unit, by_others).0);
        let used = used.as_nanos().div_ceil(unit.as_nanos());
        return answer.with_header("X-Used", &format!("{used}/{size}"));
    }
    let Rule::Told { limit, length, by_others } = rule else { return answer };
    let Some(first) = calls.first() else { return answer };
    let stretch = |call: &Call| (call.at - first.at).as_nanos() / length.as_nanos();
    let current = stretch(&Call { at, weight });
    let used = calls.iter().rev().take_while(|call| stretch(call) == current).count();
    let left = (limit - by_others).saturating_sub(u32::try_from(used).unwrap_or(u32::MAX));
    let end = length * u32::try_from(current + 1).unwrap_or(u32::MAX);
    // Rounded up: a client that comes on the dot is not too early.
    let reset = (first.at + end - at).as_millis() + 1;
    answer.with_header("X-Left", &left.to_string()).with_header("X-Reset", &reset.to_string())
}

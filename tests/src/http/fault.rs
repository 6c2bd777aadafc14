//! Ways to fail, and when.

use std::collections::BTreeMap;
use std::time::{Duration, SystemTime};

use super::date::http_date;
use super::message::Response;
use crate::random::{self, Random};

/// One way in which an answer goes wrong.
#[derive(Clone, Debug)]
pub enum Fault {
    /// The connection is reset before the request is read: the server has done nothing, and logs nothing.
    ResetUnread,
    /// The request is handled, then the connection is reset: the work is done, the answer is lost.
    ResetUnanswered,
    /// The request is handled; of its answer the head and this many bytes of the body are sent, then the connection is reset.
    ResetInBody {
        /// How many bytes of the body get out.
        after: usize,
    },
    /// The request is handled; its answer promises its full length, lacks the last bytes, and the connection is closed.
    Truncated {
        /// How many bytes are missing.
        missing: usize,
    },
    /// The request is handled; the body of its answer trickles.
    SlowBody {
        /// Bytes at a time.
        piece: usize,
        /// The pause before each piece.
        pause: Duration,
    },
    /// The request is handled, and answered only after this pause.
    Late(Duration),
    /// The request is handled, and answered under another content type.
    ContentType(&'static str),
    /// The request is handled; half of its answer's body is sent as if it were all.
    CutBody,
    /// A body that never ends instead of the answer; the request does not reach the handler.
    Endless,
    /// This answer instead; the request does not reach the handler.
    Instead(Response),
}

/// What a 429 says about when to come back.
#[derive(Clone, Copy, Debug)]
pub enum RetryAfter {
    /// Nothing.
    Unsaid,
    /// After so many seconds.
    Seconds(u64),
    /// At this time.
    At(SystemTime),
}

impl Fault {
    /// An answer of this status with a short text.
    pub fn status(status: u16) -> Self {
        Self::Instead(Response::text(status, "no service today"))
    }

    /// A 429 from a gateway before the API.
    pub fn too_many(retry_after: RetryAfter) -> Self {
        Self::Instead(Self::with_retry_after(Response::text(429, "slow down"), retry_after))
    }

    /// A 503 that says when the service is back.
    pub fn unavailable(retry_after: RetryAfter) -> Self {
        Self::Instead(Self::with_retry_after(Response::text(503, "back soon"), retry_after))
    }

    /// A proxy's HTML page.
    pub fn html(status: u16) -> Self {
        Self::Instead(Response::html(status))
    }

    /// An answer of this status without a body.
    pub fn empty(status: u16) -> Self {
        Self::Instead(Response { status, headers: Vec::new(), body: Vec::new() })
    }

    /// A redirect to another place.
    pub fn redirect(status: u16, location: &str) -> Self {
        Self::Instead(Response::text(status, "elsewhere").with_header("Location", location))
    }

    fn with_retry_after(response: Response, retry_after: RetryAfter) -> Response {
        match retry_after {
            RetryAfter::Unsaid => response,
            RetryAfter::Seconds(seconds) => response.with_header("Retry-After", &seconds.to_string()),
            RetryAfter::At(time) => response.with_header("Retry-After", &http_date(time)),
        }
    }
}

/// Which requests meet which fault. Requests are counted from 0 from the moment the plan is set.
#[derive(Clone, Debug, Default)]
pub struct FaultPlan {
    at: BTreeMap<u64, Fault>,
    always: Option<Fault>,
    random: Option<Dice>,
}

#[derive(Clone, Debug)]
struct Dice {
    random: Random,
    one_in: usize,
    faults: Vec<Fault>,
}

impl FaultPlan {
    /// Nothing goes wrong.
    pub fn none() -> Self {
        Self::default()
    }

    /// One fault for the request of this number.
    #[must_use]
    pub fn at(mut self, index: u64, fault: Fault) -> Self {
        self.at.insert(index, fault);
        self
    }

    /// The same fault for the first requests.
    pub fn first(count: u64, fault: &Fault) -> Self {
        (0..count).fold(Self::none(), |plan, index| plan.at(index, fault.clone()))
    }

    /// The same fault for every request.
    pub fn always(fault: Fault) -> Self {
        Self { always: Some(fault), ..Self::default() }
    }

    /// One request in `one_in` meets one of the faults. The seed is printed; setting `SPECWRIGHT_SEED` to it repeats the run.
    pub fn random(one_in: usize, faults: Vec<Fault>) -> Self {
        let seed = random::seed();
        eprintln!("faults: SPECWRIGHT_SEED={seed}");
        Self::seeded(seed, one_in, faults)
    }

    /// As [`random`](Self::random), with a seed of the caller's.
    pub fn seeded(seed: u64, one_in: usize, faults: Vec<Fault>) -> Self {
        Self { random: Some(Dice { random: Random::new(seed), one_in, faults }), ..Self::default() }
    }

    /// The fault of the request of this number. Asked once for each request, in order.
    pub(super) fn next(&mut self, index: u64) -> Option<Fault> {
        let rolled = self.random.as_mut().and_then(Dice::roll);
        self.at.get(&index).cloned().or_else(|| self.always.clone()).or(rolled)
    }
}

impl Dice {
    fn roll(&mut self) -> Option<Fault> {
        let hit = self.random.below(self.one_in) == 0;
        let chosen = self.random.below(self.faults.len());
        if hit { self.faults.get(chosen).cloned() } else { None }
    }
}

//! Helpers for tests: a transport that plays what it was told, a clock that is turned by hand, JSON that is compared by
//! what it says. They panic when a test fails.
//!
//! ```
//! use std::sync::Arc;
//!
//! use specwright_runtime::{CaptureTransport, ManualClock, Options};
//!
//! let transport = Arc::new(
//!     CaptureTransport::new()
//!         .answer_with(429, &[("retry-after", "5")], "")
//!         .answer(200, r#"{"code":0,"data":{"id":7}}"#),
//! );
//! let clock = ManualClock::automatic();
//! let options = Options::new().with_transport(transport.clone()).with_clock(Arc::new(clock.clone()));
//! // A client with these options sends its call twice, and the test takes no five seconds.
//! assert!(transport.requests().is_empty() && clock.slept().is_empty());
//! # drop(options);
//! ```

// Tests fail by panicking.
#![allow(clippy::missing_panics_doc, clippy::panic, clippy::expect_used)]

mod capture;
mod compare;
mod manual_clock;
#[cfg(test)]
pub(crate) mod sample;

pub use capture::{CaptureTransport, Captured};
pub use compare::{assert_same, payload, round_trip, round_trip_answer, round_trip_answer_as, round_trip_as};
pub use manual_clock::ManualClock;

use std::sync::atomic::AtomicBool;

use bytes::Bytes;
use http::{HeaderMap, Method};
use url::Url;

use crate::{Attempt, Clock, auth::Additions, tokens::Tokens};

/// An attempt that is not sent, to see what auth adds to it. Its time is that of a new [`ManualClock`] and its nonce is
/// all zeros; [`attempt_at`] takes others.
pub fn attempt(method: &str, url: &str, body: &[u8]) -> Attempt {
    attempt_at(method, url, body, ManualClock::new().now(), [0; 16])
}

/// The same attempt with what token sources gave.
pub fn with_tokens(attempt: Attempt, tokens: &Tokens) -> Attempt {
    Attempt { tokens: tokens.clone(), ..attempt }
}

/// An attempt that is not sent, with a given time and nonce.
pub fn attempt_at(
    method: &str,
    url: &str,
    body: &[u8],
    now: std::time::SystemTime,
    nonce: [u8; 16],
) -> Attempt {
    let url = Url::parse(url).expect("a URL");
    Attempt {
        now,
        nonce,
        method: Method::from_bytes(method.as_bytes()).expect("a method"),
        path: url.path().to_owned(),
        query: url.query().unwrap_or_default().to_owned(),
        url,
        is_link: false,
        headers: HeaderMap::new(),
        body: Bytes::copy_from_slice(body),
        pieces: None,
        is_read: AtomicBool::new(false),
        added_query: String::new(),
        cookies: Vec::new(),
        added: Additions::default(),
        tokens: Tokens::default(),
        uses: Vec::new(),
        counter: 1,
        hidden: crate::error::Hidden::default(),
    }
}

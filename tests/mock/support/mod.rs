//! What the programs share: where the mock server is, and how it is asked for another answer than its first
//! choice, by the header `Prefer`.

#![allow(dead_code, reason = "not each program asks for everything")]

use specwright_runtime::{CallOptions, Options};

/// The mock server instead of the document's, and each call once, so that its refusal is seen.
pub fn options() -> Options {
    let url = std::env::var("MOCK_URL").expect("MOCK_URL says where the mock server is");
    Options::new().with_base_url(url).with_max_attempts(1)
}

/// Asks for the answer of a status: `code=404`.
pub fn prefer(wish: &str) -> CallOptions {
    CallOptions::new().with_header("Prefer", wish)
}

/// Asks for an answer of random values, others for each number and the same in each run.
pub fn random(seed: usize) -> CallOptions {
    prefer(&format!("dynamic=true, seed={seed}"))
}

//! The faults of a bad day.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde_json::json;

use super::bomb;
use crate::http::{Fault, Response, RetryAfter};

/// Everything that goes wrong between a client and this API. Waits are short, so that a test is.
pub fn faults() -> Vec<Fault> {
    let mut faults = vec![
        Fault::ResetUnread,
        Fault::ResetUnanswered,
        Fault::ResetInBody { after: 0 },
        Fault::ResetInBody { after: 20 },
        Fault::Truncated { missing: 1 },
        Fault::Truncated { missing: 10_000 },
        Fault::CutBody,
        Fault::SlowBody { piece: 2000, pause: Duration::from_millis(2) },
        Fault::status(500),
        Fault::status(502),
        Fault::status(503),
        Fault::empty(504),
        Fault::html(200),
        Fault::html(503),
        Fault::unavailable(RetryAfter::Seconds(0)),
        Fault::Instead(Response::json(200, &json!({ "code": 17, "message": "busy" }))),
        Fault::Instead(
            Response::new(200, "application/json", bomb(8)).with_header("Content-Encoding", "gzip"),
        ),
    ];
    faults.extend(throttles());
    faults
}

/// Too many calls, in each form that says when to come back.
fn throttles() -> Vec<Fault> {
    let now = SystemTime::now();
    let unix = now.duration_since(UNIX_EPOCH).unwrap_or_default();
    let header =
        |name, value: &str| Fault::Instead(Response::text(420, "calm down").with_header(name, value));
    vec![
        Fault::too_many(RetryAfter::Unsaid),
        Fault::too_many(RetryAfter::Seconds(0)),
        Fault::too_many(RetryAfter::At(now)),
        header("X-Wait-Ms", "3"),
        header("X-Wait", "3ms"),
        header("X-Wait-Until", &unix.as_secs().to_string()),
        header("X-Wait-Until-Ms", &unix.as_millis().to_string()),
        header("X-Wait-Date", &crate::http::http_date(now)),
        header("X-Wait-Time", "2024-05-07T14:44:36Z"),
        Fault::Instead(Response::json(429, &json!({ "code": 42, "parameters": { "retry_after": 0.003 } }))),
        Fault::Instead(Response::json(200, &json!({ "code": 42, "parameters": { "retry_after": "0.003" } }))),
    ]
}

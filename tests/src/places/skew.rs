//! A signature with a time in it, and a server that says what time it is.

use serde_json::json;
use sha2::{Digest, Sha256};

use super::{Config, Refused};
use crate::clock::unix_millis;
use crate::hex;
use crate::http::Request;

/// How many seconds a client's clock may be off.
const DRIFT: u64 = 60;

/// The signature: key and time, a line each.
pub fn sign(key: &str, timestamp: &str) -> String {
    hex::lower(&Sha256::digest(format!("{key}\n{timestamp}")))
}

/// The signature is checked first: who is not known is not told the time.
pub(super) fn check(config: &Config, request: &Request) -> Result<serde_json::Value, Refused> {
    let timestamp = request.header("x-timestamp").unwrap_or_default();
    if request.header("x-sign") != Some(&sign(&config.key, timestamp)) {
        return Err(Refused::Wrong("the signature is wrong"));
    }
    let now = unix_millis((config.clock)()) / 1000;
    if timestamp.parse::<u64>().is_ok_and(|time| time.abs_diff(now) <= DRIFT) {
        Ok(json!("clock"))
    } else {
        Err(Refused::OutOfTime)
    }
}

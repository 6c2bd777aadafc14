//! The signature in the query ("apiv2/intro").

use std::time::Duration;

use sha2::{Digest, Sha256};

use super::{Call, Refusal, State};
use crate::clock::unix_millis;
use crate::hex;

/// "At most 5 minutes off."
const DRIFT_SECONDS: u64 = 5 * 60;
/// "May be used once in 15 minutes."
const NONCE_LIFE: Duration = Duration::from_secs(15 * 60);

/// The signature: the five values joined by `&`, no names.
pub fn sign(email: &str, open_api_token: &str, timestamp: &str, nonce: &str, sign_version: &str) -> String {
    let text = [email, open_api_token, timestamp, nonce, sign_version].join("&");
    hex::lower(&Sha256::digest(text))
}

/// Refuses a call that is not signed as the page says, and remembers the nonce of one that is.
pub(super) fn check(state: &mut State, call: &Call) -> Result<(), Refusal> {
    let value = |name: &str| call.query.get(name).map(String::as_str).unwrap_or_default();
    let (email, timestamp, nonce) = (value("email"), value("timestamp"), value("nonce"));
    let expected = sign(email, &state.config.open_api_token, timestamp, nonce, "v2");
    if value("sign_version") != "v2" || email != state.config.email || value("sign") != expected {
        return Err(Refusal::signature("The signature is wrong"));
    }
    let now = unix_millis(call.now) / 1000;
    if !timestamp.parse::<u64>().is_ok_and(|timestamp| timestamp.abs_diff(now) <= DRIFT_SECONDS) {
        return Err(Refusal::signature("The timestamp is more than 5 minutes off"));
    }
    state.nonces.retain(|_, used| call.now.duration_since(*used).is_ok_and(|age| age < NONCE_LIFE));
    if nonce.is_empty() || state.nonces.insert(nonce.to_owned(), call.now).is_some() {
        return Err(Refusal::signature("The nonce was used before"));
    }
    Ok(())
}

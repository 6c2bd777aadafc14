//! The steps of a verification, as generated functions call them.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde::de::DeserializeOwned;
use subtle::ConstantTimeEq as _;

use super::{WebhookError, WebhookErrorKind, WebhookRequest};
use crate::{
    clock::{Clock as _, SystemClock},
    error::describe,
    json_path,
};

/// How a request says when it was signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Timestamp {
    /// Seconds since 1970.
    UnixSeconds,
    /// Milliseconds since 1970.
    UnixMillis,
    /// `2024-05-07T14:44:36Z`.
    #[cfg(feature = "chrono")]
    Rfc3339,
}

impl Timestamp {
    /// What is no time is none.
    fn read(self, text: &str) -> Option<SystemTime> {
        let since = match self {
            Self::UnixSeconds => Duration::from_secs(text.trim().parse().ok()?),
            Self::UnixMillis => Duration::from_millis(text.trim().parse().ok()?),
            #[cfg(feature = "chrono")]
            Self::Rfc3339 => return Some(chrono::DateTime::parse_from_rfc3339(text.trim()).ok()?.into()),
        };
        UNIX_EPOCH.checked_add(since)
    }
}

/// Refuses an empty key. It is what a secret that is not set gives, or one that is no base64 where the recipe decodes it.
pub fn check_key(key: &[u8]) -> Result<(), WebhookError> {
    if key.is_empty() {
        let text = "the secret is empty or not in the form that the recipe reads";
        return Err(WebhookError::new(WebhookErrorKind::NoKey, text));
    }
    Ok(())
}

/// Whether one of the signatures that came is the one that is expected. All are compared, each in a time that does not
/// tell where the first difference is.
pub fn check_signature(received: &[String], expected: &str) -> Result<(), WebhookError> {
    let received = || received.iter().map(String::as_bytes).filter(|text| !text.is_empty());
    if received().next().is_none() {
        return Err(WebhookError::new(WebhookErrorKind::NoSignature, "the request has no signature"));
    }
    let fits = received().fold(subtle::Choice::from(0), |fits, text| fits | text.ct_eq(expected.as_bytes()));
    if expected.is_empty() || !bool::from(fits) {
        let text = "the request's signature is not the one that the secret gives";
        return Err(WebhookError::new(WebhookErrorKind::WrongSignature, text));
    }
    Ok(())
}

impl WebhookRequest<'_> {
    /// Whether the request was signed at most `tolerance` ago, and not later than that from now.
    pub fn check_time(&self, text: &str, form: Timestamp, tolerance: Duration) -> Result<(), WebhookError> {
        let Some(signed) = form.read(text) else {
            let text = "the request does not say when it was signed";
            return Err(WebhookError::new(WebhookErrorKind::NoTimestamp, text));
        };
        let now = self.now.unwrap_or_else(|| SystemClock.now());
        let (kind, off, words) = match now.duration_since(signed) {
            Ok(age) => (WebhookErrorKind::TooOld, age, "ago"),
            Err(error) => (WebhookErrorKind::TooNew, error.duration(), "in the future"),
        };
        if off <= tolerance {
            return Ok(());
        }
        let (off, most) = (off.as_secs(), tolerance.as_secs());
        Err(WebhookError::new(
            kind,
            format!("the request was signed {off} s {words}, at most {most} s are allowed"),
        ))
    }

    /// Decodes a JSON payload.
    #[inline]
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, WebhookError> {
        serde_json::from_str::<T>(self.text()?).map_err(|error| self.not_the_payload(&error))
    }

    /// The payload as text.
    pub fn text(&self) -> Result<&str, WebhookError> {
        std::str::from_utf8(self.body()).map_err(|error| {
            let text = format!("the payload is not UTF-8 behind byte {}", error.valid_up_to());
            WebhookError::new(WebhookErrorKind::Payload, text)
        })
    }

    fn not_the_payload(&self, error: &serde_json::Error) -> WebhookError {
        let path = json_path::at(self.body(), error.line(), error.column());
        let what = describe(error);
        let text = if path.is_empty() {
            format!("cannot decode the payload: {what}")
        } else {
            format!("cannot decode `{path}` of the payload: {what}")
        };
        WebhookError::new(WebhookErrorKind::Payload, text).with_json_path(path)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: u64) -> WebhookRequest<'static> {
        WebhookRequest::new(b"").with_now(UNIX_EPOCH + Duration::from_secs(seconds))
    }

    fn kind(result: Result<(), WebhookError>) -> Option<WebhookErrorKind> {
        result.err().map(|error| error.kind())
    }

    #[test]
    fn any_of_several_signatures_fits() {
        let check = |received: &[&str], expected: &str| {
            let received: Vec<String> = received.iter().map(|text| (*text).to_owned()).collect();
            kind(check_signature(&received, expected))
        };
        assert_eq!(check(&["abc"], "abc"), None);
        assert_eq!(check(&["", "old", "abc"], "abc"), None);
        for wrong in ["abd", "ab", "abcd", "ABC"] {
            assert_eq!(check(&[wrong], "abc"), Some(WebhookErrorKind::WrongSignature), "{wrong}");
        }
        assert_eq!(check(&[""], "abc"), Some(WebhookErrorKind::NoSignature));
        assert_eq!(check(&[], ""), Some(WebhookErrorKind::NoSignature));
        assert_eq!(check(&["x"], ""), Some(WebhookErrorKind::WrongSignature));
    }

    #[test]
    fn an_empty_key_signs_nothing() {
        assert_eq!(kind(check_key(b"")), Some(WebhookErrorKind::NoKey));
        assert_eq!(kind(check_key(b"k")), None);
    }

    #[test]
    fn times_are_held_against_the_tolerance() {
        let most = Duration::from_secs(300);
        let check = |now: u64, text: &str, form| kind(at(now).check_time(text, form, most));
        assert_eq!(check(1300, "1000", Timestamp::UnixSeconds), None);
        assert_eq!(check(1301, "1000", Timestamp::UnixSeconds), Some(WebhookErrorKind::TooOld));
        assert_eq!(check(700, "1000", Timestamp::UnixSeconds), None);
        assert_eq!(check(699, "1000", Timestamp::UnixSeconds), Some(WebhookErrorKind::TooNew));
        assert_eq!(check(1300, "1000000", Timestamp::UnixMillis), None);
        for none in ["", "soon", "-1", "1e3", "99999999999999999999"] {
            assert_eq!(
                check(1000, none, Timestamp::UnixSeconds),
                Some(WebhookErrorKind::NoTimestamp),
                "{none}"
            );
        }
        assert_eq!(
            check(1000, "18446744073709551615", Timestamp::UnixSeconds),
            Some(WebhookErrorKind::NoTimestamp)
        );
    }

    #[cfg(feature = "chrono")]
    #[test]
    fn a_time_in_words() {
        let check = |text: &str| kind(at(1_715_093_076).check_time(text, Timestamp::Rfc3339, Duration::ZERO));
        assert_eq!(check("2024-05-07T14:44:36Z"), None);
        assert_eq!(check("2024-05-07T16:44:36+02:00"), None);
        assert_eq!(check("2024-05-07T14:44:35Z"), Some(WebhookErrorKind::TooOld));
        assert_eq!(check("2024-05-07"), Some(WebhookErrorKind::NoTimestamp));
    }

    #[test]
    fn a_payload_that_is_another_says_where() {
        let request = WebhookRequest::new(b"{\"a\":[1,\"hunter2\"]}");
        let error = request.json::<std::collections::BTreeMap<String, Vec<u8>>>().expect_err("no number");
        assert_eq!((error.kind(), error.json_path()), (WebhookErrorKind::Payload, Some("a[1]")));
        assert!(!error.is_forged() && !error.to_string().contains("hunter2"), "{error}");
        let error = WebhookRequest::new(b"\xff").json::<u8>().expect_err("no text");
        assert_eq!(error.to_string(), "the payload is not UTF-8 behind byte 0");
    }
}

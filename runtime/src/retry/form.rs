//! How servers write a wait.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use super::date;
use crate::tokens::rfc3339;

/// How a wait is written: how long it is, or when it ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WaitForm {
    /// Seconds.
    Seconds,
    /// Milliseconds.
    Millis,
    /// Minutes.
    Minutes,
    /// `1h2m3.5s`, `20ms`.
    Lasting,
    /// The seconds since 1970 of its end.
    UnixSeconds,
    /// The milliseconds since 1970 of its end.
    UnixMillis,
    /// Its end as a date of HTTP.
    HttpDate,
    /// Its end as `2024-05-07T14:44:36Z`.
    Rfc3339,
}

impl WaitForm {
    /// The wait that a text of a server says, which says it at `now`. A time that has passed asks for no wait at all.
    pub(crate) fn read(self, text: &str, now: SystemTime) -> Option<Duration> {
        let text = text.trim();
        let until = match self {
            Self::Seconds => return number(text, 1.0),
            Self::Millis => return number(text, 0.001),
            Self::Minutes => return number(text, 60.0),
            Self::Lasting => return lasting(text),
            Self::UnixSeconds => unix(number(text, 1.0)?),
            Self::UnixMillis => unix(number(text, 0.001)?),
            Self::HttpDate => date(text)?,
            Self::Rfc3339 => rfc3339(text)?,
        };
        Some(until.duration_since(now).unwrap_or_default())
    }
}

/// A time beyond all bounds is one in the far future, not none.
fn unix(since: Duration) -> SystemTime {
    const FAR: Duration = Duration::from_secs(1 << 40);
    UNIX_EPOCH + since.min(FAR)
}

/// A number of seconds or the like, of which some servers send fractions.
fn number(text: &str, unit: f64) -> Option<Duration> {
    let plain = text.starts_with(|c: char| c.is_ascii_digit())
        && text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    let number: f64 = text.parse().ok().filter(|_| plain)?;
    // A number beyond all bounds is a very long wait, not no wait.
    Some(Duration::try_from_secs_f64(number * unit).unwrap_or(Duration::MAX))
}

/// Numbers with their units, one after another.
fn lasting(text: &str) -> Option<Duration> {
    let (mut rest, mut whole) = (text, Duration::ZERO);
    while !rest.is_empty() {
        let end = rest.find(|c: char| c.is_ascii_alphabetic())?;
        let (digits, after) = rest.split_at(end);
        let unit = &after[..after.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(after.len())];
        let seconds = match unit {
            "ms" => 0.001,
            "s" => 1.0,
            "m" => 60.0,
            "h" => 3600.0,
            "d" => 86_400.0,
            _ => return None,
        };
        whole = whole.saturating_add(number(digits, seconds)?);
        rest = &after[unit.len()..];
    }
    (!text.is_empty()).then_some(whole)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: u64 = 784_111_770;

    fn read(form: WaitForm, text: &str) -> Option<u128> {
        form.read(text, UNIX_EPOCH + Duration::from_secs(NOW)).map(|wait| wait.as_millis())
    }

    #[test]
    fn each_form_is_read() {
        for (form, text, millis) in [
            (WaitForm::Seconds, " 120 ", 120_000),
            (WaitForm::Seconds, "1.5", 1500),
            (WaitForm::Seconds, "0", 0),
            (WaitForm::Millis, "250", 250),
            (WaitForm::Minutes, "2", 120_000),
            (WaitForm::Lasting, "6m0s", 360_000),
            (WaitForm::Lasting, "1h2m3.5s", 3_723_500),
            (WaitForm::Lasting, "20ms", 20),
            (WaitForm::UnixSeconds, "784111777", 7000),
            (WaitForm::UnixSeconds, "784111777.25", 7250),
            (WaitForm::UnixMillis, "784111777500", 7500),
            (WaitForm::HttpDate, "Sun, 06 Nov 1994 08:49:37 GMT", 7000),
            (WaitForm::Rfc3339, "1994-11-06T08:49:37Z", 7000),
            (WaitForm::Rfc3339, "1994-11-06T09:49:37.5+01:00", 7500),
        ] {
            assert_eq!(read(form, text), Some(millis), "{form:?} {text}");
        }
    }

    #[test]
    fn what_has_passed_is_no_wait() {
        assert_eq!(read(WaitForm::UnixSeconds, "1"), Some(0));
        assert_eq!(read(WaitForm::HttpDate, "Sun, 06 Nov 1994 08:49:00 GMT"), Some(0));
    }

    #[test]
    fn numbers_beyond_all_bounds_are_long_waits() {
        let century = Duration::from_secs(100 * 365 * 86_400).as_millis();
        let digits = "9".repeat(400);
        for form in [
            WaitForm::Seconds,
            WaitForm::Millis,
            WaitForm::Minutes,
            WaitForm::UnixSeconds,
            WaitForm::UnixMillis,
        ] {
            assert!(read(form, &digits).unwrap() > century, "{form:?}");
        }
        assert!(read(WaitForm::Lasting, &format!("{digits}d{digits}h")).unwrap() > century);
    }

    #[test]
    fn other_texts_say_nothing() {
        for text in
            ["", "soon", "-1", "+1", ".", "1e3", "nan", "inf", "1.2.3", "٣", "5 minutes", "s", "5x", "m5"]
        {
            for form in [
                WaitForm::Seconds,
                WaitForm::Millis,
                WaitForm::Lasting,
                WaitForm::UnixSeconds,
                WaitForm::HttpDate,
                WaitForm::Rfc3339,
            ] {
                assert_eq!(read(form, text), None, "{form:?} {text}");
            }
        }
    }
}

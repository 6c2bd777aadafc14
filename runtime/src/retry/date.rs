//! `Retry-After`: seconds, or a date in any of the three forms that RFC 9110 (5.6.7) asks recipients to read.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use http::{
    HeaderMap,
    header::{DATE, RETRY_AFTER},
};

use super::WaitForm;

/// How long an answer asks to wait. A date is compared with the answer's own `Date`, since the two clocks may differ.
pub(crate) fn retry_after(headers: &HeaderMap, now: SystemTime) -> Option<Duration> {
    let text = headers.get(RETRY_AFTER)?.to_str().ok()?;
    let now = sent_at(headers, now);
    // Whole seconds by the standard; some servers send fractions.
    WaitForm::Seconds.read(text, now).or_else(|| WaitForm::HttpDate.read(text, now))
}

/// When an answer was sent, by the clock of the server if it says so: the two clocks may differ.
pub(crate) fn sent_at(headers: &HeaderMap, now: SystemTime) -> SystemTime {
    headers.get(DATE).and_then(|date_| date(date_.to_str().ok()?)).unwrap_or(now)
}

/// A date of a header.
pub(crate) fn date(text: &str) -> Option<SystemTime> {
    let words: Vec<&str> = text.split([' ', ',', '-', ':']).filter(|word| !word.is_empty()).collect();
    let (day, month, year, time) = match *words.as_slice() {
        // `Sun, 06 Nov 1994 08:49:37 GMT`, `Sunday, 06-Nov-94 08:49:37 GMT`, and `Sun Nov  6 08:49:37 1994`
        [_, day, month, year, h, m, s, "GMT"] | [_, month, day, h, m, s, year] => {
            (day, month, year, [h, m, s])
        }
        _ => return None,
    };
    let number = |text: &str, most: u64| text.parse().ok().filter(|&n: &u64| n <= most);
    let month = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        .iter()
        .position(|name| *name == month)? as u64
        + 1;
    let year = match (year.len(), number(year, 9999)?) {
        // Two digits: the standard's 50-year rule; nobody asks to wait for the last century.
        (2, short) => 2000 + short,
        (_, year) => year,
    };
    let days = days_since_1970(year, month, number(day, 31).filter(|&day| day > 0)?)?;
    let clock = number(time[0], 23)? * 3600 + number(time[1], 59)? * 60 + number(time[2], 60)?;
    UNIX_EPOCH.checked_add(Duration::from_secs(days * 86400 + clock))
}

/// Counts the days of the proleptic Gregorian calendar, with years that begin in March so that the leap day is last.
pub(crate) fn days_since_1970(year: u64, month: u64, day: u64) -> Option<u64> {
    let (year, month) = if month > 2 { (year, month - 3) } else { (year.checked_sub(1)?, month + 9) };
    let days = 365 * year + year / 4 - year / 100 + year / 400 + (153 * month + 2) / 5 + day - 1;
    days.checked_sub(719_468)
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    fn unix(text: &str) -> Option<u64> {
        date(text).map(|time| time.duration_since(UNIX_EPOCH).unwrap().as_secs())
    }

    #[test]
    fn the_three_forms_are_the_same_date() {
        for text in
            ["Sun, 06 Nov 2094 08:49:37 GMT", "Saturday, 06-Nov-94 08:49:37 GMT", "Sat Nov  6 08:49:37 2094"]
        {
            assert_eq!(unix(text), Some(3_939_871_777), "{text}");
        }
        assert_eq!(unix("Sun, 06 Nov 1994 08:49:37 GMT"), Some(784_111_777));
        assert_eq!(unix("Thu, 01 Jan 1970 00:00:00 GMT"), Some(0));
        assert_eq!(unix("Thu, 29 Feb 2024 23:59:59 GMT"), Some(1_709_251_199));
    }

    #[test]
    fn other_texts_are_no_dates() {
        for text in
            ["", "soon", "Sun, 06 Foo 1994 08:49:37 GMT", "Sun, 06 Nov 1994 25:49:37 GMT", "1 2 3 4 5 6 7 8"]
        {
            assert_eq!(unix(text), None, "{text}");
        }
        assert_eq!(unix("Sun, 06 Nov 1900 08:49:37 GMT"), None);
        assert_eq!(unix("Sun, 99 Nov 1994 08:49:37 GMT"), None);
        assert_eq!(unix("Sun, 06 Jan 0000 08:49:37 GMT"), None);
    }

    fn wait(retry_after_: &str, date: Option<&str>) -> Option<Duration> {
        let mut headers = HeaderMap::new();
        headers.insert(RETRY_AFTER, HeaderValue::from_str(retry_after_).unwrap());
        if let Some(date) = date {
            headers.insert(DATE, HeaderValue::from_str(date).unwrap());
        }
        retry_after(&headers, UNIX_EPOCH + Duration::from_secs(784_111_770))
    }

    #[test]
    fn seconds_and_dates_are_read() {
        assert_eq!(wait("120", None), Some(Duration::from_secs(120)));
        assert_eq!(wait(" 1.5 ", None), Some(Duration::from_millis(1500)));
        assert_eq!(wait("999999999999999999999999", None), Some(Duration::MAX));
        assert_eq!(wait("Sun, 06 Nov 1994 08:49:37 GMT", None), Some(Duration::from_secs(7)));
        assert_eq!(wait("Sun, 06 Nov 1994 08:49:00 GMT", None), Some(Duration::ZERO));
        for text in ["-1", "+1", "", "1e3", ".", "nan", "1.2.3"] {
            assert_eq!(wait(text, None), None, "{text}");
        }
    }

    #[test]
    fn a_date_is_compared_with_the_servers_clock() {
        let server = Some("Sun, 06 Nov 1994 08:49:00 GMT");
        assert_eq!(wait("Sun, 06 Nov 1994 08:49:37 GMT", server), Some(Duration::from_secs(37)));
    }
}

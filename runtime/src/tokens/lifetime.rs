//! How long values hold, and when they are renewed.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use super::{Lifetime, TimeForm, TokenSource, values::Values};
use crate::{auth::skew::Skew, retry};

/// The longest margin that is not declared.
const LONGEST_MARGIN: Duration = Duration::from_secs(60);

/// Says of new values when they end. Without a lifetime that can be read, they hold until they are refused: so does a
/// lifetime of nothing or less, by which servers mean "for ever", or which a wrong clock makes out of a time.
pub(crate) fn begin(source: &TokenSource, values: &mut Values, begun: SystemTime, skew: &Skew) {
    let of = |output| values.get(output).map(str::trim);
    let lifetime = match source.lifetime {
        Lifetime::UntilRefused => None,
        Lifetime::Fixed(lifetime) => Some(lifetime),
        Lifetime::In { output, unit } => of(output).and_then(|text| lasting(text, unit)),
        Lifetime::At { output, form } => of(output)
            .and_then(|text| time(text, form))
            .and_then(|theirs| skew.ours(theirs).duration_since(begun).ok()),
    };
    let lifetime = lifetime.filter(|lifetime| !lifetime.is_zero());
    match lifetime.and_then(|lifetime| begun.checked_add(lifetime)) {
        Some(expires) => until(source, values, begun, expires),
        None => (values.expires, values.due) = (None, None),
    }
}

/// Says of values when they end.
pub(crate) fn until(source: &TokenSource, values: &mut Values, begun: SystemTime, expires: SystemTime) {
    let lifetime = expires.duration_since(begun).unwrap_or_default();
    let margin = source.margin.unwrap_or_else(|| (lifetime / 10).min(LONGEST_MARGIN));
    // Values that hold for less than the margin are still used for half of their time, or every call would renew them.
    values.due = expires.checked_sub(margin.min(lifetime / 2));
    values.expires = Some(expires);
}

fn lasting(text: &str, unit: Duration) -> Option<Duration> {
    let number: f64 = text.parse().ok()?;
    Duration::try_from_secs_f64(number * unit.as_secs_f64()).ok()
}

fn time(text: &str, form: TimeForm) -> Option<SystemTime> {
    match form {
        TimeForm::UnixSeconds => UNIX_EPOCH.checked_add(lasting(text, Duration::from_secs(1))?),
        TimeForm::UnixMillis => UNIX_EPOCH.checked_add(lasting(text, Duration::from_millis(1))?),
        TimeForm::Rfc3339 => rfc3339(text),
        #[cfg(feature = "chrono")]
        TimeForm::Format(format) => formatted(text, format),
    }
}

#[cfg(feature = "chrono")]
fn formatted(text: &str, format: &str) -> Option<SystemTime> {
    use chrono::{DateTime, NaiveDate, NaiveDateTime};

    if let Ok(time) = DateTime::parse_from_str(text, format) {
        return Some(time.into());
    }
    let naive = NaiveDateTime::parse_from_str(text, format).ok();
    let naive = naive.or_else(|| NaiveDate::parse_from_str(text, format).ok()?.and_hms_opt(0, 0, 0))?;
    Some(naive.and_utc().into())
}

/// `2024-05-07T14:44:36.25+08:00`; also with a space in the place of the `T`, as the RFC allows.
pub(crate) fn rfc3339(text: &str) -> Option<SystemTime> {
    let (date, rest) = (text.get(..10)?, text.get(10..)?);
    let clock = rest.strip_prefix(['T', 't', ' '])?;
    let mut date = date.split('-');
    let (year, month, day) =
        (number(date.next()?, 9999)?, number(date.next()?, 12)?, number(date.next()?, 31)?);
    let days = retry::days_since_1970(year, (month > 0).then_some(month)?, (day > 0).then_some(day)?)?;
    let end = clock.find(['Z', 'z', '+', '-'])?;
    let (clock, offset) = clock.split_at(end);
    let (clock, fraction) = clock.split_once('.').unwrap_or((clock, ""));
    if !fraction.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let mut clock = clock.split(':');
    let (hour, minute) = (number(clock.next()?, 23)?, number(clock.next()?, 59)?);
    let second = number(clock.next()?, 60)?;
    let seconds = days * 86_400 + hour * 3600 + minute * 60 + second;
    // Nine digits of the fraction are all that counts.
    let nanos = format!("{fraction:0<9}")[..9].parse().ok()?;
    let time = UNIX_EPOCH.checked_add(Duration::new(seconds, nanos))?;
    shifted(time, offset)
}

/// A time with an offset as it is in UTC.
fn shifted(time: SystemTime, offset: &str) -> Option<SystemTime> {
    let Some((hours, minutes)) = offset.get(1..)?.split_once(':') else {
        return offset.eq_ignore_ascii_case("z").then_some(time);
    };
    let by = Duration::from_secs(number(hours, 23)? * 3600 + number(minutes, 59)? * 60);
    if offset.starts_with('-') { time.checked_add(by) } else { time.checked_sub(by) }
}

fn number(text: &str, most: u64) -> Option<u64> {
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|&number| digits && number <= most)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tokens::TokenOrigin;

    fn source(lifetime: Lifetime, margin: Option<Duration>) -> TokenSource {
        let origin = TokenOrigin::Hook;
        TokenSource { name: "login", outputs: &["token", "end"], origin, lifetime, margin, sources: &[] }
    }

    fn at(seconds: u64) -> SystemTime {
        UNIX_EPOCH + Duration::from_secs(seconds)
    }

    /// When values end and are due, in seconds, that begin at 1000.
    fn of(lifetime: Lifetime, margin: Option<u64>, end: &str) -> Option<(u64, u64)> {
        let source = source(lifetime, margin.map(Duration::from_secs));
        let mut values = Values::empty(&source);
        values.set(1, Some(end));
        begin(&source, &mut values, at(1000), &Skew::default());
        let seconds = |time: SystemTime| time.duration_since(UNIX_EPOCH).unwrap().as_secs();
        values.expires.map(seconds).zip(values.due.map(seconds))
    }

    const IN: Lifetime = Lifetime::In { output: 1, unit: Duration::from_secs(1) };

    #[test]
    fn values_are_renewed_a_margin_before_their_end() {
        assert_eq!(of(IN, None, "3600"), Some((4600, 4540)));
        assert_eq!(of(IN, None, "100"), Some((1100, 1090)));
        assert_eq!(of(IN, Some(300), "3600"), Some((4600, 4300)));
        assert_eq!(of(Lifetime::Fixed(Duration::from_secs(100)), Some(5), ""), Some((1100, 1095)));
        let minutes = Lifetime::In { output: 1, unit: Duration::from_secs(60) };
        assert_eq!(of(minutes, Some(0), "1.5"), Some((1090, 1090)));
        assert_eq!(of(Lifetime::UntilRefused, None, "3600"), None);
    }

    #[test]
    fn values_that_hold_for_less_than_the_margin_are_used_all_the_same() {
        assert_eq!(of(IN, Some(300), "200"), Some((1200, 1100)));
        assert_eq!(of(IN, Some(300), "2"), Some((1002, 1001)));
    }

    #[test]
    fn a_lifetime_that_says_nothing_lasts_until_a_refusal() {
        for text in ["", "0", "-1", "soon", "nan", "inf", "1e300", "-5"] {
            assert_eq!(of(IN, None, text), None, "{text}");
        }
        let past = Lifetime::At { output: 1, form: TimeForm::UnixSeconds };
        assert_eq!(of(past, None, "999"), None);
        assert_eq!(of(past, None, "18446744073709551616"), None);
    }

    #[test]
    fn points_in_time_are_read_in_all_forms() {
        let end = |form, text: &str| of(Lifetime::At { output: 1, form }, Some(0), text).map(|(end, _)| end);
        assert_eq!(end(TimeForm::UnixSeconds, "2000"), Some(2000));
        assert_eq!(end(TimeForm::UnixMillis, "2000999"), Some(2000));
        for text in [
            "2024-05-07T06:44:36Z",
            "2024-05-07t06:44:36.25z",
            "2024-05-07 14:44:36+08:00",
            "2024-05-07T01:14:36.999999999-05:30",
        ] {
            assert_eq!(end(TimeForm::Rfc3339, text), Some(1_715_064_276), "{text}");
        }
        for text in [
            "",
            "2024-05-07",
            "2024-00-07T06:44:36Z",
            "2024-05-07T06:44:36",
            "é024-05-07T",
            "2024-05-07T25:00:00Z",
        ] {
            assert_eq!(end(TimeForm::Rfc3339, text), None, "{text}");
        }
    }

    #[cfg(feature = "chrono")]
    #[test]
    fn points_in_time_are_read_in_a_format_of_the_specs() {
        let end = |format, text: &str| {
            let lifetime = Lifetime::At { output: 1, form: TimeForm::Format(format) };
            of(lifetime, Some(0), text).map(|(end, _)| end)
        };
        assert_eq!(end("%Y-%m-%d %H:%M:%S", "2024-05-07 06:44:36"), Some(1_715_064_276));
        assert_eq!(end("%Y%m%d%H%M%S %z", "20240507144436 +0800"), Some(1_715_064_276));
        assert_eq!(end("%Y-%m-%d", "2024-05-07"), Some(1_715_040_000));
        assert_eq!(end("%Y-%m-%d", "tomorrow"), None);
    }

    #[test]
    fn a_point_in_time_is_the_servers() {
        let source = source(Lifetime::At { output: 1, form: TimeForm::UnixSeconds }, None);
        let mut values = Values::empty(&source);
        values.set(1, Some("5600"));
        let skew = Skew::default();
        skew.learn(at(5000), at(1000), 0);
        begin(&source, &mut values, at(1000), &skew);
        assert_eq!(values.expires, Some(at(1600)));
    }
}

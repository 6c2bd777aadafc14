//! What a spec says about refusals: what their statuses mean, and where they say how long to wait.

use std::time::{Duration, SystemTime};

use http::{HeaderMap, header::RETRY_AFTER};

use super::{Trouble, WaitForm, When, date::sent_at, retry_after};
use crate::{
    Treatment,
    envelope::{self, Step},
};

/// The rules of an API beside the usual ones.
#[derive(Clone, Copy, Debug)]
pub struct RetryRules {
    /// Where an answer says how long to wait; the first that is there counts.
    pub waits: &'static [Wait],
    /// What statuses mean that are not what they usually mean; of a status, the first that holds counts.
    pub statuses: &'static [StatusRule],
}

/// What a status means.
#[derive(Clone, Copy, Debug)]
pub struct StatusRule {
    /// The status.
    pub status: u16,
    /// Whether it does; always, if nothing is said.
    pub when: Option<When>,
    /// What it means.
    pub treatment: Treatment,
}

/// A place that says how long to wait.
#[derive(Clone, Copy, Debug)]
pub struct Wait {
    /// The place.
    pub at: AnswerAt,
    /// What stands there.
    pub form: WaitForm,
}

/// Where something stands in a refusal.
#[derive(Clone, Copy, Debug)]
pub enum AnswerAt {
    /// In a header.
    Header(&'static str),
    /// In the body, which is JSON.
    Body(&'static [Step]),
}

impl RetryRules {
    /// Nothing beside the usual rules.
    pub const NONE: Self = Self { waits: &[], statuses: &[] };

    pub(crate) fn status(&self, status: u16, headers: &HeaderMap, body: &[u8]) -> Option<Treatment> {
        let mut rules = self.statuses.iter().filter(|rule| rule.status == status);
        let holds = |rule: &&StatusRule| rule.when.is_none_or(|when| when.holds(headers, body));
        rules.find(holds).map(|rule| rule.treatment)
    }

    /// Whether the headers of an answer of this status are needed to judge it.
    pub(crate) fn reads_headers(&self, status: u16) -> bool {
        let mut rules = self.statuses.iter().filter(|rule| rule.status == status);
        rules.any(|rule| rule.when.is_some_and(|when| when.reads_headers()))
    }

    fn names_retry_after(&self) -> bool {
        self.waits.iter().any(|wait| matches!(wait.at, AnswerAt::Header(name) if is_retry_after(name)))
    }
}

fn is_retry_after(name: &str) -> bool {
    name.eq_ignore_ascii_case(RETRY_AFTER.as_str())
}

/// How long the headers of an answer ask to wait.
#[derive(Debug)]
pub(crate) struct Asked {
    retry_after: Option<Duration>,
    /// Of each of the rules' places.
    in_headers: Vec<Option<Duration>>,
    /// The server's time.
    sent_at: SystemTime,
}

impl Asked {
    pub(crate) fn new(rules: &RetryRules, headers: &HeaderMap, now: SystemTime) -> Self {
        let retry_after = retry_after(headers, now);
        if rules.waits.is_empty() {
            return Self { retry_after, in_headers: Vec::new(), sent_at: now };
        }
        let sent_at = sent_at(headers, now);
        let in_header = |wait: &Wait| match wait.at {
            AnswerAt::Header(name) => wait.form.read(headers.get(name)?.to_str().ok()?, sent_at),
            AnswerAt::Body(_) => None,
        };
        Self { retry_after, in_headers: rules.waits.iter().map(in_header).collect(), sent_at }
    }

    /// How long the failed answer asks to wait. `Retry-After` counts first, unless the rules have another place for it. Any
    /// other header counts only when there were too many calls: many servers say in every answer when their window ends.
    pub(crate) fn wait(&self, rules: &RetryRules, trouble: Trouble, body: Option<&[u8]>) -> Option<Duration> {
        let first = self.retry_after.filter(|_| !rules.names_retry_after());
        let declared = |(wait, in_header): (&Wait, &Option<Duration>)| match wait.at {
            AnswerAt::Header(name) if trouble == Trouble::Throttled || is_retry_after(name) => *in_header,
            AnswerAt::Header(_) => None,
            AnswerAt::Body(steps) => self.in_body(body?, steps, wait.form),
        };
        first.or_else(|| rules.waits.iter().zip(&self.in_headers).find_map(declared))
    }

    fn in_body(&self, body: &[u8], steps: &[Step], form: WaitForm) -> Option<Duration> {
        let found = envelope::first(body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body), steps).ok()?;
        form.read(&found.shown()?, self.sent_at)
    }
}

#[cfg(test)]
mod tests {
    use std::time::UNIX_EPOCH;

    use http::{HeaderName, HeaderValue};

    use super::*;

    const RESET: Wait = Wait { at: AnswerAt::Header("X-Reset"), form: WaitForm::UnixSeconds };
    const FIELD: Wait = Wait {
        at: AnswerAt::Body(&[Step::Key("parameters"), Step::Key("retry_after")]),
        form: WaitForm::Seconds,
    };
    const IN_MILLIS: Wait = Wait { at: AnswerAt::Header("retry-after"), form: WaitForm::Millis };

    /// How many seconds an answer at second 1000 asks to wait.
    fn asked(waits: &'static [Wait], trouble: Trouble, headers: &[(&str, &str)], body: &str) -> Option<f64> {
        let rules = RetryRules { waits, ..RetryRules::NONE };
        let header = |(name, value): &(&str, &str)| {
            (HeaderName::from_bytes(name.as_bytes()).unwrap(), HeaderValue::from_str(value).unwrap())
        };
        let headers = headers.iter().map(header).collect();
        let asked = Asked::new(&rules, &headers, UNIX_EPOCH + Duration::from_secs(1000));
        asked.wait(&rules, trouble, Some(body.as_bytes())).map(|wait| wait.as_secs_f64())
    }

    #[test]
    fn the_first_place_that_says_something_counts() {
        const PLACES: &[Wait] = &[RESET, FIELD];
        let body = r#"{"parameters":{"retry_after":14}}"#;
        let throttled = |headers, body| asked(PLACES, Trouble::Throttled, headers, body);
        assert_eq!(throttled(&[("retry-after", "3"), ("x-reset", "1007")], body), Some(3.0));
        assert_eq!(throttled(&[("x-reset", "1007")], body), Some(7.0));
        assert_eq!(throttled(&[("x-reset", "soon")], body), Some(14.0));
        assert_eq!(throttled(&[], "\u{feff}{\"parameters\":{\"retry_after\":\"1.5\"}}"), Some(1.5));
        for body in ["", "<html>", "{}", r#"{"parameters":{"retry_after":-14}}"#, r#"{"parameters":[14]}"#] {
            assert_eq!(throttled(&[], body), None, "{body}");
        }
    }

    #[test]
    fn a_reset_that_stands_in_every_answer_counts_only_where_there_were_too_many_calls() {
        const PLACES: &[Wait] = &[RESET, FIELD];
        let headers = &[("x-reset", "1007")];
        assert_eq!(asked(PLACES, Trouble::Unavailable, headers, "{}"), None);
        let body = r#"{"parameters":{"retry_after":14}}"#;
        assert_eq!(asked(PLACES, Trouble::Unavailable, headers, body), Some(14.0));
    }

    #[test]
    fn retry_after_may_have_another_unit() {
        const PLACES: &[Wait] = &[FIELD, IN_MILLIS];
        let headers = &[("retry-after", "1500")];
        assert_eq!(asked(PLACES, Trouble::Unavailable, headers, "{}"), Some(1.5));
        let body = r#"{"parameters":{"retry_after":14}}"#;
        assert_eq!(asked(PLACES, Trouble::Throttled, headers, body), Some(14.0));
    }

    #[test]
    fn times_are_those_of_the_servers_clock() {
        let headers = &[("x-reset", "784111777"), ("date", "Sun, 06 Nov 1994 08:49:30 GMT")];
        assert_eq!(asked(&[RESET], Trouble::Throttled, headers, ""), Some(7.0));
    }
}

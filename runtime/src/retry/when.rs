//! Conditions over a refusal: the same status may mean several things, and a header or the body says which.

use http::HeaderMap;

use super::AnswerAt;
use crate::envelope;

/// A condition over a refusal.
#[derive(Clone, Copy, Debug)]
pub enum When {
    /// All of these hold.
    All(&'static [Self]),
    /// One of these holds.
    Any(&'static [Self]),
    /// This does not hold.
    Not(&'static Self),
    /// What stands there is so. Of several values one is enough; of none, only [`Test::Nothing`] holds.
    Is(AnswerAt, Test),
}

/// What is asked of a value. In a body, a number is as good as its digits in a string.
#[derive(Clone, Copy, Debug)]
pub enum Test {
    /// It is absent or `null`.
    Nothing,
    /// It is this, as text.
    Text(&'static str),
    /// This stands somewhere in it.
    Contains(&'static str),
    /// It is a number less than this.
    Less(i64),
    /// It is a number up to this.
    AtMost(i64),
    /// It is a number greater than this.
    Greater(i64),
    /// It is a number from this on.
    AtLeast(i64),
}

impl When {
    /// Whether it holds for an answer. A body that is no JSON has nothing in it.
    pub(super) fn holds(&self, headers: &HeaderMap, body: &[u8]) -> bool {
        match self {
            Self::All(parts) => parts.iter().all(|part| part.holds(headers, body)),
            Self::Any(parts) => parts.iter().any(|part| part.holds(headers, body)),
            Self::Not(inner) => !inner.holds(headers, body),
            Self::Is(at, test) => test.holds(&values(*at, headers, body)),
        }
    }

    pub(super) fn reads_headers(&self) -> bool {
        match self {
            Self::All(parts) | Self::Any(parts) => parts.iter().any(Self::reads_headers),
            Self::Not(inner) => inner.reads_headers(),
            Self::Is(at, _) => matches!(at, AnswerAt::Header(_)),
        }
    }
}

fn values(at: AnswerAt, headers: &HeaderMap, body: &[u8]) -> Vec<String> {
    match at {
        AnswerAt::Header(name) => {
            let texts = headers.get_all(name).iter().filter_map(|value| value.to_str().ok());
            texts.map(|text| text.trim().to_owned()).collect()
        }
        AnswerAt::Body(steps) => envelope::texts(body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body), steps),
    }
}

impl Test {
    fn holds(self, values: &[String]) -> bool {
        match self {
            Self::Nothing => values.is_empty(),
            Self::Text(text) => values.iter().any(|value| value == text),
            Self::Contains(text) => values.iter().any(|value| value.contains(text)),
            Self::Less(than) => numbers(values).any(|number| number < float(than)),
            Self::AtMost(most) => numbers(values).any(|number| number <= float(most)),
            Self::Greater(than) => numbers(values).any(|number| number > float(than)),
            Self::AtLeast(least) => numbers(values).any(|number| number >= float(least)),
        }
    }
}

fn numbers(values: &[String]) -> impl Iterator<Item = f64> {
    values.iter().filter_map(|value| value.parse().ok())
}

/// What is compared are statuses, codes and counts, far below where floats are not exact.
#[allow(clippy::cast_precision_loss)]
fn float(number: i64) -> f64 {
    number as f64
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;
    use crate::Step;

    const REMAINING: AnswerAt = AnswerAt::Header("x-remaining");
    const REASON: AnswerAt = AnswerAt::Body(&[Step::Key("errors"), Step::All, Step::Key("reason")]);
    const CODE: AnswerAt = AnswerAt::Body(&[Step::Key("code")]);

    fn holds(when: When, body: &str) -> bool {
        let mut headers = HeaderMap::new();
        headers.insert("x-remaining", HeaderValue::from_static(" 0 "));
        when.holds(&headers, body.as_bytes())
    }

    #[test]
    fn headers_are_texts_and_numbers() {
        for (test, is) in [
            (Test::Nothing, false),
            (Test::Text("0"), true),
            (Test::Text(""), false),
            (Test::Less(1), true),
            (Test::Less(0), false),
            (Test::AtMost(0), true),
            (Test::AtLeast(1), false),
            (Test::AtLeast(0), true),
            (Test::Greater(0), false),
        ] {
            assert_eq!(holds(When::Is(REMAINING, test), ""), is, "{test:?}");
        }
        assert!(holds(When::Is(AnswerAt::Header("x-other"), Test::Nothing), ""));
        assert!(!holds(When::Is(AnswerAt::Header("x-other"), Test::AtMost(9)), ""));
    }

    #[test]
    fn values_of_a_body_are_compared_as_texts_and_one_of_several_is_enough() {
        let body = r#"{"code":"7","errors":[{"reason":"quota"},{"reason":"rate of calls"},{}]}"#;
        for (at, test, is) in [
            (CODE, Test::Text("7"), true),
            (CODE, Test::AtLeast(7), true),
            (CODE, Test::Greater(7), false),
            (REASON, Test::Text("quota"), true),
            (REASON, Test::Text("rate"), false),
            (REASON, Test::Contains("rate"), true),
            (REASON, Test::Nothing, false),
            (AnswerAt::Body(&[Step::Key("other")]), Test::Nothing, true),
        ] {
            assert_eq!(holds(When::Is(at, test), body), is, "{at:?} {test:?}");
        }
        assert!(holds(When::Is(CODE, Test::Text("7")), "\u{feff}{\"code\":7}"));
        assert!(holds(When::Is(CODE, Test::Text("true")), r#"{"code":true}"#));
        assert!(holds(When::Is(CODE, Test::Nothing), r#"{"code":null}"#));
        for broken in ["", "<html>", "[]", r#"{"code":{}}"#] {
            assert!(!holds(When::Is(CODE, Test::Text("7")), broken), "{broken}");
        }
    }

    #[test]
    fn conditions_are_joined() {
        const YES: When = When::Is(REMAINING, Test::Text("0"));
        const NO: When = When::Is(REMAINING, Test::Nothing);
        for (when, is) in [
            (When::All(&[YES, YES]), true),
            (When::All(&[YES, NO]), false),
            (When::Any(&[NO, YES]), true),
            (When::Any(&[NO, NO]), false),
            (When::Not(&NO), true),
        ] {
            assert_eq!(holds(when, ""), is, "{when:?}");
        }
        assert!(When::Any(&[When::Is(CODE, Test::Nothing), When::Not(&YES)]).reads_headers());
        assert!(!When::Is(CODE, Test::Nothing).reads_headers());
    }
}

//! Rate budgets.

use std::time::Duration;

use super::Checker;
use crate::api::Rate;
use crate::diagnostic::{Code, Diagnostic};
use crate::spec::{View, text::Text};

impl Checker<'_, '_> {
    /// By declared order; `None`: a reported problem.
    pub(super) fn rates(&mut self) -> Vec<Option<Rate>> {
        let mut rates = Vec::new();
        for entry in self.spec.named("rates") {
            let view = View::of(&entry.value);
            let (limit, doc) = match Text::of(&entry.value) {
                Some(text) => {
                    let (limit, note) = text.split_note();
                    (Some(limit), Self::note(note))
                }
                None => (view.text("limit"), self.doc(view)),
            };
            self.not_none(Text::from(entry), "rate budget");
            let per_endpoint = view.text("scope").is_some_and(|scope| scope.as_str() == "endpoint");
            let limit = limit.and_then(|text| self.limit(text));
            rates.push(limit.map(|(calls, window)| Rate {
                name: entry.key.clone(),
                doc,
                calls,
                window,
                per_endpoint,
            }));
        }
        rates
    }

    fn limit(&mut self, text: Text<'_>) -> Option<(u32, Duration)> {
        let parsed = text.as_str().split_once(" per ").and_then(|(calls, window)| {
            let calls: u32 = calls.trim().parse().ok()?;
            let window = match window.trim() {
                "second" => Duration::from_secs(1),
                "minute" => Duration::from_secs(60),
                "hour" => Duration::from_secs(3600),
                "day" => Duration::from_secs(86_400),
                other => duration(other)?,
            };
            (calls > 0).then_some((calls, window))
        });
        if parsed.is_none() {
            self.report(
                Diagnostic::new(Code::BAD_RATE, text.span(), format!("`{}` is no rate", text.as_str()))
                    .label("expected such as `60 per minute` or `5 per 10s`"),
            );
        }
        parsed
    }

    /// `none` is a word of the language where names are used.
    pub(super) fn not_none(&mut self, name: Text<'_>, what: &str) {
        if name.as_str() == "none" {
            self.report(
                Diagnostic::new(Code::RESERVED_NAME, name.span(), format!("`none` cannot name a {what}"))
                    .note("`none` says that an endpoint has none"),
            );
        }
    }
}

/// `500ms`, `60s`, `5m`, `2h`, `1d`; more than nothing.
pub(super) fn duration(text: &str) -> Option<Duration> {
    let split = text.find(|character: char| !character.is_ascii_digit())?;
    let number: u64 = text[..split].parse().ok()?;
    let millis = match &text[split..] {
        "ms" => number,
        "s" => number.checked_mul(1000)?,
        "m" => number.checked_mul(60_000)?,
        "h" => number.checked_mul(3_600_000)?,
        "d" => number.checked_mul(86_400_000)?,
        _ => return None,
    };
    (millis > 0).then(|| Duration::from_millis(millis))
}

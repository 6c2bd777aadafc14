//! Rate budgets, and as how much they count endpoints.

use std::time::Duration;

use super::{Checked, Checker};
use crate::api::{Rate, RateUse, Remaining, WaitForm};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::Span;
use crate::spec::{View, text::Text};
use crate::yaml::{Entry, Node};

/// A budget that an endpoint names, with the weight if it says one.
struct Named<'a> {
    budget: Text<'a>,
    weight: Option<&'a Node>,
}

impl<'a> Checker<'a, '_> {
    /// By declared order; `None`: a reported problem.
    pub(super) fn rates(&mut self) -> Vec<Option<Rate>> {
        let spec = self.spec;
        spec.named("rates").iter().map(|entry| self.rate(entry)).collect()
    }

    fn rate(&mut self, entry: &'a Entry) -> Option<Rate> {
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
        let burst = self.burst(view);
        let (remaining, reset) = self.corrections(view);
        let (calls, window) = limit?;
        Some(Rate {
            name: entry.key.clone(),
            doc,
            calls,
            window,
            burst: burst?,
            per_endpoint,
            remaining,
            reset,
        })
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

    fn burst(&mut self, view: View<'a>) -> Checked<Option<u32>> {
        let Some(node) = view.get("burst") else { return Some(None) };
        let burst = view.integer("burst")?;
        match u32::try_from(burst).ok().filter(|burst| *burst > 0) {
            Some(burst) => Some(Some(burst)),
            None => {
                self.report(
                    Diagnostic::new(Code::BAD_RATE, node.span, format!("a bucket cannot hold {burst}"))
                        .label("expected the number of calls that may be sent at once"),
                );
                None
            }
        }
    }

    /// The headers with which the server corrects the count.
    fn corrections(&mut self, view: View<'a>) -> (Option<Remaining>, Option<(String, WaitForm)>) {
        let (left, used) = (view.text("remaining"), view.text("used"));
        for header in [left, used].into_iter().flatten() {
            self.header_name(header);
        }
        if let (Some(left), Some(used)) = (view.entry("remaining"), view.entry("used")) {
            self.report(
                Diagnostic::new(Code::CONFLICTING_KEYS, used.key_span, "what is left is told twice")
                    .also(left.key_span, "here, as what is left")
                    .help("keep the one that the API says more exactly"),
            );
        }
        let reset = view.view("reset").and_then(|reset| {
            let header = reset.text("header")?;
            self.header_name(header);
            Some((header.as_str().to_owned(), super::retry::form(reset)?))
        });
        if let Some(entry) = view.entry("reset") {
            self.reset_fits(entry.key_span, view);
        }
        let left = left.map(|text| Remaining::Left(text.as_str().to_owned()));
        (left.or_else(|| used.map(|text| Remaining::Used(text.as_str().to_owned()))), reset)
    }

    fn reset_fits(&mut self, span: Span, view: View<'a>) {
        if let Some(burst) = view.entry("burst") {
            self.report(
                Diagnostic::new(Code::CONFLICTING_KEYS, span, "a bucket that is reset")
                    .also(burst.key_span, "a bucket")
                    .note("a bucket is refilled steadily; `remaining` or `used` alone corrects it"),
            );
        } else if view.entry("remaining").is_none() && view.entry("used").is_none() {
            self.report(
                Diagnostic::new(Code::MISSING_KEY, span, "a reset of what is not told")
                    .label("`remaining` is missing")
                    .help("add `remaining`: the header that says how much is left until then"),
            );
        }
    }

    /// The budgets that count an endpoint or a step (`what`): its own, or the default.
    pub(super) fn rates_of(&mut self, entry: &Entry, view: View<'a>, what: &str) -> Option<Vec<RateUse>> {
        let defaults = self.spec.view("defaults").map(|defaults| defaults.items("rate")).unwrap_or_default();
        let chosen: Vec<Named<'a>> = if view.entry("rate").is_some() {
            view.items("rate").iter().flat_map(named).collect()
        } else if defaults.is_empty() {
            let only = self.default_of(entry, what, "rate", "rates")?;
            only.into_iter().map(|budget| Named { budget, weight: None }).collect()
        } else {
            defaults.iter().flat_map(named).collect()
        };
        if let [Named { budget, weight: None }] = chosen.as_slice()
            && budget.as_str() == "none"
        {
            return Some(Vec::new());
        }
        let mut uses: Vec<RateUse> = Vec::new();
        for named in chosen {
            let rate = self.named_index("rates", named.budget)?;
            self.used.take("rates", rate);
            if uses.iter().any(|other| other.rate == rate) {
                self.counted_twice(named.budget);
                return None;
            }
            let weight = named.weight.map_or(Some(1), |node| self.weight(node, rate))?;
            uses.push(RateUse { rate, weight });
        }
        Some(uses)
    }

    fn counted_twice(&mut self, budget: Text<'_>) {
        let text = format!("the rate budget `{}` counts it twice", budget.as_str());
        self.report(
            Diagnostic::new(Code::CONFLICTING_KEYS, budget.span(), text)
                .help(format!("a call that counts as several has a weight: `{{ {}: 2 }}`", budget.as_str())),
        );
    }

    /// A weight that the budget can bear.
    fn weight(&mut self, node: &Node, rate: usize) -> Option<u32> {
        let weight: i64 = node.as_scalar()?.text.parse().ok()?;
        // A budget that is wrong itself bears any weight.
        let most = self.spec.named("rates").get(rate).and_then(most).unwrap_or(u32::MAX);
        match u32::try_from(weight).ok().filter(|weight| (1..=most).contains(weight)) {
            Some(weight) => Some(weight),
            None => {
                self.report(
                    Diagnostic::new(Code::BAD_RATE, node.span, format!("a call cannot weigh {weight}"))
                        .label(format!("expected 1 to {most}, which is all that the budget has")),
                );
                None
            }
        }
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

/// A name, or the names of a map with their weights.
fn named(node: &Node) -> Vec<Named<'_>> {
    match node.as_map() {
        Some(entries) => entries
            .iter()
            .map(|entry| Named { budget: Text::from(entry), weight: Some(&entry.value) })
            .collect(),
        None => Text::of(node).map(|budget| Named { budget, weight: None }).into_iter().collect(),
    }
}

/// The heaviest call that a budget can ever let through.
fn most(entry: &Entry) -> Option<u32> {
    let view = View::of(&entry.value);
    if let Some(burst) = view.integer("burst") {
        return u32::try_from(burst).ok();
    }
    let limit = Text::of(&entry.value).map(|text| text.split_note().0).or_else(|| view.text("limit"))?;
    limit.as_str().split_once(" per ")?.0.trim().parse().ok()
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

//! An explanation for people.

use std::fmt::Write as _;

use super::expected::{Comparison, Found};
use super::{Difference, Explanation, Kind, Masked, Stage, Step, Variations};

/// As text, without colours.
pub fn human(explanation: &Explanation) -> String {
    let mut out = String::new();
    head(explanation, &mut out);
    request(explanation, &mut out);
    for stage in &explanation.stages {
        values(stage, &mut out);
    }
    if !explanation.comparisons.is_empty() {
        compared(explanation, &mut out);
    }
    out
}

fn head(explanation: &Explanation, out: &mut String) {
    let Explanation { api, endpoint, now, nonce, why, .. } = explanation;
    let schemes: Vec<String> = explanation.schemes.iter().map(|name| format!("`{name}`")).collect();
    let schemes = if schemes.is_empty() { "none".to_owned() } else { schemes.join(" and ") };
    let now = now.to_rfc3339_opts(chrono::SecondsFormat::AutoSi, true);
    let _ = writeln!(out, "`{endpoint}` of `{api}`, not sent");
    let _ = writeln!(out, "  auth   {schemes}: {why}");
    let _ = writeln!(out, "  time   {now}");
    let _ = writeln!(out, "  nonce  {nonce}");
    for note in &explanation.notes {
        let _ = writeln!(out, "  note   {note}");
    }
}

fn request(explanation: &Explanation, out: &mut String) {
    let _ = writeln!(out, "\nrequest\n  {} {}", explanation.method, explanation.address.line());
    for (name, value) in &explanation.headers {
        let _ = writeln!(out, "  {name}: {}", value.line());
    }
    if explanation.body.length > 0 {
        let _ = writeln!(out, "\n{}", indented(&explanation.body.lines(), 2));
    }
}

fn values(stage: &Stage, out: &mut String) {
    let _ = writeln!(out, "\n`{}` computes", stage.scheme);
    for step in &stage.values {
        value(step, out);
    }
    if stage.values.is_empty() {
        let _ = writeln!(out, "  nothing");
    }
    let _ = writeln!(out, "\n`{}` sends", stage.scheme);
    for step in &stage.sent {
        let text = step.text.as_ref().map_or_else(Clone::clone, Masked::line);
        let _ = writeln!(out, "  {} = {}\n    {text}", step.name, step.template);
    }
}

fn value(step: &Step, out: &mut String) {
    let how = if step.given { ", given" } else { "" };
    let _ = writeln!(out, "  {} = {}", step.name, step.template);
    match &step.text {
        Ok(text) => {
            let _ = writeln!(out, "    {}{how}", size(step.kind, text));
            if text.length > 0 {
                let _ = writeln!(out, "{}", indented(&text.lines(), 4));
            }
        }
        Err(why) => _ = writeln!(out, "    {why}"),
    }
}

fn size(kind: Kind, text: &Masked) -> String {
    let count = |count: usize, what: &str| {
        let plural = if count == 1 { "" } else { "s" };
        format!("{count} {what}{plural}")
    };
    match kind {
        Kind::Data if text.is_text() => count(text.length, "byte"),
        Kind::Data => format!("{}, in hexadecimal", count(text.length, "byte")),
        Kind::Pairs(pairs) => format!("{}, here joined by `=` and `&`", count(pairs, "pair")),
        Kind::List(texts) => format!("{}, here joined by `, `", count(texts, "text")),
        Kind::Time => "a time, here in seconds since 1970".to_owned(),
    }
}

fn indented(text: &str, by: usize) -> String {
    let margin = " ".repeat(by);
    text.split('\n').map(|line| format!("{margin}{line}")).collect::<Vec<_>>().join("\n")
}

fn compared(explanation: &Explanation, out: &mut String) {
    let _ = writeln!(out, "\nheld against what is expected");
    for comparison in &explanation.comparisons {
        one(comparison, out);
    }
    let _ = writeln!(out, "\n{}", verdict(&explanation.comparisons));
}

/// Where to look, in one line.
pub(super) fn verdict(comparisons: &[Comparison]) -> String {
    let differs = |comparison: &&Comparison| matches!(comparison.found, Found::Differs(_));
    let Some(at) = comparisons.iter().position(|comparison| differs(&comparison)) else {
        return if comparisons.iter().any(|comparison| matches!(comparison.found, Found::Unknown(_))) {
            "nothing that can be compared differs".to_owned()
        } else {
            "all of it is as expected".to_owned()
        };
    };
    let first = &comparisons[at];
    let before: Vec<String> = comparisons[..at]
        .iter()
        .filter(|comparison| matches!(comparison.found, Found::Same(_)))
        .map(|comparison| format!("`{}`", comparison.name))
        .collect();
    if before.is_empty() {
        format!("the first difference that can be seen is in `{}`", first.name)
    } else {
        format!(
            "the first difference that can be seen is in `{}`; before it, {} is as expected",
            first.name,
            before.join(" and ")
        )
    }
}

fn one(comparison: &Comparison, out: &mut String) {
    let name = &comparison.name;
    match &comparison.found {
        Found::Same(None) => _ = writeln!(out, "  {name}: equal"),
        Found::Same(Some(how)) => _ = writeln!(out, "  {name}: {how}"),
        Found::Unknown(why) => _ = writeln!(out, "  {name}: {why}"),
        Found::Differs(difference) => {
            differing(comparison, difference, out);
            if let Some(variations) = &comparison.variations {
                tried(variations, out);
            }
        }
    }
}

fn differing(comparison: &Comparison, difference: &Difference, out: &mut String) {
    let (computed, expected) = difference.lengths;
    let _ = writeln!(
        out,
        "  {}: differs at byte {} ({computed} bytes computed, {expected} expected)",
        comparison.name,
        difference.at + 1
    );
    let _ = writeln!(out, "    computed  {}{}", difference.before, difference.computed);
    let _ = writeln!(out, "    expected  {}{}", difference.before, difference.expected);
    let _ = writeln!(out, "    {}^", " ".repeat(10 + difference.before.chars().count()));
    if !comparison.template.is_empty() {
        let _ = writeln!(out, "    made by   {}", comparison.template);
    }
    if let Some(secret) = &difference.inside {
        let _ = writeln!(
            out,
            "    inside the secret `{secret}`: the vendor has another one, or encodes it in another way"
        );
    }
    for hint in &difference.hints {
        let _ = writeln!(out, "    {hint}");
    }
}

fn tried(variations: &Variations, out: &mut String) {
    for matching in &variations.matching {
        let _ = writeln!(out, "    it would be equal with: {matching}");
    }
    if variations.matching.is_empty() {
        let pairs = if variations.pairs == 0 {
            String::new()
        } else {
            format!(" and {} pairs of them", variations.pairs)
        };
        let _ = writeln!(out, "    none of {} changes{pairs} gives it:", variations.tried.len());
        for change in &variations.tried {
            let _ = writeln!(out, "      {change}");
        }
        let _ = writeln!(
            out,
            "    compare the texts above with the vendor's, and hold one against it with `--expect`"
        );
    }
}

//! An explanation for programs: one JSON object.

use serde_json::{Value, json as object};

use super::expected::{Comparison, Found};
use super::human::verdict;
use super::{Explanation, Kind, Masked, Stage, Step};

/// As JSON on one line.
pub fn json(explanation: &Explanation) -> String {
    let headers = explanation.headers.iter();
    let headers: Vec<Value> =
        headers.map(|(name, value)| object!({ "name": name, "value": value.plain() })).collect();
    let compared = !explanation.comparisons.is_empty();
    let whole = object!({
        "api": explanation.api,
        "endpoint": explanation.endpoint,
        "now": explanation.now.to_rfc3339_opts(chrono::SecondsFormat::AutoSi, true),
        "nonce": explanation.nonce,
        "auth": { "schemes": explanation.schemes, "why": explanation.why },
        "request": {
            "method": explanation.method,
            "url": explanation.address.plain(),
            "headers": headers,
            "body": text(&explanation.body),
        },
        "schemes": explanation.stages.iter().map(stage).collect::<Vec<_>>(),
        "notes": explanation.notes,
        "comparisons": explanation.comparisons.iter().map(comparison).collect::<Vec<_>>(),
        "verdict": compared.then(|| verdict(&explanation.comparisons)),
    });
    format!("{whole}\n")
}

/// Secrets are their names in brackets; what is no text is hexadecimal.
fn text(text: &Masked) -> Value {
    object!({ "text": text.plain(), "hex": !text.is_text(), "bytes": text.length })
}

fn stage(stage: &Stage) -> Value {
    object!({
        "name": stage.scheme,
        "values": stage.values.iter().map(step).collect::<Vec<_>>(),
        "sends": stage.sent.iter().map(step).collect::<Vec<_>>(),
    })
}

fn step(step: &Step) -> Value {
    let (computed, problem) = match &step.text {
        Ok(computed) => (Some(text(computed)), None),
        Err(problem) => (None, Some(problem)),
    };
    object!({
        "name": step.name,
        "template": step.template,
        "given": step.given,
        "kind": match step.kind {
            Kind::Data => "data",
            Kind::Pairs(_) => "pairs",
            Kind::List(_) => "list",
            Kind::Time => "time",
        },
        "value": computed,
        "problem": problem,
    })
}

fn comparison(comparison: &Comparison) -> Value {
    let (result, how, difference) = match &comparison.found {
        Found::Same(how) => ("same", how.clone(), None),
        Found::Unknown(why) => ("unknown", Some(why.clone()), None),
        Found::Differs(difference) => ("differs", None, Some(difference)),
    };
    object!({
        "name": comparison.name,
        "template": comparison.template,
        "result": result,
        "how": how,
        "difference": difference.map(|difference| object!({
            "at": difference.at,
            "inside": difference.inside,
            "before": difference.before,
            "computed": difference.computed,
            "expected": difference.expected,
            "lengths": { "computed": difference.lengths.0, "expected": difference.lengths.1 },
            "hints": difference.hints,
        })),
        "variations": comparison.variations.as_ref().map(|variations| object!({
            "tried": variations.tried,
            "pairs": variations.pairs,
            "matching": variations.matching,
        })),
    })
}

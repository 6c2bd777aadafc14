//! When only the final signature is known: which change of the recipe, or of what it is made of, would give it.
//!
//! Each change is a line of a table. Those that change nothing in this recipe are not counted as tried. When none fits,
//! pairs of changes are tried; three at once are not.

mod inputs;
mod recipe_changes;
mod rewrite;

use crate::api::{Api, Function, Scheme};
use crate::recipe::{self, Computed, Inputs, Outcome, Tape};

use super::Variations;
use super::expected::{is_same, visit};
use super::run::{Place, Run, Setup};

/// Recipes whose values are larger together are not varied in pairs.
const LARGEST: usize = 256 << 10;

/// What a change works on: a recipe, and what it is computed of.
#[derive(Clone)]
pub(super) struct Trial<'a> {
    pub(super) api: &'a Api,
    pub(super) scheme: Scheme,
    pub(super) inputs: Inputs,
    /// The server's own part of the path.
    pub(super) prefix: String,
    place: Place,
}

/// A change, in words.
struct Change {
    what: String,
    make: Box<dyn Fn(&mut Trial<'_>)>,
}

impl Change {
    fn new(what: impl Into<String>, make: impl Fn(&mut Trial<'_>) + 'static) -> Self {
        Self { what: what.into(), make: Box::new(make) }
    }
}

impl Trial<'_> {
    /// The text that is compared.
    fn text(&self) -> Option<Vec<u8>> {
        let outcome: Outcome = match self.place {
            Place::Value(_, index) => {
                recipe::values(&self.scheme.values, &self.inputs).into_iter().nth(index)?
            }
            Place::Sent(_, index) => {
                let sent = recipe::explain(&self.scheme, &self.inputs).sent;
                sent.into_iter().nth(index)?.1
            }
            Place::Address | Place::Header(_) | Place::Body => return None,
        };
        Some(match outcome.ok()? {
            Computed::Bytes(bytes) => bytes,
            other => other.shown().into_bytes(),
        })
    }

    /// The value in which the last digest stands.
    pub(super) fn last_digest(&self) -> Option<usize> {
        let last = match self.place {
            Place::Value(_, index) => index,
            _ => self.scheme.values.len().saturating_sub(1),
        };
        (0..=last).rev().find(|index| {
            self.scheme.values.get(*index).is_some_and(|value| rewrite::has_digest(&value.template))
        })
    }

    fn changed(&self, changes: &[&Change]) -> Option<Vec<u8>> {
        let mut trial = self.clone();
        for change in changes {
            (change.make)(&mut trial);
        }
        trial.text()
    }
}

/// Looks for changes that give what is expected.
pub(super) fn search(setup: &Setup<'_>, run: &Run, place: &Place, expected: &[u8]) -> Variations {
    let (Place::Value(at, _) | Place::Sent(at, _)) = place else { return Variations::default() };
    let Some(of) = run.schemes.get(*at) else { return Variations::default() };
    let Some(scheme) = setup.api.schemes.get(of.scheme) else { return Variations::default() };
    let trial = Trial {
        api: setup.api,
        scheme: scheme.clone(),
        inputs: Inputs { tape: Tape::Off, ..of.inputs.clone() },
        prefix: run.attempt.base.prefix.clone(),
        place: place.clone(),
    };
    let computed = trial.text();
    let mut changes = inputs::changes();
    changes.extend(recipe_changes::changes());
    let mut variations = Variations::default();
    let mut effective = Vec::new();
    for change in changes {
        let text = trial.changed(&[&change]);
        if text == computed {
            continue;
        }
        variations.tried.push(change.what.clone());
        if text.is_some_and(|text| is_same(&text, expected)) {
            variations.matching.push(change.what.clone());
        }
        effective.push(change);
    }
    if variations.matching.is_empty() && is_cheap(&trial) {
        pairs(&trial, &effective, expected, &mut variations);
    }
    variations
}

fn pairs(trial: &Trial<'_>, changes: &[Change], expected: &[u8], variations: &mut Variations) {
    for (index, first) in changes.iter().enumerate() {
        for second in &changes[index + 1..] {
            variations.pairs += 1;
            if trial.changed(&[first, second]).is_some_and(|text| is_same(&text, expected)) {
                variations.matching.push(format!("{}, and {}", first.what, second.what));
                return;
            }
        }
    }
}

/// Signatures with private keys take their time, and so do large texts.
fn is_cheap(trial: &Trial<'_>) -> bool {
    let signs = trial.scheme.values.iter().any(|value| {
        visit(&trial.scheme, &value.template, &mut |function| matches!(function, Function::Sign(..)))
    });
    let values = recipe::values(&trial.scheme.values, &trial.inputs);
    let size: usize = values.iter().flatten().map(|value| value.shown().len()).sum();
    !signs && size <= LARGEST
}

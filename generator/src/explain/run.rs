//! From what is given to the request: each scheme computed and applied in turn, as one attempt of the client does.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use crate::api::{Api, AuthUse, Endpoint, Slot};
use crate::check::Arguments;
use crate::recipe::{self, Computed, Explained, Inputs, Tape, numbers};

use super::attempt::Attempt;
use super::choice::waits;
use super::given::Given;
use super::server::Base;

/// What does not change when secrets do.
pub(super) struct Setup<'s> {
    pub(super) api: &'s Api,
    pub(super) endpoint: &'s Endpoint,
    pub(super) arguments: &'s Arguments,
    pub(super) uses: &'s [AuthUse],
    pub(super) now: DateTime<Utc>,
    pub(super) nonce: [u8; 16],
}

/// What one scheme did.
pub(super) struct SchemeRun {
    /// Index into the API's schemes.
    pub(super) scheme: usize,
    /// What it was computed of.
    pub(super) inputs: Inputs,
    /// `None`: it waits for a challenge.
    pub(super) explained: Option<Explained>,
}

/// A request, and how it came to be.
pub(super) struct Run {
    pub(super) attempt: Attempt,
    pub(super) schemes: Vec<SchemeRun>,
}

/// A text of a run that is shown.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Place {
    /// The whole address.
    Address,
    /// The header with that name in lower case.
    Header(String),
    /// The body.
    Body,
    /// A computed value: position of the scheme among those used, and of the value.
    Value(usize, usize),
    /// What a scheme sends: position of the scheme, and of the placement among those that are sent.
    Sent(usize, usize),
}

/// Makes the request.
pub(super) fn run(setup: &Setup<'_>, given: &Given, tape: &Tape) -> Run {
    let api = setup.api;
    let mut attempt =
        Attempt::new(api, setup.endpoint, setup.arguments, Base::of(api, setup.endpoint, given));
    if let Some(name) = &setup.endpoint.idempotency
        && attempt.header(name).is_none()
    {
        attempt.set_header(name, numbers::uuid(&setup.nonce));
    }
    let mut schemes = Vec::new();
    for used in setup.uses {
        attempt.settle();
        schemes.extend(one_scheme(setup, used, given, tape, &mut attempt));
    }
    attempt.settle();
    Run { attempt, schemes }
}

fn one_scheme(
    setup: &Setup<'_>,
    used: &AuthUse,
    given: &Given,
    tape: &Tape,
    attempt: &mut Attempt,
) -> Option<SchemeRun> {
    let scheme = setup.api.schemes.get(used.scheme)?;
    let fixed = given.fixed.iter().filter(|((of, _), _)| *of == used.scheme);
    let mut inputs = Inputs {
        credentials: given.credentials.clone(),
        arguments: used.arguments.iter().cloned().enumerate().collect(),
        variables: given.variables.clone(),
        outputs: given.outputs.clone(),
        request: attempt.request(),
        now: setup.now,
        nonce: setup.nonce,
        fixed: fixed.map(|((_, name), text)| (name.clone(), text.clone())).collect(),
        tape: tape.clone(),
        ..Inputs::default()
    };
    let mut done = SchemeRun { scheme: used.scheme, inputs: inputs.clone(), explained: None };
    if waits(setup.api, scheme, given) {
        return Some(done);
    }
    let mut explained = recipe::explain(scheme, &inputs);
    let pieces: Vec<(&String, String)> = explained
        .sent
        .iter()
        .filter_map(
            |(slot, outcome)| if let Slot::Path(name) = slot { Some((name, text(outcome))) } else { None },
        )
        .collect();
    if !pieces.is_empty() {
        for (name, value) in pieces {
            attempt.fill_path(name, &value);
        }
        // What reads the path reads it as it is sent.
        inputs.request = attempt.request();
        explained = recipe::explain(scheme, &inputs);
    }
    let sent: Vec<(Slot, String)> =
        explained.sent.iter().map(|(slot, outcome)| (slot.clone(), text(outcome))).collect();
    attempt.add(&sent);
    done.inputs = inputs;
    done.explained = Some(explained);
    Some(done)
}

fn text(outcome: &recipe::Outcome) -> String {
    outcome.as_ref().map(Computed::shown).unwrap_or_default()
}

impl Run {
    /// All texts that are shown, as they are.
    pub(super) fn texts(&self) -> BTreeMap<Place, Vec<u8>> {
        let mut texts = BTreeMap::from([
            (Place::Address, self.attempt.address().into_bytes()),
            (Place::Body, self.attempt.body.clone()),
        ]);
        for (name, value) in &self.attempt.headers {
            texts.insert(Place::Header(name.clone()), value.clone().into_bytes());
        }
        for (at, scheme) in self.schemes.iter().enumerate() {
            let Some(explained) = &scheme.explained else { continue };
            for (index, (_, outcome)) in explained.values.iter().enumerate() {
                texts.insert(Place::Value(at, index), bytes(outcome));
            }
            for (index, (_, outcome)) in explained.sent.iter().enumerate() {
                texts.insert(Place::Sent(at, index), bytes(outcome));
            }
        }
        texts
    }
}

/// The exact bytes of a text; of other values what stands for them.
pub(super) fn bytes(outcome: &recipe::Outcome) -> Vec<u8> {
    match outcome {
        Ok(Computed::Bytes(bytes)) => bytes.clone(),
        Ok(other) => other.shown().into_bytes(),
        Err(_) => Vec::new(),
    }
}

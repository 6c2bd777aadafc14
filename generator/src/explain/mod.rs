//! Explains one call: the exact request, every text that its signature is made of, and where that differs from what the
//! vendor has. Nothing is sent, and no secret is shown.
//!
//! [`explain`] answers a [`Question`] with an [`Explanation`]: plain data without secrets, which [`human`] and [`json`]
//! write.

mod arguments;
mod attempt;
mod body;
mod choice;
mod difference;
mod error;
mod expected;
mod given;
mod human;
mod json;
mod keys;
mod masked;
mod masks;
mod run;
mod server;
mod template;
mod variations;

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use chrono::{DateTime, Utc};

pub use arguments::Call;
pub use difference::Difference;
pub use error::Error;
pub use expected::{Comparison, Expected, Found, Variations};
pub use given::Environment;
pub use human::human;
pub use json::json;
pub use masked::{Masked, Piece};

use crate::api::Api;
use crate::recipe::{Computed, LARGEST, Outcome, Tape, Trouble};
use choice::Choice;
use given::Given;
use masks::Masks;
use run::{Place, Run, Setup, bytes, run};

/// What is to be explained.
pub struct Question<'q> {
    /// The API.
    pub api: &'q Api,
    /// The endpoint's name in the spec.
    pub endpoint: &'q str,
    /// The arguments.
    pub call: Call<'q>,
    /// Credentials, server variables, outputs of token sources and fresh values, by name.
    pub given: &'q BTreeMap<String, String>,
    /// Where credentials and server variables that are not given come from.
    pub environment: Environment<'q>,
    /// The scheme that shall be used; `None`: as the client chooses.
    pub auth: Option<&'q str>,
    /// The time of the attempt.
    pub now: DateTime<Utc>,
    /// The random bytes of the attempt.
    pub nonce: [u8; 16],
    /// What the vendor has.
    pub expected: &'q [Expected],
}

/// A call, explained. No secret is in it.
#[derive(Clone, Debug)]
pub struct Explanation {
    /// The API's name.
    pub api: String,
    /// The endpoint's name.
    pub endpoint: String,
    /// The time of the attempt.
    pub now: DateTime<Utc>,
    /// The random bytes of the attempt, in hexadecimal.
    pub nonce: String,
    /// The names of the schemes that are used.
    pub schemes: Vec<String>,
    /// Why these.
    pub why: String,
    /// The method.
    pub method: String,
    /// The whole address.
    pub address: Masked,
    /// The headers, names in lower case.
    pub headers: Vec<(String, Masked)>,
    /// The body.
    pub body: Masked,
    /// What each scheme computes and sends.
    pub stages: Vec<Stage>,
    /// What the client would refuse, and what else one should know.
    pub notes: Vec<String>,
    /// How it compares with what the vendor has.
    pub comparisons: Vec<Comparison>,
}

/// What a scheme computes and sends.
#[derive(Clone, Debug)]
pub struct Stage {
    /// The scheme's name.
    pub scheme: String,
    /// Its values, in order.
    pub values: Vec<Step>,
    /// What it adds to the request, by place.
    pub sent: Vec<Step>,
}

/// A text on the way to the request.
#[derive(Clone, Debug)]
pub struct Step {
    /// The value's name, or the place that it is sent in.
    pub name: String,
    /// How it is made, as the spec writes it.
    pub template: String,
    /// Whether it was given instead of computed.
    pub given: bool,
    /// What it is.
    pub kind: Kind,
    /// The text, or why there is none.
    pub text: Result<Masked, String>,
}

/// What a value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Text or bytes.
    Data,
    /// So many names with values, shown joined by `=` and `&`.
    Pairs(usize),
    /// So many texts, shown joined by `, `.
    List(usize),
    /// A moment, shown in seconds since 1970.
    Time,
}

impl Kind {
    fn of(outcome: &Outcome) -> Self {
        match outcome {
            Ok(Computed::Pairs(pairs)) => Self::Pairs(pairs.len()),
            Ok(Computed::List(texts)) => Self::List(texts.len()),
            Ok(Computed::Time(_)) => Self::Time,
            Ok(Computed::Text(_) | Computed::Bytes(_)) | Err(_) => Self::Data,
        }
    }
}

/// Explains a call.
pub fn explain(question: &Question<'_>) -> Result<Explanation, Error> {
    let api = question.api;
    let endpoint = arguments::endpoint(api, question.endpoint)?;
    let arguments = arguments::arguments(api, endpoint, question.call)?;
    let given = Given::read(api, endpoint, question.given, question.environment)?;
    let choice = Choice::make(api, endpoint, &given, question.auth)?;
    choice::nothing_missing(api, endpoint, &choice, &given)?;
    let (now, nonce) = (question.now, question.nonce);
    let setup = Setup { api, endpoint, arguments: &arguments, uses: &choice.uses, now, nonce };
    let recorded = Rc::new(RefCell::new(std::collections::HashMap::new()));
    let done = run(&setup, &given, &Tape::Recording(Rc::clone(&recorded)));
    let digests = recorded.borrow().clone();
    let masks = Masks::find(&setup, &given, &done, &digests);
    let comparisons = expected::compare(&setup, &done, &masks, question.expected)?;
    Ok(told(&setup, &given, &choice, &done, &masks, comparisons))
}

fn told(
    setup: &Setup<'_>,
    given: &Given,
    choice: &Choice,
    done: &Run,
    masks: &Masks,
    comparisons: Vec<Comparison>,
) -> Explanation {
    let api = setup.api;
    let masked = |place: Place, bytes: &[u8]| Masked::new(bytes, masks.of(&place));
    let attempt = &done.attempt;
    let headers = attempt.headers.iter();
    let named = choice.uses.iter().filter_map(|used| api.schemes.get(used.scheme));
    Explanation {
        api: api.name.clone(),
        endpoint: setup.endpoint.name.clone(),
        now: setup.now,
        nonce: crate::recipe::encodings::hex(&setup.nonce),
        schemes: named.map(|scheme| scheme.name.clone()).collect(),
        why: choice.why.clone(),
        method: attempt.method.clone(),
        address: masked(Place::Address, attempt.address().as_bytes()),
        headers: headers
            .map(|(name, value)| (name.clone(), masked(Place::Header(name.clone()), value.as_bytes())))
            .collect(),
        body: masked(Place::Body, &attempt.body),
        stages: stages(setup, given, done, masks),
        notes: notes(setup, done),
        comparisons,
    }
}

fn stages(setup: &Setup<'_>, given: &Given, done: &Run, masks: &Masks) -> Vec<Stage> {
    let mut stages = Vec::new();
    for (at, of) in done.schemes.iter().enumerate() {
        let (Some(scheme), Some(explained)) = (setup.api.schemes.get(of.scheme), &of.explained) else {
            continue;
        };
        let text = |outcome: &Outcome, place: Place| match outcome {
            Ok(_) => Ok(Masked::new(&bytes(outcome), masks.of(&place))),
            Err(trouble) => Err(in_words(*trouble)),
        };
        let values = scheme.values.iter().zip(&explained.values).enumerate();
        let values = values.map(|(index, (value, (name, outcome)))| Step {
            name: name.clone(),
            template: template::template(setup.api, scheme, &value.template),
            given: given.fixed.contains_key(&(of.scheme, name.clone())),
            kind: Kind::of(outcome),
            text: text(outcome, Place::Value(at, index)),
        });
        let sent = explained.sent.iter().enumerate().map(|(index, (slot, outcome))| {
            let placement = scheme.send.iter().find(|placement| placement.slot == *slot);
            Step {
                name: template::slot(slot),
                template: placement
                    .map(|placement| template::template(setup.api, scheme, &placement.template))
                    .unwrap_or_default(),
                given: false,
                kind: Kind::of(outcome),
                text: text(outcome, Place::Sent(at, index)),
            }
        });
        stages.push(Stage { scheme: scheme.name.clone(), values: values.collect(), sent: sent.collect() });
    }
    stages
}

fn in_words(trouble: Trouble) -> String {
    match trouble {
        Trouble::Key(function) => format!("cannot be computed: the key of `{function}` cannot be read"),
        Trouble::Left(function) => format!("not computed: `{function}` is not in this build"),
        Trouble::Large => format!("not computed: all values together are larger than {LARGEST} bytes"),
    }
}

fn notes(setup: &Setup<'_>, done: &Run) -> Vec<String> {
    let mut notes = Vec::new();
    for of in &done.schemes {
        let Some(scheme) = setup.api.schemes.get(of.scheme) else { continue };
        if of.explained.is_none() {
            notes.push(format!(
                "the first call goes out without `{}`; it answers a challenge, whose values are not given",
                scheme.name
            ));
        }
        if let Some(hook) = &scheme.hook {
            notes.push(format!("the hook `{}` adds what it adds after all that is shown here", hook.wire));
        }
    }
    let refused = done.attempt.refused.iter();
    notes.extend(refused.map(|problem| format!("the client would not send this: {problem}")));
    if let Some(name) = &setup.endpoint.idempotency {
        notes.push(format!("`{}` is another one for every call", name.to_ascii_lowercase()));
    }
    notes
}

//! Where secrets flow in a scheme: what only the user and the server know, and what is signed with, never travels itself.

use std::collections::BTreeSet;

use super::Checker;
use super::auth::{Names, Placed};
use super::templates::holes;
use crate::api::{ComputedValue, Function, Template, Value};
use crate::diagnostic::{Code, Diagnostic};

/// A credential, or an output of a token source.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Secret {
    Credential(usize),
    Output(usize, usize),
}

/// What a value lets through: secrets as they are, secrets behind a digest, and those of them that are its key.
#[derive(Clone, Debug, Default)]
struct Flow {
    clear: BTreeSet<Secret>,
    digested: BTreeSet<Secret>,
    keys: BTreeSet<Secret>,
    fresh: bool,
}

impl Flow {
    fn add(&mut self, other: Self) {
        self.clear.extend(other.clear);
        self.digested.extend(other.digested);
        self.keys.extend(other.keys);
        self.fresh |= other.fresh;
    }
}

impl Checker<'_, '_> {
    /// A key is never sent. A digested secret may be (a token that is signed like any parameter), as long as another that is
    /// digested stays between the user and the server.
    pub(super) fn check_secrets(&mut self, placed: &[Placed], names: &Names<'_>) {
        let flows = value_flows(names.values);
        let sent: Vec<Flow> =
            placed.iter().map(|placed| template_flow(&placed.placement.template, &flows)).collect();
        let mut all = Flow::default();
        for flow in flows.iter().chain(&sent) {
            all.add(flow.clone());
        }
        let clear: BTreeSet<Secret> = sent.iter().flat_map(|flow| flow.clear.iter().copied()).collect();
        // A key that is sent is reported itself.
        let kept = all.digested.difference(&clear).chain(&all.keys).any(|secret| is_secret(*secret, names));
        for (placed, flow) in placed.iter().zip(&sent) {
            let leaked = flow.clear.iter().find(|secret| {
                is_secret(**secret, names)
                    && (all.keys.contains(*secret) || (all.digested.contains(*secret) && !kept))
            });
            if let Some(secret) = leaked {
                self.report(
                    Diagnostic::new(
                        Code::SECRET_SENT,
                        placed.span,
                        format!("the secret `{}` would be sent in clear", secret_name(*secret, names)),
                    )
                    .label("holds the secret itself")
                    .note("this scheme signs with it, so it is shared with the server and never travels")
                    .help("send the digest, not what was digested"),
                );
            }
        }
    }
}

fn is_secret(secret: Secret, names: &Names<'_>) -> bool {
    match secret {
        Secret::Credential(index) => names.credentials.get(index).is_some_and(|known| known.secret),
        Secret::Output(source, _) => names.sources.get(source).is_some_and(|known| known.secret),
    }
}

fn secret_name(secret: Secret, names: &Names<'_>) -> String {
    match secret {
        Secret::Credential(index) => {
            names.credentials.get(index).map(|known| known.wire.clone()).unwrap_or_default()
        }
        Secret::Output(source, output) => names.output_name((source, output)),
    }
}

/// Whether a value differs from attempt to attempt by itself, not through other values.
pub(super) fn is_fresh(value: &Value) -> bool {
    flow(value, &[]).fresh
}

fn value_flows(values: &[ComputedValue]) -> Vec<Flow> {
    let mut flows: Vec<Flow> = Vec::new();
    for value in values {
        let flow = template_flow(&value.template, &flows);
        flows.push(flow);
    }
    flows
}

fn template_flow(template: &Template, values: &[Flow]) -> Flow {
    let mut all = Flow::default();
    for value in holes(&template.parts) {
        all.add(flow(value, values));
    }
    all
}

/// `values`: the flows of the computed values so far.
fn flow(value: &Value, values: &[Flow]) -> Flow {
    let clear = |secret| Flow { clear: BTreeSet::from([secret]), ..Flow::default() };
    match value {
        Value::Credential(index) => clear(Secret::Credential(*index)),
        Value::Output(source, output) => clear(Secret::Output(*source, *output)),
        // What is fresh in a value is that value's business.
        Value::Computed(index) => {
            values.get(*index).map(|flow| Flow { fresh: false, ..flow.clone() }).unwrap_or_default()
        }
        Value::Now | Value::Nonce | Value::Counter | Value::Uses(_) => {
            Flow { fresh: true, ..Flow::default() }
        }
        Value::Call(function, input) => call_flow(function, flow(input, values), values),
        Value::WithOwn(_, pairs) => {
            let mut result = Flow::default();
            for pair in pairs {
                result.add(template_flow(&pair.template, values));
            }
            result
        }
        Value::Composed(template) => template_flow(template, values),
        Value::Text(_) | Value::Argument(_) | Value::Variable(_) | Value::Request(_) => Flow::default(),
    }
}

fn call_flow(function: &Function, mut result: Flow, values: &[Flow]) -> Flow {
    if let Some(other) = function.operand() {
        let mut other = flow(other, values);
        match function {
            // Of a condition only whether it is empty can be told.
            Function::When(_) => other.clear.clear(),
            Function::Hmac(..) | Function::Sign(..) => {
                other.keys.append(&mut other.clear);
            }
            _ => {}
        }
        result.add(other);
    }
    if function.is_digest() {
        let clear = std::mem::take(&mut result.clear);
        result.digested.extend(clear);
    }
    result
}

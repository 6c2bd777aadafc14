//! Where credentials flow in a scheme: a secret that is digested never travels itself.

use std::collections::BTreeSet;

use super::Checker;
use super::auth::{Names, Placed};
use super::templates::holes;
use crate::api::{ComputedValue, Function, Template, Value};
use crate::diagnostic::{Code, Diagnostic};

/// What a value lets through: credentials as they are, and credentials behind a digest.
#[derive(Clone, Debug, Default)]
struct Flow {
    clear: BTreeSet<usize>,
    digested: BTreeSet<usize>,
    fresh: bool,
}

impl Checker<'_, '_> {
    pub(super) fn check_secrets(&mut self, placed: &[Placed], names: &Names<'_>) {
        let flows = value_flows(names.values);
        let mut digested: BTreeSet<usize> =
            flows.iter().flat_map(|flow| flow.digested.iter().copied()).collect();
        for placed in placed {
            digested.extend(template_flow(&placed.placement.template, &flows).digested);
        }
        for placed in placed {
            let clear = template_flow(&placed.placement.template, &flows).clear;
            let leaked = clear
                .iter()
                .filter(|index| digested.contains(index))
                .filter_map(|index| names.credentials.get(*index))
                .find(|credential| credential.secret);
            if let Some(credential) = leaked {
                self.report(
                    Diagnostic::new(
                        Code::SECRET_SENT,
                        placed.span,
                        format!("the secret `{}` would be sent in clear", credential.wire),
                    )
                    .label("holds the secret itself")
                    .note("this scheme signs with it, so it is shared with the server and never travels")
                    .help("send the digest, not what was digested"),
                );
            }
        }
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
        let one = flow(value, values);
        all.clear.extend(one.clear);
        all.digested.extend(one.digested);
        all.fresh |= one.fresh;
    }
    all
}

/// `values`: the flows of the computed values so far.
fn flow(value: &Value, values: &[Flow]) -> Flow {
    match value {
        Value::Credential(index) => Flow { clear: BTreeSet::from([*index]), ..Flow::default() },
        Value::Computed(index) => values.get(*index).cloned().unwrap_or_default(),
        Value::Now | Value::Nonce => Flow { fresh: true, ..Flow::default() },
        Value::Call(function, input) => {
            let mut result = flow(input, values);
            if let Function::Hmac(_, other) | Function::Merge(other) = function {
                let key = flow(other, values);
                result.clear.extend(key.clear);
                result.digested.extend(key.digested);
                result.fresh |= key.fresh;
            }
            if matches!(function, Function::Digest(_) | Function::Hmac(..)) {
                let clear = std::mem::take(&mut result.clear);
                result.digested.extend(clear);
            }
            result
        }
        Value::WithOwn(_, pairs) => {
            let mut result = Flow::default();
            for pair in pairs {
                let own = template_flow(&pair.template, values);
                result.clear.extend(own.clear);
                result.digested.extend(own.digested);
            }
            result
        }
        Value::Text(_) | Value::Argument(_) | Value::Variable(_) | Value::Request(_) => Flow::default(),
    }
}

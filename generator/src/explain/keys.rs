//! Digests that are secrets themselves: keys that are derived of a secret, and digests of nothing but secrets. Whoever has
//! them can sign. A digest over something of the request is a signature, which is what one compares.

use std::collections::{BTreeMap, BTreeSet};

use crate::api::{Api, Function, Scheme, Template, TemplatePart, Value};
use crate::recipe::Tape;

use super::given::is_secret_source;

/// What a value lets through.
#[derive(Clone, Default)]
struct Flow {
    /// Digests as they are, by their key on tapes.
    clear: BTreeSet<usize>,
    /// Whether a secret is in it, digested or not.
    tainted: bool,
    /// Whether something of this one request is in it.
    bound: bool,
}

impl Flow {
    fn add(&mut self, other: Self) {
        self.clear.extend(other.clear);
        self.tainted |= other.tainted;
        self.bound |= other.bound;
    }
}

struct Search<'a> {
    api: &'a Api,
    /// The flows of the values so far.
    values: Vec<Flow>,
    /// The digests that hold a secret, and the value in which they stand.
    tainted: BTreeMap<usize, String>,
    /// Those that are secrets themselves.
    found: BTreeSet<usize>,
    /// The value that is looked at.
    name: String,
}

/// The digests of a scheme that are secrets, by their key on tapes, with the name of the value in which they stand.
pub(super) fn of_scheme(api: &Api, scheme: &Scheme) -> Vec<(usize, String)> {
    let nothing = (BTreeMap::new(), BTreeSet::new());
    let mut search =
        Search { api, values: Vec::new(), tainted: nothing.0, found: nothing.1, name: String::new() };
    for value in &scheme.values {
        search.name.clone_from(&value.wire);
        let flow = search.template(&value.template);
        search.values.push(flow);
    }
    for placement in &scheme.send {
        "derived key".clone_into(&mut search.name);
        search.template(&placement.template);
    }
    let Search { tainted, found, .. } = search;
    tainted.into_iter().filter(|(digest, _)| found.contains(digest)).collect()
}

impl Search<'_> {
    fn template(&mut self, template: &Template) -> Flow {
        let mut flow = Flow::default();
        self.parts(&template.parts, &mut flow);
        flow
    }

    fn parts(&mut self, parts: &[TemplatePart], flow: &mut Flow) {
        for part in parts {
            match part {
                TemplatePart::Text(_) => {}
                TemplatePart::Hole(value) => flow.add(self.value(value)),
                TemplatePart::Optional(inner) => self.parts(inner, flow),
            }
        }
    }

    fn value(&mut self, value: &Value) -> Flow {
        let tainted = |tainted| Flow { tainted, ..Flow::default() };
        match value {
            Value::Credential(index) => {
                tainted(self.api.credentials.get(*index).is_some_and(|credential| credential.secret))
            }
            Value::Output(source, _) => tainted(is_secret_source(self.api, *source)),
            Value::Computed(index) => self.values.get(*index).cloned().unwrap_or_default(),
            Value::Composed(template) => self.template(template),
            Value::Call(function, input) => self.call(function, input),
            Value::WithOwn(_, pairs) => {
                let mut flow = Flow { bound: true, ..Flow::default() };
                for pair in pairs {
                    flow.add(self.template(&pair.template));
                }
                flow
            }
            Value::Request(_) | Value::Now | Value::Nonce | Value::Counter | Value::Uses(_) => {
                Flow { bound: true, ..Flow::default() }
            }
            Value::Text(_) | Value::Argument(_) | Value::Variable(_) => Flow::default(),
        }
    }

    fn call(&mut self, function: &Function, input: &Value) -> Flow {
        let mut flow = self.value(input);
        if let Some(operand) = function.operand() {
            let operand = self.value(operand);
            if function.is_digest() {
                self.found.extend(operand.clear.iter().copied());
            }
            flow.add(operand);
        }
        if !function.is_digest() {
            return flow;
        }
        let key = Tape::key(function);
        flow.clear = BTreeSet::from([key]);
        if flow.tainted {
            self.tainted.insert(key, self.name.clone());
            if !flow.bound {
                self.found.insert(key);
            }
        }
        flow
    }
}

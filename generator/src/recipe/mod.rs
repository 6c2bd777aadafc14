//! Computes what a scheme computes, as the generated client will: for known answers, whose result the spec says, and
//! to show a person every step.
//!
//! It works on the checked model alone. What a function means is said here once for the whole generator, and once more in
//! the runtime, on which the generator cannot depend; the specs in `tests/kitchen` are run through both.

mod digests;
pub(crate) mod encodings;
mod functions;
mod inputs;
mod json;
pub(crate) mod numbers;
mod pairs;
#[cfg(feature = "asymmetric")]
mod signatures;
mod tape;

use std::cell::Cell;

use chrono::{DateTime, Utc};

pub use self::inputs::{Inputs, Request};
pub use self::tape::Tape;
use crate::api::{
    ComputedValue, Function, OwnPair, Placement, RequestPart, Scheme, Slot, Template, TemplatePart, Value,
    ValueKind,
};

/// A value that was computed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Computed {
    /// Unicode text.
    Text(String),
    /// Bytes.
    Bytes(Vec<u8>),
    /// A moment.
    Time(DateTime<Utc>),
    /// Names with values, in order.
    Pairs(Vec<(String, String)>),
    /// Texts, in order.
    List(Vec<String>),
}

/// Why a value was not computed, or one that it is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// The key of the function with that name cannot be read.
    Key(&'static str),
    /// The function with that name is not in this build.
    Left(&'static str),
    /// All values together are larger than [`LARGEST`].
    Large,
}

/// So many bytes are computed at most, all values and what stands between them together: a few lines can double a text
/// again and again.
pub const LARGEST: usize = 64 << 20;

/// What became of a value.
pub type Outcome = Result<Computed, Trouble>;

/// Everything that a scheme computes and adds.
#[derive(Clone, Debug)]
pub struct Explained {
    /// The values by name, in order.
    pub values: Vec<(String, Outcome)>,
    /// What is added to the request, in order; without what is left out.
    pub sent: Vec<(Slot, Outcome)>,
}

impl Computed {
    /// As known answers write it: bytes that are no text in hexadecimal.
    pub fn shown(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Bytes(bytes) => String::from_utf8(bytes.clone()).unwrap_or_else(|_| encodings::hex(bytes)),
            Self::Time(time) => time.timestamp().to_string(),
            Self::Pairs(pairs) => pairs::join(pairs, "=", "&"),
            Self::List(texts) => texts.join(", "),
        }
    }

    fn bytes(&self) -> Vec<u8> {
        match self {
            Self::Text(text) => text.clone().into_bytes(),
            Self::Bytes(bytes) => bytes.clone(),
            Self::Time(_) | Self::Pairs(_) | Self::List(_) => Vec::new(),
        }
    }

    fn text(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Bytes(bytes) => String::from_utf8_lossy(bytes).into_owned(),
            Self::Time(_) | Self::Pairs(_) | Self::List(_) => String::new(),
        }
    }

    fn pairs(&self) -> Vec<(String, String)> {
        if let Self::Pairs(pairs) = self { pairs.clone() } else { Vec::new() }
    }

    /// The bytes that it takes, roughly.
    fn size(&self) -> usize {
        const PIECE: usize = 32;
        match self {
            Self::Text(text) => PIECE + text.len(),
            Self::Bytes(bytes) => PIECE + bytes.len(),
            Self::Time(_) => PIECE,
            Self::Pairs(pairs) => {
                pairs.iter().map(|(name, value)| 2 * PIECE + name.len() + value.len()).sum::<usize>() + PIECE
            }
            Self::List(texts) => texts.iter().map(|text| PIECE + text.len()).sum::<usize>() + PIECE,
        }
    }

    fn is_empty(&self) -> bool {
        match self {
            Self::Text(text) => text.is_empty(),
            Self::Bytes(bytes) => bytes.is_empty(),
            Self::Time(_) => false,
            Self::Pairs(pairs) => pairs.is_empty(),
            Self::List(texts) => texts.is_empty(),
        }
    }
}

/// All values, in order.
pub fn values(values: &[ComputedValue], inputs: &Inputs) -> Vec<Outcome> {
    let mut run = Run::new(inputs, Vec::new());
    for value in values {
        let outcome = match inputs.fixed.get(&value.wire) {
            Some(text) => Ok(given(text, value.template.kind)),
            None => run.template(&value.template),
        };
        run.values.push(outcome);
    }
    run.values
}

/// All that a scheme computes and adds.
pub fn explain(scheme: &Scheme, inputs: &Inputs) -> Explained {
    explained(&scheme.values, &scheme.send, inputs)
}

fn explained(computed: &[ComputedValue], send: &[Placement], inputs: &Inputs) -> Explained {
    let run = Run::new(inputs, values(computed, inputs));
    let sent =
        |placement: &Placement| Some((placement.slot.clone(), run.placed(&placement.template).transpose()?));
    let sent = send.iter().filter_map(sent).collect();
    let names = computed.iter().map(|value| value.wire.clone());
    Explained { values: names.zip(run.values).collect(), sent }
}

/// A value that is given instead of computed; a time in seconds since 1970.
fn given(text: &str, kind: ValueKind) -> Computed {
    match kind {
        ValueKind::Bytes => Computed::Bytes(text.as_bytes().to_vec()),
        ValueKind::Time => {
            let seconds = text.parse().unwrap_or_default();
            Computed::Time(DateTime::from_timestamp(seconds, 0).unwrap_or_default())
        }
        ValueKind::Text | ValueKind::Pairs | ValueKind::List => Computed::Text(text.to_owned()),
    }
}

struct Run<'i> {
    inputs: &'i Inputs,
    /// The values so far.
    values: Vec<Outcome>,
    /// How many bytes may still be computed.
    left: Cell<usize>,
}

impl<'i> Run<'i> {
    fn new(inputs: &'i Inputs, values: Vec<Outcome>) -> Self {
        Self { inputs, values, left: Cell::new(LARGEST) }
    }

    fn spend(&self, bytes: usize) -> Result<(), Trouble> {
        self.left.set(self.left.get().checked_sub(bytes).ok_or(Trouble::Large)?);
        Ok(())
    }
}

impl Run<'_> {
    fn template(&self, template: &Template) -> Outcome {
        if let [TemplatePart::Hole(only)] = template.parts.as_slice() {
            return self.value(only);
        }
        let bytes = self.parts(&template.parts)?;
        Ok(match (template.kind, String::from_utf8(bytes)) {
            (ValueKind::Bytes, Ok(text)) => Computed::Bytes(text.into_bytes()),
            (_, Ok(text)) => Computed::Text(text),
            (_, Err(bytes)) => Computed::Bytes(bytes.into_bytes()),
        })
    }

    /// What is placed somewhere; nothing, when it is one single optional part that is left out.
    fn placed(&self, template: &Template) -> Result<Option<Computed>, Trouble> {
        if let [TemplatePart::Optional(inner)] = template.parts.as_slice()
            && self.is_left_out(inner)?
        {
            return Ok(None);
        }
        self.template(template).map(Some)
    }

    fn parts(&self, parts: &[TemplatePart]) -> Result<Vec<u8>, Trouble> {
        let mut all = Vec::new();
        for part in parts {
            match part {
                TemplatePart::Text(text) => all.extend_from_slice(text.as_bytes()),
                TemplatePart::Hole(value) => all.extend(self.value(value)?.bytes()),
                TemplatePart::Optional(inner) if self.is_left_out(inner)? => {}
                TemplatePart::Optional(inner) => all.extend(self.parts(inner)?),
            }
        }
        Ok(all)
    }

    fn is_left_out(&self, parts: &[TemplatePart]) -> Result<bool, Trouble> {
        for part in parts {
            if let TemplatePart::Hole(value) = part
                && self.value(value)?.is_empty()
            {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn value(&self, value: &Value) -> Outcome {
        let computed = self.made(value)?;
        self.spend(computed.size())?;
        Ok(computed)
    }

    fn made(&self, value: &Value) -> Outcome {
        let text = |text: Option<&String>| Computed::Text(text.cloned().unwrap_or_default());
        let inputs = self.inputs;
        Ok(match value {
            Value::Text(fixed) => Computed::Text(fixed.clone()),
            Value::Credential(index) => text(inputs.credentials.get(index)),
            Value::Argument(index) => text(inputs.arguments.get(index)),
            Value::Variable(index) => text(inputs.variables.get(index)),
            Value::Output(source, output) => text(inputs.outputs.get(&(*source, *output))),
            Value::Computed(index) => {
                self.values.get(*index).cloned().unwrap_or(Ok(Computed::Text(String::new())))?
            }
            Value::Request(part) => inputs.request.part(*part),
            Value::WithOwn(part, own) => self.with_own(*part, own)?,
            Value::Now => Computed::Time(inputs.now),
            Value::Nonce => Computed::Bytes(inputs.nonce.to_vec()),
            Value::Counter => Computed::Text(inputs.counter.to_string()),
            Value::Uses(_) => Computed::Text(inputs.uses.to_string()),
            Value::Composed(template) => self.template(template)?,
            Value::Call(function, input) => self.call(function, &self.value(input)?)?,
        })
    }

    fn call(&self, function: &Function, input: &Computed) -> Outcome {
        if let Some(known) = self.inputs.tape.played(function) {
            return known;
        }
        let operand = function.operand().map(|operand| self.value(operand)).transpose()?;
        self.spend(functions::growth(function, input))?;
        let outcome = functions::call(function, input, operand.as_ref());
        self.inputs.tape.note(function, &outcome);
        outcome
    }

    /// What the scheme sets stands in for what the call had under that name.
    fn with_own(&self, part: RequestPart, own: &[OwnPair]) -> Outcome {
        let mut pairs = self.inputs.request.part(part).pairs();
        for pair in own {
            let Some(value) = self.placed(&pair.template)? else { continue };
            match pairs.iter_mut().find(|(name, _)| name.eq_ignore_ascii_case(&pair.name)) {
                Some((_, known)) => *known = value.text(),
                None => pairs.push((pair.name.clone(), value.text())),
            }
        }
        Ok(Computed::Pairs(pairs))
    }
}

#[cfg(test)]
mod tests;

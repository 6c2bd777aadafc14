//! Envelopes: the wrapper around a payload, and the outcome rule that says what makes an answer a success.
//!
//! Generated code declares one [`Envelope`] constant per envelope of a spec. The rule is applied before the payload is
//! decoded, so that an error inside a `200` is that error and not "missing field `items`".

mod enveloped;
mod extract;
mod scan;

pub(crate) use enveloped::Walk;
pub(crate) use extract::{first, texts};
pub(crate) use scan::{Until, scan};

/// One step of a path into an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// The value of a key.
    Key(&'static str),
    /// The element at an index.
    Index(usize),
    /// Every element.
    All,
}

/// Where the payload is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PayloadAt {
    /// The whole body.
    Root,
    /// Beside the envelope's own fields.
    Beside,
    /// In this field.
    Field(&'static str),
}

/// What may be done after an error code that the spec declares.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Treatment {
    /// The same call would fail again.
    Fatal,
    /// The call may be sent again, if it may be repeated at all.
    Retryable,
    /// The API did not act because there were too many calls: the call may be sent again after a wait.
    Throttled,
    /// The API does not take the tokens any more: the call may be sent again, once, with new ones.
    Reauthenticate,
    /// The API does not take the time of the call: it may be sent again, once, with the server's.
    ClockSkew,
}

/// An envelope and its outcome rule.
pub struct Envelope {
    /// The paths that the rule and the error look at.
    pub reads: &'static [&'static [Step]],
    /// Which of the reads `success` looks at.
    pub needs: &'static [usize],
    /// Whether an answer with a 2xx status is a success.
    pub success: fn(&Reads) -> bool,
    /// Where the payload is.
    pub payload: PayloadAt,
    /// The read that is the error's code.
    pub code: Option<usize>,
    /// The read that is the error's message.
    pub message: Option<usize>,
    /// The read that says more about the error.
    pub detail: Option<usize>,
    /// The read that identifies the request to the vendor's support.
    pub request_id: Option<usize>,
    /// What a declared code allows; `None` for a code that the spec does not declare.
    pub treat: fn(&str) -> Option<Treatment>,
}

impl Envelope {
    /// No envelope: the status decides, and the body is the payload.
    pub const NONE: Self = Self {
        reads: &[],
        needs: &[],
        success: |_| true,
        payload: PayloadAt::Root,
        code: None,
        message: None,
        detail: None,
        request_id: None,
        treat: |_| None,
    };
}

impl std::fmt::Debug for Envelope {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Envelope")
            .field("reads", &self.reads)
            .field("payload", &self.payload)
            .finish_non_exhaustive()
    }
}

/// A value that a path led to.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Scalar {
    /// The path leads nowhere.
    #[default]
    Absent,
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// Any other number.
    Float(f64),
    /// A string; also a whole number beyond `i64`, in its digits.
    Text(String),
    /// A list or an object.
    Other,
}

impl Scalar {
    /// Whether there is no value: absent or `null`.
    pub const fn is_null(&self) -> bool {
        matches!(self, Self::Absent | Self::Null)
    }

    /// Whether it is this number.
    pub fn is_int(&self, number: i64) -> bool {
        self.as_i64() == Some(number)
    }

    /// Whether it is this text.
    pub fn is_text(&self, text: &str) -> bool {
        self.as_text() == Some(text)
    }

    /// Whether it is this truth value.
    pub fn is_bool(&self, value: bool) -> bool {
        *self == Self::Bool(value)
    }

    /// Whether it is `true`.
    pub fn truthy(&self) -> bool {
        self.is_bool(true)
    }

    /// The whole number, also when it is written as `0.0`.
    pub fn as_i64(&self) -> Option<i64> {
        match self {
            Self::Int(number) => Some(*number),
            // Beyond 2^53 neighbouring numbers share a float, and then it is not known which was meant.
            #[allow(clippy::cast_possible_truncation)]
            Self::Float(number) if number.fract() == 0.0 && number.abs() < 9e15 => Some(*number as i64),
            _ => None,
        }
    }

    /// The number.
    #[allow(clippy::cast_precision_loss)]
    pub fn as_f64(&self) -> Option<f64> {
        match self {
            Self::Int(number) => Some(*number as f64),
            Self::Float(number) => Some(*number),
            _ => None,
        }
    }

    /// The text of a string.
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The value as a code or a message: `None` for nothing, an empty text, a list and an object.
    pub(crate) fn shown(&self) -> Option<String> {
        match self {
            Self::Absent | Self::Null | Self::Other => None,
            Self::Bool(value) => Some(value.to_string()),
            Self::Int(number) => Some(number.to_string()),
            Self::Float(number) => Some(number.to_string()),
            Self::Text(text) => (!text.trim().is_empty()).then(|| text.clone()),
        }
    }
}

/// What the reads of an envelope found in an answer.
#[derive(Clone, Debug, Default)]
pub struct Reads {
    status: i64,
    slots: Vec<Slot>,
}

/// What one read found: nearly always one value, so only further ones are kept on the heap.
#[derive(Clone, Debug, Default)]
pub(crate) struct Slot {
    seen: bool,
    first: Scalar,
    more: Vec<Scalar>,
}

/// More values of one read than any error message wants.
const MOST_VALUES: usize = 64;

impl Slot {
    fn push(&mut self, value: Scalar) {
        if self.first == Scalar::Absent {
            self.first = value;
        } else if self.more.len() < MOST_VALUES {
            self.more.push(value);
        }
    }

    fn values(&self) -> impl DoubleEndedIterator<Item = &Scalar> {
        std::iter::once(&self.first).chain(&self.more)
    }
}

impl Reads {
    pub(crate) fn new(envelope: &Envelope, status: u16) -> Self {
        Self { status: i64::from(status), slots: vec![Slot::default(); envelope.reads.len()] }
    }

    /// The value of a read; the first when there are several.
    pub fn get(&self, index: usize) -> &Scalar {
        static ABSENT: Scalar = Scalar::Absent;
        self.slots.get(index).map_or(&ABSENT, |slot| &slot.first)
    }

    /// The HTTP status.
    pub const fn status(&self) -> i64 {
        self.status
    }

    /// The slot of a read, emptied: of equal keys the last counts.
    fn start(&mut self, index: usize) -> &mut Slot {
        let slot = &mut self.slots[index];
        *slot = Slot { seen: true, ..Slot::default() };
        slot
    }

    /// Whether the place of each of these reads has been passed.
    pub(crate) fn know(&self, reads: &[usize]) -> bool {
        reads.iter().all(|&index| self.slots.get(index).is_some_and(|slot| slot.seen))
    }

    /// Whether the place of any of these reads has been passed.
    pub(crate) fn know_any(&self, reads: &[usize]) -> bool {
        reads.iter().any(|&index| self.slots.get(index).is_some_and(|slot| slot.seen))
    }

    /// The error's code: of several the last that is declared, or else the first.
    pub(crate) fn code(&self, envelope: &Envelope) -> Option<String> {
        let slot = self.slots.get(envelope.code?)?;
        let declared =
            slot.values().rev().filter_map(Scalar::shown).find(|code| (envelope.treat)(code).is_some());
        declared.or_else(|| slot.values().find_map(Scalar::shown))
    }

    /// A text of the error: several are joined.
    pub(crate) fn text(&self, read: Option<usize>) -> Option<String> {
        let texts: Vec<_> = self.slots.get(read?)?.values().filter_map(Scalar::shown).collect();
        (!texts.is_empty()).then(|| texts.join("; "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scalars_answer_by_kind() {
        assert!(Scalar::Absent.is_null() && Scalar::Null.is_null() && !Scalar::Bool(false).is_null());
        assert!(
            Scalar::Int(0).is_int(0) && Scalar::Float(0.0).is_int(0) && !Scalar::Text("0".into()).is_int(0)
        );
        assert!(Scalar::Text("ok".into()).is_text("ok") && !Scalar::Int(1).is_text("1"));
        assert!(Scalar::Bool(true).truthy() && !Scalar::Bool(false).truthy() && !Scalar::Int(1).truthy());
        assert_eq!(Scalar::Float(1e300).as_i64(), None);
        assert_eq!(Scalar::Int(2).as_f64(), Some(2.0));
    }

    #[test]
    fn a_read_that_does_not_exist_is_absent() {
        let reads = Reads::new(&Envelope::NONE, 200);
        assert_eq!(*reads.get(7), Scalar::Absent);
        assert_eq!(reads.status(), 200);
        assert!(reads.know(&[]) && !reads.know(&[0]));
    }

    #[test]
    fn of_several_codes_the_last_declared_one_counts() {
        static ENVELOPE: Envelope = Envelope {
            reads: &[&[Step::Key("errors"), Step::All, Step::Key("code")]],
            code: Some(0),
            message: Some(0),
            treat: |code| matches!(code, "a" | "c").then_some(Treatment::Fatal),
            ..Envelope::NONE
        };
        let mut reads = Reads::new(&ENVELOPE, 400);
        let slot = reads.start(0);
        for code in ["x", "a", "c", "y"] {
            slot.push(Scalar::Text(code.into()));
        }
        assert_eq!(reads.code(&ENVELOPE).as_deref(), Some("c"));
        assert_eq!(reads.text(ENVELOPE.message).as_deref(), Some("x; a; c; y"));
        let slot = reads.start(0);
        slot.push(Scalar::Text("x".into()));
        slot.push(Scalar::Int(5));
        assert_eq!(reads.code(&ENVELOPE).as_deref(), Some("x"));
    }
}

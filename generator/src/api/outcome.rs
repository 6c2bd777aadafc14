//! Envelopes, outcome rules and error codes of a checked API.

use super::{Doc, TypeId};

/// The wrapper around a payload, with its outcome rule.
#[derive(Clone, Debug)]
pub struct Envelope {
    /// Its name in the spec.
    pub name: String,
    /// Rust constant in upper snake case, unique among envelopes.
    pub rust: String,
    /// Documentation.
    pub doc: Doc,
    /// The struct of the envelope's own fields, named after it; absent when it declares none.
    pub own: Option<TypeId>,
    /// The places that the rule and the error texts read; conditions refer to them by index.
    pub reads: Vec<Vec<Step>>,
    /// When the answer is a success, beside a 2xx status.
    pub success: Option<Condition>,
    /// Where the payload stands.
    pub payload: PayloadAt,
    /// Indexes into `reads`.
    pub code: Option<usize>,
    /// Index into `reads`.
    pub message: Option<usize>,
    /// Index into `reads`.
    pub detail: Option<usize>,
    /// Index into `reads`.
    pub request_id: Option<usize>,
}

/// Where a payload stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PayloadAt {
    /// The whole body.
    Root,
    /// Beside the envelope's own fields, in the same object.
    Beside,
    /// In a field of the body.
    Field(String),
}

/// A step of a path into JSON.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// A field of an object.
    Key(String),
    /// An element of a list.
    Index(usize),
    /// An element of a list, counted from the end: 1 is the last. Only in pagination.
    FromEnd(usize),
    /// Every element of a list.
    All,
}

/// A condition over an answer.
#[derive(Clone, Debug, PartialEq)]
pub enum Condition {
    /// All hold.
    And(Vec<Condition>),
    /// Any holds.
    Or(Vec<Condition>),
    /// The other does not hold.
    Not(Box<Condition>),
    /// A comparison.
    Compare(Operand, Comparison, Operand),
    /// A boolean stands alone.
    Holds(Operand),
}

/// How two operands are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comparison {
    /// Equal; of null: null or absent.
    Equal,
    /// Not equal.
    NotEqual,
    /// Less.
    Less,
    /// Less or equal.
    AtMost,
    /// Greater.
    Greater,
    /// Greater or equal.
    AtLeast,
}

/// A side of a comparison.
#[derive(Clone, Debug, PartialEq)]
pub enum Operand {
    /// What stands at `Envelope::reads[index]`.
    Read(usize),
    /// The HTTP status.
    Status,
    /// An integer.
    Int(i64),
    /// Text.
    Text(String),
    /// A boolean.
    Bool(bool),
    /// Null or absent.
    Null,
}

/// A declared error code.
#[derive(Clone, Debug)]
pub struct ErrorCode {
    /// On the wire, as text.
    pub wire: String,
    /// Variant of `Code`.
    pub rust: String,
    /// Documentation.
    pub doc: Doc,
    /// What the client does about it.
    pub treat_as: Treatment,
    /// Causes that share the code.
    pub causes: Vec<Cause>,
}

/// What a client does about an error code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Treatment {
    /// It is the answer.
    Fatal,
    /// The call may be sent again.
    Retryable,
    /// The call may be sent again after a wait; the budgets wait too.
    Throttled,
    /// The call may be sent again, once, with renewed tokens.
    Reauthenticate,
    /// The call may be sent again, once, with the time of the server's `Date`.
    ClockSkew,
}

/// A cause told apart by text.
#[derive(Clone, Debug)]
pub struct Cause {
    /// Variant of `Cause`, unique in the API.
    pub rust: String,
    /// Documentation.
    pub doc: Doc,
    /// The fixed pieces between the `*`s of the pattern, in order; the first and the last are anchored (and may be empty).
    pub pattern: Vec<String>,
}

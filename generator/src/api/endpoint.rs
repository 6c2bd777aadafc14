//! Endpoints of a checked API.

use super::{Condition, Doc, Field, Literal, Step, Type, TypeId};

/// One method and path.
#[derive(Clone, Debug)]
pub struct Endpoint {
    /// Its name in the spec.
    pub name: String,
    /// The client's method, snake case.
    pub rust: String,
    /// The call's struct, `UpperCamelCase`, unique among the API's types.
    pub call: String,
    /// The constant that describes it, upper snake case.
    pub constant: String,
    /// Documentation.
    pub doc: Doc,
    /// HTTP method, upper case.
    pub method: String,
    /// The path, in pieces.
    pub path: Vec<PathPart>,
    /// Path parameters, in the order of the path. All required.
    pub path_parameters: Vec<Parameter>,
    /// Query parameters.
    pub query: Vec<Parameter>,
    /// Header parameters.
    pub headers: Vec<Parameter>,
    /// The request's body.
    pub body: Body,
    /// What an answer holds.
    pub returns: Returns,
    /// Index into `Api::schemes`, with the values of the scheme's arguments in order.
    pub auth: Option<(usize, Vec<String>)>,
    /// Index into `Api::envelopes`.
    pub envelope: Option<usize>,
    /// Indexes into `Api::rates`.
    pub rates: Vec<usize>,
    /// Whether the call may be sent twice.
    pub repeatable: bool,
    /// How its pages follow.
    pub pagination: Option<Pagination>,
    /// What went over the wire, from the vendor's page.
    pub examples: Vec<Example>,
}

/// A piece of a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PathPart {
    /// Fixed text, percent-encoded where needed.
    Text(String),
    /// The path parameter with that index.
    Parameter(usize),
}

/// A parameter.
#[derive(Clone, Debug)]
pub struct Parameter {
    /// Names, type and presence. Presence is `Required`, `Optional` or `Default` (documented, not sent unless set).
    pub field: Field,
    /// Set when the stream sets it, so that it is not an argument even if required; the literal, if any, is sent when nothing else is set.
    pub paged: Option<PagedParameter>,
}

impl Parameter {
    /// Whether it is an argument of the client's method.
    pub fn is_argument(&self) -> bool {
        self.paged.is_none() && self.field.presence == super::Presence::Required
    }
}

/// What pagination says of a parameter.
#[derive(Clone, Debug, PartialEq)]
pub struct PagedParameter {
    /// Sent when the user sets nothing.
    pub default: Option<Literal>,
}

/// A request's body.
#[derive(Clone, Debug)]
pub enum Body {
    /// None.
    Empty,
    /// JSON of a type that stands elsewhere: one argument, `body`.
    Json(Type),
    /// JSON object declared in place: its fields are arguments and setters. `parameters` are the fields of the struct `id`, in order.
    Fields {
        /// The struct, also in `Api::types`.
        id: TypeId,
        /// Its fields as parameters.
        parameters: Vec<Parameter>,
        /// JSON or form.
        encoding: BodyEncoding,
    },
    /// Raw bytes of a content type: one argument, `body: Vec<u8>`.
    Bytes(String),
    /// Text of a content type: one argument, `body: String`.
    Text(String),
}

/// How a body's fields are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BodyEncoding {
    /// `application/json`.
    Json,
    /// `application/x-www-form-urlencoded`.
    Form,
}

/// What an answer holds.
#[derive(Clone, Debug)]
pub enum Returns {
    /// Nothing that matters: Rust `()`.
    Nothing,
    /// JSON (behind the endpoint's envelope).
    Json(Type),
    /// The raw body: `Vec<u8>`.
    Bytes,
    /// The body as text: `String`.
    Text,
}

/// How pages follow.
#[derive(Clone, Debug)]
pub struct Pagination {
    /// The style's name in the spec.
    pub style: String,
    /// Where the position stands in the request.
    pub position: ParameterRef,
    /// How the next position is found.
    pub advance: Advance,
    /// Path in the payload to the list of items; empty: the payload itself. Typed against the payload.
    pub items: Vec<PayloadStep>,
    /// The items' type.
    pub item: Type,
    /// The size parameter.
    pub size: Option<ParameterRef>,
    /// The size that counts when the user sets none.
    pub size_default: Option<u64>,
    /// Path to the number of all items.
    pub total: Option<Vec<PayloadStep>>,
    /// Path to the number of all pages.
    pub pages: Option<Vec<PayloadStep>>,
    /// Whether an empty page ends the stream.
    pub ends_empty: bool,
    /// Whether a page shorter than the size ends it.
    pub ends_short: bool,
    /// Declared conditions that end it; reads are paths in the payload.
    pub ends_when: Vec<PayloadCondition>,
    /// Lifetime of a cursor in seconds.
    pub expires_after: Option<std::time::Duration>,
    /// Error codes (wire) that say that the cursor is too old.
    pub expired_codes: Vec<String>,
}

/// A condition with the paths that it reads.
#[derive(Clone, Debug)]
pub struct PayloadCondition {
    /// The condition; `Operand::Read(i)` is `reads[i]`, `Operand::Status` does not occur.
    pub condition: Condition,
    /// Paths in the payload.
    pub reads: Vec<Vec<PayloadStep>>,
}

/// How the next position is found.
#[derive(Clone, Debug, PartialEq)]
pub enum Advance {
    /// A counter that starts there.
    Page {
        /// The first page's number.
        first: i64,
    },
    /// The count of items so far.
    Offset {
        /// The first offset.
        first: i64,
    },
    /// A value in the payload.
    Cursor {
        /// Where; ends at a string, integer, uuid or url, possibly absent or null.
        next: Vec<PayloadStep>,
        /// Whether the absence of a cursor is how the style says that the pages end. False when `ends` is declared: then the
        /// cursor may stay the same from page to page, and its absence still ends, since there is nothing to go on with.
        ends: bool,
        /// Parameters that later calls leave out.
        replaces: Vec<ParameterRef>,
    },
}

/// A typed step into a payload.
#[derive(Clone, Debug, PartialEq)]
pub struct PayloadStep {
    /// The wire step.
    pub step: Step,
    /// The field of a struct, when the step is a key of one: struct and index of the field.
    pub field: Option<(TypeId, usize)>,
    /// The type behind the step, without its presence.
    pub ty: Type,
    /// Whether the Rust value there is an `Option` (`Some(false)`) or a `Maybe` (`Some(true)`).
    pub optional: Option<bool>,
}

/// A parameter of an endpoint, by place and index.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ParameterRef {
    /// `Endpoint::query[index]`.
    Query(usize),
    /// `Endpoint::headers[index]`.
    Header(usize),
    /// `Body::Fields::parameters[index]`.
    Body(usize),
}

/// What went over the wire once.
#[derive(Clone, Debug)]
pub struct Example {
    /// Documentation.
    pub doc: Doc,
    /// Path parameters by index; empty when the example does not show the request.
    pub path: Vec<(usize, Literal)>,
    /// Query parameters by index.
    pub query: Vec<(usize, Literal)>,
    /// Header parameters by index.
    pub headers: Vec<(usize, Literal)>,
    /// The body as JSON text (or raw text).
    pub body: Option<String>,
    /// The body as the client writes it, where that differs: aliases, lenient scalars, defaults.
    pub body_written: Option<String>,
    /// HTTP status.
    pub status: u16,
    /// The whole answer as JSON text (or raw text).
    pub response: Option<String>,
    /// Whether the outcome rule makes it a success.
    pub success: bool,
    /// The payload part of the answer as JSON, when it is a success with a JSON payload.
    pub payload: Option<String>,
    /// The payload as the client writes it, where that differs.
    pub payload_written: Option<String>,
}

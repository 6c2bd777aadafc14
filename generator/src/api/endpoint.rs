//! Endpoints of a checked API.

use super::{
    AuthUse, Case, Doc, Field, Held, Literal, Pagination, RateUse, Statuses, Style, Type, TypeId, case_of,
};

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
    /// Index into `Api::groups`; `None`: compiled with every group.
    pub group: Option<usize>,
    /// Index into `Api::servers`; `None`: the API's own.
    pub server: Option<usize>,
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
    /// Cookies.
    pub cookies: Vec<Parameter>,
    /// The request's body.
    pub body: Body,
    /// Whether it may be left out: no argument, but set by a method.
    pub body_optional: bool,
    /// Fields of a body that is a type, by type and index, with what is sent in them when the user sets nothing.
    pub presets: Vec<((TypeId, usize), Literal)>,
    /// What an answer holds.
    pub returns: Returns,
    /// The header `Accept`, where an answer is not JSON.
    pub accept: Option<String>,
    /// What a failed answer holds: an index into `Api::failures`.
    pub failures: Option<usize>,
    /// The schemes: any one of these lists, all of a list. The first whose needs the user has given counts; an empty list
    /// stands for no auth, and so does an empty list of lists.
    pub auth: Vec<Vec<AuthUse>>,
    /// Index into `Api::envelopes`.
    pub envelope: Option<usize>,
    /// The budgets that count it.
    pub rates: Vec<RateUse>,
    /// Whether the call may be sent twice.
    pub repeatable: bool,
    /// The header for a key by which the server knows a call that it gets twice.
    pub idempotency: Option<String>,
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
    /// What an auth scheme puts there, by its name.
    Auth(String),
}

/// A parameter.
#[derive(Clone, Debug)]
pub struct Parameter {
    /// Names, type and presence. Presence is `Required`, `Optional` or `Default` (documented, not sent unless set).
    pub field: Field,
    /// Set when the stream sets it.
    pub paged: Option<PagedParameter>,
    /// How it is written; `None`: it is one text, or two of a pair, or a field of JSON.
    pub style: Option<Style>,
}

impl Endpoint {
    /// All parameters, in the order of the call's arguments; of the body the parts of a multipart one.
    pub fn parameters(&self) -> impl Iterator<Item = &Parameter> {
        let parts: &[Part] = if let Body::Multipart(parts) = &self.body { parts } else { &[] };
        let in_body = parts.iter().map(|part| &part.parameter);
        self.path_parameters
            .iter()
            .chain(&self.query)
            .chain(&self.headers)
            .chain(&self.cookies)
            .chain(in_body)
    }
}

impl Example {
    /// Whether it shows a parameter.
    pub fn has_parameters(&self) -> bool {
        [&self.path, &self.query, &self.headers, &self.cookies].iter().any(|shown| !shown.is_empty())
    }
}

impl Parameter {
    /// What is sent when the user sets nothing.
    pub fn initial(&self) -> Option<&Literal> {
        self.paged.as_ref().and_then(|paged| paged.default.as_ref()).or(self.field.preset.as_ref())
    }

    /// Whether the client's method takes it: a required one that has no value otherwise, also where only later pages set it.
    pub fn is_argument(&self) -> bool {
        self.field.presence == super::Presence::Required && self.initial().is_none()
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
    /// A form without fields of its own: auth may add some.
    EmptyForm,
    /// `multipart/form-data`: its fields are arguments and setters.
    Multipart(Vec<Part>),
    /// Bytes of a content type, in memory or as a stream: one argument, `body: Upload`.
    Bytes(String),
    /// Text of a content type: one argument, `body: String`.
    Text(String),
}

/// A field of a multipart body. Of a list, each element is a part.
#[derive(Clone, Debug)]
pub struct Part {
    /// Names, type and presence, as of a parameter.
    pub parameter: Parameter,
    /// How it is written.
    pub kind: PartKind,
    /// Its content type, where the spec has one.
    pub content_type: Option<String>,
}

/// How a part is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PartKind {
    /// As a file: `Type::File`.
    File,
    /// As text.
    Text,
    /// As JSON.
    Json,
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
    /// One of several, by the status.
    Statuses(Statuses),
    /// The raw body, read as it comes.
    Stream,
    /// Server-sent events, read as they come.
    Events(StreamItem),
    /// Lines, read as they come.
    Lines(StreamItem),
}

/// What an item of a stream holds.
#[derive(Clone, Debug)]
pub enum StreamItem {
    /// Text as it is.
    Text,
    /// JSON of a type.
    Json(Type),
}

impl Returns {
    /// What a success of that status holds; `None` if it is not declared.
    pub fn held(&self, status: u16) -> Option<Held> {
        match self {
            Self::Nothing => Some(Held::Nothing),
            Self::Json(ty) => Some(Held::Json(ty.clone())),
            Self::Bytes | Self::Stream => Some(Held::Bytes),
            Self::Text | Self::Events(_) | Self::Lines(_) => Some(Held::Text),
            Self::Statuses(statuses) => case_of(&statuses.cases, status).map(|(_, case)| case.holds.clone()),
        }
    }

    /// Calls `see` with the types that an answer may be of.
    pub fn types<'a>(&'a self, see: &mut dyn FnMut(&'a Type)) {
        match self {
            Self::Json(ty) | Self::Events(StreamItem::Json(ty)) | Self::Lines(StreamItem::Json(ty)) => {
                see(ty);
            }
            Self::Statuses(statuses) => case_types(&statuses.cases, see),
            Self::Nothing | Self::Bytes | Self::Text | Self::Stream | Self::Events(_) | Self::Lines(_) => {}
        }
    }

    /// Whether the answer is read as it comes.
    pub fn is_stream(&self) -> bool {
        matches!(self, Self::Stream | Self::Events(_) | Self::Lines(_))
    }
}

impl From<Held> for Returns {
    fn from(held: Held) -> Self {
        match held {
            Held::Nothing => Self::Nothing,
            Held::Json(ty) => Self::Json(ty),
            Held::Bytes => Self::Bytes,
            Held::Text => Self::Text,
        }
    }
}

/// Calls `see` with the types that cases hold.
pub fn case_types<'a>(cases: &'a [Case], see: &mut dyn FnMut(&'a Type)) {
    for case in cases {
        if let Held::Json(ty) = &case.holds {
            see(ty);
        }
    }
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
    /// Cookies by index.
    pub cookies: Vec<(usize, Literal)>,
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
    /// The case of the endpoint's failures that the answer is.
    pub failure: Option<usize>,
    /// The payload part of the answer as JSON, when it is a success with a JSON payload, or a failure of a type.
    pub payload: Option<String>,
    /// The payload as the client writes it, where that differs.
    pub payload_written: Option<String>,
}

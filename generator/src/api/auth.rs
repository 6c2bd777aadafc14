//! Credentials and auth schemes of a checked API.

use super::{Doc, Function};

/// A credential.
#[derive(Clone, Debug)]
pub struct Credential {
    /// Its name in the spec.
    pub wire: String,
    /// Field and argument.
    pub rust: String,
    /// Documentation.
    pub doc: Doc,
    /// Whether it is never printed.
    pub secret: bool,
    /// The environment variable for `from_env`.
    pub env: String,
    /// Whether a client can do without it.
    pub optional: bool,
    /// Whether only webhooks use it: an argument of their functions, and no part of what a client needs.
    pub inbound: bool,
}

/// An endpoint's use of a scheme.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuthUse {
    /// Index into `Api::schemes`.
    pub scheme: usize,
    /// The values of its arguments, in order.
    pub arguments: Vec<String>,
}

/// A part of the client that the user writes: a trait that he implements and sets on the builder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hook {
    /// Its name in the spec.
    pub wire: String,
    /// The builder's method.
    pub rust: String,
}

/// An auth scheme.
#[derive(Clone, Debug)]
pub struct Scheme {
    /// Its name in the spec.
    pub name: String,
    /// Rust function name in snake case, unique among schemes.
    pub rust: String,
    /// Documentation.
    pub doc: Doc,
    /// Constants that each endpoint gives, in declared order.
    pub arguments: Vec<Argument>,
    /// The computed values, in order.
    pub values: Vec<ComputedValue>,
    /// What is added to the request, in declared order.
    pub send: Vec<Placement>,
    /// What the user adds himself, after all that.
    pub hook: Option<Hook>,
    /// Known answers.
    pub known_answers: Vec<KnownAnswer>,
}

/// A constant of a scheme that each endpoint gives.
#[derive(Clone, Debug)]
pub struct Argument {
    /// Its name in the spec.
    pub wire: String,
    /// Rust name.
    pub rust: String,
}

/// A value that a scheme computes for every attempt.
#[derive(Clone, Debug)]
pub struct ComputedValue {
    /// Its name in the spec.
    pub wire: String,
    /// Rust name.
    pub rust: String,
    /// How.
    pub template: Template,
    /// Whether it depends on `now` or `nonce` itself: in known answers such a value is given.
    pub fresh: bool,
}

/// Something that a scheme adds to a request.
#[derive(Clone, Debug)]
pub struct Placement {
    /// Where.
    pub slot: Slot,
    /// What; always text. One that is a single optional part is not sent at all when that is left out.
    pub template: Template,
}

/// A place in a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Slot {
    /// A header of that name.
    Header(String),
    /// A query parameter of that name.
    Query(String),
    /// A cookie of that name.
    Cookie(String),
    /// `Authorization: Bearer …`.
    Bearer,
    /// User of `Authorization: Basic …`; always followed by [`Slot::BasicPassword`].
    BasicUser,
    /// Password of it; `latin1`: both are sent as ISO 8859-1 instead of UTF-8.
    BasicPassword {
        /// See above.
        latin1: bool,
    },
    /// A field of a form body.
    Form(String),
    /// A field of a JSON body: the keys that lead to it.
    Field(Vec<String>),
    /// The same; the template is JSON itself: fixed text, or a number that is computed.
    JsonField(Vec<String>),
    /// The piece of the endpoint's path with that name.
    Path(String),
}

/// A template: pieces in order.
#[derive(Clone, Debug, PartialEq)]
pub struct Template {
    /// The pieces.
    pub parts: Vec<TemplatePart>,
    /// What it yields.
    pub kind: ValueKind,
}

/// A piece of a template.
#[derive(Clone, Debug, PartialEq)]
pub enum TemplatePart {
    /// Fixed text.
    Text(String),
    /// A hole.
    Hole(Value),
    /// Left out when one of the holes in it is empty.
    Optional(Vec<TemplatePart>),
}

/// What a value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ValueKind {
    /// Unicode text.
    Text,
    /// Bytes.
    Bytes,
    /// A moment.
    Time,
    /// Names with values, in order.
    Pairs,
    /// Texts, in order.
    List,
}

/// A value in a template, resolved.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// Fixed text.
    Text(String),
    /// The credential with that index.
    Credential(usize),
    /// The scheme's argument with that index.
    Argument(usize),
    /// The scheme's computed value with that index.
    Computed(usize),
    /// The server variable with that index.
    Variable(usize),
    /// A part of the request.
    Request(RequestPart),
    /// The time of the attempt.
    Now,
    /// Sixteen random bytes, the same wherever the scheme names it in one attempt.
    Nonce,
    /// How many attempts the client has made, from 1.
    Counter,
    /// An output of a token source: source and output, by index.
    Output(usize, usize),
    /// How often the values of the source with that index were used since they were renewed, from 1.
    Uses(usize),
    /// Text or bytes composed of others.
    Composed(Box<Template>),
    /// Pairs of the request, followed by those that the scheme itself adds there.
    WithOwn(RequestPart, Vec<OwnPair>),
    /// A function of a value.
    Call(Function, Box<Value>),
}

/// A pair that the scheme itself adds to the request.
#[derive(Clone, Debug, PartialEq)]
pub struct OwnPair {
    /// The name of the header or parameter.
    pub name: String,
    /// Its value; always text, and made of values above the one that reads it.
    pub template: Template,
}

/// A part of the request that a template can use.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RequestPart {
    /// The method, upper case.
    Method,
    /// Host with port, unless it is the scheme's own.
    Host,
    /// The port.
    Port,
    /// The URL without its query.
    Url,
    /// Path as sent.
    Path,
    /// Query as sent, before the scheme adds to it.
    Query,
    /// The exact body.
    Body,
    /// The query's parameters, decoded.
    Params,
    /// The fields of a form body, decoded; none when the body is no form.
    Form,
    /// The headers of the call, with `host` and, when there is a body, `content-type`.
    Headers,
    /// The top-level scalar fields of a JSON body, as text; none when the body is no JSON object.
    Fields,
}

impl RequestPart {
    /// All of them.
    pub const ALL: [Self; 11] = [
        Self::Method,
        Self::Host,
        Self::Port,
        Self::Url,
        Self::Path,
        Self::Query,
        Self::Body,
        Self::Params,
        Self::Form,
        Self::Headers,
        Self::Fields,
    ];

    /// Its name in templates, and so in the runtime's attempt.
    pub fn name(self) -> &'static str {
        match self {
            Self::Method => "method",
            Self::Host => "host",
            Self::Port => "port",
            Self::Url => "url",
            Self::Path => "path",
            Self::Query => "query",
            Self::Body => "body",
            Self::Params => "params",
            Self::Form => "form",
            Self::Headers => "headers",
            Self::Fields => "fields",
        }
    }

    /// What the part is.
    pub fn kind(self) -> ValueKind {
        match self {
            Self::Body => ValueKind::Bytes,
            Self::Params | Self::Form | Self::Headers | Self::Fields => ValueKind::Pairs,
            Self::Method | Self::Host | Self::Port | Self::Url | Self::Path | Self::Query => ValueKind::Text,
        }
    }
}

/// A published answer of a scheme.
#[derive(Clone, Debug)]
pub struct KnownAnswer {
    /// Documentation.
    pub doc: Doc,
    /// Every credential, by index, that the values need; others are empty.
    pub credentials: Vec<(usize, String)>,
    /// Arguments by index.
    pub arguments: Vec<(usize, String)>,
    /// Outputs of token sources, by source and output.
    pub outputs: Vec<((usize, usize), String)>,
    /// Fresh values by index.
    pub fresh: Vec<(usize, String)>,
    /// Parts of the request.
    pub request: Vec<(RequestPart, String)>,
    /// Headers of the request.
    pub headers: Vec<(String, String)>,
    /// Computed values by index, and what they must be.
    pub expect: Vec<(usize, String)>,
}

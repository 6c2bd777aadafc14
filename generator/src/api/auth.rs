//! Credentials and auth schemes of a checked API.

use super::Doc;

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
    /// What; always text.
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
    /// Password of it.
    BasicPassword,
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
    /// What the part is.
    pub fn kind(self) -> ValueKind {
        match self {
            Self::Body => ValueKind::Bytes,
            Self::Params | Self::Form | Self::Headers | Self::Fields => ValueKind::Pairs,
            Self::Method | Self::Host | Self::Port | Self::Url | Self::Path | Self::Query => ValueKind::Text,
        }
    }
}

/// Functions of templates.
#[derive(Clone, Debug, PartialEq)]
pub enum Function {
    /// Seconds since 1970, as text.
    UnixSeconds,
    /// Milliseconds since 1970, as text.
    UnixMillis,
    /// Microseconds since 1970, as text.
    UnixMicros,
    /// A time in UTC in a strftime format.
    Format(String),
    /// A time that much later.
    After(std::time::Duration),
    /// A digest.
    Digest(Digest),
    /// A keyed digest.
    Hmac(Digest, Box<Value>),
    /// Lower-case hexadecimal.
    Hex,
    /// Base64 with padding.
    Base64,
    /// URL-safe base64 without padding.
    Base64Url,
    /// URL-safe base64 with padding.
    Base64UrlPadded,
    /// Text back to bytes. What is no such text gives no bytes.
    Decode(Decoding),
    /// Sixteen bytes as a version 4 UUID.
    Uuid,
    /// ASCII upper case.
    Upper,
    /// ASCII lower case.
    Lower,
    /// Percent encoding of all but unreserved characters (RFC 3986), of a text or of names and values.
    Percent,
    /// The same with `+` for a space, and `*` left as it is, as forms have it.
    FormEncode,
    /// Without white space at both ends; of pairs: of the values.
    Trim,
    /// Pairs sorted by name and then value, or texts sorted, by their bytes.
    Sort,
    /// The pairs of these names, in any case of letters.
    Only(Vec<String>),
    /// The pairs of other names.
    Without(Vec<String>),
    /// The pairs whose value is not empty.
    DropEmpty,
    /// Pairs with their names in ASCII lower case.
    LowerNames,
    /// Percent-encoded text as it was before.
    DecodePercent,
    /// Text of the form of a query as pairs, decoded.
    ToPairs,
    /// These pairs, then others.
    Merge(Box<Value>),
    /// One text of pairs: between name and value, and between pairs.
    JoinPairs(String, String),
    /// One text of texts, with this between them.
    JoinList(String),
    /// The names of pairs.
    Names,
    /// The values of pairs.
    Values,
}

/// Texts that stand for bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Decoding {
    /// Hexadecimal, in either case.
    Hex,
    /// Base64, padded or not.
    Base64,
    /// URL-safe base64, padded or not.
    Base64Url,
}

/// Digests.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Digest {
    /// MD5.
    Md5,
    /// SHA-1.
    Sha1,
    /// SHA-224.
    Sha224,
    /// SHA-256.
    Sha256,
    /// SHA-384.
    Sha384,
    /// SHA-512.
    Sha512,
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
    /// Fresh values by index.
    pub fresh: Vec<(usize, String)>,
    /// Parts of the request.
    pub request: Vec<(RequestPart, String)>,
    /// Headers of the request.
    pub headers: Vec<(String, String)>,
    /// Computed values by index, and what they must be.
    pub expect: Vec<(usize, String)>,
}

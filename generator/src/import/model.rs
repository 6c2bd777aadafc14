//! What an import has read, before it is written as a spec.

use crate::source::Span;

use super::paging::{Paging, Said, Style};

/// A whole API.
#[derive(Debug, Default)]
pub(super) struct Spec {
    pub(super) api: String,
    pub(super) title: String,
    pub(super) doc: String,
    pub(super) source: Option<String>,
    pub(super) server: Server,
    /// Those that endpoints name; they refer to them by index.
    pub(super) servers: Vec<NamedServer>,
    pub(super) security: Security,
    pub(super) types: Vec<TypeDecl>,
    /// Groups of endpoints, and what is said about them.
    pub(super) groups: Vec<(String, String)>,
    /// What failures hold; endpoints refer to them by index.
    pub(super) failures: Vec<FailureSet>,
    /// The set that most endpoints have.
    pub(super) usual_failures: Option<usize>,
    /// Where failed answers say what is wrong.
    pub(super) envelope: Option<Envelope>,
    pub(super) endpoints: Vec<Endpoint>,
    pub(super) webhooks: Vec<Webhook>,
    /// Pagination styles by name.
    pub(super) styles: Vec<(String, Style)>,
}

/// Where requests go.
#[derive(Clone, Debug, Default)]
pub(super) struct Server {
    pub(super) url: String,
    pub(super) variables: Vec<Variable>,
}

/// A server that endpoints name.
#[derive(Debug)]
pub(super) struct NamedServer {
    pub(super) name: String,
    pub(super) doc: String,
    pub(super) server: Server,
}

/// A hole of a server's URL.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Variable {
    pub(super) name: String,
    pub(super) doc: String,
    pub(super) default: Option<String>,
    pub(super) values: Vec<String>,
}

/// Credentials, schemes, and which of them counts where nothing is said.
#[derive(Debug, Default)]
pub(super) struct Security {
    pub(super) schemes: Vec<Scheme>,
    pub(super) default: Vec<Vec<String>>,
    /// Whether the user chooses, so that no credential is required.
    pub(super) optional: bool,
}

/// An auth scheme.
#[derive(Debug)]
pub(super) struct Scheme {
    pub(super) name: String,
    pub(super) doc: String,
    pub(super) credentials: Vec<Credential>,
    pub(super) placement: Placement,
}

/// What the user must have.
#[derive(Debug)]
pub(super) struct Credential {
    pub(super) name: String,
    pub(super) secret: bool,
    pub(super) doc: String,
}

/// Where a scheme puts its credentials.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Placement {
    Bearer,
    Basic,
    Header(String),
    Query(String),
    Cookie(String),
}

/// A declared type, by its index in the list of them.
pub(super) type TypeId = usize;

/// A type expression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Ty {
    /// A built-in word, and what stands in its parentheses.
    Word(&'static str, String),
    /// A declared type.
    Named(TypeId),
    /// A list, and its bounds.
    List(Box<Ty>, String),
    /// An object with any keys.
    Map(Box<Ty>),
    /// Or null.
    Nullable(Box<Ty>),
}

impl Ty {
    /// Any JSON.
    pub(super) const fn any() -> Self {
        Self::Word("any", String::new())
    }

    /// A built-in word without bounds.
    pub(super) const fn word(word: &'static str) -> Self {
        Self::Word(word, String::new())
    }

    /// Whether it is any JSON.
    pub(super) fn is_any(&self) -> bool {
        matches!(self, Self::Word("any", _))
    }

    /// The same, or null.
    #[must_use]
    pub(super) fn nullable(self) -> Self {
        match self {
            Self::Nullable(_) => self,
            other if other.is_any() => other,
            other => Self::Nullable(Box::new(other)),
        }
    }

    /// Without the null.
    #[must_use]
    pub(super) fn not_null(self) -> Self {
        match self {
            Self::Nullable(inner) => *inner,
            other => other,
        }
    }

    /// How many lists and maps stand in one another.
    pub(super) fn nested(&self) -> usize {
        match self {
            Self::Word(..) | Self::Named(_) => 0,
            Self::List(inner, _) | Self::Map(inner) => inner.nested() + 1,
            Self::Nullable(inner) => inner.nested(),
        }
    }

    /// The declared types in it.
    pub(super) fn mentions(&self, see: &mut dyn FnMut(TypeId)) {
        match self {
            Self::Word(..) => {}
            Self::Named(id) => see(*id),
            Self::List(inner, _) | Self::Map(inner) | Self::Nullable(inner) => inner.mentions(see),
        }
    }
}

/// A declared type.
#[derive(Clone, Debug)]
pub(super) struct TypeDecl {
    /// Where it stands in the document: types are written in that order.
    pub(super) span: Span,
    pub(super) name: Wish,
    pub(super) doc: String,
    pub(super) deprecated: bool,
    pub(super) kind: Kind,
}

/// What a type would like to be called.
#[derive(Clone, Debug)]
pub(super) enum Wish {
    /// The name that is kept for a schema of the document.
    Kept(String),
    /// That name if nothing else has it, or else the second.
    Shared(String, String),
    /// A name made of where the type stands; the short one if it stands in several places.
    Made { long: String, short: Option<String> },
}

/// What a declared type is.
#[derive(Clone, Debug)]
pub(super) enum Kind {
    Struct(Vec<Field>, Option<Others>),
    Enum {
        numbers: bool,
        values: Vec<EnumValue>,
    },
    Union {
        tag: String,
        variants: Vec<(String, TypeId)>,
    },
    /// A union whose variants are told apart by their shapes.
    Untagged(Vec<Variant>),
}

impl Kind {
    /// Calls `see` with each type expression in it.
    pub(super) fn each_type(&mut self, see: &mut dyn FnMut(&mut Ty)) {
        match self {
            Self::Struct(fields, others) => {
                let others = others.iter_mut().map(|others| &mut others.ty);
                fields.iter_mut().map(|field| &mut field.ty).chain(others).for_each(see);
            }
            Self::Untagged(variants) => variants.iter_mut().for_each(|variant| see(&mut variant.ty)),
            Self::Enum { .. } | Self::Union { .. } => {}
        }
    }
}

/// A variant of a union without a tag.
#[derive(Clone, Debug)]
pub(super) struct Variant {
    /// Upper camel case, unique in its union.
    pub(super) name: String,
    pub(super) ty: Ty,
}

/// A field or parameter.
#[derive(Clone, Debug, PartialEq)]
#[allow(
    clippy::struct_excessive_bools,
    reason = "four things that a document says of a field, each yes or no"
)]
pub(super) struct Field {
    pub(super) wire: String,
    pub(super) ty: Ty,
    pub(super) required: bool,
    /// Only answers have it, only requests have it.
    pub(super) read_only: bool,
    pub(super) write_only: bool,
    pub(super) doc: String,
    pub(super) deprecated: bool,
    /// Of a parameter: what the vendor assumes, as YAML.
    pub(super) default: Option<String>,
    /// Of a truth: the only one that it may be. What else can be one thing only has an enum of one value for its type.
    pub(super) always: Option<bool>,
    /// What is sent when the user sets nothing, as YAML.
    pub(super) preset: Option<String>,
    /// Of a parameter: the word of its style, where that is not the place's own.
    pub(super) style: Option<&'static str>,
}

/// What the keys of an object hold that are none of its fields.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Others {
    pub(super) ty: Ty,
    pub(super) doc: String,
}

/// A field of a multipart body.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Part {
    pub(super) field: Field,
    pub(super) content_type: Option<String>,
}

/// A value of an enum.
#[derive(Clone, Debug)]
pub(super) struct EnumValue {
    pub(super) wire: String,
    /// What the document calls it.
    pub(super) name: Option<String>,
    pub(super) doc: String,
    pub(super) deprecated: bool,
}

/// An endpoint.
#[derive(Clone, Debug)]
pub(super) struct Endpoint {
    pub(super) name: String,
    /// Method and path.
    pub(super) http: String,
    pub(super) doc: String,
    pub(super) source: Option<String>,
    pub(super) deprecated: bool,
    pub(super) path: Vec<Field>,
    pub(super) query: Vec<Field>,
    pub(super) headers: Vec<Field>,
    pub(super) cookies: Vec<Field>,
    pub(super) body: Body,
    /// Whether it may be left out as a whole.
    pub(super) body_optional: bool,
    pub(super) returns: Body,
    pub(super) stream: Stream,
    /// What its own failures hold, until they are put into a set.
    pub(super) failed: Vec<Case>,
    /// The set of its failures.
    pub(super) failures: Option<usize>,
    /// Examples of answers: status and JSON.
    pub(super) examples: Vec<(u16, String)>,
    /// `None`: the default.
    pub(super) auth: Option<Vec<Vec<String>>>,
    /// Its pages, and what the document says of them.
    pub(super) paging: Paging,
    pub(super) said: Said,
    /// The path of a server of its own, on the host of the document's.
    pub(super) base: Option<String>,
    /// Another server than the document's, by its index.
    pub(super) server: Option<usize>,
    /// Its group, where there are any.
    pub(super) group: Option<String>,
    /// The first of several with one tag.
    pub(super) section: Option<String>,
}

/// Whether an answer is the stream of an operation that also answers with JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stream {
    No,
    Yes,
    /// Yes, if the field `stream` of the type that the body is of says so.
    Asked,
}

/// A request that the vendor sends.
#[derive(Debug)]
pub(super) struct Webhook {
    pub(super) name: String,
    pub(super) doc: String,
    /// JSON, text or bytes.
    pub(super) payload: Body,
    pub(super) group: Option<String>,
}

/// What failures hold.
#[derive(Debug)]
pub(super) struct FailureSet {
    pub(super) name: String,
    pub(super) cases: Vec<Case>,
}

/// What most failed answers hold.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Envelope {
    pub(super) name: String,
    /// Its fields, all of which may be missing.
    pub(super) fields: Vec<(String, Ty)>,
    /// `message`, `code` and the like, with their paths.
    pub(super) paths: Vec<(&'static str, String)>,
}

/// What the answers of one status hold.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Case {
    /// `200`, `4XX`, `default`.
    pub(super) status: String,
    /// One line.
    pub(super) doc: String,
    pub(super) body: Body,
}

/// What a request or an answer holds.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Body {
    Nothing,
    Json(Ty),
    Fields(Vec<Field>, Option<Others>),
    Form(Vec<Field>),
    Multipart(Vec<Part>),
    Bytes(String),
    Text(String),
    /// Of an answer: bytes that are read as they come.
    Stream,
    /// Of an answer: events and lines, with the type of each; nothing: text.
    Events(Option<Ty>),
    Lines(Option<Ty>),
    /// Of an answer: one of several, by the status; the name where it is not the usual one.
    Statuses {
        name: Option<String>,
        cases: Vec<Case>,
    },
}

impl Endpoint {
    /// Calls `see` with each type that is sent.
    pub(super) fn sent_types(&mut self, see: &mut dyn FnMut(&mut Ty)) {
        for fields in [&mut self.path, &mut self.query, &mut self.headers, &mut self.cookies] {
            for field in fields {
                see(&mut field.ty);
            }
        }
        self.body.each_type(see);
    }
}

impl Body {
    /// Calls `see` with each type in it.
    pub(super) fn each_type(&mut self, see: &mut dyn FnMut(&mut Ty)) {
        match self {
            Self::Json(ty) => see(ty),
            Self::Fields(fields, others) => {
                let others = others.iter_mut().map(|others| &mut others.ty);
                fields.iter_mut().map(|field| &mut field.ty).chain(others).for_each(see);
            }
            Self::Form(fields) => fields.iter_mut().for_each(|field| see(&mut field.ty)),
            Self::Statuses { cases, .. } => cases.iter_mut().for_each(|case| case.body.each_type(see)),
            Self::Multipart(parts) => parts.iter_mut().for_each(|part| see(&mut part.field.ty)),
            Self::Events(ty) | Self::Lines(ty) => ty.iter_mut().for_each(see),
            Self::Nothing | Self::Bytes(_) | Self::Text(_) | Self::Stream => {}
        }
    }

    /// The types in it.
    pub(super) fn types(&self) -> Box<dyn Iterator<Item = &Ty> + '_> {
        match self {
            Self::Json(ty) => Box::new(std::iter::once(ty)),
            Self::Fields(fields, others) => {
                let others = others.iter().map(|others| &others.ty);
                Box::new(fields.iter().map(|field| &field.ty).chain(others))
            }
            Self::Form(fields) => Box::new(fields.iter().map(|field| &field.ty)),
            Self::Statuses { cases, .. } => Box::new(cases.iter().flat_map(|case| case.body.types())),
            Self::Multipart(parts) => Box::new(parts.iter().map(|part| &part.field.ty)),
            Self::Events(ty) | Self::Lines(ty) => Box::new(ty.iter()),
            Self::Nothing | Self::Bytes(_) | Self::Text(_) | Self::Stream => Box::new(std::iter::empty()),
        }
    }
}

//! What may stand where in a spec: one table for the reader, the JSON Schema and the messages.
//!
//! [`ROOT`] describes the whole file. `conform` holds a tree against it; `specwright::schema` prints it as a
//! JSON Schema. The prose is in docs/language.md.

mod answers;
mod auth;
mod calls;
mod pagination;
mod parameter;
#[cfg(test)]
mod recipes;
mod types;
mod webhooks;

use answers::{CASES, FAILURES, FAILURES_DOC, RETURNS};
use auth::{CREDENTIAL, NAMED_SERVER, SCHEME, SERVER, TOKEN_SOURCE};
use calls::{RATE, RATES_OF, RETRY};
use pagination::PAGINATION;
use parameter::PARAMETERS;
#[cfg(test)]
pub(super) use recipes::{RECIPE_SCHEME, RECIPE_SOURCE, RECIPE_WEBHOOK};
use types::{FIELD, OTHERS, TYPE_FORMS};
use webhooks::WEBHOOK;

/// A map with known keys.
#[derive(Debug)]
pub struct Shape {
    /// What it is, with its article, for messages: "an endpoint".
    pub what: &'static str,
    /// Its keys.
    pub keys: &'static [Key],
    /// Keys of which exactly one must stand; empty: no such rule.
    pub one_of: &'static [&'static str],
}

/// A key of a [`Shape`].
#[derive(Debug)]
pub struct Key {
    /// Its name.
    pub name: &'static str,
    /// What it means, one sentence.
    pub doc: &'static str,
    /// Whether it must stand.
    pub required: bool,
    /// What stands behind it.
    pub kind: Kind,
}

/// What a value may be.
#[derive(Clone, Copy, Debug)]
pub enum Kind {
    /// Free text.
    Text,
    /// `text -- note`.
    Noted,
    /// A type expression (a one-element list or map stands for `[T]` and `{T}`).
    Type,
    /// A template.
    Template,
    /// An expression.
    Expression,
    /// A whole number.
    Integer,
    /// `true` or `false`.
    Bool,
    /// `true`, `false` or text.
    BoolOrText,
    /// Any scalar.
    Scalar,
    /// Text or nothing.
    TextOrNothing,
    /// Anything.
    Any,
    /// One of these words.
    Choice(&'static [&'static str]),
    /// A map with known keys.
    Map(&'static Shape),
    /// A map whose keys are names of the spec's own.
    Named(&'static Kind),
    /// A list.
    List(&'static Kind),
    /// A scalar of the first kind, or a map of the shape.
    Short(&'static Kind, &'static Shape),
    /// A type expression, or a map of the shape (told apart by its keys).
    TypeOr(&'static Shape),
    /// One value or a list of them.
    OneOrMany(&'static Kind),
    /// A name, or a map of that kind.
    NameOr(&'static Kind),
    /// A map of the first of these shapes whose key stands in it.
    Forms(&'static [(&'static str, Shape)]),
}

const fn key(name: &'static str, kind: Kind, doc: &'static str) -> Key {
    Key { name, doc, required: false, kind }
}

const fn required(name: &'static str, kind: Kind, doc: &'static str) -> Key {
    Key { name, doc, required: true, kind }
}

const fn shape(what: &'static str, keys: &'static [Key]) -> Shape {
    Shape { what, keys, one_of: &[] }
}

const DOC: Key = key("doc", Kind::Text, "Documentation, Markdown.");
const SOURCE: Key = key("source", Kind::Text, "URL of the vendor's page.");
const DEPRECATED: Key = key("deprecated", Kind::BoolOrText, "`true`, or what to use instead.");
const PRESET: Key =
    key("preset", Kind::Scalar, "What is sent when the user sets nothing: it is no argument.");
const NAME: Key = key("name", Kind::Text, "The Rust name.");
const TYPE_NAME: Key =
    key("name", Kind::Text, "The name in Rust, upper camel case; left out: that of the type.");

/// The schemes of an endpoint.
const AUTH: Kind = Kind::OneOrMany(&Kind::NameOr(&Kind::Named(&Kind::Named(&Kind::Scalar))));
const IDEMPOTENCY_DOC: &str = "The header for a key by which the API knows a call that it gets twice, for endpoints that are not safe to repeat.";
const AUTH_DOC: &str =
    "The auth scheme, with its arguments, or `none`; a map of several: all of them; a list: one of them.";

/// The whole file.
pub static ROOT: Shape = shape(
    "a spec",
    &[
        required("specwright", Kind::Integer, "The language's version: 1."),
        required("api", Kind::Text, "The API's name in snake case: module and cargo feature."),
        key("title", Kind::Text, "One line for the docs."),
        DOC,
        SOURCE,
        required(
            "server",
            Kind::Short(&Kind::Text, &SERVER),
            "Where requests go: an https URL, or a map with `url`, `variables` and `hosts`.",
        ),
        key(
            "servers",
            Kind::Named(&Kind::Short(&Kind::Noted, &NAMED_SERVER)),
            "Other servers, by snake_case name, for endpoints that name one: an https URL, or a map like `server`.",
        ),
        key(
            "credentials",
            Kind::Named(&Kind::Short(&Kind::Noted, &CREDENTIAL)),
            "What the user must have, in the order of the arguments of `Credentials::new`.",
        ),
        key("auth", Kind::Named(&Kind::Map(&SCHEME)), "The auth schemes."),
        key(
            "tokens",
            Kind::Named(&Kind::Map(&TOKEN_SOURCE)),
            "The token sources: values that calls obtain, named `{source.output}` in templates.",
        ),
        key(
            "envelopes",
            Kind::Named(&Kind::Map(&ENVELOPE)),
            "The wrappers around payloads, with their outcome rules.",
        ),
        key("errors", Kind::Named(&Kind::Short(&Kind::Noted, &ERROR)), "The API's error codes."),
        key(
            "failures",
            Kind::Named(&CASES),
            "What failures hold: by name, sets of statuses (`404`, `4XX`, `default`) with their types.",
        ),
        key("pagination", Kind::Named(&Kind::Map(&PAGINATION)), "Pagination styles."),
        key("rates", Kind::Named(&Kind::Short(&Kind::Noted, &RATE)), "Rate budgets."),
        key("retry", Kind::Map(&RETRY), "What the API says about refusals, beside what is usual."),
        key("idempotency", Kind::Text, IDEMPOTENCY_DOC),
        key("defaults", Kind::Map(&DEFAULTS), "What an endpoint uses when it does not say."),
        key("types", Kind::Named(&Kind::Forms(&TYPE_FORMS)), "Types, by UpperCamelCase name."),
        key(
            "groups",
            Kind::Named(&Kind::TextOrNothing),
            "Groups of endpoints, by snake_case name: what is in each. A cargo feature each.",
        ),
        required("endpoints", Kind::Named(&Kind::Map(&ENDPOINT)), "The endpoints, by snake_case name."),
        key(
            "webhooks",
            Kind::Named(&Kind::Map(&WEBHOOK)),
            "What the API sends to the user, by snake_case name.",
        ),
    ],
);

static ENVELOPE: Shape = shape(
    "an envelope",
    &[
        DOC,
        SOURCE,
        key("fields", Kind::Named(&Kind::TypeOr(&FIELD)), "The wrapper's own fields."),
        key("success", Kind::Expression, "When an answer is a success, beside a 2xx status."),
        key("payload", Kind::Text, "The field with the payload; left out: beside the envelope's own fields."),
        key("error", Kind::Map(&ERROR_PATHS), "Where a failed answer says what is wrong."),
    ],
);

static ERROR_PATHS: Shape = shape(
    "the paths of an error",
    &[
        key("code", Kind::Expression, "Path to the error code."),
        key("message", Kind::Expression, "Path to the message."),
        key("detail", Kind::Expression, "Path to a further text."),
        key("request_id", Kind::Expression, "Path to the request's id."),
    ],
);

static ERROR: Shape = shape(
    "an error code",
    &[
        required("name", Kind::Text, "The Rust name in snake case."),
        DOC,
        key("treat_as", Kind::Choice(calls::TREATMENTS), "What the client does about it."),
        key("causes", Kind::Named(&Kind::Noted), "Causes that share the code: name → pattern of the text."),
    ],
);

static DEFAULTS: Shape = shape(
    "the defaults",
    &[
        key("auth", AUTH, AUTH_DOC),
        key("envelope", Kind::Text, "An envelope."),
        key("failures", Kind::Text, "A set of failures, or `none`."),
        key("rate", RATES_OF, "Rate budgets, with weights if need be."),
    ],
);

static ENDPOINT: Shape = shape(
    "an endpoint",
    &[
        required("http", Kind::Text, "Method and path: `GET /customers/{id}`."),
        key("group", Kind::Text, "The group; left out: it is compiled with each of them."),
        key("server", Kind::Text, "One of `servers`; left out: the API's own."),
        DOC,
        key("name", Kind::Text, "The name in Rust, snake case; left out: that of the endpoint."),
        SOURCE,
        DEPRECATED,
        key("path", PARAMETERS, "Path parameters."),
        key("query", PARAMETERS, "Query parameters."),
        key("headers", PARAMETERS, "Header parameters."),
        key("cookies", PARAMETERS, "Cookies."),
        key(
            "body",
            Kind::TypeOr(&BODY),
            "A type expression (JSON), or a map with one of `fields`, `form`, `bytes`, `text`.",
        ),
        key(
            "body?",
            Kind::TypeOr(&BODY),
            "A body that may be left out: a type expression (JSON), or a map with `bytes` or `text`.",
        ),
        key(
            "presets",
            Kind::Named(&Kind::Scalar),
            "Fields of a body that is a type, and what is sent in them when the user sets nothing.",
        ),
        key(
            "returns",
            Kind::TypeOr(&RETURNS),
            "A type expression (JSON), or a map with one of `fields`, `bytes`, `text`, `statuses`.",
        ),
        key("failures", FAILURES, FAILURES_DOC),
        key("auth", AUTH, AUTH_DOC),
        key("envelope", Kind::Text, "The envelope, or `none`."),
        key("rate", RATES_OF, "The rate budgets, or `none`; a map gives weights."),
        key("pagination", Kind::Text, "The pagination style."),
        key("repeat", Kind::Choice(&["safe", "unsafe"]), "May the same call be sent twice?"),
        key(
            "idempotency",
            Kind::Text,
            "The header for a key by which the API knows a call that it gets twice, or `none`.",
        ),
        key("examples", Kind::List(&Kind::Map(&EXAMPLE)), "What went over the wire."),
    ],
);

static BODY: Shape = Shape {
    what: "a body",
    keys: &[
        DOC,
        key("fields", Kind::Named(&Kind::TypeOr(&FIELD)), "A JSON object declared in place."),
        OTHERS,
        key("form", PARAMETERS, "A form declared in place."),
        key("multipart", Kind::Named(&Kind::TypeOr(&PART)), "A multipart body declared in place."),
        key("bytes", Kind::Text, "Bytes of that content type, in memory or as a stream."),
        key("text", Kind::Text, "Text of that content type."),
    ],
    one_of: &["fields", "form", "multipart", "bytes", "text"],
};

static PART: Shape = shape(
    "a field of a multipart body",
    &[
        required("type", Kind::Type, "The type expression; `file` or `[file]` for files."),
        DOC,
        NAME,
        key("default", Kind::Any, "What the API assumes when it is absent."),
        PRESET,
        DEPRECATED,
        key("content_type", Kind::Text, "The content type of the part."),
    ],
);

pub(super) static EXAMPLE: Shape = shape(
    "an example",
    &[
        DOC,
        SOURCE,
        key("path", Kind::Named(&Kind::Any), "Path parameters."),
        key("query", Kind::Named(&Kind::Any), "Query parameters."),
        key("headers", Kind::Named(&Kind::Any), "Header parameters."),
        key("cookies", Kind::Named(&Kind::Any), "Cookies."),
        key("body", Kind::Any, "The request's body."),
        key("status", Kind::Integer, "The HTTP status, 200 if left out."),
        key("response", Kind::Any, "The whole answer."),
    ],
);

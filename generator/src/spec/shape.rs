//! What may stand where in a spec: one table for the reader, the JSON Schema and the messages.
//!
//! [`ROOT`] describes the whole file. `conform` holds a tree against it; `specwright::schema` prints it as a
//! JSON Schema. The prose is in docs/language.md.

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
    /// `true`, `false` or text.
    BoolOrText,
    /// Any scalar.
    Scalar,
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
const NAME: Key = key("name", Kind::Text, "The Rust name.");

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
            "Where requests go: an https URL, or a map with `url` and `variables`.",
        ),
        key(
            "credentials",
            Kind::Named(&Kind::Short(&Kind::Noted, &CREDENTIAL)),
            "What the user must have, in the order of the arguments of `Credentials::new`.",
        ),
        key("auth", Kind::Named(&Kind::Map(&SCHEME)), "The auth schemes."),
        key(
            "envelopes",
            Kind::Named(&Kind::Map(&ENVELOPE)),
            "The wrappers around payloads, with their outcome rules.",
        ),
        key("errors", Kind::Named(&Kind::Short(&Kind::Noted, &ERROR)), "The API's error codes."),
        key("pagination", Kind::Named(&Kind::Map(&PAGINATION)), "Pagination styles."),
        key("rates", Kind::Named(&Kind::Short(&Kind::Noted, &RATE)), "Rate budgets."),
        key("defaults", Kind::Map(&DEFAULTS), "What an endpoint uses when it does not say."),
        key("types", Kind::Named(&Kind::Forms(&TYPE_FORMS)), "Types, by UpperCamelCase name."),
        required("endpoints", Kind::Named(&Kind::Map(&ENDPOINT)), "The endpoints, by snake_case name."),
    ],
);

static SERVER: Shape = shape(
    "a server",
    &[
        required("url", Kind::Text, "The https URL; `{name}` is a variable."),
        key("variables", Kind::Named(&Kind::Short(&Kind::Noted, &VARIABLE)), "The variables in the URL."),
    ],
);

static VARIABLE: Shape = shape(
    "a server variable",
    &[
        DOC,
        key("default", Kind::Text, "Used when the user gives none."),
        key("values", Kind::List(&Kind::Text), "The texts that are allowed."),
    ],
);

static CREDENTIAL: Shape = shape(
    "a credential",
    &[
        required("type", Kind::Choice(&["string", "secret"]), "Whether it may be printed."),
        DOC,
        key("env", Kind::Text, "The environment variable that `Client::from_env()` reads."),
    ],
);

static SCHEME: Shape = shape(
    "an auth scheme",
    &[
        DOC,
        SOURCE,
        key("bearer", Kind::Template, "Sent as `Authorization: Bearer …`."),
        key("basic", Kind::Map(&BASIC), "Sent as `Authorization: Basic …`."),
        key("arguments", Kind::Named(&Kind::Type), "Constants that each endpoint gives."),
        key("values", Kind::Named(&Kind::Template), "Computed for every attempt, top to bottom."),
        key("headers", Kind::Named(&Kind::Template), "Headers to add."),
        key("query", Kind::Named(&Kind::Template), "Query parameters to add."),
        key("cookies", Kind::Named(&Kind::Template), "Cookies to add."),
        key(
            "known_answers",
            Kind::List(&Kind::Map(&KNOWN_ANSWER)),
            "Published signatures; each becomes a test.",
        ),
    ],
);

static BASIC: Shape = shape(
    "basic auth",
    &[
        required("username", Kind::Template, "The user."),
        required("password", Kind::Template, "The password."),
    ],
);

static KNOWN_ANSWER: Shape = shape(
    "a known answer",
    &[
        DOC,
        SOURCE,
        required(
            "given",
            Kind::Named(&Kind::Any),
            "Credentials, arguments, fresh values and parts of the request.",
        ),
        required("expect", Kind::Named(&Kind::Scalar), "Values and what they must be."),
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
        key("treat_as", Kind::Choice(&["fatal", "retryable", "throttled"]), "What the client does about it."),
        key("causes", Kind::Named(&Kind::Noted), "Causes that share the code: name → pattern of the text."),
    ],
);

static PAGINATION: Shape = Shape {
    what: "a pagination style",
    keys: &[
        DOC,
        SOURCE,
        key("page", Kind::Map(&COUNTER), "A page counter."),
        key("offset", Kind::Map(&COUNTER), "A count of items."),
        key("cursor", Kind::Map(&CURSOR), "A value from the page before."),
        required("items", Kind::Expression, "Path in the payload to the list of items; `.` is the payload."),
        key("size", Kind::Map(&SIZE), "The page size."),
        key("pages", Kind::Expression, "Path to the number of all pages."),
        key("total", Kind::Expression, "Path to the number of all items."),
        key(
            "ends",
            Kind::OneOrMany(&Kind::Expression),
            "`empty_page`, `short_page`, or a condition over the payload; any of a list ends.",
        ),
        key("expires", Kind::Map(&EXPIRES), "How long a cursor lives."),
    ],
    one_of: &["page", "offset", "cursor"],
};

static COUNTER: Shape = shape(
    "a counter",
    &[
        required("in", Kind::Expression, "The parameter: `query.NAME`, `body.NAME` or `headers.NAME`."),
        key("first", Kind::Integer, "The first value."),
    ],
);

static CURSOR: Shape = shape(
    "a cursor",
    &[
        required("in", Kind::Expression, "The parameter: `query.NAME`, `body.NAME` or `headers.NAME`."),
        required(
            "next",
            Kind::Expression,
            "Path in the payload to the next cursor; null, absent or empty ends.",
        ),
        key("replaces", Kind::List(&Kind::Expression), "Parameters that later calls leave out."),
    ],
);

static SIZE: Shape = shape(
    "a page size",
    &[
        required("in", Kind::Expression, "The parameter."),
        key("default", Kind::Integer, "Sent when the user sets none."),
        key("max", Kind::Integer, "The vendor's maximum."),
    ],
);

static EXPIRES: Shape = shape(
    "a lifetime",
    &[
        key("after", Kind::Text, "A duration: `60s`, `5m`."),
        key("codes", Kind::List(&Kind::Scalar), "Error codes that say that the cursor is too old."),
    ],
);

static RATE: Shape = shape(
    "a rate budget",
    &[
        required("limit", Kind::Text, "`N per minute`, `N per 15s`."),
        key(
            "scope",
            Kind::Choice(&["api", "endpoint"]),
            "Shared by all endpoints that use it (`api`), or one for each.",
        ),
        DOC,
        SOURCE,
    ],
);

static DEFAULTS: Shape = shape(
    "the defaults",
    &[
        key("auth", Kind::Text, "An auth scheme."),
        key("envelope", Kind::Text, "An envelope."),
        key("rate", Kind::OneOrMany(&Kind::Text), "Rate budgets."),
    ],
);

static FIELD: Shape = shape(
    "a field",
    &[
        required("type", Kind::Type, "The type expression."),
        DOC,
        NAME,
        key("default", Kind::Any, "The value when it is absent."),
        DEPRECATED,
        key("tag", Kind::Text, "Of a union sent as two: the name of the tag's field."),
        key("content", Kind::Text, "Of a union sent as two: the name of the content's field."),
    ],
);

/// The forms of a type, by the key that tells them; the first that stands counts.
static TYPE_FORMS: [(&str, Shape); 5] = [
    (
        "filter",
        shape(
            "a filter type",
            &[
                DOC,
                SOURCE,
                required("filter", Kind::Map(&FILTER), "A filter language: the JSON keys of a condition."),
                required("operators", Kind::Named(&Kind::Noted), "Method → noted wire value."),
                required("kinds", Kind::Named(&Kind::Map(&FILTER_KIND)), "The kinds of fields."),
                required(
                    "fields",
                    Kind::Named(&Kind::Short(&Kind::Noted, &FILTER_FIELD)),
                    "Wire name → noted kind.",
                ),
            ],
        ),
    ),
    (
        "enum",
        shape(
            "an enum",
            &[
                DOC,
                SOURCE,
                DEPRECATED,
                required(
                    "enum",
                    Kind::Choice(&["string", "i32", "i64"]),
                    "An open enum: what stands on the wire.",
                ),
                required(
                    "values",
                    Kind::Named(&Kind::Short(&Kind::Noted, &ENUM_VALUE)),
                    "Wire value → noted name.",
                ),
            ],
        ),
    ),
    (
        "union",
        shape(
            "a union",
            &[
                DOC,
                SOURCE,
                DEPRECATED,
                required("union", Kind::Map(&UNION), "A tagged union: where the tag stands."),
                required("variants", Kind::Named(&Kind::TypeOr(&VARIANT)), "Tag → type."),
            ],
        ),
    ),
    (
        "type",
        shape("an alias", &[DOC, SOURCE, required("type", Kind::Type, "A name for a type expression.")]),
    ),
    (
        "fields",
        shape(
            "a struct",
            &[
                DOC,
                SOURCE,
                DEPRECATED,
                required("fields", Kind::Named(&Kind::TypeOr(&FIELD)), "Wire name → type expression."),
            ],
        ),
    ),
];

static ENUM_VALUE: Shape = shape(
    "an enum value",
    &[
        required("name", Kind::Text, "The Rust name in snake case."),
        DOC,
        DEPRECATED,
        key("aliases", Kind::List(&Kind::Scalar), "Other wire values read as the same."),
    ],
);

static UNION: Shape = shape(
    "the place of a tag",
    &[
        required("tag", Kind::Text, "The field with the tag."),
        key("content", Kind::Text, "The field with the payload; left out: beside the tag."),
    ],
);

static VARIANT: Shape = shape(
    "a variant",
    &[
        required("type", Kind::Type, "The payload."),
        DOC,
        NAME,
        DEPRECATED,
        key("aliases", Kind::List(&Kind::Text), "Other tags read as the same."),
    ],
);

static FILTER: Shape = shape(
    "a filter",
    &[
        required("field", Kind::Text, "JSON key of the field's name."),
        required("operator", Kind::Text, "JSON key of the operator."),
        required("value", Kind::Text, "JSON key of the value."),
        key("combine", Kind::Map(&COMBINE), "The field beside the list of conditions that joins them."),
    ],
);

static COMBINE: Shape = shape(
    "how conditions are joined",
    &[
        required("in", Kind::Text, "The field beside the list of conditions."),
        required("all", Kind::Text, "Its value when all must hold."),
        required("any", Kind::Text, "Its value when any must hold."),
    ],
);

static FILTER_KIND: Shape = shape(
    "a kind of filter fields",
    &[
        required("value", Kind::Type, "The type of the value."),
        required("operators", Kind::List(&Kind::Text), "The operators that fit."),
    ],
);

static FILTER_FIELD: Shape = shape("a filter field", &[required("kind", Kind::Text, "The kind."), NAME, DOC]);

static ENDPOINT: Shape = shape(
    "an endpoint",
    &[
        required("http", Kind::Text, "Method and path: `GET /customers/{id}`."),
        DOC,
        SOURCE,
        DEPRECATED,
        key("path", Kind::Named(&Kind::TypeOr(&FIELD)), "Path parameters."),
        key("query", Kind::Named(&Kind::TypeOr(&FIELD)), "Query parameters."),
        key("headers", Kind::Named(&Kind::TypeOr(&FIELD)), "Header parameters."),
        key(
            "body",
            Kind::TypeOr(&BODY),
            "A type expression (JSON), or a map with one of `fields`, `form`, `bytes`, `text`.",
        ),
        key(
            "returns",
            Kind::TypeOr(&RETURNS),
            "A type expression (JSON), or a map with one of `fields`, `bytes`, `text`.",
        ),
        key(
            "auth",
            Kind::NameOr(&Kind::Named(&Kind::Named(&Kind::Scalar))),
            "The auth scheme, with its arguments, or `none`.",
        ),
        key("envelope", Kind::Text, "The envelope, or `none`."),
        key("rate", Kind::OneOrMany(&Kind::Text), "The rate budgets, or `none`."),
        key("pagination", Kind::Text, "The pagination style."),
        key("repeat", Kind::Choice(&["safe", "unsafe"]), "May the same call be sent twice?"),
        key("examples", Kind::List(&Kind::Map(&EXAMPLE)), "What went over the wire."),
    ],
);

static BODY: Shape = Shape {
    what: "a body",
    keys: &[
        DOC,
        key("fields", Kind::Named(&Kind::TypeOr(&FIELD)), "A JSON object declared in place."),
        key("form", Kind::Named(&Kind::TypeOr(&FIELD)), "A form declared in place."),
        key("bytes", Kind::Text, "Raw bytes of that content type."),
        key("text", Kind::Text, "Text of that content type."),
    ],
    one_of: &["fields", "form", "bytes", "text"],
};

static RETURNS: Shape = Shape {
    what: "a return type",
    keys: &[
        DOC,
        key("fields", Kind::Named(&Kind::TypeOr(&FIELD)), "A JSON object declared in place."),
        key("bytes", Kind::Text, "Raw bytes of that content type."),
        key("text", Kind::Text, "Text of that content type."),
    ],
    one_of: &["fields", "bytes", "text"],
};

static EXAMPLE: Shape = shape(
    "an example",
    &[
        DOC,
        SOURCE,
        key("path", Kind::Named(&Kind::Scalar), "Path parameters."),
        key("query", Kind::Named(&Kind::Scalar), "Query parameters."),
        key("headers", Kind::Named(&Kind::Scalar), "Header parameters."),
        key("body", Kind::Any, "The request's body."),
        key("status", Kind::Integer, "The HTTP status, 200 if left out."),
        key("response", Kind::Any, "The whole answer."),
    ],
);

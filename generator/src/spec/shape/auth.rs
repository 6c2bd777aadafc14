//! Shapes of where requests go and how they are authenticated.

use super::{DOC, Key, Kind, SOURCE, Shape, calls::RATES_OF, key, required, shape};

const URL: Key = required(
    "url",
    Kind::Text,
    "The https URL; `{name}` is a variable, a credential or the output of a token source.",
);
// A constant cannot hold a new reference to a static, but the reference to one.
static ONE_VARIABLE: Kind = Kind::Short(&Kind::Noted, &VARIABLE);
const VARIABLES: Key = key("variables", Kind::Named(&ONE_VARIABLE), "The variables in the URL.");
const HOSTS: Key = key(
    "hosts",
    Kind::List(&Kind::Text),
    "The hosts that may come out of a token source: `api.example.com`, `*.example.com`, `*`.",
);

pub(super) static SERVER: Shape = shape("a server", &[URL, VARIABLES, HOSTS]);

pub(super) static NAMED_SERVER: Shape = shape("a server", &[URL, DOC, VARIABLES, HOSTS]);

static VARIABLE: Shape = shape(
    "a server variable",
    &[
        DOC,
        key("default", Kind::Text, "Used when the user gives none."),
        key("values", Kind::List(&Kind::Text), "The texts that are allowed."),
    ],
);

pub(super) static CREDENTIAL: Shape = shape(
    "a credential",
    &[
        required("type", Kind::Choice(&["string", "secret"]), "Whether it may be printed."),
        DOC,
        key("env", Kind::Text, "The environment variable that `Client::from_env()` reads."),
    ],
);

// As above.
static ONE_ANSWER: Kind = Kind::Map(&KNOWN_ANSWER);
static ONE_STEP: Kind = Kind::Map(&STEP);

pub(super) const BEARER: Key = key("bearer", Kind::Template, "Sent as `Authorization: Bearer …`.");
pub(super) const BASIC_KEY: Key = key("basic", Kind::Map(&BASIC), "Sent as `Authorization: Basic …`.");
pub(super) const VALUES: Key =
    key("values", Kind::Named(&Kind::Template), "Computed for every attempt, top to bottom.");
pub(super) const HEADERS: Key = key("headers", Kind::Named(&Kind::Template), "Headers to add.");
pub(super) const QUERY: Key = key("query", Kind::Named(&Kind::Template), "Query parameters to add.");
pub(super) const COOKIES: Key = key("cookies", Kind::Named(&Kind::Template), "Cookies to add.");
pub(super) const FORM: Key = key("form", Kind::Named(&Kind::Template), "Fields to add to a form body.");
pub(super) const FIELDS: Key = key(
    "fields",
    Kind::Named(&Kind::Any),
    "Fields to add to a JSON body: templates, maps of them, or fixed numbers, booleans and lists.",
);
pub(super) const PATH: Key = key("path", Kind::Named(&Kind::Template), "What fills `{name}` in the path.");
pub(super) const HOOK: Key =
    key("hook", Kind::Text, "The method of the client's builder that takes what you write yourself.");
pub(super) const RECIPE: Key = key("recipe", Kind::Text, "A recipe that is shipped with the generator.");
pub(super) const WITH: Key = key("with", Kind::Named(&Kind::Template), "The recipe's parameters.");
pub(super) const KNOWN_ANSWERS: Key =
    key("known_answers", Kind::List(&ONE_ANSWER), "Published signatures; each becomes a test.");
pub(super) const STEPS: Key =
    key("steps", Kind::List(&ONE_STEP), "The calls that obtain the values, in order.");
pub(super) const REFRESH: Key = key(
    "refresh",
    Kind::Map(&STEP),
    "The call instead of `steps`, once the outputs that it reads are there.",
);
pub(super) const CHALLENGE_KEY: Key =
    key("challenge", Kind::Map(&CHALLENGE), "The header of a refusal that holds the values.");
pub(super) const OUTPUTS: Key = key(
    "outputs",
    Kind::Named(&Kind::TextOrNothing),
    "Of a challenge: output → the header's parameter. Of a hook: the outputs, with a note.",
);
pub(super) const EXPIRES: Key =
    key("expires", Kind::Short(&Kind::Text, &EXPIRY), "How long the values hold; left out: until refused.");
pub(super) const MARGIN: Key = key("margin", Kind::Text, "How long before their end they are renewed.");

pub(super) static SCHEME: Shape = shape(
    "an auth scheme",
    &[
        DOC,
        SOURCE,
        RECIPE,
        WITH,
        BEARER,
        BASIC_KEY,
        key("arguments", Kind::Named(&Kind::Type), "Constants that each endpoint gives."),
        VALUES,
        HEADERS,
        QUERY,
        COOKIES,
        FORM,
        FIELDS,
        PATH,
        HOOK,
        KNOWN_ANSWERS,
    ],
);

static BASIC: Shape = shape(
    "basic auth",
    &[
        required("username", Kind::Template, "The user."),
        required("password", Kind::Template, "The password."),
        key("latin1", Kind::Bool, "Whether both are sent as ISO 8859-1, not UTF-8."),
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
            "Credentials, arguments, outputs of token sources, fresh values and parts of the request.",
        ),
        required("expect", Kind::Named(&Kind::Scalar), "Values and what they must be."),
    ],
);

pub(super) static TOKEN_SOURCE: Shape = Shape {
    what: "a token source",
    keys: &[
        DOC,
        SOURCE,
        STEPS,
        REFRESH,
        CHALLENGE_KEY,
        HOOK,
        RECIPE,
        WITH,
        OUTPUTS,
        key("given", Kind::Named(&Kind::Text), "Output → the credential that is its first value."),
        EXPIRES,
        MARGIN,
        HEADERS,
        QUERY,
        COOKIES,
        FORM,
        FIELDS,
    ],
    one_of: &[],
};

static STEP: Shape = shape(
    "a step of a token source",
    &[
        required("http", Kind::Text, "Method and path, or method and https URL: `POST /login`."),
        DOC,
        VALUES,
        BEARER,
        BASIC_KEY,
        HEADERS,
        QUERY,
        COOKIES,
        FORM,
        FIELDS,
        PATH,
        key("body", Kind::Map(&STEP_BODY), "A body that is neither a form nor JSON."),
        key("envelope", Kind::Text, "The envelope, or `none`."),
        key("rate", RATES_OF, "The rate budgets, or `none`; a map gives weights."),
        key("repeat", Kind::Choice(&["safe", "unsafe"]), "May the same call be sent twice?"),
        key(
            "outputs",
            Kind::Named(&Kind::Text),
            "Output → where it stands in the answer: `body.PATH`, `headers.NAME`, `cookies.NAME`, `text`.",
        ),
    ],
);

static STEP_BODY: Shape = shape(
    "the body of a step",
    &[required("text", Kind::Template, "The text."), required("type", Kind::Text, "The content type.")],
);

static CHALLENGE: Shape = shape(
    "a challenge",
    &[
        required("header", Kind::Text, "The header, such as `WWW-Authenticate`."),
        required("word", Kind::Text, "The word before the parameters, such as `Digest`."),
        key("where", Kind::Named(&Kind::Scalar), "Parameters that must have these values."),
    ],
);

static EXPIRY: Shape = Shape {
    what: "the lifetime of tokens",
    keys: &[
        key("in", Kind::Text, "The output that says how long."),
        key("unit", Kind::Choice(&["ms", "s", "min"]), "Its unit; left out: seconds."),
        key("at", Kind::Text, "The output that says until when."),
        key("as", Kind::Text, "How that is written: `unix_s`, `unix_ms`, `rfc3339` or a strftime format."),
    ],
    one_of: &["in", "at"],
};

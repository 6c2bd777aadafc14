//! Rate budgets, and rules about sending again.

use super::{DOC, Key, Kind, SOURCE, Shape, key, required, shape};

/// The budgets of an endpoint.
pub(super) const RATES_OF: Kind = Kind::OneOrMany(&Kind::NameOr(&Kind::Named(&Kind::Integer)));

pub(super) static RATE: Shape = shape(
    "a rate budget",
    &[
        required("limit", Kind::Text, "`N per minute`, `N per 15s`."),
        key(
            "burst",
            Kind::Integer,
            "A bucket that is refilled at `limit` and holds so much, instead of a window.",
        ),
        key(
            "scope",
            Kind::Choice(&["api", "endpoint"]),
            "Shared by all endpoints that use it (`api`), or one for each.",
        ),
        key("remaining", Kind::Text, "The header with which the API says how much is left."),
        key("used", Kind::Text, "The header with which it says how much was used: `32`, `32/40`."),
        key("reset", Kind::Map(&RESET), "The header with which it says when all of it is there again."),
        DOC,
        SOURCE,
    ],
);

const FORMS: Kind =
    Kind::Choice(&["s", "ms", "min", "duration", "unix_s", "unix_ms", "http_date", "rfc3339"]);

const AS: Key = required("as", FORMS, "What stands there: how long, or until when.");

static RESET: Shape = shape("a reset", &[required("header", Kind::Text, "The header."), AS]);

pub(super) static RETRY: Shape = shape(
    "the rules about refusals",
    &[
        key(
            "wait",
            Kind::OneOrMany(&Kind::Map(&WAIT)),
            "Where an answer says how long to wait, beside `Retry-After`.",
        ),
        key(
            "statuses",
            Kind::Named(&Kind::Short(&Kind::Choice(TREATMENTS), &STATUS)),
            "What statuses mean that are not what is usual: a word, or words with a condition each.",
        ),
    ],
);

/// What a client does about a refusal.
pub(super) const TREATMENTS: &[&str] = &["fatal", "retryable", "throttled", "reauthenticate", "clock_skew"];

static STATUS: Shape = shape(
    "what a status means",
    &[
        key("fatal", Kind::Expression, "When the same call would fail again."),
        key("retryable", Kind::Expression, "When the call may be sent again."),
        key("throttled", Kind::Expression, "When there were too many calls."),
        key("reauthenticate", Kind::Expression, "When it may be sent once more with renewed tokens."),
        key("clock_skew", Kind::Expression, "When it may be sent once more with the server's time."),
    ],
);

static WAIT: Shape = Shape {
    what: "a wait",
    keys: &[
        key("header", Kind::Text, "In this header."),
        key("field", Kind::Expression, "At this path of the body of a failed answer."),
        AS,
    ],
    one_of: &["header", "field"],
};

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
            Kind::Named(&Kind::Choice(TREATMENTS)),
            "What statuses mean that are not what is usual.",
        ),
    ],
);

/// What a client does about a refusal.
pub(super) const TREATMENTS: &[&str] = &["fatal", "retryable", "throttled", "reauthenticate", "clock_skew"];

static WAIT: Shape = Shape {
    what: "a wait",
    keys: &[
        key("header", Kind::Text, "In this header."),
        key("field", Kind::Expression, "At this path of the body of a failed answer."),
        AS,
    ],
    one_of: &["header", "field"],
};

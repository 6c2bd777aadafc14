//! Shapes of answers: what a success holds, what a failure holds, each perhaps by its status.

use super::{DOC, FIELD, Key, Kind, NAME, OTHERS, Shape, key};

const BYTES: Key = key("bytes", Kind::Text, "Raw bytes of that content type.");
const TEXT: Key = key("text", Kind::Text, "Text of that content type.");

/// The fields of a struct.
static FIELDS: Kind = Kind::TypeOr(&FIELD);

pub(super) static RETURNS: Shape = Shape {
    what: "a return type",
    keys: &[
        DOC,
        NAME,
        key("fields", Kind::Named(&FIELDS), "A JSON object declared in place."),
        OTHERS,
        BYTES,
        TEXT,
        key("stream", Kind::Choice(&["bytes"]), "`bytes`: the raw body, read as it comes."),
        key(
            "events",
            Kind::Type,
            "Server-sent events, read as they come: the type of their data, or `text`.",
        ),
        key("lines", Kind::Type, "JSON in lines, read as it comes: the type of a line, or `text`."),
        key("statuses", CASES, "What a success holds by its status: `200` … `299`, or `2XX` for the others."),
    ],
    one_of: &["fields", "bytes", "text", "stream", "events", "lines", "statuses"],
};

/// What the answers of one status hold.
static CASE: Shape = Shape {
    what: "an answer",
    keys: &[
        DOC,
        key("fields", Kind::Named(&FIELDS), "A JSON object declared in place."),
        OTHERS,
        BYTES,
        TEXT,
    ],
    one_of: &["fields", "bytes", "text"],
};

static A_CASE: Kind = Kind::TypeOr(&CASE);

/// Status → what it holds.
pub(super) static CASES: Kind = Kind::Named(&A_CASE);

/// The failures of an endpoint.
pub(super) static FAILURES: Kind = Kind::NameOr(&CASES);
pub(super) const FAILURES_DOC: &str =
    "What failures hold: a set of `failures` by its name, or a map by status, or `none`.";

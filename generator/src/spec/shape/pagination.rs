//! Pagination styles.

use super::{DOC, Kind, SOURCE, Shape, key, required, shape};

pub(super) static PAGINATION: Shape = Shape {
    what: "a pagination style",
    keys: &[
        DOC,
        SOURCE,
        key("page", Kind::Map(&COUNTER), "A page counter."),
        key("offset", Kind::Map(&COUNTER), "A count of items."),
        key("cursor", Kind::Map(&CURSOR), "A value from the page before."),
        key("url", Kind::Map(&NEXT_URL), "The whole URL of the next page."),
        key("state", Kind::Named(&Kind::Map(&CURSOR)), "Several values from the page before, by name."),
        key(
            "hook",
            Kind::Short(&Kind::Text, &HOOK),
            "Code of the user's that finds the next page: the name of the argument that takes it.",
        ),
        required(
            "items",
            Kind::Expression,
            "Path in the payload to the list of items; `.` is the payload, `[*]` joins what stands in several elements.",
        ),
        key("size", Kind::Map(&SIZE), "The page size."),
        key("pages", Kind::Expression, "Path to the number of all pages, or a header."),
        key("total", Kind::Expression, "Path to the number of all items, or a header."),
        key(
            "ends",
            Kind::OneOrMany(&Kind::Expression),
            "`empty_page`, `short_page`, `total_reached`, `repeated_cursor`, or a condition over the answer; any of a list ends.",
        ),
        key("replaces", Kind::List(&Kind::Expression), "Parameters that later calls leave out."),
        key("backwards", Kind::Bool, "Whether the items of each page are given in reverse."),
        key("cap", Kind::Map(&CAP), "What the vendor lets one read at most."),
        key("expires", Kind::Map(&EXPIRES), "How long a cursor lives."),
        key("close", Kind::Map(&CLOSE), "The call that closes a scroll."),
    ],
    one_of: &["page", "offset", "cursor", "url", "state", "hook"],
};

const PARAMETER: &str =
    "The parameter: `query.NAME`, `headers.NAME`, `path.NAME`, `body.NAME` or `body.a.b`.";

static COUNTER: Shape = shape(
    "a counter",
    &[required("in", Kind::Expression, PARAMETER), key("first", Kind::Integer, "The first value.")],
);

static CURSOR: Shape = shape(
    "a cursor",
    &[
        required("in", Kind::Expression, PARAMETER),
        required(
            "next",
            Kind::Expression,
            "Where the next cursor stands: a path in the payload, a header, a link; null, absent or empty ends.",
        ),
        key("first", Kind::Scalar, "Sent with the first call; left out: the first call has no cursor."),
    ],
);

static NEXT_URL: Shape = shape(
    "the URL of the next page",
    &[required(
        "next",
        Kind::Expression,
        "Where the URL stands: a path in the payload, a header, a link; null, absent or empty ends.",
    )],
);

static HOOK: Shape = shape(
    "a hook",
    &[
        required("name", Kind::Text, "The name of the argument, in snake case."),
        key(
            "in",
            Kind::OneOrMany(&Kind::Expression),
            "The parameters that it sets; left out: it gives whole URLs.",
        ),
    ],
);

static SIZE: Shape = shape(
    "a page size",
    &[
        required("in", Kind::Expression, PARAMETER),
        key("default", Kind::Integer, "Sent when the user sets none."),
        key("max", Kind::Integer, "The vendor's maximum."),
    ],
);

static CAP: Shape = Shape {
    what: "a cap",
    keys: &[key("items", Kind::Integer, "So many items."), key("pages", Kind::Integer, "So many pages.")],
    one_of: &["items", "pages"],
};

static EXPIRES: Shape = shape(
    "a lifetime",
    &[
        key("after", Kind::Text, "A duration: `60s`, `5m`."),
        key("codes", Kind::List(&Kind::Scalar), "Error codes that say that the cursor is too old."),
    ],
);

static CLOSE: Shape = shape(
    "a closing call",
    &[
        required("endpoint", Kind::Text, "The endpoint."),
        required("with", Kind::Expression, "Its parameter for the last cursor."),
    ],
);

//! Shapes of webhooks: what the vendor sends, and how it is proven.

use super::auth::{KNOWN_ANSWERS, RECIPE, VALUES, WITH};
use super::{DOC, FIELD, Key, Kind, OTHERS, SOURCE, Shape, key, required, shape};

pub(super) const TIMESTAMP: Key = key("timestamp", Kind::Map(&TIME), "When the request was signed.");
pub(super) const SIGNATURE: Key = key(
    "signature",
    Kind::Short(&Kind::Choice(&["none"]), &SIGNATURE_SHAPE),
    "The signature that came, and the one that the secret gives; `none`: nothing is known of one, and nothing proves the sender.",
);

pub(super) static WEBHOOK: Shape = Shape {
    what: "a webhook",
    keys: &[
        DOC,
        SOURCE,
        required(
            "payload",
            Kind::TypeOr(&PAYLOAD),
            "A type expression (JSON), or a map with one of `fields`, `bytes`, `text`.",
        ),
        RECIPE,
        WITH,
        VALUES,
        TIMESTAMP,
        SIGNATURE,
        KNOWN_ANSWERS,
        key("group", Kind::Text, "The group with which it is compiled; webhooks are compiled together."),
    ],
    one_of: &["recipe", "signature"],
};

static PAYLOAD: Shape = Shape {
    what: "a payload",
    keys: &[
        DOC,
        key("fields", Kind::Named(&Kind::TypeOr(&FIELD)), "A JSON object declared in place."),
        OTHERS,
        key("bytes", Kind::Text, "Raw bytes of that content type."),
        key("text", Kind::Text, "Text of that content type."),
    ],
    one_of: &["fields", "bytes", "text"],
};

static TIME: Shape = shape(
    "the time of a webhook",
    &[
        required("value", Kind::Template, "The time as it came."),
        required("as", Kind::Choice(&["unix_s", "unix_ms", "rfc3339"]), "How that is written."),
        required("tolerance", Kind::Text, "How long ago, or in the future, it may be: `5m`."),
    ],
);

pub(super) static SIGNATURE_SHAPE: Shape = shape(
    "the signature of a webhook",
    &[
        required(
            "received",
            Kind::OneOrMany(&Kind::Template),
            "What came: text, or a list of texts, any of which fits.",
        ),
        required("expected", Kind::Template, "What the secret gives."),
    ],
);

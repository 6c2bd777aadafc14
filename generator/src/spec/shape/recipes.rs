//! Shapes of the files of recipes: for the tests of this crate, since a recipe that is shipped is sound.

use super::auth::{
    BASIC_KEY, BEARER, CHALLENGE_KEY, COOKIES, EXPIRES, FIELDS, FORM, HEADERS, KNOWN_ANSWERS, MARGIN,
    OUTPUTS, PATH, QUERY, REFRESH, STEPS, VALUES,
};
use super::webhooks::{SIGNATURE_SHAPE, TIMESTAMP};
use super::{DOC, Key, Kind, SOURCE, Shape, key, required, shape};

static ONE_PARAMETER: Kind = Kind::Short(&Kind::Text, &PARAMETER);

const PARAMETERS: Key =
    key("parameters", Kind::Named(&ONE_PARAMETER), "What the recipe's user gives under `with`.");

static PARAMETER: Shape =
    shape("a parameter", &[DOC, key("default", Kind::Template, "What it is when the user gives none.")]);

/// A recipe of the library for a scheme.
pub(crate) static RECIPE_SCHEME: Shape = shape(
    "a recipe",
    &[
        DOC,
        SOURCE,
        PARAMETERS,
        BEARER,
        BASIC_KEY,
        VALUES,
        HEADERS,
        QUERY,
        COOKIES,
        FORM,
        FIELDS,
        PATH,
        KNOWN_ANSWERS,
    ],
);

/// A recipe of the library for a token source.
pub(crate) static RECIPE_SOURCE: Shape = shape(
    "a recipe of tokens",
    &[DOC, SOURCE, PARAMETERS, STEPS, REFRESH, CHALLENGE_KEY, OUTPUTS, EXPIRES, MARGIN],
);

/// A recipe of the library for a webhook.
pub(crate) static RECIPE_WEBHOOK: Shape = shape(
    "a recipe of webhooks",
    &[
        DOC,
        SOURCE,
        PARAMETERS,
        VALUES,
        TIMESTAMP,
        required(
            "signature",
            Kind::Map(&SIGNATURE_SHAPE),
            "The signature that came, and the one that the secret gives.",
        ),
        KNOWN_ANSWERS,
    ],
);

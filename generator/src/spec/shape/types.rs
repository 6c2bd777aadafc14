//! Shapes of types: structs and their fields, enums, unions, filters.

use super::{DEPRECATED, DOC, Key, Kind, NAME, PRESET, SOURCE, Shape, TYPE_NAME, key, required, shape};

pub(super) static FIELD: Shape = shape(
    "a field",
    &[
        required("type", Kind::Type, "The type expression."),
        DOC,
        NAME,
        key("default", Kind::Any, "The value when it is absent."),
        PRESET,
        DEPRECATED,
        key("tag", Kind::Text, "Of a union sent as two: the name of the tag's field."),
        key("content", Kind::Text, "Of a union sent as two: the name of the content's field."),
    ],
);

/// What holds the keys that are none of a struct's fields.
pub(super) const OTHERS: Key = key(
    "others",
    Kind::TypeOr(&OTHER_KEYS),
    "Beside `fields`: all other keys are kept, with values of this type; left out: they are passed over.",
);

static OTHER_KEYS: Shape = shape(
    "the type of the other keys",
    &[required("type", Kind::Type, "The type expression of their values."), DOC, NAME, DEPRECATED],
);

/// The forms of a type, by the key that tells them; the first that stands counts.
pub(super) static TYPE_FORMS: [(&str, Shape); 5] = [
    (
        "filter",
        shape(
            "a filter type",
            &[
                DOC,
                TYPE_NAME,
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
                TYPE_NAME,
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
                TYPE_NAME,
                SOURCE,
                DEPRECATED,
                required(
                    "union",
                    Kind::Short(&Kind::Choice(&["untagged"]), &UNION),
                    "A tagged union: where the tag stands. `untagged`: the shape of a value decides.",
                ),
                required(
                    "variants",
                    Kind::Named(&Kind::TypeOr(&VARIANT)),
                    "Tag → type; without a tag: name → type.",
                ),
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
                TYPE_NAME,
                SOURCE,
                DEPRECATED,
                required("fields", Kind::Named(&Kind::TypeOr(&FIELD)), "Wire name → type expression."),
                OTHERS,
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

//! Parameters: fields, and how they are written where they are no single text.

use super::{DEPRECATED, DOC, Key, Kind, NAME, PRESET, Shape, key, required, shape};

/// The words of styles.
const STYLES: &[&str] = &[
    "repeat",
    "brackets",
    "indices",
    "comma",
    "space",
    "pipe",
    "fields",
    "pairs",
    "label",
    "label_each",
    "matrix",
    "matrix_each",
    "json",
];

/// What stands behind the name of a parameter or of a form's field.
pub(super) const PARAMETERS: Kind = Kind::Named(&Kind::TypeOr(&PARAMETER));

static PARAMETER: Shape = shape(
    "a parameter",
    &[
        required("type", Kind::Type, "The type expression."),
        DOC,
        NAME,
        STYLE,
        key(
            "default",
            Kind::Any,
            "What the vendor assumes when it is not sent; of a form's field: what is sent.",
        ),
        PRESET,
        DEPRECATED,
        key("tag", Kind::Text, "Of a union sent as two: the name of the tag's field."),
        key("content", Kind::Text, "Of a union sent as two: the name of the content's field."),
    ],
);

const STYLE: Key = key("style", Kind::Choice(STYLES), "How a list or an object is written.");

#[cfg(test)]
mod tests {
    use super::STYLES;
    use crate::api::Style;

    #[test]
    fn the_words_are_those_of_the_styles() {
        for word in STYLES {
            assert_eq!(Style::of_word(word).map(Style::word), Some(*word));
        }
    }
}

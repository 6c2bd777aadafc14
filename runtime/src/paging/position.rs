//! Where a page is.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// The position of a page: a number or a cursor. It can be kept, so that a later process goes on from there.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Position {
    /// A page's number, or the number of items before it.
    Number(i64),
    /// A cursor.
    Text(String),
}

impl Position {
    /// A number.
    pub fn number(number: i64) -> Self {
        Self::Number(number)
    }

    /// A cursor.
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    /// A cursor, unless it is absent or empty.
    pub fn non_empty(text: Option<&str>) -> Option<Self> {
        text.filter(|text| !text.is_empty()).map(Self::text)
    }

    /// The number, also when it is written as text.
    pub fn as_number(&self) -> Option<i64> {
        match self {
            Self::Number(number) => Some(*number),
            Self::Text(text) => text.parse().ok(),
        }
    }

    /// The position as text.
    pub fn to_text(&self) -> String {
        match self {
            Self::Number(number) => number.to_string(),
            Self::Text(text) => text.clone(),
        }
    }
}

/// A number is written as a number, a cursor as a string.
impl Serialize for Position {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Number(number) => serializer.serialize_i64(*number),
            Self::Text(text) => serializer.serialize_str(text),
        }
    }
}

impl<'de> Deserialize<'de> for Position {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;

        impl serde::de::Visitor<'_> for Visitor {
            type Value = Position;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a number or a string")
            }

            fn visit_i64<E>(self, number: i64) -> Result<Position, E> {
                Ok(Position::Number(number))
            }

            fn visit_u64<E: serde::de::Error>(self, number: u64) -> Result<Position, E> {
                i64::try_from(number).map(Position::Number).map_err(|_| E::custom("the number is too large"))
            }

            fn visit_str<E>(self, text: &str) -> Result<Position, E> {
                Ok(Position::text(text))
            }
        }

        deserializer.deserialize_any(Visitor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_position_survives_being_kept() {
        for (position, json) in
            [(Position::number(-3), "-3"), (Position::text("3"), "\"3\""), (Position::text(""), "\"\"")]
        {
            assert_eq!(serde_json::to_string(&position).unwrap(), json);
            assert_eq!(serde_json::from_str::<Position>(json).unwrap(), position);
        }
        assert!(serde_json::from_str::<Position>("18446744073709551615").is_err());
        assert!(serde_json::from_str::<Position>("[]").is_err());
    }

    #[test]
    fn numbers_and_texts_turn_into_each_other() {
        assert_eq!(Position::text("17").as_number(), Some(17));
        assert_eq!(Position::text("x").as_number(), None);
        assert_eq!(Position::number(17).to_text(), "17");
        assert_eq!(Position::non_empty(Some("")), None);
        assert_eq!(Position::non_empty(Some("x")), Some(Position::text("x")));
    }
}

//! Where a page is.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::EnumAccess, de::VariantAccess};

/// The position of a page. It can be kept, so that a later process goes on from there.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Position {
    /// A page's number, or the number of items before it.
    Number(i64),
    /// A cursor.
    Text(String),
    /// The URL of the page.
    Url(String),
    /// Several values at once, some of which may be left out.
    Several(Vec<Option<Position>>),
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

    /// A URL, absolute or as a link on the page before has it.
    pub fn url(url: impl Into<String>) -> Self {
        Self::Url(url.into())
    }

    /// A cursor, unless it is absent or empty.
    pub fn non_empty(text: Option<&str>) -> Option<Self> {
        text.filter(|text| !text.is_empty()).map(Self::text)
    }

    /// Several values; `None` when there is not one.
    pub fn several(parts: Vec<Option<Self>>) -> Option<Self> {
        parts.iter().any(Option::is_some).then_some(Self::Several(parts))
    }

    /// The number, also when it is written as text.
    pub fn as_number(&self) -> Option<i64> {
        match self {
            Self::Number(number) => Some(*number),
            Self::Text(text) => text.parse().ok(),
            Self::Url(_) | Self::Several(_) => None,
        }
    }

    /// One of several values. What is not several has one, number 0: itself.
    pub fn part(&self, index: usize) -> Option<&Self> {
        match self {
            Self::Several(parts) => parts.get(index)?.as_ref(),
            whole => (index == 0).then_some(whole),
        }
    }

    /// The position as text. Of several values all that are there, with commas between them.
    pub fn to_text(&self) -> String {
        match self {
            Self::Number(number) => number.to_string(),
            Self::Text(text) | Self::Url(text) => text.clone(),
            Self::Several(parts) => {
                let parts = parts.iter().flatten().map(Self::to_text);
                parts.collect::<Vec<_>>().join(", ")
            }
        }
    }

    /// The position as messages show it: of a URL no query, which may hold anything.
    pub(super) fn shown(&self) -> String {
        match self {
            Self::Url(url) => match url.split_once(['?', '#']) {
                Some((path, _)) => format!("{path}?…"),
                None => url.clone(),
            },
            Self::Several(parts) => {
                let parts = parts.iter().flatten().map(Self::shown);
                parts.collect::<Vec<_>>().join(", ")
            }
            other => other.to_text(),
        }
    }
}

const VARIANTS: &[&str] = &["number", "text", "url", "several"];

/// As an enum, so that any format can keep it; in JSON `{"text":"…"}`.
impl Serialize for Position {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        const NAME: &str = "Position";
        match self {
            Self::Number(number) => serializer.serialize_newtype_variant(NAME, 0, VARIANTS[0], number),
            Self::Text(text) => serializer.serialize_newtype_variant(NAME, 1, VARIANTS[1], text),
            Self::Url(url) => serializer.serialize_newtype_variant(NAME, 2, VARIANTS[2], url),
            Self::Several(parts) => serializer.serialize_newtype_variant(NAME, 3, VARIANTS[3], parts),
        }
    }
}

impl<'de> Deserialize<'de> for Position {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_enum("Position", VARIANTS, PositionVisitor)
    }
}

struct PositionVisitor;

impl<'de> serde::de::Visitor<'de> for PositionVisitor {
    type Value = Position;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a position")
    }

    fn visit_enum<A: EnumAccess<'de>>(self, data: A) -> Result<Position, A::Error> {
        let (kind, content) = data.variant::<Kind>()?;
        match kind {
            Kind::Number => content.newtype_variant().map(Position::Number),
            Kind::Text => content.newtype_variant().map(Position::Text),
            Kind::Url => content.newtype_variant().map(Position::Url),
            Kind::Several => content.newtype_variant().map(Position::Several),
        }
    }
}

enum Kind {
    Number,
    Text,
    Url,
    Several,
}

impl<'de> Deserialize<'de> for Kind {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_identifier(KindVisitor)
    }
}

struct KindVisitor;

impl serde::de::Visitor<'_> for KindVisitor {
    type Value = Kind;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("the kind of a position")
    }

    fn visit_u64<E: serde::de::Error>(self, index: u64) -> Result<Kind, E> {
        match index {
            0 => Ok(Kind::Number),
            1 => Ok(Kind::Text),
            2 => Ok(Kind::Url),
            3 => Ok(Kind::Several),
            _ => Err(E::custom("no kind of a position")),
        }
    }

    fn visit_str<E: serde::de::Error>(self, name: &str) -> Result<Kind, E> {
        let index = VARIANTS.iter().position(|variant| *variant == name);
        self.visit_u64(index.map_or(u64::MAX, |index| index as u64))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_position_survives_being_kept() {
        let several = Position::several(vec![Some(Position::text("a")), None, Some(Position::number(2))]);
        for (position, json) in [
            (Position::number(-3), r#"{"number":-3}"#),
            (Position::text("3"), r#"{"text":"3"}"#),
            (Position::text(""), r#"{"text":""}"#),
            (Position::url("/x?a=1"), r#"{"url":"/x?a=1"}"#),
            (several.unwrap(), r#"{"several":[{"text":"a"},null,{"number":2}]}"#),
        ] {
            assert_eq!(serde_json::to_string(&position).unwrap(), json);
            assert_eq!(serde_json::from_str::<Position>(json).unwrap(), position);
        }
        for json in ["3", r#"{"number":18446744073709551615}"#, r#"{"other":1}"#, "{}", r#"{"text":1}"#] {
            assert!(serde_json::from_str::<Position>(json).is_err(), "{json}");
        }
    }

    #[test]
    fn a_flood_of_positions_within_positions_is_refused() {
        let json = format!("{}null{}", r#"{"several":["#.repeat(5000), "]}".repeat(5000));
        assert!(serde_json::from_str::<Position>(&json).is_err());
    }

    #[test]
    fn numbers_and_texts_turn_into_each_other() {
        assert_eq!(Position::text("17").as_number(), Some(17));
        assert_eq!(Position::text("x").as_number(), None);
        assert_eq!(Position::url("17").as_number(), None);
        assert_eq!(Position::number(17).to_text(), "17");
        assert_eq!(Position::non_empty(Some("")), None);
        assert_eq!(Position::non_empty(Some("x")), Some(Position::text("x")));
    }

    #[test]
    fn several_values_have_their_numbers() {
        assert_eq!(Position::several(vec![None, None]), None);
        let several = Position::several(vec![None, Some(Position::text("b"))]).unwrap();
        assert_eq!((several.part(0), several.part(1)), (None, Some(&Position::text("b"))));
        assert_eq!((several.part(2), several.to_text()), (None, "b".to_owned()));
        let one = Position::number(7);
        assert_eq!((one.part(0), one.part(1)), (Some(&one), None));
    }

    #[test]
    fn the_query_of_a_url_is_not_shown() {
        for (position, shown) in [
            (Position::url("/x?mail=MARK"), "/x?…"),
            (Position::url("https://api.example/x"), "https://api.example/x"),
            (Position::several(vec![None, Some(Position::url("?MARK"))]).unwrap(), "?…"),
            (Position::text("a?b"), "a?b"),
        ] {
            assert_eq!(position.shown(), shown);
        }
    }
}

//! JSON inside a string.

use std::{fmt, hash::Hash, marker::PhantomData};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::DeserializeOwned};
use serde_json::Value;

/// A JSON document that the API carries inside a string.
///
/// The text is kept as it came, so writing it again gives the same bytes; it is parsed when it is asked for.
pub struct JsonText<T = Value> {
    text: String,
    inner: PhantomData<fn() -> T>,
}

impl<T> JsonText<T> {
    /// Takes the text as it is, without looking at it.
    pub fn from_text(text: impl Into<String>) -> Self {
        Self { text: text.into(), inner: PhantomData }
    }

    /// The text as it came.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The text as it came.
    pub fn into_text(self) -> String {
        self.text
    }
}

impl<T: Serialize> JsonText<T> {
    /// Writes a value as JSON text.
    pub fn from_value(value: &T) -> Result<Self, serde_json::Error> {
        serde_json::to_string(value).map(Self::from_text)
    }
}

impl<T: DeserializeOwned> JsonText<T> {
    /// Parses the text.
    pub fn parse(&self) -> Result<T, serde_json::Error> {
        serde_json::from_str(&self.text)
    }
}

impl<T> Clone for JsonText<T> {
    fn clone(&self) -> Self {
        Self::from_text(self.text.clone())
    }
}

impl<T> fmt::Debug for JsonText<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("JsonText").field(&self.text).finish()
    }
}

impl<T> PartialEq for JsonText<T> {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl<T> Eq for JsonText<T> {}

impl<T> Hash for JsonText<T> {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.text.hash(state);
    }
}

impl<T> Serialize for JsonText<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.text)
    }
}

impl<'de, T> Deserialize<'de> for JsonText<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Self::from_text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_text_survives_as_it_came() {
        let json = r#""{ \"a\" : 1.50 }""#;
        let text: JsonText = serde_json::from_str(json).unwrap();
        assert_eq!(text.as_str(), r#"{ "a" : 1.50 }"#);
        assert_eq!(serde_json::to_string(&text).unwrap(), json);
        assert_eq!(text.parse().unwrap()["a"], 1.5);
    }

    #[test]
    fn values_are_written_and_read_by_their_type() {
        let text = JsonText::from_value(&vec![1, 2]).unwrap();
        assert_eq!(text.as_str(), "[1,2]");
        assert_eq!(text.parse().unwrap(), [1, 2]);
        assert!(JsonText::<Vec<i32>>::from_text("not json").parse().is_err());
    }
}

//! What can be seen of a value at a glance, read in one pass.

use std::{borrow::Cow, fmt};

use serde::{
    Deserializer,
    de::{DeserializeSeed, IgnoredAny, MapAccess, SeqAccess, Visitor},
};

use super::{BOOL, FRACTION, INT, Kinds, LIST, NULL, OBJECT, TEXT};

/// Lists and objects in lists are looked into that deep.
const DEEPEST: u8 = 3;
/// No more elements of a list, and entries of an object, are looked at.
const MOST_ELEMENTS: usize = 8;
const MOST_ENTRIES: usize = 512;

/// A value at a glance.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Sketch<'a> {
    Null,
    Bool(bool),
    Int(i128),
    Fraction,
    Text(Cow<'a, str>),
    List(Vec<Sketch<'a>>, usize),
    Object(Entries<'a>),
    /// A list or an object that was not looked into.
    Unseen(Kinds),
}

/// The entries of an object.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Entries<'a> {
    pub(super) seen: Vec<(Cow<'a, str>, Sketch<'a>)>,
    /// Whether there are more.
    pub(super) more: bool,
}

impl Sketch<'_> {
    /// Its kind, as one bit.
    pub(super) fn kind(&self) -> Kinds {
        match self {
            Self::Null => NULL,
            Self::Bool(_) => BOOL,
            Self::Int(_) => INT,
            Self::Fraction => FRACTION,
            Self::Text(_) => TEXT,
            Self::List(..) => LIST,
            Self::Object(_) => OBJECT,
            Self::Unseen(kind) => *kind,
        }
    }
}

/// Looks at a value; nothing if it is no JSON.
pub(super) fn sketch(json: &str) -> Option<Sketch<'_>> {
    let mut deserializer = serde_json::Deserializer::from_str(json);
    Look { depth: 0 }.deserialize(&mut deserializer).ok()
}

#[derive(Clone, Copy)]
struct Look {
    depth: u8,
}

impl<'de> DeserializeSeed<'de> for Look {
    type Value = Sketch<'de>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Sketch<'de>, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Look {
    type Value = Sketch<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any JSON value")
    }

    fn visit_unit<E>(self) -> Result<Sketch<'de>, E> {
        Ok(Sketch::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Sketch<'de>, E> {
        Ok(Sketch::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Sketch<'de>, E> {
        Ok(Sketch::Int(value.into()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Sketch<'de>, E> {
        Ok(Sketch::Int(value.into()))
    }

    fn visit_f64<E>(self, _: f64) -> Result<Sketch<'de>, E> {
        Ok(Sketch::Fraction)
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Sketch<'de>, E> {
        Ok(Sketch::Text(Cow::Borrowed(text)))
    }

    fn visit_str<E>(self, text: &str) -> Result<Sketch<'de>, E> {
        Ok(Sketch::Text(Cow::Owned(text.to_owned())))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Sketch<'de>, A::Error> {
        if self.depth >= DEEPEST {
            while list.next_element::<IgnoredAny>()?.is_some() {}
            return Ok(Sketch::Unseen(LIST));
        }
        let (mut seen, mut length) = (Vec::new(), 0);
        while length < MOST_ELEMENTS {
            let Some(element) = list.next_element_seed(Self { depth: self.depth + 1 })? else {
                return Ok(Sketch::List(seen, length));
            };
            seen.push(element);
            length += 1;
        }
        while list.next_element::<IgnoredAny>()?.is_some() {
            length += 1;
        }
        Ok(Sketch::List(seen, length))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Sketch<'de>, A::Error> {
        if self.depth >= DEEPEST {
            while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
            return Ok(Sketch::Unseen(OBJECT));
        }
        let mut entries = Entries::default();
        // Of the values in an object the kind is enough.
        while let Some(Name(name)) = map.next_key()? {
            if entries.seen.len() == MOST_ENTRIES {
                map.next_value::<IgnoredAny>()?;
                entries.more = true;
            } else {
                let value = map.next_value_seed(Self { depth: DEEPEST })?;
                entries.seen.push((name, value));
            }
        }
        Ok(Sketch::Object(entries))
    }
}

/// A key, borrowed where it can be.
struct Name<'a>(Cow<'a, str>);

impl<'de: 'a, 'a> serde::Deserialize<'de> for Name<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(NameVisitor)
    }
}

struct NameVisitor;

impl<'de> Visitor<'de> for NameVisitor {
    type Value = Name<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_borrowed_str<E>(self, name: &'de str) -> Result<Name<'de>, E> {
        Ok(Name(Cow::Borrowed(name)))
    }

    fn visit_str<E>(self, name: &str) -> Result<Name<'de>, E> {
        Ok(Name(Cow::Owned(name.to_owned())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_seen_at_a_glance() {
        let Some(Sketch::Object(entries)) = sketch(r#"{"a":1,"b\n":[1,{}],"c":"x","d":1.5,"e":null}"#) else {
            panic!("an object");
        };
        let kinds: Vec<_> = entries.seen.iter().map(|(name, value)| (name.as_ref(), value.kind())).collect();
        assert_eq!(kinds, [("a", INT), ("b\n", LIST), ("c", TEXT), ("d", FRACTION), ("e", NULL)]);
        assert_eq!(sketch("18446744073709551615"), Some(Sketch::Int(u64::MAX.into())));
        assert_eq!(sketch("18446744073709551616"), Some(Sketch::Fraction));
        assert_eq!(sketch("{"), None);
    }

    #[test]
    fn neither_long_nor_deep_values_are_seen_whole() {
        let long = format!("[{}1]", "1,".repeat(1000));
        let Some(Sketch::List(seen, 1001)) = sketch(&long) else { panic!("a list") };
        assert_eq!(seen.len(), MOST_ELEMENTS);
        let wide: Vec<_> = (0..1000).map(|number| format!("\"{number}\":1")).collect();
        let wide = format!("{{{}}}", wide.join(","));
        let Some(Sketch::Object(entries)) = sketch(&wide) else { panic!("an object") };
        assert!(entries.more && entries.seen.len() == MOST_ENTRIES);
        let deep = format!("{}1{}", "[".repeat(100), "]".repeat(100));
        assert!(matches!(sketch(&deep), Some(Sketch::List(..))));
    }
}

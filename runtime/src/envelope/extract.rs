//! Following a path through JSON and keeping the scalars at its end, without building a tree.

use std::fmt;

use serde::{
    Deserializer,
    de::{DeserializeSeed, IgnoredAny, MapAccess, SeqAccess, Visitor},
};

use super::{Scalar, Slot, Step};

/// Follows `steps` and pushes what stands at their end.
pub(super) struct Follow<'a> {
    pub(super) steps: &'a [Step],
    pub(super) slot: &'a mut Slot,
}

/// The first value at the end of a path through a document.
pub(crate) fn first(json: &[u8], steps: &[Step]) -> Result<Scalar, serde_json::Error> {
    let mut slot = Slot::default();
    Follow { steps, slot: &mut slot }.deserialize(&mut serde_json::Deserializer::from_slice(json))?;
    Ok(slot.first)
}

/// The values at the end of a path through a document, as texts. A document that is not whole has none.
pub(crate) fn texts(json: &[u8], steps: &[Step]) -> Vec<String> {
    let mut slot = Slot::default();
    let followed =
        Follow { steps, slot: &mut slot }.deserialize(&mut serde_json::Deserializer::from_slice(json));
    followed.map_or_else(|_| Vec::new(), |()| slot.values().filter_map(Scalar::shown).collect())
}

impl Follow<'_> {
    fn found(self, value: Scalar) {
        if self.steps.is_empty() {
            self.slot.push(value);
        }
    }
}

impl<'de> DeserializeSeed<'de> for Follow<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Follow<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any JSON value")
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        self.found(Scalar::Null);
        Ok(())
    }

    fn visit_bool<E>(self, value: bool) -> Result<(), E> {
        self.found(Scalar::Bool(value));
        Ok(())
    }

    fn visit_i64<E>(self, value: i64) -> Result<(), E> {
        self.found(Scalar::Int(value));
        Ok(())
    }

    fn visit_u64<E>(self, value: u64) -> Result<(), E> {
        self.found(i64::try_from(value).map_or_else(|_| Scalar::Text(value.to_string()), Scalar::Int));
        Ok(())
    }

    fn visit_f64<E>(self, value: f64) -> Result<(), E> {
        self.found(Scalar::Float(value));
        Ok(())
    }

    fn visit_str<E>(self, value: &str) -> Result<(), E> {
        if self.steps.is_empty() {
            self.slot.push(Scalar::Text(value.to_owned()));
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        match self.steps.split_first() {
            Some((Step::All, steps)) => {
                while seq.next_element_seed(Follow { steps, slot: self.slot })?.is_some() {}
            }
            Some((Step::Index(index), steps)) => {
                for _ in 0..*index {
                    if seq.next_element::<IgnoredAny>()?.is_none() {
                        return Ok(());
                    }
                }
                seq.next_element_seed(Follow { steps, slot: self.slot })?;
            }
            Some((Step::Key(_), _)) => {}
            None => self.slot.push(Scalar::Other),
        }
        while seq.next_element::<IgnoredAny>()?.is_some() {}
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let Some((Step::Key(key), steps)) = self.steps.split_first() else {
            self.found(Scalar::Other);
            while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
            return Ok(());
        };
        while let Some(matches) = map.next_key_seed(Is(key))? {
            if matches {
                map.next_value_seed(Follow { steps, slot: self.slot })?;
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(())
    }
}

/// Whether a key is this one.
struct Is<'a>(&'a str);

impl<'de> DeserializeSeed<'de> for Is<'_> {
    type Value = bool;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<bool, D::Error> {
        deserializer.deserialize_identifier(self)
    }
}

impl Visitor<'_> for Is<'_> {
    type Value = bool;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_str<E>(self, key: &str) -> Result<bool, E> {
        Ok(key == self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn follow(json: &str, steps: &[Step]) -> Vec<Scalar> {
        let mut slot = Slot::default();
        let mut deserializer = serde_json::Deserializer::from_str(json);
        Follow { steps, slot: &mut slot }.deserialize(&mut deserializer).unwrap();
        deserializer.end().unwrap();
        slot.values().cloned().collect()
    }

    #[test]
    fn every_kind_of_value_is_told_apart() {
        let key = [Step::Key("a")];
        for (json, scalar) in [
            ("{}", Scalar::Absent),
            (r#"{"a":null}"#, Scalar::Null),
            (r#"{"b":1,"a":true,"c":[{}]}"#, Scalar::Bool(true)),
            (r#"{"a":-3}"#, Scalar::Int(-3)),
            (r#"{"a":18446744073709551615}"#, Scalar::Text("18446744073709551615".into())),
            (r#"{"a":1.5}"#, Scalar::Float(1.5)),
            (r#"{"a":"x\n"}"#, Scalar::Text("x\n".into())),
            (r#"{"a":[1]}"#, Scalar::Other),
            (r#"{"a":{"b":1}}"#, Scalar::Other),
            ("[1]", Scalar::Absent),
            ("7", Scalar::Absent),
        ] {
            assert_eq!(follow(json, &key), [scalar], "{json}");
        }
    }

    #[test]
    fn paths_lead_through_lists() {
        let json = r#"{"e":[{"c":1},{"d":0},5,{"c":"x"}]}"#;
        assert_eq!(
            follow(json, &[Step::Key("e"), Step::All, Step::Key("c")]),
            [Scalar::Int(1), Scalar::Text("x".into())]
        );
        assert_eq!(
            follow(json, &[Step::Key("e"), Step::Index(3), Step::Key("c")]),
            [Scalar::Text("x".into())]
        );
        assert_eq!(follow(json, &[Step::Key("e"), Step::Index(2)]), [Scalar::Int(5)]);
        assert_eq!(follow(json, &[Step::Key("e"), Step::Index(9)]), [Scalar::Absent]);
        assert_eq!(follow(json, &[Step::Key("e"), Step::Key("c")]), [Scalar::Absent]);
    }
}

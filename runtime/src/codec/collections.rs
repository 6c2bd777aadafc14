//! Lists, maps, tuples, and what may be `null`.

use std::{collections::BTreeMap, fmt, marker::PhantomData};

use serde::{
    Deserializer, Serializer,
    de::{Error as _, MapAccess, SeqAccess, Visitor},
    ser::SerializeTuple,
};

use super::{Codec, Encode, seed};
use crate::{
    Maybe, tuples,
    wire::{Failed, Source, wrong_length},
};

/// A list.
pub struct List<C>(PhantomData<C>);

impl<C: Codec> Codec for List<C> {
    type Value = Vec<C::Value>;

    fn encode<S: Serializer>(value: &Self::Value, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(value.iter().map(Encode::<C>))
    }

    fn decode<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_seq(Self(PhantomData))
    }

    fn read<'de, S: Source<'de> + ?Sized>(source: &mut S) -> Result<Self::Value, Failed> {
        let mut list = Vec::new();
        source.list(&mut |item: &mut dyn Source<'de>| {
            list.push(C::read(item)?);
            Ok(())
        })?;
        Ok(list)
    }
}

impl<'de, C: Codec> Visitor<'de> for List<C> {
    type Value = Vec<C::Value>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a sequence")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
        let mut list = Vec::new();
        while let Some(value) = seq.next_element_seed(seed::<C>())? {
            list.push(value);
        }
        Ok(list)
    }
}

/// An object with any keys.
pub struct Map<C>(PhantomData<C>);

impl<C: Codec> Codec for Map<C> {
    type Value = BTreeMap<String, C::Value>;

    fn encode<S: Serializer>(value: &Self::Value, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(value.iter().map(|(key, value)| (key, Encode::<C>(value))))
    }

    fn decode<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_map(Self(PhantomData))
    }

    fn read<'de, S: Source<'de> + ?Sized>(source: &mut S) -> Result<Self::Value, Failed> {
        let mut map = BTreeMap::new();
        source.map(&mut |key, value: &mut dyn Source<'de>| value.keep::<C>(key, &mut map))?;
        Ok(map)
    }
}

impl<'de, C: Codec> Visitor<'de> for Map<C> {
    type Value = BTreeMap<String, C::Value>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a map")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut values = BTreeMap::new();
        while let Some(key) = map.next_key()? {
            values.insert(key, map.next_value_seed(seed::<C>())?);
        }
        Ok(values)
    }
}

/// A value or `null`.
pub struct Nullable<C>(PhantomData<C>);

impl<C: Codec> Codec for Nullable<C> {
    type Value = Option<C::Value>;

    fn encode<S: Serializer>(value: &Self::Value, serializer: S) -> Result<S::Ok, S::Error> {
        match value {
            Some(value) => serializer.serialize_some(&Encode::<C>(value)),
            None => serializer.serialize_none(),
        }
    }

    fn decode<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self::Value, D::Error> {
        C::decode_nullable(deserializer)
    }

    fn read<'de, S: Source<'de> + ?Sized>(source: &mut S) -> Result<Self::Value, Failed> {
        C::read_nullable(source)
    }

    #[inline]
    fn absent() -> Option<Self::Value> {
        Some(None)
    }
}

/// A value or `null`, where a field that is not there is a third case.
pub struct MaybeOf<C>(PhantomData<C>);

impl<C: Codec> Codec for MaybeOf<C> {
    type Value = Maybe<C::Value>;

    fn encode<S: Serializer>(value: &Self::Value, serializer: S) -> Result<S::Ok, S::Error> {
        match value {
            Maybe::Value(value) => serializer.serialize_some(&Encode::<C>(value)),
            Maybe::Absent | Maybe::Null => serializer.serialize_none(),
        }
    }

    fn decode<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self::Value, D::Error> {
        C::decode_nullable(deserializer).map(Maybe::from)
    }

    fn read<'de, S: Source<'de> + ?Sized>(source: &mut S) -> Result<Self::Value, Failed> {
        C::read_nullable(source).map(Maybe::from)
    }

    #[inline]
    fn absent() -> Option<Self::Value> {
        Some(Maybe::Absent)
    }
}

/// A value behind a pointer: in a field of a type that holds itself.
pub struct Boxed<C>(PhantomData<C>);

impl<C: Codec> Codec for Boxed<C> {
    type Value = Box<C::Value>;

    fn encode<S: Serializer>(value: &Self::Value, serializer: S) -> Result<S::Ok, S::Error> {
        C::encode(value, serializer)
    }

    fn decode<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self::Value, D::Error> {
        C::decode(deserializer).map(Box::new)
    }

    fn decode_nullable<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Self::Value>, D::Error> {
        C::decode_nullable(deserializer).map(|value| value.map(Box::new))
    }

    fn read<'de, S: Source<'de> + ?Sized>(source: &mut S) -> Result<Self::Value, Failed> {
        C::read(source).map(Box::new)
    }

    fn absent() -> Option<Self::Value> {
        C::absent().map(Box::new)
    }

    fn read_nullable<'de, S: Source<'de> + ?Sized>(source: &mut S) -> Result<Option<Self::Value>, Failed> {
        C::read_nullable(source).map(|value| value.map(Box::new))
    }
}

/// A list of fixed length, each element with a codec of its own: `Tuple<(A, B)>`.
pub struct Tuple<T>(PhantomData<T>);

macro_rules! tuples {
    ($length:literal: $($codec:ident $value:ident $index:tt),+) => {
        impl<$($codec: Codec),+> Codec for Tuple<($($codec,)+)> {
            type Value = ($($codec::Value,)+);

            fn encode<S: Serializer>(value: &Self::Value, serializer: S) -> Result<S::Ok, S::Error> {
                let mut tuple = serializer.serialize_tuple($length)?;
                $(tuple.serialize_element(&Encode::<$codec>(&value.$index))?;)+
                tuple.end()
            }

            fn decode<'de, De: Deserializer<'de>>(deserializer: De) -> Result<Self::Value, De::Error> {
                deserializer.deserialize_tuple($length, Self(PhantomData))
            }

            fn read<'de, So: Source<'de> + ?Sized>(source: &mut So) -> Result<Self::Value, Failed> {
                let (mut slots, mut count) = (($(None::<$codec::Value>,)+), 0);
                source.list(&mut |item: &mut dyn Source<'de>| {
                    count += 1;
                    match count - 1 {
                        $($index => item.fill_by::<$codec>(&mut slots.$index),)+
                        _ => Ok(()),
                    }
                })?;
                match slots {
                    ($(Some($value),)+) if count == $length => Ok(($($value,)+)),
                    _ => Err(wrong_length(count, $length)),
                }
            }
        }

        impl<'de, $($codec: Codec),+> Visitor<'de> for Tuple<($($codec,)+)> {
            type Value = ($($codec::Value,)+);

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(concat!("a list of ", stringify!($length)))
            }

            fn visit_seq<Seq: SeqAccess<'de>>(self, mut seq: Seq) -> Result<Self::Value, Seq::Error> {
                Ok(($(
                    seq.next_element_seed(seed::<$codec>())?
                        .ok_or_else(|| Seq::Error::invalid_length($index, &self))?,
                )+))
            }
        }
    };
}

tuples::each_tuple! { tuples }

/// These types have no values but in passing.
macro_rules! opaque {
    ($($name:ident)*) => {$(
        impl<T> fmt::Debug for $name<T> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(stringify!($name))
            }
        }
    )*};
}

opaque! { List Map Nullable MaybeOf Tuple }

#[cfg(test)]
mod tests {
    use super::*;
    use crate::codec::{
        Hex, Lenient, Plain, Text,
        test_support::{decode, through},
    };

    #[test]
    fn codecs_nest() {
        type Nested = Map<List<Nullable<Text<Plain<i64>>>>>;
        through::<Nested>(r#"{"b":["1",null],"a":[]}"#, r#"{"a":[],"b":["1",null]}"#);
        assert!(decode::<Nested>(r#"{"b":[1]}"#).is_err());
        assert!(decode::<Nested>(r#"{"b":null}"#).is_err());
        assert!(decode::<Nested>("[]").is_err());
    }

    #[test]
    fn null_and_value_are_told_apart() {
        through::<MaybeOf<Hex>>("null", "null");
        assert_eq!(decode::<MaybeOf<Hex>>("\"ff\"").unwrap(), Maybe::Value(vec![255]));
        assert_eq!(decode::<MaybeOf<Lenient<Plain<i64>>>>("\"\"").unwrap(), Maybe::Null);
    }

    #[test]
    fn tuples_have_a_fixed_length() {
        type Pair = Tuple<(Nullable<Plain<i64>>, Hex)>;
        through::<Pair>(r#"[null,"ff"]"#, r#"[null,"ff"]"#);
        through::<Tuple<(Plain<u64>,)>>("[1]", "[1]");
        for json in ["[1]", "[]", r#"[1,"ff",2]"#, r#"["ff",1]"#, "{}"] {
            assert!(decode::<Pair>(json).is_err(), "{json}");
        }
        assert!(decode::<Pair>("[1]").unwrap_err().starts_with("invalid length 1, expected a list of 2"));
    }
}

//! Structs that are read as a tuple of their fields.
//!
//! The types of the fields say what is read for each key, and what a field is when its key is not there. Generated code
//! names the fields and nothing else, which is what is cheapest to type-check.

use super::{Failed, Key, Read, Source, unread};
use crate::tuples;

/// What the fields of an object are read into: a tuple of them, in the order of its keys.
pub trait Fields: Sized {
    /// Reads an object.
    fn read<'de, S: Source<'de> + ?Sized>(
        source: &mut S,
        name: &'static str,
        keys: &'static [Key],
    ) -> Result<Self, Failed>;
}

macro_rules! fields {
    ($length:literal: $($type:ident $value:ident $place:tt),+) => {
        impl<$($type: Read),+> Fields for ($($type,)+) {
            #[inline]
            fn read<'de, Z: Source<'de> + ?Sized>(
                source: &mut Z,
                name: &'static str,
                keys: &'static [Key],
            ) -> Result<Self, Failed> {
                let mut slots = ($($type::absent(),)+);
                let mut read = |key: usize, value: &mut dyn Source<'de>| match key {
                    $($place => value.fill(&mut slots.$place),)+
                    _ => Ok(()),
                };
                source.object(name, keys, &mut read, None)?;
                let ($(Some($value),)+) = slots else { return Err(unread()) };
                Ok(($($value,)+))
            }
        }
    };
}

tuples::each_tuple! {
    fields
    13 M m 12, 14 N n 13, 15 O o 14, 16 P p 15, 17 Q q 16, 18 R r 17, 19 S s 18, 20 T t 19, 21 U u 20, 22 V v 21,
    23 W w 22, 24 X x 23,
}

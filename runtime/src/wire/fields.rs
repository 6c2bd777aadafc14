//! Structs that are read as a tuple of their fields.
//!
//! The types of the fields say what is read for each key, and what a field is when its key is not there. Generated code
//! names the fields and nothing else, which is what is cheapest to type-check.

use super::{Failed, Key, Read, Source, unread};

/// What the fields of an object are read into: a tuple of them, in the order of its keys.
pub trait Fields: Sized {
    /// Reads an object.
    fn read<'de, S: Source<'de> + ?Sized>(
        source: &mut S,
        name: &'static str,
        keys: &'static [Key],
    ) -> Result<Self, Failed>;
}

/// The impls for all lengths up to that of the list: of each field a name for its type, one for its value, and its place.
macro_rules! fields {
    (@longer [$($done:tt)*]) => {};
    (@longer [$($done:tt)*] $type:ident $value:ident $place:tt, $($rest:tt)*) => {
        fields!(@tuple $($done)* $type $value $place,);
        fields!(@longer [$($done)* $type $value $place,] $($rest)*);
    };
    (@tuple $($type:ident $value:ident $place:tt,)+) => {
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
    ($($list:tt)*) => {
        fields!(@longer [] $($list)*);
    };
}

fields! {
    A a 0, B b 1, C c 2, D d 3, E e 4, F f 5, G g 6, H h 7, I i 8, J j 9, K k 10, L l 11, M m 12, N n 13, O o 14, P p 15,
    Q q 16, R r 17, S s 18, T t 19, U u 20, V v 21, W w 22, X x 23,
}

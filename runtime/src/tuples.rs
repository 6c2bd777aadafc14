//! The lengths that tuples may have.

/// Calls a macro for each length with what the impl of that tuple is made of: the length, and of each element a name for
/// its type, one for its value, and its place. Values are tuples of up to twelve elements, as std's traits for them;
/// whoever needs longer ones adds theirs.
macro_rules! each_tuple {
    ($impls:ident $($longer:tt)*) => {
        $crate::tuples::each_length! {
            $impls []
            1 A a 0, 2 B b 1, 3 C c 2, 4 D d 3, 5 E e 4, 6 F f 5, 7 G g 6, 8 H h 7, 9 I i 8, 10 J j 9, 11 K k 10, 12 L l 11,
            $($longer)*
        }
    };
}

/// Each element makes a tuple with those before it.
macro_rules! each_length {
    ($impls:ident [$($before:tt)*]) => {};
    ($impls:ident [$($before:tt)*] $length:literal $type:ident $value:ident $place:tt, $($rest:tt)*) => {
        $impls! { $length: $($before)* $type $value $place }
        $crate::tuples::each_length! { $impls [$($before)* $type $value $place,] $($rest)* }
    };
}

pub(crate) use {each_length, each_tuple};

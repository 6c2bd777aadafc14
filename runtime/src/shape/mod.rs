//! Unions without a tag: which variant a value is, its shape tells.
//!
//! Generated code describes the shape of each variant as constants. A value is looked at once (`sketch`): its kind, and of
//! an object its keys with the kinds of their values. Held against the shapes (`rank`) that gives the variants that can
//! be meant, the likeliest first: the kind decides, then what an object must have, then listed values, then
//! how many of its keys are known; of texts, listed values come before formats, and formats before plain text. Of equals
//! the first declared is taken. A variant that does not decode after all makes room for the next.

#[cfg(test)]
mod properties;
mod rank;
mod read;
mod sketch;

pub use read::{ByShape, by_shape};

/// Kinds of JSON values, as bits.
pub type Kinds = u8;

/// `null`.
pub const NULL: Kinds = 1;
/// `true` or `false`.
pub const BOOL: Kinds = 2;
/// A whole number.
pub const INT: Kinds = 4;
/// A number with a fraction or an exponent, or one beyond 64 bits.
pub const FRACTION: Kinds = 8;
/// Any number.
pub const NUMBER: Kinds = INT | FRACTION;
/// A text.
pub const TEXT: Kinds = 16;
/// A list.
pub const LIST: Kinds = 32;
/// An object.
pub const OBJECT: Kinds = 64;
/// Any value.
pub const ANY: Kinds = 127;

/// A type that a union without a tag may hold.
pub trait Shaped {
    /// What its values look like.
    fn shape() -> &'static Shape;
}

/// What the values of a type look like.
#[derive(Clone, Copy, Debug)]
pub enum Shape {
    /// A value of one of these kinds, of which no more is known.
    Kinds(Kinds),
    /// A whole number within the limits of its type, both included.
    Int(i128, i128),
    /// A text.
    Text,
    /// A text that is one of these, or in an open enum another.
    Listed(&'static [&'static str]),
    /// A whole number that is one of these, in its digits, or in an open enum another.
    ListedInt(&'static [&'static str]),
    /// A text that a function accepts.
    Format(fn(&str) -> bool),
    /// A list of such elements.
    List(&'static Shape),
    /// A list of one element for each of these.
    Tuple(&'static [Shape]),
    /// An object with these keys. Whether other keys are kept too.
    Object(&'static [Key], bool),
    /// An object whose text in the field of that name says which variant it is: the texts, and what stands beside.
    Tagged(&'static str, &'static [(&'static [&'static str], Shape)]),
    /// An object of any keys with such values.
    Map(&'static Shape),
    /// Such a value or `null`.
    Nullable(&'static Shape),
    /// One of these.
    OneOf(&'static [Shape]),
    /// The shape of a named type.
    Of(fn() -> &'static Shape),
}

impl Shape {
    /// A whole number of 32 bits.
    pub const I32: Self = Self::Int(i32::MIN as i128, i32::MAX as i128);
    /// A whole number of 64 bits.
    pub const I64: Self = Self::Int(i64::MIN as i128, i64::MAX as i128);
    /// A whole number of 32 bits without sign.
    pub const U32: Self = Self::Int(0, u32::MAX as i128);
    /// A whole number of 64 bits without sign.
    pub const U64: Self = Self::Int(0, u64::MAX as i128);
}

/// A key of an object.
#[derive(Clone, Copy, Debug)]
pub struct Key {
    name: &'static str,
    kinds: Kinds,
    needed: bool,
    values: &'static [&'static str],
}

/// A key that is always there.
pub const fn needs(name: &'static str, kinds: Kinds) -> Key {
    Key { name, kinds, needed: true, values: &[] }
}

/// A key that may be left out.
pub const fn may_have(name: &'static str, kinds: Kinds) -> Key {
    Key { name, kinds, needed: false, values: &[] }
}

impl Key {
    /// The value is most often one of these.
    #[must_use]
    pub const fn mostly(self, values: &'static [&'static str]) -> Self {
        Self { values, ..self }
    }
}

/// Whether a codec reads a text.
pub fn reads<C: crate::codec::TextCodec>(text: &str) -> bool {
    C::from_text(text).is_ok()
}

//! Numbers of requests and payloads as `i64`, whatever their type.

use crate::emit::tokens::{TokenStream, quote};

use super::payload::Found;
use crate::api::{Int, Type};
use crate::emit::rust_type::essence;

/// An expression of a number.
#[derive(Clone, Debug)]
pub(super) enum Number {
    /// Of type `i64`.
    Plain(TokenStream),
    /// Of type `Option<i64>`.
    Optional(TokenStream),
}

impl Number {
    /// The number, or another.
    pub(super) fn or(&self, other: &TokenStream) -> TokenStream {
        match self {
            Self::Plain(tokens) => tokens.clone(),
            Self::Optional(tokens) => quote!(#tokens.unwrap_or(#other)),
        }
    }

    /// An `Option<i64>`.
    pub(super) fn option(&self) -> TokenStream {
        match self {
            Self::Plain(tokens) => quote!(Some(#tokens)),
            Self::Optional(tokens) => tokens.clone(),
        }
    }

    /// Whether a test, written with `value`, holds for the number; without a number it does.
    pub(super) fn is_none_or(&self, test: impl Fn(&TokenStream) -> TokenStream) -> TokenStream {
        match self {
            Self::Plain(tokens) => test(tokens),
            Self::Optional(tokens) => {
                let test = test(&quote!(value));
                quote!(#tokens.is_none_or(|value| #test))
            }
        }
    }
}

/// The number at the end of a path that was followed by reference.
pub(super) fn found(found: &Found) -> Option<Number> {
    let tokens = &found.tokens;
    match essence(&found.ty) {
        Type::Int(int, _) if found.optional => Some(option_of(*int, &found.copied())),
        Type::Int(int, _) => Some(plain(*int, tokens)),
        Type::String(_) if found.optional => {
            let text = found.as_deref();
            Some(Number::Optional(quote!(#text.and_then(|text| text.parse().ok()))))
        }
        Type::String(_) => Some(Number::Optional(quote!(#tokens.parse().ok()))),
        _ => None,
    }
}

/// An integer in a place.
pub(super) fn plain(int: Int, place: &TokenStream) -> Number {
    match int {
        Int::I64 => Number::Plain(quote!(#place)),
        Int::I32 | Int::U32 => Number::Plain(quote!(i64::from(#place))),
        Int::U64 => Number::Optional(quote!(i64::try_from(#place).ok())),
    }
}

/// An `Option` of an integer, copied.
pub(super) fn option_of(int: Int, option: &TokenStream) -> Number {
    Number::Optional(match int {
        Int::I64 => quote!(#option),
        Int::I32 | Int::U32 => quote!(#option.map(i64::from)),
        Int::U64 => quote!(#option.and_then(|value| i64::try_from(value).ok())),
    })
}

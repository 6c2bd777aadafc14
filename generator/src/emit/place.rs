//! Expressions for a value that generated code looks at, and its text for queries, paths, headers and forms.

use crate::emit::tokens::{TokenStream, quote};

use super::rust_type::{codec, essence};
use crate::api::{Api, Type, TypeKind};

/// Where a value is: a place such as `self.page`, or a variable that borrows one.
#[derive(Clone, Debug)]
pub(super) struct Place {
    /// The expression; methods can be called on it either way.
    pub tokens: TokenStream,
    /// Whether it is a reference already.
    pub borrowed: bool,
}

impl Place {
    /// A place such as `self.page`.
    pub(super) fn owned(tokens: TokenStream) -> Self {
        Self { tokens, borrowed: false }
    }

    /// A variable that is a reference.
    pub(super) fn borrowed(tokens: TokenStream) -> Self {
        Self { tokens, borrowed: true }
    }

    /// What stands in the box that is here.
    pub(super) fn unboxed(&self) -> Self {
        let tokens = &self.tokens;
        Self::owned(if self.borrowed { quote!(**#tokens) } else { quote!(*#tokens) })
    }

    /// A reference to the value.
    pub(super) fn by_reference(&self) -> TokenStream {
        let tokens = &self.tokens;
        if self.borrowed { quote!(#tokens) } else { quote!(&#tokens) }
    }

    /// The value itself, of a type that is copied.
    pub(super) fn by_copy(&self) -> TokenStream {
        let tokens = &self.tokens;
        if self.borrowed { quote!(*#tokens) } else { quote!(#tokens) }
    }
}

/// An expression that coerces to `&str`: the scalar as text.
pub(super) fn text(api: &Api, ty: &Type, place: &Place) -> TokenStream {
    let (tokens, reference) = (&place.tokens, place.by_reference());
    match essence(ty) {
        Type::String(_) => reference,
        Type::Secret => quote!(#tokens.expose()),
        Type::Url | Type::JsonText(_) => quote!(#tokens.as_str()),
        Type::Named(id) if is_text_enum(api, *id) => quote!(#tokens.as_str()),
        Type::Bool | Type::Int(..) | Type::F64(_) | Type::Decimal | Type::Uuid | Type::Named(_) => {
            quote!(&#tokens.to_string())
        }
        ty => {
            let codec = codec(api, ty);
            quote!(&<#codec as codec::TextCodec>::to_text(#reference))
        }
    }
}

/// The same as an owned `String`.
pub(super) fn owned_text(api: &Api, ty: &Type, place: &Place) -> TokenStream {
    let tokens = &place.tokens;
    match essence(ty) {
        Type::String(_) => quote!(#tokens.clone()),
        Type::Secret => quote!(#tokens.expose().to_owned()),
        Type::Url | Type::JsonText(_) => quote!(#tokens.as_str().to_owned()),
        Type::Bool | Type::Int(..) | Type::F64(_) | Type::Decimal | Type::Uuid | Type::Named(_) => {
            quote!(#tokens.to_string())
        }
        ty => {
            let (codec, reference) = (codec(api, ty), place.by_reference());
            quote!(<#codec as codec::TextCodec>::to_text(#reference))
        }
    }
}

fn is_text_enum(api: &Api, id: crate::api::TypeId) -> bool {
    matches!(&api.get(id).kind, TypeKind::Enum(e) if e.repr == crate::api::EnumRepr::String)
}

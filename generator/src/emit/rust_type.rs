//! The Rust type of a value, and the codec that writes it when serde's own impl would write something else.

use crate::emit::tokens::{TokenStream, quote};

use super::ident::ident;
use crate::api::{Api, BytesText, Field, FormatId, Int, Presence, Type, TypeDef, UnixUnit, Zone};

/// How a module names the API's types.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Naming {
    /// `Customer`: in the modules of the types, which import each other.
    Bare,
    /// `types::Customer`: everywhere else.
    Qualified,
}

/// The Rust type of a value.
pub(super) fn rust_type(api: &Api, ty: &Type, naming: Naming) -> TokenStream {
    let inner = |ty: &Type| rust_type(api, ty, naming);
    match ty {
        Type::String(_) => quote!(String),
        Type::Bool => quote!(bool),
        Type::Int(int, _) => int_type(*int),
        Type::F64(_) => quote!(f64),
        Type::Decimal => quote!(rust_decimal::Decimal),
        Type::Date(_) => quote!(chrono::NaiveDate),
        Type::Time(_) => quote!(chrono::NaiveTime),
        Type::DateTime | Type::DateTimeIn(_, Zone::Offset) => quote!(chrono::DateTime<chrono::FixedOffset>),
        Type::DateTimeIn(_, Zone::None) => quote!(chrono::NaiveDateTime),
        Type::Unix(_) => quote!(chrono::DateTime<chrono::Utc>),
        Type::Uuid => quote!(uuid::Uuid),
        Type::Url => quote!(url::Url),
        Type::Bytes(_) => quote!(Vec<u8>),
        Type::Secret => quote!(runtime::Secret),
        Type::Any => quote!(serde_json::Value),
        Type::JsonText(None) => quote!(runtime::JsonText),
        Type::JsonText(Some(ty)) => {
            let ty = inner(ty);
            quote!(runtime::JsonText<#ty>)
        }
        Type::List(item, _) => {
            let item = inner(item);
            quote!(Vec<#item>)
        }
        Type::Tolerant(item) => {
            let item = inner(item);
            quote!(Vec<runtime::Salvaged<#item>>)
        }
        Type::Map(item) => {
            let item = inner(item);
            quote!(collections::BTreeMap<String, #item>)
        }
        Type::Tuple(items) => {
            let items = items.iter().map(inner);
            quote!((#(#items,)*))
        }
        Type::Nullable(ty) => {
            let ty = inner(ty);
            quote!(Option<#ty>)
        }
        Type::File => quote!(runtime::Upload),
        Type::Text(ty) | Type::Lenient(ty) => inner(ty),
        Type::Named(id) => named(api.get(*id), naming),
    }
}

/// A named type.
pub(super) fn named(def: &TypeDef, naming: Naming) -> TokenStream {
    let name = ident(&def.rust);
    match naming {
        Naming::Bare => quote!(#name),
        Naming::Qualified => quote!(types::#name),
    }
}

/// An integer type.
pub(super) fn int_type(int: Int) -> TokenStream {
    match int {
        Int::I32 => quote!(i32),
        Int::I64 => quote!(i64),
        Int::U32 => quote!(u32),
        Int::U64 => quote!(u64),
    }
}

/// The Rust type of a struct's field: the type behind its presence.
pub(super) fn field_type(api: &Api, field: &Field, naming: Naming) -> TokenStream {
    let ty = rust_type(api, &field.ty, naming);
    let ty = if field.boxed { quote!(Box<#ty>) } else { ty };
    match field.presence {
        Presence::Required | Presence::Default(_) => ty,
        Presence::Optional | Presence::Nullable => quote!(Option<#ty>),
        Presence::Maybe => quote!(runtime::Maybe<#ty>),
    }
}

/// Whether serde's impls of the Rust type write what the spec says, so that no codec is needed.
pub(super) fn is_plain(ty: &Type) -> bool {
    match ty {
        Type::String(_)
        | Type::Bool
        | Type::Int(..)
        | Type::F64(_)
        | Type::Uuid
        | Type::Any
        | Type::JsonText(_)
        | Type::Named(_) => true,
        Type::List(ty, _) | Type::Map(ty) | Type::Nullable(ty) => is_plain(ty),
        Type::Tuple(items) => items.iter().all(is_plain),
        Type::Decimal
        | Type::Date(_)
        | Type::Time(_)
        | Type::DateTime
        | Type::DateTimeIn(..)
        | Type::Unix(_)
        | Type::Url
        | Type::Bytes(_)
        | Type::Secret
        | Type::Tolerant(_)
        | Type::File
        | Type::Text(_)
        | Type::Lenient(_) => false,
    }
}

/// The codec of a type, as a type.
pub(super) fn codec(api: &Api, ty: &Type) -> TokenStream {
    let inner = |ty: &Type| codec(api, ty);
    if is_plain(ty) {
        let ty = rust_type(api, ty, Naming::Qualified);
        return quote!(codec::Plain<#ty>);
    }
    match ty {
        Type::Decimal => quote!(codec::Decimal),
        Type::Date(None) => quote!(codec::Date),
        Type::Date(Some(format)) => in_format(&quote!(DateIn), format),
        Type::Time(None) => quote!(codec::Time),
        Type::Time(Some(format)) => in_format(&quote!(TimeIn), format),
        Type::DateTime => quote!(codec::Rfc3339),
        Type::DateTimeIn(format, Zone::None) => in_format(&quote!(NaiveIn), format),
        Type::DateTimeIn(format, Zone::Offset) => in_format(&quote!(OffsetIn), format),
        Type::Unix(UnixUnit::Seconds) => quote!(codec::UnixSeconds),
        Type::Unix(UnixUnit::Millis) => quote!(codec::UnixMillis),
        Type::Bytes(BytesText::Base64) => quote!(codec::Base64),
        Type::Bytes(BytesText::Hex) => quote!(codec::Hex),
        Type::Secret => quote!(codec::SecretText),
        Type::Url => quote!(codec::Url),
        Type::Tuple(items) => {
            let items = items.iter().map(inner);
            quote!(codec::Tuple<(#(#items,)*)>)
        }
        Type::List(ty, _) => wrapped(&quote!(List), &inner(ty)),
        Type::Tolerant(ty) => wrapped(&quote!(Tolerant), &inner(ty)),
        Type::Map(ty) => wrapped(&quote!(Map), &inner(ty)),
        Type::Nullable(ty) => wrapped(&quote!(Nullable), &inner(ty)),
        Type::Text(ty) => wrapped(&quote!(Text), &inner(ty)),
        Type::Lenient(ty) => wrapped(&quote!(Lenient), &inner(ty)),
        // Plain ones, taken care of above.
        _ => quote!(codec::Plain<()>),
    }
}

fn wrapped(outer: &TokenStream, inner: &TokenStream) -> TokenStream {
    quote!(codec::#outer<#inner>)
}

fn in_format(codec: &TokenStream, format: &FormatId) -> TokenStream {
    let marker = ident(&format.rust);
    quote!(codec::#codec<formats::#marker>)
}

/// The type without what only changes how it is written.
pub(super) fn essence(ty: &Type) -> &Type {
    match ty {
        Type::Text(ty) | Type::Lenient(ty) => essence(ty),
        other => other,
    }
}

/// Calls `see` with the type and each type in it.
pub(super) fn walk<'a>(ty: &'a Type, see: &mut (impl FnMut(&'a Type) + ?Sized)) {
    see(ty);
    match ty {
        Type::List(ty, _)
        | Type::Tolerant(ty)
        | Type::Map(ty)
        | Type::Nullable(ty)
        | Type::Text(ty)
        | Type::Lenient(ty)
        | Type::JsonText(Some(ty)) => walk(ty, see),
        Type::Tuple(items) => items.iter().for_each(|ty| walk(ty, see)),
        _ => {}
    }
}

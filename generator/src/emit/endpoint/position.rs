//! Where a page's position stands in a request: how it is read and how it is set.

use proc_macro2::TokenStream;
use quote::quote;

use super::fields::Plan;
use super::numbers::{self, Number};
use crate::api::{Int, ParameterRef, Presence, Type, TypeKind};
use crate::emit::bounds::Holds;
use crate::emit::ident::ident;
use crate::emit::literal;
use crate::emit::rust_type::{Naming, codec, essence, named};

/// A parameter that the stream sets: its place, its type, and how the place holds it.
struct Spot<'a> {
    place: TokenStream,
    ty: &'a Type,
    presence: Option<&'a Presence>,
}

fn spot<'a>(plan: &'a Plan<'_>, at: ParameterRef) -> Option<Spot<'a>> {
    if let Some(field) = plan.call_field(at) {
        // The call holds an `Option`, whatever the parameter's presence.
        let presence = (field.holds == Holds::Value).then_some(&field.field.presence);
        return Some(Spot { place: field.place().tokens, ty: &field.field.ty, presence });
    }
    let field = plan.body_field(at)?;
    let (body, name) = (&plan.body, ident(&field.rust));
    Some(Spot { place: quote!(self.#body.#name), ty: &field.ty, presence: Some(&field.presence) })
}

/// The parameter as a number.
pub(super) fn number(plan: &Plan<'_>, at: ParameterRef) -> Option<Number> {
    let spot = spot(plan, at)?;
    let place = &spot.place;
    match (essence(spot.ty), spot.presence) {
        (Type::Int(int, _), Some(Presence::Required | Presence::Default(_))) => {
            Some(numbers::plain(*int, place))
        }
        (Type::Int(int, _), Some(Presence::Maybe)) => {
            Some(numbers::option_of(*int, &quote!(#place.as_option().copied())))
        }
        (Type::Int(int, _), _) => Some(numbers::option_of(*int, place)),
        (Type::String(_), Some(Presence::Required | Presence::Default(_))) => {
            Some(Number::Optional(quote!(#place.parse().ok())))
        }
        (Type::String(_), Some(Presence::Maybe)) => {
            Some(Number::Optional(quote!(#place.as_option().and_then(|text| text.parse().ok()))))
        }
        (Type::String(_), _) => {
            Some(Number::Optional(quote!(#place.as_deref().and_then(|text| text.parse().ok()))))
        }
        _ => None,
    }
}

/// Sets the parameter to the variable `position`.
pub(super) fn set(plan: &Plan<'_>, at: ParameterRef) -> TokenStream {
    let Some(spot) = spot(plan, at) else { return TokenStream::new() };
    let place = &spot.place;
    if let Type::String(_) = essence(spot.ty) {
        let value = held(spot.presence, quote!(position.to_text()));
        return quote!(#place = #value;);
    }
    let converted = converted(plan, spot.ty);
    match spot.presence {
        None | Some(Presence::Optional | Presence::Nullable) => quote!(#place = #converted;),
        presence => {
            let value = held(presence, quote!(value));
            quote!(if let Some(value) = #converted { #place = #value; })
        }
    }
}

/// The value as the place holds it.
fn held(presence: Option<&Presence>, value: TokenStream) -> TokenStream {
    match presence {
        None | Some(Presence::Optional | Presence::Nullable) => quote!(Some(#value)),
        Some(Presence::Maybe) => quote!(runtime::Maybe::Value(#value)),
        Some(Presence::Required | Presence::Default(_)) => value,
    }
}

/// An `Option` of the parameter's type, made of the variable `position`.
fn converted(plan: &Plan<'_>, ty: &Type) -> TokenStream {
    let number = |int: &Int| match int {
        Int::I64 => quote!(position.as_number()),
        Int::I32 => quote!(position.as_number().and_then(|number| i32::try_from(number).ok())),
        Int::U32 => quote!(position.as_number().and_then(|number| u32::try_from(number).ok())),
        Int::U64 => quote!(position.as_number().and_then(|number| u64::try_from(number).ok())),
    };
    match essence(ty) {
        Type::Int(int, _) => number(int),
        Type::Uuid | Type::Url => quote!(position.to_text().parse().ok()),
        Type::Secret => quote!(Some(runtime::Secret::from(position.to_text()))),
        Type::Named(id) => {
            let def = plan.api.get(*id);
            let name = named(def, Naming::Qualified);
            match &def.kind {
                TypeKind::Enum(_) => quote!(Some(#name::from(position.to_text().as_str()))),
                _ => quote!(None),
            }
        }
        ty => {
            let codec = codec(plan.api, ty);
            quote!(<#codec as codec::TextCodec>::from_text(&position.to_text()).ok())
        }
    }
}

/// Empties a parameter that later calls leave out.
pub(super) fn clear(plan: &Plan<'_>, at: ParameterRef) -> TokenStream {
    let Some(spot) = spot(plan, at) else { return TokenStream::new() };
    let place = &spot.place;
    match spot.presence {
        None | Some(Presence::Optional | Presence::Nullable) => quote!(#place = None;),
        Some(Presence::Maybe) => quote!(#place = runtime::Maybe::Absent;),
        Some(Presence::Default(default)) => {
            let value = literal::expression(plan.api, spot.ty, default, Naming::Qualified);
            quote!(#place = #value;)
        }
        // What is required cannot be left out; the checker says so.
        Some(Presence::Required) => TokenStream::new(),
    }
}

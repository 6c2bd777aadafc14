//! Where a page's position stands in a request: how it is read and how it is set.

use crate::emit::tokens::{TokenStream, quote};

use super::fields::Plan;
use super::numbers::{self, Number};
use super::payload::{By, Found, follow};
use crate::api::{
    Body, EnumRepr, Field, Int, Literal, ParameterRef, PayloadStep, Presence, Step, Type, TypeId, TypeKind,
};
use crate::emit::bounds::Holds;
use crate::emit::ident::ident;
use crate::emit::literal;
use crate::emit::rust_type::{Naming, codec, essence, int_type, named};

/// A parameter that the stream sets: its place, its type, and how the place holds it.
struct Spot<'a> {
    place: TokenStream,
    ty: &'a Type,
    presence: Option<&'a Presence>,
}

/// A parameter of the call itself.
fn call_spot<'a>(plan: &'a Plan<'_>, at: &ParameterRef) -> Option<Spot<'a>> {
    let field = plan.call_field(at)?;
    // The call may hold an `Option`, whatever the parameter's presence.
    let presence = (field.holds == Holds::Value).then_some(&field.field.presence);
    Some(Spot { place: field.place().tokens, ty: &field.field.ty, presence })
}

/// The field of a struct.
fn field_of<'a>(plan: &Plan<'a>, at: (TypeId, usize)) -> Option<&'a Field> {
    match &plan.api.get(at.0).kind {
        TypeKind::Struct(shape) => shape.fields.get(at.1),
        _ => None,
    }
}

/// The body's field at the end of a path, in a body that stands at `root`. What is missing on the way is made.
fn body_spot<'a>(plan: &Plan<'a>, root: &TokenStream, path: &[(TypeId, usize)]) -> Option<Spot<'a>> {
    let (last, outer) = path.split_last()?;
    let mut place = root.clone();
    for step in outer {
        let field = field_of(plan, *step)?;
        let name = ident(&field.rust);
        place = match field.presence {
            Presence::Required | Presence::Default(_) => quote!(#place.#name),
            _ => quote!(#place.#name.get_or_insert_default()),
        };
    }
    let field = field_of(plan, *last)?;
    let name = ident(&field.rust);
    Some(Spot { place: quote!(#place.#name), ty: &field.ty, presence: Some(&field.presence) })
}

fn spot<'a>(plan: &'a Plan<'_>, at: &ParameterRef) -> Option<Spot<'a>> {
    match at {
        ParameterRef::Body(path) => {
            let body = &plan.body;
            body_spot(plan, &quote!(self.#body), path)
        }
        _ => call_spot(plan, at),
    }
}

/// What stands in the parameter, by reference.
pub(super) fn found(plan: &Plan<'_>, at: &ParameterRef) -> Option<Found> {
    if let ParameterRef::Body(path) = at {
        let body = &plan.body;
        let start = Found::place(quote!(self.#body), Type::Named(path.first()?.0));
        let steps: Option<Vec<PayloadStep>> = path.iter().map(|step| payload_step(plan, *step)).collect();
        return follow(plan.api, start, &steps?, By::Reference);
    }
    let Spot { place, ty, presence } = call_spot(plan, at)?;
    Some(match presence {
        Some(_) => Found::place(place, ty.clone()),
        None => Found { option: Some(place.clone()), ..Found::option(quote!(#place.as_ref()), ty.clone()) },
    })
}

fn payload_step(plan: &Plan<'_>, at: (TypeId, usize)) -> Option<PayloadStep> {
    let field = field_of(plan, at)?;
    let optional = match field.presence {
        Presence::Required | Presence::Default(_) => None,
        Presence::Optional | Presence::Nullable => Some(false),
        Presence::Maybe => Some(true),
    };
    Some(PayloadStep { step: Step::Key(field.wire.clone()), field: Some(at), ty: field.ty.clone(), optional })
}

/// The parameter as a number.
pub(super) fn number(plan: &Plan<'_>, at: &ParameterRef) -> Option<Number> {
    numbers::found(&found(plan, at)?)
}

/// Sets the parameter to the variable `position`.
pub(super) fn set(plan: &Plan<'_>, at: &ParameterRef) -> TokenStream {
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
pub(super) fn converted(plan: &Plan<'_>, ty: &Type) -> TokenStream {
    match essence(ty) {
        Type::String(_) => quote!(Some(position.to_text())),
        Type::Int(int, _) => number_as(*int),
        Type::Uuid | Type::Url => quote!(position.to_text().parse().ok()),
        Type::Secret => quote!(Some(runtime::Secret::from(position.to_text()))),
        Type::Named(id) => {
            let def = plan.api.get(*id);
            let name = named(def, Naming::Qualified);
            match &def.kind {
                TypeKind::Enum(of) if of.repr == EnumRepr::String => {
                    quote!(Some(#name::from(position.to_text().as_str())))
                }
                TypeKind::Enum(of) => {
                    let EnumRepr::Int(int) = of.repr else { return quote!(None) };
                    let number = number_as(int);
                    quote!(#number.map(#name::from))
                }
                _ => quote!(None),
            }
        }
        ty => {
            let codec = codec(plan.api, ty);
            quote!(<#codec as codec::TextCodec>::from_text(&position.to_text()).ok())
        }
    }
}

fn number_as(int: Int) -> TokenStream {
    let ty = int_type(int);
    match int {
        Int::I64 => quote!(position.as_number()),
        Int::I32 | Int::U32 | Int::U64 => {
            quote!(position.as_number().and_then(|number| #ty::try_from(number).ok()))
        }
    }
}

/// Empties a parameter that later calls leave out.
pub(super) fn clear(plan: &Plan<'_>, at: &ParameterRef) -> TokenStream {
    match at {
        ParameterRef::Body(path) => {
            let body = &plan.body;
            clear_in(plan, &quote!(self.#body), path)
        }
        _ => call_spot(plan, at).map(|spot| emptied(plan, &spot)).unwrap_or_default(),
    }
}

/// Empties a field of a body that stands at `root`. What is missing on the way stays missing.
fn clear_in(plan: &Plan<'_>, root: &TokenStream, path: &[(TypeId, usize)]) -> TokenStream {
    let Some((last, outer)) = path.split_last() else { return TokenStream::new() };
    let mut place = root.clone();
    let mut optional = false;
    for step in outer {
        let Some(field) = field_of(plan, *step) else { return TokenStream::new() };
        let name = ident(&field.rust);
        let is_value = matches!(field.presence, Presence::Required | Presence::Default(_));
        place = match (optional, is_value) {
            (false, true) => quote!(#place.#name),
            (false, false) => quote!(#place.#name.as_mut()),
            (true, true) => quote!(#place.map(|value| &mut value.#name)),
            (true, false) => quote!(#place.and_then(|value| value.#name.as_mut())),
        };
        optional |= !is_value;
    }
    let Some(field) = field_of(plan, *last) else { return TokenStream::new() };
    let name = ident(&field.rust);
    let (ty, presence) = (&field.ty, Some(&field.presence));
    if !optional {
        return emptied(plan, &Spot { place: quote!(#place.#name), ty, presence });
    }
    let empty = emptied(plan, &Spot { place: quote!(value.#name), ty, presence });
    if empty.is_empty() { empty } else { quote!(if let Some(value) = #place { #empty }) }
}

fn emptied(plan: &Plan<'_>, spot: &Spot<'_>) -> TokenStream {
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

/// Gives the parameter back what the first call has when the user sets nothing.
pub(super) fn unset(plan: &Plan<'_>, at: &ParameterRef) -> TokenStream {
    let Some(initial) = initial(plan, at) else {
        let cleared = clear(plan, at);
        return if cleared.is_empty() { zeroed(plan, at) } else { cleared };
    };
    let Some(spot) = spot(plan, at) else { return TokenStream::new() };
    let place = &spot.place;
    let value = match &initial {
        // Not `to_owned`: to assign its result is not what clippy likes.
        Literal::Text(text) if matches!(essence(spot.ty), Type::String(_)) => quote!(String::from(#text)),
        initial => literal::expression(plan.api, spot.ty, initial, Naming::Qualified),
    };
    let value = held(spot.presence, value);
    quote!(#place = #value;)
}

/// What is sent in the parameter when the user sets nothing.
fn initial(plan: &Plan<'_>, at: &ParameterRef) -> Option<Literal> {
    match (at, &plan.endpoint.body) {
        (ParameterRef::Body(path), Body::Fields { parameters, .. }) => match path.as_slice() {
            [(_, index)] => parameters.get(*index)?.initial().cloned(),
            _ => None,
        },
        (ParameterRef::Body(_), _) => None,
        _ => plan.call_field(at)?.initial.clone(),
    }
}

/// What is always sent cannot be left out; no two positions differ any more once they are all the same.
fn zeroed(plan: &Plan<'_>, at: &ParameterRef) -> TokenStream {
    let Some(spot) = spot(plan, at) else { return TokenStream::new() };
    let place = &spot.place;
    match essence(spot.ty) {
        Type::String(_) => quote!(#place = String::new();),
        Type::Int(..) => quote!(#place = 0;),
        _ => TokenStream::new(),
    }
}

/// Sets a field of a body to a constant, unless the user set it. `root`: where the body stands.
pub(super) fn preset(
    plan: &Plan<'_>,
    root: &TokenStream,
    at: &ParameterRef,
    value: &Literal,
) -> Option<TokenStream> {
    let ParameterRef::Body(path) = at else { return None };
    let spot = body_spot(plan, root, path)?;
    let place = &spot.place;
    let constant = literal::is_constant(spot.ty, value);
    let value = literal::expression(plan.api, spot.ty, value, Naming::Qualified);
    match spot.presence {
        Some(Presence::Optional | Presence::Nullable) if constant => {
            Some(quote!(#place.get_or_insert(#value);))
        }
        Some(Presence::Optional | Presence::Nullable) => Some(quote!(#place.get_or_insert_with(|| #value);)),
        Some(Presence::Maybe) => {
            Some(quote!(if #place.is_absent() { #place = runtime::Maybe::Value(#value); }))
        }
        // What is always sent, the user has given.
        _ => None,
    }
}

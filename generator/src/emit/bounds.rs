//! Bounds: what a request is checked for before it is sent.

use proc_macro2::TokenStream;
use quote::quote;

use super::ident::ident;
use super::literal::{float, int};
use super::place::Place;
use super::rust_type::essence;
use crate::api::{Api, Bounds, Field, Presence, Struct, TextBounds, Type, TypeDef, TypeKind, Union};

/// `impl Check` of a type whose values can break a bound.
pub(super) fn check_impl(api: &Api, def: &TypeDef) -> TokenStream {
    if !is_checked(def) {
        return TokenStream::new();
    }
    let body = match &def.kind {
        TypeKind::Struct(shape) => struct_checks(api, shape),
        TypeKind::Union(union) => union_checks(api, union),
        // A condition's value is JSON already.
        TypeKind::Enum(_) | TypeKind::Filter(_) => TokenStream::new(),
    };
    let (name, at) = (ident(&def.rust), if body.is_empty() { quote!(_at) } else { quote!(at) });
    quote! {
        impl check::Check for types::#name {
            fn check(&self, #at: &mut check::At) { #body }
        }
    }
}

/// Whether values of a named type are checked.
fn is_checked(def: &TypeDef) -> bool {
    def.bounded && def.in_request && !matches!(def.kind, TypeKind::Enum(_))
}

fn struct_checks(api: &Api, shape: &Struct) -> TokenStream {
    shape
        .fields
        .iter()
        .filter_map(|field| {
            let name = ident(&field.rust);
            field_check(api, field, &Place::owned(quote!(self.#name)), field_holds(field))
        })
        .collect()
}

fn union_checks(api: &Api, union: &Union) -> TokenStream {
    let arms: Vec<_> = union
        .variants
        .iter()
        .filter_map(|variant| {
            let name = ident(&variant.rust);
            let check = value_check(api, &variant.ty, &Place::borrowed(quote!(value)))?;
            Some(quote!(Self::#name(value) => { #check }))
        })
        .collect();
    match arms.as_slice() {
        [] => TokenStream::new(),
        arms => quote!(match self { #(#arms)* _ => {} }),
    }
}

/// How a place holds a field's value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Holds {
    /// The value itself.
    Value,
    /// An `Option`.
    Option,
    /// A `Maybe`.
    Maybe,
}

fn field_holds(field: &Field) -> Holds {
    match field.presence {
        Presence::Required | Presence::Default(_) => Holds::Value,
        Presence::Optional | Presence::Nullable => Holds::Option,
        Presence::Maybe => Holds::Maybe,
    }
}

/// The check of a field or a parameter, if it can break a bound.
pub(super) fn field_check(api: &Api, field: &Field, place: &Place, holds: Holds) -> Option<TokenStream> {
    let wire = &field.wire;
    let at_field = |check: TokenStream| quote!(at.field(#wire, |at| { #check }););
    let tokens = &place.tokens;
    let borrowed = Place::borrowed(quote!(value));
    Some(match holds {
        Holds::Value => at_field(value_check(api, &field.ty, place)?),
        Holds::Option => {
            let check = at_field(value_check(api, &field.ty, &borrowed)?);
            quote!(if let Some(value) = &#tokens { #check })
        }
        Holds::Maybe => {
            let check = at_field(value_check(api, &field.ty, &borrowed)?);
            quote!(if let runtime::Maybe::Value(value) = &#tokens { #check })
        }
    })
}

/// The checks of a value, with `at` standing at it.
pub(super) fn value_check(api: &Api, ty: &Type, place: &Place) -> Option<TokenStream> {
    let reference = place.by_reference();
    match essence(ty) {
        Type::String(bounds) => text_check(bounds, &reference),
        Type::Int(_, bounds) if !bounds.is_open() => {
            let (min, max) = limits(bounds, |value| int(*value));
            let value = place.by_copy();
            Some(quote!(at.int(i128::from(#value), #min, #max);))
        }
        Type::F64(bounds) if !bounds.is_open() => {
            let (min, max) = limits(bounds, |text| float(text));
            let value = place.by_copy();
            Some(quote!(at.float(#value, #min, #max);))
        }
        Type::List(item, bounds) => list_check(api, item, bounds, place),
        Type::Map(item) => {
            let check = value_check(api, item, &Place::borrowed(quote!(item)))?;
            Some(quote!(for (key, item) in #reference { at.key(key, |at| { #check }); }))
        }
        Type::Nullable(ty) => {
            let check = value_check(api, ty, &Place::borrowed(quote!(value)))?;
            Some(quote!(if let Some(value) = #reference { #check }))
        }
        Type::Tuple(items) => tuple_check(api, items, place),
        Type::Named(id) if is_checked(api.get(*id)) => Some(quote!(check::Check::check(#reference, at);)),
        _ => None,
    }
}

fn limits<T>(bounds: &Bounds<T>, show: impl Fn(&T) -> TokenStream) -> (TokenStream, TokenStream) {
    let limit = |bound: &Option<T>| match bound {
        Some(value) => {
            let value = show(value);
            quote!(Some(#value))
        }
        None => quote!(None),
    };
    (limit(&bounds.min), limit(&bounds.max))
}

fn text_check(bounds: &TextBounds, reference: &TokenStream) -> Option<TokenStream> {
    let (min, max) = limits(&bounds.length, |value| int((*value).into()));
    let length = (!bounds.length.is_open()).then(|| quote!(at.length(#reference, #min, #max);));
    let chars = (!bounds.chars.is_empty()).then(|| {
        let ranges = bounds.chars.iter().map(|(first, last)| quote!((#first, #last)));
        let shown = &bounds.chars_text;
        quote!(at.chars(#reference, &[#(#ranges),*], #shown);)
    });
    (length.is_some() || chars.is_some()).then(|| quote!(#length #chars))
}

fn list_check(api: &Api, item: &Type, bounds: &Bounds<u64>, place: &Place) -> Option<TokenStream> {
    let tokens = &place.tokens;
    let (min, max) = limits(bounds, |value| int((*value).into()));
    let count = (!bounds.is_open()).then(|| quote!(at.count(#tokens.len(), #min, #max);));
    let each = value_check(api, item, &Place::borrowed(quote!(item))).map(|check| {
        quote!(for (index, item) in #tokens.iter().enumerate() { at.item(index, |at| { #check }); })
    });
    (count.is_some() || each.is_some()).then(|| quote!(#count #each))
}

fn tuple_check(api: &Api, items: &[Type], place: &Place) -> Option<TokenStream> {
    let tokens = &place.tokens;
    let checks: TokenStream = items
        .iter()
        .enumerate()
        .filter_map(|(index, ty)| {
            let position = proc_macro2::Literal::usize_unsuffixed(index);
            let check = value_check(api, ty, &Place::owned(quote!(#tokens.#position)))?;
            Some(quote!(at.item(#position, |at| { #check });))
        })
        .collect();
    (!checks.is_empty()).then_some(checks)
}

//! The serde impls of structs, written out: a derive would triple the compile time and cannot tell absent from null.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::ident::{free, ident};
use super::literal;
use super::place::Place;
use super::rust_type::{Naming, codec, is_plain};
use super::unions;
use crate::api::{Api, Field, Pair, Presence, Struct, Type, TypeDef};

/// `Serialize` and `Deserialize`, both by way of the runtime's `wire::Object`.
pub(super) fn impls(api: &Api, def: &TypeDef, shape: &Struct) -> TokenStream {
    let (name, shown) = (ident(&def.rust), &def.rust);
    let (read, write) = (read(api, shape), write(api, shape));
    let serde = serde_impls(&name);
    quote! {
        #serde
        impl wire::Object for types::#name {
            const NAME: &'static str = #shown;
            #write
            #read
        }
    }
}

/// The serde impls of something that is a `wire::Object`.
pub(super) fn serde_impls(name: &Ident) -> TokenStream {
    quote! {
        impl serde::Serialize for types::#name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                wire::serialize(self, serializer)
            }
        }
        impl<'de> serde::Deserialize<'de> for types::#name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                wire::deserialize(deserializer)
            }
        }
    }
}

fn write(api: &Api, shape: &Struct) -> TokenStream {
    let entries = shape.fields.iter().map(|field| entry(api, field));
    let others = shape.others.iter().map(|others| {
        let (name, codec) = (ident(&others.rust), other_codec(api, others));
        quote!(wire::write_others::<Self, #codec, M>(&self.#name, object)?;)
    });
    let object = if shape.members().next().is_none() { quote!(_) } else { quote!(object) };
    quote! {
        fn write<M: serde::ser::SerializeMap>(&self, #object: &mut M) -> Result<(), M::Error> {
            #(#entries)*
            #(#others)*
            Ok(())
        }
    }
}

/// The codec of the values of other keys.
fn other_codec(api: &Api, others: &Field) -> TokenStream {
    let value = if let Type::Map(value) = &others.ty { value } else { &others.ty };
    codec(api, value)
}

fn entry(api: &Api, field: &Field) -> TokenStream {
    let name = ident(&field.rust);
    if let Some(pair) = &field.pair {
        return pair_entry(api, field, pair);
    }
    let wire = &field.wire;
    let here = quote!(&self.#name);
    match field.presence {
        Presence::Required | Presence::Default(_) => {
            let value = encoded(api, &field.ty, here);
            quote!(object.serialize_entry(#wire, #value)?;)
        }
        Presence::Nullable => {
            let value = encoded(api, &Type::Nullable(Box::new(field.ty.clone())), here);
            quote!(object.serialize_entry(#wire, #value)?;)
        }
        Presence::Optional => {
            let value = encoded(api, &field.ty, quote!(value));
            quote!(if let Some(value) = &self.#name { object.serialize_entry(#wire, #value)?; })
        }
        Presence::Maybe => {
            let value = if is_plain(&field.ty) {
                here
            } else {
                let codec = codec(api, &field.ty);
                quote!(&codec::Encode::<codec::MaybeOf<#codec>>(#here))
            };
            quote!(if !self.#name.is_absent() { object.serialize_entry(#wire, #value)?; })
        }
    }
}

/// A reference that serde writes as the spec says.
pub(super) fn encoded(api: &Api, ty: &Type, reference: TokenStream) -> TokenStream {
    if is_plain(ty) {
        return reference;
    }
    let codec = codec(api, ty);
    quote!(&codec::Encode::<#codec>(#reference))
}

fn pair_entry(api: &Api, field: &Field, pair: &Pair) -> TokenStream {
    let name = ident(&field.rust);
    let (tag, content) = (&pair.tag, &pair.content);
    let both = |value: &Place| {
        let (tokens, wrapped) = (&value.tokens, unions::content(api, &field.ty, &value.by_reference()));
        quote! {
            object.serialize_entry(#tag, #tokens.tag())?;
            object.serialize_entry(#content, &#wrapped)?;
        }
    };
    let (here, value) = (Place::owned(quote!(self.#name)), Place::borrowed(quote!(value)));
    let nothing = quote!(object.serialize_entry(#tag, &())?; object.serialize_entry(#content, &())?;);
    match field.presence {
        Presence::Required | Presence::Default(_) => both(&here),
        Presence::Optional => {
            let both = both(&value);
            quote!(if let Some(value) = &self.#name { #both })
        }
        Presence::Nullable => {
            let both = both(&value);
            quote!(if let Some(value) = &self.#name { #both } else { #nothing })
        }
        Presence::Maybe => {
            let both = both(&value);
            quote! {
                match &self.#name {
                    runtime::Maybe::Absent => {}
                    runtime::Maybe::Null => { #nothing }
                    runtime::Maybe::Value(value) => { #both }
                }
            }
        }
    }
}

/// A key of the object and what is done when it comes.
struct Slot<'a> {
    wire: &'a str,
    arm: TokenStream,
}

/// Our variables, named so that no field is hidden.
struct Names {
    map: Ident,
    key: Ident,
    /// The text of another key.
    name: Ident,
}

fn read(api: &Api, shape: &Struct) -> TokenStream {
    let taken: Vec<&str> = shape.members().map(|field| field.rust.as_str()).collect();
    let names = Names { map: free("map", &taken), key: free("key", &taken), name: free("name", &taken) };
    let (map, key) = (&names.map, &names.key);
    let slots: Vec<Slot<'_>> = shape.fields.iter().flat_map(|field| slots(api, field, &names)).collect();
    let arms = slots.iter().enumerate().map(|(index, slot)| {
        let (index, arm) = (proc_macro2::Literal::usize_unsuffixed(index), &slot.arm);
        quote!(#index => #arm,)
    });
    let variables = shape.fields.iter().map(declare);
    let values = shape.fields.iter().map(|field| finish(api, field));
    let others = shape.others.as_ref().map(|others| Others::new(api, others, &names));
    let each = match &others {
        Some(others) => others.each(&names, arms),
        None if slots.is_empty() => {
            quote!(while wire::key(&mut #map, <Self as wire::Object>::key)?.is_some() { wire::skip(&mut #map)?; })
        }
        None => quote! {
            while let Some(#key) = wire::key(&mut #map, <Self as wire::Object>::key)? {
                match #key { #(#arms)* _ => wire::skip(&mut #map)?, }
            }
        },
    };
    let (others, kept) = others.map(|others| (others.declaration, others.name)).unzip();
    let kept = kept.into_iter();
    let numbers = key_method(slots.iter().map(|slot| slot.wire));
    quote! {
        #numbers
        fn read<'de, A: serde::de::MapAccess<'de>>(mut #map: A) -> Result<Self, A::Error> {
            #(#variables)*
            #others
            #each
            Ok(Self { #(#values,)* #(#kept,)* })
        }
    }
}

/// How other keys are kept.
struct Others {
    name: Ident,
    declaration: TokenStream,
    keep: TokenStream,
}

impl Others {
    fn new(api: &Api, others: &Field, names: &Names) -> Self {
        let (name, codec, map, text) =
            (ident(&others.rust), other_codec(api, others), &names.map, &names.name);
        Self {
            declaration: quote!(let (mut #name, mut #text) = (collections::BTreeMap::new(), String::new());),
            keep: quote!(wire::other::<#codec, A>(&mut #map, &mut #text, &mut #name)?),
            name,
        }
    }

    /// Each key, by the arms of the own ones.
    fn each(&self, names: &Names, arms: impl Iterator<Item = TokenStream>) -> TokenStream {
        let (Names { map, key, name }, keep) = (names, &self.keep);
        let mut arms = arms.peekable();
        let next = quote!(wire::key_or_name(&mut #map, <Self as wire::Object>::key, &mut #name)?);
        if arms.peek().is_none() {
            return quote!(while #next.is_some() { #keep; });
        }
        quote!(while let Some(#key) = #next { match #key { #(#arms)* _ => { #keep; } } })
    }
}

/// The numbers of the keys, in order.
pub(super) fn key_method<'a>(keys: impl Iterator<Item = &'a str>) -> TokenStream {
    let arms: Vec<_> = keys
        .enumerate()
        .map(|(index, key)| {
            let index = proc_macro2::Literal::usize_unsuffixed(index);
            quote!(#key => #index)
        })
        .collect();
    if arms.is_empty() {
        return quote!(
            fn key(_: &str) -> usize {
                usize::MAX
            }
        );
    }
    quote! {
        fn key(name: &str) -> usize {
            match name { #(#arms,)* _ => usize::MAX }
        }
    }
}

fn declare(field: &Field) -> TokenStream {
    let name = ident(&field.rust);
    if field.pair.is_some() {
        return quote!(let mut #name = wire::Pair::default(););
    }
    match field.presence {
        Presence::Maybe => quote!(let mut #name = runtime::Maybe::Absent;),
        _ => quote!(let mut #name = None;),
    }
}

fn slots<'a>(api: &Api, field: &'a Field, names: &Names) -> Vec<Slot<'a>> {
    let (name, map) = (ident(&field.rust), &names.map);
    if let Some(pair) = &field.pair {
        return vec![
            Slot { wire: &pair.tag, arm: quote!(#name.tag = #map.next_value()?) },
            Slot { wire: &pair.content, arm: quote!(#name.content = #map.next_value()?) },
        ];
    }
    let arm = match field.presence {
        Presence::Required => {
            let value = next_value(api, &field.ty, map, is_plain(&field.ty), |codec| codec);
            quote!(#name = Some(#value))
        }
        Presence::Optional | Presence::Nullable | Presence::Default(_) => {
            let value =
                next_value(api, &field.ty, map, is_plain(&field.ty), |codec| quote!(codec::Nullable<#codec>));
            quote!(#name = #value)
        }
        Presence::Maybe => {
            let value =
                next_value(api, &field.ty, map, is_plain(&field.ty), |codec| quote!(codec::MaybeOf<#codec>));
            quote!(#name = #value)
        }
    };
    vec![Slot { wire: &field.wire, arm }]
}

fn next_value(
    api: &Api,
    ty: &Type,
    map: &Ident,
    plain: bool,
    wrap: impl FnOnce(TokenStream) -> TokenStream,
) -> TokenStream {
    if plain {
        return quote!(#map.next_value()?);
    }
    let codec = wrap(codec(api, ty));
    quote!(#map.next_value_seed(codec::seed::<#codec>())?)
}

fn finish(api: &Api, field: &Field) -> TokenStream {
    let name = ident(&field.rust);
    if let Some(pair) = &field.pair {
        return finish_pair(api, field, pair);
    }
    match &field.presence {
        Presence::Required => {
            let wire = &field.wire;
            quote!(#name: wire::required(#name, #wire)?)
        }
        Presence::Default(literal) => {
            let value = default_value(api, field, literal);
            quote!(#name: #value)
        }
        Presence::Optional | Presence::Nullable | Presence::Maybe => quote!(#name),
    }
}

/// The variable, or the declared default.
fn default_value(api: &Api, field: &Field, literal: &crate::api::Literal) -> TokenStream {
    let name = ident(&field.rust);
    let value = literal::expression(api, &field.ty, literal, Naming::Qualified);
    let value = if field.boxed { quote!(Box::new(#value)) } else { value };
    if literal::is_default(&field.ty, literal) {
        quote!(#name.unwrap_or_default())
    } else if literal::is_constant(&field.ty, literal) {
        quote!(#name.unwrap_or(#value))
    } else {
        quote!(#name.unwrap_or_else(|| #value))
    }
}

fn finish_pair(api: &Api, field: &Field, pair: &Pair) -> TokenStream {
    let (name, tag) = (ident(&field.rust), &pair.tag);
    let Type::Named(id) = &field.ty else {
        // A pair is a union; the checker says so.
        return quote!(#name: ());
    };
    let union = super::rust_type::named(api.get(*id), Naming::Qualified);
    let built = quote!(#name.build(#union::from_parts)?);
    match &field.presence {
        Presence::Required => quote!(#name: wire::required(#built.into_option(), #tag)?),
        Presence::Optional | Presence::Nullable => quote!(#name: #built.into_option()),
        Presence::Maybe => quote!(#name: #built),
        Presence::Default(literal) => {
            let value = literal::expression(api, &field.ty, literal, Naming::Qualified);
            quote!(#name: #built.into_option().unwrap_or_else(|| #value))
        }
    }
}

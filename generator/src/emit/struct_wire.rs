//! The serde impls of structs, written out: a derive would triple the compile time and cannot tell absent from null.

use crate::emit::tokens::{Ident, TokenStream, quote};

use super::ident::ident;
use super::place::Place;
use super::rust_type::{codec, is_plain};
use super::struct_read;
use super::unions;
use crate::api::{Api, Field, Pair, Presence, Struct, Type, TypeDef};

/// `Serialize` and `Deserialize`, by way of the runtime's `wire::Object` and `wire::Read`.
pub(super) fn impls(api: &Api, def: &TypeDef, shape: &Struct) -> TokenStream {
    let (name, shown) = (ident(&def.rust), &def.rust);
    let (read, write) = (struct_read::body(api, shape), write(api, shape));
    let (serde, keys) = (serde_impls(&name), keys(struct_read::keys(shape)));
    quote! {
        #serde
        impl wire::Object for types::#name {
            const NAME: &'static str = #shown;
            #keys
            #write
        }
        impl wire::Read for types::#name {
            fn read<'de, S: wire::Source<'de> + ?Sized>(source: &mut S) -> Result<Self, wire::Failed> { #read }
        }
    }
}

/// The serde impls of something that is a `wire::Object` and a `wire::Read`.
pub(super) fn serde_impls(name: &Ident) -> TokenStream {
    let deserialize = deserialize_impl(name);
    quote! {
        impl serde::Serialize for types::#name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                wire::serialize(self, serializer)
            }
        }
        #deserialize
    }
}

/// `Deserialize` of something that is a `wire::Read`.
pub(super) fn deserialize_impl(name: &Ident) -> TokenStream {
    quote! {
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
        quote!(object.others::<Self, #codec>(&self.#name);)
    });
    let object = if shape.members().next().is_none() { quote!(_) } else { quote!(object) };
    quote! {
        fn write<M: serde::ser::SerializeMap>(&self, #object: &mut wire::Entries<M>) {
            #(#entries)*
            #(#others)*
        }
    }
}

/// The codec of the values of other keys.
pub(super) fn other_codec(api: &Api, others: &Field) -> TokenStream {
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
            let value = encoded_field(api, field, here, |codec| codec);
            quote!(object.entry(#wire, #value);)
        }
        Presence::Nullable => {
            let value = encoded_field(api, field, here, |codec| quote!(codec::Nullable<#codec>));
            quote!(object.entry(#wire, #value);)
        }
        Presence::Optional if is_plain(&field.ty) => quote!(object.optional(#wire, #here);),
        Presence::Optional => {
            let value = encoded_field(api, field, quote!(value), |codec| codec);
            quote!(if let Some(value) = #here { object.entry(#wire, #value); })
        }
        Presence::Maybe if is_plain(&field.ty) => quote!(object.maybe(#wire, #here);),
        Presence::Maybe => {
            let value = encoded_field(api, field, here, |codec| quote!(codec::MaybeOf<#codec>));
            quote!(if !self.#name.is_absent() { object.entry(#wire, #value); })
        }
    }
}

/// A reference to what a field holds, by a codec of its presence where it needs one.
fn encoded_field(
    api: &Api,
    field: &Field,
    reference: TokenStream,
    of_presence: fn(TokenStream) -> TokenStream,
) -> TokenStream {
    if is_plain(&field.ty) {
        return reference;
    }
    let codec = of_presence(field_codec(api, field));
    quote!(&codec::Encode::<#codec>(#reference))
}

/// The codec of a field's value, which may be boxed.
pub(super) fn field_codec(api: &Api, field: &Field) -> TokenStream {
    let codec = codec(api, &field.ty);
    if field.boxed { quote!(codec::Boxed<#codec>) } else { codec }
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
            object.entry(#tag, #tokens.tag());
            object.entry(#content, &#wrapped);
        }
    };
    let (here, value) = (Place::owned(quote!(self.#name)), Place::borrowed(quote!(value)));
    let nothing = quote!(object.entry(#tag, &()); object.entry(#content, &()););
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

/// The keys of an object, and whether each must be there.
pub(super) fn keys<'a>(keys: impl Iterator<Item = (&'a str, bool)>) -> TokenStream {
    let keys = keys.map(|(key, required)| {
        if required { quote!(wire::Key::required(#key)) } else { quote!(wire::Key::optional(#key)) }
    });
    quote!(const KEYS: &'static [wire::Key] = &[#(#keys),*];)
}

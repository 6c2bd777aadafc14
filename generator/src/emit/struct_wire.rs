//! The serde impls of structs, written out: a derive would triple the compile time and cannot tell absent from null.

use crate::emit::tokens::{Ident, TokenStream, quote};

use super::ident::{free, ident};
use super::literal;
use super::place::Place;
use super::rust_type::{Naming, codec, is_plain};
use super::unions;
use crate::api::{Api, Field, Pair, Presence, Struct, Type, TypeDef};

/// `Serialize` and `Deserialize`, by way of the runtime's `wire::Object` and `wire::Read`.
pub(super) fn impls(api: &Api, def: &TypeDef, shape: &Struct) -> TokenStream {
    let (name, shown) = (ident(&def.rust), &def.rust);
    let slots = slots(api, shape);
    let (read, write) = (read(api, shape, &slots), write(api, shape));
    let (serde, keys) = (serde_impls(&name), keys(slots.iter().flat_map(Slot::keys)));
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

/// What is read of a field, until all are there: an element of a tuple.
struct Slot<'a> {
    field: &'a Field,
    /// Before its key has come.
    empty: TokenStream,
    /// What is read into the element when one of its keys comes.
    reads: Vec<(&'a str, Part)>,
}

/// A part of a slot, and how it is read.
struct Part {
    part: Option<TokenStream>,
    method: TokenStream,
}

impl<'a> Slot<'a> {
    /// Its keys, and whether each must be there.
    fn keys(&self) -> impl Iterator<Item = (&'a str, bool)> {
        self.reads.iter().map(|(key, _)| (*key, self.is_required()))
    }

    /// Whether its element is an option that was filled when all has been read.
    fn is_required(&self) -> bool {
        self.field.presence == Presence::Required && self.field.pair.is_none()
    }

    fn pattern(&self) -> TokenStream {
        let name = ident(&self.field.rust);
        if self.is_required() { quote!(Some(#name)) } else { quote!(#name) }
    }
}

fn slots<'a>(api: &Api, shape: &'a Struct) -> Vec<Slot<'a>> {
    shape.fields.iter().map(|field| slot(api, field)).collect()
}

fn slot<'a>(api: &Api, field: &'a Field) -> Slot<'a> {
    if let Some(pair) = &field.pair {
        let part = |part| Part { part: Some(part), method: quote!(set) };
        let reads =
            vec![(pair.tag.as_str(), part(quote!(.tag))), (pair.content.as_str(), part(quote!(.content)))];
        return Slot { field, empty: quote!(wire::Pair::default()), reads };
    }
    let (empty, plain, by_codec, codec_of): (_, _, _, fn(TokenStream) -> TokenStream) = match field.presence {
        Presence::Required => (quote!(None), quote!(fill), quote!(fill_by), |codec| codec),
        Presence::Optional | Presence::Nullable | Presence::Default(_) => {
            (quote!(None), quote!(set), quote!(set_by), |codec| quote!(codec::Nullable<#codec>))
        }
        Presence::Maybe => {
            let codec_of = |codec| quote!(codec::MaybeOf<#codec>);
            (quote!(runtime::Maybe::Absent), quote!(set), quote!(set_by), codec_of)
        }
    };
    let method = if is_plain(&field.ty) {
        plain
    } else {
        let codec = codec_of(codec(api, &field.ty));
        quote!(#by_codec::<#codec>)
    };
    Slot { field, empty, reads: vec![(field.wire.as_str(), Part { part: None, method })] }
}

fn read(api: &Api, shape: &Struct, slots: &[Slot<'_>]) -> TokenStream {
    let names = Names::beside(shape.others.as_ref());
    let Names { slots: variable, key, value, name } = &names;
    let (empty, patterns) = (slots.iter().map(|slot| &slot.empty), slots.iter().map(Slot::pattern));
    let arms = arms(slots, &names);
    let (variable_in, read_own) = if slots.is_empty() {
        (None, quote!(|_, _| Ok(())))
    } else {
        let declared = quote!(let mut #variable = (#(#empty,)*););
        (Some(declared), quote!(|#key, #value| match #key { #(#arms)* _ => Ok(()), }))
    };
    let read = match &shape.others {
        None => quote!(<Self as wire::Object>::entries(source, #read_own)?;),
        Some(others) => {
            let (kept, codec) = (ident(&others.rust), other_codec(api, others));
            quote! {
                let mut #kept = collections::BTreeMap::new();
                <Self as wire::Object>::entries_and_others(source, #read_own, |#name, #value| #value.keep::<#codec>(#name, &mut #kept))?;
            }
        }
    };
    let otherwise = slots.iter().any(Slot::is_required).then(|| quote!(else { return Err(wire::unread()); }));
    let taken = (!slots.is_empty()).then(|| quote!(let (#(#patterns,)*) = #variable #otherwise;));
    let values = shape.fields.iter().map(|field| finish(api, field));
    let kept = shape.others.iter().map(|others| ident(&others.rust));
    quote! {
        #variable_in
        #read
        #taken
        Ok(Self { #(#values,)* #(#kept,)* })
    }
}

fn arms(slots: &[Slot<'_>], names: &Names) -> Vec<TokenStream> {
    let (variable, value) = (&names.slots, &names.value);
    let reads = slots.iter().enumerate().flat_map(|(place, slot)| {
        let place = crate::emit::tokens::Literal::usize_unsuffixed(place);
        slot.reads
            .iter()
            .map(move |(_, Part { part, method })| quote!(#value.#method(&mut #variable.#place #part)))
    });
    let numbered = reads.enumerate().map(|(number, read)| {
        let number = crate::emit::tokens::Literal::usize_unsuffixed(number);
        quote!(#number => #read,)
    });
    numbered.collect()
}

/// Our variables, named so that they are not the one in which other keys are kept.
struct Names {
    slots: Ident,
    key: Ident,
    value: Ident,
    /// The text of another key.
    name: Ident,
}

impl Names {
    fn beside(others: Option<&Field>) -> Self {
        let taken: Vec<&str> = others.iter().map(|others| others.rust.as_str()).collect();
        let name = |name| free(name, &taken);
        Self { slots: name("slots"), key: name("key"), value: name("value"), name: name("name") }
    }
}

/// The keys of an object, and whether each must be there.
pub(super) fn keys<'a>(keys: impl Iterator<Item = (&'a str, bool)>) -> TokenStream {
    let keys = keys.map(|(key, required)| {
        if required { quote!(wire::Key::required(#key)) } else { quote!(wire::Key::optional(#key)) }
    });
    quote!(const KEYS: &'static [wire::Key] = &[#(#keys),*];)
}

fn finish(api: &Api, field: &Field) -> TokenStream {
    let name = ident(&field.rust);
    if let Some(pair) = &field.pair {
        return finish_pair(api, field, pair);
    }
    match &field.presence {
        Presence::Default(literal) => {
            let value = default_value(api, field, literal);
            quote!(#name: #value)
        }
        Presence::Required | Presence::Optional | Presence::Nullable | Presence::Maybe => quote!(#name),
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

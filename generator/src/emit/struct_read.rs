//! How structs are read: as tuples of their fields, where that says it all; else key by key.

use crate::emit::tokens::{Ident, TokenStream, quote};

use super::ident::{free, ident};
use super::literal;
use super::rust_type::{Naming, is_plain};
use super::struct_wire::{field_codec, other_codec};
use crate::api::{Api, Field, Pair, Presence, Struct, Type};

/// The longest tuple that the runtime reads.
const LONGEST: usize = 24;

/// The keys, and whether each must be there.
pub(super) fn keys(shape: &Struct) -> impl Iterator<Item = (&str, bool)> {
    shape.fields.iter().flat_map(|field| match &field.pair {
        Some(pair) => vec![(pair.tag.as_str(), false), (pair.content.as_str(), false)],
        None => vec![(field.wire.as_str(), field.presence == Presence::Required)],
    })
}

/// The body of `read`.
pub(super) fn body(api: &Api, shape: &Struct) -> TokenStream {
    let plain = shape.others.is_none() && shape.fields.iter().all(|field| field.pair.is_none());
    if plain && (1..=LONGEST).contains(&shape.fields.len()) {
        return as_tuple(api, shape);
    }
    by_keys(api, shape)
}

/// The types of the fields say how they are read.
fn as_tuple(api: &Api, shape: &Struct) -> TokenStream {
    let patterns = shape.fields.iter().map(|field| {
        let name = ident(&field.rust);
        match codec_of(api, field) {
            Some(codec) => quote!(decode::By::<#codec>(#name)),
            None => quote!(#name),
        }
    });
    let values = shape.fields.iter().map(|field| finish(api, field));
    quote! {
        let (#(#patterns,)*) = <Self as wire::Object>::fields(source)?;
        Ok(Self { #(#values,)* })
    }
}

/// The codec of a field's variable, if it takes one.
fn codec_of(api: &Api, field: &Field) -> Option<TokenStream> {
    if is_plain(&field.ty) {
        return None;
    }
    let codec = field_codec(api, field);
    Some(match field.presence {
        Presence::Required => codec,
        Presence::Optional | Presence::Nullable | Presence::Default(_) => quote!(codec::Nullable<#codec>),
        Presence::Maybe => quote!(codec::MaybeOf<#codec>),
    })
}

/// What is read of a field, until all are there: an element of a tuple.
struct Slot<'a> {
    field: &'a Field,
    /// Before its key has come.
    empty: TokenStream,
    /// What is read into the element when one of its keys comes.
    reads: Vec<Part>,
}

/// A part of a slot, and how it is read.
struct Part {
    part: Option<TokenStream>,
    method: TokenStream,
}

impl Slot<'_> {
    /// Whether its element is an option that was filled when all has been read.
    fn is_required(&self) -> bool {
        self.field.presence == Presence::Required && self.field.pair.is_none()
    }

    fn pattern(&self) -> TokenStream {
        let name = ident(&self.field.rust);
        if self.is_required() { quote!(Some(#name)) } else { quote!(#name) }
    }
}

fn slot<'a>(api: &Api, field: &'a Field) -> Slot<'a> {
    if field.pair.is_some() {
        let part = |part| Part { part: Some(part), method: quote!(set) };
        let reads = vec![part(quote!(.tag)), part(quote!(.content))];
        return Slot { field, empty: quote!(wire::Pair::default()), reads };
    }
    let (empty, plain, by_codec) = match field.presence {
        Presence::Required => (quote!(None), quote!(fill), quote!(fill_by)),
        Presence::Optional | Presence::Nullable | Presence::Default(_) => {
            (quote!(None), quote!(set), quote!(set_by))
        }
        Presence::Maybe => (quote!(runtime::Maybe::Absent), quote!(set), quote!(set_by)),
    };
    let method = match codec_of(api, field) {
        Some(codec) => quote!(#by_codec::<#codec>),
        None => plain,
    };
    Slot { field, empty, reads: vec![Part { part: None, method }] }
}

/// What is done with the value of each key is said for each.
fn by_keys(api: &Api, shape: &Struct) -> TokenStream {
    let slots: Vec<Slot<'_>> = shape.fields.iter().map(|field| slot(api, field)).collect();
    let names = Names::beside(shape.others.as_ref());
    let Names { slots: variable, key, value, name } = &names;
    let (empty, patterns) = (slots.iter().map(|slot| &slot.empty), slots.iter().map(Slot::pattern));
    let arms = arms(&slots, &names);
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
            .map(move |Part { part, method }| quote!(#value.#method(&mut #variable.#place #part)))
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

/// The variable, or the declared default. Not a method's call: of an element of a tuple that is still to be read, the type
/// is not known here.
fn default_value(api: &Api, field: &Field, literal: &crate::api::Literal) -> TokenStream {
    let name = ident(&field.rust);
    let value = literal::expression(api, &field.ty, literal, Naming::Qualified);
    let value = if field.boxed { quote!(Box::new(#value)) } else { value };
    if literal::is_default(&field.ty, literal) {
        quote!(Option::unwrap_or_default(#name))
    } else if literal::is_constant(&field.ty, literal) {
        quote!(Option::unwrap_or(#name, #value))
    } else {
        quote!(Option::unwrap_or_else(#name, || #value))
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

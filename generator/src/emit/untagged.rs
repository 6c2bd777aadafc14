//! Unions without a tag: the shape of a value says which variant it is.

use crate::emit::tokens::{TokenStream, quote};

use super::arms::{Arm, joined};
use super::docs;
use super::ident::ident;
use super::rust_type::{Naming, codec, is_plain, rust_type};
use super::struct_wire::{deserialize_impl, encoded};
use crate::api::{Api, TypeDef, Untagged};

/// The enum.
pub(super) fn definition(api: &Api, def: &TypeDef, union: &Untagged) -> TokenStream {
    let name = ident(&def.rust);
    let docs = docs::attributes(&def.doc, &format!("`{}`.", def.rust));
    let variants = union.variants.iter().map(|variant| {
        let docs = docs::attributes(&variant.doc, &format!("`{}`.", variant.rust));
        let (name, ty) = (ident(&variant.rust), rust_type(api, &variant.ty, Naming::Bare));
        quote!(#docs #name(#ty))
    });
    quote! {
        #docs
        #[derive(Clone, Debug, PartialEq)]
        #[non_exhaustive]
        pub enum #name {
            #(#variants,)*
            /// JSON that is none of these, as it came.
            Unlisted(serde_json::Value),
        }
    }
}

/// The serde impls: what is written is the variant's value.
pub(super) fn wire(api: &Api, def: &TypeDef, union: &Untagged) -> TokenStream {
    let name = ident(&def.rust);
    let deserialize = deserialize_impl(&name);
    let write = joined(union.variants.iter().map(|variant| {
        let (name, value) = (ident(&variant.rust), encoded(api, &variant.ty, quote!(value)));
        Arm {
            pattern: quote!(Self::#name(value)),
            bindings: rust_type(api, &variant.ty, Naming::Qualified),
            body: quote!(serde::Serialize::serialize(#value, serializer)),
        }
    }));
    let read = union.variants.iter().enumerate().map(|(index, variant)| {
        let (index, name) = (crate::emit::tokens::Literal::usize_unsuffixed(index), ident(&variant.rust));
        let read = if is_plain(&variant.ty) {
            quote!(union.read())
        } else {
            let codec = codec(api, &variant.ty);
            quote!(union.read_by::<#codec>())
        };
        quote!(#index => #read.map(Self::#name))
    });
    quote! {
        impl serde::Serialize for types::#name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                match self {
                    #write
                    Self::Unlisted(json) => serde::Serialize::serialize(json, serializer),
                }
            }
        }
        #deserialize
        impl wire::Read for types::#name {
            fn read<'de, S: wire::Source<'de> + ?Sized>(source: &mut S) -> Result<Self, wire::Failed> {
                let union = shape::by_shape(source, <Self as shape::Shaped>::shape())?;
                let read = |union: &shape::ByShape, variant| match variant {
                    #(#read,)*
                    _ => None,
                };
                union.first(read, Self::Unlisted)
            }
        }
    }
}

//! Tagged unions: open, with the tag and the JSON of what is not listed kept.

use crate::emit::tokens::{TokenStream, format_ident, quote};

use super::arms::{Arm, joined};
use super::docs;
use super::groups;
use super::ident::{ident, module_name};
use super::place::{Place, owned_text};
use super::rust_type::{Naming, codec, is_plain, rust_type};
use super::struct_wire::{deserialize_impl, encoded, keys, serde_impls};
use crate::api::{Api, Type, TypeDef, TypeKind, Union, UnionVariant};

/// The enum and its inherent impl.
pub(super) fn definition(api: &Api, def: &TypeDef, shape: &Union) -> TokenStream {
    let name = ident(&def.rust);
    let docs = docs::attributes(&def.doc, &format!("`{}`.", def.rust));
    let variants = shape.variants.iter().map(|variant| {
        let docs = docs::attributes(&variant.doc, &format!("Tagged `{}`.", variant.wire));
        let (name, ty) = (ident(&variant.rust), rust_type(api, &variant.ty, Naming::Bare));
        quote!(#docs #name(#ty))
    });
    let methods = methods(api, shape);
    let unlisted = match shape.content {
        Some(_) => "A tag that is not listed, with its content as it came.",
        None => "A tag that is not listed, with the whole object as it came.",
    };
    let unlisted = docs::lines([unlisted]);
    quote! {
        #docs
        #[derive(Clone, Debug, PartialEq)]
        #[non_exhaustive]
        pub enum #name {
            #(#variants,)*
            #unlisted
            Unlisted {
                /// The tag.
                tag: String,
                /// The JSON.
                json: serde_json::Value,
            },
        }
        impl #name { #methods }
    }
}

fn methods(api: &Api, shape: &Union) -> TokenStream {
    let tags = shape.variants.iter().map(|variant| {
        let (name, wire) = (ident(&variant.rust), &variant.wire);
        quote!(Self::#name(_) => #wire)
    });
    let content =
        (shape.content.is_some() && is_scalar_union(api, shape)).then(|| content_method(api, shape));
    quote! {
        /// The tag as it stands on the wire.
        pub fn tag(&self) -> &str {
            match self { #(#tags,)* Self::Unlisted { tag, .. } => tag }
        }
        #content
    }
}

/// The content as text, for queries and forms.
fn content_method(api: &Api, shape: &Union) -> TokenStream {
    let texts = joined(shape.variants.iter().map(|variant| {
        let name = ident(&variant.rust);
        Arm {
            pattern: quote!(Self::#name(value)),
            bindings: rust_type(api, &variant.ty, Naming::Bare),
            body: owned_text(api, &variant.ty, &Place::borrowed(quote!(value))),
        }
    }));
    quote! {
        /// The content as text.
        pub fn content(&self) -> String {
            match self {
                #texts
                Self::Unlisted { json: serde_json::Value::String(text), .. } => text.clone(),
                Self::Unlisted { json, .. } => json.to_string(),
            }
        }
    }
}

fn is_scalar_union(api: &Api, shape: &Union) -> bool {
    shape.variants.iter().all(|variant| is_scalar(api, &variant.ty))
}

fn is_scalar(api: &Api, ty: &Type) -> bool {
    match super::rust_type::essence(ty) {
        Type::List(..)
        | Type::Tolerant(_)
        | Type::Map(_)
        | Type::Tuple(_)
        | Type::Nullable(_)
        | Type::File
        | Type::Any => false,
        Type::Named(id) => matches!(api.get(*id).kind, TypeKind::Enum(_)),
        _ => true,
    }
}

/// What serializes the content of a union that is sent as two fields.
pub(super) fn content(api: &Api, ty: &Type, reference: &TokenStream) -> TokenStream {
    let Type::Named(id) = ty else { return quote!(()) };
    let name = &api.get(*id).rust;
    let (module, content) = (format_ident!("{}", module_name(name)), format_ident!("{}Content", ident(name)));
    quote!(super::#module::#content(#reference))
}

/// The serde impls of a union.
pub(super) fn wire(api: &Api, def: &TypeDef, shape: &Union) -> TokenStream {
    match &shape.content {
        None => beside(api, def, shape),
        Some(content) => with_content(api, def, shape, content),
    }
}

fn tags(variant: &UnionVariant) -> Vec<&str> {
    let mut tags = vec![variant.wire.as_str()];
    tags.extend(variant.aliases.iter().map(String::as_str).filter(|alias| *alias != variant.wire));
    tags
}

/// The payload's fields stand beside the tag.
fn beside(api: &Api, def: &TypeDef, shape: &Union) -> TokenStream {
    let (name, tag) = (ident(&def.rust), &shape.tag);
    let deserialize = deserialize_impl(&name);
    let write = joined(shape.variants.iter().map(|variant| {
        let (variant_name, wire) = (ident(&variant.rust), &variant.wire);
        Arm {
            pattern: quote!(Self::#variant_name(value)),
            bindings: rust_type(api, &variant.ty, Naming::Qualified),
            body: if holds_tag(api, &variant.ty, tag) {
                quote!(serde::Serialize::serialize(value, serializer))
            } else {
                quote!(wire::serialize_tagged(value, #tag, #wire, serializer))
            },
        }
    }));
    let read = shape.variants.iter().map(|variant| {
        let (name, tags) = (ident(&variant.rust), tags(variant));
        let read = if keeps_others(api, &variant.ty) {
            quote!(union.read_beside(#tag))
        } else {
            quote!(union.read())
        };
        quote!(#(#tags)|* => #read.map(Self::#name))
    });
    quote! {
        impl serde::Serialize for types::#name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                match self {
                    #write
                    Self::Unlisted { json, .. } => serde::Serialize::serialize(json, serializer),
                }
            }
        }
        #deserialize
        impl wire::Read for types::#name {
            fn read<'de, S: wire::Source<'de> + ?Sized>(source: &mut S) -> Result<Self, wire::Failed> {
                let union = open::tagged(source, #tag)?;
                match union.tag() {
                    #(#read,)*
                    tag => Ok(Self::Unlisted { tag: tag.to_owned(), json: union.read()? }),
                }
            }
        }
    }
}

/// Whether the payload keeps all other keys, of which the tag is none.
fn keeps_others(api: &Api, ty: &Type) -> bool {
    let Type::Named(id) = ty else { return false };
    matches!(&api.get(*id).kind, TypeKind::Struct(shape) if shape.others.is_some())
}

/// Whether the payload declares the tag among its own fields.
fn holds_tag(api: &Api, ty: &Type, tag: &str) -> bool {
    let Type::Named(id) = ty else { return false };
    match &api.get(*id).kind {
        TypeKind::Struct(shape) => shape.fields.iter().any(|field| field.wire == tag),
        _ => false,
    }
}

/// The payload stands in a field.
fn with_content(api: &Api, def: &TypeDef, shape: &Union, content: &str) -> TokenStream {
    let (name, shown, tag) = (ident(&def.rust), &def.rust, &shape.tag);
    let (serde, from_parts) = (serde_impls(&name), from_parts(api, def, shape));
    let keys = keys([(tag.as_str(), false), (content, false)].into_iter());
    let (wrapper, wrapper_name) = content_wrapper(api, def, shape);
    quote! {
        #serde
        impl wire::Object for types::#name {
            const NAME: &'static str = #shown;
            #keys
            fn write<M: serde::ser::SerializeMap>(&self, object: &mut wire::Entries<M>) {
                object.entry(#tag, self.tag());
                object.entry(#content, &#wrapper_name(self));
            }
        }
        impl wire::Read for types::#name {
            fn read<'de, S: wire::Source<'de> + ?Sized>(source: &mut S) -> Result<Self, wire::Failed> {
                let mut pair = wire::Pair::default();
                <Self as wire::Object>::entries(source, |key, value| match key {
                    0 => value.set(&mut pair.tag),
                    1 => value.set(&mut pair.content),
                    _ => Ok(()),
                })?;
                wire::required(pair.build(Self::from_parts)?.into_option(), #tag)
            }
        }
        #from_parts
        #wrapper
    }
}

fn from_parts(api: &Api, def: &TypeDef, shape: &Union) -> TokenStream {
    let name = ident(&def.rust);
    let arms = shape.variants.iter().map(|variant| {
        let (name, tags) = (ident(&variant.rust), tags(variant));
        let read = if is_plain(&variant.ty) {
            quote!(wire::from_raw(json))
        } else {
            let codec = codec(api, &variant.ty);
            quote!(wire::from_raw_by::<#codec, E>(json))
        };
        quote!(#(#tags)|* => #read.map(Self::#name))
    });
    let up = groups::up(api, 2);
    quote! {
        impl types::#name {
            /// The variant that a tag names, with its content.
            pub(in #up) fn from_parts<E: serde::de::Error>(
                tag: String,
                json: &open::RawJson,
            ) -> Result<Self, E> {
                match tag.as_str() {
                    #(#arms,)*
                    _ => Ok(Self::Unlisted { json: wire::from_raw(json)?, tag }),
                }
            }
        }
    }
}

/// A borrowed union that writes only its content.
fn content_wrapper(api: &Api, def: &TypeDef, shape: &Union) -> (TokenStream, crate::emit::tokens::Ident) {
    let name = ident(&def.rust);
    let wrapper = format_ident!("{}Content", name);
    let arms = joined(shape.variants.iter().map(|variant| {
        let variant_name = ident(&variant.rust);
        let value = encoded(api, &variant.ty, quote!(value));
        Arm {
            pattern: quote!(types::#name::#variant_name(value)),
            bindings: rust_type(api, &variant.ty, Naming::Qualified),
            body: quote!(serde::Serialize::serialize(#value, serializer)),
        }
    }));
    let definition = quote! {
        /// The content alone.
        pub(super) struct #wrapper<'a>(pub(super) &'a types::#name);
        impl serde::Serialize for #wrapper<'_> {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                match self.0 {
                    #arms
                    types::#name::Unlisted { json, .. } => serde::Serialize::serialize(json, serializer),
                }
            }
        }
    };
    (definition, wrapper)
}

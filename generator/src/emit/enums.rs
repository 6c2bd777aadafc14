//! Open enums: what is not listed is kept as it came.

use crate::emit::tokens::{Ident, TokenStream, quote};

use super::docs;
use super::ident::ident;
use super::literal;
use super::rust_type::int_type;
use crate::api::{Enum, EnumRepr, EnumVariant, Int, TypeDef};

/// The enum and its inherent impl.
pub(super) fn definition(def: &TypeDef, shape: &Enum) -> TokenStream {
    let name = ident(&def.rust);
    let docs = docs::attributes(&def.doc, &format!("`{}`.", def.rust));
    let variants = shape.variants.iter().map(|variant| {
        let docs = docs::attributes(&variant.doc, &format!("`{}` on the wire.", variant.wire));
        let name = ident(&variant.rust);
        quote!(#docs #name)
    });
    let (copy, other, methods) = match shape.repr {
        EnumRepr::String => (TokenStream::new(), quote!(String), text_methods(&name, shape)),
        EnumRepr::Int(int) => (quote!(Copy,), int_type(int), int_methods(&name, shape, int)),
    };
    quote! {
        #docs
        #[derive(Clone, #copy Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum #name {
            #(#variants,)*
            /// A value that is not listed, as it came.
            Unlisted(#other),
        }
        #methods
    }
}

fn text_methods(name: &Ident, shape: &Enum) -> TokenStream {
    let to = shape.variants.iter().map(|variant| {
        let (variant, wire) = (ident(&variant.rust), &variant.wire);
        quote!(Self::#variant => #wire)
    });
    let from = shape.variants.iter().map(|variant| {
        let (name, wires) = (ident(&variant.rust), wires(variant));
        quote!(#(#wires)|* => Self::#name)
    });
    quote! {
        impl #name {
            /// As it stands on the wire.
            pub fn as_str(&self) -> &str {
                match self { #(#to,)* Self::Unlisted(text) => text }
            }
            /// The value for a text from the wire.
            pub fn from_wire(text: &str) -> Self {
                match text { #(#from,)* _ => Self::Unlisted(text.to_owned()) }
            }
        }
        impl fmt::Display for #name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result { f.write_str(self.as_str()) }
        }
        impl From<&str> for #name {
            fn from(text: &str) -> Self { Self::from_wire(text) }
        }
    }
}

/// The wire value and its aliases, each once.
pub(super) fn wires(variant: &EnumVariant) -> Vec<&str> {
    let mut wires = vec![variant.wire.as_str()];
    wires.extend(variant.aliases.iter().map(String::as_str).filter(|alias| *alias != variant.wire));
    wires
}

fn int_methods(name: &Ident, shape: &Enum, int: Int) -> TokenStream {
    let ty = int_type(int);
    let number = |wire: &str| literal::int(wire.parse().unwrap_or_default());
    let to = shape.variants.iter().map(|variant| {
        let (name, wire) = (ident(&variant.rust), number(&variant.wire));
        quote!(Self::#name => #wire)
    });
    let from = shape.variants.iter().map(|variant| {
        let name = ident(&variant.rust);
        let wires = wires(variant).into_iter().map(number);
        quote!(#(#wires)|* => Self::#name)
    });
    quote! {
        impl #name {
            /// As it stands on the wire.
            pub const fn value(self) -> #ty {
                match self { #(#to,)* Self::Unlisted(value) => value }
            }
            /// The value for a number from the wire.
            pub const fn from_wire(value: #ty) -> Self {
                match value { #(#from,)* _ => Self::Unlisted(value) }
            }
        }
        impl fmt::Display for #name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result { self.value().fmt(f) }
        }
        impl From<#ty> for #name {
            fn from(value: #ty) -> Self { Self::from_wire(value) }
        }
    }
}

/// The serde impls of an enum.
pub(super) fn wire(def: &TypeDef, shape: &Enum) -> TokenStream {
    let name = ident(&def.rust);
    let deserialize = super::struct_wire::deserialize_impl(&name);
    let (write, read) = match shape.repr {
        EnumRepr::String => (
            quote!(serializer.serialize_str(self.as_str())),
            quote!(open::text_enum(source, Self::from_wire)),
        ),
        EnumRepr::Int(int) => {
            let ty = int_type(int);
            (
                quote!(serde::Serialize::serialize(&self.value(), serializer)),
                quote!(<#ty as wire::Read>::read(source).map(Self::from_wire)),
            )
        }
    };
    quote! {
        impl serde::Serialize for types::#name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> { #write }
        }
        #deserialize
        impl wire::Read for types::#name {
            fn read<'de, S: wire::Source<'de> + ?Sized>(source: &mut S) -> Result<Self, wire::Failed> { #read }
        }
    }
}

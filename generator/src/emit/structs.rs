//! Structs: the definition, and for those that requests hold, `new` and setters.

use std::collections::BTreeSet;

use crate::emit::tokens::{Ident, TokenStream, quote};

use super::docs;
use super::filters::{self, CombinedFilter};
use super::ident::{ident, mended};
use super::literal;
use super::rust_type::{Naming, field_type, rust_type, walk};
use crate::api::{Api, Field, Literal, Presence, Struct, Type, TypeDef, TypeId};

/// Names that a setter would hide: `new` is ours, the others are the traits' that users call.
const TAKEN: [&str; 4] = ["new", "default", "clone", "eq"];

/// The struct and its inherent impl.
pub(super) fn definition(api: &Api, id: TypeId, def: &TypeDef, shape: &Struct) -> TokenStream {
    let name = ident(&def.rust);
    let docs = docs::attributes(&def.doc, &format!("`{}`.", def.rust));
    let filters = filters::of_struct(api, shape);
    let plan = plan(api, id, shape, &filters);
    let derives_default = plan.iter().all(|initial| *initial == Initial::Empty);
    let derives = if derives_default {
        quote!(#[derive(Clone, Debug, Default, PartialEq)])
    } else {
        quote!(#[derive(Clone, Debug, PartialEq)])
    };
    let fields = shape.members().map(|field| {
        let docs = docs::field(field, &format!("`{}` on the wire.", field.wire));
        let (name, ty) = (ident(&field.rust), field_type(api, field, Naming::Bare));
        quote!(#docs pub #name: #ty)
    });
    let construction = def.in_request.then(|| {
        let default =
            (!derives_default && !plan.iter().any(Initial::is_argument)).then(|| default_impl(&name));
        let (new, setters) = (new(api, def, shape, &filters, &plan), setters(api, shape, &filters));
        quote! {
            impl #name { #new #(#setters)* }
            #default
        }
    });
    quote! {
        #docs
        #derives
        #[non_exhaustive]
        pub struct #name { #(#fields,)* }
        #construction
    }
}

/// The types that the definition names, and the filter sets.
pub(super) fn referenced(
    api: &Api,
    shape: &Struct,
    ids: &mut BTreeSet<TypeId>,
    names: &mut BTreeSet<String>,
) {
    shape.members().for_each(|field| named_in(&field.ty, ids));
    names.extend(filters::of_struct(api, shape).iter().map(CombinedFilter::set_name));
}

/// Adds the named types in a type.
pub(super) fn named_in(ty: &Type, ids: &mut BTreeSet<TypeId>) {
    walk(ty, &mut |ty| {
        if let Type::Named(id) = ty {
            ids.insert(*id);
        }
    });
}

/// Where a default that the spec declares is something else than Rust's.
fn default_impl(name: &Ident) -> TokenStream {
    quote! {
        impl Default for #name {
            fn default() -> Self { Self::new() }
        }
    }
}

fn setters(api: &Api, shape: &Struct, filters: &[CombinedFilter]) -> Vec<TokenStream> {
    let setter = |(index, field): (usize, &Field)| {
        if let Some(filter) = filters.iter().find(|filter| filter.conditions == index) {
            return Some(filters::struct_setter(api, shape, filter));
        }
        let combines = filters.iter().any(|filter| filter.combine == index);
        let is_argument = field.presence == Presence::Required && field.preset.is_none();
        (!combines && !is_argument).then(|| setter(api, field))
    };
    let others = shape.others.iter().map(|others| self::setter(api, others));
    shape.fields.iter().enumerate().filter_map(setter).chain(others).collect()
}

fn new(
    api: &Api,
    def: &TypeDef,
    shape: &Struct,
    filters: &[CombinedFilter],
    plan: &[Initial],
) -> TokenStream {
    let first = if plan.iter().any(Initial::is_argument) {
        format!("A `{}` with what it requires.", def.rust)
    } else {
        format!("An empty `{}`.", def.rust)
    };
    let docs = docs::lines([first]);
    let fields = || shape.fields.iter().zip(plan);
    let arguments = fields().filter_map(|(field, initial)| initial.argument(api, field, Naming::Bare));
    let values =
        fields().map(|(field, initial)| initialised(&ident(&field.rust), &initial.value(api, field)));
    let others = shape.others.iter().map(|others| {
        let name = ident(&others.rust);
        quote!(#name: collections::BTreeMap::new())
    });
    let construct = quote!(Self { #(#values,)* #(#others,)* });
    let required = filters.iter().filter(|filter| plan[filter.conditions].is_argument());
    let steps = required.map(|filter| filters::apply_argument(shape, filter));
    quote! {
        #docs
        pub fn new(#(#arguments),*) -> Self { #construct #(#steps)* }
    }
}

/// `name: value`, or `name` where both are the same.
pub(super) fn initialised(name: &Ident, value: &TokenStream) -> TokenStream {
    if name == &value.to_string() { quote!(#name) } else { quote!(#name: #value) }
}

/// What a field is when a request is made.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Initial {
    /// The argument of that name.
    Argument,
    /// The conditions that an argument of that name, a filter set, will bring.
    Filter(String),
    /// Nothing yet.
    Empty,
    /// A constant.
    Constant(Literal),
}

impl Initial {
    /// Whether `new` takes an argument for it.
    pub(super) fn is_argument(&self) -> bool {
        matches!(self, Self::Argument | Self::Filter(_))
    }

    /// The argument of `new`, if it is one.
    pub(super) fn argument(&self, api: &Api, field: &Field, naming: Naming) -> Option<TokenStream> {
        let name = ident(&field.rust);
        match self {
            Self::Argument => {
                let ty = argument_type(api, &field.ty, naming);
                Some(quote!(#name: #ty))
            }
            Self::Filter(set) => {
                let set = ident(set);
                let set = if naming == Naming::Bare { quote!(#set) } else { quote!(types::#set) };
                Some(quote!(#name: impl Into<#set>))
            }
            _ => None,
        }
    }

    fn value(&self, api: &Api, field: &Field) -> TokenStream {
        match self {
            Self::Argument => {
                let value = argument_value(&field.ty, &ident(&field.rust));
                if field.boxed { quote!(Box::new(#value)) } else { value }
            }
            Self::Constant(literal) => {
                let value = literal::expression(api, &field.ty, literal, Naming::Bare);
                match field.presence {
                    Presence::Required | Presence::Default(_) => value,
                    Presence::Optional | Presence::Nullable => quote!(Some(#value)),
                    Presence::Maybe => quote!(runtime::Maybe::Value(#value)),
                }
            }
            Self::Filter(_) => quote!(Vec::new()),
            Self::Empty if field.presence == Presence::Maybe => quote!(runtime::Maybe::Absent),
            Self::Empty => quote!(None),
        }
    }
}

/// What each field is when a request is made.
pub(super) fn plan(api: &Api, id: TypeId, shape: &Struct, filters: &[CombinedFilter]) -> Vec<Initial> {
    let paged = super::paged::initial_values(api, id);
    shape
        .fields
        .iter()
        .enumerate()
        .map(|(index, field)| {
            if field.presence == Presence::Required
                && let Some(filter) = filters.iter().find(|filter| filter.conditions == index)
            {
                return Initial::Filter(filter.set_name());
            }
            if field.presence == Presence::Required
                && let Some(filter) = filters.iter().find(|filter| filter.combine == index)
            {
                return filter.initial_combine(api, field);
            }
            match (&field.presence, paged.get(&index), &field.preset) {
                (Presence::Default(literal), ..) | (_, Some(Some(literal)), _) | (_, _, Some(literal)) => {
                    Initial::Constant(literal.clone())
                }
                (Presence::Required, ..) => Initial::Argument,
                _ => Initial::Empty,
            }
        })
        .collect()
}

/// What an argument for a value of that type takes.
pub(super) fn argument_type(api: &Api, ty: &Type, naming: Naming) -> TokenStream {
    let plain = rust_type(api, ty, naming);
    if takes_into(ty) { quote!(impl Into<#plain>) } else { plain }
}

/// The value of such an argument.
pub(super) fn argument_value(ty: &Type, name: &Ident) -> TokenStream {
    if takes_into(ty) { quote!(#name.into()) } else { quote!(#name) }
}

/// Texts, secrets and files are taken from anything that becomes one.
fn takes_into(ty: &Type) -> bool {
    matches!(super::rust_type::essence(ty), Type::String(_) | Type::Secret | Type::File)
}

/// The method that sets a field.
pub(super) fn setter_name(field: &Field) -> Ident {
    mended(&field.rust, &TAKEN)
}

fn setter(api: &Api, field: &Field) -> TokenStream {
    let docs = docs::field(field, &format!("Sets `{}`.", field.wire));
    let (method, name) = (setter_name(field), ident(&field.rust));
    let ty = setter_type(api, field, Naming::Bare);
    let value = setter_value(field);
    quote! {
        #docs
        pub fn #method(mut self, #name: #ty) -> Self {
            self.#name = #value;
            self
        }
    }
}

/// What a field's setter takes.
pub(super) fn setter_type(api: &Api, field: &Field, naming: Naming) -> TokenStream {
    if field.presence == Presence::Maybe {
        let ty = rust_type(api, &field.ty, naming);
        let ty = if field.boxed { quote!(Box<#ty>) } else { ty };
        return quote!(impl Into<runtime::Maybe<#ty>>);
    }
    argument_type(api, &field.ty, naming)
}

/// What the setter's argument of the field's name becomes in the field.
pub(super) fn setter_value(field: &Field) -> TokenStream {
    let name = ident(&field.rust);
    if field.presence == Presence::Maybe {
        return quote!(#name.into());
    }
    let value = argument_value(&field.ty, &name);
    let value = if field.boxed { quote!(Box::new(#value)) } else { value };
    match field.presence {
        Presence::Optional | Presence::Nullable => quote!(Some(#value)),
        _ => value,
    }
}

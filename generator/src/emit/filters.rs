//! Filter languages: a condition, a handle per kind of field with one method per fitting operator, and sets of
//! conditions joined by `and` or by `or` (never mixed: the types do not allow it).

use crate::emit::tokens::{Ident, TokenStream, quote};

use super::docs;
use super::groups;
use super::ident::{ident, mended};
use super::rust_type::{Naming, codec, essence, is_plain};
use super::structs::{Initial, argument_type};
use crate::api::{
    Api, Combine, Field, Filter, FilterKind, Literal, Presence, Struct, Type, TypeDef, TypeKind,
};

/// Names of a condition's own methods.
const TAKEN: [&str; 4] = ["and", "clone", "new", "or"];

/// A field with conditions beside the field that joins them.
#[derive(Clone, Debug)]
pub(super) struct CombinedFilter<'a> {
    /// Index of the field with the conditions.
    pub conditions: usize,
    /// Index of the field that joins them.
    pub combine: usize,
    name: &'a str,
    how: &'a Combine,
}

impl CombinedFilter<'_> {
    /// The type of several conditions.
    pub(super) fn set_name(&self) -> String {
        format!("{}Set", self.name)
    }

    /// What the joining field is before a filter is set, where it is required.
    pub(super) fn initial_combine(&self, api: &Api, field: &Field) -> Initial {
        Initial::Constant(joiner(api, field, &self.how.all))
    }
}

/// The combined filters among a struct's fields.
pub(super) fn of_struct<'a>(api: &'a Api, shape: &Struct) -> Vec<CombinedFilter<'a>> {
    let combined = |(conditions, field): (usize, &Field)| {
        let (name, how) = combination(api, &field.ty)?;
        let combine = shape.fields.iter().position(|field| field.wire == how.wire)?;
        Some(CombinedFilter { conditions, combine, name, how })
    };
    shape.fields.iter().enumerate().filter_map(combined).collect()
}

fn combination<'a>(api: &'a Api, ty: &Type) -> Option<(&'a str, &'a Combine)> {
    let Type::List(item, _) = ty else { return None };
    let Type::Named(id) = **item else { return None };
    let def = api.get(id);
    match &def.kind {
        TypeKind::Filter(filter) => Some((&def.rust, filter.combine.as_ref()?)),
        _ => None,
    }
}

/// The joining field's value, as a constant of its type.
fn joiner(api: &Api, field: &Field, wire: &str) -> Literal {
    if let Type::Named(id) = essence(&field.ty)
        && let TypeKind::Enum(e) = &api.get(*id).kind
        && let Some(index) = e.variants.iter().position(|variant| variant.wire == wire)
    {
        return Literal::Variant(*id, index);
    }
    Literal::Text(wire.to_owned())
}

/// The method of a request that sets the conditions and what joins them.
pub(super) fn struct_setter(api: &Api, shape: &Struct, filter: &CombinedFilter<'_>) -> TokenStream {
    let (conditions, combine) = (&shape.fields[filter.conditions], &shape.fields[filter.combine]);
    let docs = setter_docs(conditions);
    let (method, name, joined) = (method(conditions), ident(&conditions.rust), ident(&combine.rust));
    let set = ident(&filter.set_name());
    let constant =
        |wire| super::literal::expression(api, &combine.ty, &joiner(api, combine, wire), Naming::Bare);
    let (all, any) = (constant(&filter.how.all), constant(&filter.how.any));
    let several = |none: TokenStream, some: TokenStream| {
        quote! {
            match set.conditions.len() {
                0 | 1 => #none,
                _ if set.any => #some(#any),
                _ => #some(#all),
            }
        }
    };
    let joined_value = match combine.presence {
        Presence::Optional | Presence::Nullable => several(quote!(None), quote!(Some)),
        Presence::Maybe => several(quote!(runtime::Maybe::Absent), quote!(runtime::Maybe::Value)),
        Presence::Required | Presence::Default(_) => quote!(if set.any { #any } else { #all }),
    };
    let conditions = match conditions.presence {
        Presence::Optional | Presence::Nullable => quote!(Some(set.conditions)),
        Presence::Maybe => quote!(runtime::Maybe::Value(set.conditions)),
        Presence::Required | Presence::Default(_) => quote!(set.conditions),
    };
    quote! {
        #docs
        pub fn #method(mut self, #name: impl Into<#set>) -> Self {
            let set = #name.into();
            self.#joined = #joined_value;
            self.#name = #conditions;
            self
        }
    }
}

/// Documentation of the method that takes a filter set.
pub(super) fn setter_docs(conditions: &Field) -> TokenStream {
    let mut lines = docs::field_text(conditions, &format!("Sets `{}`.", conditions.wire));
    lines.extend([String::new(), "Takes one condition, or several joined by `and` or by `or`.".to_owned()]);
    let (docs, deprecated) = (docs::lines(lines), docs::deprecated(&conditions.doc));
    quote!(#docs #deprecated)
}

/// The request's method for that field.
pub(super) fn method(conditions: &Field) -> Ident {
    super::structs::setter_name(conditions)
}

/// After `Self { … }`: brings in the filter that `new` was given.
pub(super) fn apply_argument(shape: &Struct, filter: &CombinedFilter<'_>) -> TokenStream {
    let field = &shape.fields[filter.conditions];
    let (method, name) = (method(field), ident(&field.rust));
    quote!(.#method(#name))
}

/// The public types of a filter language.
pub(super) fn public_names(def: &TypeDef, filter: &Filter) -> Vec<String> {
    let sets = ["All", "Any", "Set"].into_iter().filter(|_| filter.combine.is_some());
    let own = std::iter::once(def.rust.clone());
    let kinds = filter.kinds.iter().map(|kind| kind.rust.clone());
    own.chain(kinds).chain(sets.map(|part| format!("{}{part}", def.rust))).collect()
}

/// The condition, the handles and the sets.
pub(super) fn definition(api: &Api, def: &TypeDef, filter: &Filter) -> TokenStream {
    let condition = condition(api, def, filter);
    let kinds = filter.kinds.iter().map(|kind| handle(api, def, filter, kind));
    let sets = filter.combine.as_ref().map(|_| sets(&def.rust));
    quote!(#condition #(#kinds)* #sets)
}

fn condition(api: &Api, def: &TypeDef, filter: &Filter) -> TokenStream {
    let name = ident(&def.rust);
    let docs = docs::attributes(&def.doc, "A condition.");
    let fields = filter.fields.iter().map(|field| {
        let docs = docs::attributes(&field.doc, &format!("A condition on `{}`.", field.wire));
        let (method, wire) = (mended(&field.rust, &TAKEN), &field.wire);
        let handle = ident(filter.kinds.get(field.kind).map_or("", |kind| &kind.rust));
        quote! {
            #docs
            pub fn #method() -> #handle { #handle { field: #wire } }
        }
    });
    let joins = filter.combine.as_ref().map(|_| joins(&def.rust));
    let up = groups::up(api, 2);
    quote! {
        #docs
        #[derive(Clone, Debug, PartialEq)]
        pub struct #name {
            pub(in #up) field: std::borrow::Cow<'static, str>,
            pub(in #up) operator: std::borrow::Cow<'static, str>,
            pub(in #up) value: serde_json::Value,
        }
        impl #name { #(#fields)* #joins }
    }
}

fn joins(name: &str) -> TokenStream {
    let (all, any) = (ident(&format!("{name}All")), ident(&format!("{name}Any")));
    let name = ident(name);
    quote! {
        /// Both conditions must hold.
        pub fn and(self, other: #name) -> #all { #all(vec![self, other]) }
        /// One of the conditions must hold.
        pub fn or(self, other: #name) -> #any { #any(vec![self, other]) }
    }
}

fn handle(api: &Api, def: &TypeDef, filter: &Filter, kind: &FilterKind) -> TokenStream {
    let (name, condition) = (ident(&kind.rust), ident(&def.rust));
    let docs = docs::lines([format!("A field of kind `{}` to make a [`{}`] with.", kind.name, def.rust)]);
    let ty = argument_type(api, &kind.value, Naming::Bare);
    let value = json_value(api, &kind.value);
    let operators = kind.operators.iter().filter_map(|index| filter.operators.get(*index)).map(|operator| {
        let docs = docs::attributes(&operator.doc, &format!("Operator `{}`.", operator.wire));
        let (method, wire) = (mended(&operator.rust, &["clone"]), &operator.wire);
        quote! {
            #docs
            pub fn #method(self, value: #ty) -> #condition {
                #condition { field: self.field.into(), operator: #wire.into(), value: #value }
            }
        }
    });
    quote! {
        #docs
        #[derive(Clone, Copy, Debug)]
        pub struct #name { field: &'static str }
        impl #name { #(#operators)* }
    }
}

/// The variable `value` as JSON.
fn json_value(api: &Api, ty: &Type) -> TokenStream {
    match essence(ty) {
        Type::String(_) if is_plain(ty) => quote!(serde_json::Value::String(value.into())),
        Type::Bool | Type::Int(..) | Type::F64(_) if is_plain(ty) => quote!(value.into()),
        Type::Any => quote!(value),
        // Only maps with keys that are no texts cannot become JSON, and no spec can declare one.
        _ if is_plain(ty) => quote!(serde_json::to_value(value).unwrap_or_default()),
        _ => {
            let codec = codec(api, ty);
            let value = if matches!(essence(ty), Type::String(_) | Type::Secret) {
                quote!(&value.into())
            } else {
                quote!(&value)
            };
            quote!(serde_json::to_value(codec::Encode::<#codec>(#value)).unwrap_or_default())
        }
    }
}

fn sets(name: &str) -> TokenStream {
    let all =
        chain(name, "All", "and", "Conditions of which all must hold.", "Another condition that must hold.");
    let any =
        chain(name, "Any", "or", "Conditions of which one must hold.", "Another condition that may hold.");
    let set = set(name);
    quote!(#all #any #set)
}

fn chain(name: &str, part: &str, method: &str, about: &str, about_method: &str) -> TokenStream {
    let chain = ident(&format!("{name}{part}"));
    let (condition, method) = (ident(name), ident(method));
    let (docs, method_docs) = (docs::lines([about]), docs::lines([about_method]));
    quote! {
        #docs
        #[derive(Clone, Debug, PartialEq)]
        pub struct #chain(Vec<#condition>);
        impl #chain {
            #method_docs
            pub fn #method(mut self, other: #condition) -> Self {
                self.0.push(other);
                self
            }
        }
    }
}

fn set(name: &str) -> TokenStream {
    let part = |part: &str| ident(&format!("{name}{part}"));
    let (condition, all, any, set) = (ident(name), part("All"), part("Any"), part("Set"));
    let docs = docs::lines([format!("One [`{name}`] or several, joined one way.")]);
    quote! {
        #docs
        #[derive(Clone, Debug, PartialEq)]
        pub struct #set {
            pub(super) conditions: Vec<#condition>,
            pub(super) any: bool,
        }
        impl #set {
            /// Conditions of which all must hold.
            pub fn all(conditions: impl IntoIterator<Item = #condition>) -> Self {
                Self { conditions: conditions.into_iter().collect(), any: false }
            }
            /// Conditions of which one must hold.
            pub fn any(conditions: impl IntoIterator<Item = #condition>) -> Self {
                Self { conditions: conditions.into_iter().collect(), any: true }
            }
        }
        impl From<#condition> for #set {
            fn from(condition: #condition) -> Self { Self::all([condition]) }
        }
        impl From<#all> for #set {
            fn from(conditions: #all) -> Self { Self::all(conditions.0) }
        }
        impl From<#any> for #set {
            fn from(conditions: #any) -> Self { Self::any(conditions.0) }
        }
    }
}

/// The serde impls of a condition.
pub(super) fn wire(def: &TypeDef, filter: &Filter) -> TokenStream {
    let (name, shown) = (ident(&def.rust), &def.rust);
    let (field, operator, value) = (&filter.field, &filter.operator, &filter.value);
    let serde = super::struct_wire::serde_impls(&name);
    let keys = super::struct_wire::keys([field, operator, value].map(|key| (key.as_str(), true)).into_iter());
    quote! {
        #serde
        impl wire::Object for types::#name {
            const NAME: &'static str = #shown;
            #keys
            fn write<M: serde::ser::SerializeMap>(&self, object: &mut wire::Entries<M>) {
                object.entry(#field, &self.field);
                object.entry(#operator, &self.operator);
                object.entry(#value, &self.value);
            }
        }
        impl wire::Read for types::#name {
            fn read<'de, S: wire::Source<'de> + ?Sized>(source: &mut S) -> Result<Self, wire::Failed> {
                let (field, operator, value): (String, String, _) = <Self as wire::Object>::fields(source)?;
                Ok(Self { field: field.into(), operator: operator.into(), value })
            }
        }
    }
}

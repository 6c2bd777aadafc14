//! Bounds: what a request is checked for before it is sent.

use crate::emit::tokens::{Ident, TokenStream, format_ident, quote};

use super::ident::ident;
use super::literal::{float, int};
use super::place::Place;
use super::rust_type::essence;
use crate::api::{Api, Bounds, Field, Presence, Struct, TextBounds, Type, TypeDef, TypeKind, UnionVariant};

/// `impl Check` of a type whose values can break a bound.
pub(super) fn check_impl(api: &Api, def: &TypeDef) -> TokenStream {
    if !is_checked(def) {
        return TokenStream::new();
    }
    let body = match &def.kind {
        TypeKind::Struct(shape) => struct_checks(api, shape),
        TypeKind::Union(_) | TypeKind::Untagged(_) => union_checks(api, def.kind.variants()),
        // A condition's value is JSON already.
        TypeKind::Enum(_) | TypeKind::Filter(_) => TokenStream::new(),
    };
    let (name, at) = (ident(&def.rust), if body.is_empty() { quote!(_at) } else { quote!(at) });
    quote! {
        impl check::Check for types::#name {
            fn check(&self, #at: &check::At<'_>) { #body }
        }
    }
}

/// Whether values of a named type are checked.
fn is_checked(def: &TypeDef) -> bool {
    def.bounded && def.in_request && !matches!(def.kind, TypeKind::Enum(_))
}

fn struct_checks(api: &Api, shape: &Struct) -> TokenStream {
    let fields = shape.fields.iter().map(|field| {
        let name = ident(&field.rust);
        field_check(api, field, &Place::owned(quote!(self.#name)), field_holds(field))
    });
    // Their keys stand in the object itself.
    let others = shape.others.iter().map(|others| {
        let name = ident(&others.rust);
        value_check(api, &others.ty, &Place::owned(quote!(self.#name)), &Spot::here())
    });
    fields.chain(others).collect()
}

fn union_checks(api: &Api, variants: &[UnionVariant]) -> TokenStream {
    let arms: Vec<_> = variants
        .iter()
        .filter_map(|variant| {
            let name = ident(&variant.rust);
            let check = value_check(api, &variant.ty, &Place::borrowed(quote!(value)), &Spot::here());
            (!check.is_empty()).then(|| (quote!(Self::#name(value)), check))
        })
        .collect();
    match arms.as_slice() {
        [] => TokenStream::new(),
        [(pattern, check)] => quote!(if let #pattern = self { #check }),
        arms => {
            let arms = arms.iter().map(|(pattern, check)| quote!(#pattern => { #check }));
            quote!(match self { #(#arms)* _ => {} })
        }
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

/// The check of a field or a parameter, which is none if it can break no bound.
pub(super) fn field_check(api: &Api, field: &Field, place: &Place, holds: Holds) -> TokenStream {
    let (wire, tokens) = (&field.wire, &place.tokens);
    let borrowed = Place::borrowed(quote!(value));
    let place = if holds == Holds::Value { place } else { &borrowed };
    let place = if field.boxed { &place.unboxed() } else { place };
    let check = value_check(api, &field.ty, place, &Spot::here().field(wire));
    match holds {
        _ if check.is_empty() => check,
        Holds::Value => check,
        Holds::Option => quote!(if let Some(value) = &#tokens { #check }),
        Holds::Maybe => quote!(if let runtime::Maybe::Value(value) = &#tokens { #check }),
    }
}

/// Where a value stands, as an expression that messages are made of.
#[derive(Clone, Debug)]
pub(super) struct Spot {
    tokens: TokenStream,
    /// How many loops this is in: the variable of each has a name of its own.
    loops: usize,
    /// Whether this is `at` itself, which is a reference.
    is_reference: bool,
}

impl Spot {
    /// Where `at` is.
    pub(super) fn here() -> Self {
        Self { tokens: quote!(at), loops: 0, is_reference: true }
    }

    /// A field in it.
    pub(super) fn field(&self, wire: &str) -> Self {
        let at = &self.tokens;
        Self { tokens: quote!(#at.field(#wire)), loops: self.loops, is_reference: false }
    }

    /// Each of the values in it: the loop's variable, and where a value stands.
    fn each(&self, method: &str, variable: &str) -> (Ident, Self) {
        let loops = self.loops + 1;
        let variable = if loops == 1 { ident(variable) } else { format_ident!("{variable}{loops}") };
        let (at, method) = (&self.tokens, ident(method));
        let tokens = quote!(#at.#method(#variable));
        (variable, Self { tokens, loops, is_reference: false })
    }

    /// A reference to it.
    fn by_reference(&self) -> TokenStream {
        let at = &self.tokens;
        if self.is_reference { at.clone() } else { quote!(&#at) }
    }
}

/// The checks of a value that stands at the spot, as statements.
pub(super) fn value_check(api: &Api, ty: &Type, place: &Place, spot: &Spot) -> TokenStream {
    let (reference, at) = (place.by_reference(), &spot.tokens);
    match essence(ty) {
        Type::String(bounds) => text_check(bounds, &reference, spot),
        Type::Int(_, bounds) if !bounds.is_open() => {
            let (min, max) = limits(bounds, |value| int(*value));
            let value = place.by_copy();
            quote!(#at.int(i128::from(#value), #min, #max);)
        }
        Type::F64(bounds) if !bounds.is_open() => {
            let (min, max) = limits(bounds, |text| float(text));
            let value = place.by_copy();
            quote!(#at.float(#value, #min, #max);)
        }
        Type::List(item, bounds) => list_check(api, item, bounds, place, spot),
        Type::Map(item) => {
            let (key, each) = spot.each("key", "key");
            let check = value_check(api, item, &Place::borrowed(quote!(item)), &each);
            unless_empty(&check, quote!(for (#key, item) in #reference { #check }))
        }
        Type::Nullable(ty) => {
            let check = value_check(api, ty, &Place::borrowed(quote!(value)), spot);
            unless_empty(&check, quote!(if let Some(value) = #reference { #check }))
        }
        Type::Tuple(items) => tuple_check(api, items, place, spot),
        Type::Named(id) if is_checked(api.get(*id)) => {
            let at = spot.by_reference();
            quote!(check::Check::check(#reference, #at);)
        }
        _ => TokenStream::new(),
    }
}

/// The block, if there is something in it.
fn unless_empty(inner: &TokenStream, block: TokenStream) -> TokenStream {
    if inner.is_empty() { TokenStream::new() } else { block }
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

fn text_check(bounds: &TextBounds, reference: &TokenStream, spot: &Spot) -> TokenStream {
    let at = &spot.tokens;
    let mut check = TokenStream::new();
    if !bounds.length.is_open() {
        let (min, max) = limits(&bounds.length, |value| int((*value).into()));
        check.extend([quote!(#at.length(#reference, #min, #max);)]);
    }
    if !bounds.chars.is_empty() {
        let ranges = bounds.chars.iter().map(|(first, last)| quote!((#first, #last)));
        let shown = &bounds.chars_text;
        check.extend([quote!(#at.chars(#reference, &[#(#ranges),*], #shown);)]);
    }
    check
}

fn list_check(api: &Api, item: &Type, bounds: &Bounds<u64>, place: &Place, spot: &Spot) -> TokenStream {
    let (tokens, at) = (&place.tokens, &spot.tokens);
    let mut check = TokenStream::new();
    if !bounds.is_open() {
        let (min, max) = limits(bounds, |value| int((*value).into()));
        check.extend([quote!(#at.count(#tokens.len(), #min, #max);)]);
    }
    let (index, each) = spot.each("item", "index");
    let each = value_check(api, item, &Place::borrowed(quote!(item)), &each);
    check.extend([unless_empty(&each, quote!(for (#index, item) in #tokens.iter().enumerate() { #each }))]);
    check
}

fn tuple_check(api: &Api, items: &[Type], place: &Place, spot: &Spot) -> TokenStream {
    let (tokens, at) = (&place.tokens, &spot.tokens);
    let check = |(index, ty): (usize, &Type)| {
        let position = crate::emit::tokens::Literal::usize_unsuffixed(index);
        let element = Spot { tokens: quote!(#at.item(#position)), loops: spot.loops, is_reference: false };
        value_check(api, ty, &Place::owned(quote!(#tokens.#position)), &element)
    };
    items.iter().enumerate().map(check).collect()
}

//! Bounds: what a request is checked for before it is sent.

use crate::emit::tokens::{TokenStream, quote};

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
        TypeKind::Struct(shape) => statements(&struct_checks(api, shape)),
        TypeKind::Union(_) | TypeKind::Untagged(_) => union_checks(api, def.kind.variants()),
        // A condition's value is JSON already.
        TypeKind::Enum(_) | TypeKind::Filter(_) => TokenStream::new(),
    };
    let (name, at) = (ident(&def.rust), if body.is_empty() { quote!(_at) } else { quote!(at) });
    quote! {
        impl check::Check for types::#name {
            fn check(&self, #at: &mut check::At) { #body }
        }
    }
}

/// Whether values of a named type are checked.
fn is_checked(def: &TypeDef) -> bool {
    def.bounded && def.in_request && !matches!(def.kind, TypeKind::Enum(_))
}

/// One step of a check.
#[derive(Clone, Debug)]
pub(super) enum Step {
    /// A call.
    Call(TokenStream),
    /// A loop or a branch.
    Block(TokenStream),
}

/// The steps as statements.
pub(super) fn statements(steps: &[Step]) -> TokenStream {
    steps
        .iter()
        .map(|step| match step {
            Step::Call(call) => quote!(#call;),
            Step::Block(block) => block.clone(),
        })
        .collect()
}

/// The steps as a function of `at`. Always a block: the printer makes one of a long body, and without `;`.
pub(super) fn closure(steps: &[Step]) -> TokenStream {
    let statements = statements(steps);
    quote!(|at| { #statements })
}

fn struct_checks(api: &Api, shape: &Struct) -> Vec<Step> {
    shape
        .fields
        .iter()
        .filter_map(|field| {
            let name = ident(&field.rust);
            field_check(api, field, &Place::owned(quote!(self.#name)), field_holds(field))
        })
        // Their keys stand in the object itself.
        .chain(shape.others.iter().flat_map(|others| {
            let name = ident(&others.rust);
            value_check(api, &others.ty, &Place::owned(quote!(self.#name)))
        }))
        .collect()
}

fn union_checks(api: &Api, variants: &[UnionVariant]) -> TokenStream {
    let arms: Vec<_> = variants
        .iter()
        .filter_map(|variant| {
            let name = ident(&variant.rust);
            let steps = value_check(api, &variant.ty, &Place::borrowed(quote!(value)));
            let check = statements(&steps);
            (!steps.is_empty()).then(|| (quote!(Self::#name(value)), check))
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

/// The check of a field or a parameter, if it can break a bound.
pub(super) fn field_check(api: &Api, field: &Field, place: &Place, holds: Holds) -> Option<Step> {
    let (wire, tokens) = (&field.wire, &place.tokens);
    let borrowed = Place::borrowed(quote!(value));
    let place = if holds == Holds::Value { place } else { &borrowed };
    let steps = if field.boxed {
        value_check(api, &field.ty, &place.unboxed())
    } else {
        value_check(api, &field.ty, place)
    };
    if steps.is_empty() {
        return None;
    }
    let check = closure(&steps);
    let call = quote!(at.field(#wire, #check));
    Some(match holds {
        Holds::Value => Step::Call(call),
        Holds::Option => Step::Block(quote!(if let Some(value) = &#tokens { #call; })),
        Holds::Maybe => Step::Block(quote!(if let runtime::Maybe::Value(value) = &#tokens { #call; })),
    })
}

/// The checks of a value, with `at` standing at it.
pub(super) fn value_check(api: &Api, ty: &Type, place: &Place) -> Vec<Step> {
    let reference = place.by_reference();
    match essence(ty) {
        Type::String(bounds) => text_check(bounds, &reference),
        Type::Int(_, bounds) if !bounds.is_open() => {
            let (min, max) = limits(bounds, |value| int(*value));
            let value = place.by_copy();
            vec![Step::Call(quote!(at.int(i128::from(#value), #min, #max)))]
        }
        Type::F64(bounds) if !bounds.is_open() => {
            let (min, max) = limits(bounds, |text| float(text));
            let value = place.by_copy();
            vec![Step::Call(quote!(at.float(#value, #min, #max)))]
        }
        Type::List(item, bounds) => list_check(api, item, bounds, place),
        Type::Map(item) => {
            let steps = value_check(api, item, &Place::borrowed(quote!(item)));
            let check = closure(&steps);
            block(&steps, quote!(for (key, item) in #reference { at.key(key, #check); }))
        }
        Type::Nullable(ty) => {
            let steps = value_check(api, ty, &Place::borrowed(quote!(value)));
            let check = statements(&steps);
            block(&steps, quote!(if let Some(value) = #reference { #check }))
        }
        Type::Tuple(items) => tuple_check(api, items, place),
        Type::Named(id) if is_checked(api.get(*id)) => {
            vec![Step::Call(quote!(check::Check::check(#reference, at)))]
        }
        _ => Vec::new(),
    }
}

/// The block, if there is something in it.
fn block(inner: &[Step], block: TokenStream) -> Vec<Step> {
    if inner.is_empty() { Vec::new() } else { vec![Step::Block(block)] }
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

fn text_check(bounds: &TextBounds, reference: &TokenStream) -> Vec<Step> {
    let mut steps = Vec::new();
    if !bounds.length.is_open() {
        let (min, max) = limits(&bounds.length, |value| int((*value).into()));
        steps.push(Step::Call(quote!(at.length(#reference, #min, #max))));
    }
    if !bounds.chars.is_empty() {
        let ranges = bounds.chars.iter().map(|(first, last)| quote!((#first, #last)));
        let shown = &bounds.chars_text;
        steps.push(Step::Call(quote!(at.chars(#reference, &[#(#ranges),*], #shown))));
    }
    steps
}

fn list_check(api: &Api, item: &Type, bounds: &Bounds<u64>, place: &Place) -> Vec<Step> {
    let tokens = &place.tokens;
    let mut steps = Vec::new();
    if !bounds.is_open() {
        let (min, max) = limits(bounds, |value| int((*value).into()));
        steps.push(Step::Call(quote!(at.count(#tokens.len(), #min, #max))));
    }
    let each = value_check(api, item, &Place::borrowed(quote!(item)));
    let check = closure(&each);
    steps.extend(block(
        &each,
        quote!(for (index, item) in #tokens.iter().enumerate() { at.item(index, #check); }),
    ));
    steps
}

fn tuple_check(api: &Api, items: &[Type], place: &Place) -> Vec<Step> {
    let tokens = &place.tokens;
    let check = |(index, ty): (usize, &Type)| {
        let position = crate::emit::tokens::Literal::usize_unsuffixed(index);
        let steps = value_check(api, ty, &Place::owned(quote!(#tokens.#position)));
        let check = closure(&steps);
        (!steps.is_empty()).then(|| Step::Call(quote!(at.item(#position, #check))))
    };
    items.iter().enumerate().filter_map(check).collect()
}

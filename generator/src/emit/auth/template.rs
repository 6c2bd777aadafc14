//! Templates as Rust expressions.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::expression::{Expression, Scope};
use crate::api::{Template, TemplatePart, ValueKind};

/// The template's text or bytes; of a template that is one single hole, the hole.
pub(super) fn expression(scope: &Scope<'_>, template: &Template) -> Expression {
    match template.parts.as_slice() {
        [] => Expression::borrowed(quote!(""), ValueKind::Text),
        [TemplatePart::Text(text)] => Expression::borrowed(quote!(#text), ValueKind::Text),
        [TemplatePart::Hole(hole)] => scope.value(hole),
        parts if parts.iter().any(|part| matches!(part, TemplatePart::Optional(_))) => {
            stepwise(scope, parts, template.kind)
        }
        parts => Expression::owned(concatenated(scope, parts, template.kind), template.kind),
    }
}

/// `[a, "&", b].concat()`.
fn concatenated(scope: &Scope<'_>, parts: &[TemplatePart], kind: ValueKind) -> TokenStream {
    let elements = parts.iter().map(|part| element(scope, part, kind));
    quote!([#(#elements),*].concat())
}

fn element(scope: &Scope<'_>, part: &TemplatePart, kind: ValueKind) -> TokenStream {
    let expression = match part {
        TemplatePart::Text(text) => Expression::borrowed(quote!(#text), ValueKind::Text),
        TemplatePart::Hole(hole) => scope.value(hole),
        TemplatePart::Optional(parts) => stepwise(scope, parts, kind),
    };
    if kind == ValueKind::Bytes { expression.as_bytes() } else { expression.as_text() }
}

/// A block that appends piece by piece, so that some can be left out.
fn stepwise(scope: &Scope<'_>, parts: &[TemplatePart], kind: ValueKind) -> Expression {
    let (new, append) = if kind == ValueKind::Bytes {
        (quote!(Vec::new()), format_ident!("extend_from_slice"))
    } else {
        (quote!(String::new()), format_ident!("push_str"))
    };
    // A name that ends with `_` but is no keyword cannot be a value's.
    let all = format_ident!("all_");
    let steps = parts.iter().map(|part| step(scope, part, kind, &all, &append));
    Expression::owned(quote!({ let mut #all = #new; #(#steps)* #all }), kind)
}

fn step(
    scope: &Scope<'_>,
    part: &TemplatePart,
    kind: ValueKind,
    all: &proc_macro2::Ident,
    append: &proc_macro2::Ident,
) -> TokenStream {
    let TemplatePart::Optional(inner) = part else {
        let element = element(scope, part, kind);
        return quote!(#all.#append(#element););
    };
    let conditions = inner.iter().filter_map(|part| match part {
        TemplatePart::Hole(hole) => {
            let tokens = scope.value(hole).tokens;
            Some(quote!(!#tokens.is_empty()))
        }
        _ => None,
    });
    let conditions: Vec<_> = conditions.collect();
    let steps: TokenStream = inner.iter().map(|part| step(scope, part, kind, all, append)).collect();
    if conditions.is_empty() { steps } else { quote!(if #(#conditions)&&* { #steps }) }
}

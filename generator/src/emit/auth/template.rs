//! Templates as Rust expressions and statements.

use crate::emit::tokens::{Ident, TokenStream, format_ident, quote};

use super::expression::{Expression, Scope};
use crate::api::{Template, TemplatePart, ValueKind};

/// `let name = …;`, of the owned value.
pub(super) fn binding(scope: &Scope<'_>, name: &Ident, template: &Template) -> TokenStream {
    if has_optional(&template.parts) {
        return steps(scope, &template.parts, template.kind, name);
    }
    let value = expression(scope, template).into_owned();
    quote!(let #name = #value;)
}

/// The template's text or bytes; of a template that is one single hole, the hole.
pub(super) fn expression(scope: &Scope<'_>, template: &Template) -> Expression {
    // What is left out is as empty as its only hole.
    if let [TemplatePart::Optional(inner)] = template.parts.as_slice()
        && let [TemplatePart::Hole(hole)] = inner.as_slice()
    {
        return scope.value(hole);
    }
    match template.parts.as_slice() {
        [] => Expression::fixed(""),
        [TemplatePart::Text(text)] => Expression::fixed(text),
        [TemplatePart::Hole(hole)] => scope.value(hole),
        parts if has_optional(parts) => block(scope, parts, template.kind),
        parts => {
            let elements = parts.iter().map(|part| element(scope, part, template.kind));
            Expression::new(quote!([#(#elements),*].concat()), template.kind)
        }
    }
}

/// What is sent: not at all, when the template is one single optional part that is left out.
pub(super) struct Sent {
    /// When it is sent; `None`: always.
    pub condition: Option<TokenStream>,
    pub value: Expression,
}

/// What a placement sends.
pub(super) fn sent(scope: &Scope<'_>, template: &Template) -> Sent {
    if let [TemplatePart::Optional(inner)] = template.parts.as_slice() {
        let inner = Template { parts: inner.clone(), kind: template.kind };
        return Sent { condition: condition(scope, &inner.parts), value: expression(scope, &inner) };
    }
    Sent { condition: None, value: expression(scope, template) }
}

/// Whether no hole of an optional part is empty; `None`: it has no holes.
fn condition(scope: &Scope<'_>, inner: &[TemplatePart]) -> Option<TokenStream> {
    let conditions: Vec<_> = inner
        .iter()
        .filter_map(|part| match part {
            TemplatePart::Hole(hole) => {
                let tokens = scope.value(hole).tokens;
                Some(quote!(!#tokens.is_empty()))
            }
            _ => None,
        })
        .collect();
    (!conditions.is_empty()).then(|| quote!(#(#conditions)&&*))
}

fn has_optional(parts: &[TemplatePart]) -> bool {
    parts.iter().any(|part| matches!(part, TemplatePart::Optional(_)))
}

fn element(scope: &Scope<'_>, part: &TemplatePart, kind: ValueKind) -> TokenStream {
    let expression = match part {
        TemplatePart::Text(text) => Expression::fixed(text),
        TemplatePart::Hole(hole) => scope.value(hole),
        TemplatePart::Optional(parts) => block(scope, parts, kind),
    };
    if kind == ValueKind::Bytes { expression.as_bytes() } else { expression.as_text() }
}

/// A block that appends piece by piece.
fn block(scope: &Scope<'_>, parts: &[TemplatePart], kind: ValueKind) -> Expression {
    // A name that ends with `_` but is no keyword cannot be a value's.
    let all = format_ident!("all_");
    let steps = steps(scope, parts, kind, &all);
    Expression::new(quote!({ #steps #all }), kind)
}

/// Statements that append piece by piece to a new variable, so that some can be left out.
fn steps(scope: &Scope<'_>, parts: &[TemplatePart], kind: ValueKind, all: &Ident) -> TokenStream {
    let (new, append) = if kind == ValueKind::Bytes {
        (quote!(Vec::new()), format_ident!("extend_from_slice"))
    } else {
        (quote!(String::new()), format_ident!("push_str"))
    };
    let steps = parts.iter().map(|part| step(scope, part, kind, all, &append));
    quote!(let mut #all = #new; #(#steps)*)
}

fn step(scope: &Scope<'_>, part: &TemplatePart, kind: ValueKind, all: &Ident, append: &Ident) -> TokenStream {
    if let (TemplatePart::Text(text), ValueKind::Text) = (part, kind)
        && let (Some(only), None) = (text.chars().next(), text.chars().nth(1))
    {
        return quote!(#all.push(#only););
    }
    let TemplatePart::Optional(inner) = part else {
        let piece = appended(scope, part, kind);
        return quote!(#all.#append(#piece););
    };
    let steps: TokenStream = inner.iter().map(|part| step(scope, part, kind, all, append)).collect();
    match condition(scope, inner) {
        None => steps,
        Some(condition) => quote!(if #condition { #steps }),
    }
}

/// A piece as an argument of what appends it.
fn appended(scope: &Scope<'_>, part: &TemplatePart, kind: ValueKind) -> TokenStream {
    let expression = match part {
        TemplatePart::Text(text) if kind == ValueKind::Bytes && text.is_ascii() => {
            let bytes = crate::emit::tokens::Literal::byte_string(text.as_bytes());
            return quote!(#bytes);
        }
        TemplatePart::Text(text) => Expression::fixed(text),
        TemplatePart::Hole(hole) => scope.value(hole),
        TemplatePart::Optional(parts) => block(scope, parts, kind),
    };
    if kind == ValueKind::Bytes { expression.bytes_argument() } else { expression.text_argument() }
}

//! Constants of a spec as Rust expressions, and as they stand on the wire.

use crate::emit::tokens::{Literal as Token, TokenStream, quote};

use super::ident::ident;
use super::rust_type::{Naming, codec, essence, named};
use crate::api::{Api, Literal, Type, TypeKind};

/// An integer, such as `1000` or `-5`.
pub(super) fn int(value: i128) -> TokenStream {
    let digits = number(&grouped(&value.unsigned_abs().to_string()));
    if value < 0 { quote!(-#digits) } else { quote!(#digits) }
}

/// A text as a raw literal where that spares backslashes.
pub(super) fn raw_text(text: &str) -> TokenStream {
    let plain = !text.contains(['"', '\\']) || text.chars().any(char::is_control);
    if plain {
        return quote!(#text);
    }
    let mut hashes = String::new();
    if text.contains('"') {
        hashes.push('#');
    }
    while text.contains(&format!("\"{hashes}")) && !hashes.is_empty() {
        hashes.push('#');
    }
    let literal = Token::new(format!("r{hashes}\"{text}\"{hashes}"));
    quote!(#literal)
}

/// Digits in groups of three, where there are many.
fn grouped(digits: &str) -> String {
    if digits.len() < 5 {
        return digits.to_owned();
    }
    let first = digits.len() % 3;
    let mut groups: Vec<&str> =
        (first..digits.len()).step_by(3).filter_map(|at| digits.get(at..at + 3)).collect();
    groups.splice(..0, digits.get(..first).filter(|first| !first.is_empty()));
    groups.join("_")
}

/// The digits after a decimal point, likewise.
fn grouped_fraction(digits: &str) -> String {
    if digits.len() < 5 {
        return digits.to_owned();
    }
    let groups: Vec<&str> =
        (0..digits.len()).step_by(3).filter_map(|at| digits.get(at..digits.len().min(at + 3))).collect();
    groups.join("_")
}

/// A number as written. The text is ours and always one.
fn number(text: &str) -> Token {
    Token::new(text)
}

/// A floating point number; what is not finite cannot be in a spec.
pub(super) fn float(text: &str) -> TokenStream {
    let value: f64 = text.parse().ok().filter(|value: &f64| value.is_finite()).unwrap_or_default();
    // In decimal digits, whatever the size: an exponent could not be grouped.
    let shown = value.abs().to_string();
    let (whole, fraction) = shown.split_once('.').unwrap_or((&shown, "0"));
    let digits = number(&format!("{}.{}", grouped(whole), grouped_fraction(fraction)));
    if value < 0.0 { quote!(-#digits) } else { quote!(#digits) }
}

/// A constant of that type, as an expression of the owned Rust type.
pub(super) fn expression(api: &Api, ty: &Type, literal: &Literal, naming: Naming) -> TokenStream {
    let inner = |ty: &Type, literal: &Literal| expression(api, ty, literal, naming);
    match (essence(ty), literal) {
        (Type::Nullable(ty), literal) => {
            let value = inner(ty, literal);
            quote!(Some(#value))
        }
        (Type::String(_), Literal::Text(text)) if text.is_empty() => quote!(String::new()),
        (Type::String(_), Literal::Text(text)) => quote!(#text.to_owned()),
        (Type::Secret, Literal::Text(text)) => quote!(runtime::Secret::from(#text)),
        (Type::Int(..), Literal::Int(value)) => int(*value),
        (Type::F64(_), Literal::Float(text)) => float(text),
        (Type::F64(_), Literal::Int(value)) => float(&value.to_string()),
        (Type::Bool, Literal::Bool(value)) => quote!(#value),
        (Type::Any, literal) => any(literal),
        (Type::JsonText(_), Literal::Text(text)) => quote!(runtime::JsonText::from_text(#text.to_owned())),
        (Type::Named(id), Literal::Variant(_, index)) => {
            let def = api.get(*id);
            let (name, variant) = (named(def, naming), variant_name(def, *index));
            quote!(#name::#variant)
        }
        (Type::Named(id), Literal::Choice(_, index, content)) => {
            let def = api.get(*id);
            let (name, variant) = (named(def, naming), variant_name(def, *index));
            let content = variant_type(def, *index).map(|ty| inner(ty, content));
            quote!(#name::#variant(#content))
        }
        (Type::Named(id), Literal::Text(text)) => {
            let name = named(api.get(*id), naming);
            quote!(#name::from_wire(#text))
        }
        (Type::Named(id), Literal::Int(value)) => {
            let (name, value) = (named(api.get(*id), naming), int(*value));
            quote!(#name::from_wire(#value))
        }
        (Type::List(..), Literal::EmptyList) => quote!(Vec::new()),
        (Type::Map(_), Literal::EmptyList) => quote!(collections::BTreeMap::new()),
        (Type::List(ty, _), Literal::List(items)) => {
            let items = items.iter().map(|item| inner(ty, item));
            quote!(Vec::from([#(#items),*]))
        }
        (Type::Tuple(types), Literal::List(items)) => {
            let items = types.iter().zip(items).map(|(ty, item)| inner(ty, item));
            quote!((#(#items,)*))
        }
        // Decimals, dates, times, uuids and the like: read from their text. The checker has read it already.
        (ty, literal) => {
            let (codec, text) = (codec(api, ty), wire_text(api, literal));
            quote!(<#codec as codec::TextCodec>::from_text(#text).unwrap_or_default())
        }
    }
}

fn any(literal: &Literal) -> TokenStream {
    match literal {
        Literal::Text(text) => quote!(serde_json::Value::from(#text)),
        Literal::Int(value) => {
            let value = int(*value);
            quote!(serde_json::Value::from(#value))
        }
        Literal::Float(text) => {
            let value = float(text);
            quote!(serde_json::Value::from(#value))
        }
        Literal::Bool(value) => quote!(serde_json::Value::from(#value)),
        Literal::List(items) => {
            let items = items.iter().map(any);
            quote!(serde_json::Value::Array(Vec::from([#(#items),*])))
        }
        _ => quote!(serde_json::Value::Array(Vec::new())),
    }
}

fn variant_name(def: &crate::api::TypeDef, index: usize) -> crate::emit::tokens::Ident {
    let name = match &def.kind {
        TypeKind::Enum(e) => e.variants.get(index).map(|variant| &variant.rust),
        kind => kind.variants().get(index).map(|variant| &variant.rust),
    };
    ident(name.map_or("", String::as_str))
}

fn variant_type(def: &crate::api::TypeDef, index: usize) -> Option<&Type> {
    match &def.kind {
        TypeKind::Union(union) => union.variants.get(index).map(|variant| &variant.ty),
        _ => None,
    }
}

/// A scalar constant as it stands in a query, a path or a header.
pub(crate) fn wire_text(api: &Api, literal: &Literal) -> String {
    match literal {
        Literal::Text(text) => text.clone(),
        Literal::Int(value) => value.to_string(),
        // As Rust writes it: `1.50` is sent as `1.5`.
        Literal::Float(text) => text.parse::<f64>().map_or_else(|_| text.clone(), |value| value.to_string()),
        Literal::Bool(value) => value.to_string(),
        Literal::Variant(id, index) => match &api.get(*id).kind {
            TypeKind::Enum(e) => {
                e.variants.get(*index).map(|variant| variant.wire.clone()).unwrap_or_default()
            }
            _ => String::new(),
        },
        Literal::Choice(_, _, content) => wire_text(api, content),
        Literal::List(items) => {
            let texts: Vec<String> = items.iter().map(|item| wire_text(api, item)).collect();
            texts.join(",")
        }
        Literal::Json(json) => json.clone(),
        Literal::EmptyList => String::new(),
    }
}

/// Whether the constant is what `Default` gives for its type.
pub(super) fn is_default(ty: &Type, literal: &Literal) -> bool {
    match literal {
        Literal::EmptyList => !matches!(ty, Type::Any),
        Literal::Text(text) => text.is_empty() && matches!(essence(ty), Type::String(_)),
        _ => false,
    }
}

/// Whether its expression costs nothing to evaluate.
pub(super) fn is_constant(ty: &Type, literal: &Literal) -> bool {
    match literal {
        Literal::Variant(..) => true,
        Literal::Int(_) | Literal::Float(_) | Literal::Bool(_) => {
            matches!(essence(ty), Type::Int(..) | Type::F64(_) | Type::Bool)
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn raw_texts_need_no_backslashes() {
        for (text, shown) in [
            ("a", r#""a""#),
            (r#"{"a":1}"#, r##"r#"{"a":1}"#"##),
            (r##"x"#y"##, r###"r##"x"#y"##"###),
            ("a\\b", "r\"a\\b\""),
            ("\"\n", r#""\"\n""#),
        ] {
            assert_eq!(raw_text(text).to_string(), shown);
        }
    }

    #[test]
    fn long_numbers_are_grouped() {
        let table = [
            (0, "0"),
            (9999, "9999"),
            (10_000, "10_000"),
            (-123_456, "- 123_456"),
            (1_000_000, "1_000_000"),
            (i128::MIN, "- 170_141_183_460_469_231_731_687_303_715_884_105_728"),
        ];
        for (value, shown) in table {
            assert_eq!(int(value).to_string(), shown);
        }
        for (text, shown) in [
            ("1", "1.0"),
            ("-0.5", "- 0.5"),
            ("12345.678901", "12_345.678_901"),
            ("1e7", "10_000_000.0"),
            ("nonsense", "0.0"),
        ] {
            assert_eq!(float(text).to_string(), shown);
        }
    }
}

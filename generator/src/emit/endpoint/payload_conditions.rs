//! Conditions over a payload that end a stream of pages.

use proc_macro2::TokenStream;
use quote::quote;

use super::numbers;
use super::payload::{By, Found, find};
use crate::api::{Api, Comparison, EnumRepr, Operand, PayloadCondition, Returns, Type, TypeKind};
use crate::emit::conditions::{Source, expression, operator};
use crate::emit::rust_type::essence;

/// The condition as a boolean expression over the variable `page`.
pub(super) fn condition(api: &Api, returns: &Returns, condition: &PayloadCondition) -> TokenStream {
    let reads = condition.reads.iter().map(|path| find(api, returns, path, By::Reference)).collect();
    expression(&PayloadReads { api, reads }, &condition.condition)
}

/// The values that a condition reads.
struct PayloadReads<'a> {
    api: &'a Api,
    reads: Vec<Option<Found>>,
}

impl PayloadReads<'_> {
    fn read(&self, index: usize) -> Option<&Found> {
        self.reads.get(index).and_then(Option::as_ref)
    }

    fn is_text_enum(&self, found: &Found) -> bool {
        let Type::Named(id) = essence(&found.ty) else { return false };
        matches!(&self.api.get(*id).kind, TypeKind::Enum(e) if e.repr == EnumRepr::String)
    }

    /// A test that is false of what is missing; `!=` is the contrary of `==`.
    fn test_found(&self, found: &Found, comparison: Comparison, constant: &Operand) -> TokenStream {
        let negated = comparison == Comparison::NotEqual;
        let comparison = if negated { Comparison::Equal } else { comparison };
        let test = match constant {
            Operand::Null => null_test(found),
            Operand::Bool(value) => bool_test(found, *value),
            Operand::Int(value) => int_test(found, comparison, *value),
            Operand::Text(text) => self.text_test(found, comparison, text),
            Operand::Read(_) | Operand::Status => quote!(false),
        };
        if negated { quote!(!(#test)) } else { test }
    }

    fn text_test(&self, found: &Found, comparison: Comparison, text: &str) -> TokenStream {
        let (tokens, operator) = (&found.tokens, operator(comparison));
        let as_str = self.is_text_enum(found) || matches!(essence(&found.ty), Type::String(_) | Type::Url);
        let value = |value: &TokenStream| if as_str { quote!(#value.as_str()) } else { quote!(#value.to_string().as_str()) };
        if found.optional {
            let value = value(&quote!(value));
            quote!(#tokens.is_some_and(|value| #value #operator #text))
        } else {
            let value = value(tokens);
            quote!(#value #operator #text)
        }
    }
}

fn null_test(found: &Found) -> TokenStream {
    if found.optional { found.is_none() } else { quote!(false) }
}

fn bool_test(found: &Found, value: bool) -> TokenStream {
    let (tokens, not) = (&found.tokens, (!value).then(|| quote!(!)));
    if !matches!(essence(&found.ty), Type::Bool) {
        return quote!(false);
    }
    let copied = found.copied();
    if found.optional { quote!(#copied == Some(#value)) } else { quote!(#not #tokens) }
}

fn int_test(found: &Found, comparison: Comparison, constant: i64) -> TokenStream {
    let (operator, constant) = (operator(comparison), crate::emit::literal::int(constant.into()));
    match numbers::found(found) {
        Some(number) => number.is_some_and(|value| quote!(#value #operator #constant)),
        None => quote!(false),
    }
}

impl Source for PayloadReads<'_> {
    fn test(&self, read: usize, comparison: Comparison, constant: &Operand) -> TokenStream {
        self.read(read).map_or_else(|| quote!(false), |found| self.test_found(found, comparison, constant))
    }

    fn compare(&self, left: usize, comparison: Comparison, right: usize) -> TokenStream {
        let number = |index| self.read(index).and_then(numbers::found);
        let (Some(left), Some(right)) = (number(left), number(right)) else { return quote!(false) };
        let (left, right, operator) = (left.option(), right.option(), operator(comparison));
        quote!(#left.zip(#right).is_some_and(|(left, right)| left #operator right))
    }

    fn holds(&self, read: usize) -> TokenStream {
        self.read(read).map_or_else(|| quote!(false), |found| bool_test(found, true))
    }

    fn status(&self) -> TokenStream {
        // The checker refuses the status here.
        quote!(0)
    }
}

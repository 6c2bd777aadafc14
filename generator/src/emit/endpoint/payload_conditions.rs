//! Conditions over an answer that end a stream of pages.

use crate::emit::tokens::{TokenStream, quote};

use super::fields::Plan;
use super::numbers;
use super::payload::{Found, Holder, read};
use super::values;
use crate::api::{Api, Comparison, EnumRepr, Operand, PayloadCondition, Type, TypeKind};
use crate::emit::conditions::{self, Source, inverse, operator, within};
use crate::emit::rust_type::essence;

/// The contrary of a condition as a boolean expression over the variables `page` and `answer`.
pub(super) fn negated(plan: &Plan<'_>, condition: &PayloadCondition) -> TokenStream {
    let reads = condition.reads.iter().map(|of| read(plan, of)).collect();
    conditions::negated(&PayloadReads { api: plan.api, reads }, &condition.condition)
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

    fn test_found(
        &self,
        found: &Found,
        comparison: Comparison,
        constant: &Operand,
        contrary: bool,
    ) -> TokenStream {
        match constant {
            Operand::Null => null_test(found, comparison == Comparison::NotEqual),
            Operand::Bool(value) => bool_test(found, comparison == Comparison::NotEqual, *value),
            Operand::Int(value) => int_test(found, comparison, *value, contrary),
            Operand::Text(text) => self.text_test(found, comparison, text, contrary),
            Operand::Read(_) | Operand::Status => quote!(false),
        }
    }

    /// Two texts against each other; what is missing equals nothing.
    fn compare_texts(
        &self,
        left: usize,
        comparison: Comparison,
        right: usize,
        contrary: bool,
    ) -> Option<TokenStream> {
        let text = |index| {
            let found = self.read(index)?;
            let is_text = matches!(essence(&found.ty), Type::String(_) | Type::Url | Type::Uuid)
                || self.is_text_enum(found);
            is_text.then(|| values::owned_text(self.api, found))
        };
        let (left, right) = (text(left)?, text(right)?);
        let contrary = contrary || comparison == Comparison::NotEqual;
        let (is, operator) = within(positive(comparison), contrary);
        Some(quote!(#left.zip(#right).#is(|(left, right)| left #operator right)))
    }

    fn text_test(&self, found: &Found, comparison: Comparison, text: &str, contrary: bool) -> TokenStream {
        let tokens = &found.tokens;
        let as_str = self.is_text_enum(found) || matches!(essence(&found.ty), Type::String(_) | Type::Url);
        let value = |value: &TokenStream| {
            if as_str { quote!(#value.as_str()) } else { quote!(#value.to_string().as_str()) }
        };
        if found.optional {
            // What is missing is not equal.
            let contrary = contrary || comparison == Comparison::NotEqual;
            let (is, operator) = within(positive(comparison), contrary);
            let value = if found.holder == Holder::Reference { value(&quote!(value)) } else { quote!(value) };
            quote!(#tokens.#is(|value| #value #operator #text))
        } else {
            let operator = operator(if contrary { inverse(comparison) } else { comparison });
            let value = value(tokens);
            quote!(#value #operator #text)
        }
    }
}

/// `==` for `!=`, whose contrary it is even where nothing is there.
fn positive(comparison: Comparison) -> Comparison {
    if comparison == Comparison::NotEqual { Comparison::Equal } else { comparison }
}

fn null_test(found: &Found, negated: bool) -> TokenStream {
    let place = found.option.as_ref().unwrap_or(&found.tokens);
    match (found.optional, negated) {
        (true, false) => quote!(#place.is_none()),
        (true, true) => quote!(#place.is_some()),
        (false, negated) => quote!(#negated),
    }
}

fn bool_test(found: &Found, negated: bool, value: bool) -> TokenStream {
    if !matches!(essence(&found.ty), Type::Bool) {
        return quote!(#negated);
    }
    let (tokens, copied) = (&found.tokens, found.copied());
    let operator = if negated { quote!(!=) } else { quote!(==) };
    match (found.optional, value != negated) {
        (true, _) => quote!(#copied #operator Some(#value)),
        (false, true) => quote!(#tokens),
        (false, false) => quote!(!#tokens),
    }
}

fn int_test(found: &Found, comparison: Comparison, constant: i64, contrary: bool) -> TokenStream {
    let constant = crate::emit::literal::int(constant.into());
    match numbers::found(found) {
        None => quote!(#contrary),
        Some(numbers::Number::Plain(number)) => {
            let operator = operator(if contrary { inverse(comparison) } else { comparison });
            quote!(#number #operator #constant)
        }
        Some(numbers::Number::Optional(number)) => {
            let contrary = contrary || comparison == Comparison::NotEqual;
            let (is, operator) = within(positive(comparison), contrary);
            quote!(#number.#is(|value| value #operator #constant))
        }
    }
}

impl Source for PayloadReads<'_> {
    fn test(&self, read: usize, comparison: Comparison, constant: &Operand, contrary: bool) -> TokenStream {
        let found = self.read(read);
        found
            .map_or_else(|| quote!(#contrary), |found| self.test_found(found, comparison, constant, contrary))
    }

    fn compare(&self, left: usize, comparison: Comparison, right: usize, contrary: bool) -> TokenStream {
        if let Some(texts) = self.compare_texts(left, comparison, right, contrary) {
            return texts;
        }
        let number = |index| self.read(index).and_then(numbers::found);
        let (Some(left), Some(right)) = (number(left), number(right)) else { return quote!(#contrary) };
        let (left, right) = (left.option(), right.option());
        let contrary = contrary || comparison == Comparison::NotEqual;
        let (is, operator) = within(positive(comparison), contrary);
        quote!(#left.zip(#right).#is(|(left, right)| left #operator right))
    }

    fn holds(&self, read: usize) -> TokenStream {
        self.read(read).map_or_else(|| quote!(false), |found| bool_test(found, false, true))
    }

    fn status(&self) -> TokenStream {
        quote!(answer.status.as_u16())
    }
}

//! The value of the next page: what is read, through functions, as a position.

use crate::emit::tokens::{TokenStream, quote};

use super::fields::Plan;
use super::numbers::{self, Number};
use super::payload::{Found, read};
use super::{position, values};
use crate::api::{Next, NextFunction, NextSource};
use crate::emit::literal::int;

/// A value on its way.
enum Value {
    Found(Found),
    /// An `Option<String>`.
    Text(TokenStream),
    /// An `Option<i64>`.
    Number(TokenStream),
}

/// An `Option<Position>`.
pub(super) fn position(plan: &Plan<'_>, next: &Next) -> TokenStream {
    match value(plan, next) {
        None => quote!(None),
        Some(Value::Found(found)) => values::position(plan.api, &found),
        Some(Value::Text(text)) => quote!(runtime::Position::non_empty(#text.as_deref())),
        Some(Value::Number(number)) => quote!(#number.map(runtime::Position::number)),
    }
}

/// An `Option<Position>` of a whole URL.
pub(super) fn url(plan: &Plan<'_>, next: &Next) -> TokenStream {
    let text = match value(plan, next) {
        Some(Value::Found(found)) => values::text(&found),
        Some(Value::Text(text)) => Some(quote!(#text.as_deref())),
        Some(Value::Number(_)) | None => None,
    };
    text.map_or_else(
        || quote!(None),
        |text| quote!(#text.filter(|url| !url.is_empty()).map(runtime::Position::url)),
    )
}

fn value(plan: &Plan<'_>, next: &Next) -> Option<Value> {
    let found = match &next.source {
        NextSource::Answer(of) => read(plan, of)?,
        NextSource::Request(at) => position::found(plan, at)?,
    };
    next.functions.iter().try_fold(Value::Found(found), apply)
}

fn apply(value: Value, function: &NextFunction) -> Option<Value> {
    Some(match function {
        NextFunction::Parameter(name) => {
            let url = match value {
                Value::Found(found) => values::text(&found)?,
                Value::Text(text) => quote!(#text.as_deref()),
                Value::Number(_) => return None,
            };
            Value::Text(quote!(#url.and_then(|url| paging::parameter_of(url, #name))))
        }
        NextFunction::Plus(other) => {
            let other = int((*other).into());
            match value {
                Value::Found(found) => match numbers::found(&found)? {
                    Number::Plain(number) => Value::Number(quote!(Some(#number.saturating_add(#other)))),
                    Number::Optional(number) => plus(&number, &other),
                },
                Value::Text(text) => plus(&quote!(#text.and_then(|text| text.parse::<i64>().ok())), &other),
                Value::Number(number) => plus(&number, &other),
            }
        }
    })
}

fn plus(number: &TokenStream, other: &TokenStream) -> Value {
    Value::Number(quote!(#number.map(|number: i64| number.saturating_add(#other))))
}

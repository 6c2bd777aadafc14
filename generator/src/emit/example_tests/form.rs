//! Form bodies of examples: the pairs that a call encodes must be those that the example's JSON stands for.

use proc_macro2::TokenStream;
use quote::quote;
use serde_json::{Map, Value};

use crate::api::{Example, Field, Presence};
use crate::emit::endpoint::Plan;
use crate::emit::literal;

/// Compares the form in `parts` with the example's fields, in whatever order.
pub(super) fn check(plan: &Plan<'_>, example: &Example) -> Option<TokenStream> {
    let Value::Object(body) = serde_json::from_str(example.body.as_deref()?).ok()? else { return None };
    let fields = &plan.in_place.as_ref()?.shape.fields;
    let pairs = fields.iter().flat_map(|field| pairs(plan, field, &body));
    let pairs = pairs.map(|(name, text)| quote!((#name, #text)));
    Some(quote! {
        let form: Vec<_> = url::form_urlencoded::parse(parts.body()).into_owned().collect();
        assert_pairs(&form, &[#(#pairs),*]);
    })
}

fn pairs(plan: &Plan<'_>, field: &Field, body: &Map<String, Value>) -> Vec<(String, String)> {
    let texts = |key: &str| match body.get(key) {
        None | Some(Value::Null) => Vec::new(),
        Some(Value::Array(items)) => items.iter().map(text).collect(),
        Some(value) => vec![text(value)],
    };
    let keys = match &field.pair {
        Some(pair) => vec![&pair.tag, &pair.content],
        None => vec![&field.wire],
    };
    let shown: Vec<_> =
        keys.into_iter().flat_map(|key| texts(key).into_iter().map(|text| (key.clone(), text))).collect();
    match &field.presence {
        // A default is sent when the example leaves the field out.
        Presence::Default(default) if shown.is_empty() => {
            vec![(field.wire.clone(), literal::wire_text(plan.api, default))]
        }
        _ => shown,
    }
}

fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Number(number) => number
            .as_f64()
            .filter(|_| number.is_f64())
            .map_or_else(|| number.to_string(), |number| number.to_string()),
        other => other.to_string(),
    }
}

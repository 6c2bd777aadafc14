//! Answers of examples: a success decodes and encodes again to the same, a failure becomes its declared code.

use crate::emit::tokens::{TokenStream, format_ident, quote};
use serde_json::Value;

use super::root;
use crate::api::{Api, Case, Endpoint, ErrorCode, Example, Held, Returns, Step, case_of};
use crate::emit::endpoint::Plan;
use crate::emit::ident::ident;
use crate::emit::literal::raw_text;
use crate::emit::rust_type::is_plain;

/// The test of an example that shows an answer.
pub(super) fn test(plan: &Plan<'_>, index: usize, example: &Example) -> Option<TokenStream> {
    let name = format_ident!("{}_answer_{}", ident(&plan.endpoint.rust), index + 1);
    let body = if example.success { success(plan, example)? } else { failure(plan, example)? };
    Some(quote! {
        #[test]
        fn #name() { #body }
    })
}

fn success(plan: &Plan<'_>, example: &Example) -> Option<TokenStream> {
    let (call, status) = (ident(&plan.endpoint.call), example.status);
    let status = crate::emit::tokens::Literal::u16_unsuffixed(status);
    let response = raw_text(example.response.as_deref()?);
    if let Returns::Json(ty) = &plan.endpoint.returns
        && is_plain(ty)
        && example.payload.is_some()
    {
        let root = root(plan.endpoint.group);
        return Some(match &example.payload_written {
            None => quote!(testing::round_trip_answer::<#root::#call>(#status, #response);),
            Some(written) => {
                let written = raw_text(written);
                quote!(testing::round_trip_answer_as::<#root::#call>(#status, #response, #written);)
            }
        });
    }
    let root = root(plan.endpoint.group);
    let decode = quote!(<#root::#call as runtime::Call>::decode(&runtime::Answer::new(#status, #response)));
    Some(match &plan.endpoint.returns {
        Returns::Text => quote!(assert_eq!(#decode.unwrap(), #response);),
        Returns::Bytes => quote!(assert_eq!(#decode.unwrap(), #response.as_bytes());),
        Returns::Stream | Returns::Events(_) | Returns::Lines(_) => quote!(drop(#decode.unwrap());),
        Returns::Json(_) | Returns::Nothing => quote!(#decode.unwrap();),
        Returns::Statuses(statuses) => {
            let (_, case) = case_of(&statuses.cases, example.status)?;
            let check = in_case(&root, &statuses.rust, case, example);
            quote!(let answer = #decode.unwrap(); #check)
        }
    })
}

/// That `answer` is the variant of a case, whose value encodes again to the same.
fn in_case(root: &TokenStream, name: &str, case: &Case, example: &Example) -> TokenStream {
    let (name, variant) = (ident(name), ident(&case.rust));
    let pattern = quote!(#root::#name::#variant);
    let given = example.payload_written.as_ref().or(example.payload.as_ref());
    match (&case.holds, given) {
        (Held::Nothing, _) => quote!(assert!(matches!(answer, #pattern), "{answer:?}");),
        (Held::Json(ty), Some(given)) if is_plain(ty) => {
            let given = raw_text(given);
            quote! {
                let #pattern(value) = answer else { panic!("{answer:?}") };
                testing::assert_same(&serde_json::to_string(&value).unwrap(), #given);
            }
        }
        _ => quote!(assert!(matches!(answer, #pattern(_)), "{answer:?}");),
    }
}

fn failure(plan: &Plan<'_>, example: &Example) -> Option<TokenStream> {
    let (call, status) =
        (ident(&plan.endpoint.call), crate::emit::tokens::Literal::u16_unsuffixed(example.status));
    let text = example.response.as_deref()?;
    let (response, code) = (raw_text(text), code(plan.api, plan.endpoint, text));
    let expected = match &code {
        Some(text) => quote!(Some(#text)),
        None => quote!(None),
    };
    let root = root(plan.endpoint.group);
    let declared = plan.api.errors.iter().find(|error| Some(&error.wire) == code.as_ref());
    let variant = declared.map(|error| variant(error, &root));
    let failure = typed_failure(plan, example);
    Some(quote! {
        let answer = runtime::Answer::new(#status, #response);
        let error = #root::Error::from(<#root::#call as runtime::Call>::decode(&answer).unwrap_err());
        assert_eq!(error.code_text(), #expected);
        #variant
        #failure
    })
}

/// That the failure is read as what the endpoint declares for its status.
fn typed_failure(plan: &Plan<'_>, example: &Example) -> Option<TokenStream> {
    let set = plan.api.failures.get(plan.endpoint.failures?)?;
    let root = root(plan.endpoint.group);
    let check = in_case(&root, &set.rust, set.cases.get(example.failure?)?, example);
    let name = ident(&set.rust);
    Some(quote!(let answer = #root::#name::of(&error).unwrap(); #check))
}

fn variant(error: &ErrorCode, root: &TokenStream) -> TokenStream {
    let name = ident(&error.rust);
    quote!(assert_eq!(error.code(), Some(#root::Code::#name));)
}

/// The code that the envelope finds in an answer: of several the last that is declared, or else the first.
fn code(api: &Api, endpoint: &Endpoint, response: &str) -> Option<String> {
    let envelope = api.envelopes.get(endpoint.envelope?)?;
    let path = envelope.reads.get(envelope.code?)?;
    let json: Value = serde_json::from_str(response).ok()?;
    let mut found = Vec::new();
    collect(&json, path, &mut found);
    let declared = found.iter().rev().find(|code| api.errors.iter().any(|error| error.wire == **code));
    declared.or(found.first()).cloned()
}

fn collect(json: &Value, path: &[Step], found: &mut Vec<String>) {
    match (path, json) {
        ([], Value::String(text)) if !text.trim().is_empty() => found.push(text.clone()),
        ([], Value::Number(number)) => found.push(number.to_string()),
        ([], Value::Bool(value)) => found.push(value.to_string()),
        ([Step::Key(key), rest @ ..], Value::Object(map)) => {
            if let Some(inner) = map.get(key) {
                collect(inner, rest, found);
            }
        }
        ([Step::Index(index), rest @ ..], Value::Array(items)) => {
            if let Some(inner) = items.get(*index) {
                collect(inner, rest, found);
            }
        }
        ([Step::All, rest @ ..], Value::Array(items)) => {
            for inner in items {
                collect(inner, rest, found);
            }
        }
        _ => {}
    }
}

//! Tests of the generated code: a vendor's published signatures and the examples of the spec.

mod form;
mod request;
mod response;

use proc_macro2::TokenStream;
use quote::quote;

use super::client::variable_name;
use super::endpoint::Plan;
use super::tree::Module;
use crate::api::{Api, Endpoint, Variable};

/// The module; `None` when the spec shows nothing to test.
pub(super) fn module(api: &Api) -> Option<Module<'_>> {
    if items(api).is_empty() {
        return None;
    }
    let module = Module::new("tests", "Known answers and examples of the spec.", || items(api));
    Some(Module { tests: true, ..module })
}

fn items(api: &Api) -> TokenStream {
    let (known_answers, webhooks) = (super::auth::tests(api), super::webhooks::tests(api));
    let examples: TokenStream =
        api.endpoints.iter().flat_map(|endpoint| of_endpoint(api, endpoint)).collect();
    let helpers = request::helpers(api, &examples);
    quote!(#helpers #known_answers #webhooks #examples)
}

fn of_endpoint(api: &Api, endpoint: &Endpoint) -> Vec<TokenStream> {
    let plan = Plan::new(api, endpoint);
    let tests = endpoint.examples.iter().enumerate().map(|(index, example)| {
        let (request, response) =
            (request::test(&plan, index, example), response::test(&plan, index, example));
        quote!(#request #response)
    });
    tests.collect()
}

/// A text that the server variable takes.
fn variable_text(variable: &Variable) -> &str {
    variable.values.first().map_or("test", String::as_str)
}

/// Calls on a builder that set what it requires.
fn required_variables(api: &Api) -> TokenStream {
    let required = api.server.variables.iter().filter(|variable| variable.default.is_none());
    required
        .map(|variable| {
            let (name, text) = (variable_name(variable), variable_text(variable));
            quote!(.#name(#text))
        })
        .collect()
}

//! Tests of the generated code: a vendor's published signatures and the examples of the spec.

mod request;
mod response;

use proc_macro2::TokenStream;
use quote::quote;

use super::client::variable_name;
use super::endpoint::Plan;
use super::tree::Module;
use crate::api::{Api, Variable};

/// The module; `None` when the spec shows nothing to test.
pub(super) fn module(api: &Api) -> Option<Module> {
    let known_answers = super::auth::tests(api);
    let examples: TokenStream = api
        .endpoints
        .iter()
        .flat_map(|endpoint| {
            let plan = Plan::new(api, endpoint);
            let tests = endpoint.examples.iter().enumerate().map(|(index, example)| {
                let (request, response) =
                    (request::test(&plan, index, example), response::test(&plan, index, example));
                quote!(#request #response)
            });
            tests.collect::<Vec<_>>()
        })
        .collect();
    if known_answers.is_empty() && examples.is_empty() {
        return None;
    }
    let helpers = request::helpers(api, &examples);
    let items = quote!(#helpers #known_answers #examples);
    Some(Module { tests: true, ..Module::new("tests", "Known answers and examples of the spec.", items) })
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

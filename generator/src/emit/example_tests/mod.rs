//! Tests of the generated code: a vendor's published signatures and the examples of the spec.
//!
//! These alone are emitted with `unwrap` and `panic!`: that is how a test says that it fails.

mod form;
mod request;
mod response;

use crate::emit::tokens::{TokenStream, quote};

use super::client::variable_name;
use super::endpoint::Plan;
use super::groups::Groups;
use super::ident::module_name;
use super::tree::Module;
use crate::api::{Api, Endpoint, Variable};
use crate::check::SHARED;

/// The module; `None` when the spec shows nothing to test.
pub(super) fn module<'a>(api: &'a Api, groups: &Groups<'_>) -> Option<Module<'a>> {
    let of_groups = (0..api.groups.len()).filter_map(|group| group_module(api, groups, group));
    let children: Vec<_> = of_groups.chain(webhooks_module(api, groups)).collect();
    if children.is_empty() && items(api).is_empty() {
        return None;
    }
    let module = Module::new("tests", "Known answers and examples of the spec.", || items(api));
    Some(Module { tests: true, ..module }.with_children(children))
}

/// The examples of a group's endpoints.
fn group_module<'a>(api: &'a Api, groups: &Groups<'_>, index: usize) -> Option<Module<'a>> {
    let group = &api.groups[index];
    let items = move || {
        let (helpers, examples) = examples(api, Some(index));
        quote!(#helpers #examples)
    };
    if items().is_empty() {
        return None;
    }
    let doc = format!("Examples of the group `{}`.", group.name);
    let features =
        groups.features(&groups.of_endpoints(api.endpoints.iter().filter(|one| one.group == Some(index))));
    Some(Module::new(module_name(&group.name), doc, items).with_features(features))
}

/// The known answers of webhooks that are compiled with groups, under a name that no group has.
fn webhooks_module<'a>(api: &'a Api, groups: &Groups<'_>) -> Option<Module<'a>> {
    let items = move || super::webhooks::tests(api);
    if !groups.exist() || items().is_empty() {
        return None;
    }
    let module = Module::new(SHARED, "Known answers of webhooks.", items);
    Some(module.with_features(groups.features(&groups.of_webhooks())))
}

fn items(api: &Api) -> TokenStream {
    let known_answers = super::auth::tests(api);
    let webhooks = api.groups.is_empty().then(|| super::webhooks::tests(api));
    let (helpers, examples) = examples(api, None);
    quote!(#helpers #known_answers #webhooks #examples)
}

/// What the tests of a group share, and the tests.
fn examples(api: &Api, group: Option<usize>) -> (TokenStream, TokenStream) {
    let endpoints = api.endpoints.iter().filter(|endpoint| endpoint.group == group);
    let examples: TokenStream = endpoints.flat_map(|endpoint| of_endpoint(api, endpoint)).collect();
    (request::helpers(api, &examples, &root(group)), examples)
}

/// How these tests name the API's module.
pub(super) fn root(group: Option<usize>) -> TokenStream {
    if group.is_some() { quote!(super::super) } else { quote!(super) }
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
    let required = api.variables.iter().filter(|variable| variable.default.is_none());
    required
        .map(|variable| {
            let (name, text) = (variable_name(variable), variable_text(variable));
            quote!(.#name(#text))
        })
        .collect()
}

//! Endpoints: for each a constant that describes it, a call as a value, the client's method that makes one, and how
//! it is encoded and decoded.
//!
//! What names a decoder is `#[inline]`, so that only a crate which calls the endpoint pays for compiling it.

mod call;
mod call_impl;
mod encode;
mod example_docs;
mod fields;
mod numbers;
mod paging;
mod payload;
mod payload_conditions;
mod position;

use proc_macro2::TokenStream;
use quote::quote;

use super::ident::{ident, module_name};
use super::tree::{Module, reexport};
use crate::api::{Api, Endpoint};

pub(super) use fields::{At, CallField, Plan};

/// The module with one module per endpoint.
pub(super) fn module(api: &Api) -> Option<Module<'_>> {
    if api.endpoints.is_empty() {
        return None;
    }
    let children: Vec<_> = api.endpoints.iter().map(|endpoint| endpoint_module(api, endpoint)).collect();
    let names = || {
        let names = |endpoint: &Endpoint| reexport(&module_name(&endpoint.rust), [endpoint.call.as_str()]);
        api.endpoints.iter().map(names).collect()
    };
    Some(Module::new("endpoints", "The calls, one module per endpoint.", names).with_children(children))
}

fn endpoint_module<'a>(api: &'a Api, endpoint: &'a Endpoint) -> Module<'a> {
    let doc = format!("`{} {}`", endpoint.method, path_template(endpoint));
    Module::new(module_name(&endpoint.rust), doc, || {
        let plan = Plan::new(api, endpoint);
        let (constant, call) = (constant(api, endpoint), call::items(&plan));
        let (call_impl, paging) = (call_impl::items(&plan), paging::items(&plan));
        quote!(#constant #call #call_impl #paging)
    })
}

/// The description that the runtime works with.
fn constant(api: &Api, endpoint: &Endpoint) -> TokenStream {
    let name = ident(&endpoint.constant);
    let (api_name, endpoint_name, method) = (&api.name, &endpoint.name, &endpoint.method);
    let (path, repeatable) = (path_template(endpoint), endpoint.repeatable);
    let auth = match &endpoint.auth {
        None => quote!(None),
        Some((scheme, arguments)) => {
            let scheme = proc_macro2::Literal::usize_unsuffixed(*scheme);
            quote!(Some(runtime::AuthUse { scheme: #scheme, arguments: &[#(#arguments),*] }))
        }
    };
    let rates = endpoint.rates.iter().map(|index| proc_macro2::Literal::usize_unsuffixed(*index));
    let envelope = match endpoint.envelope.and_then(|index| api.envelopes.get(index)) {
        None => quote!(&runtime::Envelope::NONE),
        Some(envelope) => {
            let name = ident(&envelope.rust);
            quote!(&envelopes::#name)
        }
    };
    quote! {
        static #name: runtime::Endpoint = runtime::Endpoint {
            api: #api_name,
            name: #endpoint_name,
            method: #method,
            path: #path,
            auth: #auth,
            rates: &[#(#rates),*],
            repeatable: #repeatable,
            envelope: #envelope,
        };
    }
}

/// The path as the spec writes it.
pub(super) fn path_template(endpoint: &Endpoint) -> String {
    endpoint
        .path
        .iter()
        .map(|part| match part {
            crate::api::PathPart::Text(text) => text.clone(),
            crate::api::PathPart::Parameter(index) => {
                format!(
                    "{{{}}}",
                    endpoint.path_parameters.get(*index).map_or("", |parameter| &parameter.field.wire)
                )
            }
        })
        .collect()
}

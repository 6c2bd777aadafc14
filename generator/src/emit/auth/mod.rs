//! Auth schemes, compiled to straight Rust: one function per scheme adds to an attempt what the scheme says.
//!
//! What a scheme computes is split in two. Fresh values (times, nonces) are read from the attempt; all others are made
//! from them by a pure function, so that a vendor's published signature is a unit test of it.

mod derived;
mod expression;
mod known_answers;
mod scheme;
mod template;
mod used;

use proc_macro2::TokenStream;
use quote::quote;

use super::client::variable_name;
use super::tree::Module;
use crate::api::Api;

pub(super) use known_answers::tests;
pub(super) use used::{digests, formats_times, used_variables};

/// The module; `None` when no endpoint is authenticated.
pub(super) fn module(api: &Api) -> Option<Module<'_>> {
    is_used(api)
        .then(|| Module::new("auth", "What is added to a request to prove who is calling.", || items(api)))
}

/// Whether an endpoint is authenticated.
pub(super) fn is_used(api: &Api) -> bool {
    api.endpoints.iter().any(|endpoint| endpoint.auth.is_some())
}

fn items(api: &Api) -> TokenStream {
    let credentials =
        (!api.credentials.is_empty()).then(|| quote!(pub(super) credentials: super::Credentials,));
    let variables =
        used_variables(api).into_iter().filter_map(|index| api.server.variables.get(index)).map(|variable| {
            let name = variable_name(variable);
            quote!(pub(super) #name: String,)
        });
    let schemes: Vec<_> = api.schemes.iter().map(|scheme| scheme::Plan::new(api, scheme)).collect();
    let arms = schemes.iter().enumerate().map(|(index, plan)| {
        let (index, call) = (proc_macro2::Literal::usize_unsuffixed(index), plan.call());
        quote!(#index => #call,)
    });
    let functions = schemes.iter().map(scheme::Plan::items);
    let arguments =
        if schemes.iter().any(scheme::Plan::takes_arguments) { quote!(arguments) } else { quote!(_) };
    quote! {
        /// What the schemes need.
        pub(super) struct Auth { #credentials #(#variables)* }
        impl runtime::Authenticate for Auth {
            fn authenticate(
                &self,
                scheme: usize,
                #arguments: &[&str],
                attempt: &mut runtime::Attempt,
            ) -> Result<(), runtime::Error> {
                match scheme { #(#arms)* _ => Ok(()) }
            }
        }
        #(#functions)*
    }
}

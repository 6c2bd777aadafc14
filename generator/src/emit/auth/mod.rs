//! Auth schemes, compiled to straight Rust: one function per scheme adds to an attempt what the scheme says.
//!
//! What a scheme computes is split in two. Fresh values (times, nonces) are read from the attempt; all others are made
//! from them by a pure function, so that a vendor's published signature is a unit test of it.
//!
//! The steps of token sources are schemes too; they stand in a module of their own, [`tokens`].

mod arms;
mod authenticate;
mod call;
mod derived;
mod expression;
mod inbound;
mod known_answers;
mod lacks;
mod names;
pub(crate) mod needs;
mod scheme;
mod send;
mod server;
mod steps;
mod template;
mod tokens;
pub(crate) mod used;

use crate::emit::tokens::{TokenStream, quote};

use super::client::variable_name;
use super::tree::Module;
use crate::api::Api;

pub(super) use expression::index;
pub(super) use inbound::Inbound;
pub(super) use known_answers::tests;
pub(super) use server::{any_is_computed, is_computed, number as server_number};
pub(super) use tokens::module as tokens_module;
pub(super) use used::{digests, formats_times, signs_with_keys, used_variables};

/// The module; `None` when nothing is authenticated.
pub(super) fn module(api: &Api) -> Option<Module<'_>> {
    is_used(api)
        .then(|| Module::new("auth", "What is added to a request to prove who is calling.", || items(api)))
}

/// Whether an endpoint is authenticated, be it by a server's address.
pub(super) fn is_used(api: &Api) -> bool {
    any_is_computed(api)
        || api.endpoints.iter().any(|endpoint| endpoint.auth.iter().any(|all| !all.is_empty()))
}

fn items(api: &Api) -> TokenStream {
    let credentials =
        super::credentials::exist(api).then(|| quote!(pub(super) credentials: super::Credentials,));
    let variables =
        used_variables(api).into_iter().filter_map(|index| api.variables.get(index)).map(|variable| {
            let name = variable_name(variable);
            quote!(pub(super) #name: String,)
        });
    let hooks = super::builder::hooks(api).into_iter().map(|hook| {
        let (name, ty) = (hook.name, hook.shared);
        quote!(pub(super) #name: Option<#ty>,)
    });
    let plans: Vec<_> = api.schemes.iter().map(|scheme| scheme::Plan::new(api, scheme)).collect();
    let authenticate = authenticate::implementation(api);
    let functions = plans.iter().map(scheme::Plan::items);
    quote! {
        /// What the schemes need.
        pub(super) struct Auth { #credentials #(#variables)* #(#hooks)* }
        #authenticate
        #(#functions)*
    }
}

//! The credentials that a client is given.

use proc_macro2::TokenStream;
use quote::quote;

use super::docs;
use super::ident::ident;
use super::tree::Module;
use crate::api::{Api, Credential};

/// The module; `None` when the API has no credentials.
pub(super) fn module(api: &Api) -> Option<Module<'_>> {
    if api.credentials.is_empty() {
        return None;
    }
    Some(Module::new("credentials", "What a client proves its identity with.", || items(api)))
}

fn items(api: &Api) -> TokenStream {
    let fields = api.credentials.iter().map(|credential| {
        let (name, ty) = (ident(&credential.rust), field_type(credential));
        quote!(pub(super) #name: #ty)
    });
    let arguments = api.credentials.iter().map(|credential| {
        let (name, ty) = (ident(&credential.rust), field_type(credential));
        quote!(#name: impl Into<#ty>)
    });
    let values = api.credentials.iter().map(|credential| {
        let name = ident(&credential.rust);
        quote!(#name: #name.into())
    });
    let from_env = api.credentials.iter().map(|credential| {
        let (api, env) = (&api.name, &credential.env);
        quote!(runtime::env(#api, #env)?)
    });
    let docs = docs::lines([format!("The credentials for {}. Secrets in it are never printed.", api.title)]);
    let (new_docs, env_docs) = (docs::lines(new_docs(api)), docs::lines(env_docs(api)));
    quote! {
        #docs
        #[derive(Clone, Debug)]
        pub struct Credentials { #(#fields,)* }
        impl Credentials {
            #new_docs
            pub fn new(#(#arguments),*) -> Self { Self { #(#values,)* } }
            #env_docs
            pub fn from_env() -> Result<Self, super::Error> { Ok(Self::new(#(#from_env),*)) }
        }
    }
}

fn field_type(credential: &Credential) -> TokenStream {
    if credential.secret { quote!(runtime::Secret) } else { quote!(String) }
}

fn new_docs(api: &Api) -> Vec<String> {
    let mut lines = vec!["The credentials, in this order:".to_owned(), String::new()];
    for credential in &api.credentials {
        let about = credential.doc.lines.join(" ");
        let colon = if about.is_empty() { "" } else { ": " };
        lines.push(format!("- `{}`{colon}{about}", credential.rust));
    }
    lines
}

fn env_docs(api: &Api) -> Vec<String> {
    let names: Vec<_> = api.credentials.iter().map(|credential| format!("`{}`", credential.env)).collect();
    vec![format!("The credentials from the environment variables {}.", names.join(", "))]
}

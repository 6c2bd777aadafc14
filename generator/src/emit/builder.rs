//! The builder of a client: the server's variables, the credentials, hooks and options.

use std::collections::BTreeSet;

use crate::emit::tokens::{Ident, TokenStream, quote};

use super::auth;
use super::client::variable_name;
use super::credentials;
use super::docs;
use super::ident::mended;
use super::rates;
use crate::api::{Api, Doc, Hook, Server, TokenOrigin, UrlPart, Variable};

/// The builder's own methods and fields.
pub(super) const TAKEN: [&str; 6] = ["build", "clone", "credentials", "default", "options", "with_options"];

/// A hook as the builder and `Auth` hold it.
pub(super) struct BuilderHook {
    pub name: Ident,
    /// What it is for.
    docs: Vec<String>,
    /// The trait that the user implements.
    of: TokenStream,
    /// A shared implementation of it.
    pub shared: TokenStream,
}

impl BuilderHook {
    fn new(hook: &Hook, of: TokenStream, doc: &Doc, first: &str) -> Self {
        let shared = quote!(std::sync::Arc<dyn #of>);
        Self { name: hook_name(hook), docs: docs::text_below(first, doc), of, shared }
    }
}

/// The hooks, each once, though several schemes may call it.
pub(super) fn hooks(api: &Api) -> Vec<BuilderHook> {
    let mut hooks: Vec<BuilderHook> = Vec::new();
    let signers = api.schemes.iter().filter_map(|scheme| {
        let first = format!(
            "Called for every attempt that uses the scheme `{}`, after what it adds itself.",
            scheme.name
        );
        Some(BuilderHook::new(scheme.hook.as_ref()?, quote!(runtime::Sign), &scheme.doc, &first))
    });
    let providers = api.sources.iter().filter_map(|source| {
        let TokenOrigin::Hook(hook) = &source.origin else { return None };
        let first = format!("Called when the tokens of `{}` are needed, or are to be renewed.", source.name);
        Some(BuilderHook::new(hook, quote!(runtime::ProvideTokens), &source.doc, &first))
    });
    for hook in signers.chain(providers) {
        if hooks.iter().all(|other| other.name != hook.name) {
            hooks.push(hook);
        }
    }
    hooks
}

/// The builder's method for a hook, and the field that holds it.
pub(super) fn hook_name(hook: &Hook) -> Ident {
    mended(&hook.rust, &TAKEN)
}

/// The builder.
pub(super) fn builder(api: &Api) -> TokenStream {
    let variables = &api.variables;
    let fields = variables.iter().map(|variable| {
        let name = variable_name(variable);
        quote!(#name: Option<String>)
    });
    let hooks = hooks(api);
    let hook_fields = hooks.iter().map(|hook| {
        let (name, ty) = (&hook.name, &hook.shared);
        quote!(#name: Option<#ty>)
    });
    let credentials_field = credentials::exist(api).then(|| quote!(credentials: Option<super::Credentials>,));
    let (setters, hook_setters) = (variables.iter().map(variable_setter), hooks.iter().map(hook_setter));
    let (credentials, build) = (credentials_setter(api), build(api));
    // What a user implements need not be printable.
    let (derived, debug) = if hooks.is_empty() {
        (quote!(Clone, Debug, Default), TokenStream::new())
    } else {
        (quote!(Clone, Default), debug())
    };
    quote! {
        /// Makes a [`Client`].
        #[derive(#derived)]
        #[must_use = "a builder does nothing until `build` is called"]
        pub struct Builder { #(#fields,)* #credentials_field #(#hook_fields,)* options: runtime::Options }
        impl Builder {
            #(#setters)*
            #credentials
            #(#hook_setters)*
            /// Timeouts, retries, transport and the like.
            pub fn with_options(mut self, options: runtime::Options) -> Self {
                self.options = options;
                self
            }
            #build
        }
        #debug
    }
}

fn debug() -> TokenStream {
    quote! {
        impl fmt::Debug for Builder {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.debug_struct("Builder").field("options", &self.options).finish_non_exhaustive()
            }
        }
    }
}

fn credentials_setter(api: &Api) -> Option<TokenStream> {
    let without = if credentials::required(api).next().is_some() {
        "Without it only endpoints that need no authentication can be called."
    } else {
        "An endpoint can be called when those are set that it needs."
    };
    let docs = docs::lines([format!("What the client proves its identity with. {without}")]);
    credentials::exist(api).then(|| {
        quote! {
            #docs
            pub fn credentials(mut self, credentials: super::Credentials) -> Self {
                self.credentials = Some(credentials);
                self
            }
        }
    })
}

fn variable_setter(variable: &Variable) -> TokenStream {
    let mut lines = docs::text(&variable.doc, &format!("`{}` in the server's address.", variable.wire));
    if !variable.values.is_empty() {
        let values: Vec<_> = variable.values.iter().map(|value| format!("`{value}`")).collect();
        lines.extend([String::new(), format!("One of {}.", values.join(", "))]);
    }
    if let Some(default) = &variable.default {
        lines.extend([String::new(), format!("Left out: `{default}`.")]);
    }
    let (docs, deprecated) = (docs::lines(lines), docs::deprecated(&variable.doc));
    let name = variable_name(variable);
    quote! {
        #docs
        #deprecated
        pub fn #name(mut self, #name: impl Into<String>) -> Self {
            self.#name = Some(#name.into());
            self
        }
    }
}

fn hook_setter(hook: &BuilderHook) -> TokenStream {
    let BuilderHook { name, of, .. } = hook;
    let docs = docs::lines(&hook.docs);
    quote! {
        #docs
        pub fn #name(mut self, hook: impl #of + 'static) -> Self {
            self.#name = Some(std::sync::Arc::new(hook));
            self
        }
    }
}

fn build(api: &Api) -> TokenStream {
    let name = &api.name;
    let variables = api.variables.iter().map(|variable| {
        let (rust, wire) = (variable_name(variable), &variable.wire);
        let default = match &variable.default {
            Some(default) => quote!(Some(#default)),
            None => quote!(None),
        };
        let values = &variable.values;
        quote!(let #rust = runtime::client::server_variable(#name, #wire, self.#rust, #default, &[#(#values),*])?;)
    });
    let (server, auth) = (server(api, &api.server, &quote!(runtime::API_SERVER)), auth_part(api));
    let servers = other_servers(api);
    let (rates, retry) = (rates::rates_part(api), rates::retry_part(api));
    let sources = if api.sources.is_empty() { quote!(&[]) } else { quote!(tokens::SOURCES) };
    quote! {
        /// The client, if what was set makes sense.
        pub fn build(self) -> Result<Client, super::Error> {
            #(#variables)*
            let parts = runtime::ClientParts {
                api: #name,
                auth: #auth,
                rates: #rates,
                retry: #retry,
                server: #server,
                servers: #servers,
                sources: #sources,
            };
            Ok(Client { inner: runtime::Client::new(parts, self.options)? })
        }
    }
}

/// What authenticates: there only with credentials, if there are some that every client needs.
fn auth_part(api: &Api) -> TokenStream {
    if !auth::is_used(api) {
        return quote!(None);
    }
    let used = auth::used_variables(api);
    let fixed = api.all_servers().filter(|server| !auth::is_computed(server));
    let in_addresses: BTreeSet<usize> = fixed
        .flat_map(|server| &server.url)
        .filter_map(|part| if let UrlPart::Variable(index) = part { Some(*index) } else { None })
        .collect();
    let variables = used.iter().filter_map(|index| Some((*index, api.variables.get(*index)?)));
    let variables = variables.map(|(index, variable)| {
        let name = variable_name(variable);
        // Addresses are made afterwards.
        if in_addresses.contains(&index) { quote!(#name: #name.clone()) } else { quote!(#name) }
    });
    let hooks = hooks(api).into_iter().map(|hook| {
        let name = hook.name;
        quote!(#name: self.#name)
    });
    let others = quote!(#(#variables,)* #(#hooks,)*);
    if credentials::required(api).next().is_some() {
        return quote!(self.credentials.map(|credentials| std::sync::Arc::new(auth::Auth { credentials, #others }) as _));
    }
    let credentials =
        credentials::exist(api).then(|| quote!(credentials: self.credentials.unwrap_or_default(),));
    quote!(Some(std::sync::Arc::new(auth::Auth { #credentials #others })))
}

/// The servers that endpoints name.
fn other_servers(api: &Api) -> TokenStream {
    if api.servers.is_empty() {
        return quote!(Vec::new());
    }
    let servers = api.servers.iter().enumerate().map(|(at, other)| {
        let number = auth::index(auth::server_number(api, at));
        let (name, url) = (&other.name, server(api, &other.server, &quote!(#number)));
        quote!((#name, #url))
    });
    quote!(Vec::from([#(#servers),*]))
}

/// Where requests go: a constant, its pieces joined, or what auth computes.
fn server(api: &Api, server: &Server, number: &TokenStream) -> TokenStream {
    if auth::is_computed(server) {
        let mut sources: Vec<_> = server.url.iter().filter_map(source).collect();
        sources.sort_unstable();
        sources.dedup();
        let (sources, hosts) = (sources.into_iter().map(auth::index), &server.hosts);
        return quote! {
            runtime::ServerUrl::Computed { server: #number, sources: &[#(#sources),*], hosts: &[#(#hosts),*] }
        };
    }
    let pieces = server.url.iter().filter_map(|part| match part {
        UrlPart::Text(text) => Some(quote!(#text)),
        UrlPart::Variable(index) => {
            let name = variable_name(api.variables.get(*index)?);
            Some(quote!(#name.as_str()))
        }
        UrlPart::Credential(_) | UrlPart::Output(..) => None,
    });
    let pieces: Vec<_> = pieces.collect();
    let url = match pieces.as_slice() {
        [one] => quote!(#one.to_owned()),
        many => quote!([#(#many),*].concat()),
    };
    quote!(runtime::ServerUrl::Fixed(#url))
}

fn source(part: &UrlPart) -> Option<usize> {
    match part {
        UrlPart::Output(source, _) => Some(*source),
        UrlPart::Text(_) | UrlPart::Variable(_) | UrlPart::Credential(_) => None,
    }
}

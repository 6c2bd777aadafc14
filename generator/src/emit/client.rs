//! The client and its builder.

use proc_macro2::TokenStream;
use quote::quote;

use super::docs;
use super::ident::mended;
use super::literal::int;
use super::tree::Module;
use crate::api::{Api, Rate, UrlPart, Variable};

/// The builder's own methods and fields.
const TAKEN: [&str; 6] = ["build", "clone", "credentials", "default", "options", "with_options"];

/// The client's own functions, which no endpoint's method may hide.
pub(super) const CLIENT_TAKEN: [&str; 3] = ["builder", "clone", "from_env"];

/// The module of the client.
pub(super) fn module(api: &Api) -> Module<'_> {
    Module::new("client", "The client and its builder.", || {
        let (client, builder, rates) = (client(api), builder(api), rates(api));
        quote!(#client #builder #rates)
    })
}

fn client(api: &Api) -> TokenStream {
    let from_env = from_env(api);
    let docs =
        docs::lines([format!("A client of {}. Clones share connections and rate budgets.", api.title)]);
    quote! {
        #docs
        #[derive(Clone, Debug)]
        pub struct Client { pub(super) inner: runtime::Client }
        impl Client {
            /// A builder with nothing set.
            pub fn builder() -> Builder { Builder::default() }
            #from_env
        }
    }
}

fn from_env(api: &Api) -> TokenStream {
    let names: Vec<_> = api
        .credentials
        .iter()
        .map(|credential| credential.env.as_str())
        .chain(api.server.variables.iter().map(|variable| variable.env.as_str()))
        .map(|name| format!("`{name}`"))
        .collect();
    let docs = docs::lines(if names.is_empty() {
        vec!["A client with the default options.".to_owned()]
    } else {
        vec![format!("A client from the environment variables {}.", names.join(", "))]
    });
    let credentials =
        (!api.credentials.is_empty()).then(|| quote!(.credentials(super::Credentials::from_env()?)));
    let required =
        api.server.variables.iter().filter(|variable| variable.default.is_none()).map(|variable| {
            let (api, env, method) = (&api.name, &variable.env, variable_name(variable));
            quote!(.#method(runtime::env(#api, #env)?))
        });
    let optional: Vec<_> = api
        .server
        .variables
        .iter()
        .filter(|variable| variable.default.is_some())
        .map(|variable| {
            let (api, env, method) = (&api.name, &variable.env, variable_name(variable));
            quote!(if let Some(value) = runtime::client::env_optional(#api, #env)? { builder = builder.#method(value); })
        })
        .collect();
    let start = quote!(Self::builder() #credentials #(#required)*);
    let body = if optional.is_empty() {
        quote!(#start.build())
    } else {
        quote!(let mut builder = #start; #(#optional)* builder.build())
    };
    quote! {
        #docs
        pub fn from_env() -> Result<Self, super::Error> { #body }
    }
}

fn builder(api: &Api) -> TokenStream {
    let variables = &api.server.variables;
    let fields = variables.iter().map(|variable| {
        let name = variable_name(variable);
        quote!(#name: Option<String>)
    });
    let has_credentials = !api.credentials.is_empty();
    let credentials_field = has_credentials.then(|| quote!(credentials: Option<super::Credentials>,));
    let credentials = has_credentials.then(|| {
        quote! {
            /// What the client proves its identity with. Without it only endpoints that need no authentication can be called.
            pub fn credentials(mut self, credentials: super::Credentials) -> Self {
                self.credentials = Some(credentials);
                self
            }
        }
    });
    let setters = variables.iter().map(variable_setter);
    let build = build(api);
    quote! {
        /// Makes a [`Client`].
        #[derive(Clone, Debug, Default)]
        #[must_use = "a builder does nothing until `build` is called"]
        pub struct Builder { #(#fields,)* #credentials_field options: runtime::Options }
        impl Builder {
            #(#setters)*
            #credentials
            /// Timeouts, retries, transport and the like.
            pub fn with_options(mut self, options: runtime::Options) -> Self {
                self.options = options;
                self
            }
            #build
        }
    }
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

fn build(api: &Api) -> TokenStream {
    let name = &api.name;
    let variables = api.server.variables.iter().map(|variable| {
        let (rust, wire) = (variable_name(variable), &variable.wire);
        let default = match &variable.default {
            Some(default) => quote!(Some(#default)),
            None => quote!(None),
        };
        let values = &variable.values;
        quote!(let #rust = runtime::client::server_variable(#name, #wire, self.#rust, #default, &[#(#values),*])?;)
    });
    let base_url = base_url(api);
    let auth = auth_part(api);
    let rates = if api.rates.is_empty() { quote!(&[]) } else { quote!(RATES) };
    quote! {
        /// The client, if what was set makes sense.
        pub fn build(self) -> Result<Client, super::Error> {
            #(#variables)*
            let parts = runtime::ClientParts { api: #name, auth: #auth, rates: #rates, base_url: #base_url };
            Ok(Client { inner: runtime::Client::new(parts, self.options)? })
        }
    }
}

/// What authenticates, once there are credentials.
fn auth_part(api: &Api) -> TokenStream {
    if !super::auth::is_used(api) {
        return quote!(None);
    }
    let used = super::auth::used_variables(api);
    let fields = used.iter().filter_map(|index| api.server.variables.get(*index)).map(|variable| {
        let name = variable_name(variable);
        quote!(#name: #name.clone())
    });
    if api.credentials.is_empty() {
        return quote!(Some(std::sync::Arc::new(auth::Auth { #(#fields,)* })));
    }
    quote!(self.credentials.map(|credentials| std::sync::Arc::new(auth::Auth { credentials, #(#fields,)* }) as _))
}

/// The server's URL: a constant, or its pieces joined.
fn base_url(api: &Api) -> TokenStream {
    let pieces: Vec<_> = api
        .server
        .url
        .iter()
        .map(|part| match part {
            UrlPart::Text(text) => quote!(#text),
            UrlPart::Variable(index) => {
                let name = api.server.variables.get(*index).map_or("", |variable| &variable.rust);
                let name = mended(name, &TAKEN);
                quote!(#name.as_str())
            }
        })
        .collect();
    match pieces.as_slice() {
        [one] => quote!(#one.to_owned()),
        many => quote!([#(#many),*].concat()),
    }
}

fn rates(api: &Api) -> TokenStream {
    if api.rates.is_empty() {
        return TokenStream::new();
    }
    let rates = api.rates.iter().map(rate);
    quote! {
        /// The rate budgets.
        static RATES: &[runtime::Rate] = &[#(#rates),*];
    }
}

fn rate(rate: &Rate) -> TokenStream {
    let (name, per_endpoint) = (&rate.name, rate.per_endpoint);
    let calls = int(rate.calls.into());
    let window = duration(rate.window);
    quote!(runtime::Rate { name: #name, calls: #calls, window: #window, per_endpoint: #per_endpoint })
}

/// A duration as a constant expression. (Minutes and hours have no constructor in the oldest compiler that is supported.)
pub(super) fn duration(duration: std::time::Duration) -> TokenStream {
    let (seconds, nanos) = (int(duration.as_secs().into()), int(duration.subsec_nanos().into()));
    quote!(std::time::Duration::new(#seconds, #nanos))
}

/// The Rust name of a server variable, in the builder and in what schemes read.
pub(super) fn variable_name(variable: &Variable) -> proc_macro2::Ident {
    mended(&variable.rust, &TAKEN)
}

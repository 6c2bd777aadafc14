//! The client and its builder.

use crate::emit::tokens::{TokenStream, quote};

use super::builder::{TAKEN, builder};
use super::credentials;
use super::docs;
use super::groups::{Groups, Needed};
use super::ident::mended;
use super::literal::int;
use super::rates;
use super::tree::Module;
use crate::api::{Api, Variable};

/// The client's own functions, which no endpoint's method may hide.
pub(super) const CLIENT_TAKEN: [&str; 3] = ["builder", "clone", "from_env"];

/// The module of the client.
pub(super) fn module<'a>(api: &'a Api, groups: &Groups<'_>) -> Module<'a> {
    let called = !api.endpoints.is_empty() && groups.of_endpoints(api.endpoints.iter()) == Needed::Always;
    Module::new("client", "The client and its builder.", move || {
        let (client, builder, constants) = (client(api, called), builder(api), rates::constants(api));
        quote!(#client #builder #constants)
    })
}

/// The client; `called`: whether there always is an endpoint.
fn client(api: &Api, called: bool) -> TokenStream {
    let unused = (!called)
        .then(|| quote!(#[allow(dead_code, reason = "where there are only webhooks nothing is called")]));
    let from_env = from_env(api);
    let docs =
        docs::lines([format!("A client of {}. Clones share connections and rate budgets.", api.title)]);
    quote! {
        #docs
        #[derive(Clone, Debug)]
        pub struct Client { #unused pub(super) inner: runtime::Client }
        impl Client {
            /// A builder with nothing set.
            pub fn builder() -> Builder { Builder::default() }
            #from_env
        }
    }
}

fn from_env(api: &Api) -> TokenStream {
    let docs = docs::lines([from_env_docs(api)]);
    let credentials = credentials::exist(api).then(|| quote!(.credentials(super::Credentials::from_env()?)));
    let required = api.variables.iter().filter(|variable| variable.default.is_none()).map(|variable| {
        let (api, env, method) = (&api.name, &variable.env, variable_name(variable));
        quote!(.#method(runtime::env(#api, #env)?))
    });
    let optional: Vec<_> = api
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

fn from_env_docs(api: &Api) -> String {
    let listed =
        |names: Vec<&str>| names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    let variables = api.variables.iter().map(|variable| variable.env.as_str());
    let needed = credentials::required(api).map(|credential| credential.env.as_str()).chain(variables);
    let others = credentials::optional(api).map(|credential| credential.env.as_str());
    let (needed, others) = (listed(needed.collect()), listed(others.collect()));
    match (needed.as_str(), others.as_str()) {
        ("", "") => "A client with the default options.".to_owned(),
        (needed, "") => format!("A client from the environment variables {needed}."),
        ("", others) => format!("A client from those of the environment variables {others} that are set."),
        (needed, others) => {
            format!("A client from the environment variables {needed} and, as far as they are set, {others}.")
        }
    }
}

/// A duration as a constant expression. (Minutes and hours have no constructor in the oldest compiler that is supported.)
pub(super) fn duration(duration: std::time::Duration) -> TokenStream {
    let (seconds, nanos) = (int(duration.as_secs().into()), int(duration.subsec_nanos().into()));
    quote!(std::time::Duration::new(#seconds, #nanos))
}

/// The Rust name of a server variable, in the builder and in what schemes read.
pub(super) fn variable_name(variable: &Variable) -> crate::emit::tokens::Ident {
    mended(&variable.rust, &TAKEN)
}

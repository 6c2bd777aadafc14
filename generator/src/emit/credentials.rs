//! The credentials that a client is given.

use crate::emit::tokens::{TokenStream, format_ident, quote};

use super::docs;
use super::ident::ident;
use super::tree::Module;
use crate::api::{Api, Credential};

/// The module; `None` when a client has no credentials.
pub(super) fn module(api: &Api) -> Option<Module<'_>> {
    exist(api).then(|| Module::new("credentials", "What a client proves its identity with.", || items(api)))
}

/// Whether a client has credentials.
pub(super) fn exist(api: &Api) -> bool {
    api.credentials.iter().any(is_outbound)
}

/// Whether a client has it: what only webhooks need is an argument of their functions.
pub(super) fn is_outbound(credential: &Credential) -> bool {
    !credential.inbound
}

/// Those that every client needs.
pub(super) fn required(api: &Api) -> impl Iterator<Item = &Credential> {
    api.credentials.iter().filter(|credential| is_outbound(credential) && !credential.optional)
}

/// Those that a client can do without.
pub(super) fn optional(api: &Api) -> impl Iterator<Item = &Credential> {
    api.credentials.iter().filter(|credential| is_outbound(credential) && credential.optional)
}

/// The method that sets an optional credential.
pub(super) fn setter_name(credential: &Credential) -> String {
    format!("with_{}", credential.rust.trim_start_matches("r#").trim_matches('_'))
}

fn items(api: &Api) -> TokenStream {
    let fields = api.credentials.iter().filter(|credential| is_outbound(credential)).map(|credential| {
        let (name, ty) = (ident(&credential.rust), value_type(credential));
        let ty = if credential.optional { quote!(Option<#ty>) } else { ty };
        quote!(pub(super) #name: #ty)
    });
    // Without arguments there is a `Default`, which clippy asks of such a `new`.
    let default = required(api).next().is_none().then(|| quote!(, Default));
    let docs = docs::lines([format!("The credentials for {}. Secrets in it are never printed.", api.title)]);
    let (new, setters, from_env) = (new(api), optional(api).map(setter), from_env(api));
    quote! {
        #docs
        #[derive(Clone, Debug #default)]
        pub struct Credentials { #(#fields,)* }
        impl Credentials {
            #new
            #(#setters)*
            #from_env
        }
    }
}

fn new(api: &Api) -> TokenStream {
    let docs = docs::lines(new_docs(api));
    let arguments = required(api).map(|credential| {
        let (name, ty) = (ident(&credential.rust), value_type(credential));
        quote!(#name: impl Into<#ty>)
    });
    if required(api).next().is_none() {
        return quote! {
            #docs
            pub fn new() -> Self { Self::default() }
        };
    }
    let values = api.credentials.iter().filter(|credential| is_outbound(credential)).map(|credential| {
        let name = ident(&credential.rust);
        if credential.optional { quote!(#name: None) } else { quote!(#name: #name.into()) }
    });
    quote! {
        #docs
        pub fn new(#(#arguments),*) -> Self { Self { #(#values,)* } }
    }
}

fn setter(credential: &Credential) -> TokenStream {
    let (name, ty) = (ident(&credential.rust), value_type(credential));
    let method = format_ident!("{}", setter_name(credential));
    let docs = docs::attributes(&credential.doc, &format!("Sets the credential `{}`.", credential.wire));
    quote! {
        #docs
        pub fn #method(mut self, #name: impl Into<#ty>) -> Self {
            self.#name = Some(#name.into());
            self
        }
    }
}

fn from_env(api: &Api) -> TokenStream {
    let docs = docs::lines(env_docs(api));
    let name = &api.name;
    let needed = required(api).map(|credential| {
        let env = &credential.env;
        quote!(runtime::env(#name, #env)?)
    });
    let made = quote!(Self::new(#(#needed),*));
    let set: Vec<_> = optional(api)
        .map(|credential| {
            let (field, env) = (ident(&credential.rust), &credential.env);
            let secret = credential.secret.then(|| quote!(.map(Into::into)));
            quote!(credentials.#field = runtime::client::env_optional(#name, #env)? #secret;)
        })
        .collect();
    let body = if set.is_empty() {
        quote!(Ok(#made))
    } else {
        quote!(let mut credentials = #made; #(#set)* Ok(credentials))
    };
    quote! {
        #docs
        pub fn from_env() -> Result<Self, super::Error> { #body }
    }
}

fn value_type(credential: &Credential) -> TokenStream {
    if credential.secret { quote!(runtime::Secret) } else { quote!(String) }
}

fn new_docs(api: &Api) -> Vec<String> {
    let mut lines = Vec::new();
    if required(api).next().is_none() {
        lines.push("No credential yet: each is set with a method.".to_owned());
        return lines;
    }
    lines.extend(["The credentials, in this order:".to_owned(), String::new()]);
    for credential in required(api) {
        let about = credential.doc.lines.join(" ");
        let colon = if about.is_empty() { "" } else { ": " };
        lines.push(format!("- `{}`{colon}{about}", credential.rust));
    }
    if optional(api).next().is_some() {
        lines.extend([
            String::new(),
            "The others, which not every client needs, are set with methods.".to_owned(),
        ]);
    }
    lines
}

fn env_docs(api: &Api) -> Vec<String> {
    let names = |credentials: Vec<&Credential>| {
        credentials.iter().map(|credential| format!("`{}`", credential.env)).collect::<Vec<_>>().join(", ")
    };
    let (needed, others) = (names(required(api).collect()), names(optional(api).collect()));
    vec![match (needed.as_str(), others.as_str()) {
        (needed, "") => format!("The credentials from the environment variables {needed}."),
        ("", others) => {
            format!("The credentials from those of the environment variables {others} that are set.")
        }
        (needed, others) => {
            format!(
                "The credentials from the environment variables {needed} and, as far as they are set, {others}."
            )
        }
    }]
}

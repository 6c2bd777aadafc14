//! The request of each step of a token source: its path, and a body that is neither form nor JSON. Its scheme adds the
//! rest to every attempt.

use crate::emit::tokens::{Ident, TokenStream, format_ident, quote};

use super::expression::{Inside, Scope};
use super::names::Names;
use super::scheme::{is_fallible, step_name};
use super::{server, template, used};
use crate::api::{Api, TokenStep, UrlPart, Value, ValueKind};
use crate::emit::client::variable_name;
use crate::emit::docs;
use crate::emit::ident::ident;

/// The call from `Auth`.
pub(super) fn call(api: &Api, step: &TokenStep) -> TokenStream {
    let name = function(step);
    let auth = takes_auth(api, step).then(|| quote!(self,));
    let tokens = reads_tokens(step).then(|| quote!(tokens,));
    let call = quote!(tokens::#name(#auth #tokens));
    if can_fail(step) { call } else { quote!(Ok(#call)) }
}

/// Whether the request is made with outputs of token sources.
pub(super) fn reads_tokens(step: &TokenStep) -> bool {
    step.path.iter().any(|part| matches!(part, UrlPart::Output(..)))
        || in_body(step, &|value| matches!(value, Value::Output(..)))
}

/// The function that makes it.
pub(super) fn item(api: &Api, step: &TokenStep) -> TokenStream {
    let (name, constant) = (function(step), ident(&step.constant));
    let docs = docs::lines([format!("The request of `{}`.", step.name)]);
    let auth = takes_auth(api, step).then(|| quote!(auth: &auth::Auth,));
    let tokens = reads_tokens(step).then(|| quote!(tokens: &runtime::Tokens,));
    let path = step.path.iter().map(|part| path(api, part));
    let body = body(api, step);
    let (result, made) = if can_fail(step) {
        (quote!(Result<runtime::Parts, runtime::Error>), quote!(Ok(parts)))
    } else {
        (quote!(runtime::Parts), quote!(parts))
    };
    quote! {
        #docs
        pub(super) fn #name(#auth #tokens) -> #result {
            let mut parts = runtime::Parts::new(&#constant);
            #(#path)*
            #body
            #made
        }
    }
}

fn function(step: &TokenStep) -> Ident {
    format_ident!("{}_request", step_name(step))
}

fn takes_auth(api: &Api, step: &TokenStep) -> bool {
    let in_path = step.path.iter().any(|part| match part {
        UrlPart::Variable(index) => api.variables.get(*index).is_some(),
        UrlPart::Credential(_) => true,
        UrlPart::Text(_) | UrlPart::Output(..) => false,
    });
    in_path || in_body(step, &|value| matches!(value, Value::Credential(_) | Value::Variable(_)))
}

fn can_fail(step: &TokenStep) -> bool {
    step.path.iter().any(|part| !matches!(part, UrlPart::Text(_))) || in_body(step, &is_fallible)
}

fn in_body(step: &TokenStep, test: &dyn Fn(&Value) -> bool) -> bool {
    let mut found = false;
    used::in_body(step, &mut |value| found |= test(value));
    found
}

fn path(api: &Api, part: &UrlPart) -> TokenStream {
    let name = server::name(api, part);
    let value = match part {
        UrlPart::Text(text) => return quote!(parts.path_text(#text);),
        UrlPart::Variable(index) => {
            let name = api.variables.get(*index).map_or_else(|| ident(""), variable_name);
            quote!(&auth.#name)
        }
        UrlPart::Credential(index) => server::credential(api, &quote!(auth), *index),
        UrlPart::Output(source, output) => {
            let (source, output) = (super::index(*source), super::index(*output));
            quote!(tokens.output(#source, #output))
        }
    };
    quote!(parts.path_value(#name, #value)?;)
}

fn body(api: &Api, step: &TokenStep) -> TokenStream {
    let Some((template, content_type)) = &step.body else { return TokenStream::new() };
    // No value of the scheme has a variable here that could hide one of ours.
    let mut names = Names::new(api, &step.scheme);
    (names.auth, names.tokens, names.credentials) = (ident("auth"), ident("tokens"), ident("credentials"));
    let credentials = in_body(step, &|value| matches!(value, Value::Credential(_)))
        .then(|| quote!(let credentials = &auth.credentials;));
    let scope = Scope { api, scheme: &step.scheme, inside: Inside::Step, names };
    let value = template::expression(&scope, template).into_owned();
    let method = if template.kind == ValueKind::Bytes { quote!(bytes) } else { quote!(text) };
    quote! {
        #credentials
        parts.#method(#content_type, #value);
    }
}

//! Addresses that are made of credentials and outputs of token sources.

use crate::emit::tokens::{TokenStream, quote};

use super::arms::Arm;
use super::expression::index;
use crate::api::{Api, Server, UrlPart};
use crate::emit::client::variable_name;
use crate::emit::ident::ident;

/// Whether an address is known only when there are credentials or tokens.
pub(in crate::emit) fn is_computed(server: &Server) -> bool {
    server.url.iter().any(|part| matches!(part, UrlPart::Credential(_) | UrlPart::Output(..)))
}

/// Whether one of the API's addresses is.
pub(in crate::emit) fn any_is_computed(api: &Api) -> bool {
    api.all_servers().any(is_computed)
}

/// The addresses that auth computes, without those of steps.
pub(super) fn computed(api: &Api) -> impl Iterator<Item = &[UrlPart]> {
    api.all_servers().filter(|server| is_computed(server)).map(|server| server.url.as_slice())
}

/// By which number generated code knows one of the other servers: they stand behind the steps.
pub(in crate::emit) fn number(api: &Api, other: usize) -> usize {
    api.steps().count() + other
}

/// The arms of `server`.
pub(super) fn arms(api: &Api) -> Vec<Arm> {
    let own = is_computed(&api.server)
        .then(|| Arm::new(quote!(runtime::API_SERVER), address(api, &api.server.url)));
    let steps = api
        .steps()
        .enumerate()
        .filter_map(|(at, step)| Some(Arm::of(at, address(api, step.server.as_ref()?))));
    let others = api.servers.iter().map(|other| &other.server).enumerate();
    let others = others
        .filter(|(_, server)| is_computed(server))
        .map(|(at, server)| Arm::of(number(api, at), address(api, &server.url)));
    own.into_iter().chain(steps).chain(others).collect()
}

/// Where in an address a piece stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum At {
    /// At its start: the piece is an address itself.
    Start,
    Host,
    Path,
}

impl At {
    fn after(self, text: &str) -> Self {
        let behind_scheme = match self {
            Self::Start => text.split_once("://").map(|(_, rest)| rest),
            Self::Host => Some(text),
            Self::Path => None,
        };
        match behind_scheme {
            Some(host) if !host.contains('/') => Self::Host,
            _ => Self::Path,
        }
    }
}

/// An address, pieces joined. What is no constant keeps to its place in it.
fn address(api: &Api, url: &[UrlPart]) -> TokenStream {
    let mut at = At::Start;
    let mut pieces = Vec::new();
    for part in url {
        pieces.push(piece(api, part, at));
        at = match part {
            UrlPart::Text(text) => at.after(text),
            // Behind an address follows its path.
            _ if at == At::Start => At::Path,
            _ => at,
        };
    }
    match pieces.as_slice() {
        [one] => quote!(Ok(#one.to_owned())),
        many => quote!(Ok([#(#many),*].concat())),
    }
}

fn piece(api: &Api, part: &UrlPart, at: At) -> TokenStream {
    let name = name(api, part);
    let value = match part {
        UrlPart::Text(text) => return quote!(#text),
        // The builder has checked it.
        UrlPart::Variable(index) => {
            let name = api.variables.get(*index).map_or_else(|| ident(""), variable_name);
            return quote!(self.#name.as_str());
        }
        UrlPart::Credential(index) => credential(api, &quote!(self), *index),
        UrlPart::Output(source, output) => {
            let (source, output) = (index(*source), index(*output));
            quote!(tokens.output(#source, #output))
        }
    };
    match at {
        At::Start => value,
        At::Host => quote!(runtime::client::url_host(#name, #value)?),
        At::Path => quote!(runtime::client::url_segment(#name, #value)?.as_str()),
    }
}

/// The text of a credential; empty when it is not given.
pub(super) fn credential(api: &Api, auth: &TokenStream, index: usize) -> TokenStream {
    let Some(credential) = api.credentials.get(index) else { return quote!("") };
    let name = ident(&credential.rust);
    match (credential.secret, credential.optional) {
        (true, false) => quote!(#auth.credentials.#name.expose()),
        (true, true) => quote!(#auth.credentials.#name.as_ref().map_or("", runtime::Secret::expose)),
        (false, false) => quote!(#auth.credentials.#name.as_str()),
        (false, true) => quote!(#auth.credentials.#name.as_deref().unwrap_or_default()),
    }
}

/// The piece's name in messages.
pub(super) fn name(api: &Api, part: &UrlPart) -> String {
    match part {
        UrlPart::Text(_) => String::new(),
        UrlPart::Variable(index) => {
            api.variables.get(*index).map(|variable| variable.wire.clone()).unwrap_or_default()
        }
        UrlPart::Credential(index) => {
            api.credentials.get(*index).map(|credential| credential.wire.clone()).unwrap_or_default()
        }
        UrlPart::Output(source, output) => {
            let Some(source) = api.sources.get(*source) else { return String::new() };
            let output = source.outputs.get(*output).map_or("", |output| &output.wire);
            format!("{}.{output}", source.name)
        }
    }
}

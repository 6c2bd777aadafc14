//! What the user has not given: by it a client chooses among the schemes of an endpoint, and says what is missing.

use crate::emit::tokens::{TokenStream, quote};

use super::arms::Arm;
use super::needs::{self, Need};
use crate::api::{Api, TokenSource};
use crate::emit::builder::hook_name;
use crate::emit::ident::ident;

/// The arms of `lacks`, by scheme.
pub(super) fn of_schemes(api: &Api) -> Vec<Arm> {
    let schemes = api.schemes.iter().enumerate();
    let arms = schemes
        .filter_map(|(at, scheme)| Some(Arm::of(at, missing(api, &needs::of_scheme(api, scheme), &[])?)));
    arms.collect()
}

/// The arms of `source_lacks`, by source and whether it is the refresh.
pub(super) fn of_sources(api: &Api) -> Vec<Arm> {
    let arm = |at: usize, source: &TokenSource, refresh: bool| {
        let instead = if refresh { Vec::new() } else { needs::instead(source) };
        Some(Arm::of_flag(at, refresh, missing(api, &needs::of_source(api, source, refresh), &instead)?))
    };
    let sources = api.sources.iter().enumerate();
    sources.flat_map(|(at, source)| [arm(at, source, false), arm(at, source, true)]).flatten().collect()
}

/// An expression for the first of these that is missing; `None`: none can be. `instead`: the credentials that would do as
/// well.
fn missing(api: &Api, needs: &[Need<'_>], instead: &[usize]) -> Option<TokenStream> {
    let checks = needs.iter().filter_map(|need| {
        let (place, text) = (place(api, need)?, words(api, need, instead));
        Some(quote!(self.#place.is_none().then_some(#text)))
    });
    checks.reduce(|first, next| quote!(#first.or_else(|| #next)))
}

/// The field that holds it.
fn place(api: &Api, need: &Need<'_>) -> Option<TokenStream> {
    Some(match need {
        Need::Credential(index) => {
            let name = ident(&api.credentials.get(*index)?.rust);
            quote!(credentials.#name)
        }
        Need::Hook(hook) => {
            let name = hook_name(hook);
            quote!(#name)
        }
    })
}

/// What is missing, for the middle of a message.
fn words(api: &Api, need: &Need<'_>, instead: &[usize]) -> String {
    let name = |index: usize| {
        format!("`{}`", api.credentials.get(index).map_or("", |credential| credential.wire.as_str()))
    };
    let others = match instead {
        [] => String::new(),
        [one] => format!("the credential {} or ", name(*one)),
        many => {
            let all: Vec<_> = many.iter().copied().map(name).collect();
            format!("the credentials {}, or ", all.join(" and "))
        }
    };
    match need {
        Need::Credential(index) if instead.is_empty() => format!("the credential {}", name(*index)),
        Need::Credential(index) => format!("{others}{}", name(*index)),
        Need::Hook(hook) => format!("{others}the hook `{}`", hook.wire),
    }
}

//! Endpoints: for each a constant that describes it, a call as a value, the client's method that makes one, and how
//! it is encoded and decoded.
//!
//! What names a decoder is `#[inline]`, so that only a crate which calls the endpoint pays for compiling it.

mod advance;
mod call;
mod call_impl;
mod closing;
mod encode;
mod example_docs;
mod fields;
mod items;
mod multipart;
mod next;
mod numbers;
mod paging;
mod payload;
mod payload_conditions;
mod position;
mod preset;
mod streams;
mod values;

use crate::emit::tokens::{TokenStream, quote};

use super::auth::index;
use super::cases;
use super::docs;
use super::groups::Groups;
use super::ident::{ident, module_name};
use super::literal::int;
use super::rates::option;
use super::tree::{Module, Reexport, reexport};
use crate::api::{Api, AuthUse, Endpoint, RateUse, Returns};
use crate::check::SHARED;

pub(super) use fields::{At, CallField, Plan};

/// The module with one module per endpoint, or one per group with those of its endpoints.
pub(super) fn module<'a>(api: &'a Api, groups: &Groups<'_>) -> Option<Module<'a>> {
    if api.endpoints.is_empty() {
        return None;
    }
    let doc = "The calls, one module per endpoint.";
    if !groups.exist() {
        return Some(endpoint_modules("endpoints", doc, api, api.endpoints.iter().collect()));
    }
    let folder = |group: Option<usize>| {
        let endpoints: Vec<&Endpoint> = api.endpoints.iter().filter(|one| one.group == group).collect();
        let needed = groups.of_endpoints(endpoints.first().copied().into_iter());
        let doc = match group.and_then(|group| api.groups.get(group)) {
            Some(group) => docs::text(&group.doc, &format!("The group `{}`.", group.name)),
            None => vec!["What belongs to no group.".to_owned()],
        };
        let name = group.map_or(SHARED.to_owned(), |group| module_name(&api.groups[group].name));
        let module = endpoint_modules(&name, "", api, endpoints);
        Module { docs: doc, ..module }.with_features(groups.features(&needed))
    };
    let indices = std::iter::once(None).chain((0..api.groups.len()).map(Some));
    let children: Vec<Module<'a>> =
        indices.map(folder).filter(|folder| !folder.children.is_empty()).collect();
    let names: Vec<Reexport> = children.iter().map(Reexport::whole).collect();
    let names = move || names.iter().map(Reexport::tokens).collect();
    let features = groups.features(&groups.of_endpoints(api.endpoints.iter()));
    Some(Module::new("endpoints", doc, names).with_children(children).with_features(features))
}

fn endpoint_modules<'a>(name: &str, doc: &str, api: &'a Api, endpoints: Vec<&'a Endpoint>) -> Module<'a> {
    let children: Vec<_> = endpoints.iter().map(|endpoint| endpoint_module(api, endpoint)).collect();
    let names = move || {
        let names = |endpoint: &&Endpoint| reexport(&module_name(&endpoint.rust), public_names(endpoint));
        endpoints.iter().map(names).collect()
    };
    Module::new(name, doc, names).with_children(children)
}

fn endpoint_module<'a>(api: &'a Api, endpoint: &'a Endpoint) -> Module<'a> {
    let doc = format!("`{} {}`", endpoint.method, path_template(endpoint));
    Module::new(module_name(&endpoint.rust), doc, || {
        let plan = Plan::new(api, endpoint);
        let (constant, call) = (constant(api, endpoint), call::items(&plan));
        let (call_impl, paging) = (call_impl::items(&plan), paging::items(&plan));
        let answer = match &endpoint.returns {
            Returns::Statuses(statuses) => cases::statuses(api, endpoint, statuses),
            _ => TokenStream::new(),
        };
        quote!(#constant #call #answer #call_impl #paging)
    })
}

fn public_names(endpoint: &Endpoint) -> Vec<&str> {
    match &endpoint.returns {
        Returns::Statuses(statuses) => vec![&endpoint.call, &statuses.rust],
        _ => vec![&endpoint.call],
    }
}

/// The description that the runtime works with.
fn constant(api: &Api, endpoint: &Endpoint) -> TokenStream {
    description(
        api,
        &Description {
            constant: &endpoint.constant,
            name: &endpoint.name,
            method: &endpoint.method,
            path: path_template(endpoint),
            auth: &endpoint.auth,
            rates: &endpoint.rates,
            repeatable: endpoint.repeatable,
            idempotency: endpoint.idempotency.as_deref(),
            envelope: endpoint.envelope,
        },
    )
}

/// What the constant of an endpoint, or of a token source's step, says.
pub(super) struct Description<'a> {
    pub constant: &'a str,
    pub name: &'a str,
    pub method: &'a str,
    /// As the spec writes it.
    pub path: String,
    pub auth: &'a [Vec<AuthUse>],
    pub rates: &'a [RateUse],
    pub repeatable: bool,
    pub idempotency: Option<&'a str>,
    pub envelope: Option<usize>,
}

/// The constant.
pub(super) fn description(api: &Api, of: &Description<'_>) -> TokenStream {
    let Description { name, method, path, repeatable, .. } = of;
    let (constant, api_name) = (ident(of.constant), &api.name);
    let auth = of.auth.iter().map(|all| {
        let uses = all.iter().map(|one| {
            let (scheme, arguments) = (index(one.scheme), &one.arguments);
            quote!(runtime::AuthUse { scheme: #scheme, arguments: &[#(#arguments),*] })
        });
        quote!(&[#(#uses),*])
    });
    let rates = of.rates.iter().map(|used| {
        let (rate, weight) = (index(used.rate), int(used.weight.into()));
        quote!(runtime::RateUse { rate: #rate, weight: #weight })
    });
    let idempotency = option(of.idempotency);
    let envelope = match of.envelope.and_then(|index| api.envelopes.get(index)) {
        None => quote!(&runtime::Envelope::NONE),
        Some(envelope) => {
            let name = ident(&envelope.rust);
            quote!(&envelopes::#name)
        }
    };
    quote! {
        static #constant: runtime::Endpoint = runtime::Endpoint {
            api: #api_name,
            name: #name,
            method: #method,
            path: #path,
            auth: &[#(#auth),*],
            rates: &[#(#rates),*],
            repeatable: #repeatable,
            idempotency: #idempotency,
            envelope: #envelope,
        };
    }
}

/// The path as the spec writes it.
pub(super) fn path_template(endpoint: &Endpoint) -> String {
    endpoint
        .path
        .iter()
        .map(|part| match part {
            crate::api::PathPart::Text(text) => text.clone(),
            crate::api::PathPart::Auth(name) => format!("{{{name}}}"),
            crate::api::PathPart::Parameter(index) => {
                format!(
                    "{{{}}}",
                    endpoint.path_parameters.get(*index).map_or("", |parameter| &parameter.field.wire)
                )
            }
        })
        .collect()
}

//! Envelopes: a constant for each, with its outcome rule compiled to a function.

use crate::emit::tokens::{TokenStream, format_ident, quote};

use super::conditions::{self, EnvelopeReads};
use super::docs;
use super::groups::{self, Features, Groups};
use super::ident::ident;
use super::tree::Module;
use crate::api::{Api, Envelope, ErrorCode, PayloadAt, Step, Treatment};

/// The module with all envelopes that endpoints use; `None` when none is used.
pub(super) fn module<'a>(api: &'a Api, groups: &Groups<'_>) -> Option<Module<'a>> {
    let used: Vec<(&Envelope, Features)> = api
        .envelopes
        .iter()
        .enumerate()
        .filter(|(index, _)| is_used(api, *index))
        .map(|(index, envelope)| (envelope, features(api, groups, index)))
        .collect();
    if used.is_empty() {
        return None;
    }
    let doc = "The wrappers around payloads, and when an answer is a success.";
    let features = groups::any_of(used.iter().map(|(_, features)| features));
    let module = Module::new("envelopes", doc, move || {
        let envelopes = used.iter().map(|(envelope, features)| envelope_items(envelope, features));
        let treat = treat(&api.errors);
        quote!(#(#envelopes)* #treat)
    });
    Some(module.with_features(features))
}

/// The features with which it is compiled: those of its endpoints; without any, since token sources have no group.
fn features(api: &Api, groups: &Groups<'_>, index: usize) -> Features {
    if api.steps().any(|step| step.envelope == Some(index)) {
        return Vec::new();
    }
    let endpoints = api.endpoints.iter().filter(|endpoint| endpoint.envelope == Some(index));
    groups.features(&groups.of_endpoints(endpoints))
}

fn is_used(api: &Api, index: usize) -> bool {
    api.endpoints.iter().any(|endpoint| endpoint.envelope == Some(index))
        || api.steps().any(|step| step.envelope == Some(index))
}

fn envelope_items(envelope: &Envelope, features: &[String]) -> TokenStream {
    let feature = groups::attribute(features);
    let name = ident(&envelope.rust);
    let docs = docs::lines(docs::text(&envelope.doc, &format!("The envelope `{}`.", envelope.name)));
    let reads = envelope.reads.iter().map(|path| {
        let steps = path.iter().map(step);
        quote!(&[#(#steps),*])
    });
    let needs = envelope.success.as_ref().map(conditions::reads).unwrap_or_default();
    let needs = needs.into_iter().map(crate::emit::tokens::Literal::usize_unsuffixed);
    let (success, function) = success(envelope);
    let function = (!function.is_empty()).then(|| quote!(#feature #function));
    let payload = match &envelope.payload {
        PayloadAt::Root => quote!(runtime::PayloadAt::Root),
        PayloadAt::Beside => quote!(runtime::PayloadAt::Beside),
        PayloadAt::Field(field) => quote!(runtime::PayloadAt::Field(#field)),
    };
    let index = |read: Option<usize>| match read.map(crate::emit::tokens::Literal::usize_unsuffixed) {
        Some(read) => quote!(Some(#read)),
        None => quote!(None),
    };
    let (code, message) = (index(envelope.code), index(envelope.message));
    let (detail, request_id) = (index(envelope.detail), index(envelope.request_id));
    quote! {
        #docs
        #feature
        pub(super) static #name: runtime::Envelope = runtime::Envelope {
            reads: &[#(#reads),*],
            needs: &[#(#needs),*],
            success: #success,
            payload: #payload,
            code: #code,
            message: #message,
            detail: #detail,
            request_id: #request_id,
            treat,
        };
        #function
    }
}

/// A step of a path in JSON.
pub(super) fn step(step: &Step) -> TokenStream {
    match step {
        Step::Key(key) => quote!(runtime::Step::Key(#key)),
        Step::Index(index) => {
            let index = crate::emit::tokens::Literal::usize_unsuffixed(*index);
            quote!(runtime::Step::Index(#index))
        }
        // Envelopes do not count from the end; the checker says so.
        Step::All | Step::FromEnd(_) => quote!(runtime::Step::All),
    }
}

/// The rule as a function, and its name.
fn success(envelope: &Envelope) -> (TokenStream, TokenStream) {
    let Some(condition) = &envelope.success else { return (quote!(|_| true), TokenStream::new()) };
    let name = format_ident!("{}_success", ident(&envelope.rust.to_lowercase()));
    let expression = conditions::expression(&EnvelopeReads, condition);
    let function = quote! {
        fn #name(reads: &runtime::Reads) -> bool { #expression }
    };
    (quote!(#name), function)
}

/// What a client does about a refusal.
pub(super) fn treatment(treatment: Treatment) -> TokenStream {
    match treatment {
        Treatment::Fatal => quote!(runtime::Treatment::Fatal),
        Treatment::Retryable => quote!(runtime::Treatment::Retryable),
        Treatment::Throttled => quote!(runtime::Treatment::Throttled),
        Treatment::Reauthenticate => quote!(runtime::Treatment::Reauthenticate),
        Treatment::ClockSkew => quote!(runtime::Treatment::ClockSkew),
    }
}

/// What a client does about each declared code.
fn treat(errors: &[ErrorCode]) -> TokenStream {
    let arm = |of: Treatment| {
        let codes: Vec<_> =
            errors.iter().filter(|error| error.treat_as == of).map(|error| &error.wire).collect();
        let treatment = treatment(of);
        (!codes.is_empty()).then(|| quote!(#(#codes)|* => Some(#treatment),))
    };
    let arms = [
        arm(Treatment::Fatal),
        arm(Treatment::Retryable),
        arm(Treatment::Throttled),
        arm(Treatment::Reauthenticate),
        arm(Treatment::ClockSkew),
    ];
    let docs = docs::lines(["What may be done after a declared error code."]);
    if errors.is_empty() {
        return quote! {
            #docs
            fn treat(_code: &str) -> Option<runtime::Treatment> { None }
        };
    }
    quote! {
        #docs
        fn treat(code: &str) -> Option<runtime::Treatment> {
            match code { #(#arms)* _ => None }
        }
    }
}

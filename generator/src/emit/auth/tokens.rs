//! Token sources: what the runtime needs to know about them, and their calls.

use std::time::Duration;

use crate::emit::tokens::{TokenStream, quote};

use super::expression::index;
use super::scheme::Plan;
use super::steps;
use crate::api::{
    Api, AuthUse, Challenge, Lifetime, OutputFrom, TimeForm, TokenOrigin, TokenSource, TokenStep, UrlPart,
};
use crate::emit::client::duration;
use crate::emit::docs;
use crate::emit::endpoint::{Description, description};
use crate::emit::envelopes;
use crate::emit::ident::ident;
use crate::emit::tree::Module;

/// The module; `None` when the API has no token sources.
pub(in crate::emit) fn module(api: &Api) -> Option<Module<'_>> {
    let doc = "Where tokens come from, and how long they hold.";
    (!api.sources.is_empty()).then(|| Module::new("tokens", doc, || items(api)))
}

fn items(api: &Api) -> TokenStream {
    let sources = api.sources.iter().enumerate().map(|(at, source)| one(api, at, source));
    let first = api.schemes.len();
    let steps = api.steps().enumerate().map(|(at, step)| {
        let (endpoint, request) = (endpoint(api, first + at, step), steps::item(api, step));
        let added = Plan::of_step(api, step).items();
        quote!(#endpoint #request #added)
    });
    quote! {
        /// All of them.
        pub(super) static SOURCES: &[runtime::TokenSource] = &[#(#sources),*];
        #(#steps)*
    }
}

fn one(api: &Api, at: usize, source: &TokenSource) -> TokenStream {
    let name = &source.name;
    let outputs = source.outputs.iter().map(|output| &output.wire);
    let origin = origin(api, at, source);
    let lifetime = lifetime(&source.lifetime);
    let margin = optional(source.margin.map(duration));
    let sources = source.sources.iter().copied().map(index);
    quote! {
        runtime::TokenSource {
            name: #name,
            outputs: &[#(#outputs),*],
            origin: #origin,
            lifetime: #lifetime,
            margin: #margin,
            sources: &[#(#sources),*],
        }
    }
}

fn optional(tokens: Option<TokenStream>) -> TokenStream {
    tokens.map_or_else(|| quote!(None), |tokens| quote!(Some(#tokens)))
}

fn origin(api: &Api, at: usize, source: &TokenSource) -> TokenStream {
    // Steps are numbered through all sources.
    let mut number = api.sources.iter().take(at).map(|source| source.all_steps().count()).sum::<usize>();
    let mut step = |step: &TokenStep| {
        number += 1;
        token_step(number - 1, step)
    };
    match &source.origin {
        TokenOrigin::Steps { steps, refresh } => {
            let steps: Vec<_> = steps.iter().map(&mut step).collect();
            let refresh = optional(refresh.as_deref().map(&mut step).map(|step| quote!(&#step)));
            quote!(runtime::TokenOrigin::Steps { steps: &[#(#steps),*], refresh: #refresh })
        }
        TokenOrigin::Challenge(of) => {
            let challenge = challenge(source, of);
            quote!(runtime::TokenOrigin::Challenge(#challenge))
        }
        TokenOrigin::Hook(_) => quote!(runtime::TokenOrigin::Hook),
    }
}

fn token_step(number: usize, step: &TokenStep) -> TokenStream {
    let endpoint = ident(&step.constant);
    let server = optional(step.server.as_ref().map(|_| {
        let number = index(number);
        quote!(#number)
    }));
    let needs = step.needs.iter().copied().map(index);
    let outputs = step.outputs.iter().map(|(output, from, may_miss)| {
        let (output, from) = (index(*output), output_from(from));
        quote!(runtime::TokenOutput { output: #output, from: #from, optional: #may_miss })
    });
    quote! {
        runtime::TokenStep {
            endpoint: &#endpoint,
            server: #server,
            needs: &[#(#needs),*],
            outputs: &[#(#outputs),*],
        }
    }
}

fn output_from(from: &OutputFrom) -> TokenStream {
    match from {
        OutputFrom::Json(path) => {
            let steps = path.iter().map(envelopes::step);
            quote!(runtime::OutputFrom::Json(&[#(#steps),*]))
        }
        OutputFrom::Header(name) => quote!(runtime::OutputFrom::Header(#name)),
        OutputFrom::Cookie(name) => quote!(runtime::OutputFrom::Cookie(#name)),
        OutputFrom::Text => quote!(runtime::OutputFrom::Text),
    }
}

fn challenge(source: &TokenSource, challenge: &Challenge) -> TokenStream {
    let (header, word) = (&challenge.header, &challenge.word);
    let only = challenge.only.iter().map(|(name, value)| quote!((#name, #value)));
    let parameters = challenge.parameters.iter().map(|(output, name)| {
        let may_miss = source.outputs.get(*output).is_some_and(|output| output.optional);
        let output = index(*output);
        quote!(runtime::TokenParameter { output: #output, name: #name, optional: #may_miss })
    });
    quote! {
        runtime::Challenge {
            header: #header,
            word: #word,
            only: &[#(#only),*],
            parameters: &[#(#parameters),*],
        }
    }
}

fn lifetime(lifetime: &Lifetime) -> TokenStream {
    match lifetime {
        Lifetime::UntilRefused => quote!(runtime::Lifetime::UntilRefused),
        Lifetime::Fixed(time) => {
            let time = duration(*time);
            quote!(runtime::Lifetime::Fixed(#time))
        }
        Lifetime::In { output, unit } => in_units(*output, *unit),
        Lifetime::At { output, form } => {
            let (output, form) = (index(*output), time_form(form));
            quote!(runtime::Lifetime::At { output: #output, form: #form })
        }
    }
}

fn in_units(output: usize, unit: Duration) -> TokenStream {
    let (output, unit) = (index(output), duration(unit));
    quote!(runtime::Lifetime::In { output: #output, unit: #unit })
}

fn time_form(form: &TimeForm) -> TokenStream {
    match form {
        TimeForm::UnixSeconds => quote!(runtime::TimeForm::UnixSeconds),
        TimeForm::UnixMillis => quote!(runtime::TimeForm::UnixMillis),
        TimeForm::Rfc3339 => quote!(runtime::TimeForm::Rfc3339),
        TimeForm::Format(format) => quote!(runtime::TimeForm::Format(#format)),
    }
}

/// The constant that describes a step as a call.
fn endpoint(api: &Api, scheme: usize, step: &TokenStep) -> TokenStream {
    let auth = if Plan::of_step(api, step).adds() {
        vec![vec![AuthUse { scheme, arguments: Vec::new() }]]
    } else {
        Vec::new()
    };
    let constant = description(
        api,
        &Description {
            constant: &step.constant,
            name: &step.name,
            method: &step.method,
            path: path_template(api, &step.path),
            auth: &auth,
            rates: &step.rates,
            repeatable: step.repeatable,
            idempotency: None,
            envelope: step.envelope,
        },
    );
    let source = api.sources.iter().find(|source| source.all_steps().any(|other| other.name == step.name));
    let docs = source.map(|source| {
        docs::lines(docs::text(&source.doc, &format!("A call of the token source `{}`.", source.name)))
    });
    quote!(#docs #constant)
}

/// The path as the spec writes it.
fn path_template(api: &Api, path: &[UrlPart]) -> String {
    let text = |part: &UrlPart| match part {
        UrlPart::Text(text) => text.clone(),
        other => format!("{{{}}}", super::server::name(api, other)),
    };
    path.iter().map(text).collect()
}

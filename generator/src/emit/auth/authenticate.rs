//! How `Auth` answers what the runtime asks. A method that has nothing to say is left to its default.

use crate::emit::tokens::{TokenStream, quote};

use super::arms::{Arm, joined};
use super::expression::index;
use super::scheme::Plan;
use super::{lacks, needs, server, steps};
use crate::api::{Api, TokenOrigin, TokenStep, UrlPart};
use crate::emit::builder::hook_name;
use crate::emit::ident::ident;

/// The implementation of the runtime's trait.
pub(super) fn implementation(api: &Api) -> TokenStream {
    let methods = [
        authenticate(api),
        lacks(api),
        sources(api),
        source_lacks(api),
        given(api),
        server(api),
        step(api),
        provider(api),
    ];
    quote!(impl runtime::Authenticate for Auth { #(#methods)* })
}

/// A match whose arms that lead to the same are joined, with `_ => otherwise` behind them; without arms the latter alone,
/// and nothing is matched.
struct Choice {
    tokens: TokenStream,
    matches: bool,
}

impl Choice {
    fn new(on: &TokenStream, arms: Vec<Arm>, otherwise: &TokenStream) -> Self {
        let arms: Vec<_> =
            arms.into_iter().filter(|arm| arm.body.to_string() != otherwise.to_string()).collect();
        if arms.is_empty() {
            return Self { tokens: otherwise.clone(), matches: false };
        }
        let arms = joined(arms);
        Self { tokens: quote!(match #on { #arms _ => #otherwise }), matches: true }
    }

    /// The same where there is an arm for all that can come: the last one takes it.
    fn whole(on: &TokenStream, arms: Vec<Arm>) -> Self {
        let last = arms.last().map(|arm| arm.body.clone()).unwrap_or_default();
        Self::new(on, arms, &last)
    }

    /// A parameter's name, if it is matched.
    fn parameter(&self, name: &TokenStream) -> TokenStream {
        if self.matches { name.clone() } else { quote!(_) }
    }
}

fn authenticate(api: &Api) -> TokenStream {
    let here = api.schemes.iter().map(|scheme| Plan::new(api, scheme));
    let plans: Vec<_> = here.chain(api.steps().map(|step| Plan::of_step(api, step))).collect();
    let arms =
        plans.iter().enumerate().filter(|(_, plan)| plan.adds()).map(|(at, plan)| Arm::of(at, plan.call()));
    let choice = Choice::new(&quote!(scheme), arms.collect(), &quote!(Ok(())));
    let scheme = choice.parameter(&quote!(scheme));
    let attempt = choice.parameter(&quote!(attempt));
    let takes_arguments = plans.iter().any(Plan::takes_arguments);
    let arguments = if takes_arguments { quote!(arguments) } else { quote!(_) };
    let body = choice.tokens;
    quote! {
        fn authenticate(
            &self,
            #scheme: usize,
            #arguments: &[&str],
            #attempt: &mut runtime::Attempt,
        ) -> Result<(), runtime::Error> {
            #body
        }
    }
}

fn lacks(api: &Api) -> TokenStream {
    let arms = lacks::of_schemes(api);
    if arms.is_empty() {
        return TokenStream::new();
    }
    let body = Choice::new(&quote!(scheme), arms, &quote!(None)).tokens;
    quote!(fn lacks(&self, scheme: usize) -> Option<&'static str> { #body })
}

fn sources(api: &Api) -> TokenStream {
    let here = api.schemes.iter().map(|scheme| needs::sources(scheme, None));
    let steps =
        api.sources.iter().enumerate().flat_map(|(at, source)| {
            source.all_steps().map(move |step| needs::sources(&step.scheme, Some(at)))
        });
    let arms = here.chain(steps).enumerate().filter(|(_, sources)| !sources.is_empty());
    let arms: Vec<_> = arms
        .map(|(at, sources)| {
            let sources = sources.into_iter().map(index);
            Arm::of(at, quote!(&[#(#sources),*]))
        })
        .collect();
    if arms.is_empty() {
        return TokenStream::new();
    }
    let body = Choice::new(&quote!(scheme), arms, &quote!(&[])).tokens;
    quote!(fn sources(&self, scheme: usize) -> &'static [usize] { #body })
}

fn source_lacks(api: &Api) -> TokenStream {
    let arms = lacks::of_sources(api);
    if arms.is_empty() {
        return TokenStream::new();
    }
    let body = Choice::new(&quote!((source, refresh)), arms, &quote!(None)).tokens;
    quote!(fn source_lacks(&self, source: usize, refresh: bool) -> Option<&'static str> { #body })
}

fn given(api: &Api) -> TokenStream {
    let mut arms = Vec::new();
    for (source_at, source) in api.sources.iter().enumerate() {
        for (output_at, output) in source.outputs.iter().enumerate() {
            let Some(credential) = output.given.and_then(|index| api.credentials.get(index)) else {
                continue;
            };
            let name = ident(&credential.rust);
            let value = match (credential.secret, credential.optional) {
                (true, false) => quote!(Some(self.credentials.#name.expose())),
                (true, true) => quote!(self.credentials.#name.as_ref().map(runtime::Secret::expose)),
                (false, false) => quote!(Some(&self.credentials.#name)),
                (false, true) => quote!(self.credentials.#name.as_deref()),
            };
            arms.push(Arm::of_two(source_at, output_at, value));
        }
    }
    if arms.is_empty() {
        return TokenStream::new();
    }
    let body = Choice::new(&quote!((source, output)), arms, &quote!(None)).tokens;
    quote!(fn given(&self, source: usize, output: usize) -> Option<&str> { #body })
}

fn server(api: &Api) -> TokenStream {
    let arms = server::arms(api);
    if arms.is_empty() {
        return TokenStream::new();
    }
    let choice = Choice::whole(&quote!(server), arms);
    let steps = api.steps().filter_map(|step| step.server.as_deref());
    let urls = server::computed(api).chain(steps);
    let reads = urls.flatten().any(|part| matches!(part, UrlPart::Output(..)));
    let tokens = if reads { quote!(tokens) } else { quote!(_) };
    let (server, body) = (choice.parameter(&quote!(server)), choice.tokens);
    quote! {
        fn server(&self, #server: usize, #tokens: &runtime::Tokens) -> Result<String, runtime::Error> { #body }
    }
}

fn step(api: &Api) -> TokenStream {
    let all = api
        .sources
        .iter()
        .enumerate()
        .flat_map(|(source, of)| of.all_steps().enumerate().map(move |(at, step)| (source, at, step)));
    let all: Vec<(usize, usize, &TokenStep)> = all.collect();
    if all.is_empty() {
        return TokenStream::new();
    }
    let reads = all.iter().any(|(_, _, step)| steps::reads_tokens(step));
    let arms = all.into_iter().map(|(source, at, step)| Arm::of_two(source, at, steps::call(api, step)));
    let choice = Choice::whole(&quote!((source, step)), arms.collect());
    let (source, step) = (choice.parameter(&quote!(source)), choice.parameter(&quote!(step)));
    let (tokens, body) = (if reads { quote!(tokens) } else { quote!(_) }, choice.tokens);
    quote! {
        fn step(
            &self,
            #source: usize,
            #step: usize,
            #tokens: &runtime::Tokens,
        ) -> Result<runtime::Parts, runtime::Error> {
            #body
        }
    }
}

fn provider(api: &Api) -> TokenStream {
    let arms = api.sources.iter().enumerate().filter_map(|(at, source)| {
        let TokenOrigin::Hook(hook) = &source.origin else { return None };
        let name = hook_name(hook);
        Some(Arm::of(at, quote!(self.#name.clone())))
    });
    let arms: Vec<_> = arms.collect();
    if arms.is_empty() {
        return TokenStream::new();
    }
    let body = Choice::new(&quote!(source), arms, &quote!(None)).tokens;
    quote! {
        fn provider(&self, source: usize) -> Option<std::sync::Arc<dyn runtime::ProvideTokens>> { #body }
    }
}

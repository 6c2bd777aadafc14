//! Rate budgets and the rules about sending again, as constants.

use proc_macro2::TokenStream;
use quote::quote;

use super::client::duration;
use super::envelopes::{step, treatment};
use super::literal::int;
use crate::api::{Api, Rate, Wait, WaitAt, WaitForm};

/// The constants of the module of the client.
pub(super) fn constants(api: &Api) -> TokenStream {
    let (rates, retry) = (rates(api), retry(api));
    quote!(#rates #retry)
}

/// What `ClientParts::rates` is.
pub(super) fn rates_part(api: &Api) -> TokenStream {
    if api.rates.is_empty() { quote!(&[]) } else { quote!(RATES) }
}

/// What `ClientParts::retry` is.
pub(super) fn retry_part(api: &Api) -> TokenStream {
    if api.retry.is_empty() { quote!(&runtime::RetryRules::NONE) } else { quote!(&RETRY) }
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
    let (calls, window) = (int(rate.calls.into()), duration(rate.window));
    let burst = option(rate.burst.map(|burst| int(burst.into())));
    let remaining = option(rate.remaining.as_ref().map(|name| quote!(#name)));
    let reset = option(rate.reset.as_ref().map(|(name, written)| {
        let form = form(*written);
        quote!((#name, #form))
    }));
    quote! {
        runtime::Rate {
            name: #name,
            calls: #calls,
            window: #window,
            burst: #burst,
            per_endpoint: #per_endpoint,
            remaining: #remaining,
            reset: #reset,
        }
    }
}

fn retry(api: &Api) -> TokenStream {
    if api.retry.is_empty() {
        return TokenStream::new();
    }
    let waits = api.retry.waits.iter().map(wait);
    let statuses = api.retry.statuses.iter().map(|(status, meaning)| {
        let (status, meaning) = (int((*status).into()), treatment(*meaning));
        quote!((#status, #meaning))
    });
    quote! {
        /// What refusals mean, and where they say how long to wait.
        static RETRY: runtime::RetryRules =
            runtime::RetryRules { waits: &[#(#waits),*], statuses: &[#(#statuses),*] };
    }
}

fn wait(wait: &Wait) -> TokenStream {
    let at = match &wait.at {
        WaitAt::Header(name) => quote!(runtime::WaitAt::Header(#name)),
        WaitAt::Body(path) => {
            let steps = path.iter().map(step);
            quote!(runtime::WaitAt::Body(&[#(#steps),*]))
        }
    };
    let form = form(wait.form);
    quote!(runtime::Wait { at: #at, form: #form })
}

fn form(form: WaitForm) -> TokenStream {
    match form {
        WaitForm::Seconds => quote!(runtime::WaitForm::Seconds),
        WaitForm::Millis => quote!(runtime::WaitForm::Millis),
        WaitForm::Minutes => quote!(runtime::WaitForm::Minutes),
        WaitForm::Lasting => quote!(runtime::WaitForm::Lasting),
        WaitForm::UnixSeconds => quote!(runtime::WaitForm::UnixSeconds),
        WaitForm::UnixMillis => quote!(runtime::WaitForm::UnixMillis),
        WaitForm::HttpDate => quote!(runtime::WaitForm::HttpDate),
        WaitForm::Rfc3339 => quote!(runtime::WaitForm::Rfc3339),
    }
}

/// An option as an expression.
pub(super) fn option(value: Option<impl quote::ToTokens>) -> TokenStream {
    value.map_or_else(|| quote!(None), |value| quote!(Some(#value)))
}

//! Rate budgets and the rules about sending again, as constants.

use crate::emit::tokens::{TokenStream, quote};

use super::client::duration;
use super::envelopes::{step, treatment};
use super::literal::int;
use crate::api::{AnswerAt, Api, Rate, RefusalWhen, Remaining, StatusRule, Test, Wait, WaitForm};

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
    let remaining = option(rate.remaining.as_ref().map(|told| match told {
        Remaining::Left(name) => quote!(runtime::Remaining::Left(#name)),
        Remaining::Used(name) => quote!(runtime::Remaining::Used(#name)),
    }));
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
    let statuses = api.retry.statuses.iter().map(status_rule);
    quote! {
        /// What refusals mean, and where they say how long to wait.
        static RETRY: runtime::RetryRules =
            runtime::RetryRules { waits: &[#(#waits),*], statuses: &[#(#statuses),*] };
    }
}

fn status_rule(rule: &StatusRule) -> TokenStream {
    let (status, treatment) = (int(rule.status.into()), treatment(rule.treatment));
    let when = option(rule.when.as_ref().map(when));
    quote!(runtime::StatusRule { status: #status, when: #when, treatment: #treatment })
}

fn when(condition: &RefusalWhen) -> TokenStream {
    match condition {
        RefusalWhen::All(parts) => {
            let parts = parts.iter().map(when);
            quote!(runtime::When::All(&[#(#parts),*]))
        }
        RefusalWhen::Any(parts) => {
            let parts = parts.iter().map(when);
            quote!(runtime::When::Any(&[#(#parts),*]))
        }
        RefusalWhen::Not(inner) => {
            let inner = when(inner);
            quote!(runtime::When::Not(&#inner))
        }
        RefusalWhen::Is(at, what) => {
            let (at, test) = (answer_at(at), test(what));
            quote!(runtime::When::Is(#at, #test))
        }
    }
}

fn test(test: &Test) -> TokenStream {
    let number = |number: &i64| int((*number).into());
    match test {
        Test::Nothing => quote!(runtime::Test::Nothing),
        Test::Text(text) => quote!(runtime::Test::Text(#text)),
        Test::Contains(text) => quote!(runtime::Test::Contains(#text)),
        Test::Less(than) => {
            let than = number(than);
            quote!(runtime::Test::Less(#than))
        }
        Test::AtMost(most) => {
            let most = number(most);
            quote!(runtime::Test::AtMost(#most))
        }
        Test::Greater(than) => {
            let than = number(than);
            quote!(runtime::Test::Greater(#than))
        }
        Test::AtLeast(least) => {
            let least = number(least);
            quote!(runtime::Test::AtLeast(#least))
        }
    }
}

fn answer_at(at: &AnswerAt) -> TokenStream {
    match at {
        AnswerAt::Header(name) => quote!(runtime::AnswerAt::Header(#name)),
        AnswerAt::Body(path) => {
            let steps = path.iter().map(step);
            quote!(runtime::AnswerAt::Body(&[#(#steps),*]))
        }
    }
}

fn wait(wait: &Wait) -> TokenStream {
    let (at, form) = (answer_at(&wait.at), form(wait.form));
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
pub(super) fn option(value: Option<impl crate::emit::tokens::ToTokens>) -> TokenStream {
    value.map_or_else(|| quote!(None), |value| quote!(Some(#value)))
}

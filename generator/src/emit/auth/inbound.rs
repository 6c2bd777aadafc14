//! The values of a webhook: a pure function of the request that came in and the credentials.

use std::collections::BTreeSet;

use crate::emit::tokens::{TokenStream, format_ident, quote};

use super::derived::owned;
use super::expression::{Inside, Scope};
use super::names::Names;
use super::scheme::computed_in;
use super::{template, used};
use crate::api::{Api, ComputedValue, Function, TemplatePart, Value, ValueKind, Webhook};
use crate::emit::docs;
use crate::emit::ident::{free, ident};

/// A webhook with what is decided about its functions.
pub(in crate::emit) struct Inbound<'a> {
    pub api: &'a Api,
    pub webhook: &'a Webhook,
    scope: Scope<'a>,
}

impl<'a> Inbound<'a> {
    /// Decides.
    pub(in crate::emit) fn new(api: &'a Api, webhook: &'a Webhook) -> Self {
        let credentials = webhook.credentials.iter().filter_map(|index| api.credentials.get(*index));
        let taken: Vec<String> = credentials.map(|credential| credential.rust.clone()).collect();
        let values = webhook.scheme.values.iter().map(|computed| computed.rust.as_str());
        let request = free("request", &taken.iter().map(String::as_str).chain(values).collect::<Vec<_>>());
        let mut names = Names::beside(api, &webhook.scheme, taken);
        names.attempt = request;
        let scope = Scope { api, scheme: &webhook.scheme, inside: Inside::Inbound, names };
        Self { api, webhook, scope }
    }

    /// The variable of the request.
    pub(in crate::emit) fn request(&self) -> &crate::emit::tokens::Ident {
        &self.scope.names.attempt
    }

    /// The function with the values.
    pub(in crate::emit) fn function(&self) -> crate::emit::tokens::Ident {
        format_ident!("values_of_{}", self.webhook.rust.trim_end_matches('_'))
    }

    fn values_type(&self) -> crate::emit::tokens::Ident {
        let name = crate::names::upper_camel(&self.webhook.rust).unwrap_or_default();
        format_ident!("{}Values", name)
    }

    /// The arguments with their types: what the user has, then the request.
    pub(in crate::emit) fn arguments(&self) -> Vec<TokenStream> {
        let request = self.request();
        let credentials = self.credentials().map(|credential| {
            let name = ident(&credential.rust);
            if credential.secret { quote!(#name: &runtime::Secret) } else { quote!(#name: &str) }
        });
        credentials.chain([quote!(#request: &runtime::WebhookRequest<'_>)]).collect()
    }

    /// The arguments of the same names.
    pub(in crate::emit) fn passed(&self) -> Vec<TokenStream> {
        let request = self.request();
        let names = self.credentials().map(|credential| ident(&credential.rust));
        names.map(|name| quote!(#name)).chain([quote!(#request)]).collect()
    }

    /// The credentials, in declared order.
    pub(in crate::emit) fn credentials(&self) -> impl Iterator<Item = &'a crate::api::Credential> {
        self.webhook.credentials.iter().filter_map(|index| self.api.credentials.get(*index))
    }

    /// What is computed, and the function that computes it; nothing where nothing proves the sender.
    pub(in crate::emit) fn items(&self) -> TokenStream {
        let Some(expected) = &self.webhook.expected else { return TokenStream::new() };
        let (ty, function, arguments) = (self.values_type(), self.function(), self.arguments());
        let known: BTreeSet<usize> = self.expected_values();
        let needed = self.needed(&known);
        let values = || self.webhook.scheme.values.iter().enumerate();
        let steps = values()
            .filter(|(index, _)| needed.contains(index))
            .map(|(_, computed)| template::binding(&self.scope, &ident(&computed.rust), &computed.template));
        let shown: Vec<&ComputedValue> =
            values().filter(|(index, _)| known.contains(index)).map(|(_, computed)| computed).collect();
        let fields = shown.iter().map(|computed| {
            let (name, kind) = (ident(&computed.rust), owned(computed.template.kind));
            quote!(#[allow(dead_code, reason = "a known answer shows it")] pub(super) #name: #kind)
        });
        let names = shown.iter().map(|computed| ident(&computed.rust));
        let (timed, time, bound) = self.time_field();
        let keys = self.keys();
        let keys = keys.iter().map(|key| self.scope.value(key).bytes_argument());
        let received = self.received();
        let expected = template::expression(&self.scope, expected).into_owned();
        let docs = docs::lines([format!("What proves a request to be the webhook `{}`.", self.webhook.name)]);
        quote! {
            #docs
            pub(super) struct #ty {
                #(#fields,)*
                #timed
                pub(super) received_: Vec<String>,
                pub(super) expected_: String,
            }
            #docs
            pub(super) fn #function(#(#arguments),*) -> Result<#ty, runtime::WebhookError> {
                #(#steps)*
                #(webhook::check_key(#keys)?;)*
                #received
                let expected_ = #expected;
                #bound
                Ok(#ty { #(#names,)* #time received_, expected_ })
            }
        }
    }

    /// The field with the time, its place in the constructor, and its value.
    fn time_field(&self) -> (Option<TokenStream>, Option<TokenStream>, Option<TokenStream>) {
        let Some(time) = &self.webhook.timestamp else { return (None, None, None) };
        let value = template::expression(&self.scope, &time.value).into_owned();
        (Some(quote!(pub(super) time_: String,)), Some(quote!(time_,)), Some(quote!(let time_ = #value;)))
    }

    fn received(&self) -> TokenStream {
        let of_kind = |kind: ValueKind| {
            let templates = self.webhook.received.iter().filter(move |template| template.kind == kind);
            templates.map(|template| template::expression(&self.scope, template).into_owned())
        };
        let texts: Vec<_> = of_kind(ValueKind::Text).collect();
        let lists: Vec<_> = of_kind(ValueKind::List).collect();
        match (texts.as_slice(), lists.as_slice()) {
            ([], [list]) => quote!(let received_ = #list;),
            (texts, []) => quote!(let received_ = vec![#(#texts),*];),
            ([], lists) => quote!(let received_ = [#(#lists),*].concat();),
            (texts, lists) => quote!(let received_ = [vec![#(#texts),*], #(#lists),*].concat();),
        }
    }

    /// The secrets, and the keys that are made of them: an empty one would make anybody's signature fit.
    fn keys(&self) -> Vec<Value> {
        let secrets = self.webhook.credentials.iter().zip(self.credentials());
        let mut keys: Vec<Value> = secrets
            .filter(|(_, credential)| credential.secret)
            .map(|(index, _)| Value::Credential(*index))
            .collect();
        let needed = self.needed(&BTreeSet::new());
        let values = self.webhook.scheme.values.iter().enumerate();
        let computed = values.filter(|(index, _)| needed.contains(index)).map(|(_, value)| &value.template);
        for template in computed.chain(&self.webhook.expected) {
            used::values(template, &mut |value| {
                if let Value::Call(Function::Hmac(_, key), _) = value
                    && !self.is_credential(key)
                    && !keys.contains(key)
                {
                    keys.push((**key).clone());
                }
            });
        }
        keys
    }

    /// Whether a value is a credential, if only by another name.
    fn is_credential(&self, value: &Value) -> bool {
        let Value::Computed(index) = value else { return matches!(value, Value::Credential(_)) };
        let parts = self.webhook.scheme.values.get(*index).map(|computed| computed.template.parts.as_slice());
        matches!(parts, Some([TemplatePart::Hole(Value::Credential(_))]))
    }

    /// The values that known answers show.
    fn expected_values(&self) -> BTreeSet<usize> {
        let answers = self.webhook.scheme.known_answers.iter();
        answers.flat_map(|answer| answer.expect.iter().map(|(index, _)| *index)).collect()
    }

    /// The values that are compared or shown, directly or through others.
    fn needed(&self, shown: &BTreeSet<usize>) -> BTreeSet<usize> {
        let webhook = self.webhook;
        let time = webhook.timestamp.as_ref().map(|time| &time.value);
        let compared = webhook.received.iter().chain(&webhook.expected).chain(time);
        let mut needed: BTreeSet<usize> = compared.flat_map(computed_in).collect();
        needed.extend(shown);
        // Values use only those above them.
        for (index, computed) in webhook.scheme.values.iter().enumerate().rev() {
            if needed.contains(&index) {
                needed.extend(computed_in(&computed.template));
            }
        }
        needed
    }
}

//! One scheme: the function that adds to an attempt.

use std::collections::BTreeSet;

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::expression::{Inside, Names, Scope};
use super::{template, used};
use crate::api::{Api, ComputedValue, Placement, Scheme, Slot, Template, Value};
use crate::emit::docs;
use crate::emit::ident::{free, ident};

/// A scheme with what is decided about its functions.
pub(super) struct Plan<'a> {
    pub api: &'a Api,
    pub scheme: &'a Scheme,
    pub names: Names,
    /// Derived values that are read outside: by what is sent, or by a known answer.
    pub results: Vec<(usize, &'a ComputedValue)>,
}

impl<'a> Plan<'a> {
    /// Decides.
    pub(super) fn new(api: &'a Api, scheme: &'a Scheme) -> Self {
        Self { api, scheme, names: names(api, scheme), results: results(scheme) }
    }

    /// The call from `authenticate`.
    pub(super) fn call(&self) -> TokenStream {
        let name = self.function();
        let auth = self.takes_auth().then(|| quote!(self,));
        let arguments = self.takes_arguments().then(|| quote!(arguments,));
        let call = quote!(#name(#auth #arguments attempt));
        if self.can_fail() { call } else { quote!({ #call; Ok(()) }) }
    }

    /// Whether something that is added can be refused.
    fn can_fail(&self) -> bool {
        self.scheme.send.iter().any(|placement| !matches!(placement.slot, Slot::Query(_)))
    }

    /// Whether the constants of the endpoint are used.
    pub(super) fn takes_arguments(&self) -> bool {
        self.any(&|value| matches!(value, Value::Argument(_)))
    }

    fn takes_auth(&self) -> bool {
        self.takes_credentials() || self.any(&|value| matches!(value, Value::Variable(_)))
    }

    fn takes_credentials(&self) -> bool {
        self.any(&|value| matches!(value, Value::Credential(_)))
    }

    fn any(&self, test: &dyn Fn(&Value) -> bool) -> bool {
        let mut found = false;
        let templates = self.scheme.values.iter().map(|computed| &computed.template);
        templates
            .chain(self.scheme.send.iter().map(|placement| &placement.template))
            .for_each(|template| used::values(template, &mut |value| found |= test(value)));
        found
    }

    fn function(&self) -> Ident {
        format_ident!("add_{}", ident(&self.scheme.rust))
    }

    /// The pure function.
    pub(super) fn values_function(&self) -> Ident {
        format_ident!("{}_values", ident(&self.scheme.rust))
    }

    /// The type of what it is given.
    pub(super) fn given_type(&self) -> Ident {
        format_ident!("{}Given", self.type_name())
    }

    pub(super) fn values_type(&self) -> Ident {
        format_ident!("{}Values", self.type_name())
    }

    fn type_name(&self) -> Ident {
        ident(&crate::names::upper_camel(&self.scheme.rust).unwrap_or_default())
    }

    /// The field of the given values with the credentials.
    pub(super) fn credentials_name(&self) -> &Ident {
        &self.names.credentials
    }

    /// Whether there is a pure function at all.
    pub(super) fn derives(&self) -> bool {
        !self.results.is_empty()
    }

    pub(super) fn scope(&self, inside: Inside) -> Scope<'a> {
        Scope { api: self.api, scheme: self.scheme, inside, names: self.names.clone() }
    }

    /// The functions and types.
    pub(super) fn items(&self) -> TokenStream {
        let add = self.add();
        let derived = self.derives().then(|| self.derived());
        quote!(#add #derived)
    }

    fn add(&self) -> TokenStream {
        let name = self.function();
        let docs = docs::lines(docs::text(&self.scheme.doc, &format!("The scheme `{}`.", self.scheme.name)));
        let (auth, attempt) = (&self.names.auth, &self.names.attempt);
        let auth = self.takes_auth().then(|| quote!(#auth: &Auth,));
        let arguments = self.takes_arguments().then(|| quote!(arguments: &[&str],));
        let variables = self.variables();
        let fresh = self.fresh();
        let values = self.derives().then(|| self.compute());
        let sends = self.sends();
        let (result, done) = if self.can_fail() {
            (quote!(-> Result<(), runtime::Error>), quote!(Ok(())))
        } else {
            (TokenStream::new(), TokenStream::new())
        };
        quote! {
            #docs
            fn #name(#auth #arguments #attempt: &mut runtime::Attempt) #result {
                #variables
                #fresh
                #values
                #(#sends)*
                #done
            }
        }
    }

    /// What the function reads first.
    fn variables(&self) -> TokenStream {
        let Names { auth, attempt, now, nonce, credentials, .. } = &self.names;
        let credentials = self.takes_credentials().then(|| quote!(let #credentials = &#auth.credentials;));
        let now = self.any(&|value| *value == Value::Now).then(|| quote!(let #now = #attempt.now();));
        let nonce = self.any(&|value| *value == Value::Nonce).then(|| quote!(let #nonce = #attempt.nonce();));
        let arguments = self.used_arguments().into_iter().map(|index| {
            let name = ident(&self.scheme.arguments[index].rust);
            let get = if index == 0 {
                quote!(first())
            } else {
                let index = proc_macro2::Literal::usize_unsuffixed(index);
                quote!(get(#index))
            };
            quote!(let #name = arguments.#get.copied().unwrap_or_default();)
        });
        quote!(#credentials #(#arguments)* #now #nonce)
    }

    fn used_arguments(&self) -> BTreeSet<usize> {
        let mut used = BTreeSet::new();
        let templates = self.scheme.values.iter().map(|computed| &computed.template);
        templates.chain(self.scheme.send.iter().map(|placement| &placement.template)).for_each(|template| {
            used::values(template, &mut |value| {
                if let Value::Argument(index) = value
                    && *index < self.scheme.arguments.len()
                {
                    used.insert(*index);
                }
            });
        });
        used
    }

    fn fresh(&self) -> TokenStream {
        let scope = self.scope(Inside::Fresh);
        let used = self.needed(true);
        self.scheme
            .values
            .iter()
            .enumerate()
            .filter(|(index, computed)| computed.fresh && used.contains(index))
            .map(|(_, computed)| template::binding(&scope, &ident(&computed.rust), &computed.template))
            .collect()
    }

    /// The values that what is sent and known answers need, directly or through others. A fresh value's own needs
    /// count only `through_fresh`: the pure function is given fresh values.
    pub(super) fn needed(&self, through_fresh: bool) -> BTreeSet<usize> {
        let mut needed: BTreeSet<usize> = self.results.iter().map(|(index, _)| *index).collect();
        if through_fresh {
            needed.extend(self.scheme.send.iter().flat_map(|placement| computed_in(&placement.template)));
        }
        // Values use only those above them.
        for (index, computed) in self.scheme.values.iter().enumerate().rev() {
            if needed.contains(&index) && (through_fresh || !computed.fresh) {
                needed.extend(computed_in(&computed.template));
            }
        }
        needed
    }

    /// Calls the pure function.
    fn compute(&self) -> TokenStream {
        let (function, given, values) = (self.values_function(), self.given_type(), &self.names.values);
        let fields = self.given_fields().into_iter().map(|field| {
            let (name, value) = (&field.name, &field.value);
            if value.is_empty() { quote!(#name) } else { quote!(#name: #value) }
        });
        quote!(let #values = #function(&#given { #(#fields),* });)
    }

    fn sends(&self) -> Vec<TokenStream> {
        let scope = self.scope(Inside::Send);
        let attempt = &self.names.attempt;
        let text = |template: &Template| template::expression(&scope, template).text_argument();
        let send = |(index, placement): (usize, &Placement)| {
            let value = text(&placement.template);
            Some(match &placement.slot {
                Slot::Header(name) => quote!(#attempt.set_header(#name, #value)?;),
                Slot::Query(name) => quote!(#attempt.set_query(#name, #value);),
                Slot::Cookie(name) => quote!(#attempt.set_cookie(#name, #value)?;),
                Slot::Bearer => quote!(#attempt.set_bearer(#value)?;),
                Slot::BasicUser => {
                    let next =
                        self.scheme.send.get(index + 1).filter(|next| next.slot == Slot::BasicPassword)?;
                    let password = text(&next.template);
                    quote!(#attempt.set_basic(#value, #password)?;)
                }
                Slot::BasicPassword => return None,
            })
        };
        self.scheme.send.iter().enumerate().filter_map(send).collect()
    }
}

/// The computed values that a template names.
pub(super) fn computed_in(template: &Template) -> BTreeSet<usize> {
    let mut found = BTreeSet::new();
    used::values(template, &mut |value| {
        if let Value::Computed(index) = value {
            found.insert(*index);
        }
    });
    found
}

/// Derived values that what is sent reads, or a known answer shows.
fn results(scheme: &Scheme) -> Vec<(usize, &ComputedValue)> {
    let mut read: BTreeSet<_> =
        scheme.send.iter().flat_map(|placement| computed_in(&placement.template)).collect();
    read.extend(scheme.known_answers.iter().flat_map(|answer| answer.expect.iter().map(|(index, _)| *index)));
    scheme
        .values
        .iter()
        .enumerate()
        .filter(|(index, computed)| !computed.fresh && read.contains(index))
        .collect()
}

fn names(api: &Api, scheme: &Scheme) -> Names {
    let taken: Vec<&str> = scheme
        .values
        .iter()
        .map(|computed| computed.rust.as_str())
        .chain(scheme.arguments.iter().map(|argument| argument.rust.as_str()))
        .chain(api.server.variables.iter().map(|variable| variable.rust.as_str()))
        .chain(["arguments"])
        .collect();
    let free = |name| free(name, &taken);
    Names {
        auth: free("auth"),
        attempt: free("attempt"),
        given: free("given"),
        values: free("values"),
        now: free("now"),
        nonce: free("nonce"),
        credentials: free("credentials"),
    }
}

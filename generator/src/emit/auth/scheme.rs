//! One scheme: the function that adds to an attempt.

use std::collections::BTreeSet;

use crate::emit::tokens::{Ident, TokenStream, format_ident, quote};

use super::expression::{Inside, Scope, index};
use super::names::Names;
use super::{template, used};
use crate::api::{Api, ComputedValue, Scheme, Slot, Template, TokenStep, Value};
use crate::emit::docs;
use crate::emit::ident::ident;

/// A scheme with what is decided about its functions.
pub(super) struct Plan<'a> {
    pub api: &'a Api,
    pub scheme: &'a Scheme,
    /// In snake case, for the names of functions and types.
    name: String,
    pub names: Names,
    /// Derived values that are read outside: by what is sent, or by a known answer.
    pub results: Vec<(usize, &'a ComputedValue)>,
    /// Whether it stands in the module of token sources.
    of_step: bool,
}

impl<'a> Plan<'a> {
    /// Decides.
    pub(super) fn new(api: &'a Api, scheme: &'a Scheme) -> Self {
        let (name, names) = (scheme.rust.clone(), Names::new(api, scheme));
        Self { api, scheme, name, names, results: results(scheme), of_step: false }
    }

    /// The same for the scheme of a token source's step, which stands in another module.
    pub(super) fn of_step(api: &'a Api, step: &'a TokenStep) -> Self {
        Self { of_step: true, name: step_name(step), ..Self::new(api, &step.scheme) }
    }

    /// Whether anything is added at all.
    pub(super) fn adds(&self) -> bool {
        !self.scheme.send.is_empty() || self.scheme.hook.is_some()
    }

    /// The call from `authenticate`.
    pub(super) fn call(&self) -> TokenStream {
        let name = self.function();
        let auth = self.takes_auth().then(|| quote!(self,));
        let arguments = self.takes_arguments().then(|| quote!(arguments,));
        let module = self.of_step.then(|| quote!(tokens::));
        let call = quote!(#module #name(#auth #arguments attempt));
        if self.can_fail() { call } else { quote!({ #call; Ok(()) }) }
    }

    /// Whether something that is added can be refused, or a key cannot be read.
    fn can_fail(&self) -> bool {
        let slots = self.scheme.send.iter().any(|placement| !matches!(placement.slot, Slot::Query(_)));
        slots || self.scheme.hook.is_some() || self.any(&is_fallible)
    }

    /// Whether the constants of the endpoint are used.
    pub(super) fn takes_arguments(&self) -> bool {
        self.any(&|value| matches!(value, Value::Argument(_)))
    }

    fn takes_auth(&self) -> bool {
        self.takes_credentials()
            || self.scheme.hook.is_some()
            || self.any(&|value| matches!(value, Value::Variable(_)))
    }

    fn takes_credentials(&self) -> bool {
        self.any(&|value| matches!(value, Value::Credential(_)))
    }

    fn any(&self, test: &dyn Fn(&Value) -> bool) -> bool {
        let mut found = false;
        used::in_scheme(self.scheme, &mut |value| found |= test(value));
        found
    }

    fn function(&self) -> Ident {
        format_ident!("add_{}", ident(&self.name))
    }

    /// The pure function.
    pub(super) fn values_function(&self) -> Ident {
        format_ident!("{}_values", ident(&self.name))
    }

    /// The type of what it is given.
    pub(super) fn given_type(&self) -> Ident {
        format_ident!("{}Given", self.type_name())
    }

    pub(super) fn values_type(&self) -> Ident {
        format_ident!("{}Values", self.type_name())
    }

    fn type_name(&self) -> Ident {
        ident(&crate::names::upper_camel(&self.name).unwrap_or_default())
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
        let add = self.adds().then(|| self.add());
        let derived = self.derives().then(|| self.derived());
        quote!(#add #derived)
    }

    fn add(&self) -> TokenStream {
        let name = self.function();
        let what = if self.of_step { "What is sent with" } else { "The scheme" };
        let docs = docs::lines(docs::text(&self.scheme.doc, &format!("{what} `{}`.", self.scheme.name)));
        let (auth, attempt) = (&self.names.auth, &self.names.attempt);
        let module = self.of_step.then(|| quote!(auth::));
        let auth = self.takes_auth().then(|| quote!(#auth: &#module Auth,));
        let visible = self.of_step.then(|| quote!(pub(super)));
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
            #visible fn #name(#auth #arguments #attempt: &mut runtime::Attempt) #result {
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
        let Names { auth, attempt, now, nonce, credentials, counter, .. } = &self.names;
        let credentials = self.takes_credentials().then(|| quote!(let #credentials = &#auth.credentials;));
        let now = self.any(&|value| *value == Value::Now).then(|| quote!(let #now = #attempt.now();));
        let nonce = self.any(&|value| *value == Value::Nonce).then(|| quote!(let #nonce = #attempt.nonce();));
        let counter =
            self.any(&|value| *value == Value::Counter).then(|| quote!(let #counter = #attempt.counter();));
        let arguments = self.used_arguments().into_iter().map(|at| {
            let name = ident(&self.scheme.arguments[at].rust);
            let number = index(at);
            let get = if at == 0 { quote!(first()) } else { quote!(get(#number)) };
            quote!(let #name = arguments.#get.copied().unwrap_or_default();)
        });
        let outputs = self.names.outputs().map(|(source, output, name)| {
            let (source, output) = (index(source), index(output));
            // Owned, for the attempt is changed with it.
            quote!(let #name = #attempt.output(#source, #output).to_owned();)
        });
        let uses = self.names.all_uses().map(|(source, name)| {
            let source = index(source);
            quote!(let #name = #attempt.uses(#source);)
        });
        quote!(#credentials #(#arguments)* #now #nonce #counter #(#outputs)* #(#uses)*)
    }

    fn used_arguments(&self) -> BTreeSet<usize> {
        let mut used = BTreeSet::new();
        used::in_scheme(self.scheme, &mut |value| {
            if let Value::Argument(index) = value
                && *index < self.scheme.arguments.len()
            {
                used.insert(*index);
            }
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
        let failed = self.values_fail().then(|| quote!(?));
        quote!(let #values = #function(&#given { #(#fields),* }) #failed;)
    }
}

/// The beginning of the names of a step's functions. (Its constant is unique in the API.)
pub(super) fn step_name(step: &TokenStep) -> String {
    step.constant.to_lowercase()
}

/// Whether the value is a function that can fail.
pub(super) fn is_fallible(value: &Value) -> bool {
    matches!(value, Value::Call(function, _) if function.is_fallible())
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

//! The pure function of a scheme: from credentials, constants, parts of the request and fresh values to the other
//! values. A published signature is a test of it.

use std::collections::BTreeSet;

use crate::emit::tokens::{Ident, TokenStream, quote};

use super::expression::Inside;
use super::names::Names;
use super::scheme::{Plan, computed_in, is_fallible};
use super::{template, used};
use crate::api::{ComputedValue, RequestPart, Value, ValueKind};
use crate::emit::client::variable_name;
use crate::emit::docs;
use crate::emit::ident::ident;

impl<'a> Plan<'a> {
    /// What the pure function computes, in order.
    fn derived_values(&self) -> Vec<&'a ComputedValue> {
        let needed = self.needed(false);
        let values = self.scheme.values.iter().enumerate();
        values
            .filter(|(index, computed)| !computed.fresh && needed.contains(index))
            .map(|(_, value)| value)
            .collect()
    }

    /// Whether the pure function can fail.
    pub(super) fn values_fail(&self) -> bool {
        let mut found = false;
        for computed in self.derived_values() {
            used::values(&computed.template, &mut |value| found |= is_fallible(value));
        }
        found
    }

    /// What the pure function is given.
    pub(super) fn given_fields(&self) -> Vec<Given> {
        let mut seen = Uses::default();
        for computed in self.derived_values() {
            used::values(&computed.template, &mut |value| seen.add(value));
        }
        let Names { attempt, credentials, auth, .. } = &self.names;
        let mut fields = Vec::new();
        if seen.credentials {
            let ty = quote!(&'a super::Credentials);
            fields.push(Given {
                name: credentials.clone(),
                ty,
                value: TokenStream::new(),
                of: GivenOf::Credentials,
            });
        }
        for index in seen.variables {
            let Some(variable) = self.api.variables.get(index) else { continue };
            let name = variable_name(variable);
            let value = quote!(&#auth.#name);
            fields.push(Given { name, ty: quote!(&'a str), value, of: GivenOf::Variable(index) });
        }
        for index in seen.arguments {
            let Some(argument) = self.scheme.arguments.get(index) else { continue };
            let of = GivenOf::Argument(index);
            fields.push(Given {
                name: ident(&argument.rust),
                ty: quote!(&'a str),
                value: TokenStream::new(),
                of,
            });
        }
        for (source, output) in seen.outputs {
            let name = self.names.output(source, output);
            let (value, of) = (quote!(&#name), GivenOf::Output(source, output));
            fields.push(Given { name, ty: quote!(&'a str), value, of });
        }
        for part in seen.request {
            let name = ident(part.name());
            let value = if part.kind() == ValueKind::Pairs || part == RequestPart::Url {
                quote!(&#attempt.#name())
            } else {
                quote!(#attempt.#name())
            };
            fields.push(Given { name, ty: reference(part.kind()), value, of: GivenOf::Request(part) });
        }
        for index in seen.computed {
            let Some(computed) = self.scheme.values.get(index).filter(|computed| computed.fresh) else {
                continue;
            };
            let (name, kind) = (ident(&computed.rust), computed.template.kind);
            let value = if kind == ValueKind::Time { TokenStream::new() } else { quote!(&#name) };
            fields.push(Given { name, ty: reference(kind), value, of: GivenOf::Fresh(index, kind) });
        }
        fields
    }

    /// The pure function, what it is given and what it gives.
    pub(super) fn derived(&self) -> TokenStream {
        let (given, values, function) = (self.given_type(), self.values_type(), self.values_function());
        let given_name = &self.names.given;
        let fields: Vec<_> = self.given_fields();
        let lifetime = fields.iter().any(Given::borrows);
        let (generics, elided) = if lifetime { (quote!(<'a>), quote!(<'_>)) } else { Default::default() };
        let fields = fields.iter().map(|field| {
            let (name, ty) = (&field.name, &field.ty);
            quote!(pub(super) #name: #ty)
        });
        let scope = self.scope(Inside::Derived);
        let derived = self.derived_values().into_iter();
        let steps =
            derived.map(|computed| template::binding(&scope, &ident(&computed.rust), &computed.template));
        let results = self.results.iter().map(|(_, computed)| ident(&computed.rust));
        let result_fields = self.result_fields();
        let (given_docs, values_docs) = (
            docs::lines([format!("What the values of `{}` are made of.", self.scheme.name)]),
            docs::lines([format!("The computed values of `{}`.", self.scheme.name)]),
        );
        let (result, made) = if self.values_fail() {
            (quote!(Result<#values, runtime::Error>), quote!(Ok(#values { #(#results),* })))
        } else {
            (quote!(#values), quote!(#values { #(#results),* }))
        };
        quote! {
            #given_docs
            pub(super) struct #given #generics { #(#fields,)* }
            #values_docs
            pub(super) struct #values { #(#result_fields,)* }
            #values_docs
            pub(super) fn #function(#given_name: &#given #elided) -> #result {
                #(#steps)*
                #made
            }
        }
    }

    fn result_fields(&self) -> Vec<TokenStream> {
        let sent: BTreeSet<_> =
            self.scheme.send.iter().flat_map(|placement| computed_in(&placement.template)).collect();
        let field = |(index, computed): &(usize, &ComputedValue)| {
            let (name, ty) = (ident(&computed.rust), owned(computed.template.kind));
            let allow = (!sent.contains(index))
                .then(|| quote!(#[allow(dead_code, reason = "a known answer shows it")]));
            quote!(#allow pub(super) #name: #ty)
        };
        self.results.iter().map(field).collect()
    }
}

/// A field of what the pure function is given.
pub(super) struct Given {
    pub name: Ident,
    ty: TokenStream,
    /// Where the attempt's function has it; empty when a variable of that name holds it.
    pub value: TokenStream,
    pub of: GivenOf,
}

impl Given {
    fn borrows(&self) -> bool {
        !matches!(self.of, GivenOf::Fresh(_, ValueKind::Time))
    }
}

/// What a given field is.
pub(super) enum GivenOf {
    Credentials,
    Variable(usize),
    Argument(usize),
    Output(usize, usize),
    Request(RequestPart),
    Fresh(usize, ValueKind),
}

/// What derived values use.
#[derive(Default)]
struct Uses {
    credentials: bool,
    variables: BTreeSet<usize>,
    arguments: BTreeSet<usize>,
    outputs: BTreeSet<(usize, usize)>,
    request: BTreeSet<RequestPart>,
    computed: BTreeSet<usize>,
}

impl Uses {
    fn add(&mut self, value: &Value) {
        match value {
            Value::Credential(_) => self.credentials = true,
            Value::Variable(index) => _ = self.variables.insert(*index),
            Value::Argument(index) => _ = self.arguments.insert(*index),
            Value::Request(part) | Value::WithOwn(part, _) => _ = self.request.insert(*part),
            Value::Computed(index) => _ = self.computed.insert(*index),
            Value::Output(source, output) => _ = self.outputs.insert((*source, *output)),
            // What is inside of these is seen by itself, and what is fresh is given.
            Value::Text(_)
            | Value::Call(..)
            | Value::Composed(_)
            | Value::Now
            | Value::Nonce
            | Value::Counter
            | Value::Uses(_) => {}
        }
    }
}

fn reference(kind: ValueKind) -> TokenStream {
    match kind {
        ValueKind::Text => quote!(&'a str),
        ValueKind::Bytes => quote!(&'a [u8]),
        ValueKind::Time => quote!(std::time::SystemTime),
        ValueKind::Pairs => quote!(&'a sign::Pairs),
        ValueKind::List => quote!(&'a [String]),
    }
}

pub(super) fn owned(kind: ValueKind) -> TokenStream {
    match kind {
        ValueKind::Text => quote!(String),
        ValueKind::Bytes => quote!(Vec<u8>),
        ValueKind::Time => quote!(std::time::SystemTime),
        ValueKind::Pairs => quote!(sign::Pairs),
        ValueKind::List => quote!(Vec<String>),
    }
}

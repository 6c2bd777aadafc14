//! Values of templates as Rust expressions.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::template;
use crate::api::{Api, Digest, Function, RequestPart, Scheme, Value, ValueKind};
use crate::emit::client::variable_name;
use crate::emit::ident::ident;

/// An expression and what it yields: a reference (`&str`, `&[u8]`), or an owned `String` or `Vec<u8>`; a time is copied.
pub(super) struct Expression {
    pub tokens: TokenStream,
    pub owned: bool,
    pub kind: ValueKind,
}

impl Expression {
    pub(super) fn borrowed(tokens: TokenStream, kind: ValueKind) -> Self {
        Self { tokens, owned: false, kind }
    }

    pub(super) fn owned(tokens: TokenStream, kind: ValueKind) -> Self {
        Self { tokens, owned: true, kind }
    }

    /// For a parameter of type `&str`.
    pub(super) fn text_argument(&self) -> TokenStream {
        let tokens = &self.tokens;
        if self.owned { quote!(&#tokens) } else { quote!(#tokens) }
    }

    /// For a parameter of type `&[u8]`.
    pub(super) fn bytes_argument(&self) -> TokenStream {
        let tokens = &self.tokens;
        match (self.kind, self.owned) {
            (ValueKind::Bytes, false) => quote!(#tokens),
            (ValueKind::Bytes, true) => quote!(&#tokens),
            _ => quote!(#tokens.as_bytes()),
        }
    }

    /// Exactly `&str`.
    pub(super) fn as_text(&self) -> TokenStream {
        let tokens = &self.tokens;
        if self.owned { quote!(#tokens.as_str()) } else { quote!(#tokens) }
    }

    /// Exactly `&[u8]`.
    pub(super) fn as_bytes(&self) -> TokenStream {
        let tokens = &self.tokens;
        match (self.kind, self.owned) {
            (ValueKind::Bytes, false) => quote!(#tokens),
            (ValueKind::Bytes, true) => quote!(#tokens.as_slice()),
            _ => quote!(#tokens.as_bytes()),
        }
    }

    /// The value itself.
    pub(super) fn into_owned(self) -> TokenStream {
        let tokens = self.tokens;
        match self.kind {
            _ if self.owned => tokens,
            ValueKind::Text => quote!(#tokens.to_owned()),
            ValueKind::Bytes => quote!(#tokens.to_vec()),
            ValueKind::Time => tokens,
        }
    }
}

/// Where an expression stands, which decides how it gets at things.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Inside {
    /// The function that adds to an attempt, where fresh values are made.
    Fresh,
    /// The pure function that computes the other values from given ones.
    Derived,
    /// The function that adds to an attempt, where all values are known.
    Send,
}

/// The variables of the function that an expression stands in.
pub(super) struct Scope<'a> {
    pub api: &'a Api,
    pub scheme: &'a Scheme,
    pub inside: Inside,
    pub names: Names,
}

/// Our variables, named so that none of the scheme's is hidden.
#[derive(Clone)]
pub(super) struct Names {
    pub auth: Ident,
    pub attempt: Ident,
    pub given: Ident,
    pub values: Ident,
    pub now: Ident,
    pub nonce: Ident,
    pub credentials: Ident,
}

impl Scope<'_> {
    /// The expression of a value.
    pub(super) fn value(&self, value: &Value) -> Expression {
        match value {
            Value::Text(text) => Expression::borrowed(quote!(#text), ValueKind::Text),
            Value::Credential(index) => self.credential(*index),
            Value::Argument(index) => {
                let name = ident(self.scheme.arguments.get(*index).map_or("", |argument| &argument.rust));
                Expression::borrowed(self.given(&name), ValueKind::Text)
            }
            Value::Computed(index) => self.computed(*index),
            Value::Variable(index) => self.variable(*index),
            Value::Request(part) => self.request(*part),
            Value::Now => {
                let now = &self.names.now;
                Expression::borrowed(quote!(#now), ValueKind::Time)
            }
            Value::Nonce => {
                let nonce = &self.names.nonce;
                Expression::borrowed(quote!(#nonce.as_slice()), ValueKind::Bytes)
            }
            Value::Call(function, inner) => self.call(function, &self.value(inner)),
        }
    }

    /// Something that the pure function is given and that is a variable in the other.
    fn given(&self, name: &Ident) -> TokenStream {
        let given = &self.names.given;
        if self.inside == Inside::Derived { quote!(#given.#name) } else { quote!(#name) }
    }

    fn credential(&self, index: usize) -> Expression {
        let Some(credential) = self.api.credentials.get(index) else {
            return Expression::borrowed(quote!(""), ValueKind::Text);
        };
        let (name, credentials) = (ident(&credential.rust), self.given(&self.names.credentials));
        let tokens =
            if credential.secret { quote!(#credentials.#name.expose()) } else { quote!(#credentials.#name.as_str()) };
        Expression::borrowed(tokens, ValueKind::Text)
    }

    fn variable(&self, index: usize) -> Expression {
        let name = self.api.server.variables.get(index).map_or_else(|| ident(""), variable_name);
        let (auth, given) = (&self.names.auth, &self.names.given);
        let tokens =
            if self.inside == Inside::Derived { quote!(#given.#name) } else { quote!(#auth.#name.as_str()) };
        Expression::borrowed(tokens, ValueKind::Text)
    }

    fn request(&self, part: RequestPart) -> Expression {
        let (name, kind) = (ident(part_name(part)), part_kind(part));
        let (attempt, given) = (&self.names.attempt, &self.names.given);
        match self.inside {
            Inside::Derived => Expression::borrowed(quote!(#given.#name), kind),
            Inside::Fresh => Expression::borrowed(quote!(#attempt.#name()), kind),
            // Owned, for the attempt is changed with it.
            Inside::Send => {
                let borrowed = Expression::borrowed(quote!(#attempt.#name()), kind);
                Expression::owned(borrowed.into_owned(), kind)
            }
        }
    }

    fn computed(&self, index: usize) -> Expression {
        let Some(computed) = self.scheme.values.get(index) else {
            return Expression::borrowed(quote!(""), ValueKind::Text);
        };
        let (name, kind) = (ident(&computed.rust), computed.template.kind);
        let values = &self.names.values;
        match (self.inside, computed.fresh) {
            (Inside::Derived, true) => Expression::borrowed(self.given(&name), kind),
            (Inside::Send, false) => Expression::owned(quote!(#values.#name), kind),
            // A fresh value that is made with a derived one: values only use those above them, so this ends.
            (Inside::Fresh, false) => template::expression(self, &computed.template),
            (Inside::Derived, false) | (Inside::Fresh | Inside::Send, true) => Expression::owned(quote!(#name), kind),
        }
    }

    fn call(&self, function: &Function, of: &Expression) -> Expression {
        let text = |tokens: TokenStream| Expression::owned(tokens, ValueKind::Text);
        let (tokens, bytes) = (&of.tokens, of.bytes_argument());
        match function {
            Function::UnixSeconds => text(quote!(sign::unix_seconds(#tokens))),
            Function::UnixMillis => text(quote!(sign::unix_millis(#tokens))),
            Function::Format(format) => text(quote!(sign::format(#tokens, #format))),
            Function::Digest(digest) => {
                let name = ident(digest_name(*digest));
                Expression::owned(quote!(sign::#name(#bytes)), ValueKind::Bytes)
            }
            Function::Hmac(digest, key) => {
                let (name, key) = (ident(&format!("hmac_{}", digest_name(*digest))), self.value(key).bytes_argument());
                Expression::owned(quote!(sign::#name(#key, #bytes)), ValueKind::Bytes)
            }
            Function::Hex => text(quote!(sign::hex(#bytes))),
            Function::Base64 => text(quote!(sign::base64(#bytes))),
            Function::Base64Url => text(quote!(sign::base64url(#bytes))),
            Function::Uuid => text(quote!(sign::uuid_v4_text(#bytes))),
            Function::Upper => text(quote!(#tokens.to_ascii_uppercase())),
            Function::Lower => text(quote!(#tokens.to_ascii_lowercase())),
            Function::Percent => {
                let argument = of.text_argument();
                text(quote!(sign::percent(#argument)))
            }
        }
    }
}

fn digest_name(digest: Digest) -> &'static str {
    match digest {
        Digest::Md5 => "md5",
        Digest::Sha1 => "sha1",
        Digest::Sha256 => "sha256",
        Digest::Sha512 => "sha512",
    }
}

/// The accessor of the attempt, and the field that the pure function is given.
pub(super) fn part_name(part: RequestPart) -> &'static str {
    match part {
        RequestPart::Method => "method",
        RequestPart::Host => "host",
        RequestPart::Path => "path",
        RequestPart::Query => "query",
        RequestPart::Body => "body",
    }
}

/// What a part of the request is.
pub(super) fn part_kind(part: RequestPart) -> ValueKind {
    if part == RequestPart::Body { ValueKind::Bytes } else { ValueKind::Text }
}

//! Values of templates as Rust expressions.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::template;
use crate::api::{Api, Decoding, Digest, Function, OwnPair, RequestPart, Scheme, Value, ValueKind};
use crate::emit::client::variable_name;
use crate::emit::ident::ident;

/// An expression and what it yields. A time is always copied.
pub(super) struct Expression {
    pub tokens: TokenStream,
    form: Form,
    kind: ValueKind,
}

/// What an expression of text or bytes is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    /// `&str` or `&[u8]`.
    Reference,
    /// A variable or field of type `String` or `Vec<u8>`.
    Place,
    /// A new `String` or `Vec<u8>`.
    New,
}

impl Expression {
    pub(super) fn reference(tokens: TokenStream, kind: ValueKind) -> Self {
        Self { tokens, form: Form::Reference, kind }
    }

    pub(super) fn place(tokens: TokenStream, kind: ValueKind) -> Self {
        Self { tokens, form: Form::Place, kind }
    }

    pub(super) fn new(tokens: TokenStream, kind: ValueKind) -> Self {
        Self { tokens, form: Form::New, kind }
    }

    /// Fixed text.
    pub(super) fn fixed(text: &str) -> Self {
        Self::reference(quote!(#text), ValueKind::Text)
    }

    /// For a parameter of type `&str`.
    pub(super) fn text_argument(&self) -> TokenStream {
        let tokens = &self.tokens;
        if self.form == Form::Reference { quote!(#tokens) } else { quote!(&#tokens) }
    }

    /// For a parameter of type `&[u8]`.
    pub(super) fn bytes_argument(&self) -> TokenStream {
        let tokens = &self.tokens;
        match (self.kind, self.form) {
            (ValueKind::Bytes, Form::Reference) => quote!(#tokens),
            (ValueKind::Bytes, _) => quote!(&#tokens),
            _ => quote!(#tokens.as_bytes()),
        }
    }

    /// Exactly `&str`.
    pub(super) fn as_text(&self) -> TokenStream {
        let tokens = &self.tokens;
        if self.form == Form::Reference { quote!(#tokens) } else { quote!(#tokens.as_str()) }
    }

    /// Exactly `&[u8]`.
    pub(super) fn as_bytes(&self) -> TokenStream {
        let tokens = &self.tokens;
        match (self.kind, self.form) {
            (ValueKind::Bytes, Form::Reference) => quote!(#tokens),
            (ValueKind::Bytes, _) => quote!(#tokens.as_slice()),
            _ => quote!(#tokens.as_bytes()),
        }
    }

    /// The value itself.
    pub(super) fn into_owned(self) -> TokenStream {
        let tokens = self.tokens;
        match (self.kind, self.form) {
            (ValueKind::Time, _) | (_, Form::New) => tokens,
            (_, Form::Place) | (ValueKind::Pairs, Form::Reference) => quote!(#tokens.clone()),
            (ValueKind::Text, Form::Reference) => quote!(#tokens.to_owned()),
            (ValueKind::Bytes | ValueKind::List, Form::Reference) => quote!(#tokens.to_vec()),
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
            Value::Text(text) => Expression::fixed(text),
            Value::Credential(index) => self.credential(*index),
            Value::Argument(index) => {
                let name = ident(self.scheme.arguments.get(*index).map_or("", |argument| &argument.rust));
                Expression::reference(self.given(&name), ValueKind::Text)
            }
            Value::Computed(index) => self.computed(*index),
            Value::Variable(index) => self.variable(*index),
            Value::Request(part) => self.request(*part),
            Value::WithOwn(part, own) => self.with_own(*part, own),
            Value::Now => {
                let now = &self.names.now;
                Expression::reference(quote!(#now), ValueKind::Time)
            }
            Value::Nonce => {
                let nonce = &self.names.nonce;
                Expression::reference(quote!(#nonce.as_slice()), ValueKind::Bytes)
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
            return Expression::fixed("");
        };
        let (name, credentials) = (ident(&credential.rust), self.given(&self.names.credentials));
        if credential.secret {
            Expression::reference(quote!(#credentials.#name.expose()), ValueKind::Text)
        } else {
            Expression::place(quote!(#credentials.#name), ValueKind::Text)
        }
    }

    fn variable(&self, index: usize) -> Expression {
        let name = self.api.server.variables.get(index).map_or_else(|| ident(""), variable_name);
        let (auth, given) = (&self.names.auth, &self.names.given);
        if self.inside == Inside::Derived {
            Expression::reference(quote!(#given.#name), ValueKind::Text)
        } else {
            Expression::place(quote!(#auth.#name), ValueKind::Text)
        }
    }

    fn request(&self, part: RequestPart) -> Expression {
        let (name, kind) = (ident(part_name(part)), part.kind());
        let (attempt, given) = (&self.names.attempt, &self.names.given);
        match self.inside {
            Inside::Derived => Expression::reference(quote!(#given.#name), kind),
            _ if kind == ValueKind::Pairs || part == RequestPart::Url => {
                Expression::new(quote!(#attempt.#name()), kind)
            }
            Inside::Fresh => Expression::reference(quote!(#attempt.#name()), kind),
            // Owned, for the attempt is changed with it.
            Inside::Send => {
                let borrowed = Expression::reference(quote!(#attempt.#name()), kind);
                Expression::new(borrowed.into_owned(), kind)
            }
        }
    }

    fn computed(&self, index: usize) -> Expression {
        let Some(computed) = self.scheme.values.get(index) else {
            return Expression::fixed("");
        };
        let (name, kind) = (ident(&computed.rust), computed.template.kind);
        let values = &self.names.values;
        match (self.inside, computed.fresh) {
            (Inside::Derived, true) => Expression::reference(self.given(&name), kind),
            (Inside::Send, false) => Expression::place(quote!(#values.#name), kind),
            // A fresh value that is made with a derived one: values only use those above them, so this ends.
            (Inside::Fresh, false) => template::expression(self, &computed.template),
            (Inside::Derived, false) | (Inside::Fresh | Inside::Send, true) => {
                Expression::place(quote!(#name), kind)
            }
        }
    }

    /// The pairs of the call, with those of the scheme in their place or behind them.
    fn with_own(&self, part: RequestPart, own: &[OwnPair]) -> Expression {
        let mut tokens = self.request(part).tokens;
        for pair in own {
            let name = &pair.name;
            let value = template::expression(self, &pair.template).text_argument();
            tokens = quote!(#tokens.with(#name, #value));
        }
        if own.is_empty() { self.request(part) } else { Expression::new(tokens, ValueKind::Pairs) }
    }

    fn call(&self, function: &Function, of: &Expression) -> Expression {
        let text = |tokens: TokenStream| Expression::new(tokens, ValueKind::Text);
        let (tokens, bytes) = (&of.tokens, of.bytes_argument());
        match function {
            Function::UnixSeconds => text(quote!(sign::unix_seconds(#tokens))),
            Function::UnixMillis => text(quote!(sign::unix_millis(#tokens))),
            Function::UnixMicros => text(quote!(sign::unix_micros(#tokens))),
            Function::Format(format) => text(quote!(sign::format(#tokens, #format))),
            Function::After(duration) => {
                let millis =
                    crate::emit::literal::int(i128::try_from(duration.as_millis()).unwrap_or_default());
                Expression::new(quote!(sign::after(#tokens, #millis)), ValueKind::Time)
            }
            Function::Digest(digest) => {
                let name = ident(digest_name(*digest));
                Expression::new(quote!(sign::#name(#bytes)), ValueKind::Bytes)
            }
            Function::Hmac(digest, key) => {
                let (name, key) =
                    (ident(&format!("hmac_{}", digest_name(*digest))), self.value(key).bytes_argument());
                Expression::new(quote!(sign::#name(#key, #bytes)), ValueKind::Bytes)
            }
            Function::Hex => text(quote!(sign::hex(#bytes))),
            Function::Base64 => text(quote!(sign::base64(#bytes))),
            Function::Base64Url => text(quote!(sign::base64url(#bytes))),
            Function::Base64UrlPadded => text(quote!(sign::base64url_padded(#bytes))),
            Function::Decode(decoding) => {
                let (name, argument) = (ident(decoder(*decoding)), of.text_argument());
                Expression::new(quote!(sign::#name(#argument)), ValueKind::Bytes)
            }
            Function::DecodePercent => {
                let argument = of.text_argument();
                text(quote!(sign::decode_percent(#argument)))
            }
            Function::ToPairs => {
                let argument = of.text_argument();
                Expression::new(quote!(sign::Pairs::from_query(#argument)), ValueKind::Pairs)
            }
            Function::Uuid => text(quote!(sign::uuid_v4_text(#bytes))),
            Function::Upper => text(quote!(#tokens.to_ascii_uppercase())),
            Function::Lower => text(quote!(#tokens.to_ascii_lowercase())),
            Function::Percent | Function::FormEncode | Function::Trim if of.kind == ValueKind::Text => {
                let argument = of.text_argument();
                match function {
                    Function::Percent => text(quote!(sign::percent(#argument))),
                    Function::FormEncode => text(quote!(sign::form_encode(#argument))),
                    _ => Expression::reference(quote!(#tokens.trim()), ValueKind::Text),
                }
            }
            _ => self.of_many(function, of),
        }
    }

    /// The functions of pairs and lists.
    fn of_many(&self, function: &Function, of: &Expression) -> Expression {
        let tokens = &of.tokens;
        let same = |tokens: TokenStream| Expression::new(tokens, of.kind);
        match function {
            Function::Sort if of.kind == ValueKind::List => same(quote!(sign::sorted(#tokens))),
            Function::Sort => same(quote!(#tokens.sort())),
            Function::Only(names) => same(quote!(#tokens.only(&[#(#names),*]))),
            Function::Without(names) => same(quote!(#tokens.without(&[#(#names),*]))),
            Function::DropEmpty => same(quote!(#tokens.drop_empty())),
            Function::LowerNames => same(quote!(#tokens.lower_names())),
            Function::Percent => same(quote!(#tokens.percent())),
            Function::FormEncode => same(quote!(#tokens.form_encode())),
            Function::Trim => same(quote!(#tokens.trim())),
            Function::Merge(other) => {
                let other = self.value(other);
                let argument = other.text_argument();
                same(quote!(#tokens.merge(#argument)))
            }
            Function::JoinPairs(inner, outer) => {
                Expression::new(quote!(#tokens.join(#inner, #outer)), ValueKind::Text)
            }
            Function::JoinList(separator) => {
                Expression::new(quote!(#tokens.join(#separator)), ValueKind::Text)
            }
            Function::Names => Expression::new(quote!(#tokens.names()), ValueKind::List),
            // All that is left.
            _ => Expression::new(quote!(#tokens.values()), ValueKind::List),
        }
    }
}

fn decoder(decoding: Decoding) -> &'static str {
    match decoding {
        Decoding::Hex => "decode_hex",
        Decoding::Base64 => "decode_base64",
        Decoding::Base64Url => "decode_base64url",
    }
}

fn digest_name(digest: Digest) -> &'static str {
    match digest {
        Digest::Md5 => "md5",
        Digest::Sha1 => "sha1",
        Digest::Sha224 => "sha224",
        Digest::Sha256 => "sha256",
        Digest::Sha384 => "sha384",
        Digest::Sha512 => "sha512",
    }
}

/// The accessor of the attempt, and the field that the pure function is given.
pub(super) fn part_name(part: RequestPart) -> &'static str {
    match part {
        RequestPart::Method => "method",
        RequestPart::Host => "host",
        RequestPart::Port => "port",
        RequestPart::Url => "url",
        RequestPart::Path => "path",
        RequestPart::Query => "query",
        RequestPart::Body => "body",
        RequestPart::Params => "params",
        RequestPart::Form => "form",
        RequestPart::Headers => "headers",
        RequestPart::Fields => "fields",
    }
}

//! Values of templates as Rust expressions.

use crate::emit::tokens::{Ident, TokenStream, quote};

use super::names::Names;
use super::template;
use crate::api::{Api, OwnPair, RequestPart, Scheme, Value, ValueKind};
use crate::emit::client::variable_name;
use crate::emit::ident::ident;

/// An expression and what it yields. A time is always copied.
pub(super) struct Expression {
    pub tokens: TokenStream,
    form: Form,
    pub kind: ValueKind,
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
            (ValueKind::Text, Form::Reference) if tokens.to_string() == "\"\"" => quote!(String::new()),
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
    /// The function that makes the request of a token source's step, before any attempt.
    Step,
    /// The function of a webhook, whose arguments are the credentials and the request that came in.
    Inbound,
}

/// The variables of the function that an expression stands in.
pub(super) struct Scope<'a> {
    pub api: &'a Api,
    pub scheme: &'a Scheme,
    pub inside: Inside,
    pub names: Names,
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
            Value::Composed(template) => template::expression(self, template),
            Value::Counter => {
                let counter = &self.names.counter;
                Expression::place(quote!(#counter), ValueKind::Text)
            }
            Value::Output(source, output) => self.output(*source, *output),
            Value::Uses(source) => {
                let uses = self.names.uses(*source);
                Expression::place(quote!(#uses), ValueKind::Text)
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
        if self.inside == Inside::Inbound {
            let argument = if credential.secret { quote!(#name.expose()) } else { quote!(#name) };
            return Expression::reference(argument, ValueKind::Text);
        }
        // What is not given is empty.
        match (credential.secret, credential.optional) {
            (true, false) => Expression::reference(quote!(#credentials.#name.expose()), ValueKind::Text),
            (true, true) => Expression::reference(
                quote!(#credentials.#name.as_ref().map_or("", runtime::Secret::expose)),
                ValueKind::Text,
            ),
            (false, false) => Expression::place(quote!(#credentials.#name), ValueKind::Text),
            (false, true) => Expression::reference(
                quote!(#credentials.#name.as_deref().unwrap_or_default()),
                ValueKind::Text,
            ),
        }
    }

    fn output(&self, source: usize, output: usize) -> Expression {
        let name = self.names.output(source, output);
        match self.inside {
            Inside::Derived => Expression::reference(self.given(&name), ValueKind::Text),
            Inside::Fresh | Inside::Send | Inside::Inbound => {
                Expression::place(quote!(#name), ValueKind::Text)
            }
            Inside::Step => {
                let tokens = &self.names.tokens;
                let (source, output) = (index(source), index(output));
                Expression::reference(quote!(#tokens.output(#source, #output)), ValueKind::Text)
            }
        }
    }

    fn variable(&self, index: usize) -> Expression {
        let name = self.api.variables.get(index).map_or_else(|| ident(""), variable_name);
        let (auth, given) = (&self.names.auth, &self.names.given);
        if self.inside == Inside::Derived {
            Expression::reference(quote!(#given.#name), ValueKind::Text)
        } else {
            Expression::place(quote!(#auth.#name), ValueKind::Text)
        }
    }

    fn request(&self, part: RequestPart) -> Expression {
        let (name, kind) = (ident(part.name()), part.kind());
        let (attempt, given) = (&self.names.attempt, &self.names.given);
        match self.inside {
            Inside::Derived => Expression::reference(quote!(#given.#name), kind),
            _ if kind == ValueKind::Pairs || part == RequestPart::Url => {
                Expression::new(quote!(#attempt.#name()), kind)
            }
            Inside::Fresh | Inside::Step | Inside::Inbound => {
                Expression::reference(quote!(#attempt.#name()), kind)
            }
            // Owned, for the attempt is changed with it.
            Inside::Send if kind == ValueKind::Text => {
                Expression::new(quote!(String::from(#attempt.#name())), kind)
            }
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
            (Inside::Fresh, false) | (Inside::Step, _) => template::expression(self, &computed.template),
            (Inside::Derived, false) | (Inside::Fresh | Inside::Send, true) | (Inside::Inbound, _) => {
                Expression::place(quote!(#name), kind)
            }
        }
    }

    /// The pairs of the call, with those of the scheme in their place or behind them.
    fn with_own(&self, part: RequestPart, own: &[OwnPair]) -> Expression {
        let mut tokens = self.request(part).tokens;
        for pair in own {
            let name = &pair.name;
            let sent = template::sent(self, &pair.template);
            let value = sent.value.text_argument();
            tokens = match sent.condition {
                None => quote!(#tokens.with(#name, #value)),
                // A name that ends with `_` but is no keyword cannot be a value's.
                Some(condition) => quote!({
                    let mut pairs_ = #tokens.clone();
                    if #condition { pairs_ = pairs_.with(#name, #value); }
                    pairs_
                }),
            };
        }
        if own.is_empty() { self.request(part) } else { Expression::new(tokens, ValueKind::Pairs) }
    }
}

/// An index as it stands in code.
pub(in crate::emit) fn index(index: usize) -> crate::emit::tokens::Literal {
    crate::emit::tokens::Literal::usize_unsuffixed(index)
}

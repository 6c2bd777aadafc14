//! What the templates of a scheme may name, and what it stands for.

use crate::api::{Argument, ComputedValue, Credential, TokenOutput, Value, ValueKind, Variable};
use crate::check::templates::{BUILT_IN, request_part};
use crate::spec::View;
use crate::yaml::Entry;

/// A token source as templates see it.
#[derive(Debug)]
pub(in crate::check) struct SourceNames {
    pub(in crate::check) wire: String,
    pub(in crate::check) outputs: Vec<TokenOutput>,
    /// Whether its values are shared with the server only: all but those of a challenge.
    pub(in crate::check) secret: bool,
    /// Whether something is wrong with its outputs, so that a missing one is no news.
    pub(in crate::check) failed: bool,
}

/// What all templates of a spec may name.
#[derive(Clone, Copy)]
pub(in crate::check) struct Declared<'n> {
    pub(in crate::check) credentials: &'n [Credential],
    pub(in crate::check) variables: &'n [Variable],
    pub(in crate::check) sources: &'n [SourceNames],
}

/// What the templates of a scheme may name.
#[derive(Clone, Copy)]
pub(in crate::check) struct Names<'n> {
    pub(in crate::check) credentials: &'n [Credential],
    pub(in crate::check) variables: &'n [Variable],
    pub(in crate::check) sources: &'n [SourceNames],
    pub(in crate::check) arguments: &'n [Argument],
    /// The values above the template.
    pub(in crate::check) values: &'n [ComputedValue],
    /// The first of them that can be named here; those before belong to whoever uses the recipe.
    pub(in crate::check) first: usize,
    /// Names of values that are wrong themselves.
    pub(in crate::check) failed: &'n [String],
    /// The scheme itself.
    pub(in crate::check) scheme: View<'n>,
    /// The source whose step this is; a recipe names it `self`.
    pub(in crate::check) source: Option<usize>,
    /// Whether this is inside what the scheme adds, so that pairs of the request stand without what it adds.
    pub(in crate::check) inside: bool,
    /// In a recipe of the library: the names of whoever uses it, who may send something beside it.
    pub(in crate::check) user: Option<&'n Names<'n>>,
}

impl<'n> Names<'n> {
    /// The names of a scheme before it has any of its own.
    pub(in crate::check) fn new(declared: Declared<'n>, scheme: View<'n>) -> Self {
        let Declared { credentials, variables, sources } = declared;
        Self {
            credentials,
            variables,
            sources,
            arguments: &[],
            values: &[],
            first: 0,
            failed: &[],
            scheme,
            source: None,
            inside: false,
            user: None,
        }
    }

    pub(in crate::check) fn resolve(&self, name: &str) -> Option<Value> {
        let value = self.values.iter().skip(self.first).position(|value| value.wire == name);
        value
            .map(|index| Value::Computed(self.first + index))
            .or_else(|| if self.user.is_none() { self.declared(name) } else { self.of_itself(name) })
            .or_else(|| match name {
                "now" => Some(Value::Now),
                "nonce" => Some(Value::Nonce),
                "counter" => Some(Value::Counter),
                _ => request_part(name).map(Value::Request),
            })
    }

    /// The value that `self.output` names in a recipe.
    fn of_itself(&self, name: &str) -> Option<Value> {
        let source = self.sources.get(self.source?)?;
        output(self.sources, &format!("{}.{}", source.wire, name.strip_prefix("self.")?))
    }

    /// What the spec declares under that name, other than the values of this scheme.
    pub(in crate::check) fn declared(&self, name: &str) -> Option<Value> {
        let at = |found: Option<usize>, make: fn(usize) -> Value| found.map(make);
        at(self.arguments.iter().position(|argument| argument.wire == name), Value::Argument)
            .or_else(|| {
                at(self.credentials.iter().position(|credential| credential.wire == name), Value::Credential)
            })
            .or_else(|| at(self.variables.iter().position(|variable| variable.wire == name), Value::Variable))
            .or_else(|| output(self.sources, name))
    }

    pub(in crate::check) fn kind(&self, value: &Value) -> ValueKind {
        match value {
            Value::Computed(index) => {
                self.values.get(*index).map_or(ValueKind::Text, |value| value.template.kind)
            }
            Value::Request(part) | Value::WithOwn(part, _) => part.kind(),
            Value::Nonce => ValueKind::Bytes,
            Value::Composed(template) => template.kind,
            Value::Now => ValueKind::Time,
            Value::Call(function, input) => crate::check::functions::result_kind(function, self.kind(input)),
            Value::Text(_)
            | Value::Credential(_)
            | Value::Argument(_)
            | Value::Variable(_)
            | Value::Counter
            | Value::Output(..)
            | Value::Uses(_) => ValueKind::Text,
        }
    }

    /// `source.output`.
    pub(in crate::check) fn output_name(&self, (source, output): (usize, usize)) -> String {
        let Some(source) = self.sources.get(source) else { return String::new() };
        let output = source.outputs.get(output).map_or("", |output| output.wire.as_str());
        format!("{}.{output}", source.wire)
    }

    /// Whether the scheme has a value of that name further down.
    pub(in crate::check) fn later(&self, name: &str) -> bool {
        self.scheme.named("values").iter().any(|entry| entry.key == name)
    }

    /// Whether a name is of a source whose outputs are wrong themselves.
    pub(in crate::check) fn is_of_failed_source(&self, name: &str) -> bool {
        let source = name.split('.').next().unwrap_or_default();
        self.sources.iter().any(|known| known.wire == source && known.failed)
    }

    /// All names.
    pub(in crate::check) fn all(&self) -> Vec<String> {
        let values = self.values.iter().skip(self.first).map(|value| value.wire.clone());
        let mut all: Vec<String> = values.collect();
        if self.user.is_none() {
            all.extend(self.arguments.iter().map(|argument| argument.wire.clone()));
            all.extend(self.credentials.iter().map(|credential| credential.wire.clone()));
            all.extend(self.variables.iter().map(|variable| variable.wire.clone()));
            all.extend(outputs(self.sources));
        }
        all.extend(BUILT_IN.iter().map(|name| (*name).to_owned()));
        all
    }

    /// What the scheme sends under a key such as `headers`, with the names that hold there: first what the user of a recipe
    /// sends beside it.
    pub(in crate::check) fn sent(&self, key: &str) -> Vec<(&'n Entry, Names<'n>)> {
        let of_user = self.user.map(|user| user.sent(key)).unwrap_or_default();
        let own = self.scheme.named(key).iter().map(|entry| (entry, Names { inside: true, ..*self }));
        of_user.into_iter().chain(own).collect()
    }
}

/// `source.output`, for all sources.
pub(in crate::check) fn outputs(sources: &[SourceNames]) -> impl Iterator<Item = String> {
    sources.iter().flat_map(|source| {
        source.outputs.iter().map(move |output| format!("{}.{}", source.wire, output.wire))
    })
}

/// The value that `source.output` or `source.uses` names.
pub(in crate::check) fn output(sources: &[SourceNames], name: &str) -> Option<Value> {
    let (source, output) = name.split_once('.')?;
    let index = sources.iter().position(|known| known.wire == source)?;
    let named = sources[index].outputs.iter().position(|known| known.wire == output);
    match named {
        Some(output) => Some(Value::Output(index, output)),
        None => (output == "uses").then_some(Value::Uses(index)),
    }
}

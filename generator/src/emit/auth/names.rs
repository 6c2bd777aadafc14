//! The variables of generated functions, named so that none of a scheme's is hidden.

use std::collections::BTreeMap;

use crate::emit::tokens::Ident;

use super::used;
use crate::api::{Api, Scheme, Value};
use crate::emit::ident::{free, ident};

/// Our variables.
#[derive(Clone)]
pub(super) struct Names {
    pub auth: Ident,
    pub attempt: Ident,
    pub given: Ident,
    pub values: Ident,
    pub now: Ident,
    pub nonce: Ident,
    pub credentials: Ident,
    pub counter: Ident,
    pub tokens: Ident,
    pub outputs: BTreeMap<(usize, usize), Ident>,
    pub uses: BTreeMap<usize, Ident>,
}

impl Names {
    /// Decides.
    pub(super) fn new(api: &Api, scheme: &Scheme) -> Self {
        Self::beside(api, scheme, Vec::new())
    }

    /// Decides, where these names are taken too.
    pub(super) fn beside(api: &Api, scheme: &Scheme, mut taken: Vec<String>) -> Self {
        let own = scheme
            .values
            .iter()
            .map(|computed| computed.rust.clone())
            .chain(scheme.arguments.iter().map(|argument| argument.rust.clone()))
            .chain(api.variables.iter().map(|variable| variable.rust.clone()))
            .chain(["arguments".to_owned()]);
        taken.extend(own);
        let mut take = |name: &str| {
            let name = free(name, &taken.iter().map(String::as_str).collect::<Vec<_>>());
            taken.push(name.to_string());
            name
        };
        let mut names = Self {
            auth: take("auth"),
            attempt: take("attempt"),
            given: take("given"),
            values: take("values"),
            now: take("now"),
            nonce: take("nonce"),
            credentials: take("credentials"),
            counter: take("counter"),
            tokens: take("tokens"),
            outputs: BTreeMap::new(),
            uses: BTreeMap::new(),
        };
        used::in_scheme(scheme, &mut |value| match value {
            Value::Output(source, output) => {
                let name = output_name(api, *source, *output);
                names.outputs.entry((*source, *output)).or_insert_with(|| take(&name));
            }
            Value::Uses(source) => {
                let name = format!("{}_uses", source_name(api, *source));
                names.uses.entry(*source).or_insert_with(|| take(&name));
            }
            _ => {}
        });
        names
    }

    /// The variable of an output that the scheme reads.
    pub(super) fn output(&self, source: usize, output: usize) -> Ident {
        self.outputs.get(&(source, output)).cloned().unwrap_or_else(|| ident(""))
    }

    /// The variable with the count of uses of a source.
    pub(super) fn uses(&self, source: usize) -> Ident {
        self.uses.get(&source).cloned().unwrap_or_else(|| ident(""))
    }

    /// All outputs that the scheme reads, with their variables.
    pub(super) fn outputs(&self) -> impl Iterator<Item = (usize, usize, &Ident)> {
        self.outputs.iter().map(|((source, output), name)| (*source, *output, name))
    }

    /// All sources whose uses the scheme counts, with their variables.
    pub(super) fn all_uses(&self) -> impl Iterator<Item = (usize, &Ident)> {
        self.uses.iter().map(|(source, name)| (*source, name))
    }
}

fn source_name(api: &Api, source: usize) -> &str {
    api.sources.get(source).map_or("", |source| plain(&source.rust))
}

fn output_name(api: &Api, source: usize, output: usize) -> String {
    let of = api.sources.get(source).and_then(|source| source.outputs.get(output));
    format!("{}_{}", source_name(api, source), of.map_or("", |output| plain(&output.rust)))
}

/// Without what mends a keyword.
fn plain(name: &str) -> &str {
    name.trim_end_matches('_')
}

//! What the user gave: credentials, server variables, outputs of token sources, and values that are fresh in every attempt.

use std::collections::BTreeMap;

use crate::api::{Api, Credential, Endpoint, Scheme, TokenOrigin, Variable};
use crate::nearest::nearest;

use super::Error;

/// Reads an environment variable.
pub type Environment<'e> = &'e dyn Fn(&str) -> Option<String>;

/// What a request is made of, beside the arguments of the call.
#[derive(Clone, Debug, Default)]
pub(super) struct Given {
    pub(super) credentials: BTreeMap<usize, String>,
    pub(super) variables: BTreeMap<usize, String>,
    pub(super) outputs: BTreeMap<(usize, usize), String>,
    /// By scheme and name of the value.
    pub(super) fixed: BTreeMap<(usize, String), String>,
}

/// What a name stands for.
enum Named {
    Credential(usize),
    Variable(usize),
    Output(usize, usize),
    Values(Vec<usize>),
}

impl Given {
    /// What is given by name, the rest from the environment and from the spec's defaults.
    pub(super) fn read(
        api: &Api,
        endpoint: &Endpoint,
        named: &BTreeMap<String, String>,
        environment: Environment<'_>,
    ) -> Result<Self, Error> {
        let mut given = Self::default();
        for (name, text) in named {
            match resolve(api, endpoint, name)? {
                Named::Credential(index) => _ = given.credentials.insert(index, text.clone()),
                Named::Variable(index) => {
                    allowed(&api.variables[index], text)?;
                    given.variables.insert(index, text.clone());
                }
                Named::Output(source, output) => _ = given.outputs.insert((source, output), text.clone()),
                Named::Values(schemes) => {
                    let (_, value) = name.rsplit_once('.').unwrap_or(("", name));
                    for scheme in schemes {
                        given.fixed.insert((scheme, value.to_owned()), text.clone());
                    }
                }
            }
        }
        given.add_environment(api, environment)?;
        given.add_outputs(api);
        Ok(given)
    }

    fn add_environment(&mut self, api: &Api, environment: Environment<'_>) -> Result<(), Error> {
        let set = |name: &str| environment(name).filter(|text| !text.is_empty());
        for (index, credential) in api.credentials.iter().enumerate() {
            if !self.credentials.contains_key(&index)
                && !credential.inbound
                && let Some(text) = set(&credential.env)
            {
                self.credentials.insert(index, text);
            }
        }
        for (index, variable) in api.variables.iter().enumerate() {
            if self.variables.contains_key(&index) {
                continue;
            }
            if let Some(text) = set(&variable.env).or_else(|| variable.default.clone()) {
                allowed(variable, &text)?;
                self.variables.insert(index, text);
            }
        }
        Ok(())
    }

    /// Credentials that stand for outputs.
    fn add_outputs(&mut self, api: &Api) {
        for (at, source) in api.sources.iter().enumerate() {
            for (index, output) in source.outputs.iter().enumerate() {
                let text = output.given.and_then(|credential| self.credentials.get(&credential)).cloned();
                if let (Some(text), false) = (text, self.outputs.contains_key(&(at, index))) {
                    self.outputs.insert((at, index), text);
                }
            }
        }
    }
}

/// The schemes that an endpoint can use, each once.
pub(super) fn schemes_of(endpoint: &Endpoint) -> Vec<usize> {
    let mut schemes: Vec<usize> = endpoint.auth.iter().flatten().map(|used| used.scheme).collect();
    schemes.sort_unstable();
    schemes.dedup();
    schemes
}

/// Whether the values of a source are shared with the server only: all but those of a challenge.
pub(super) fn is_secret_source(api: &Api, source: usize) -> bool {
    api.sources.get(source).is_some_and(|source| !matches!(source.origin, TokenOrigin::Challenge(_)))
}

/// `source.output`.
pub(super) fn output_name(api: &Api, (source, output): (usize, usize)) -> String {
    let Some(source) = api.sources.get(source) else { return String::new() };
    let output = source.outputs.get(output).map_or("", |output| output.wire.as_str());
    format!("{}.{output}", source.name)
}

fn resolve(api: &Api, endpoint: &Endpoint, name: &str) -> Result<Named, Error> {
    let credential = |known: &Credential| known.wire == name && !known.inbound;
    if let Some(index) = api.credentials.iter().position(credential) {
        return Ok(Named::Credential(index));
    }
    if let Some(index) = api.variables.iter().position(|known| known.wire == name) {
        return Ok(Named::Variable(index));
    }
    let outputs = api
        .sources
        .iter()
        .enumerate()
        .flat_map(|(at, source)| (0..source.outputs.len()).map(move |o| (at, o)));
    let mut outputs = outputs.filter(|of| output_name(api, *of) == name);
    if let Some((source, output)) = outputs.next() {
        return Ok(Named::Output(source, output));
    }
    let (scheme, value) = name.rsplit_once('.').map_or((None, name), |(scheme, value)| (Some(scheme), value));
    let of = |index: &usize| {
        let known: &Scheme = &api.schemes[*index];
        scheme.is_none_or(|scheme| scheme == known.name)
            && known.values.iter().any(|known| known.wire == value)
    };
    let schemes: Vec<usize> = schemes_of(endpoint).into_iter().filter(of).collect();
    let fresh =
        |index: &usize| api.schemes[*index].values.iter().any(|known| known.wire == value && known.fresh);
    if !schemes.is_empty() {
        return if schemes.iter().all(fresh) { Ok(Named::Values(schemes)) } else { Err(not_fresh(name)) };
    }
    Err(unknown(api, endpoint, name))
}

fn not_fresh(name: &str) -> Error {
    Error::text(format!(
        "`{name}` is computed from other values, so it is not given; hold another against it with `--expect`"
    ))
}

fn unknown(api: &Api, endpoint: &Endpoint, name: &str) -> Error {
    let credentials = api.credentials.iter().filter(|known| !known.inbound).map(|known| known.wire.clone());
    let variables = api.variables.iter().map(|known| known.wire.clone());
    let outputs = api
        .sources
        .iter()
        .flat_map(|source| source.outputs.iter().map(|output| format!("{}.{}", source.name, output.wire)));
    let fresh = schemes_of(endpoint)
        .into_iter()
        .filter_map(|index| api.schemes.get(index))
        .flat_map(|scheme| scheme.values.iter().filter(|value| value.fresh).map(|value| value.wire.clone()));
    let known: Vec<String> = credentials.chain(variables).chain(outputs).chain(fresh).collect();
    Error::unknown("nothing that is given", name, &known)
}

/// The error for a name that nothing has.
pub(super) fn suggestion(wrong: &str, known: &[String]) -> String {
    match nearest(wrong, known.iter().map(String::as_str)) {
        Some(near) => format!("; a similar name: `{near}`"),
        None if known.is_empty() => String::new(),
        None => {
            let more =
                if known.len() > 24 { format!(" and {} more", known.len() - 24) } else { String::new() };
            let shown: Vec<&str> = known.iter().map(String::as_str).take(24).collect();
            format!("; known here: `{}`{more}", shown.join("`, `"))
        }
    }
}

fn allowed(variable: &Variable, text: &str) -> Result<(), Error> {
    if variable.values.is_empty() || variable.values.iter().any(|value| value == text) {
        return Ok(());
    }
    Err(Error::text(format!(
        "the server variable `{}` is none of `{}`",
        variable.wire,
        variable.values.join("`, `")
    )))
}

//! The endpoint that is called, and what it is called with.

use super::Error;
use crate::api::{Api, Body, Endpoint, Example};
use crate::check::{self, Arguments};
use crate::diagnostic::Problems;
use crate::source::Sources;
use crate::yaml;

/// The arguments of the call.
#[derive(Clone, Copy, Debug)]
pub enum Call<'q> {
    /// Those of the endpoint's first example that shows a request, or none.
    First,
    /// Those of an example, counted from 1.
    Example(usize),
    /// YAML with the keys of an example; where it comes from, for messages.
    Yaml(&'q str, &'q str),
}

/// The endpoint of that name.
pub(super) fn endpoint<'a>(api: &'a Api, name: &str) -> Result<&'a Endpoint, Error> {
    api.endpoints.iter().find(|endpoint| endpoint.name == name).ok_or_else(|| {
        let known: Vec<String> = api.endpoints.iter().map(|endpoint| endpoint.name.clone()).collect();
        Error::unknown(&format!("no endpoint of `{}`", api.name), name, &known)
    })
}

/// The arguments of the call, checked.
pub(super) fn arguments(api: &Api, endpoint: &Endpoint, call: Call<'_>) -> Result<Arguments, Error> {
    match call {
        Call::Yaml(text, origin) => read(api, endpoint, text, origin, None),
        Call::First => match endpoint.examples.iter().find(|example| shows_request(example)) {
            Some(example) => of_example(api, endpoint, example),
            None => read(api, endpoint, "{}", "no arguments", None),
        },
        Call::Example(number) => match number.checked_sub(1).and_then(|index| endpoint.examples.get(index)) {
            Some(example) => of_example(api, endpoint, example),
            None => Err(Error::text(format!(
                "`{}` has {} examples, and no number {number}",
                endpoint.name,
                endpoint.examples.len()
            ))),
        },
    }
}

fn shows_request(example: &Example) -> bool {
    example.body.is_some() || example.has_parameters()
}

fn of_example(api: &Api, endpoint: &Endpoint, example: &Example) -> Result<Arguments, Error> {
    let body = match (&example.body, &endpoint.body) {
        (None, _) => "{}".to_owned(),
        (Some(text), Body::Bytes(_) | Body::Text(_)) => {
            format!("{{\"body\":{}}}", serde_json::Value::from(text.as_str()))
        }
        (Some(json), _) => format!("{{\"body\":{json}}}"),
    };
    read(api, endpoint, &body, "the example", Some(example))
}

fn read(
    api: &Api,
    endpoint: &Endpoint,
    text: &str,
    origin: &str,
    shown: Option<&Example>,
) -> Result<Arguments, Error> {
    let mut sources = Sources::default();
    let file = sources.add(origin, text);
    let mut problems = Problems::default();
    let node = yaml::parse(&sources, file, &mut problems);
    let arguments = node.and_then(|node| check::arguments(api, endpoint, &node, shown, &mut problems));
    arguments.ok_or_else(|| Error::arguments(sources, problems))
}

//! Which of an endpoint's alternatives the client uses, and what is still missing for it.

use std::collections::BTreeSet;

use crate::api::{Api, AuthUse, Endpoint, Scheme, TokenOrigin, UrlPart, Value};
use crate::emit::auth::{needs, needs::Need, used};

use super::Error;
use super::given::{Given, output_name, schemes_of};

/// The schemes that are used, in order.
#[derive(Clone, Debug)]
pub(super) struct Choice {
    pub(super) uses: Vec<AuthUse>,
    /// Why these.
    pub(super) why: String,
}

impl Choice {
    /// The first alternative that lacks nothing, as the client chooses; or the first with the scheme that is `wanted`.
    pub(super) fn make(
        api: &Api,
        endpoint: &Endpoint,
        given: &Given,
        wanted: Option<&str>,
    ) -> Result<Self, Error> {
        if let Some(wanted) = wanted {
            return asked_for(api, endpoint, wanted);
        }
        let mut passed = Vec::new();
        for uses in &endpoint.auth {
            let lacks: Vec<String> =
                uses.iter().filter_map(|one| lack(api, api.schemes.get(one.scheme)?, given)).collect();
            if lacks.is_empty() {
                let why = if endpoint.auth.len() == 1 {
                    "the only choice".to_owned()
                } else if passed.is_empty() {
                    format!(
                        "the first of {} choices, and nothing that it needs is missing",
                        endpoint.auth.len()
                    )
                } else {
                    format!("the first choice that lacks nothing; before it: {}", passed.join("; "))
                };
                return Ok(Self { uses: uses.clone(), why });
            }
            passed.push(format!("{} lacks {}", names(api, uses), lacks.join(" and ")));
        }
        if endpoint.auth.is_empty() {
            return Ok(Self { uses: Vec::new(), why: "the endpoint has no auth".to_owned() });
        }
        Err(Error::text(format!(
            "no choice of auth can be made: {}; give what is missing, or choose with `--auth`",
            passed.join("; ")
        )))
    }
}

/// The names of schemes, for messages.
pub(super) fn names(api: &Api, uses: &[AuthUse]) -> String {
    if uses.is_empty() {
        return "`none`".to_owned();
    }
    let names = uses.iter().filter_map(|one| Some(format!("`{}`", api.schemes.get(one.scheme)?.name)));
    names.collect::<Vec<_>>().join(" and ")
}

fn asked_for(api: &Api, endpoint: &Endpoint, wanted: &str) -> Result<Choice, Error> {
    let is_wanted = |uses: &&Vec<AuthUse>| {
        let named =
            uses.iter().any(|one| api.schemes.get(one.scheme).is_some_and(|known| known.name == wanted));
        named || (wanted == "none" && uses.is_empty())
    };
    match endpoint.auth.iter().find(is_wanted) {
        Some(uses) => Ok(Choice { uses: uses.clone(), why: "asked for".to_owned() }),
        None if wanted == "none" && endpoint.auth.is_empty() => {
            Ok(Choice { uses: Vec::new(), why: "the endpoint has no auth".to_owned() })
        }
        None => {
            let known = schemes_of(endpoint).into_iter().filter_map(|index| api.schemes.get(index));
            let known: Vec<String> = known.map(|scheme| scheme.name.clone()).collect();
            Err(Error::unknown("no auth scheme of the endpoint", wanted, &known))
        }
    }
}

/// What a scheme lacks: itself, or the token sources that it reads.
fn lack(api: &Api, scheme: &Scheme, given: &Given) -> Option<String> {
    let missing = |need: &Need<'_>| missing(api, need, given);
    needs::of_scheme(api, scheme).iter().find_map(missing).or_else(|| {
        needs::sources(scheme, None).into_iter().find_map(|source| source_lack(api, source, given))
    })
}

fn missing(api: &Api, need: &Need<'_>, given: &Given) -> Option<String> {
    match need {
        Need::Credential(index) if given.credentials.contains_key(index) => None,
        Need::Credential(index) => Some(format!("the credential `{}`", api.credentials.get(*index)?.wire)),
        Need::Hook(hook) => Some(format!("the hook `{}`", hook.wire)),
    }
}

/// What the calls of a source lack. Outputs that are given stand for them.
fn source_lack(api: &Api, index: usize, given: &Given) -> Option<String> {
    let source = api.sources.get(index)?;
    let known = |output: &usize| given.outputs.contains_key(&(index, *output));
    let needed = || (0..source.outputs.len()).filter(|output| !source.outputs[*output].optional);
    if needed().all(|output| known(&output)) && (0..source.outputs.len()).any(|output| known(&output)) {
        return None;
    }
    let instead = needs::instead(source);
    if !instead.is_empty() && instead.iter().all(|credential| given.credentials.contains_key(credential)) {
        return None;
    }
    let lacks = needs::of_source(api, source, false).iter().find_map(|need| missing(api, need, given))?;
    Some(format!("{lacks} or `{}`", source.name))
}

/// Whether the client leaves a scheme out for now, because the challenge that it answers has not come.
pub(super) fn waits(api: &Api, scheme: &Scheme, given: &Given) -> bool {
    needs::sources(scheme, None).into_iter().any(|index| {
        let Some(source) = api.sources.get(index) else { return false };
        matches!(source.origin, TokenOrigin::Challenge(_))
            && (0..source.outputs.len()).all(|output| !given.outputs.contains_key(&(index, output)))
    })
}

/// An error that names all that is missing to make the request.
pub(super) fn nothing_missing(
    api: &Api,
    endpoint: &Endpoint,
    choice: &Choice,
    given: &Given,
) -> Result<(), Error> {
    let mut needed = BTreeSet::new();
    let mut need_value = |value: &Value| match value {
        Value::Credential(index) => _ = needed.insert(Needed::Credential(*index)),
        Value::Output(source, output) => _ = needed.insert(Needed::Output(*source, *output)),
        Value::Variable(index) => _ = needed.insert(Needed::Variable(*index)),
        _ => {}
    };
    let schemes = choice.uses.iter().filter_map(|one| api.schemes.get(one.scheme));
    for scheme in schemes.filter(|scheme| !waits(api, scheme, given)) {
        used::in_scheme(scheme, &mut need_value);
    }
    // What stands in optional parts may be left out; the choice has seen to the rest.
    needed.retain(|key| match key {
        Needed::Credential(index) => api.credentials.get(*index).is_some_and(|known| !known.optional),
        Needed::Output(source, output) => {
            let output = api.sources.get(*source).and_then(|source| source.outputs.get(*output));
            output.is_some_and(|output| !output.optional)
        }
        Needed::Variable(_) => true,
    });
    needed.extend(api.server_of(endpoint).url.iter().filter_map(|part| match part {
        UrlPart::Text(_) => None,
        UrlPart::Variable(index) => Some(Needed::Variable(*index)),
        UrlPart::Credential(index) => Some(Needed::Credential(*index)),
        UrlPart::Output(source, output) => Some(Needed::Output(*source, *output)),
    }));
    let lacks: Vec<String> = needed.into_iter().filter_map(|key| lacking(api, &key, given)).collect();
    if lacks.is_empty() {
        return Ok(());
    }
    Err(Error::text(format!("not given: {}", lacks.join(", "))))
}

/// What a request reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Needed {
    Credential(usize),
    Variable(usize),
    Output(usize, usize),
}

fn lacking(api: &Api, key: &Needed, given: &Given) -> Option<String> {
    match key {
        Needed::Credential(index) if given.credentials.contains_key(index) => None,
        Needed::Credential(index) => {
            let credential = api.credentials.get(*index)?;
            Some(format!("the credential `{}` (environment variable {})", credential.wire, credential.env))
        }
        Needed::Variable(index) if given.variables.contains_key(index) => None,
        Needed::Variable(index) => {
            let variable = api.variables.get(*index)?;
            Some(format!("the server variable `{}` (environment variable {})", variable.wire, variable.env))
        }
        Needed::Output(source, output) if given.outputs.contains_key(&(*source, *output)) => None,
        Needed::Output(source, output) => {
            let name = output_name(api, (*source, *output));
            Some(format!("`{name}`, which the client obtains by a call of its own"))
        }
    }
}

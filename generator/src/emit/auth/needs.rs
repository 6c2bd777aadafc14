//! What the user must give for a scheme or a token source: optional credentials and hooks. What every client has, its
//! required credentials, is not counted; nor are the token sources that others read, which the runtime asks one by one.

use std::collections::BTreeSet;

use super::used;
use crate::api::{
    Api, Function, Hook, Scheme, TemplatePart, TokenOrigin, TokenSource, TokenStep, UrlPart, Value,
};

/// Something that must be there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Need<'a> {
    /// An optional credential, by index.
    Credential(usize),
    /// A hook.
    Hook(&'a Hook),
}

/// Needs, each once, in the order in which they were found.
struct Found<'a> {
    api: &'a Api,
    needs: Vec<Need<'a>>,
}

impl<'a> Found<'a> {
    fn new(api: &'a Api) -> Self {
        Self { api, needs: Vec::new() }
    }

    fn add(&mut self, need: Need<'a>) {
        let counts = match need {
            Need::Credential(index) => {
                self.api.credentials.get(index).is_some_and(|credential| credential.optional)
            }
            Need::Hook(_) => true,
        };
        if counts && !self.needs.contains(&need) {
            self.needs.push(need);
        }
    }

    /// What stands outside of optional parts.
    fn parts(&mut self, scheme: &'a Scheme, parts: &'a [TemplatePart]) {
        for part in parts {
            if let TemplatePart::Hole(value) = part {
                self.value(scheme, value);
            }
        }
    }

    fn value(&mut self, scheme: &'a Scheme, value: &'a Value) {
        match value {
            Value::Credential(index) => self.add(Need::Credential(*index)),
            Value::Computed(index) => {
                if let Some(computed) = scheme.values.get(*index) {
                    self.parts(scheme, &computed.template.parts);
                }
            }
            Value::Composed(template) => self.parts(scheme, &template.parts),
            // These say themselves what is when something is missing.
            Value::Call(Function::Or(_) | Function::When(_), _) => {}
            Value::Call(function, inner) => {
                self.value(scheme, inner);
                if let Some(operand) = function.operand() {
                    self.value(scheme, operand);
                }
            }
            _ => {}
        }
    }

    fn scheme(&mut self, scheme: &'a Scheme) {
        for placement in &scheme.send {
            self.parts(scheme, &placement.template.parts);
        }
        if let Some(hook) = &scheme.hook {
            self.add(Need::Hook(hook));
        }
    }

    fn url(&mut self, url: &[UrlPart]) {
        for part in url {
            if let UrlPart::Credential(index) = part {
                self.add(Need::Credential(*index));
            }
        }
    }

    fn step(&mut self, step: &'a TokenStep) {
        let api = self.api;
        self.url(step.server.as_ref().unwrap_or(&api.server.url));
        self.url(&step.path);
        if let Some((template, _)) = &step.body {
            self.parts(&step.scheme, &template.parts);
        }
        self.scheme(&step.scheme);
    }
}

/// What a scheme needs.
pub(crate) fn of_scheme<'a>(api: &'a Api, scheme: &'a Scheme) -> Vec<Need<'a>> {
    let mut found = Found::new(api);
    found.scheme(scheme);
    found.needs
}

/// What the calls of a source need, or its hook: its refresh, or all else.
pub(crate) fn of_source<'a>(api: &'a Api, source: &'a TokenSource, refresh: bool) -> Vec<Need<'a>> {
    let mut found = Found::new(api);
    match &source.origin {
        TokenOrigin::Steps { refresh: Some(step), .. } if refresh => found.step(step),
        TokenOrigin::Steps { steps, .. } if !refresh => steps.iter().for_each(|step| found.step(step)),
        TokenOrigin::Hook(hook) if !refresh => found.add(Need::Hook(hook)),
        TokenOrigin::Steps { .. } | TokenOrigin::Hook(_) | TokenOrigin::Challenge(_) => {}
    }
    found.needs
}

/// The credentials that do as well as calls: that are all of the source's values, or what its refresh reads. Empty: none do.
pub(crate) fn instead(source: &TokenSource) -> Vec<usize> {
    let given = |outputs: &mut dyn Iterator<Item = usize>| -> Option<Vec<usize>> {
        outputs.map(|output| source.outputs.get(output)?.given).collect()
    };
    let needed = source.outputs.iter().enumerate().filter(|(_, output)| !output.optional);
    let refresh = match &source.origin {
        TokenOrigin::Steps { refresh: Some(step), .. } => given(&mut step.needs.iter().copied()),
        _ => None,
    };
    let values = given(&mut needed.map(|(index, _)| index));
    values.filter(|values| !values.is_empty()).or(refresh).unwrap_or_default()
}

/// The sources that a scheme reads, in ascending order; `own`: the one whose step it is.
pub(crate) fn sources(scheme: &Scheme, own: Option<usize>) -> BTreeSet<usize> {
    let mut sources = BTreeSet::new();
    used::in_scheme(scheme, &mut |value| {
        if let Value::Output(source, _) | Value::Uses(source) = value
            && Some(*source) != own
        {
            sources.insert(*source);
        }
    });
    sources
}

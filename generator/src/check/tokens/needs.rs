//! What the steps of a source need of it and of others before they can be sent.

use std::collections::BTreeSet;

use super::Written;
use crate::api::{
    Function, Server, Template, TemplatePart, TokenOrigin, TokenSource, TokenStep, UrlPart, Value,
};
use crate::check::Checker;
use crate::check::usage::{visit_step, visit_url};
use crate::diagnostic::{Code, Diagnostic};

impl<'a> Checker<'a, '_> {
    /// Sets what each step needs and which other sources the calls read; reports what can never be there.
    pub(super) fn needs(
        &mut self,
        index: usize,
        source: &mut TokenSource,
        written: Written<'a>,
        server: Option<&Server>,
    ) {
        let mut others = BTreeSet::new();
        let mut counts_itself = false;
        for step in source.all_steps() {
            let mut see = |value: &Value| {
                counts_itself |= *value == Value::Uses(index);
                if let Value::Output(other, _) | Value::Uses(other) = value {
                    others.insert(*other);
                }
            };
            visit_step(step, &mut see);
            if let (None, Some(server)) = (&step.server, server) {
                visit_url(&server.url, &mut |value| {
                    if let Value::Output(other, _) = value {
                        if *other == index {
                            self.needs_itself(written, step);
                        }
                        others.insert(*other);
                    }
                });
            }
        }
        if counts_itself {
            let name = &written.entry.key;
            self.report(
                Diagnostic::new(
                    Code::WRONG_TOKENS,
                    written.entry.key_span,
                    format!("a call of `{name}` counts the uses of what it is about to renew"),
                )
                .note(format!("`{{{name}.uses}}` starts again with each renewal"))
                .help("use `{counter}`, or a value of the time or the nonce"),
            );
        }
        others.remove(&index);
        source.sources = others.into_iter().collect();
        self.own_outputs(index, source, written);
    }

    fn needs_itself(&mut self, written: Written<'a>, step: &TokenStep) {
        self.report(
            Diagnostic::new(
                Code::TOKEN_CYCLE,
                written.entry.key_span,
                format!(
                    "the server's URL needs `{}`, and `{}` is called there",
                    written.entry.key, step.name
                ),
            )
            .help("write the whole URL in the step: `http: POST https://…`"),
        );
    }

    fn own_outputs(&mut self, index: usize, source: &mut TokenSource, written: Written<'a>) {
        let given: BTreeSet<usize> =
            (0..source.outputs.len()).filter(|output| source.outputs[*output].given.is_some()).collect();
        let TokenOrigin::Steps { steps, refresh } = &mut source.origin else { return };
        let mut yielded = BTreeSet::new();
        for step in steps.iter_mut() {
            let needs: BTreeSet<usize> = needed(step, index).difference(&yielded).copied().collect();
            if let Some(output) = needs.difference(&given).next() {
                let output = &source.outputs[*output].wire;
                self.never_there(written, &step.name, output);
            }
            step.needs = needs.into_iter().collect();
            yielded.extend(step.outputs.iter().map(|(output, ..)| *output));
        }
        let Some(refresh) = refresh else { return };
        let needs = needed(refresh, index);
        if let Some(output) = needs.iter().find(|output| !yielded.contains(output) && !given.contains(output))
        {
            let output = &source.outputs[*output].wire;
            self.never_there(written, &refresh.name, output);
        }
        if needs.is_empty() && !steps.is_empty() {
            let span = written.user.entry("refresh").map_or(written.entry.key_span, |entry| entry.key_span);
            self.report(
                Diagnostic::new(Code::WRONG_TOKENS, span, "a refresh that reads no output of its source")
                    .note("it is called instead of `steps` as soon as the outputs that it reads are there")
                    .help(format!(
                        "name one, such as `{{{}.refresh_token}}`, or remove the refresh",
                        written.entry.key
                    )),
            );
        }
        refresh.needs = needs.into_iter().collect();
    }

    fn never_there(&mut self, written: Written<'a>, step: &str, output: &str) {
        let name = &written.entry.key;
        self.report(
            Diagnostic::new(
                Code::WRONG_TOKENS,
                written.entry.key_span,
                format!("`{step}` needs `{name}.{output}`, which nothing gives before"),
            )
            .help(format!("let an earlier step give it, or the user: `given: {{ {output}: credential }}`")),
        );
    }
}

/// The outputs of its own source that a step cannot do without.
fn needed(step: &TokenStep, source: usize) -> BTreeSet<usize> {
    let mut outputs = BTreeSet::new();
    let mut see = |value: &Value| {
        if let Value::Output(of, output) = value
            && *of == source
        {
            outputs.insert(*output);
        }
    };
    let values = step.scheme.values.iter().map(|value| &value.template);
    let sent = step.scheme.send.iter().map(|placement| &placement.template);
    let body = step.body.iter().map(|(text, _)| text);
    for template in values.chain(sent).chain(body) {
        in_template(template, &mut see);
    }
    for part in step.server.iter().flatten().chain(&step.path) {
        if let UrlPart::Output(source, output) = part {
            see(&Value::Output(*source, *output));
        }
    }
    outputs
}

fn in_template(template: &Template, see: &mut dyn FnMut(&Value)) {
    for part in &template.parts {
        if let TemplatePart::Hole(value) = part {
            in_value(value, see);
        }
    }
}

fn in_value(value: &Value, see: &mut dyn FnMut(&Value)) {
    see(value);
    match value {
        // Either of them will do, and a condition may be empty.
        Value::Call(Function::Or(_) | Function::When(_), _) => {}
        Value::Call(function, input) => {
            in_value(input, see);
            if let Some(other) = function.operand() {
                in_value(other, see);
            }
        }
        Value::Composed(template) => in_template(template, see),
        _ => {}
    }
}

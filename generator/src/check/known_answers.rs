//! Known answers of a scheme: everything that a value needs is given, and nothing else.

use super::Checker;
use super::auth::{Names, visit};
use super::templates::holes;
use crate::api::{KnownAnswer, RequestPart, Value};
use crate::diagnostic::{Code, Diagnostic};
use crate::recipe::{LARGEST, Trouble};
use crate::source::Span;
use crate::spec::{View, text::Text};
use crate::yaml::Entry;

impl<'a> Checker<'a, '_> {
    pub(super) fn known_answers(&mut self, view: View<'a>, names: &Names<'_>) -> Vec<KnownAnswer> {
        view.items("known_answers").iter().map(|node| self.known_answer(View::of(node), names)).collect()
    }

    pub(super) fn known_answer(&mut self, view: View<'a>, names: &Names<'_>) -> KnownAnswer {
        let mut answer = KnownAnswer {
            doc: self.doc(view),
            credentials: Vec::new(),
            arguments: Vec::new(),
            outputs: Vec::new(),
            fresh: Vec::new(),
            request: Vec::new(),
            headers: Vec::new(),
            expect: Vec::new(),
        };
        for entry in view.named("given") {
            self.given(entry, names, &mut answer);
        }
        for entry in view.named("expect") {
            match names.values.iter().position(|value| value.wire == entry.key) {
                Some(index) => answer.expect.push((index, scalar_text(entry))),
                None => {
                    let known = names.values.iter().map(|value| value.wire.as_str());
                    self.unknown(Code::UNKNOWN_NAME, Text::from(entry), "value", known);
                }
            }
        }
        if self.nothing_missing(view, names, &answer) {
            self.answers_hold(view, names, &answer);
        }
        answer
    }

    fn given(&mut self, entry: &'a Entry, names: &Names<'_>, answer: &mut KnownAnswer) {
        if entry.key == "headers" {
            let headers = entry.value.as_map().unwrap_or_default();
            answer.headers = headers.iter().map(|header| (header.key.clone(), scalar_text(header))).collect();
            return;
        }
        if let Some(parent) = ["params", "form", "fields"].iter().find(|name| **name == entry.key) {
            let source = if *parent == "params" { "query" } else { "body" };
            self.report(
                Diagnostic::new(
                    Code::KNOWN_ANSWER,
                    entry.key_span,
                    format!("`{parent}` is read from the `{source}`, so it is not given"),
                )
                .help(format!("give `{source}` as it is sent")),
            );
            return;
        }
        let text = scalar_text(entry);
        // The parameters of a recipe can have the names of credentials.
        let computed = names.values.iter().position(|value| value.wire == entry.key && value.fresh);
        let value = match computed {
            Some(index) => Some(Value::Computed(index)),
            None => names.declared(&entry.key).or_else(|| names.resolve(&entry.key)),
        };
        match value {
            Some(Value::Credential(index)) => answer.credentials.push((index, text)),
            Some(Value::Argument(index)) => answer.arguments.push((index, text)),
            Some(Value::Output(source, output)) => answer.outputs.push(((source, output), text)),
            Some(Value::Request(part)) => answer.request.push((part, text)),
            Some(Value::Computed(index)) if names.values[index].fresh => answer.fresh.push((index, text)),
            Some(Value::Computed(_)) => {
                self.report(
                    Diagnostic::new(
                        Code::KNOWN_ANSWER,
                        entry.key_span,
                        format!("`{}` is computed from the others, so it is not given", entry.key),
                    )
                    .help("move it to `expect`"),
                );
            }
            Some(Value::Now | Value::Nonce | Value::Counter | Value::Uses(_)) => {
                let fresh: Vec<&str> = names
                    .values
                    .iter()
                    .filter(|value| value.fresh)
                    .map(|value| value.wire.as_str())
                    .collect();
                self.report(
                    Diagnostic::new(
                        Code::KNOWN_ANSWER,
                        entry.key_span,
                        format!("`{}` is not given itself, but the values made of it", entry.key),
                    )
                    .note(format!("made of the time, the nonce or a count: `{}`", fresh.join("`, `"))),
                );
            }
            _ => {
                let known = names.all();
                let known = known.iter().map(String::as_str);
                self.unknown(Code::UNKNOWN_NAME, Text::from(entry), "value", known);
            }
        }
    }

    /// The expected values are what the recipe computes.
    fn answers_hold(&mut self, view: View<'a>, names: &Names<'_>, answer: &KnownAnswer) {
        let values = super::evaluate::values(names, answer);
        for (index, expected) in &answer.expect {
            let name = &names.values[*index].wire;
            let span = view
                .named("expect")
                .iter()
                .find(|entry| entry.key == *name)
                .map_or(view.span(), |entry| entry.value.span);
            if let Some(function) = super::evaluate::random_function(names, *index) {
                self.cannot_be_known(name, function, span);
                return;
            }
            let computed = match &values[*index] {
                Ok(computed) => computed.shown(),
                Err(Trouble::Key(function)) => {
                    self.key_is_unreadable(function, span);
                    return;
                }
                // The generated test computes it.
                Err(Trouble::Left(_)) => continue,
                Err(Trouble::Large) => {
                    self.too_large(name, span);
                    return;
                }
            };
            if computed == *expected {
                continue;
            }
            let mut problem = Diagnostic::new(
                Code::KNOWN_ANSWER_DIFFERS,
                span,
                format!("the recipe computes another `{name}`"),
            )
            .label(format!("expected by the page, computed: `{}`", one_line(&computed)));
            for (value, made) in names.values.iter().zip(&values).take(*index) {
                let Ok(made) = made else { continue };
                problem = problem.note(format!("`{}` is `{}`", value.wire, one_line(&made.shown())));
            }
            self.report(problem.help("compare the values above with the vendor's rule, step by step"));
            // What is made of a wrong value is wrong too.
            return;
        }
    }

    fn cannot_be_known(&mut self, name: &str, function: &str, span: Span) {
        self.report(
            Diagnostic::new(Code::KNOWN_ANSWER, span, format!("`{name}` is another one each time"))
                .label("no known answer can have it")
                .note(format!("`{function}` signs with random numbers of its own"))
                .help("expect the text that is signed instead"),
        );
    }

    fn key_is_unreadable(&mut self, function: &str, span: Span) {
        self.report(
            Diagnostic::new(Code::KNOWN_ANSWER, span, format!("the key of `{function}` cannot be read"))
                .label("cannot be computed")
                .help("give a private key of that kind as PEM (in YAML a block with `|`) or as base64"),
        );
    }

    fn too_large(&mut self, name: &str, span: Span) {
        self.report(
            Diagnostic::new(Code::KNOWN_ANSWER, span, format!("`{name}` is not computed"))
                .label("needs too much memory")
                .note(format!("all values together are larger than {} MiB", LARGEST >> 20)),
        );
    }

    /// What the scheme's values are made of must be given.
    fn nothing_missing(&mut self, view: View<'a>, names: &Names<'_>, answer: &KnownAnswer) -> bool {
        let mut missing: Vec<String> = Vec::new();
        let mut need = |name: &str, given: bool| {
            if !given && !missing.iter().any(|known| known == name) {
                missing.push(name.to_owned());
            }
        };
        for (index, value) in names.values.iter().enumerate() {
            if value.fresh {
                need(&value.wire, answer.fresh.iter().any(|(given, _)| *given == index));
                continue;
            }
            for hole in holes(&value.template.parts) {
                visit(hole, &mut |value| match value {
                    Value::Credential(index) => need(
                        &names.credentials[*index].wire,
                        answer.credentials.iter().any(|(given, _)| given == index),
                    ),
                    Value::Argument(index) => {
                        need(
                            &names.arguments[*index].wire,
                            answer.arguments.iter().any(|(given, _)| given == index),
                        );
                    }
                    Value::Output(source, output) => {
                        let of = (*source, *output);
                        let given = answer.outputs.iter().any(|(known, _)| *known == of);
                        need(&names.output_name(of), given);
                    }
                    Value::Request(
                        part @ (RequestPart::Method
                        | RequestPart::Host
                        | RequestPart::Port
                        | RequestPart::Url
                        | RequestPart::Path),
                    ) => need(part.name(), answer.request.iter().any(|(given, _)| given == part)),
                    _ => {}
                });
            }
        }
        if !missing.is_empty() {
            let span = view.entry("given").map_or(view.span(), |entry| entry.key_span);
            self.report(
                Diagnostic::new(
                    Code::KNOWN_ANSWER,
                    span,
                    format!("`{}` must be given", missing.join("`, `")),
                )
                .note("the scheme's values are made of it"),
            );
        }
        missing.is_empty()
    }
}

/// A value in a message: control characters escaped, and not without end.
fn one_line(text: &str) -> String {
    let shown: String = text.escape_debug().take(600).collect();
    if text.len() > 600 { format!("{shown}…") } else { shown }
}

fn scalar_text(entry: &Entry) -> String {
    entry.value.as_scalar().map(|scalar| scalar.text.clone()).unwrap_or_default()
}

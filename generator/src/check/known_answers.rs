//! Known answers of a scheme: everything that a value needs is given, and nothing else.

use super::Checker;
use super::auth::{Names, visit};
use super::templates::{holes, request_part};
use crate::api::{KnownAnswer, RequestPart, Value};
use crate::diagnostic::{Code, Diagnostic};
use crate::spec::{View, text::Text};
use crate::yaml::Entry;

impl<'a> Checker<'a, '_> {
    pub(super) fn known_answers(&mut self, view: View<'a>, names: &Names<'_>) -> Vec<KnownAnswer> {
        view.items("known_answers").iter().map(|node| self.known_answer(View::of(node), names)).collect()
    }

    fn known_answer(&mut self, view: View<'a>, names: &Names<'_>) -> KnownAnswer {
        let mut answer = KnownAnswer {
            doc: self.doc(view),
            credentials: Vec::new(),
            arguments: Vec::new(),
            fresh: Vec::new(),
            request: Vec::new(),
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
        self.nothing_missing(view, names, &answer);
        answer
    }

    fn given(&mut self, entry: &'a Entry, names: &Names<'_>, answer: &mut KnownAnswer) {
        let text = scalar_text(entry);
        match names.resolve(&entry.key) {
            Some(Value::Credential(index)) => answer.credentials.push((index, text)),
            Some(Value::Argument(index)) => answer.arguments.push((index, text)),
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
            Some(Value::Now | Value::Nonce) => {
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
                    .note(format!("made of the time or the nonce: `{}`", fresh.join("`, `"))),
                );
            }
            _ => {
                let known = names.all();
                self.unknown(Code::UNKNOWN_NAME, Text::from(entry), "value", known);
            }
        }
    }

    /// What the scheme's values are made of must be given.
    fn nothing_missing(&mut self, view: View<'a>, names: &Names<'_>, answer: &KnownAnswer) {
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
                    // An empty body is what an answer without a body means.
                    Value::Request(RequestPart::Body | RequestPart::Query) => {}
                    Value::Request(part) => {
                        need(part_name(*part), answer.request.iter().any(|(given, _)| given == part));
                    }
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
    }
}

fn part_name(part: RequestPart) -> &'static str {
    ["method", "host", "path", "query", "body"]
        .into_iter()
        .find(|name| request_part(name) == Some(part))
        .unwrap_or_default()
}

fn scalar_text(entry: &Entry) -> String {
    entry.value.as_scalar().map(|scalar| scalar.text.clone()).unwrap_or_default()
}

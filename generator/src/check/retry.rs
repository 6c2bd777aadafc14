//! Rules about sending again: where answers say how long to wait, what statuses mean, keys of idempotency.

use super::Checker;
use crate::api::{AnswerAt, Endpoint, RetryRules, Step, Treatment, Wait, WaitForm};
use crate::diagnostic::{Code, Diagnostic};
use crate::spec::expression::{self, ExpressionKind, PathStepKind};
use crate::spec::{View, text::Text};

impl<'a> Checker<'a, '_> {
    /// The API's rules about refusals.
    pub(super) fn retry(&mut self) -> RetryRules {
        let Some(view) = self.spec.view("retry") else { return RetryRules::default() };
        if let Some(entry) = self.spec.entry("retry")
            && view.items("wait").is_empty()
            && view.named("statuses").is_empty()
        {
            self.report(Diagnostic::new(Code::EMPTY, entry.key_span, "rules that say nothing"));
        }
        let waits = view.items("wait").iter().filter_map(|node| self.wait(View::of(node))).collect();
        let statuses = view.named("statuses").iter().flat_map(|entry| self.status_rules(entry)).collect();
        RetryRules { waits, statuses }
    }

    fn wait(&mut self, view: View<'a>) -> Option<Wait> {
        let at = match (view.text("header"), view.text("field")) {
            (Some(header), _) => {
                self.header_name(header);
                AnswerAt::Header(header.as_str().to_owned())
            }
            (None, Some(field)) => AnswerAt::Body(self.path_in_body(field, "error.retry_after", "a wait")?),
            (None, None) => return None,
        };
        Some(Wait { at, form: form(view)? })
    }

    /// A path to one value of a body that no type describes. For messages: an example, and what stands there.
    pub(super) fn path_in_body(&mut self, text: Text<'a>, example: &str, what: &str) -> Option<Vec<Step>> {
        let parsed = expression::parse(text, self.problems)?;
        let ExpressionKind::Path(path) = &parsed.kind else {
            self.report(
                Diagnostic::new(Code::WRONG_PATH, parsed.span, "not a path into the answer")
                    .label(format!("expected such as `{example}`")),
            );
            return None;
        };
        let mut steps = Vec::new();
        for step in &path.steps {
            steps.push(match &step.kind {
                PathStepKind::Name(name) => Step::Key(name.clone()),
                PathStepKind::Index(index) => Step::Index(*index),
                PathStepKind::All | PathStepKind::FromEnd(_) => {
                    let message = format!("{what} is one value, counted from the beginning");
                    self.report(
                        Diagnostic::new(Code::WRONG_PATH, step.span, message)
                            .label("expected an index such as `[0]`"),
                    );
                    return None;
                }
            });
        }
        Some(steps)
    }

    /// The header for keys of idempotency that holds for the whole API.
    pub(super) fn idempotency(&mut self) -> Option<Text<'a>> {
        let header = self.spec.text("idempotency")?;
        self.not_none(header, "header");
        self.idempotency_header(header);
        Some(header)
    }

    /// The header of an endpoint: its own, or the API's if sending it twice would do harm.
    pub(super) fn idempotency_of(
        &mut self,
        view: View<'a>,
        repeatable: bool,
        of_api: Option<Text<'_>>,
    ) -> Option<String> {
        let header = match view.text("idempotency") {
            Some(own) if own.as_str() == "none" => None,
            Some(own) => {
                self.idempotency_header(own);
                Some(own)
            }
            None => of_api.filter(|_| !repeatable),
        };
        header.map(|header| header.as_str().to_owned())
    }

    fn idempotency_header(&mut self, header: Text<'_>) {
        self.header_name(header);
        self.own_header(header);
    }

    /// Reports a header of the API that no endpoint sends.
    pub(super) fn unused_idempotency(&mut self, endpoints: &[Endpoint]) {
        let Some(header) = self.spec.text("idempotency") else { return };
        if endpoints.iter().all(|endpoint| endpoint.idempotency.as_deref() != Some(header.as_str())) {
            let text = format!("no endpoint sends the header `{}`", header.as_str());
            self.report(
                Diagnostic::new(Code::UNUSED, header.span(), text)
                    .note("endpoints that are safe to repeat send no key, unless they say so")
                    .help("remove it, or write `idempotency: …` at the endpoints that take a key"),
            );
        }
    }
}

/// How a wait is written.
pub(super) fn form(view: View<'_>) -> Option<WaitForm> {
    Some(match view.text("as")?.as_str() {
        "s" => WaitForm::Seconds,
        "ms" => WaitForm::Millis,
        "min" => WaitForm::Minutes,
        "duration" => WaitForm::Lasting,
        "unix_s" => WaitForm::UnixSeconds,
        "unix_ms" => WaitForm::UnixMillis,
        "http_date" => WaitForm::HttpDate,
        "rfc3339" => WaitForm::Rfc3339,
        _ => return None,
    })
}

/// What a client does about a refusal.
pub(super) fn treatment(word: &str) -> Option<Treatment> {
    Some(match word {
        "fatal" => Treatment::Fatal,
        "retryable" => Treatment::Retryable,
        "throttled" => Treatment::Throttled,
        "reauthenticate" => Treatment::Reauthenticate,
        "clock_skew" => Treatment::ClockSkew,
        _ => return None,
    })
}

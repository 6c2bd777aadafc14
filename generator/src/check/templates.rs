//! Templates of auth schemes: names resolved, kinds of values known, secrets followed.

use super::Checker;
use super::auth::Names;
use crate::api::{OwnPair, RequestPart, Template, TemplatePart, Value, ValueKind};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::Span;
use crate::spec::expression::{Expression, ExpressionKind};
use crate::spec::template::{self, Part};
use crate::spec::text::Text;

/// What is built in, by name.
pub(super) const BUILT_IN: [&str; 13] = [
    "now", "nonce", "method", "host", "port", "url", "path", "query", "body", "params", "form", "headers",
    "fields",
];

impl Checker<'_, '_> {
    pub(super) fn template(&mut self, text: Text<'_>, names: &Names<'_>) -> Option<Template> {
        let parsed = template::parse(text, self.problems)?;
        let parts = self.template_parts(&parsed.parts, names)?;
        let kinds: Vec<ValueKind> = holes(&parts).map(|value| names.kind(value)).collect();
        let single = matches!(parts.as_slice(), [TemplatePart::Hole(_)]);
        let kind = match kinds.as_slice() {
            [only] if single => *only,
            kinds if kinds.contains(&ValueKind::Bytes) => ValueKind::Bytes,
            _ => ValueKind::Text,
        };
        if !single && kinds.iter().any(|kind| matches!(kind, ValueKind::Pairs | ValueKind::List)) {
            self.report(
                Diagnostic::new(Code::WRONG_VALUE, parsed.span, "pairs and lists have no text of their own")
                    .help("join them: `{params | sort | join('=', '&')}`, `{headers | names | join(';')}`"),
            );
            return None;
        }
        if !single && kinds.contains(&ValueKind::Time) {
            self.report(
                Diagnostic::new(Code::WRONG_VALUE, parsed.span, "a time has no text of its own")
                    .help("say in which form: `{now | unix_ms}`, `{now | format('%Y-%m-%d')}`"),
            );
            return None;
        }
        Some(Template { parts, kind })
    }

    /// A template that is sent: text, and no secret that was digested.
    pub(super) fn sent_template(&mut self, text: Text<'_>, names: &Names<'_>) -> Option<Template> {
        let template = self.template(text, names)?;
        let breaks = template.parts.iter().any(|part| match part {
            TemplatePart::Text(fixed) => fixed.contains(['\n', '\r']),
            TemplatePart::Optional(inner) => inner
                .iter()
                .any(|part| matches!(part, TemplatePart::Text(fixed) if fixed.contains(['\n', '\r']))),
            TemplatePart::Hole(_) => false,
        });
        if breaks {
            self.report(
                Diagnostic::new(Code::LINE_BREAK, text.span(), "a line break in what is sent")
                    .label("headers, parameters and cookies are one line"),
            );
            return None;
        }
        if template.kind != ValueKind::Text {
            let what = super::functions::describe(template.kind);
            self.report(
                Diagnostic::new(Code::WRONG_VALUE, text.span(), format!("{what} cannot be sent as they are"))
                    .label("expected text")
                    .help("encode bytes with `hex`, `base64` or `base64url`; give a time a form with `unix_s` or `format`"),
            );
            return None;
        }
        Some(template)
    }

    fn template_parts(&mut self, parts: &[Part], names: &Names<'_>) -> Option<Vec<TemplatePart>> {
        let checked: Vec<Option<TemplatePart>> = parts
            .iter()
            .map(|part| match part {
                Part::Text(text) => Some(TemplatePart::Text(text.clone())),
                Part::Hole(expression) => self.value(expression, names).map(TemplatePart::Hole),
                Part::Optional(inner) => self.template_parts(inner, names).map(TemplatePart::Optional),
            })
            .collect();
        checked.into_iter().collect()
    }

    pub(super) fn value(&mut self, expression: &Expression, names: &Names<'_>) -> Option<Value> {
        match &expression.kind {
            ExpressionKind::Text(text) => Some(Value::Text(text.clone())),
            ExpressionKind::Int(number) => Some(Value::Text(number.to_string())),
            ExpressionKind::Path(path) => {
                let shown = path.shown();
                let value = names.resolve(&shown);
                match value {
                    Some(Value::Request(part @ (RequestPart::Params | RequestPart::Headers))) => {
                        Some(Value::WithOwn(part, self.own_pairs(part, expression.span, names)))
                    }
                    None => {
                        self.unknown_value(&shown, expression.span, names);
                        None
                    }
                    known => known,
                }
            }
            ExpressionKind::Call { name, name_span, input, arguments } => {
                let input = self.value(input, names)?;
                self.call(name, *name_span, input, arguments, names)
            }
            _ => {
                self.report(
                    Diagnostic::new(
                        Code::WRONG_VALUE,
                        expression.span,
                        "a template holds values, not conditions",
                    )
                    .label("expected a name, a text or a function of them"),
                );
                None
            }
        }
    }

    /// What the scheme itself adds to the query or the headers, as far as its values stand above.
    fn own_pairs(&mut self, part: RequestPart, span: Span, names: &Names<'_>) -> Vec<OwnPair> {
        let key = if part == RequestPart::Params { "query" } else { "headers" };
        let mut pairs = Vec::new();
        for entry in names.scheme.named(key) {
            let Some(text) = Text::of(&entry.value) else { continue };
            // What is wrong in it, or depends on later values such as the signature, is not this value's business.
            let problems = std::mem::take(self.problems);
            let template = self.template(text, names);
            *self.problems = problems;
            let Some(template) = template.filter(|template| template.kind == ValueKind::Text) else {
                continue;
            };
            if holes(&template.parts).any(super::secrets::is_fresh) {
                self.report(
                    Diagnostic::new(
                        Code::WRONG_VALUE,
                        text.span(),
                        format!(
                            "`{}` is made of the time or the nonce itself, so it cannot be signed",
                            entry.key
                        ),
                    )
                    .also(span, "signed here")
                    .help("give it a name under `values` and send that"),
                );
                continue;
            }
            pairs.push(OwnPair { name: entry.key.clone(), template });
        }
        pairs
    }

    fn unknown_value(&mut self, name: &str, span: Span, names: &Names<'_>) {
        if names.failed.contains(&name) {
            return;
        }
        let later = names.later(name);
        let problem = Diagnostic::new(Code::UNKNOWN_NAME, span, format!("no value is named `{name}` here"));
        let known: Vec<&str> = names.all().collect();
        self.report(if later {
            problem.note("a value may use only the values above it").help("move it up")
        } else {
            problem.suggest(name, known, "a value")
        });
    }
}

/// The values in a template's holes.
pub(super) fn holes(parts: &[TemplatePart]) -> impl Iterator<Item = &Value> {
    // Optional parts are not nested, so one level is all.
    parts.iter().flat_map(|part| match part {
        TemplatePart::Optional(inner) => inner.iter().filter_map(as_hole),
        single => std::slice::from_ref(single).iter().filter_map(as_hole),
    })
}

fn as_hole(part: &TemplatePart) -> Option<&Value> {
    if let TemplatePart::Hole(value) = part { Some(value) } else { None }
}

/// The part of a request with that name.
pub(super) fn request_part(name: &str) -> Option<RequestPart> {
    Some(match name {
        "method" => RequestPart::Method,
        "host" => RequestPart::Host,
        "port" => RequestPart::Port,
        "url" => RequestPart::Url,
        "params" => RequestPart::Params,
        "form" => RequestPart::Form,
        "headers" => RequestPart::Headers,
        "fields" => RequestPart::Fields,
        "path" => RequestPart::Path,
        "query" => RequestPart::Query,
        "body" => RequestPart::Body,
        _ => return None,
    })
}

//! Templates of auth schemes: names resolved, kinds of values known, secrets followed.

use super::Checker;
use super::auth::{Names, visit};
use crate::api::{Function, OwnPair, RequestPart, Slot, Template, TemplatePart, Value, ValueKind};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::Span;
use crate::spec::expression::{Expression, ExpressionKind, Path, PathStepKind};
use crate::spec::template::{self, Part};
use crate::spec::text::Text;

/// What is built in, by name.
pub(crate) const BUILT_IN: [&str; 14] = [
    "now", "nonce", "counter", "method", "host", "port", "url", "path", "query", "body", "params", "form",
    "headers", "fields",
];

impl Checker<'_, '_> {
    pub(super) fn template(&mut self, text: Text<'_>, names: &Names<'_>) -> Option<Template> {
        let template = self.template_of_field(text, names)?;
        self.no_number(&template.parts, text).map(|()| template)
    }

    /// The same of what is placed in a field, which may be a number.
    fn template_of_field(&mut self, text: Text<'_>, names: &Names<'_>) -> Option<Template> {
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
        if let [TemplatePart::Hole(Value::Call(Function::Number, inner))] = parts.as_slice() {
            self.no_number(&[TemplatePart::Hole(inner.as_ref().clone())], text)?;
        } else {
            self.no_number(&parts, text)?;
        }
        Some(Template { parts, kind })
    }

    fn no_number(&mut self, parts: &[TemplatePart], text: Text<'_>) -> Option<()> {
        let mut found = false;
        for hole in holes(parts) {
            visit(hole, &mut |value| found |= matches!(value, Value::Call(Function::Number, _)));
        }
        if found {
            self.report(
                Diagnostic::new(
                    Code::WRONG_VALUE,
                    text.span(),
                    "`number` stands around the whole of a field",
                )
                .label("no number can stand here")
                .help("use it under `fields`, alone and last: `time: \"{ts | number}\"`"),
            );
        }
        (!found).then_some(())
    }

    /// A template that is sent: text, of one line unless it stands in a body.
    pub(super) fn sent_template(
        &mut self,
        text: Text<'_>,
        slot: &Slot,
        names: &Names<'_>,
    ) -> Option<Template> {
        let template = match slot {
            Slot::Field(_) => self.template_of_field(text, names)?,
            _ => self.template(text, names)?,
        };
        let of_a_body = matches!(slot, Slot::Form(_) | Slot::Field(_));
        if !of_a_body && fixed_texts(&template.parts).any(|fixed| fixed.contains(['\n', '\r'])) {
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
            ExpressionKind::Path(path) => self.named_value(path, expression.span, names),
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

    fn named_value(&mut self, path: &Path, span: Span, names: &Names<'_>) -> Option<Value> {
        let shown = path.shown();
        if let Some(value) = names.resolve(&shown) {
            return Some(self.with_own(value, span, names));
        }
        // One value of several: `headers.date`.
        if let [first, second] = path.steps.as_slice()
            && let PathStepKind::Name(name) = &second.kind
            && let PathStepKind::Name(first) = &first.kind
            && let Some(value) = names.resolve(first)
            && names.kind(&value) == ValueKind::Pairs
        {
            let pairs = self.with_own(value, span, names);
            return Some(Value::Call(Function::Get(name.clone()), Box::new(pairs)));
        }
        self.unknown_value(&shown, span, names);
        None
    }

    /// Pairs of the request with what the scheme itself adds to them.
    fn with_own(&mut self, value: Value, span: Span, names: &Names<'_>) -> Value {
        let Value::Request(part) = value else { return value };
        let Some(key) = own_key(part) else { return value };
        let pairs = if names.inside { Vec::new() } else { self.own_pairs(key, span, names) };
        // Bodies have few fields of a scheme's own.
        if pairs.is_empty() && matches!(part, RequestPart::Form | RequestPart::Fields) {
            return value;
        }
        Value::WithOwn(part, pairs)
    }

    /// What the scheme itself adds there, as far as its values stand above.
    fn own_pairs(&mut self, key: &str, span: Span, names: &Names<'_>) -> Vec<OwnPair> {
        let mut pairs = Vec::new();
        for (entry, names) in names.sent(key) {
            let null = entry.value.as_scalar().is_some_and(crate::yaml::Scalar::is_null);
            let Some(text) = Text::of(&entry.value).filter(|_| !null) else { continue };
            // What is wrong in it, or depends on later values such as the signature, is not this value's business.
            let problems = std::mem::take(self.problems);
            let template = self.template_of_field(text, &names);
            *self.problems = problems;
            let Some(mut template) = template.filter(|template| template.kind == ValueKind::Text) else {
                continue;
            };
            template.take_number();
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
        if names.failed.iter().any(|failed| failed == name) || names.is_of_failed_source(name) {
            return;
        }
        let later = names.later(name);
        let problem = Diagnostic::new(Code::UNKNOWN_NAME, span, format!("no value is named `{name}` here"));
        let all = names.all();
        let known = all.iter().map(String::as_str);
        self.report(if later {
            problem.note("a value may use only the values above it").help("move it up")
        } else {
            problem.suggest(name, known, "a value")
        });
    }
}

impl Template {
    /// Takes the function away that makes a number of a field; `false`: there is none.
    pub(super) fn take_number(&mut self) -> bool {
        match self.parts.as_mut_slice() {
            [TemplatePart::Hole(value)] => match value {
                Value::Call(Function::Number, inner) => {
                    *value = std::mem::replace(inner.as_mut(), Value::Now);
                    true
                }
                _ => false,
            },
            _ => false,
        }
    }
}

/// The key of a scheme under which it adds to those pairs.
fn own_key(part: RequestPart) -> Option<&'static str> {
    Some(match part {
        RequestPart::Params => "query",
        RequestPart::Headers => "headers",
        RequestPart::Form => "form",
        RequestPart::Fields => "fields",
        _ => return None,
    })
}

/// The fixed texts of a template.
fn fixed_texts(parts: &[TemplatePart]) -> impl Iterator<Item = &str> {
    parts
        .iter()
        .flat_map(|part| match part {
            TemplatePart::Optional(inner) => inner.as_slice(),
            single => std::slice::from_ref(single),
        })
        .filter_map(|part| if let TemplatePart::Text(text) = part { Some(text.as_str()) } else { None })
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
    RequestPart::ALL.into_iter().find(|part| part.name() == name)
}

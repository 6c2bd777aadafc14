//! Templates of auth schemes: names resolved, kinds of values known, secrets followed.

use super::Checker;
use super::auth::Names;
use crate::api::{Digest, Function, RequestPart, Template, TemplatePart, Value, ValueKind};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::Span;
use crate::spec::expression::{Expression, ExpressionKind};
use crate::spec::template::{self, Part};
use crate::spec::text::Text;

/// Functions by name.
const FUNCTIONS: [&str; 17] = [
    "unix_s",
    "unix_ms",
    "format",
    "md5",
    "sha1",
    "sha256",
    "sha512",
    "hmac_sha1",
    "hmac_sha256",
    "hmac_sha512",
    "hex",
    "base64",
    "base64url",
    "uuid",
    "upper",
    "lower",
    "percent",
];

/// What is built in, by name.
pub(super) const BUILT_IN: [&str; 7] = ["now", "nonce", "method", "host", "path", "query", "body"];

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
        if template.kind != ValueKind::Text {
            let what = if template.kind == ValueKind::Bytes { "bytes" } else { "a time" };
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

    fn value(&mut self, expression: &Expression, names: &Names<'_>) -> Option<Value> {
        match &expression.kind {
            ExpressionKind::Text(text) => Some(Value::Text(text.clone())),
            ExpressionKind::Int(number) => Some(Value::Text(number.to_string())),
            ExpressionKind::Path(path) => {
                let shown = path.shown();
                let value = names.resolve(&shown);
                if value.is_none() {
                    self.unknown_value(&shown, expression.span, names);
                }
                value
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

    fn unknown_value(&mut self, name: &str, span: Span, names: &Names<'_>) {
        let later = names.later(name);
        let problem = Diagnostic::new(Code::UNKNOWN_NAME, span, format!("no value is named `{name}` here"));
        let known: Vec<&str> = names.all().collect();
        self.report(if later {
            problem.note("a value may use only the values above it").help("move it up")
        } else {
            problem.suggest(name, known, "a value")
        });
    }

    fn call(
        &mut self,
        name: &str,
        span: Span,
        input: Value,
        arguments: &[Expression],
        names: &Names<'_>,
    ) -> Option<Value> {
        let kind = names.kind(&input);
        let takes_argument = name == "format" || name.starts_with("hmac_");
        if !FUNCTIONS.contains(&name) {
            self.report(
                Diagnostic::new(Code::UNKNOWN_FUNCTION, span, format!("no function is named `{name}`"))
                    .suggest(name, FUNCTIONS, "a function"),
            );
            return None;
        }
        if arguments.len() != usize::from(takes_argument) {
            let expected = if takes_argument { "one argument" } else { "no argument" };
            self.report(
                Diagnostic::new(Code::WRONG_VALUE, span, format!("`{name}` takes {expected}"))
                    .label(format!("expected {expected} in parentheses")),
            );
            return None;
        }
        let function = self.function(name, arguments, names)?;
        let fits = match &function {
            Function::UnixSeconds | Function::UnixMillis | Function::Format(_) => kind == ValueKind::Time,
            Function::Uuid => kind == ValueKind::Bytes,
            Function::Upper | Function::Lower | Function::Percent => kind == ValueKind::Text,
            _ => kind != ValueKind::Time,
        };
        if !fits {
            self.wrong_input(name, span, kind, &function);
            return None;
        }
        if function == Function::Uuid && input != Value::Nonce {
            self.report(
                Diagnostic::new(Code::WRONG_VALUE, span, "`uuid` makes a UUID of 16 random bytes")
                    .label("expected `nonce | uuid`"),
            );
            return None;
        }
        Some(Value::Call(function, Box::new(input)))
    }

    fn wrong_input(&mut self, name: &str, span: Span, kind: ValueKind, function: &Function) {
        let found = match kind {
            ValueKind::Text => "text",
            ValueKind::Bytes => "bytes",
            ValueKind::Time => "a time",
        };
        let takes = match function {
            Function::UnixSeconds | Function::UnixMillis | Function::Format(_) => "a time",
            Function::Uuid => "bytes",
            Function::Upper | Function::Lower | Function::Percent => "text",
            _ => "text or bytes",
        };
        self.report(
            Diagnostic::new(Code::WRONG_VALUE, span, format!("`{name}` takes {takes}, not {found}"))
                .label(format!("expected {takes} before the bar")),
        );
    }

    fn function(&mut self, name: &str, arguments: &[Expression], names: &Names<'_>) -> Option<Function> {
        Some(match name {
            "unix_s" => Function::UnixSeconds,
            "unix_ms" => Function::UnixMillis,
            "md5" => Function::Digest(Digest::Md5),
            "sha1" => Function::Digest(Digest::Sha1),
            "sha256" => Function::Digest(Digest::Sha256),
            "sha512" => Function::Digest(Digest::Sha512),
            "hmac_sha1" => Function::Hmac(Digest::Sha1, Box::new(self.key(arguments, names)?)),
            "hmac_sha256" => Function::Hmac(Digest::Sha256, Box::new(self.key(arguments, names)?)),
            "hmac_sha512" => Function::Hmac(Digest::Sha512, Box::new(self.key(arguments, names)?)),
            "hex" => Function::Hex,
            "base64" => Function::Base64,
            "base64url" => Function::Base64Url,
            "uuid" => Function::Uuid,
            "upper" => Function::Upper,
            "lower" => Function::Lower,
            "percent" => Function::Percent,
            _ => return self.time_format(arguments.first()?),
        })
    }

    fn key(&mut self, arguments: &[Expression], names: &Names<'_>) -> Option<Value> {
        let argument = arguments.first()?;
        let key = self.value(argument, names)?;
        if names.kind(&key) == ValueKind::Time {
            self.report(
                Diagnostic::new(Code::WRONG_VALUE, argument.span, "a key is text or bytes")
                    .label("expected text or bytes"),
            );
            return None;
        }
        Some(key)
    }

    fn time_format(&mut self, argument: &Expression) -> Option<Function> {
        if let ExpressionKind::Text(format) = &argument.kind {
            let broken = chrono::format::StrftimeItems::new(format)
                .any(|item| matches!(item, chrono::format::Item::Error));
            if !broken {
                return Some(Function::Format(format.clone()));
            }
        }
        self.report(
            Diagnostic::new(Code::BAD_FORMAT, argument.span, "not a strftime format")
                .label("expected such as `'%Y-%m-%dT%H:%M:%SZ'`"),
        );
        None
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
        "path" => RequestPart::Path,
        "query" => RequestPart::Query,
        "body" => RequestPart::Body,
        _ => return None,
    })
}

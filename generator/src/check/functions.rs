//! The functions of templates: what each takes, and what it gives.

use super::Checker;
use super::auth::Names;
use crate::api::{Decoding, Digest, Function, Value, ValueKind};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::Span;
use crate::spec::expression::{Expression, ExpressionKind};

/// What stands in the parentheses of a function.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Arguments {
    None,
    /// One text in quotes.
    Text,
    /// One value.
    Value,
    /// One or more texts in quotes.
    Names,
    /// Between name and value, and between pairs; of a list: between texts.
    Join,
}

/// Every function: its name, what it takes before the bar, and its arguments.
const FUNCTIONS: [(&str, &[ValueKind], Arguments); 41] = [
    ("unix_s", &[ValueKind::Time], Arguments::None),
    ("unix_ms", &[ValueKind::Time], Arguments::None),
    ("unix_us", &[ValueKind::Time], Arguments::None),
    ("format", &[ValueKind::Time], Arguments::Text),
    ("after", &[ValueKind::Time], Arguments::Text),
    ("md5", DATA, Arguments::None),
    ("sha1", DATA, Arguments::None),
    ("sha224", DATA, Arguments::None),
    ("sha256", DATA, Arguments::None),
    ("sha384", DATA, Arguments::None),
    ("sha512", DATA, Arguments::None),
    ("hmac_md5", DATA, Arguments::Value),
    ("hmac_sha1", DATA, Arguments::Value),
    ("hmac_sha224", DATA, Arguments::Value),
    ("hmac_sha256", DATA, Arguments::Value),
    ("hmac_sha384", DATA, Arguments::Value),
    ("hmac_sha512", DATA, Arguments::Value),
    ("hex", DATA, Arguments::None),
    ("base64", DATA, Arguments::None),
    ("base64url", DATA, Arguments::None),
    ("base64url_padded", DATA, Arguments::None),
    ("decode_hex", &[ValueKind::Text], Arguments::None),
    ("decode_base64", &[ValueKind::Text], Arguments::None),
    ("decode_base64url", &[ValueKind::Text], Arguments::None),
    ("decode_percent", &[ValueKind::Text], Arguments::None),
    ("pairs", &[ValueKind::Text], Arguments::None),
    ("uuid", &[ValueKind::Bytes], Arguments::None),
    ("upper", &[ValueKind::Text], Arguments::None),
    ("lower", &[ValueKind::Text], Arguments::None),
    ("percent", &[ValueKind::Text, ValueKind::Pairs], Arguments::None),
    ("form_encode", &[ValueKind::Text, ValueKind::Pairs], Arguments::None),
    ("trim", &[ValueKind::Text, ValueKind::Pairs], Arguments::None),
    ("sort", &[ValueKind::Pairs, ValueKind::List], Arguments::None),
    ("only", PAIRS, Arguments::Names),
    ("without", PAIRS, Arguments::Names),
    ("drop_empty", PAIRS, Arguments::None),
    ("lower_names", PAIRS, Arguments::None),
    ("merge", PAIRS, Arguments::Value),
    ("names", PAIRS, Arguments::None),
    ("values", PAIRS, Arguments::None),
    ("join", &[ValueKind::Pairs, ValueKind::List], Arguments::Join),
];

const DATA: &[ValueKind] = &[ValueKind::Text, ValueKind::Bytes];
const PAIRS: &[ValueKind] = &[ValueKind::Pairs];

/// What a function gives.
pub(super) fn result_kind(function: &Function, input: ValueKind) -> ValueKind {
    match function {
        Function::Digest(_) | Function::Hmac(..) | Function::Decode(_) => ValueKind::Bytes,
        Function::Names | Function::Values => ValueKind::List,
        Function::Percent | Function::FormEncode | Function::Trim | Function::Sort => input,
        Function::After(_) => ValueKind::Time,
        Function::ToPairs
        | Function::Only(_)
        | Function::Without(_)
        | Function::DropEmpty
        | Function::LowerNames
        | Function::Merge(_) => ValueKind::Pairs,
        _ => ValueKind::Text,
    }
}

/// A kind of value in words.
pub(super) fn describe(kind: ValueKind) -> &'static str {
    match kind {
        ValueKind::Text => "text",
        ValueKind::Bytes => "bytes",
        ValueKind::Time => "a time",
        ValueKind::Pairs => "pairs",
        ValueKind::List => "a list",
    }
}

impl Checker<'_, '_> {
    pub(super) fn call(
        &mut self,
        name: &str,
        span: Span,
        input: Value,
        arguments: &[Expression],
        names: &Names<'_>,
    ) -> Option<Value> {
        let Some((_, takes, signature)) = FUNCTIONS.iter().find(|(known, ..)| *known == name) else {
            let known = FUNCTIONS.iter().map(|(known, ..)| *known);
            self.report(
                Diagnostic::new(Code::UNKNOWN_FUNCTION, span, format!("no function is named `{name}`"))
                    .suggest(name, known, "a function"),
            );
            return None;
        };
        let kind = names.kind(&input);
        if !takes.contains(&kind) {
            let takes = takes.iter().map(|kind| describe(*kind)).collect::<Vec<_>>().join(" or ");
            self.report(
                Diagnostic::new(
                    Code::WRONG_VALUE,
                    span,
                    format!("`{name}` takes {takes}, not {}", describe(kind)),
                )
                .label(format!("expected {takes} before the bar")),
            );
            return None;
        }
        self.count_arguments(name, span, *signature, kind, arguments.len())?;
        let function = self.function(name, kind, arguments, names)?;
        if function == Function::Uuid && input != Value::Nonce {
            self.report(
                Diagnostic::new(Code::WRONG_VALUE, span, "`uuid` makes a UUID of 16 random bytes")
                    .label("expected `nonce | uuid`"),
            );
            return None;
        }
        Some(Value::Call(function, Box::new(input)))
    }

    fn count_arguments(
        &mut self,
        name: &str,
        span: Span,
        signature: Arguments,
        kind: ValueKind,
        given: usize,
    ) -> Option<()> {
        let (fits, expected) = match (signature, kind) {
            (Arguments::None, _) => (given == 0, "nothing in parentheses"),
            (Arguments::Text | Arguments::Value, _) => (given == 1, "one argument in parentheses"),
            (Arguments::Names, _) => (given >= 1, "names in quotes: `('a', 'b')`"),
            (Arguments::Join, ValueKind::Pairs) => {
                (given == 2, "what joins name and value, and pairs: `('=', '&')`")
            }
            (Arguments::Join, _) => (given == 1, "what joins the texts: `(';')`"),
        };
        if !fits {
            self.report(
                Diagnostic::new(Code::WRONG_VALUE, span, format!("`{name}` takes {expected}"))
                    .label(format!("expected {expected}")),
            );
        }
        fits.then_some(())
    }

    fn function(
        &mut self,
        name: &str,
        kind: ValueKind,
        arguments: &[Expression],
        names: &Names<'_>,
    ) -> Option<Function> {
        if let Some(digest) = name.strip_prefix("hmac_").and_then(digest) {
            return Some(Function::Hmac(digest, Box::new(self.key(arguments, names)?)));
        }
        if let Some(digest) = digest(name) {
            return Some(Function::Digest(digest));
        }
        Some(match name {
            "unix_s" => Function::UnixSeconds,
            "unix_ms" => Function::UnixMillis,
            "unix_us" => Function::UnixMicros,
            "hex" => Function::Hex,
            "base64" => Function::Base64,
            "base64url" => Function::Base64Url,
            "base64url_padded" => Function::Base64UrlPadded,
            "decode_hex" => Function::Decode(Decoding::Hex),
            "decode_base64" => Function::Decode(Decoding::Base64),
            "decode_base64url" => Function::Decode(Decoding::Base64Url),
            "decode_percent" => Function::DecodePercent,
            "pairs" => Function::ToPairs,
            "after" => Function::After(self.span_of_time(arguments.first()?)?),
            "uuid" => Function::Uuid,
            "upper" => Function::Upper,
            "lower" => Function::Lower,
            "percent" => Function::Percent,
            "form_encode" => Function::FormEncode,
            "trim" => Function::Trim,
            "sort" => Function::Sort,
            "only" => Function::Only(self.texts(arguments)?),
            "without" => Function::Without(self.texts(arguments)?),
            "drop_empty" => Function::DropEmpty,
            "lower_names" => Function::LowerNames,
            "merge" => Function::Merge(Box::new(self.other_pairs(arguments, names)?)),
            "names" => Function::Names,
            "values" => Function::Values,
            "join" => {
                let mut texts = self.texts(arguments)?.into_iter();
                let first = texts.next()?;
                if kind == ValueKind::Pairs {
                    Function::JoinPairs(first, texts.next()?)
                } else {
                    Function::JoinList(first)
                }
            }
            _ => return self.time_format(arguments.first()?),
        })
    }

    fn texts(&mut self, arguments: &[Expression]) -> Option<Vec<String>> {
        let mut texts = Vec::new();
        for argument in arguments {
            let ExpressionKind::Text(text) = &argument.kind else {
                self.report(
                    Diagnostic::new(Code::WRONG_VALUE, argument.span, "not a fixed text")
                        .label("expected a text in single quotes"),
                );
                return None;
            };
            texts.push(text.clone());
        }
        Some(texts)
    }

    fn span_of_time(&mut self, argument: &Expression) -> Option<std::time::Duration> {
        let duration = match &argument.kind {
            ExpressionKind::Text(text) => super::rates::duration(text),
            _ => None,
        };
        if duration.is_none() {
            self.report(
                Diagnostic::new(Code::WRONG_VALUE, argument.span, "not a duration")
                    .label("expected such as `'60s'` or `'2h'`"),
            );
        }
        duration
    }

    fn other_pairs(&mut self, arguments: &[Expression], names: &Names<'_>) -> Option<Value> {
        let argument = arguments.first()?;
        let value = self.value(argument, names)?;
        if names.kind(&value) != ValueKind::Pairs {
            self.report(
                Diagnostic::new(Code::WRONG_VALUE, argument.span, "`merge` takes other pairs")
                    .label("expected such as `form`"),
            );
            return None;
        }
        Some(value)
    }

    fn key(&mut self, arguments: &[Expression], names: &Names<'_>) -> Option<Value> {
        let argument = arguments.first()?;
        let key = self.value(argument, names)?;
        if !DATA.contains(&names.kind(&key)) {
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

fn digest(name: &str) -> Option<Digest> {
    Some(match name {
        "md5" => Digest::Md5,
        "sha1" => Digest::Sha1,
        "sha224" => Digest::Sha224,
        "sha256" => Digest::Sha256,
        "sha384" => Digest::Sha384,
        "sha512" => Digest::Sha512,
        _ => return None,
    })
}

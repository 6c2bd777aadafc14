//! What stands in the parentheses of a function.

use std::ops::RangeInclusive;
use std::time::Duration;

use super::table::DATA;
use super::{Written, describe};
use crate::api::{Decoding, Digest, Function, Signing, Value, ValueKind};
use crate::check::Checker;
use crate::check::auth::Names;
use crate::diagnostic::{Code, Diagnostic};
use crate::spec::expression::{Expression, ExpressionKind};

/// Sixteen random bytes make so many digits, and so many letters and digits.
const DIGITS: RangeInclusive<i64> = 1..=38;
const ALPHANUMERIC: RangeInclusive<i64> = 1..=21;
/// No number that is counted has more hexadecimal digits.
const HEX_DIGITS: RangeInclusive<i64> = 1..=32;
const CUT: RangeInclusive<i64> = 1..=65_535;

impl Checker<'_, '_> {
    pub(super) fn function(&mut self, written: &Written<'_>, names: &Names<'_>) -> Option<Function> {
        if let Some(function) = plain(written.name) {
            return Some(function);
        }
        if let Some(digest) = written.name.strip_prefix("hmac_").and_then(digest) {
            let key = self.data_argument(written, 0, "a key", names)?;
            return Some(Function::Hmac(digest, Box::new(key)));
        }
        if let Some(signing) = Signing::ALL.into_iter().find(|signing| signing.name() == written.name) {
            let key = self.data_argument(written, 0, "a key", names)?;
            return Some(Function::Sign(signing, Box::new(key)));
        }
        Some(match written.name {
            "after" => Function::After(self.span_of_time(written)?),
            "before" => Function::Before(self.span_of_time(written)?),
            "format" => Function::Format(self.time_format(written)?),
            "digits" => Function::Digits(self.number(written, DIGITS)?),
            "alphanumeric" => Function::Alphanumeric(self.number(written, ALPHANUMERIC)?),
            "hex_number" => Function::HexNumber(self.number(written, HEX_DIGITS)?),
            "take" => Function::Take(self.number(written, CUT)?),
            "skip" => Function::Skip(self.number(written, CUT)?),
            "or" => Function::Or(Box::new(self.text_argument(written, 0, names)?)),
            "when" => Function::When(Box::new(self.data_argument(written, 0, "what decides", names)?)),
            "merge" => Function::Merge(Box::new(self.other_pairs(written, names)?)),
            "only" => Function::Only(self.texts(written)?),
            "without" => Function::Without(self.texts(written)?),
            _ => return self.with_texts(written),
        })
    }

    /// The functions whose arguments are texts in quotes.
    fn with_texts(&mut self, written: &Written<'_>) -> Option<Function> {
        let texts = self.texts(written)?;
        match written.name {
            "split" | "replace" if texts.first().is_some_and(String::is_empty) => {
                self.wrong(&written.arguments[0], "no text", "expected at least one character");
                return None;
            }
            "pairs" if texts.len() == 1 || texts.iter().any(String::is_empty) => {
                self.wrong(
                    &written.arguments[0],
                    "`pairs` takes two texts or none",
                    "expected what joins name and value, and pairs: `('=', ', ')`",
                );
                return None;
            }
            _ => {}
        }
        let mut texts = texts.into_iter();
        Some(match (written.name, texts.next(), texts.next()) {
            ("pairs", None, _) => Function::ToPairs,
            ("pairs", Some(inner), Some(outer)) => Function::SplitPairs(inner, outer),
            ("join", Some(inner), Some(outer)) => Function::JoinPairs(inner, outer),
            ("join", Some(between), None) => Function::JoinList(between),
            ("replace", Some(from), Some(to)) => Function::Replace(from, to),
            ("split", Some(between), None) => Function::Split(between),
            ("group", Some(between), None) => Function::Group(between),
            ("strip", Some(prefix), None) => Function::Strip(prefix),
            ("strip_end", Some(suffix), None) => Function::StripEnd(suffix),
            ("get", Some(name), None) => Function::Get(name),
            _ => return None,
        })
    }

    fn texts(&mut self, written: &Written<'_>) -> Option<Vec<String>> {
        let mut texts = Vec::new();
        for argument in written.arguments {
            let ExpressionKind::Text(text) = &argument.kind else {
                self.wrong(argument, "not a fixed text", "expected a text in single quotes");
                return None;
            };
            texts.push(text.clone());
        }
        Some(texts)
    }

    fn number(&mut self, written: &Written<'_>, range: RangeInclusive<i64>) -> Option<usize> {
        let argument = written.arguments.first()?;
        if let ExpressionKind::Int(number) = argument.kind
            && range.contains(&number)
        {
            return usize::try_from(number).ok();
        }
        let (least, most) = (range.start(), range.end());
        self.wrong(
            argument,
            &format!("not a number that `{}` takes", written.name),
            &format!("expected a number from {least} to {most}"),
        );
        None
    }

    fn span_of_time(&mut self, written: &Written<'_>) -> Option<Duration> {
        let argument = written.arguments.first()?;
        let duration = match &argument.kind {
            ExpressionKind::Text(text) => crate::check::rates::duration(text),
            _ => None,
        };
        if duration.is_none() {
            self.wrong(argument, "not a duration", "expected such as `'60s'` or `'2h'`");
        }
        duration
    }

    fn other_pairs(&mut self, written: &Written<'_>, names: &Names<'_>) -> Option<Value> {
        let argument = written.arguments.first()?;
        let value = self.value(argument, names)?;
        if names.kind(&value) != ValueKind::Pairs {
            self.wrong(argument, "`merge` takes other pairs", "expected such as `form`");
            return None;
        }
        Some(value)
    }

    /// Text or bytes. `what`: what they are, in words.
    pub(super) fn data_argument(
        &mut self,
        written: &Written<'_>,
        index: usize,
        what: &str,
        names: &Names<'_>,
    ) -> Option<Value> {
        let argument = written.arguments.get(index)?;
        let value = self.value(argument, names)?;
        let kind = names.kind(&value);
        if !DATA.contains(&kind) {
            let message = format!("{what} is text or bytes, not {}", describe(kind));
            self.wrong(argument, &message, "expected text or bytes");
            return None;
        }
        Some(value)
    }

    /// Text.
    pub(super) fn text_argument(
        &mut self,
        written: &Written<'_>,
        index: usize,
        names: &Names<'_>,
    ) -> Option<Value> {
        let argument = written.arguments.get(index)?;
        let value = self.value(argument, names)?;
        let kind = names.kind(&value);
        if kind != ValueKind::Text {
            let message = format!("`{}` takes text in its parentheses, not {}", written.name, describe(kind));
            self.wrong(argument, &message, "expected text");
            return None;
        }
        Some(value)
    }

    fn time_format(&mut self, written: &Written<'_>) -> Option<String> {
        let argument = written.arguments.first()?;
        if let ExpressionKind::Text(format) = &argument.kind {
            let broken = chrono::format::StrftimeItems::new(format)
                .any(|item| matches!(item, chrono::format::Item::Error));
            if !broken {
                return Some(format.clone());
            }
        }
        self.report(
            Diagnostic::new(Code::BAD_FORMAT, argument.span, "not a strftime format")
                .label("expected such as `'%Y-%m-%dT%H:%M:%SZ'`"),
        );
        None
    }

    fn wrong(&mut self, argument: &Expression, message: &str, label: &str) {
        self.report(Diagnostic::new(Code::WRONG_VALUE, argument.span, message).label(label));
    }
}

/// The functions that take nothing in parentheses.
fn plain(name: &str) -> Option<Function> {
    if let Some(digest) = digest(name) {
        return Some(Function::Digest(digest));
    }
    Some(match name {
        "unix_s" => Function::UnixSeconds,
        "unix_ms" => Function::UnixMillis,
        "unix_us" => Function::UnixMicros,
        "unix_ns" => Function::UnixNanos,
        "hex" => Function::Hex,
        "base64" => Function::Base64,
        "base64url" => Function::Base64Url,
        "base64url_padded" => Function::Base64UrlPadded,
        "decode_hex" => Function::Decode(Decoding::Hex),
        "decode_base64" => Function::Decode(Decoding::Base64),
        "decode_base64url" => Function::Decode(Decoding::Base64Url),
        "decode_percent" => Function::DecodePercent,
        "uuid" => Function::Uuid,
        "upper" => Function::Upper,
        "lower" => Function::Lower,
        "percent" => Function::Percent,
        "percent_path" => Function::PercentPath,
        "form_encode" => Function::FormEncode,
        "trim" => Function::Trim,
        "length" => Function::Length,
        "text" => Function::Text,
        "number" => Function::Number,
        "json" => Function::Json,
        "sort_json" => Function::SortJson,
        "json_pairs" => Function::JsonPairs,
        "sort" => Function::Sort,
        "sort_any_case" => Function::SortAnyCase,
        "drop_empty" => Function::DropEmpty,
        "lower_names" => Function::LowerNames,
        "upper_names" => Function::UpperNames,
        "names" => Function::Names,
        "values" => Function::Values,
        "first" => Function::First,
        "last" => Function::Last,
        _ => return None,
    })
}

fn digest(name: &str) -> Option<Digest> {
    Digest::ALL.into_iter().find(|digest| digest.name() == name)
}

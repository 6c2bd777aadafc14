//! Templates as their spec writes them, from what was made of them: a recipe of the library has no other text.

use crate::api::{Api, Decoding, Digest, Function, Scheme, Slot, Template, TemplatePart, Value};

use super::given::output_name;

/// What a slot is, for people.
pub(super) fn slot(slot: &Slot) -> String {
    match slot {
        Slot::Header(name) => format!("headers.{name}"),
        Slot::Query(name) => format!("query.{name}"),
        Slot::Cookie(name) => format!("cookies.{name}"),
        Slot::Bearer => "bearer".to_owned(),
        Slot::BasicUser => "basic.username".to_owned(),
        Slot::BasicPassword { .. } => "basic.password".to_owned(),
        Slot::Form(name) => format!("form.{name}"),
        Slot::Field(path) | Slot::JsonField(path) => format!("fields.{}", path.join(".")),
        Slot::Path(name) => format!("path.{name}"),
    }
}

/// A template of a scheme.
pub(super) fn template(api: &Api, scheme: &Scheme, template: &Template) -> String {
    let mut out = String::new();
    Printer { api, scheme }.parts(&template.parts, &mut out);
    out
}

struct Printer<'a> {
    api: &'a Api,
    scheme: &'a Scheme,
}

impl Printer<'_> {
    fn parts(&self, parts: &[TemplatePart], out: &mut String) {
        for part in parts {
            match part {
                TemplatePart::Text(text) => push_fixed(text, out),
                TemplatePart::Hole(value) => {
                    out.push('{');
                    self.value(value, out);
                    out.push('}');
                }
                TemplatePart::Optional(inner) => {
                    out.push('[');
                    self.parts(inner, out);
                    out.push(']');
                }
            }
        }
    }

    fn value(&self, value: &Value, out: &mut String) {
        match value {
            Value::Text(text) => out.push_str(&quoted(text)),
            Value::Credential(index) => {
                out.push_str(self.api.credentials.get(*index).map_or("", |known| &known.wire));
            }
            Value::Argument(index) => {
                out.push_str(self.scheme.arguments.get(*index).map_or("", |known| &known.wire));
            }
            Value::Computed(index) => {
                out.push_str(self.scheme.values.get(*index).map_or("", |known| &known.wire));
            }
            Value::Variable(index) => {
                out.push_str(self.api.variables.get(*index).map_or("", |known| &known.wire));
            }
            Value::Request(part) | Value::WithOwn(part, _) => out.push_str(part.name()),
            Value::Now => out.push_str("now"),
            Value::Nonce => out.push_str("nonce"),
            Value::Counter => out.push_str("counter"),
            Value::Output(source, output) => out.push_str(&output_name(self.api, (*source, *output))),
            Value::Uses(source) => {
                let name = self.api.sources.get(*source).map_or("", |source| source.name.as_str());
                out.extend([name, ".uses"]);
            }
            Value::Composed(template) => {
                out.push('"');
                self.parts(&template.parts, out);
                out.push('"');
            }
            Value::Call(function, input) => {
                self.value(input, out);
                out.push_str(" | ");
                self.function(function, out);
            }
        }
    }

    fn function(&self, function: &Function, out: &mut String) {
        let (name, texts) = words(function);
        out.push_str(&name);
        let mut arguments: Vec<String> = texts;
        if let Some(operand) = function.operand() {
            let mut text = String::new();
            self.value(operand, &mut text);
            arguments.push(text);
        }
        if !arguments.is_empty() {
            out.extend(["(", &arguments.join(", "), ")"]);
        }
    }
}

fn push_fixed(text: &str, out: &mut String) {
    for c in text.chars() {
        match c {
            '{' | '}' | '[' | ']' => out.extend([c, c]),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            other => out.push(other),
        }
    }
}

fn quoted(text: &str) -> String {
    let mut fixed = String::new();
    text.chars().for_each(|c| match c {
        '\n' => fixed.push_str("\\n"),
        '\r' => fixed.push_str("\\r"),
        '\t' => fixed.push_str("\\t"),
        '\'' => fixed.push_str("''"),
        other => fixed.push(other),
    });
    format!("'{fixed}'")
}

/// A function's name, and what stands in its parentheses, but for a value.
fn words(function: &Function) -> (String, Vec<String>) {
    let number = |name: &str, count: &usize| (name.to_owned(), vec![count.to_string()]);
    let text = |name: &str, text: &String| (name.to_owned(), vec![quoted(text)]);
    let both =
        |name: &str, left: &String, right: &String| (name.to_owned(), vec![quoted(left), quoted(right)]);
    let list =
        |name: &str, texts: &[String]| (name.to_owned(), texts.iter().map(|text| quoted(text)).collect());
    let time = |name: &str, time: &std::time::Duration| {
        let text = if time.subsec_millis() == 0 {
            format!("'{}s'", time.as_secs())
        } else {
            format!("'{}ms'", time.as_millis())
        };
        (name.to_owned(), vec![text])
    };
    match function {
        Function::Format(format) => text("format", format),
        Function::After(by) => time("after", by),
        Function::Before(by) => time("before", by),
        Function::Digits(count) => number("digits", count),
        Function::Alphanumeric(count) => number("alphanumeric", count),
        Function::HexNumber(count) => number("hex_number", count),
        Function::Take(count) => number("take", count),
        Function::Skip(count) => number("skip", count),
        Function::Strip(prefix) => text("strip", prefix),
        Function::StripEnd(suffix) => text("strip_end", suffix),
        Function::Replace(from, to) => both("replace", from, to),
        Function::SplitPairs(inner, outer) => both("pairs", inner, outer),
        Function::JoinPairs(inner, outer) => both("join", inner, outer),
        Function::Split(separator) => text("split", separator),
        Function::JoinList(separator) => text("join", separator),
        Function::Group(separator) => text("group", separator),
        Function::Get(name) => text("get", name),
        Function::Only(names) => list("only", names),
        Function::Without(names) => list("without", names),
        other => (plain(other), Vec::new()),
    }
}

/// The names of functions that have nothing but a value in parentheses.
fn plain(function: &Function) -> String {
    let name = match function {
        Function::Digest(digest) => digest.name(),
        Function::Hmac(digest, _) => return hmac(*digest),
        Function::Sign(signing, _) => signing.name(),
        Function::UnixSeconds => "unix_s",
        Function::UnixMillis => "unix_ms",
        Function::UnixMicros => "unix_us",
        Function::UnixNanos => "unix_ns",
        Function::Hex => "hex",
        Function::Base64 => "base64",
        Function::Base64Url => "base64url",
        Function::Base64UrlPadded => "base64url_padded",
        Function::Decode(Decoding::Hex) => "decode_hex",
        Function::Decode(Decoding::Base64) => "decode_base64",
        Function::Decode(Decoding::Base64Url) => "decode_base64url",
        Function::Uuid => "uuid",
        Function::Upper => "upper",
        Function::Lower => "lower",
        Function::Percent => "percent",
        Function::PercentPath => "percent_path",
        Function::FormEncode => "form_encode",
        Function::DecodePercent => "decode_percent",
        Function::Trim => "trim",
        Function::Length => "length",
        Function::Text => "text",
        Function::Number => "number",
        Function::Or(_) => "or",
        Function::When(_) => "when",
        Function::Json => "json",
        Function::SortJson => "sort_json",
        Function::JsonPairs => "json_pairs",
        Function::ToPairs => "pairs",
        Function::Sort => "sort",
        Function::SortAnyCase => "sort_any_case",
        Function::DropEmpty => "drop_empty",
        Function::LowerNames => "lower_names",
        Function::UpperNames => "upper_names",
        Function::Merge(_) => "merge",
        Function::Names => "names",
        Function::Values => "values",
        Function::First => "first",
        Function::Last => "last",
        // Those with texts or numbers are named above.
        _ => "",
    };
    name.to_owned()
}

fn hmac(digest: Digest) -> String {
    format!("hmac_{}", digest.name())
}

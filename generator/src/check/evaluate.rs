//! Computes a recipe, as the generated client will: for known answers, whose result the spec says.

use hmac::{KeyInit as _, Mac as _};
use md5::Digest as _;

use super::auth::Names;
use crate::api::{
    Decoding, Digest, Function, KnownAnswer, OwnPair, RequestPart, Template, TemplatePart, Value, ValueKind,
};

/// A value that was computed.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Computed {
    Text(String),
    Bytes(Vec<u8>),
    Pairs(Vec<(String, String)>),
    List(Vec<String>),
}

impl Computed {
    fn bytes(&self) -> Vec<u8> {
        match self {
            Self::Text(text) => text.clone().into_bytes(),
            Self::Bytes(bytes) => bytes.clone(),
            Self::Pairs(_) | Self::List(_) => Vec::new(),
        }
    }

    fn text(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Bytes(bytes) => String::from_utf8_lossy(bytes).into_owned(),
            Self::Pairs(_) | Self::List(_) => String::new(),
        }
    }

    fn pairs(&self) -> Vec<(String, String)> {
        if let Self::Pairs(pairs) = self { pairs.clone() } else { Vec::new() }
    }

    fn is_empty(&self) -> bool {
        match self {
            Self::Text(text) => text.is_empty(),
            Self::Bytes(bytes) => bytes.is_empty(),
            Self::Pairs(pairs) => pairs.is_empty(),
            Self::List(texts) => texts.is_empty(),
        }
    }

    /// As known answers write it: bytes that are no text in hexadecimal.
    pub(super) fn shown(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Bytes(bytes) => String::from_utf8(bytes.clone()).unwrap_or_else(|_| hex(bytes)),
            Self::Pairs(pairs) => {
                pairs.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("&")
            }
            Self::List(texts) => texts.join(", "),
        }
    }
}

/// All values of a scheme, in order.
pub(super) fn values(names: &Names<'_>, answer: &KnownAnswer) -> Vec<Computed> {
    let mut run = Run { names, answer, values: Vec::new() };
    for (index, value) in names.values.iter().enumerate() {
        let computed = match answer.fresh.iter().find(|(fresh, _)| *fresh == index) {
            Some((_, text)) if value.template.kind == ValueKind::Bytes => {
                Computed::Bytes(text.clone().into_bytes())
            }
            Some((_, text)) => Computed::Text(text.clone()),
            None => run.template(&value.template),
        };
        run.values.push(computed);
    }
    run.values
}

struct Run<'n> {
    names: &'n Names<'n>,
    answer: &'n KnownAnswer,
    values: Vec<Computed>,
}

impl Run<'_> {
    fn template(&self, template: &Template) -> Computed {
        if let [TemplatePart::Hole(only)] = template.parts.as_slice() {
            return self.value(only);
        }
        let bytes = self.parts(&template.parts);
        match (template.kind, String::from_utf8(bytes)) {
            (ValueKind::Bytes, Ok(text)) => Computed::Bytes(text.into_bytes()),
            (_, Ok(text)) => Computed::Text(text),
            (_, Err(bytes)) => Computed::Bytes(bytes.into_bytes()),
        }
    }

    fn parts(&self, parts: &[TemplatePart]) -> Vec<u8> {
        let mut all = Vec::new();
        for part in parts {
            match part {
                TemplatePart::Text(text) => all.extend_from_slice(text.as_bytes()),
                TemplatePart::Hole(value) => all.extend(self.value(value).bytes()),
                TemplatePart::Optional(inner) => {
                    let empty = inner.iter().any(|part| match part {
                        TemplatePart::Hole(value) => self.value(value).is_empty(),
                        _ => false,
                    });
                    if !empty {
                        all.extend(self.parts(inner));
                    }
                }
            }
        }
        all
    }

    fn value(&self, value: &Value) -> Computed {
        let given = |list: &[(usize, String)], index: usize| {
            let text = list.iter().find(|(of, _)| *of == index).map(|(_, text)| text.clone());
            Computed::Text(text.unwrap_or_default())
        };
        match value {
            Value::Text(text) => Computed::Text(text.clone()),
            Value::Credential(index) => given(&self.answer.credentials, *index),
            Value::Argument(index) => given(&self.answer.arguments, *index),
            Value::Computed(index) => {
                self.values.get(*index).cloned().unwrap_or(Computed::Text(String::new()))
            }
            Value::Variable(index) => {
                let variable = self.names.variables.get(*index);
                Computed::Text(variable.and_then(|variable| variable.default.clone()).unwrap_or_default())
            }
            Value::Request(part) => self.request(*part),
            Value::WithOwn(part, own) => self.with_own(*part, own),
            // Fresh values are given.
            Value::Now | Value::Nonce => Computed::Text(String::new()),
            Value::Call(function, input) => self.call(function, &self.value(input)),
        }
    }

    fn request(&self, part: RequestPart) -> Computed {
        let text = |part: RequestPart| {
            let found = self.answer.request.iter().find(|(of, _)| *of == part);
            found.map(|(_, text)| text.clone()).unwrap_or_default()
        };
        match part {
            RequestPart::Body => Computed::Bytes(text(RequestPart::Body).into_bytes()),
            RequestPart::Params => Computed::Pairs(decoded(&text(RequestPart::Query))),
            RequestPart::Form => Computed::Pairs(decoded(&text(RequestPart::Body))),
            RequestPart::Headers => Computed::Pairs(self.answer.headers.clone()),
            RequestPart::Fields => Computed::Pairs(json_fields(&text(RequestPart::Body))),
            other => Computed::Text(text(other)),
        }
    }

    /// What the scheme sets stands in for what the call had under that name.
    fn with_own(&self, part: RequestPart, own: &[OwnPair]) -> Computed {
        let mut pairs = self.request(part).pairs();
        for pair in own {
            let value = self.template(&pair.template).text();
            match pairs.iter_mut().find(|(name, _)| name.eq_ignore_ascii_case(&pair.name)) {
                Some((_, known)) => *known = value,
                None => pairs.push((pair.name.clone(), value)),
            }
        }
        Computed::Pairs(pairs)
    }

    fn call(&self, function: &Function, input: &Computed) -> Computed {
        let text = Computed::Text;
        match function {
            // Times are fresh, so they are given.
            Function::UnixSeconds
            | Function::UnixMillis
            | Function::UnixMicros
            | Function::Format(_)
            | Function::After(_)
            | Function::Uuid => input.clone(),
            Function::Digest(kind) => Computed::Bytes(digest(*kind, &input.bytes())),
            Function::Hmac(kind, key) => {
                Computed::Bytes(hmac(*kind, &self.value(key).bytes(), &input.bytes()))
            }
            Function::Hex => text(hex(&input.bytes())),
            Function::Base64 => text(base64(&input.bytes(), &STANDARD, true)),
            Function::Base64Url => text(base64(&input.bytes(), &URL_SAFE, false)),
            Function::Base64UrlPadded => text(base64(&input.bytes(), &URL_SAFE, true)),
            Function::Decode(Decoding::Hex) => Computed::Bytes(decode_hex(&input.text())),
            Function::Decode(Decoding::Base64) => Computed::Bytes(decode_base64(&input.text(), &STANDARD)),
            Function::Decode(Decoding::Base64Url) => Computed::Bytes(decode_base64(&input.text(), &URL_SAFE)),
            Function::Upper => text(input.text().to_ascii_uppercase()),
            Function::Lower => text(input.text().to_ascii_lowercase()),
            Function::Percent => each(input, percent),
            Function::FormEncode => each(input, form_encode),
            Function::Trim => trimmed(input),
            Function::DecodePercent => text(percent_decoded(&input.text(), false)),
            Function::ToPairs => Computed::Pairs(decoded(&input.text())),
            Function::Merge(other) => {
                let mut pairs = input.pairs();
                pairs.extend(self.value(other).pairs());
                Computed::Pairs(pairs)
            }
            other => collection(other, input),
        }
    }
}

/// The functions of pairs and lists.
fn collection(function: &Function, input: &Computed) -> Computed {
    if let Computed::List(texts) = input {
        let mut texts = texts.clone();
        return match function {
            Function::JoinList(separator) => Computed::Text(texts.join(separator)),
            _ => {
                texts.sort();
                Computed::List(texts)
            }
        };
    }
    let mut pairs = input.pairs();
    let named = |names: &[String], name: &str| names.iter().any(|known| known.eq_ignore_ascii_case(name));
    match function {
        Function::Sort => pairs.sort(),
        Function::Only(names) => pairs.retain(|(name, _)| named(names, name)),
        Function::Without(names) => pairs.retain(|(name, _)| !named(names, name)),
        Function::DropEmpty => pairs.retain(|(_, value)| !value.is_empty()),
        Function::LowerNames => pairs.iter_mut().for_each(|(name, _)| name.make_ascii_lowercase()),
        Function::JoinPairs(inner, outer) => {
            let joined: Vec<String> =
                pairs.iter().map(|(name, value)| format!("{name}{inner}{value}")).collect();
            return Computed::Text(joined.join(outer));
        }
        Function::Names => return Computed::List(pairs.into_iter().map(|(name, _)| name).collect()),
        Function::Values => return Computed::List(pairs.into_iter().map(|(_, value)| value).collect()),
        _ => {}
    }
    Computed::Pairs(pairs)
}

fn each(input: &Computed, encode: fn(&str) -> String) -> Computed {
    match input {
        Computed::Pairs(pairs) => {
            Computed::Pairs(pairs.iter().map(|(name, value)| (encode(name), encode(value))).collect())
        }
        other => Computed::Text(encode(&other.text())),
    }
}

/// Of values also runs of white space inside become one blank, as canonical headers have it.
fn trimmed(input: &Computed) -> Computed {
    match input {
        Computed::Pairs(pairs) => Computed::Pairs(
            pairs
                .iter()
                .map(|(name, value)| (name.clone(), value.split_whitespace().collect::<Vec<_>>().join(" ")))
                .collect(),
        ),
        other => Computed::Text(other.text().trim().to_owned()),
    }
}

fn digest(kind: Digest, data: &[u8]) -> Vec<u8> {
    match kind {
        Digest::Md5 => md5::Md5::digest(data).to_vec(),
        Digest::Sha1 => sha1::Sha1::digest(data).to_vec(),
        Digest::Sha224 => sha2::Sha224::digest(data).to_vec(),
        Digest::Sha256 => sha2::Sha256::digest(data).to_vec(),
        Digest::Sha384 => sha2::Sha384::digest(data).to_vec(),
        Digest::Sha512 => sha2::Sha512::digest(data).to_vec(),
    }
}

/// A key of any length is fine for an HMAC, so there is always a value.
fn hmac(kind: Digest, key: &[u8], data: &[u8]) -> Vec<u8> {
    macro_rules! with {
        ($digest:ty) => {
            hmac::Hmac::<$digest>::new_from_slice(key)
                .map(|mac| mac.chain_update(data).finalize().into_bytes().to_vec())
                .unwrap_or_default()
        };
    }
    match kind {
        Digest::Md5 => with!(md5::Md5),
        Digest::Sha1 => with!(sha1::Sha1),
        Digest::Sha224 => with!(sha2::Sha224),
        Digest::Sha256 => with!(sha2::Sha256),
        Digest::Sha384 => with!(sha2::Sha384),
        Digest::Sha512 => with!(sha2::Sha512),
    }
}

fn hex(bytes: &[u8]) -> String {
    let digits = bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    digits.filter_map(|digit| char::from_digit(digit.into(), 16)).collect()
}

const STANDARD: base64::alphabet::Alphabet = base64::alphabet::STANDARD;
const URL_SAFE: base64::alphabet::Alphabet = base64::alphabet::URL_SAFE;

fn base64(bytes: &[u8], alphabet: &base64::alphabet::Alphabet, padded: bool) -> String {
    use base64::Engine as _;
    let config = base64::engine::GeneralPurposeConfig::new().with_encode_padding(padded);
    base64::engine::GeneralPurpose::new(alphabet, config).encode(bytes)
}

fn decode_base64(text: &str, alphabet: &base64::alphabet::Alphabet) -> Vec<u8> {
    use base64::Engine as _;
    let config = base64::engine::GeneralPurposeConfig::new()
        .with_decode_padding_mode(base64::engine::DecodePaddingMode::Indifferent);
    base64::engine::GeneralPurpose::new(alphabet, config).decode(text).unwrap_or_default()
}

fn decode_hex(text: &str) -> Vec<u8> {
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    let bytes: Option<Vec<u8>> = text
        .as_bytes()
        .chunks(2)
        .map(|pair| match pair {
            [high, low] => Some(digit(*high)? << 4 | digit(*low)?),
            _ => None,
        })
        .collect();
    bytes.unwrap_or_default()
}

fn percent(text: &str) -> String {
    encode(text, |byte| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte))
}

fn form_encode(text: &str) -> String {
    encode(text, |byte| byte.is_ascii_alphanumeric() || b"-._* ".contains(&byte)).replace(' ', "+")
}

fn encode(text: &str, keeps: fn(u8) -> bool) -> String {
    text.bytes()
        .map(|byte| if keeps(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") })
        .collect()
}

/// Text as it was before it was percent-encoded; `plus`: and a `+` stood for a space.
fn percent_decoded(text: &str, plus: bool) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        rest = tail;
        match (first, tail) {
            (b'%', [high, low, after @ ..]) if high.is_ascii_hexdigit() && low.is_ascii_hexdigit() => {
                bytes.extend(decode_hex(&String::from_utf8_lossy(&[*high, *low])));
                rest = after;
            }
            (b'+', _) if plus => bytes.push(b' '),
            _ => bytes.push(*first),
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// `a=1&b=%20` as pairs.
fn decoded(query: &str) -> Vec<(String, String)> {
    query
        .split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            (percent_decoded(name, true), percent_decoded(value, true))
        })
        .collect()
}

/// The top-level scalars of a JSON object.
fn json_fields(body: &str) -> Vec<(String, String)> {
    let Ok(serde_json::Value::Object(fields)) = serde_json::from_str(body) else { return Vec::new() };
    fields
        .into_iter()
        .filter_map(|(name, value)| match value {
            serde_json::Value::String(text) => Some((name, text)),
            serde_json::Value::Number(number) => Some((name, number.to_string())),
            serde_json::Value::Bool(flag) => Some((name, flag.to_string())),
            _ => None,
        })
        .collect()
}

//! What each function gives.

use chrono::TimeDelta;

use super::{Computed, Outcome, digests, encodings, json, numbers, pairs};
use crate::api::{Decoding, Function, Signing};

/// A function of a value. `operand`: the value in its parentheses.
pub(super) fn call(function: &Function, input: &Computed, operand: Option<&Computed>) -> Outcome {
    if let Function::Sign(signing, _) = function {
        return sign(*signing, &operand.map(Computed::bytes).unwrap_or_default(), &input.bytes());
    }
    Ok(match input {
        Computed::Time(time) => of_time(function, *time),
        Computed::Pairs(pairs) => of_pairs(function, pairs.clone(), operand),
        Computed::List(texts) => of_list(function, texts.clone()),
        Computed::Text(_) | Computed::Bytes(_) => of_data(function, input, operand),
    })
}

/// By how much a function can make its input longer by means of texts of its own, beyond a small multiple.
pub(super) fn growth(function: &Function, input: &Computed) -> usize {
    let (count, added) = match (function, input) {
        (Function::Replace(from, to), Computed::Text(text)) => {
            (text.matches(from.as_str()).count(), to.len())
        }
        (Function::JoinList(between), Computed::List(texts)) => (texts.len(), between.len()),
        (Function::JoinPairs(inner, outer), Computed::Pairs(pairs)) => {
            (pairs.len(), inner.len().saturating_add(outer.len()))
        }
        (Function::Group(between), Computed::Pairs(pairs)) => (pairs.len(), between.len()),
        _ => return 0,
    };
    count.saturating_mul(added)
}

#[cfg(feature = "asymmetric")]
fn sign(signing: Signing, key: &[u8], data: &[u8]) -> Outcome {
    super::signatures::sign(signing, key, data)
        .map(Computed::Bytes)
        .ok_or(super::Trouble::Key(signing.name()))
}

#[cfg(not(feature = "asymmetric"))]
fn sign(signing: Signing, _key: &[u8], _data: &[u8]) -> Outcome {
    Err(super::Trouble::Left(signing.name()))
}

fn of_time(function: &Function, time: chrono::DateTime<chrono::Utc>) -> Computed {
    let moved = |by: Option<chrono::DateTime<chrono::Utc>>| Computed::Time(by.unwrap_or(time));
    match function {
        Function::UnixMillis => Computed::Text(time.timestamp_millis().to_string()),
        Function::UnixMicros => Computed::Text(time.timestamp_micros().to_string()),
        Function::UnixNanos => {
            let nanos = i128::from(time.timestamp()) * 1_000_000_000;
            Computed::Text((nanos + i128::from(time.timestamp_subsec_nanos())).to_string())
        }
        Function::Format(format) => {
            let mut text = String::new();
            // A format that chrono does not know is refused when the spec is checked.
            let _ = std::fmt::Write::write_fmt(&mut text, format_args!("{}", time.format(format)));
            Computed::Text(text)
        }
        Function::After(duration) => {
            moved(TimeDelta::from_std(*duration).ok().and_then(|by| time.checked_add_signed(by)))
        }
        Function::Before(duration) => {
            moved(TimeDelta::from_std(*duration).ok().and_then(|by| time.checked_sub_signed(by)))
        }
        // All that is left.
        _ => Computed::Text(time.timestamp().to_string()),
    }
}

/// The functions of text or bytes.
fn of_data(function: &Function, input: &Computed, operand: Option<&Computed>) -> Computed {
    let text = Computed::Text;
    let operand = operand.map(Computed::bytes).unwrap_or_default();
    match function {
        Function::Digest(kind) => Computed::Bytes(digests::digest(*kind, &input.bytes())),
        Function::Hmac(kind, _) => Computed::Bytes(digests::hmac(*kind, &operand, &input.bytes())),
        Function::Hex => text(encodings::hex(&input.bytes())),
        Function::Base64 => text(encodings::base64(&input.bytes())),
        Function::Base64Url => text(encodings::base64url(&input.bytes(), false)),
        Function::Base64UrlPadded => text(encodings::base64url(&input.bytes(), true)),
        Function::Uuid => text(numbers::uuid(&input.bytes())),
        Function::Digits(count) => text(numbers::digits(&input.bytes(), *count)),
        Function::Alphanumeric(count) => text(numbers::alphanumeric(&input.bytes(), *count)),
        Function::Length => text(input.bytes().len().to_string()),
        Function::Text => text(String::from_utf8(input.bytes()).unwrap_or_default()),
        Function::SortJson => text(json::sorted(&input.bytes())),
        Function::JsonPairs => Computed::Pairs(json::fields(&input.bytes())),
        other => of_text(other, input.text(), &operand),
    }
}

/// The functions of text alone.
fn of_text(function: &Function, input: String, operand: &[u8]) -> Computed {
    match function {
        Function::Decode(Decoding::Hex) => Computed::Bytes(encodings::decode_hex(&input)),
        Function::Decode(Decoding::Base64) => Computed::Bytes(encodings::decode_base64(&input)),
        Function::Decode(Decoding::Base64Url) => Computed::Bytes(encodings::decode_base64url(&input)),
        Function::ToPairs => Computed::Pairs(pairs::from_query(&input)),
        Function::SplitPairs(inner, outer) => Computed::Pairs(pairs::split(&input, inner, outer)),
        Function::Split(separator) => {
            Computed::List(input.split(separator.as_str()).map(str::to_owned).collect())
        }
        Function::DecodePercent => Computed::Text(encodings::decode_percent(&input, false)),
        Function::HexNumber(count) => Computed::Text(numbers::hex_number(&input, *count)),
        Function::Strip(prefix) => {
            Computed::Text(input.strip_prefix(prefix.as_str()).unwrap_or(&input).to_owned())
        }
        Function::StripEnd(suffix) => {
            Computed::Text(input.strip_suffix(suffix.as_str()).unwrap_or(&input).to_owned())
        }
        Function::Replace(from, to) => Computed::Text(input.replace(from.as_str(), to)),
        Function::Take(count) => Computed::Text(input.chars().take(*count).collect()),
        Function::Skip(count) => Computed::Text(input.chars().skip(*count).collect()),
        Function::Or(_) if input.is_empty() => Computed::Text(String::from_utf8_lossy(operand).into_owned()),
        Function::When(_) if operand.is_empty() => Computed::Text(String::new()),
        Function::Json => Computed::Text(json::text(&input)),
        other => Computed::Text(each(other, input)),
    }
}

/// The functions from text to text that take nothing else, so that they can be done to each of a list.
fn each(function: &Function, text: String) -> String {
    match function {
        Function::Upper => text.to_ascii_uppercase(),
        Function::Lower => text.to_ascii_lowercase(),
        Function::Percent => encodings::percent(&text),
        Function::PercentPath => encodings::percent_path(&text),
        Function::FormEncode => encodings::form_encode(&text),
        Function::Trim => text.trim().to_owned(),
        // All that is left is given as it is: `or` and `when` of what is there.
        _ => text,
    }
}

fn of_list(function: &Function, mut texts: Vec<String>) -> Computed {
    match function {
        Function::JoinList(separator) => return Computed::Text(texts.join(separator)),
        Function::Json => return Computed::Text(json::list(&texts)),
        Function::First => return Computed::Text(texts.into_iter().next().unwrap_or_default()),
        Function::Last => return Computed::Text(texts.pop().unwrap_or_default()),
        Function::Sort => texts.sort(),
        Function::SortAnyCase => texts.sort_by_cached_key(|text| text.to_ascii_lowercase()),
        Function::DropEmpty => texts.retain(|text| !text.is_empty()),
        Function::Take(count) => texts.truncate(*count),
        Function::Skip(count) => texts = texts.split_off((*count).min(texts.len())),
        other => texts = texts.into_iter().map(|text| each(other, text)).collect(),
    }
    Computed::List(texts)
}

fn of_pairs(function: &Function, mut pairs: Vec<(String, String)>, operand: Option<&Computed>) -> Computed {
    match function {
        Function::JoinPairs(inner, outer) => return Computed::Text(pairs::join(&pairs, inner, outer)),
        Function::Json => return Computed::Text(json::object(&pairs)),
        Function::Names => return Computed::List(pairs.into_iter().map(|(name, _)| name).collect()),
        Function::Values => return Computed::List(pairs.into_iter().map(|(_, value)| value).collect()),
        Function::Get(name) => {
            let found = pairs.into_iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
            return Computed::Text(found.map(|(_, value)| value).unwrap_or_default());
        }
        Function::Sort => pairs.sort(),
        Function::SortAnyCase => pairs::sort_any_case(&mut pairs),
        Function::Only(names) => pairs.retain(|(name, _)| pairs::is_named(names, name)),
        Function::Without(names) => pairs.retain(|(name, _)| !pairs::is_named(names, name)),
        Function::DropEmpty => pairs.retain(|(_, value)| !value.is_empty()),
        Function::LowerNames => pairs.iter_mut().for_each(|(name, _)| name.make_ascii_lowercase()),
        Function::UpperNames => pairs.iter_mut().for_each(|(name, _)| name.make_ascii_uppercase()),
        Function::Group(separator) => pairs = pairs::group(pairs, separator),
        Function::Merge(_) => pairs.extend(operand.map(Computed::pairs).unwrap_or_default()),
        Function::Trim => pairs.iter_mut().for_each(|(_, value)| *value = pairs::one_blank(value)),
        other => {
            let both = |(name, value)| (each(other, name), each(other, value));
            pairs = pairs.into_iter().map(both).collect();
        }
    }
    Computed::Pairs(pairs)
}

//! Which scalars are values of which types, in JSON and as a text.

use super::bounds::limits;
use crate::api::{BytesText, Enum, EnumRepr, Type, Zone};
use crate::yaml::{Node, Scalar};

pub(super) fn is_null(node: &Node) -> bool {
    node.as_scalar().is_some_and(Scalar::is_null)
}

/// Whether a scalar is a JSON string.
pub(super) fn is_text(scalar: &Scalar) -> bool {
    !scalar.is_null() && scalar.as_bool().is_none() && !scalar.is_number()
}

pub(super) fn json_scalar_fits(scalar: &Scalar, ty: &Type) -> bool {
    let text = scalar.text.as_str();
    match ty {
        Type::Bool => scalar.as_bool().is_some(),
        Type::Int(int, _) => {
            let (least, most) = limits(*int);
            scalar.is_number() && text.parse::<i128>().is_ok_and(|value| (least..=most).contains(&value))
        }
        Type::Unix(_) => scalar.is_number() && text.parse::<i64>().is_ok(),
        Type::F64(_) | Type::Decimal => scalar.is_number() && text_fits(text, ty),
        Type::Text(inner) => is_text(scalar) && text_fits(text, inner),
        Type::Lenient(inner) => {
            let bare = if let Type::Text(bare) = inner.as_ref() { bare } else { inner }.as_ref();
            let one_or_zero = *bare == Type::Bool && matches!(text, "0" | "1");
            one_or_zero || json_scalar_fits(scalar, bare) || text_fits(text, bare)
        }
        other => is_text(scalar) && text_fits(text, other),
    }
}

/// Whether a text is a value of a scalar type, as it would stand in a query.
pub(super) fn text_fits(text: &str, ty: &Type) -> bool {
    match ty {
        Type::Bool => matches!(text, "true" | "false"),
        Type::Int(int, _) => {
            let (least, most) = limits(*int);
            text.parse::<i128>().is_ok_and(|value| (least..=most).contains(&value))
        }
        Type::Unix(_) => text.parse::<i64>().is_ok(),
        Type::F64(_) => text.parse::<f64>().is_ok_and(f64::is_finite),
        Type::Decimal => is_decimal(text),
        Type::Date(format) => {
            let format = format.as_ref().map_or("%Y-%m-%d", |format| &format.format);
            chrono::NaiveDate::parse_from_str(text, format).is_ok()
        }
        Type::Time(format) => {
            let format = format.as_ref().map_or("%H:%M:%S", |format| &format.format);
            chrono::NaiveTime::parse_from_str(text, format).is_ok()
        }
        Type::DateTime => chrono::DateTime::parse_from_rfc3339(text).is_ok(),
        Type::DateTimeIn(format, Zone::None) => {
            chrono::NaiveDateTime::parse_from_str(text, &format.format).is_ok()
        }
        Type::DateTimeIn(format, Zone::Offset) => {
            chrono::DateTime::parse_from_str(text, &format.format).is_ok()
        }
        Type::Uuid => {
            let groups: Vec<usize> = text.split('-').map(str::len).collect();
            groups == [8, 4, 4, 4, 12] && text.bytes().all(|byte| byte == b'-' || byte.is_ascii_hexdigit())
        }
        Type::Url => text.split_once(':').is_some_and(|(scheme, rest)| {
            !rest.is_empty()
                && scheme.starts_with(|first: char| first.is_ascii_alphabetic())
                && !text.contains(char::is_whitespace)
        }),
        Type::Bytes(BytesText::Hex) => {
            text.len().is_multiple_of(2) && text.bytes().all(|byte| byte.is_ascii_hexdigit())
        }
        Type::Bytes(BytesText::Base64) => {
            let body = text.trim_end_matches('=');
            text.len().is_multiple_of(4)
                && text.len() - body.len() <= 2
                && body.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'+' || byte == b'/')
        }
        Type::JsonText(_) => serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok(),
        Type::Text(inner) | Type::Lenient(inner) => text_fits(text, inner),
        _ => true,
    }
}

/// Whether a number has no more digits than the client's decimals: 96 bits, 28 of its digits behind the point.
fn is_decimal(text: &str) -> bool {
    const MOST: u128 = (1 << 96) - 1;
    let (digits, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
    let digits = digits.strip_prefix('-').unwrap_or(digits);
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let digits = format!("{whole}{fraction}");
    let (Ok(number), Ok(exponent), true) =
        (digits.parse::<u128>(), exponent.parse::<i32>(), digits.bytes().all(|byte| byte.is_ascii_digit()))
    else {
        return false;
    };
    let Ok(scale) = i32::try_from(fraction.len()) else { return false };
    let zeros = exponent.saturating_sub(scale).max(0).unsigned_abs();
    let whole = 10_u128.checked_pow(zeros).and_then(|factor| number.checked_mul(factor));
    whole.is_some_and(|whole| number <= MOST && whole <= MOST)
        && scale <= 28
        && exponent.unsigned_abs() <= 28
        && scale - exponent <= 28
}

/// The text or the digits of an enum's value, if it is of the enum's kind.
pub(super) fn enum_text(node: &Node, shape: &Enum) -> Option<String> {
    let scalar = node.as_scalar()?;
    let fits = match shape.repr {
        EnumRepr::String => is_text(scalar),
        EnumRepr::Int(int) => {
            let (least, most) = limits(int);
            scalar.is_number()
                && scalar.text.parse::<i128>().is_ok_and(|value| (least..=most).contains(&value))
        }
    };
    fits.then(|| scalar.text.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_have_96_bits_and_28_digits_behind_the_point() {
        let fits = [
            "0",
            "-0.30",
            "1.5e3",
            "15E-4",
            "-2e+2",
            "1e28",
            "7e28",
            "79228162514264337593543950335",
            "0.1234567890123456789012345678",
        ];
        let misfits = [
            "",
            "-",
            "1.2.3",
            "+1",
            "1e",
            "1e29",
            "8e28",
            "1e-29",
            "1e2147483648",
            "1e-2147483648",
            "792281625142643375935439503360",
            "0.12345678901234567890123456789",
        ];
        assert!(fits.iter().all(|text| is_decimal(text)));
        assert_eq!(misfits.iter().find(|text| is_decimal(text)), None);
    }
}

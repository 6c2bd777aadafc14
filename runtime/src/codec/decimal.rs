//! Exact decimal numbers.

use rust_decimal::Decimal as Value;
use serde::{Deserializer, Serialize, Serializer, ser::Error as _};
use serde_json::value::RawValue;

use super::{Codec, TextCodec, read_scalar, scalar::scalar_text};
use crate::wire::{Failed, Source};

/// A decimal number, written as a JSON number in its exact digits; read from a number or a string.
#[derive(Debug)]
pub struct Decimal;

impl Codec for Decimal {
    type Value = Value;

    fn encode<S: Serializer>(value: &Value, serializer: S) -> Result<S::Ok, S::Error> {
        RawValue::from_string(value.to_string()).map_err(S::Error::custom)?.serialize(serializer)
    }

    fn decode<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Value, D::Error> {
        read(scalar_text(deserializer)?)
    }

    fn decode_nullable<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Value>, D::Error> {
        match scalar_text(deserializer)? {
            None => Ok(None),
            some => read(some).map(Some),
        }
    }

    fn read<'de, S: Source<'de> + ?Sized>(source: &mut S) -> Result<Value, Failed> {
        read(read_scalar(source)?)
    }

    fn read_nullable<'de, S: Source<'de> + ?Sized>(source: &mut S) -> Result<Option<Value>, Failed> {
        match read_scalar(source)? {
            None => Ok(None),
            some => read(some).map(Some),
        }
    }
}

fn read<E: serde::de::Error>(text: Option<String>) -> Result<Value, E> {
    let text = text.ok_or_else(|| E::custom("invalid type: null, expected a decimal number"))?;
    Decimal::from_text(&text).map_err(E::custom)
}

impl TextCodec for Decimal {
    fn to_text(value: &Value) -> String {
        value.to_string()
    }

    fn from_text(text: &str) -> Result<Value, String> {
        let text = text.trim();
        // JSON has no underscores and no leading sign but minus, and rust_decimal takes them.
        let number = !text.contains(['_', '+']) || text.contains(['e', 'E']);
        let value =
            if text.contains(['e', 'E']) { scientific(text) } else { Value::from_str_exact(text).ok() };
        value
            .filter(|_| number)
            .ok_or_else(|| "the text is not a decimal number of at most 28 digits".to_owned())
    }
}

/// A number with an exponent. Digits that would be lost are an error, so the result is compared with what was written.
fn scientific(text: &str) -> Option<Value> {
    let (digits, exponent) = text.split_once(['e', 'E'])?;
    let exponent: i32 = exponent.parse().ok().filter(|exponent: &i32| exponent.unsigned_abs() <= 28)?;
    let mut value = Value::from_str_exact(digits).ok()?;
    let scale = i32::try_from(value.scale()).ok()? - exponent;
    if let Ok(scale) = u32::try_from(scale) {
        value.set_scale(scale).ok()?;
        return Some(value);
    }
    value.set_scale(0).ok()?;
    let factor = 10_i128.checked_pow(scale.unsigned_abs())?;
    value.checked_mul(Value::try_from_i128_with_scale(factor, 0).ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::codec::{
        Lenient, Nullable, Text,
        test_support::{decode, through},
    };

    #[test]
    fn digits_are_kept() {
        for number in
            ["0.1", "1.10", "-0.30", "79228162514264337593543950335", "0.1234567890123456789012345678", "0"]
        {
            through::<Decimal>(number, number);
            through::<Decimal>(&format!("\"{number}\""), number);
            through::<Text<Decimal>>(&format!("\"{number}\""), &format!("\"{number}\""));
        }
    }

    #[test]
    fn exponents_are_exact() {
        for (json, written) in [
            ("1.5e3", "1500"),
            ("15E-4", "0.0015"),
            ("1.50e1", "15.0"),
            ("-2e+2", "-200"),
            ("1.234e2", "123.4"),
            ("7e28", "70000000000000000000000000000"),
            ("0.5e28", "5000000000000000000000000000"),
        ] {
            through::<Decimal>(json, written);
        }
    }

    #[test]
    fn what_would_lose_digits_is_refused() {
        for json in [
            "792281625142643375935439503360",
            "0.12345678901234567890123456789",
            "1e29",
            "8e28",
            "1e-29",
            "1e-2147483648",
            "1e2147483647",
            "1.5e99999999999999999999",
            "\"1_000\"",
            "\"x\"",
            "\"\"",
            "\"1e\"",
            "null",
            "true",
            "[1]",
        ] {
            assert!(decode::<Decimal>(json).is_err(), "{json}");
        }
    }

    #[test]
    fn null_is_none() {
        assert_eq!(decode::<Nullable<Decimal>>("null").unwrap(), None);
        assert_eq!(decode::<Nullable<Lenient<Decimal>>>("\"\"").unwrap(), None);
        assert_eq!(decode::<Nullable<Decimal>>("1.5").unwrap(), Some(Value::new(15, 1)));
    }
}

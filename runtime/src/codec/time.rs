//! Dates and times in the forms that vendors write them.

use std::{
    fmt::{self, Display, Write},
    marker::PhantomData,
};

use chrono::{
    DateTime, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, SecondsFormat, Utc,
    format::{self, Fixed, Item, Numeric, Pad, ParseResult, Parsed, StrftimeItems},
};
use serde::{Deserializer, Serializer, ser::Error as _};

use super::{Codec, TextCodec, decode_text, read_scalar, read_text, scalar::scalar_text};
use crate::wire::{Failed, Source};

/// A format of the spec's, in the notation of `strftime`.
pub trait Format {
    /// The format.
    const FORMAT: &'static str;
    /// The same taken apart; empty where the format has a part that chrono does not give a name, and must be taken
    /// apart for every value.
    const ITEMS: &'static [Item<'static>];
}

/// A date: `2024-05-07`.
#[derive(Debug)]
pub struct Date;

/// A time of day: `14:44:36`, with a fraction where there is one.
#[derive(Debug)]
pub struct Time;

/// A point in time by RFC 3339, with its offset.
#[derive(Debug)]
pub struct Rfc3339;

/// A date in a format.
pub struct DateIn<F>(PhantomData<F>);

/// A time of day in a format.
pub struct TimeIn<F>(PhantomData<F>);

/// A date and a time without an offset in a format.
pub struct NaiveIn<F>(PhantomData<F>);

/// A date and a time with an offset in a format.
pub struct OffsetIn<F>(PhantomData<F>);

/// Seconds since 1970, as a number; read with a fraction, too.
#[derive(Debug)]
pub struct UnixSeconds;

/// Milliseconds since 1970, as a number.
#[derive(Debug)]
pub struct UnixMillis;

/// Formats by chrono, which fails on a format that it does not know.
fn shown(value: impl Display) -> Option<String> {
    let mut text = String::new();
    write!(text, "{value}").ok().map(|()| text)
}

/// Formats a value by the items of a format, or else by its text.
macro_rules! shown_in {
    ($value:ident, $format:ident) => {
        if $format::ITEMS.is_empty() {
            shown($value.format($format::FORMAT))
        } else {
            shown($value.format_with_items($format::ITEMS.iter()))
        }
    };
}

/// Reads the fields that a format has.
fn parsed<F: Format>(text: &str) -> ParseResult<Parsed> {
    parsed_by(text, F::FORMAT, F::ITEMS)
}

fn parsed_by(text: &str, format: &str, items: &[Item<'static>]) -> ParseResult<Parsed> {
    let mut parsed = Parsed::new();
    if items.is_empty() {
        format::parse(&mut parsed, text, StrftimeItems::new(format))?;
    } else {
        format::parse(&mut parsed, text, items.iter())?;
    }
    Ok(parsed)
}

/// `2024-05-07`
struct IsoDate;

impl Format for IsoDate {
    const FORMAT: &'static str = "%Y-%m-%d";
    const ITEMS: &'static [Item<'static>] = &[
        Item::Numeric(Numeric::Year, Pad::Zero),
        Item::Literal("-"),
        Item::Numeric(Numeric::Month, Pad::Zero),
        Item::Literal("-"),
        Item::Numeric(Numeric::Day, Pad::Zero),
    ];
}

/// `14:44:36.25`
struct IsoTime;

impl Format for IsoTime {
    const FORMAT: &'static str = "%H:%M:%S%.f";
    const ITEMS: &'static [Item<'static>] = &[
        Item::Numeric(Numeric::Hour, Pad::Zero),
        Item::Literal(":"),
        Item::Numeric(Numeric::Minute, Pad::Zero),
        Item::Literal(":"),
        Item::Numeric(Numeric::Second, Pad::Zero),
        Item::Fixed(Fixed::Nanosecond),
    ];
}

fn not(what: &str) -> String {
    format!("the text is not {what}")
}

/// Codecs whose JSON form is a string: the value's type, how it is written, how it is read.
macro_rules! texts {
    ($($codec:ty $(where $format:ident)? => $value:ty, $what:literal, |$v:ident| $write:expr, |$t:ident| $read:expr;)*) => {$(
        impl $(<$format: Format>)? Codec for $codec {
            type Value = $value;

            fn encode<S: Serializer>($v: &$value, serializer: S) -> Result<S::Ok, S::Error> {
                let text = $write.ok_or_else(|| S::Error::custom(concat!("cannot write ", $what, " in its format")))?;
                serializer.serialize_str(&text)
            }

            fn decode<'de, De: Deserializer<'de>>(deserializer: De) -> Result<$value, De::Error> {
                decode_text(deserializer, concat!("a string with ", $what), Self::from_text)
            }

            fn read<'de, S: Source<'de> + ?Sized>(source: &mut S) -> Result<$value, Failed> {
                read_text(source, concat!("a string with ", $what), Self::from_text)
            }
        }

        impl $(<$format: Format>)? TextCodec for $codec {
            fn to_text($v: &$value) -> String {
                $write.unwrap_or_default()
            }

            fn from_text($t: &str) -> Result<$value, String> {
                $read.map_err(|_| not($what))
            }
        }
    )*};
}

texts! {
    Date => NaiveDate, "a date", |v| shown_in!(v, IsoDate), |t| parsed::<IsoDate>(t).and_then(|p| p.to_naive_date());
    Time => NaiveTime, "a time", |v| shown_in!(v, IsoTime), |t| parsed::<IsoTime>(t).and_then(|p| p.to_naive_time());
    Rfc3339 => DateTime<FixedOffset>, "a time of RFC 3339",
        |v| Some(v.to_rfc3339_opts(SecondsFormat::AutoSi, true)), |t| DateTime::parse_from_rfc3339(t);
    DateIn<F> where F => NaiveDate, "a date in the format of the spec",
        |v| shown_in!(v, F), |t| parsed::<F>(t).and_then(|p| p.to_naive_date());
    TimeIn<F> where F => NaiveTime, "a time in the format of the spec",
        |v| shown_in!(v, F), |t| parsed::<F>(t).and_then(|p| p.to_naive_time());
    NaiveIn<F> where F => NaiveDateTime, "a date and time in the format of the spec",
        |v| shown_in!(v, F), |t| parsed::<F>(t).and_then(|p| p.to_naive_datetime_with_offset(0));
    OffsetIn<F> where F => DateTime<FixedOffset>, "a date and time in the format of the spec",
        |v| shown_in!(v, F), |t| parsed::<F>(t).and_then(|p| p.to_datetime());
}

impl Codec for UnixSeconds {
    type Value = DateTime<Utc>;

    fn encode<S: Serializer>(value: &Self::Value, serializer: S) -> Result<S::Ok, S::Error> {
        if value.timestamp_subsec_nanos() == 0 {
            serializer.serialize_i64(value.timestamp())
        } else {
            // Microseconds of this millennium are exact in a float.
            #[allow(clippy::cast_precision_loss)]
            serializer.serialize_f64(value.timestamp_micros() as f64 / 1e6)
        }
    }

    fn decode<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self::Value, D::Error> {
        read::<Self, _>(scalar_text(deserializer)?)
    }

    fn decode_nullable<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Self::Value>, D::Error> {
        scalar_text(deserializer)?.map(|text| read::<Self, _>(Some(text))).transpose()
    }

    fn read<'de, S: Source<'de> + ?Sized>(source: &mut S) -> Result<Self::Value, Failed> {
        read::<Self, _>(read_scalar(source)?)
    }

    fn read_nullable<'de, S: Source<'de> + ?Sized>(source: &mut S) -> Result<Option<Self::Value>, Failed> {
        read_scalar(source)?.map(|text| read::<Self, _>(Some(text))).transpose()
    }
}

impl TextCodec for UnixSeconds {
    fn to_text(value: &Self::Value) -> String {
        let nanos = value.timestamp_subsec_nanos();
        if nanos == 0 {
            return value.timestamp().to_string();
        }
        // The fraction counts up from the second before, also before 1970.
        let total = i128::from(value.timestamp()) * 1_000_000_000 + i128::from(nanos);
        let sign = if total < 0 { "-" } else { "" };
        let (seconds, nanos) = (total.unsigned_abs() / 1_000_000_000, total.unsigned_abs() % 1_000_000_000);
        format!("{sign}{seconds}.{}", format!("{nanos:09}").trim_end_matches('0'))
    }

    fn from_text(text: &str) -> Result<Self::Value, String> {
        seconds(text.trim()).ok_or_else(|| not("a number of seconds since 1970"))
    }
}

/// Seconds with up to nine digits behind the point.
fn seconds(text: &str) -> Option<DateTime<Utc>> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let seconds: i64 = whole.parse().ok()?;
    if text.ends_with('.') || !fraction.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let nanos: i64 = format!("{fraction:0<9.9}").parse().ok()?;
    let nanos = if whole.starts_with('-') { -nanos } else { nanos };
    DateTime::from_timestamp(seconds, 0)?.checked_add_signed(chrono::TimeDelta::nanoseconds(nanos))
}

impl Codec for UnixMillis {
    type Value = DateTime<Utc>;

    fn encode<S: Serializer>(value: &Self::Value, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_i64(value.timestamp_millis())
    }

    fn decode<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self::Value, D::Error> {
        read::<Self, _>(scalar_text(deserializer)?)
    }

    fn decode_nullable<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Self::Value>, D::Error> {
        scalar_text(deserializer)?.map(|text| read::<Self, _>(Some(text))).transpose()
    }

    fn read<'de, S: Source<'de> + ?Sized>(source: &mut S) -> Result<Self::Value, Failed> {
        read::<Self, _>(read_scalar(source)?)
    }

    fn read_nullable<'de, S: Source<'de> + ?Sized>(source: &mut S) -> Result<Option<Self::Value>, Failed> {
        read_scalar(source)?.map(|text| read::<Self, _>(Some(text))).transpose()
    }
}

impl TextCodec for UnixMillis {
    fn to_text(value: &Self::Value) -> String {
        value.timestamp_millis().to_string()
    }

    fn from_text(text: &str) -> Result<Self::Value, String> {
        let millis = text.trim().parse().ok().and_then(DateTime::from_timestamp_millis);
        millis.ok_or_else(|| not("a number of milliseconds since 1970"))
    }
}

/// Reads a number; a string with a number in it is one, too, for vendors are not strict about times.
fn read<C: TextCodec, E: serde::de::Error>(text: Option<String>) -> Result<C::Value, E> {
    let text = text.ok_or_else(|| E::custom("invalid type: null, expected a time"))?;
    C::from_text(&text).map_err(E::custom)
}

macro_rules! opaque {
    ($($name:ident)*) => {$(
        impl<T> fmt::Debug for $name<T> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(stringify!($name))
            }
        }
    )*};
}

opaque! { DateIn TimeIn NaiveIn OffsetIn }

#[cfg(test)]
mod tests {
    use super::*;
    use crate::codec::{
        Lenient, Nullable, Text,
        test_support::{decode, encode, through},
    };

    struct Blank;
    impl Format for Blank {
        const FORMAT: &'static str = "%Y-%m-%d %H:%M:%S";
        const ITEMS: &'static [Item<'static>] = &[];
    }

    struct Offset;
    impl Format for Offset {
        const FORMAT: &'static str = "%Y-%m-%dT%H:%M:%S%z";
        const ITEMS: &'static [Item<'static>] = &[];
    }

    struct Compact;
    impl Format for Compact {
        const FORMAT: &'static str = "%Y%m%d";
        const ITEMS: &'static [Item<'static>] = &[];
    }

    struct Short;
    impl Format for Short {
        const FORMAT: &'static str = "%H:%M";
        const ITEMS: &'static [Item<'static>] = &[];
    }

    struct Broken;
    impl Format for Broken {
        const FORMAT: &'static str = "%Y %Q";
        const ITEMS: &'static [Item<'static>] = &[];
    }

    struct Apart;
    impl Format for Apart {
        const FORMAT: &'static str = "%d.%m.%Y";
        const ITEMS: &'static [Item<'static>] = &[
            Item::Numeric(Numeric::Day, Pad::Zero),
            Item::Literal("."),
            Item::Numeric(Numeric::Month, Pad::Zero),
            Item::Literal("."),
            Item::Numeric(Numeric::Year, Pad::Zero),
        ];
    }

    #[test]
    fn the_items_are_what_the_format_says() {
        fn same<F: Format>() {
            assert_eq!(StrftimeItems::new(F::FORMAT).collect::<Vec<_>>(), F::ITEMS);
        }
        same::<IsoDate>();
        same::<IsoTime>();
        same::<Apart>();
        through::<DateIn<Apart>>("\"31.12.2024\"", "\"31.12.2024\"");
    }

    #[test]
    fn every_form_survives_a_round_trip() {
        through::<Date>("\"2024-05-07\"", "\"2024-05-07\"");
        through::<Time>("\"14:44:36\"", "\"14:44:36\"");
        through::<Time>("\"14:44:36.250\"", "\"14:44:36.250\"");
        through::<Rfc3339>("\"2024-05-07T14:44:36+08:00\"", "\"2024-05-07T14:44:36+08:00\"");
        through::<Rfc3339>("\"2024-05-07T14:44:36.5Z\"", "\"2024-05-07T14:44:36.500Z\"");
        through::<NaiveIn<Blank>>("\"2024-05-07 14:44:36\"", "\"2024-05-07 14:44:36\"");
        through::<OffsetIn<Offset>>("\"2024-05-07T14:44:36+0800\"", "\"2024-05-07T14:44:36+0800\"");
        through::<DateIn<Compact>>("\"20240507\"", "\"20240507\"");
        through::<TimeIn<Short>>("\"14:44\"", "\"14:44\"");
        through::<UnixSeconds>("1655710885", "1655710885");
        through::<UnixSeconds>("1655710885.25", "1655710885.25");
        through::<UnixSeconds>("-1", "-1");
        through::<UnixMillis>("1655710885431", "1655710885431");
        through::<Text<UnixMillis>>("\"1655710885431\"", "\"1655710885431\"");
        through::<Lenient<UnixSeconds>>("\"1655710885\"", "1655710885");
    }

    #[test]
    fn fractions_of_seconds_count_away_from_zero_before_1970() {
        assert_eq!(UnixSeconds::to_text(&UnixSeconds::from_text("-1.25").unwrap()), "-1.25");
        assert_eq!(UnixSeconds::to_text(&UnixSeconds::from_text("-0.5").unwrap()), "-0.5");
        assert_eq!(UnixSeconds::to_text(&UnixSeconds::from_text("0.000000001").unwrap()), "0.000000001");
    }

    #[test]
    fn what_is_no_time_is_refused_without_being_quoted() {
        for error in [
            decode::<Date>("\"2024-13-07 MARK\"").unwrap_err(),
            decode::<Date>("\"2024-02-30\"").unwrap_err(),
            decode::<Time>("\"25:00:00\"").unwrap_err(),
            decode::<Rfc3339>("\"2024-05-07 MARK\"").unwrap_err(),
            decode::<NaiveIn<Blank>>("\"2024-05-07T14:44:36\"").unwrap_err(),
            decode::<NaiveIn<Blank>>("\"\"").unwrap_err(),
            decode::<OffsetIn<Offset>>("\"2024-05-07T14:44:36\"").unwrap_err(),
            decode::<UnixSeconds>("99999999999999999").unwrap_err(),
            decode::<UnixSeconds>("\"12.\"").unwrap_err(),
            decode::<UnixSeconds>("\"1.5x\"").unwrap_err(),
            decode::<UnixSeconds>("null").unwrap_err(),
            decode::<UnixMillis>("9223372036854775807").unwrap_err(),
            decode::<UnixMillis>("{}").unwrap_err(),
        ] {
            assert!(!error.contains("MARK"), "{error}");
        }
    }

    #[test]
    fn null_is_none() {
        assert_eq!(decode::<Nullable<Date>>("null").unwrap(), None);
        assert_eq!(decode::<Nullable<UnixMillis>>("null").unwrap(), None);
        assert_eq!(decode::<Nullable<Lenient<NaiveIn<Blank>>>>("\"\"").unwrap(), None);
        assert_eq!(encode::<Nullable<Date>>(&NaiveDate::from_ymd_opt(2024, 5, 7)), "\"2024-05-07\"");
    }

    #[test]
    fn a_format_that_chrono_does_not_know_is_an_error_and_no_panic() {
        let date = NaiveDate::from_ymd_opt(2024, 5, 7).unwrap();
        assert!(serde_json::to_string(&crate::codec::Encode::<DateIn<Broken>>(&date)).is_err());
        assert_eq!(DateIn::<Broken>::to_text(&date), "");
    }
}

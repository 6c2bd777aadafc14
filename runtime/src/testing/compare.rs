//! Comparing JSON by what it says: the order of keys and the way of writing numbers do not matter.

use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Map, Number, Value};

use crate::{
    Call,
    call::Answer,
    endpoint::Endpoint,
    envelope::{PayloadAt, Step},
    json_path,
};

/// Decodes, encodes again, and compares.
///
/// # Panics
/// When it does not decode, or when something else comes out; the message has the JSON path.
#[track_caller]
pub fn round_trip<T: Serialize + DeserializeOwned>(json: &str) -> T {
    let value: T = match serde_json::from_str(json) {
        Ok(value) => value,
        Err(error) => {
            let path = json_path::at(json.as_bytes(), error.line(), error.column());
            panic!("cannot decode `{path}`: {error}");
        }
    };
    assert_same(&serde_json::to_string(&value).expect("it encodes"), json);
    value
}

/// As [`round_trip`], of JSON that is read in one form and written in another.
///
/// # Panics
/// When it does not decode, or when something else comes out; the message has the JSON path.
#[track_caller]
pub fn round_trip_as<T: Serialize + DeserializeOwned>(json: &str, written: &str) -> T {
    let value: T = match serde_json::from_str(json) {
        Ok(value) => value,
        Err(error) => panic!("cannot decode: {error}"),
    };
    assert_same(&serde_json::to_string(&value).expect("it encodes"), written);
    value
}

/// As [`round_trip_answer`], of a payload that is read in one form and written in another.
///
/// # Panics
/// When it does not decode, or when something else comes out; the message has the JSON path.
#[track_caller]
pub fn round_trip_answer_as<C: Call>(status: u16, response: &str, written: &str) -> C::Output
where
    C::Output: Serialize,
{
    let output = match C::decode(&Answer::new(status, response.to_owned())) {
        Ok(output) => output,
        Err(error) => panic!("{error}"),
    };
    assert_same(&serde_json::to_string(&output).expect("it encodes"), written);
    output
}

/// Decodes an answer as a call does, encodes the payload again, and compares it with the payload of the answer.
///
/// # Panics
/// When it does not decode, or when something else comes out; the message has the JSON path.
#[track_caller]
pub fn round_trip_answer<C: Call>(status: u16, response: &str) -> C::Output
where
    C::Output: Serialize,
{
    let output = match C::decode(&Answer::new(status, response.to_owned())) {
        Ok(output) => output,
        Err(error) => panic!("{error}"),
    };
    let encoded = serde_json::to_value(&output).expect("it encodes");
    // Beside the payload's fields stand the envelope's own, of which not all are known here.
    let beside = C::ENDPOINT.envelope.payload == PayloadAt::Beside;
    compare(&encoded, &payload(C::ENDPOINT, response), &mut String::new(), beside);
    output
}

/// The payload of an answer: the field that the envelope says, or all but the envelope's own fields.
///
/// # Panics
/// When the answer is not JSON.
#[track_caller]
pub fn payload(endpoint: &'static Endpoint, response: &str) -> Value {
    let mut value: Value = serde_json::from_str(response).expect("the answer is JSON");
    match endpoint.envelope.payload {
        PayloadAt::Root => value,
        PayloadAt::Field(field) => value.get_mut(field).map(Value::take).unwrap_or_default(),
        PayloadAt::Beside => {
            if let Value::Object(map) = &mut value {
                for read in endpoint.envelope.reads {
                    if let [Step::Key(key), ..] = read {
                        map.remove(*key);
                    }
                }
            }
            value
        }
    }
}

/// Compares two JSON documents. A key that is absent is the same as one that is `null`, as both may mean the same in a
/// spec; points in time are compared as such.
///
/// # Panics
/// When they differ; the message has the JSON path.
#[track_caller]
pub fn assert_same(actual: &str, expected: &str) {
    let actual: Value = serde_json::from_str(actual).expect("the actual text is JSON");
    let expected: Value = serde_json::from_str(expected).expect("the expected text is JSON");
    compare(&actual, &expected, &mut String::new(), false);
}

#[track_caller]
fn compare(actual: &Value, expected: &Value, path: &mut String, less_is_fine: bool) {
    match (actual, expected) {
        (Value::Object(actual), Value::Object(expected)) => {
            compare_maps(actual, expected, path, less_is_fine);
        }
        (Value::Array(actual), Value::Array(expected)) => {
            assert!(
                actual.len() == expected.len(),
                "`{path}` has {} elements, {} were expected",
                actual.len(),
                expected.len()
            );
            for (index, (actual, expected)) in actual.iter().zip(expected).enumerate() {
                let before = path.len();
                json_path::push_index(path, index);
                compare(actual, expected, path, false);
                path.truncate(before);
            }
        }
        _ => assert!(same_scalar(actual, expected), "`{path}` is {actual}, {expected} was expected"),
    }
}

#[track_caller]
fn compare_maps(
    actual: &Map<String, Value>,
    expected: &Map<String, Value>,
    path: &mut String,
    less_is_fine: bool,
) {
    let keys = expected.keys().chain(actual.keys().filter(|key| !expected.contains_key(*key)));
    for key in keys {
        let (actual, expected) = (actual.get(key), expected.get(key));
        if actual.is_none() && less_is_fine {
            continue;
        }
        let before = path.len();
        json_path::push_key(path, key);
        compare(actual.unwrap_or(&Value::Null), expected.unwrap_or(&Value::Null), path, false);
        path.truncate(before);
    }
}

fn same_scalar(actual: &Value, expected: &Value) -> bool {
    match (actual, expected) {
        (Value::Number(actual), Value::Number(expected)) => same_number(actual, expected),
        (Value::String(actual), Value::String(expected)) => actual == expected || same_time(actual, expected),
        _ => actual == expected,
    }
}

/// `1` and `1.0` are one number. Two whole numbers are compared in their digits.
#[allow(clippy::float_cmp)]
fn same_number(actual: &Number, expected: &Number) -> bool {
    let fractional = actual.is_f64() || expected.is_f64();
    actual == expected || (fractional && actual.as_f64() == expected.as_f64())
}

/// `…00:00Z` and `…00:00.000+00:00` are one point in time.
#[cfg(feature = "chrono")]
fn same_time(actual: &str, expected: &str) -> bool {
    let time = chrono::DateTime::parse_from_rfc3339;
    matches!((time(actual), time(expected)), (Ok(actual), Ok(expected)) if actual == expected && actual.offset() == expected.offset())
}

#[cfg(not(feature = "chrono"))]
fn same_time(_: &str, _: &str) -> bool {
    false
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::sample;

    fn same(actual: &str, expected: &str) -> bool {
        let (actual, expected) = (actual.to_owned(), expected.to_owned());
        std::panic::catch_unwind(move || assert_same(&actual, &expected)).is_ok()
    }

    #[test]
    fn what_says_the_same_is_the_same() {
        assert!(same(r#"{"a":1,"b":[1.0,2]}"#, r#"{"b":[1,2.0],"a":1}"#));
        assert!(same(r#"{"a":1}"#, r#"{"a":1,"b":null}"#));
        assert!(same(r#"{"a":1,"b":null}"#, r#"{"a":1}"#));
        for (actual, expected) in [
            ("1", "2"),
            ("1", "\"1\""),
            ("[1]", "[1,2]"),
            (r#"{"a":1}"#, r#"{"a":1,"b":2}"#),
            (r#"{"a":1,"b":2}"#, r#"{"a":1}"#),
            ("9007199254740993", "9007199254740992"),
            ("null", "{}"),
        ] {
            assert!(!same(actual, expected), "{actual} {expected}");
        }
    }

    #[test]
    fn a_difference_is_shown_with_its_path() {
        let panic =
            std::panic::catch_unwind(|| assert_same(r#"{"a":[{"b":1}]}"#, r#"{"a":[{"b":2}]}"#)).unwrap_err();
        assert_eq!(panic.downcast_ref::<String>().unwrap(), "`a[0].b` is 1, 2 was expected");
    }

    #[test]
    fn the_payload_is_what_the_envelope_says() {
        let beside = payload(&sample::LIST, r#"{"code":0,"message":"ok","items":[1]}"#);
        assert_eq!(beside.to_string(), r#"{"items":[1]}"#);
        let field = payload(&sample::GET, r#"{"code":0,"data":{"id":1}}"#);
        assert_eq!(field.to_string(), r#"{"id":1}"#);
    }

    #[test]
    fn values_survive_a_round_trip() {
        assert_eq!(round_trip::<Vec<i64>>("[1, 2]"), [1, 2]);
        assert!(std::panic::catch_unwind(|| round_trip::<Vec<i64>>("[1, \"2\"]")).is_err());
    }
}

//! What the specs in `tests/kitchen` do not show: what is left out, what fails, and hostile texts.

use std::time::Duration;

use super::*;
use crate::api::Signing;

fn text(parts: Vec<TemplatePart>) -> Template {
    Template { parts, kind: ValueKind::Text }
}

fn value(wire: &str, template: Template) -> ComputedValue {
    ComputedValue { wire: wire.to_owned(), rust: wire.to_owned(), template, fresh: false }
}

fn hole(value: Value) -> TemplatePart {
    TemplatePart::Hole(value)
}

fn call(function: Function, input: Value) -> Value {
    Value::Call(function, Box::new(input))
}

fn fixed(text: &str) -> Value {
    Value::Text(text.to_owned())
}

/// A function of a text, as known answers write it.
fn of(function: Function, input: &str) -> String {
    let values = [value("it", text(vec![hole(call(function, fixed(input)))]))];
    super::values(&values, &Inputs::default())[0].as_ref().map(Computed::shown).unwrap()
}

#[test]
fn what_is_made_of_the_time_and_the_nonce_is_computed_or_given() {
    let values = [
        value("at", Template { parts: vec![hole(Value::Now)], kind: ValueKind::Time }),
        value("ts", text(vec![hole(call(Function::UnixSeconds, Value::Computed(0)))])),
        value("once", text(vec![hole(call(Function::Uuid, Value::Nonce))])),
        value(
            "count",
            text(vec![hole(Value::Counter), TemplatePart::Text("-".to_owned()), hole(Value::Uses(0))]),
        ),
        value(
            "later",
            text(vec![hole(call(
                Function::UnixMillis,
                call(Function::After(Duration::from_secs(2)), Value::Computed(0)),
            ))]),
        ),
    ];
    let shown = |inputs: &Inputs| -> Vec<String> {
        super::values(&values, inputs)
            .iter()
            .map(|value| value.as_ref().map(Computed::shown).unwrap())
            .collect()
    };
    let mut inputs = Inputs { nonce: [255; 16], counter: 7, uses: 2, ..Inputs::default() };
    inputs.now = DateTime::from_timestamp(1_655_710_885, 0).unwrap();
    let uuid = "ffffffff-ffff-4fff-bfff-ffffffffffff";
    assert_eq!(shown(&inputs), ["1655710885", "1655710885", uuid, "7-2", "1655710887000"]);
    inputs.fixed =
        [("at", "60"), ("once", "x")].map(|(name, text)| (name.to_owned(), text.to_owned())).into();
    assert_eq!(shown(&inputs), ["60", "60", "x", "7-2", "62000"]);
}

#[test]
fn what_is_left_out_is_not_sent() {
    let placed = |name: &str, parts| Placement { slot: Slot::Header(name.to_owned()), template: text(parts) };
    let optional = |index| vec![TemplatePart::Optional(vec![hole(Value::Credential(index))])];
    let send = [placed("a", optional(0)), placed("b", optional(1))];
    let inputs = Inputs { credentials: [(1, "x".to_owned())].into(), ..Inputs::default() };
    let sent = explained(&[], &send, &inputs).sent;
    assert_eq!(sent, [(Slot::Header("b".to_owned()), Ok(Computed::Text("x".to_owned())))]);
}

#[test]
fn what_the_scheme_sends_stands_in_for_what_the_call_has() {
    let own = |name: &str, parts| OwnPair { name: name.to_owned(), template: text(parts) };
    let own = vec![
        own("A", vec![TemplatePart::Text("2".to_owned())]),
        own("c", vec![TemplatePart::Optional(vec![hole(Value::Credential(0))])]),
        own("d", vec![TemplatePart::Text("4".to_owned())]),
    ];
    let template = text(vec![hole(Value::WithOwn(RequestPart::Params, own))]);
    let mut inputs = Inputs::default();
    inputs.request.texts.insert(RequestPart::Query, "a=1&b=%20".to_owned());
    let values = super::values(&[value("all", template)], &inputs);
    assert_eq!(values[0].as_ref().unwrap().shown(), "a=2&b= &d=4");
}

#[test]
fn a_body_is_read_as_what_its_type_says() {
    let mut request =
        Request { body: br#"{"a":1.50,"b":[],"c":null,"d":"x"}"#.to_vec(), ..Request::default() };
    assert_eq!(request.part(RequestPart::Fields).shown(), "a=1.50&d=x");
    request.headers = vec![("Content-Type".to_owned(), "application/json; charset=utf-8".to_owned())];
    assert_eq!(request.part(RequestPart::Fields).shown(), "a=1.50&d=x");
    assert_eq!(request.part(RequestPart::Form).shown(), "");
    request.headers[0].1 = "text/plain".to_owned();
    assert_eq!(request.part(RequestPart::Fields).shown(), "");
}

#[test]
fn trouble_spreads_to_what_is_made_of_it() {
    let sign = call(Function::Sign(Signing::RsaSha256, Box::new(fixed("no key"))), fixed("text"));
    let values = [
        value("sign", text(vec![hole(call(Function::Hex, sign))])),
        value("line", text(vec![TemplatePart::Text("x=".to_owned()), hole(Value::Computed(0))])),
        value("other", text(vec![hole(fixed("fine"))])),
    ];
    let expected = if cfg!(feature = "asymmetric") { Trouble::Key } else { Trouble::Left };
    let outcomes = super::values(&values, &Inputs::default());
    assert_eq!(outcomes[..2], [Err(expected("rsa_sha256")), Err(expected("rsa_sha256"))]);
    assert_eq!(outcomes[2], Ok(Computed::Text("fine".to_owned())));
}

proptest::proptest! {
    #[test]
    fn encodings_can_be_taken_back(written in ".{0,40}") {
        for (there, back) in [
            (Function::Percent, Function::DecodePercent),
            (Function::PercentPath, Function::DecodePercent),
        ] {
            proptest::prop_assert_eq!(of(back, &of(there, &written)), written.clone());
        }
        for (there, back) in [
            (Function::Base64, crate::api::Decoding::Base64),
            (Function::Base64Url, crate::api::Decoding::Base64Url),
            (Function::Hex, crate::api::Decoding::Hex),
        ] {
            proptest::prop_assert_eq!(of(Function::Decode(back), &of(there, &written)), written.clone());
        }
        let json: String = serde_json::from_str(&of(Function::Json, &written)).unwrap();
        proptest::prop_assert_eq!(json, written.clone());
        proptest::prop_assert_eq!(of(Function::Take(5), &written) + &of(Function::Skip(5), &written), written);
    }

    #[test]
    fn hostile_texts_are_taken(written in "[\\[\\]{}\":,\\\\a%2é= -]{0,60}") {
        for function in [
            Function::SortJson,
            Function::JsonPairs,
            Function::ToPairs,
            Function::SplitPairs("=".to_owned(), ",".to_owned()),
            Function::DecodePercent,
            Function::HexNumber(32),
            Function::Trim,
        ] {
            of(function, &written);
        }
        let sorted = of(Function::SortJson, &written);
        proptest::prop_assert_eq!(of(Function::SortJson, &sorted), sorted);
    }
}

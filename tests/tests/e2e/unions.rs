//! Unions without a tag: which variant a value is, and that it stays that variant.

use std::time::{Duration, Instant};

use serde_json::{Value, json};
use specwright_kitchen::unions::{
    Animal, Anything, Condition, Json, Labels, Moment, Node, Plain, Shelf, Stop, Tree,
};
use specwright_runtime::reexport::serde::{Serialize, de::DeserializeOwned};

/// Reads a value, and sees that it is written as it was read and read as the same again.
#[track_caller]
fn read<T: DeserializeOwned + Serialize + PartialEq + std::fmt::Debug>(json: &Value) -> T {
    let value: T = serde_json::from_str(&json.to_string()).unwrap();
    let written = serde_json::to_value(&value).unwrap();
    assert_eq!(written, *json);
    assert_eq!(serde_json::from_value::<T>(written).unwrap(), value);
    value
}

#[test]
fn the_kind_of_a_value_decides() {
    assert!(matches!(read(&json!("a")), Stop::Once(_)));
    assert!(matches!(read(&json!(["a", "b"])), Stop::Any(_)));
    assert!(matches!(read(&json!([1, 2])), Stop::Codes(_)));
    assert!(matches!(read(&json!([[1], [2]])), Stop::Grid(_)));
    assert!(matches!(read(&json!({"a": 1})), Stop::Unlisted(_)));
    assert!(matches!(read(&json!(["a", 1])), Stop::Unlisted(_)));
    assert!(matches!(read(&Value::Null), Stop::Unlisted(_)));
}

#[test]
fn a_listed_text_comes_before_a_format_and_that_before_any_text() {
    assert!(matches!(read(&json!("low")), Moment::Level(_)));
    assert!(matches!(read(&json!("2024-05-07")), Moment::Day(_)));
    assert!(matches!(read(&json!("2024-05-07T01:02:03Z")), Moment::Time(_)));
    assert!(matches!(read(&json!("2024-13-07")), Moment::Text(_)));
    assert!(matches!(read(&json!("middling")), Moment::Text(_)));
    assert!(matches!(read(&json!(17)), Moment::Stamp(_)));
    assert!(matches!(read(&json!(false)), Moment::Never(_)));
    let exact: Moment = serde_json::from_str("0.10").unwrap();
    assert_eq!(serde_json::to_string(&exact).unwrap(), "0.10");
}

#[test]
fn numbers_go_where_they_have_room() {
    assert!(matches!(read(&json!(-5)), Plain::Small(-5)));
    assert!(matches!(read(&json!(u64::MAX)), Plain::Large(u64::MAX)));
    assert!(matches!(read(&json!(1.5)), Plain::Fraction(_)));
    assert!(matches!(read(&json!("ab")), Plain::Bytes(_)));
    assert!(matches!(read(&json!("abc")), Plain::Text(_)));
    assert!(matches!(read(&json!(["abc", 5])), Plain::Pair(_)));
}

#[test]
fn an_object_is_what_its_keys_say() {
    assert!(matches!(read(&json!({"name": "Tom"})), Animal::Cat(_)));
    assert!(matches!(read(&json!({"name": "Rex", "breed": "pug"})), Animal::Dog(_)));
    assert!(matches!(read(&json!({"name": "Rex", "breed": "wolf"})), Animal::Dog(_)));
    assert!(matches!(read(&json!({"depth": 1.5, "seen": []})), Animal::WetFish(_)));
    assert!(matches!(read(&json!({"sound": "meow", "times": 2})), Animal::Sound(_)));
    assert!(matches!(read(&json!({"tom": {"name": "Tom"}})), Animal::Herd(_)));
    assert!(matches!(read(&json!({"tom": {"name": "Tom"}, "x": 1})), Animal::Unlisted(_)));
    assert!(matches!(read(&json!(["Tom"])), Animal::Unlisted(_)));
}

#[test]
fn what_does_not_decode_makes_room_for_the_next() {
    // A dog by its keys, but for a breed that is none; nothing else has a `breed`.
    let odd: Animal = serde_json::from_str(r#"{"name":"Rex","breed":["pug"]}"#).unwrap();
    assert!(matches!(odd, Animal::Cat(_)), "{odd:?}");
    // A large tree by its keys, whose size is too large for one.
    let small: Tree = serde_json::from_str(r#"{"size":5000000000,"tall":true,"wide":true}"#).unwrap();
    assert!(matches!(small, Tree::Small(_)), "{small:?}");
    // A fish by its keys, whose time is none: nothing else fits.
    let late: Animal = serde_json::from_str(r#"{"depth":1.5,"at":"tomorrow","seen":[]}"#).unwrap();
    assert!(matches!(late, Animal::Unlisted(_)), "{late:?}");
}

#[test]
fn unions_hold_unions() {
    let json = json!({"all": [{"not": {"key": "a", "value": "x"}}, {"key": "b"}, {"all": []}]});
    let Condition::All(all) = read(&json) else { panic!("all of them") };
    assert!(matches!(&all.all[0], Condition::Not(not) if matches!(&*not.not, Condition::Is(_))));
    let json = json!({"a": [true, 1.5, "x", [], {"b": {}}]});
    assert!(matches!(read(&json), Json::Map(_)));
}

#[test]
fn what_is_nested_as_deep_as_any_json_is_read() {
    let deep = |levels: usize| format!("{}true{}", "[".repeat(levels), "]".repeat(levels));
    let value: Json = serde_json::from_str(&deep(120)).unwrap();
    assert_eq!(serde_json::to_string(&value).unwrap(), deep(120));
    let error = serde_json::from_str::<Json>(&deep(100_000)).unwrap_err();
    assert!(error.to_string().contains("nested too deeply"), "{error}");
}

/// Each level has two variants that both read what is below before they find that they do not fit.
#[test]
fn tries_within_tries_are_bounded() {
    let mut json = r#"{"size":1}"#.to_owned();
    for _ in 0..100 {
        json = format!(r#"{{"next":{json},"size":99999999999999999999}}"#);
    }
    let started = Instant::now();
    let value: Tree = serde_json::from_str(&json).unwrap();
    assert!(matches!(value, Tree::Unlisted(_)), "{value:?}");
    assert!(started.elapsed() < Duration::from_secs(5), "{:?}", started.elapsed());
}

#[test]
fn other_keys_are_kept_beside_the_fields() {
    let labels: Labels = read(&json!({"id": 1, "others": "own", "a": "x", "b": null}));
    assert_eq!((labels.id, labels.others.as_deref()), (1, Some("own")));
    let kept: Vec<_> = labels.labels.iter().map(|(key, value)| (key.as_str(), value.as_deref())).collect();
    assert_eq!(kept, [("a", Some("x")), ("b", None)]);
    let node: Node = read(&json!({"name": "a", "left": {"name": "b", "key": 1, "map": 2}}));
    assert_eq!(node.others["left"].key, Some(1));
}

#[test]
fn the_tag_of_a_union_is_none_of_the_other_keys() {
    let Shelf::Labels(labels) = read(&json!({"of": "labels", "id": 1, "a": "x"})) else { panic!("labels") };
    assert!(labels.labels.keys().eq(["a"]));
    let Shelf::Days(days) = read(&json!({"of": "days", "at": "2024-05-07T01:02:03Z"})) else {
        panic!("days")
    };
    assert_eq!(days.others.len(), 1);
}

#[test]
fn an_object_that_keeps_other_keys_is_told_by_its_own() {
    assert!(matches!(read(&json!({"id": 1, "a": "b"})), Anything::Labels(_)));
    assert!(matches!(read(&json!({"name": "a", "b": {"name": "c"}})), Anything::Node(_)));
    assert!(matches!(read(&json!({"at": "2024-05-07T01:02:03Z"})), Anything::Days(_)));
    assert!(matches!(read(&json!({"at": 1})), Anything::Unlisted(_)));
}

#[test]
fn other_keys_are_sent_and_checked() {
    let shelf =
        Shelf::Labels(Labels::new(1).labels([("key".to_owned(), Some("much too long".to_owned()))].into()));
    let client = specwright_kitchen::unions::Client::builder().build().unwrap();
    let call = client.label(shelf).more([("bytes".to_owned(), vec![vec![255]])].into());
    let error = specwright_runtime::Call::encode(&call).unwrap_err();
    assert_eq!(error.violations()[0].path(), "shelf.key");
    let call = client.label(Shelf::Labels(Labels::new(1))).more([("q".to_owned(), vec![vec![255]])].into());
    let parts = specwright_runtime::Call::encode(&call).unwrap();
    let body: Value = serde_json::from_slice(parts.body()).unwrap();
    assert_eq!(body, json!({"shelf": {"of": "labels", "id": 1}, "q": ["ff"]}));
}

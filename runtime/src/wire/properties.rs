//! What is read from a text by this crate is what `serde_json` reads from it.

use std::collections::BTreeMap;

use proptest::prelude::*;
use serde_json::Value;

use super::{Entries, Failed, Json, Key, Object, Read, Source, deserialize, from_str, unread};
use crate::{Maybe, json_path, open::RawJson};

/// A type that has every kind of value.
#[derive(Debug, PartialEq)]
struct Everything {
    id: i64,
    small: Option<u32>,
    ratio: Option<f64>,
    is_new: Maybe<bool>,
    name: Option<String>,
    list: Vec<i32>,
    inner: Option<Box<Everything>>,
    any: Option<Value>,
    raw: Option<RawJson>,
    others: BTreeMap<String, u64>,
}

impl Object for Everything {
    const NAME: &'static str = "Everything";
    const KEYS: &'static [Key] = &[
        Key::required("id"),
        Key::optional("small"),
        Key::optional("ratio"),
        Key::optional("is_new"),
        Key::optional("name"),
        Key::optional("list"),
        Key::optional("inner"),
        Key::optional("any"),
        Key::optional("raw"),
        Key::optional("left"),
    ];

    fn write<M: serde::ser::SerializeMap>(&self, _: &mut Entries<M>) {}
}

impl Read for Everything {
    fn read<'de, S: Source<'de> + ?Sized>(source: &mut S) -> Result<Self, Failed> {
        let mut slots = (None, None, None, Maybe::Absent, None, Vec::new(), None, None, None);
        let mut others = BTreeMap::new();
        Self::entries_and_others(
            source,
            |key, value| match key {
                0 => value.fill(&mut slots.0),
                1 => value.set(&mut slots.1),
                2 => value.set(&mut slots.2),
                3 => value.set(&mut slots.3),
                4 => value.set(&mut slots.4),
                5 => value.set(&mut slots.5),
                6 => value.set(&mut slots.6),
                7 => value.set(&mut slots.7),
                8 => value.set(&mut slots.8),
                _ => Ok(()),
            },
            |name, value| value.keep::<crate::codec::Plain<u64>>(name, &mut others),
        )?;
        let (Some(id), small, ratio, is_new, name, list, inner, any, raw) = slots else {
            return Err(unread());
        };
        Ok(Self { id, small, ratio, is_new, name, list, inner, any, raw, others })
    }
}

fn by_serde_json(text: &str) -> Result<Everything, serde_json::Error> {
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let value = deserialize(&mut deserializer)?;
    deserializer.end().map(|()| value)
}

/// Both ways give the same value, or the same kind of error.
fn assert_same(text: &str) {
    match (from_str::<Everything>(text), by_serde_json(text)) {
        (Ok(ours), Ok(theirs)) => assert_eq!(ours, theirs, "{text}"),
        (Err(ours), Err(theirs)) => {
            assert_eq!(ours.is_data(), theirs.is_data(), "{text}: {ours}, {theirs}");
        }
        (ours, theirs) => panic!("{text}: {ours:?}, {theirs:?}"),
    }
}

fn numbers() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<i64>().prop_map(|number| number.to_string()),
        any::<u64>().prop_map(|number| number.to_string()),
        any::<f64>()
            .prop_filter("JSON has no others", |number| number.is_finite())
            .prop_map(|n| n.to_string()),
        (-200_i64..200).prop_map(|number| number.to_string()),
        "-?[0-9]{0,22}(\\.[0-9]{0,3})?([eE][+-]?[0-9]{0,2})?",
    ]
}

fn texts() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>().prop_map(|text| Value::from(text).to_string()),
        "\"[a-zé€😀 ]{0,20}\"",
        "\"[a-f]{0,9}(\\\\(u[0-9a-fD]{4}|[nt\"\\\\/x]))?[\\x00-\\x21é]{0,2}[a-f]{0,9}\"",
    ]
}

fn values() -> impl Strategy<Value = String> {
    let words = prop::sample::select(vec!["null", "true", "false", "[]", "{}", "nul", "truely", ""]);
    let scalar = prop_oneof![numbers(), texts(), words.prop_map(str::to_owned)];
    scalar.prop_recursive(4, 40, 6, |inner| {
        let keys = prop_oneof![
            prop::sample::select(Everything::KEYS).prop_map(|key| format!("\"{}\"", key.name())),
            Just("\"n\\u0061me\"".to_owned()),
            texts(),
        ];
        let space = prop::sample::select(vec!["", " ", "\n\t", "\r\n  "]);
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(|items| format!("[{}]", items.join(","))),
            (prop::collection::vec((keys, inner), 0..6), space).prop_map(|(entries, space)| {
                let entries: Vec<_> = entries
                    .into_iter()
                    .map(|(key, value)| format!("{space}{key}{space}:{space}{value}{space}"))
                    .collect();
                format!("{{\"id\":1,{}}}{space}", entries.join(","))
            }),
        ]
    })
}

/// One that may well be read: every key has a value of its kind.
fn sound() -> impl Strategy<Value = String> {
    let leaf = Just("{\"id\":7}".to_owned());
    leaf.prop_recursive(3, 20, 2, |inner| {
        (any::<(i64, Option<u32>, f64, bool)>(), texts(), prop::collection::vec(any::<i32>(), 0..4), inner, values())
            .prop_map(|((id, small, ratio, is_new), name, list, inner, any)| {
                let small = small.map_or("null".to_owned(), |small| small.to_string());
                let ratio = if ratio.is_finite() { ratio.to_string() } else { "0.5".to_owned() };
                format!(
                    "{{\"name\":{name}, \"id\":{id},\"x\":5,\"small\":{small},\"ratio\":{ratio},\"is_new\":{is_new},\
                     \"left\":{any},\"list\":{list:?},\"inner\":{inner},\"any\":{any},\"raw\": {any} }}"
                )
            })
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn any_text_is_read_alike(text in values()) {
        assert_same(&text);
    }

    #[test]
    fn a_sound_text_is_read_alike(text in sound()) {
        assert_same(&text);
    }

    #[test]
    fn a_text_that_is_cut_or_changed_is_read_alike(text in sound(), at in any::<prop::sample::Index>(), sign in any::<char>()) {
        let places: Vec<_> = text.char_indices().map(|(place, _)| place).collect();
        let place = *at.get(&places);
        assert_same(&text[..place]);
        let after = text[place..].chars().next().map_or(place, |c| place + c.len_utf8());
        assert_same(&format!("{}{sign}{}", &text[..place], &text[after..]));
    }

    #[test]
    fn a_number_is_read_alike(number in numbers()) {
        let text = format!("[{number}]");
        let ours = from_str::<Vec<f64>>(&text).map_err(|error| error.to_string());
        prop_assert_eq!(ours, serde_json::from_str::<Vec<f64>>(&text).map_err(|error| error.to_string()));
        let ours = from_str::<Vec<u64>>(&text).map_err(|error| error.to_string());
        prop_assert_eq!(ours, serde_json::from_str::<Vec<u64>>(&text).map_err(|error| error.to_string()));
        let ours = from_str::<Vec<i32>>(&text).map_err(|error| error.to_string());
        prop_assert_eq!(ours, serde_json::from_str::<Vec<i32>>(&text).map_err(|error| error.to_string()));
    }

    #[test]
    fn a_text_is_read_alike(text in texts()) {
        let ours = from_str::<String>(&text).map_err(|error| error.to_string());
        prop_assert_eq!(ours, serde_json::from_str::<String>(&text).map_err(|error| error.to_string()));
    }
}

#[test]
fn what_is_nested_is_read_as_deep_as_serde_json_reads() {
    for depth in [126, 127, 128, 100_000] {
        let text = format!("{}{}", "[".repeat(depth), "]".repeat(depth));
        let ours = Json::new(&text).read(down).map_err(|error| error.to_string());
        let theirs = serde_json::from_str::<Value>(&text).map(drop).map_err(|error| error.to_string());
        assert_eq!(ours, theirs, "{depth}");
    }
}

fn down(json: &mut Json<'_>) -> Result<(), Failed> {
    fn list(value: &mut dyn Source<'_>) -> Result<(), Failed> {
        value.list(&mut list)
    }
    list(json)
}

#[test]
fn an_error_in_an_entry_is_at_its_value() {
    let text = "{\"id\":1,\n \"inner\": {\"id\":2, \"list\": [1, 2, \"x\"]}}";
    let error = from_str::<Everything>(text).unwrap_err();
    assert_eq!(error.to_string(), by_serde_json(text).unwrap_err().to_string());
    assert_eq!(json_path::at(text.as_bytes(), error.line(), error.column()), "inner.list[2]");
    let error = from_str::<Everything>("{\"id\":1,\"inner\":{}}").unwrap_err();
    assert_eq!(error.to_string(), "missing field `id` at line 1 column 18");
}

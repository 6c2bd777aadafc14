//! What holds for all shapes and values.

use proptest::prelude::*;
use serde_json::{Map, Value, json};

use super::{
    BOOL, FRACTION, INT, Key, Kinds, LIST, NULL, NUMBER, OBJECT, Shape, TEXT, may_have, needs,
    rank::{Rank, fit},
    sketch::sketch,
};

const NAMES: [&str; 5] = ["a", "b", "c", "d", "e"];

fn shapes() -> impl Strategy<Value = Shape> {
    let scalar = prop_oneof![
        Just(Shape::Text),
        Just(Shape::I32),
        Just(Shape::U64),
        Just(Shape::Kinds(NUMBER)),
        Just(Shape::Kinds(BOOL)),
        Just(Shape::Listed(&["a", "b"])),
        Just(Shape::ListedInt(&["1", "2"])),
        Just(Shape::Format(|text| text.starts_with('#'))),
    ];
    scalar.prop_recursive(3, 24, 4, |inner| {
        let all = prop::collection::vec(inner.clone(), 1..4).prop_map(|all| &*all.leak());
        prop_oneof![
            inner.clone().prop_map(|item| Shape::List(Box::leak(Box::new(item)))),
            inner.clone().prop_map(|value| Shape::Map(Box::leak(Box::new(value)))),
            inner.clone().prop_map(|some| Shape::Nullable(Box::leak(Box::new(some)))),
            all.clone().prop_map(Shape::Tuple),
            all.prop_map(Shape::OneOf),
            (keys(), any::<bool>()).prop_map(|(keys, open)| Shape::Object(keys, open)),
        ]
    })
}

fn keys() -> impl Strategy<Value = &'static [Key]> {
    let kinds = prop_oneof![Just(TEXT), Just(INT), Just(NUMBER), Just(BOOL), Just(LIST), Just(OBJECT)];
    let key = (kinds, any::<bool>());
    prop::collection::vec(key, 0..5).prop_map(|keys| {
        let named = NAMES.into_iter().zip(keys);
        let keys: Vec<Key> = named
            .map(
                |(name, (kinds, needed))| {
                    if needed { needs(name, kinds) } else { may_have(name, kinds | NULL) }
                },
            )
            .collect();
        &*keys.leak()
    })
}

/// A value that a type of that shape would write; `seed` chooses.
fn value_of(shape: &Shape, seed: u64) -> Value {
    let next = seed / 3;
    match shape {
        Shape::Kinds(kinds) => of_kind(*kinds),
        Shape::Int(..) => json!(seed % 100),
        Shape::Text => json!("x"),
        Shape::Listed(listed) => json!(listed[usize::try_from(seed).unwrap_or(0) % listed.len()]),
        Shape::ListedInt(_) => json!(1 + seed % 2),
        Shape::Format(_) => json!("#1"),
        Shape::List(item) => (0..seed % 3).map(|_| value_of(item, next)).collect(),
        Shape::Tuple(items) => items.iter().map(|item| value_of(item, next)).collect(),
        Shape::Object(keys, _) => {
            let kept = keys.iter().filter(|key| key.needed || seed.is_multiple_of(2));
            Value::Object(kept.map(|key| (key.name.to_owned(), of_kind(key.kinds))).collect())
        }
        Shape::Map(value) => {
            let entries = (0..seed % 3).map(|key| (format!("k{key}"), value_of(value, next)));
            Value::Object(entries.collect::<Map<_, _>>())
        }
        Shape::Nullable(_) if seed.is_multiple_of(3) => Value::Null,
        Shape::Nullable(some) => value_of(some, next),
        Shape::OneOf(shapes) => value_of(&shapes[usize::try_from(seed).unwrap_or(0) % shapes.len()], next),
        Shape::Tagged(..) | Shape::Of(_) => Value::Null,
    }
}

fn of_kind(kinds: Kinds) -> Value {
    match kinds {
        kinds if kinds & TEXT != 0 => json!("x"),
        kinds if kinds & INT != 0 => json!(5),
        kinds if kinds & FRACTION != 0 => json!(0.5),
        kinds if kinds & BOOL != 0 => json!(true),
        kinds if kinds & LIST != 0 => json!([]),
        kinds if kinds & OBJECT != 0 => json!({}),
        _ => Value::Null,
    }
}

fn rank(value: &Value, shape: &Shape) -> Option<Rank> {
    fit(&sketch(&value.to_string()).unwrap(), shape)
}

proptest! {
    /// What a variant writes is one of its own: it is never passed over.
    #[test]
    fn what_a_shape_writes_fits_it(shape in shapes(), seed in any::<u64>()) {
        let value = value_of(&shape, seed);
        prop_assert!(rank(&value, &shape).is_some(), "{shape:?} {value}");
    }

    /// Variants that share no value are told apart, in whatever order they stand.
    #[test]
    fn what_only_one_fits_is_that_one(shapes in prop::collection::vec(shapes(), 2..5), seed in any::<u64>()) {
        for (index, shape) in shapes.iter().enumerate() {
            let value = value_of(shape, seed);
            let ranks: Vec<_> = shapes.iter().map(|other| rank(&value, other)).collect();
            let alone = ranks.iter().enumerate().all(|(at, rank)| at == index || rank.is_none());
            let best = ranks.iter().max().copied().flatten();
            prop_assert!(!alone || best == ranks[index]);
            // A union is as good as the best of its variants.
            let union = Shape::OneOf(shapes.clone().leak());
            prop_assert_eq!(rank(&value, &union), best);
        }
    }

    /// Any text is looked at without a panic, and no JSON is no sketch.
    #[test]
    fn any_text_is_looked_at(text in "[\\[\\]{}\",:0-9a-e. ]{0,40}", shape in shapes()) {
        if let Some(value) = sketch(&text) {
            let _ = fit(&value, &shape);
        }
    }
}

/// Each of so many unions holds all of the next level: ten million ways, of which few are gone.
#[test]
fn unions_of_unions_take_no_exponential_time() {
    let mut level: &'static [Shape] = &[Shape::Kinds(BOOL), Shape::Kinds(NULL)];
    for _ in 0..8 {
        let width = 10;
        level = (0..width).map(|_| Shape::OneOf(level)).collect::<Vec<_>>().leak();
    }
    let value = sketch("\"x\"").unwrap();
    let start = std::time::Instant::now();
    let _ = fit(&value, &Shape::OneOf(level));
    assert!(start.elapsed() < std::time::Duration::from_secs(2), "{:?}", start.elapsed());
}

//! Two decide which variant of a union without a tag a value is: the checker, for the examples in a spec, and the
//! runtime, by the shapes that are emitted. Random types and random values, and both say the same.
#![allow(clippy::unwrap_used, clippy::panic, reason = "these are tests")]

mod emitted;
mod specs;

use std::collections::HashSet;

use proptest::prelude::*;
use serde_json::{Value, json};
use specwright::api::{Api, TypeKind, Untagged};
use specwright::{check_spec, diagnostic::Problems, source::Sources, variants_that_read, yaml};

use specs::{Choices, Spec};

/// The checked API; nothing where the checker refuses what chance has made.
fn checked(spec: &Value) -> Option<Api> {
    let mut sources = Sources::default();
    let file = sources.add("random.yaml", spec.to_string());
    let mut problems = Problems::default();
    let root = yaml::parse(&sources, file, &mut problems).unwrap();
    check_spec(&root, &mut problems)
}

fn union_of<'a>(api: &'a Api, name: &str) -> &'a Untagged {
    let found = api.types.iter().find(|def| def.rust == name);
    let Some(TypeKind::Untagged(union)) = found.map(|def| &def.kind) else { panic!("{name}") };
    union
}

/// The variants that the checker reads a value as, the likeliest first.
fn by_checker(api: &Api, union: &Untagged, value: &Value) -> Vec<String> {
    let mut sources = Sources::default();
    let file = sources.add("value.yaml", value.to_string());
    let node = yaml::parse(&sources, file, &mut Problems::default()).unwrap();
    variants_that_read(api, union, &node).into_iter().map(str::to_owned).collect()
}

fn say_the_same(spec: &Spec, api: &Api, choices: &mut Choices<'_>) -> Result<(), TestCaseError> {
    let shapes = emitted::Shapes::of(api);
    for (name, variants) in spec.unions() {
        let union = union_of(api, name);
        for _ in 0..12 {
            let value = spec.value(&variants[choices.pick(variants.len())], choices);
            let value = specs::bent(value, choices);
            let checker = by_checker(api, union, &value);
            let tried: Vec<&str> =
                shapes.order(name, &value).into_iter().map(|at| union.variants[at].wire.as_str()).collect();
            // What the runtime tries in vain makes no difference.
            let reading: HashSet<&str> = checker.iter().map(String::as_str).collect();
            let runtime: Vec<&str> = tried.iter().copied().filter(|name| reading.contains(name)).collect();
            prop_assert_eq!(
                &runtime,
                &checker,
                "{} {}\nthe runtime tries {:?}\n{:#}",
                name,
                value,
                tried,
                spec.json()
            );
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 100, failure_persistence: None, ..ProptestConfig::default() })]

    /// Both find the same variants that read a value, in the same order: so none that only one of them reads either.
    #[test]
    fn the_checker_and_the_runtime_say_the_same(bytes in prop::collection::vec(any::<u8>(), 0..600)) {
        let mut choices = Choices::new(&bytes);
        let spec = Spec::random(&mut choices);
        if let Some(api) = checked(&spec.json()) {
            say_the_same(&spec, &api, &mut choices)?;
        }
    }
}

/// The property above says nothing about specs that the checker refuses: they are the exception.
#[test]
fn most_random_specs_are_sound() {
    let sound = (0..100_u64)
        .filter(|seed| {
            let bytes: Vec<u8> =
                (0..600_u64).map(|at| ((seed * 7919 + at) * 2_654_435_761).to_le_bytes()[2]).collect();
            checked(&Spec::random(&mut Choices::new(&bytes)).json()).is_some()
        })
        .count();
    assert!(sound > 70, "{sound} of 100");
}

/// That what is compared differs when it should.
#[test]
fn the_order_is_that_of_the_emitted_shapes() {
    let types = json!({
        "Cat": { "fields": { "name": "string", "lives?": "i32" } },
        "Dog": { "fields": { "name": "string", "breed": "string" } },
        "Pet": { "union": "untagged", "variants": { "A": "Cat", "B": "Dog", "C": "uuid", "D": "string", "E": "[Pet]" } },
    });
    let api = checked(&specs::around(&types, &["Pet"])).unwrap();
    let (union, shapes) = (union_of(&api, "Pet"), emitted::Shapes::of(&api));
    let uuid = "67e55044-10b1-426f-9247-bb680e5fe0c8";
    for (value, order) in [
        (json!({ "name": "a" }), vec![0]),
        (json!({ "name": "a", "breed": "b" }), vec![1, 0]),
        (json!(uuid), vec![2, 3]),
        (json!("x"), vec![3]),
        (json!([{ "name": "a" }]), vec![4]),
        (json!([1]), vec![]),
    ] {
        assert_eq!(shapes.order("Pet", &value), order, "{value}");
        let names: Vec<_> = order.iter().map(|at| union.variants[*at].wire.clone()).collect();
        assert_eq!(by_checker(&api, union, &value), names, "{value}");
    }
}

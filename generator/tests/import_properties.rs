//! Random documents: whatever schemas say of each other, they become a spec that is sound, and soon.

#![allow(clippy::expect_used, reason = "the helpers are part of the tests")]

use std::path::Path;

use proptest::prelude::*;
use serde_json::{Value, json};
use specwright::diagnostic::{self, Format, Problems};
use specwright::import::{Options, import_openapi};
use specwright::source::Sources;
use specwright::{check_spec, yaml};

/// What the checker says of the spec that a document becomes; nothing when it is good.
fn refused(document: &Value) -> String {
    let nothing = |_: &Path| Err("there are no other files".to_owned());
    let (text, path) = (document.to_string(), Path::new("random.json"));
    let imported = import_openapi(&mut Sources::default(), path, text, &nothing, &Options::default());
    let spec = imported.expect("an OpenAPI document").spec;
    let mut sources = Sources::default();
    let file = sources.add("random.yaml", spec.clone());
    let mut problems = Problems::default();
    if let Some(root) = yaml::parse(&sources, file, &mut problems) {
        check_spec(&root, &mut problems);
    }
    let list = problems.into_sorted();
    if list.is_empty() {
        return String::new();
    }
    format!("{}\n{spec}", diagnostic::render(Format::Human, &sources, &list))
}

/// The document's own schemas, which refer to each other in any order.
const NAMES: [&str; 6] = ["Pet", "pet", "Order", "Option", "200", "getA"];
/// Names of properties, some of which trip generators.
const KEYS: [&str; 12] =
    ["id", "type", "others", "ID", "$ref?", "new", "a b", "", "kind", " ", "id\0", "k\u{200e}ind"];

fn reference() -> impl Strategy<Value = Value> {
    prop::sample::select(&NAMES[..])
        .prop_map(|name| json!({ "$ref": format!("#/components/schemas/{name}") }))
}

fn scalar() -> impl Strategy<Value = Value> {
    let word = prop::sample::select(vec![
        json!({ "type": "string" }),
        json!({ "type": "string", "format": "date-time", "nullable": true }),
        json!({ "type": "string", "format": "binary" }),
        json!({ "type": "string", "minLength": 3, "maxLength": 1 }),
        json!({ "type": "integer", "minimum": -1, "maximum": 1e30 }),
        json!({ "type": "integer", "format": "int64", "exclusiveMinimum": true, "minimum": 5 }),
        json!({ "type": ["number", "null"] }),
        json!({ "type": ["string", "integer", "boolean"] }),
        json!({ "type": "boolean", "default": "yes" }),
        json!({ "type": "null" }),
        json!({ "type": "any" }),
        json!({}),
        json!(true),
        json!(false),
        json!(7),
    ]);
    prop_oneof![4 => word, 2 => enumeration(), 3 => reference()]
}

fn enumeration() -> impl Strategy<Value = Value> {
    let value = prop::sample::select(vec![
        json!("a"),
        json!("A"),
        json!(""),
        json!("a-b"),
        json!("a b"),
        json!("true"),
        json!(1),
        json!(-1),
        json!(1.5),
        json!(null),
        json!(true),
        json!([]),
        json!("Unlisted"),
        json!(">="),
        json!("é"),
        json!("1"),
        json!("a\0"),
        json!("\u{7f}"),
        json!("long ".repeat(300)),
    ]);
    let values = prop::collection::vec(value.clone(), 0..6);
    prop_oneof![
        (values, any::<bool>()).prop_map(|(values, typed)| {
            if typed { json!({ "type": "string", "enum": values }) } else { json!({ "enum": values }) }
        }),
        value.prop_map(|value| json!({ "const": value })),
    ]
}

fn schema() -> impl Strategy<Value = Value> {
    scalar().prop_recursive(4, 32, 4, |inner| {
        let some = prop::collection::vec(inner.clone(), 0..4);
        let word = prop::sample::select(vec!["allOf", "oneOf", "anyOf"]);
        prop_oneof![
            3 => object(inner.clone()),
            1 => inner.clone().prop_map(|items| json!({ "type": "array", "items": items })),
            1 => inner.prop_map(|value| json!({ "type": "object", "additionalProperties": value })),
            2 => (word.clone(), some.clone()).prop_map(|(word, some)| json!({ word: some })),
            1 => (word, some, any::<bool>()).prop_map(|(word, some, nullable)| {
                json!({ word: some, "nullable": nullable, "discriminator": { "propertyName": "kind" } })
            }),
        ]
    })
}

fn object(inner: impl Strategy<Value = Value> + Clone) -> impl Strategy<Value = Value> {
    let property = (prop::sample::select(&KEYS[..]), inner.clone(), any::<bool>(), 0..4_u8);
    let additional = prop_oneof![3 => Just(None), 1 => inner.prop_map(Some)];
    (prop::collection::vec(property, 0..5), additional).prop_map(|(properties, additional)| {
        let mut object = json!({ "type": "object", "properties": {}, "required": [] });
        for (key, mut schema, required, direction) in properties {
            if let (Some(map), 1 | 2) = (schema.as_object_mut(), direction) {
                map.insert(["", "readOnly", "writeOnly"][usize::from(direction)].to_owned(), json!(true));
            }
            object["properties"][key] = schema;
            if required && let Some(list) = object["required"].as_array_mut() {
                list.push(json!(key));
            }
        }
        if let Some(additional) = additional {
            object["additionalProperties"] = additional;
        }
        object
    })
}

fn parameter() -> impl Strategy<Value = Value> {
    let place = prop::sample::select(vec!["query", "header", "cookie", "path"]);
    let style =
        prop::sample::select(vec!["form", "simple", "deepObject", "pipeDelimited", "matrix", "label"]);
    let name = prop::sample::select(vec!["id", "kind", "type", "body", "p", "p\0", " ", "\u{202e}"]);
    (place, style, name, any::<Option<bool>>(), any::<bool>(), schema()).prop_map(
        |(place, style, name, explode, required, schema)| {
            json!({ "in": place, "style": style, "name": name, "explode": explode, "required": required, "schema": schema })
        },
    )
}

fn document() -> impl Strategy<Value = Value> {
    let schemas = prop::collection::vec(schema(), NAMES.len());
    let media = prop::sample::select(vec![
        "application/json",
        "application/x-www-form-urlencoded",
        "multipart/form-data",
        "application/octet-stream",
        "text/event-stream",
    ]);
    let body = (media.clone(), schema(), any::<Option<bool>>());
    let answers = prop::collection::vec((media, schema()), 3);
    (schemas, prop::collection::vec(parameter(), 0..4), body, answers).prop_map(
        |(schemas, parameters, (media, sent, required), answers)| {
            let all: serde_json::Map<String, Value> =
                NAMES.iter().map(|name| (*name).to_owned()).zip(schemas).collect();
            let mut body = json!({ "content": { media: { "schema": sent } } });
            if let Some(required) = required {
                body["required"] = json!(required);
            }
            let mut responses = json!({});
            for (status, (media, schema)) in ["200", "201", "default"].iter().zip(answers) {
                responses[*status] = json!({ "description": "", "content": { media: { "schema": schema } } });
            }
            json!({
                "openapi": "3.1.0",
                "info": { "title": "Random", "version": "1" },
                "servers": [{ "url": "https://random.example" }],
                "paths": {
                    "/ping": { "get": { "responses": { "204": { "description": "" } } } },
                    "/a/{p}": { "post": {
                        "operationId": "getA",
                        "parameters": parameters,
                        "requestBody": body,
                        "responses": responses,
                    } },
                },
                "components": { "schemas": all },
            })
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    /// No schema, alone or with others, makes a spec that the checker refuses.
    #[test]
    fn a_random_document_becomes_a_sound_spec(document in document()) {
        let refused = refused(&document);
        prop_assert!(refused.is_empty(), "{document:#}\n{refused}");
    }
}

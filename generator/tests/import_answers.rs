//! Answers of imported documents: by their status, failures in sets that endpoints share, and their examples.

#![allow(clippy::expect_used, reason = "the helpers are part of the tests")]

use std::path::Path;

use serde_json::{Value, json};
use specwright::diagnostic::Problems;
use specwright::import::{Imported, Options, import_openapi};
use specwright::source::Sources;
use specwright::{check_spec, yaml};

fn import(paths: &Value) -> Imported {
    let error = json!({ "type": "object", "required": ["message"], "properties": {
        "message": { "type": "string" }, "code": { "type": "integer" },
    } });
    let order =
        json!({ "type": "object", "required": ["id"], "properties": { "id": { "type": "integer" } } });
    let document = json!({
        "openapi": "3.0.3",
        "info": { "title": "Shop", "version": "1" },
        "servers": [{ "url": "https://shop.example" }],
        "paths": paths,
        "components": { "schemas": { "Error": error, "Order": order } },
    });
    let nothing = |_: &Path| Err("there are no other files".to_owned());
    let options = Options { examples: true, ..Options::default() };
    let text = document.to_string();
    let imported = import_openapi(&mut Sources::default(), Path::new("shop.json"), text, &nothing, &options)
        .expect("an OpenAPI document");
    let mut sources = Sources::default();
    let file = sources.add("shop.yaml", imported.spec.as_str());
    let mut problems = Problems::default();
    let root = yaml::parse(&sources, file, &mut problems);
    assert!(root.is_some_and(|root| check_spec(&root, &mut problems).is_some()), "{}", imported.spec);
    imported
}

fn json_of(schema: &Value) -> Value {
    json!({ "description": "", "content": { "application/json": { "schema": schema } } })
}

fn reference(name: &str) -> Value {
    json_of(&json!({ "$ref": format!("#/components/schemas/{name}") }))
}

fn said(imported: &Imported, text: &str) -> bool {
    imported.spec.contains(text)
}

#[test]
fn successes_that_differ_are_told_apart_and_others_are_one() {
    let imported = import(&json!({
        "/one": { "post": { "operationId": "one", "responses": { "200": reference("Order"), "201": reference("Order") } } },
        "/two": { "post": { "operationId": "two", "responses": {
            "200": reference("Order"), "202": json_of(&json!({ "type": "string" })), "204": { "description": "Gone" },
        } } },
    }));
    assert!(said(&imported, "  one:\n    http: POST /one\n    returns: Order\n"), "{}", imported.spec);
    let cases =
        "    returns:\n      statuses:\n        200: Order\n        202: string\n        204: none -- Gone\n";
    assert!(said(&imported, cases), "{}", imported.spec);
    assert!(imported.degraded.is_empty());
}

#[test]
fn failures_that_agree_are_one_set_and_say_where_the_message_is() {
    let inline = json!({ "type": "object", "properties": { "why": { "type": "string" } } });
    let imported = import(&json!({
        "/a": { "get": { "operationId": "a", "responses": {
            "200": reference("Order"), "404": reference("Error"), "4xx": reference("Error"),
        } } },
        "/b": { "get": { "operationId": "b", "responses": { "200": reference("Order"), "default": reference("Error") } } },
        "/c": { "get": { "operationId": "c", "responses": { "200": reference("Order"), "404": json_of(&inline) } } },
        "/d": { "get": { "operationId": "d", "responses": { "200": reference("Order"), "404": json_of(&inline) } } },
        "/e": { "get": { "operationId": "e", "responses": { "200": reference("Order"), "503": reference("Error"), "1XX": {} } } },
        "/f": { "get": { "operationId": "f", "responses": { "200": reference("Order"), "404": { "description": "" } } } },
    }));
    let sets = "failures:\n  standard:\n    404: CNotFound\n  error_model:\n    404: ErrorModel\n    \
                \"4XX\": ErrorModel\n    503: ErrorModel\n    default: ErrorModel\n";
    assert!(said(&imported, sets), "{}", imported.spec);
    assert!(said(&imported, "failures: none"), "{}", imported.spec);
    let notes: Vec<&str> = imported.degraded.iter().map(|one| one.pointer.as_str()).collect();
    assert_eq!(notes, ["#/paths/~1e/get/responses/1XX"]);
    let paths = "    error:\n      code: code\n      message: message\n";
    assert!(said(&imported, paths), "{}", imported.spec);
}

#[test]
fn examples_that_fit_are_carried_over_and_others_say_why_not() {
    let with = |examples: Value| {
        json!({ "description": "", "content": { "application/json": {
            "schema": { "$ref": "#/components/schemas/Order" }, "examples": examples,
        } } })
    };
    let imported = import(&json!({
        "/a": { "get": { "operationId": "a", "responses": {
            "201": with(json!({
                "good": { "value": { "id": 1 } },
                "in_text": { "value": "{\"id\": 2}" },
                "empty": { "value": {} },
                "more": { "value": { "id": 1, "name": "x" } },
            })),
            "404": { "description": "", "content": { "application/json": {
                "schema": { "$ref": "#/components/schemas/Error" }, "example": { "message": "no" },
            } } },
        } } },
    }));
    assert_eq!((imported.examples.all, imported.examples.same, imported.examples.otherwise), (5, 3, 0));
    for example in [
        "- status: 201\n        response: {\"id\":1}\n",
        "- status: 201\n        response: {\"id\":2}\n",
        "- status: 404\n        response: {\"message\":\"no\"}\n",
    ] {
        assert!(said(&imported, example), "{example}: {}", imported.spec);
    }
    let reasons: Vec<&str> = imported.degraded.iter().map(|one| one.message.as_str()).collect();
    assert_eq!(reasons.len(), 2, "{reasons:?}");
    assert!(reasons[0].contains("no `id`") && reasons[1].contains("`name`"), "{reasons:?}");
}

/// A spec holds no control characters, only so long keys, and is not nested as deep as a document may be.
#[test]
fn examples_that_no_spec_can_hold_are_left_out() {
    let with = |examples: Value| {
        json!({ "description": "", "content": { "application/json": {
            "schema": { "type": "object" }, "examples": examples,
        } } })
    };
    let value = |value: Value| json!({ "value": value });
    let deep = (0..124).fold(json!({}), |inner, _| json!([inner]));
    let key = "k".repeat(2000);
    let imported = import(&json!({
        "/a": { "get": { "operationId": "a", "responses": { "200": with(json!({
            "good": value(json!({ "é": "a\tb\n" })),
            "control": value(json!({ "a": "\u{0}" })),
            "direction": value(json!({ "a": ["\u{202e}"] })),
            "line": value(json!({ "a": "\u{2028}" })),
            "key": value(json!({ "a\u{7f}": 1 })),
            "long_key": value(json!({ key: 1 })),
            "long": value(json!({ "a": "x".repeat(70_000) })),
            "deep": value(json!(json!({ "a": deep }).to_string())),
        })) } } },
    }));
    assert_eq!((imported.examples.all, imported.examples.same), (8, 8));
    assert_eq!(imported.spec.matches("        response: ").count(), 1, "{}", imported.spec);
    let reasons: Vec<&str> = imported.degraded.iter().map(|one| one.message.as_str()).collect();
    assert_eq!(reasons.len(), 7, "{reasons:?}");
    let beginnings = "of `a`, status 200: ";
    assert!(reasons.iter().all(|reason| reason.starts_with(beginnings)), "{reasons:?}");
    for reason in [
        "no spec can hold it: a control character (U+0000) in a spec",
        "no spec can hold it: a direction mark (U+202E) in a spec",
        "no spec can hold it: nested more than 128 deep",
        "70008 bytes are too many for an example: left out",
    ] {
        assert!(reasons.iter().any(|found| found.ends_with(reason)), "{reason}: {reasons:?}");
    }
}

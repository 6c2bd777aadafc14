//! Importing `OpenAPI` documents: what they become, and that no document, however broken, leads to a spec that is.

#![allow(clippy::expect_used, clippy::panic, reason = "the helpers are part of the tests")]

use std::path::Path;

use serde_json::{Value, json};
use specwright::diagnostic::{self, Format, Problems};
use specwright::import::{Imported, Options, Selection, import_openapi};
use specwright::source::Sources;
use specwright::{check_spec, yaml};

const SHOP: &str = include_str!("import/shop.json");

fn import_with(text: &str, options: &Options) -> Option<Imported> {
    let nothing = |_: &Path| Err("there are no other files".to_owned());
    import_openapi(&mut Sources::default(), Path::new("shop.json"), text.to_owned(), &nothing, options).ok()
}

fn import(text: &str) -> Imported {
    import_with(text, &Options::default()).expect("an OpenAPI document")
}

/// What the checker says of a spec; nothing when it is good.
fn refused(spec: &str) -> String {
    let mut sources = Sources::default();
    let file = sources.add("shop.yaml", spec);
    let mut problems = Problems::default();
    if let Some(root) = yaml::parse(&sources, file, &mut problems) {
        check_spec(&root, &mut problems);
    }
    diagnostic::render(Format::Human, &sources, &problems.into_sorted())
}

fn select(selection: Selection) -> Imported {
    import_with(SHOP, &Options { api: None, selection, ..Options::default() }).expect("an OpenAPI document")
}

#[test]
fn a_document_becomes_a_spec() {
    let imported = import(SHOP);
    assert_eq!(refused(&imported.spec), "");
    insta::assert_snapshot!(imported.spec);
}

#[test]
fn types_become_what_the_language_has_for_them() {
    let imported = import(include_str!("import/types.yaml"));
    assert_eq!(refused(&imported.spec), "");
    insta::assert_snapshot!(imported.spec);
}

#[test]
fn values_of_enums_keep_their_names_and_descriptions() {
    let imported = import(include_str!("import/enums.yaml"));
    assert_eq!(refused(&imported.spec), "");
    insta::assert_snapshot!(imported.spec);
}

#[test]
fn an_enum_in_place_is_named_after_its_field_where_most_such_fields_have_it() {
    let field =
        |name: &str, values: &str| format!(r#"{{ "{name}": {{ "type": "string", "enum": [{values}] }} }}"#);
    let schemas = [
        ("A", field("order", r#""asc", "desc""#)),
        ("B", field("order", r#""asc", "desc""#)),
        ("C", field("order", r#""up", "down""#)),
        ("D", field("kind", r#""one""#)),
        ("E", field("kind", r#""one""#)),
        ("F", field("kind", r#""two""#)),
        ("G", field("kind", r#""three""#)),
    ];
    let properties: Vec<String> = schemas
        .iter()
        .map(|(name, fields)| format!(r#""{name}": {{ "type": "object", "properties": {fields} }}"#))
        .collect();
    let document = format!(
        r#"{{ "openapi": "3.0.3", "info": {{ "title": "t", "version": "1" }}, "servers": [{{ "url": "https://a.example" }}],
        "paths": {{ "/all": {{ "get": {{ "operationId": "all", "responses": {{ "200": {{ "description": "ok", "content": {{
        "application/json": {{ "schema": {{ "type": "object", "properties": {{ {} }} }} }} }} }} }} }} }} }} }}"#,
        properties.join(",")
    );
    let spec = import(&document).spec;
    let types: Vec<&str> =
        spec.lines().filter_map(|line| line.strip_prefix("  ")?.strip_suffix(':')).collect();
    assert!(types.contains(&"Order") && types.contains(&"AllResponseCOrder"), "{types:?}");
    assert!(!types.contains(&"Kind") && types.contains(&"AllResponseDKind"), "{types:?}");
}

#[test]
fn what_is_not_carried_over_has_its_place_and_reason() {
    let imported = import(SHOP);
    let found = |pointer: &str| {
        let mut all = imported.degraded.iter().filter(|one| one.pointer == pointer);
        all.next().map(|one| (one.line, one.code.to_string(), one.message.clone()))
    };
    let code = |pointer: &str| found(pointer).map(|(_, code, _)| code);
    assert_eq!(code("#/paths/~1pictures/post/requestBody").as_deref(), Some("SW0911"));
    assert_eq!(code("#/paths/~1orders~1{id}/get/parameters/0"), None);
    assert_eq!(code("#/paths/~1orders~1{id}/put").as_deref(), Some("SW0915"));
    let order = "#/components/schemas/Order/allOf/1/properties";
    assert_eq!(code(&format!("{order}/odd")), None);
    let (line, code, message) = found(&format!("{order}/missing")).expect("is noted");
    assert_eq!((line, code.as_str()), (71, "SW0904"));
    assert_eq!(message, "`#/components/schemas/Nowhere` leads nowhere: any JSON");
    assert_eq!(imported.skipped, 0);
}

#[test]
fn the_same_document_gives_the_same_spec() {
    assert_eq!(import(SHOP).spec, import(SHOP).spec);
}

#[test]
fn a_selection_has_only_the_types_that_it_needs() {
    let by_tag = select(Selection { tags: vec!["Orders".into()], ..Selection::default() });
    assert_eq!(by_tag.endpoints, 1);
    assert!(by_tag.spec.contains("orders_get:") && !by_tag.spec.contains("post_orders"));
    let by_path = select(Selection { paths: vec!["/orders/".into()], ..Selection::default() });
    assert_eq!(by_path.endpoints, 3);
    let by_name = select(Selection { operations: vec!["post /orders".into()], ..Selection::default() });
    assert_eq!((by_name.endpoints, by_name.spec.contains("  Order:")), (1, false));
    for imported in [by_tag, by_path, by_name] {
        assert_eq!(refused(&imported.spec), "");
    }
}

#[test]
fn what_is_no_openapi_document_is_refused() {
    for text in ["a", "[]", "{", r#"{"openapi":"2"}"#, r#"{"swagger":"1.2","paths":{}}"#, r#"{"info":{}}"#] {
        assert!(import_with(text, &Options::default()).is_none(), "{text}");
    }
}

#[test]
fn yaml_reads_as_json_does() {
    let yaml = "openapi: 3.0.3\npaths:\n  /a:\n    get:\n      responses:\n        200: {description: ok}\n";
    let imported = import(yaml);
    assert!(imported.spec.contains("  get_a:\n    http: GET /a\n"), "{}", imported.spec);
    assert_eq!(refused(&imported.spec), "");
}

#[test]
fn a_form_without_fields_is_no_body() {
    let form =
        json!({ "application/x-www-form-urlencoded": { "schema": { "type": "object", "properties": {} } } });
    let document = json!({
        "openapi": "3.0.0",
        "servers": [{ "url": "https://api.example" }],
        "paths": { "/poke": { "post": { "requestBody": { "content": form }, "responses": {} } } },
    });
    let imported = import(&document.to_string());
    assert!(!imported.spec.contains("body:") && imported.degraded.is_empty(), "{}", imported.spec);
    assert_eq!(refused(&imported.spec), "");
}

/// Every part of the document, one after the other, is something else: what is written still is a good spec.
#[test]
fn a_broken_part_breaks_nothing_else() {
    let whole: Value = serde_json::from_str(SHOP).expect("JSON");
    let mut pointers = Vec::new();
    collect(&whole, &mut String::new(), &mut pointers);
    let others = [
        json!([]),
        json!({}),
        json!("x: {y"),
        json!([{ "$ref": "#/components/schemas/Order" }, 1]),
        json!({ "$ref": "#/components/schemas/Payment", "type": 1, "oneOf": [{}] }),
        json!({ "a": { "type": "array", "items": { "$ref": "#/components/schemas/Order" } } }),
    ];
    let mut imports = 0;
    for pointer in &pointers {
        for other in &others {
            let mut broken = whole.clone();
            if let Some(part) = broken.pointer_mut(pointer) {
                part.clone_from(other);
            }
            let Some(imported) = import_with(&broken.to_string(), &Options::default()) else { continue };
            imports += 1;
            let refused = refused(&imported.spec);
            assert!(refused.is_empty(), "{pointer} = {other}\n{refused}\n{}", imported.spec);
        }
    }
    assert!(imports > 450, "{imports}");
}

fn collect(value: &Value, path: &mut String, found: &mut Vec<String>) {
    found.push(path.clone());
    let length = path.len();
    let parts: Vec<(String, &Value)> = match value {
        Value::Array(items) => items.iter().enumerate().map(|(at, item)| (at.to_string(), item)).collect(),
        Value::Object(entries) => {
            entries.iter().map(|(key, item)| (key.replace('~', "~0").replace('/', "~1"), item)).collect()
        }
        _ => Vec::new(),
    };
    for (key, part) in parts {
        path.push('/');
        path.push_str(&key);
        collect(part, path, found);
        path.truncate(length);
    }
}

#[test]
fn objects_are_parameters_in_the_style_that_the_document_says() {
    let point = "type: object, properties: { x: { type: integer }, y: { type: string } }";
    let nested = "type: object, properties: { at: { type: object, properties: { x: { type: integer } } } }";
    let document = |parameters: &[String]| {
        let parameters = parameters.join(" }\n        - { ");
        format!(
            "openapi: 3.0.3\nservers: [{{ url: https://a.example }}]\npaths:\n  /a/{{p}}:\n    get:\n      operationId: a\n      parameters:\n        - {{ {parameters} }}\n      responses: {{ 200: {{ description: ok }} }}\n"
        )
    };
    let styles = |parameters: &[String]| {
        let imported = import(&document(parameters));
        assert_eq!(refused(&imported.spec), "");
        let lines = imported.spec.lines().map(str::trim);
        lines.filter_map(|line| line.strip_prefix("style: ").map(str::to_owned)).collect::<Vec<_>>()
    };
    let path = |more: &str| format!("name: p, in: path, required: true, {more} schema: {{ {point} }}");
    let of = |place: &str, name: &str, more: &str, schema: &str| {
        format!("name: {name}, in: {place}, {more} schema: {{ {schema} }}")
    };
    // A path has commas unless something else is said, and then the language says nothing.
    assert_eq!(styles(&[path(""), of("query", "q", "", point), of("header", "h", "", point)]), ["fields"]);
    assert_eq!(styles(&[path("explode: true,"), of("header", "h", "explode: true,", point)]), ["pairs"; 2]);
    assert_eq!(
        styles(&[
            path("style: matrix, explode: true,"),
            of("query", "q", "style: pipeDelimited, explode: false,", point)
        ]),
        ["matrix_each", "pipe"]
    );
    assert_eq!(
        styles(&[
            path("style: label,"),
            of("query", "q", "explode: false,", point),
            of("cookie", "c", "", point)
        ]),
        ["label", "comma", "fields"]
    );
    assert_eq!(
        styles(&[
            path("style: matrix,"),
            of("header", "h", "", nested),
            of("query", "q", "explode: false,", nested)
        ]),
        ["matrix", "json", "json"]
    );
    // What could not be told apart stands in brackets, or as JSON.
    let name = of("query", "x", "", "type: string");
    assert_eq!(styles(&[path("style: label,"), of("query", "q", "", point), name]), ["label", "indices"]);
    let free = "type: object, additionalProperties: { type: string }";
    assert_eq!(styles(&[of("query", "q", "", free)]), ["fields"]);
    assert_eq!(styles(&[of("query", "q", "", free), of("query", "r", "", free)]), [""; 0]);
    assert_eq!(styles(&[of("cookie", "q", "", point), of("cookie", "r", "", point)]), ["json"; 2]);
}

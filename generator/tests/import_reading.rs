//! Reading documents as they are found: texts, references, paths and servers that are not as they should be.

#![allow(clippy::expect_used, clippy::panic, reason = "the helpers are part of the tests")]

use std::path::Path;

use specwright::diagnostic::{self, Format, Problems};
use specwright::import::{Imported, Options, import_openapi};
use specwright::source::Sources;
use specwright::{check_spec, yaml};

/// Imports a document whose spec is good.
fn import(text: &str) -> Imported {
    let nothing = |_: &Path| Err("there are no other files".to_owned());
    let mut sources = Sources::default();
    let path = Path::new("shop.yaml");
    let imported = import_openapi(&mut sources, path, text.to_owned(), &nothing, &Options::default())
        .unwrap_or_else(|problems| panic!("{}", diagnostic::render(Format::Human, &sources, &problems)));
    let mut sources = Sources::default();
    let file = sources.add("shop.yaml", imported.spec.as_str());
    let mut problems = Problems::default();
    if let Some(root) = yaml::parse(&sources, file, &mut problems) {
        check_spec(&root, &mut problems);
    }
    assert_eq!(diagnostic::render(Format::Human, &sources, &problems.into_sorted()), "", "{}", imported.spec);
    imported
}

fn has(imported: &Imported, lines: &[&str]) {
    for line in lines {
        assert!(imported.spec.contains(line), "{line:?} is missing:\n{}", imported.spec);
    }
}

fn said(imported: &Imported) -> Vec<&str> {
    imported.degraded.iter().map(|one| one.message.as_str()).collect()
}

const HEAD: &str = "openapi: 3.0.0\nservers: [{url: 'https://a.example/v1'}]\n";

#[test]
fn maps_are_merged_and_aliases_expanded() {
    let imported = import(&format!(
        "{HEAD}paths:
  /a:
    get: &get
      parameters: &shared [{{name: q, in: query, schema: {{type: string}}}}]
      responses: {{200: {{description: ok}}}}
    put:
      <<: *get
      operationId: putA
    delete:
      <<: [{{operationId: dropA}}, *get]
      operationId: removeA
x: *nowhere
---
another: document
"
    ));
    has(&imported, &["  put_a:\n", "  remove_a:\n", "      q?: string\n"]);
    let said = said(&imported);
    assert!(said.iter().any(|message| message.contains("no anchor `&nowhere`")), "{said:?}");
    assert!(said.iter().any(|message| message.contains("a second YAML document")), "{said:?}");
}

#[test]
fn json_in_all_its_corners() {
    let long = "k".repeat(2000);
    let text = format!(
        r#"{{"openapi":"3.1.0","info":{{"title":"a\ud83d\ude00b\ud83d","x-{long}":1}},
	"servers":[{{"url":"https:\/\/a.example"}}],"paths":{{"\/a":{{"get":{{"responses":{{"200":{{"description":""}}}}}},
	"get":{{}}}}}}}}"#
    );
    let imported = import(&text);
    has(&imported, &["title: a😀b\u{fffd}\n", "http: GET /a\n"]);
    assert!(said(&imported).iter().any(|message| message.contains("`get` stands twice")));
}

#[test]
fn queries_and_fragments_in_paths() {
    let imported = import(&format!(
        "{HEAD}paths:
  /a#Target=One:
    post: {{operationId: one, responses: {{200: {{description: ok}}}}}}
  '/find?kind=all&page={{page}}':
    get:
      operationId: find
      parameters: [{{name: page, in: path, required: true, schema: {{type: integer}}}}]
      responses: {{200: {{description: ok}}}}
"
    ));
    has(&imported, &["http: POST /a\n", "http: GET /find\n", "      page: i64\n"]);
    has(&imported, &["      kind:\n        type: string\n        preset: \"all\"\n"]);
}

/// What a path says is encoded already, and would be once more when it is sent.
#[test]
fn queries_in_paths_are_decoded() {
    let imported = import(&format!(
        "{HEAD}paths:
  '/find?kind=a%20b+c&fields%5B%5D=%2F&page=%7Bpage%7D&%00=x&=y&z=%FF':
    get: {{operationId: find, responses: {{200: {{description: ok}}}}}}
"
    ));
    has(&imported, &["http: GET /find\n", "      kind:\n        type: string\n        preset: \"a b c\"\n"]);
    has(
        &imported,
        &["      fields[]:\n        type: string\n        preset: \"/\"\n", "      page: string\n"],
    );
    let said = said(&imported);
    for pair in ["\\0=x", "=y", "z=\u{fffd}"] {
        let note = format!("no spec can hold `{pair}` of a path: left out");
        assert!(said.contains(&note.as_str()), "{note}: {said:?}");
    }
}

#[test]
fn what_can_be_one_thing_only_is_preset() {
    let imported = import(&format!(
        "{HEAD}paths:
  '/{{format}}/chat?mode=fast':
    post:
      operationId: chat
      parameters:
        - {{name: format, in: path, required: true, schema: {{type: string, enum: [json]}}}}
        - {{name: mode, in: query, schema: {{type: string, enum: [fast, slow], default: slow}}}}
        - {{name: v, in: query, required: true, schema: {{type: integer, enum: [2]}}}}
        - {{name: o, in: query, schema: {{type: string, enum: [one]}}}}
        - {{name: sure, in: query, required: true, schema: {{$ref: '#/components/schemas/Yes'}}}}
        - {{name: no, in: query, schema: {{type: boolean, enum: [false]}}}}
        - {{name: both, in: query, required: true, schema: {{type: boolean, enum: [false, true]}}}}
      requestBody:
        required: true
        content: {{application/json: {{schema: {{$ref: '#/components/schemas/Talk'}}}}}}
      responses:
        200:
          description: ok
          content:
            application/json: {{schema: {{$ref: '#/components/schemas/Said'}}}}
            text/event-stream: {{schema: {{type: string}}}}
components:
  schemas:
    Talk:
      required: [kind, final, open]
      properties:
        kind: {{const: chat}}
        final: {{const: false}}
        open: {{type: boolean, enum: [true], nullable: true}}
        stream: {{type: boolean, nullable: true}}
    Said: {{required: [kind, done], properties: {{kind: {{type: string, enum: [said]}}, done: {{enum: [true]}}}}}}
    Yes: {{type: boolean, enum: [true]}}
"
    ));
    has(&imported, &["      format:\n        type: string\n        preset: \"json\"\n"]);
    has(&imported, &["      mode:\n        type: string\n        preset: \"fast\"\n"]);
    has(&imported, &["      v:\n        type: i64\n        preset: 2\n      o?: ChatO\n"]);
    has(
        &imported,
        &["      kind:\n        type: TalkKind\n        doc: Always `chat`.\n        preset: \"chat\"\n"],
    );
    has(&imported, &["      kind: SaidKind\n      done: bool\n", "  chat_stream:\n"]);
    has(
        &imported,
        &["      sure:\n        type: bool\n        preset: true\n      no?: bool\n      both: bool\n"],
    );
    has(&imported, &["        doc: Always `false`.\n        preset: false\n      open: bool?\n"]);
    let (own, streamed) = imported.spec.split_once("  chat_stream:\n").expect("two endpoints");
    assert!(!own.contains("presets:"), "{own}");
    assert!(streamed.contains("    body: Talk\n    presets: { stream: true }\n"), "{streamed}");
}

#[test]
fn servers_of_operations() {
    let imported = import(&format!(
        "{HEAD}paths:
  /a:
    get: {{responses: {{200: {{description: ok}}}}}}
  /b:
    servers: [{{url: 'https://a.example/beta/'}}]
    get: {{responses: {{200: {{description: ok}}}}}}
  /c:
    get: {{responses: {{200: {{description: ok}}}}, servers: [{{url: 'https://b.example'}}]}}
"
    ));
    has(&imported, &["server: https://a.example\n", "http: GET /v1/a\n", "http: GET /beta/b\n"]);
    has(&imported, &["servers:\n  b: https://b.example\n", "http: GET /c\n    server: b\n"]);
    assert_eq!(imported.skipped, 0);
    let imported = import(
        "openapi: 3.0.0
paths:
  /a:
    servers: [{url: 'https://a.example/x'}]
    get: {responses: {200: {description: ok}}}
",
    );
    has(&imported, &["server: https://a.example/x\n", "http: GET /a\n"]);
    for (written, server) in [("//a.example", "https://a.example"), ("a.example/v1", "https://a.example/v1")]
    {
        let paths = "paths: {/a: {get: {responses: {200: {description: ok}}}}}";
        let imported = import(&format!("openapi: 3.0.0\nservers: [{{url: '{written}'}}]\n{paths}"));
        has(&imported, &[&format!("server: {server}\n")]);
    }
}

#[test]
fn servers_on_other_hosts_are_named() {
    let ok = "responses: {200: {description: ok}}";
    let variables = "variables: {region: {default: eu, enum: [eu, us]}}";
    let imported = import(&format!(
        "openapi: 3.0.0
servers: [{{url: 'https://{{region}}.shop.example/{{edition}}', {variables}}}]
paths:
  /own:
    get: {{{ok}, servers: [{{url: 'https://{{region}}.shop.example/{{edition}}/'}}]}}
  /put:
    servers: [{{url: 'http://uploads.shop.example', description: Pictures}}, {{url: 'https://b.example'}}]
    get: {{{ok}}}
    post: {{{ok}, servers: [{{url: 'https://{{region}}.cdn.example', {variables}}}]}}
  /v1:
    get: {{{ok}, servers: [{{url: /v1}}]}}
    put: {{{ok}, servers: [{{url: 'https://{{region}}.files.example', variables: {{region: {{default: x}}}}}}]}}
    patch: {{{ok}, servers: [{{url: 'ftp://files.example'}}, {{url: ''}}]}}
    delete: {{{ok}, servers: [{{url: 'ftp://files.example'}}]}}
"
    ));
    let servers = "servers:
  uploads:
    url: https://uploads.shop.example
    doc: Pictures
  cdn: https://{region}.cdn.example
  v1: https://{region}.shop.example/v1
  files:
    url: https://{region_2}.files.example
    variables:
      region_2:
";
    has(&imported, &[servers, "http: GET /own\n  get_put:", "http: POST /put\n    server: cdn\n"]);
    has(&imported, &["http: GET /put\n    server: uploads\n", "http: GET /v1\n    server: v1\n"]);
    let said = said(&imported);
    for message in [
        "one of 2 servers is taken, as `uploads`",
        "plain http: taken as https",
        "no endpoint: its own server, `ftp://files.example`, has no usable URL",
    ] {
        assert!(said.contains(&message), "{message}: {said:?}");
    }
    assert_eq!((imported.skipped, imported.endpoints), (1, 6));
}

#[test]
fn a_head_is_not_needed() {
    let imported = import("paths: {/a: {get: {responses: {200: {description: ok}}}}}");
    assert!(said(&imported).contains(&"the version is missing: read as OpenAPI 3"));
}

#[test]
fn what_has_no_name_is_left_out() {
    let imported = import(&format!(
        "{HEAD}paths:
  /a:
    get:
      parameters: [{{name: '', in: query, schema: {{type: string}}}}]
      responses: {{200: {{description: ok, content: {{application/json: {{schema: {{$ref: '#/components/schemas/A'}}}}}}}}}}
components:
  schemas:
    A: {{type: object, required: [''], properties: {{'': {{type: string}}, b: {{type: string}}}}}}
"
    ));
    has(&imported, &["      b?: string\n"]);
    assert!(said(&imported).contains(&"a property without a name: left out"));
}

/// One that stands in brackets has a name of its own, which may be that of a field of another.
#[test]
fn names_that_no_spec_can_hold_are_left_out() {
    let long = "x".repeat(600);
    let imported = import(&format!(
        r#"{{"openapi": "3.0.0", "servers": [{{"url": "https://a.example"}}],
        "components": {{"securitySchemes": {{"k": {{"type": "apiKey", "in": "query", "name": "{long}"}}}},
            "schemas": {{"Pet": {{"required": ["kind\u0000"], "discriminator": {{"propertyName": "kind\u0000"}},
                "oneOf": [{{"$ref": "\u0023/components/schemas/Cat"}}, {{"$ref": "\u0023/components/schemas/Dog"}}]}},
            "Cat": {{"properties": {{"kind\u0000": {{"enum": ["c"]}}, "a": {{}}, "a\u200e": {{}}, " ": {{}}, "{long}": {{}}}}}},
            "Dog": {{"properties": {{"b": {{"enum": ["x", "x\u0000", "{long}"]}}, "c": {{"const": "\u0001"}}}}}}}}}},
        "paths": {{"/a/{{id}}": {{"post": {{"security": [{{"k": []}}], "parameters": [
            {{"in": "query", "name": "q", "schema": {{"type": "string"}}}},
            {{"in": "query", "name": "q\u0000", "schema": {{"type": "string"}}}},
            {{"in": "query", "name": " ", "required": true, "schema": {{"type": "string"}}}},
            {{"in": "path", "name": "id", "required": true, "schema": {{"type": "string"}}}}],
            "responses": {{"200": {{"description": "", "content": {{"application/json": {{
                "schema": {{"$ref": "\u0023/components/schemas/Pet"}}}}}}}}}}}}}},
            "/b/{{{long}}}": {{"get": {{"responses": {{}}}}}}}}}}"#
    ));
    has(&imported, &["      q?: string\n", "      a?: any\n", "      x: x\n", "      c?: string"]);
    assert!(!imported.spec.lines().any(|line| !line.starts_with('#') && line.contains(&long)));
    let said = said(&imported).join("\n");
    for expected in [
        "no spec can hold the name `q\\0`: left out",
        "no spec can hold the name `a\\u{200e}`: left out",
        "2 values of an enum that no spec can hold: left out",
        "the tag `kind\\0` does not tell all alternatives apart",
        "an API key has a place and a name: left out",
        "is not the path of an endpoint",
    ] {
        assert!(said.contains(expected), "{expected:?} is missing:\n{said}");
    }
}

/// Null has to fit all of what is put together, but a member that says nothing else allows it.
#[test]
fn null_in_members_of_all_of() {
    let (thing, maybe) = ("{$ref: '#/components/schemas/Thing'}", "{$ref: '#/components/schemas/Maybe'}");
    let more = "type: object, properties: {y: {type: string}}";
    let imported = import(&format!(
        "{HEAD}paths:
  /a:
    get: {{responses: {{200: {{description: ok, content: {{application/json: {{schema: {{$ref: '#/components/schemas/A'}}}}}}}}}}}}
components:
  schemas:
    Thing: {{type: object, properties: {{x: {{type: string}}}}}}
    Maybe: {{type: object, nullable: true, properties: {{x: {{type: string}}}}}}
    A:
      properties:
        itself: {{nullable: true, allOf: [{thing}]}}
        comment: {{allOf: [{thing}, {{nullable: true}}]}}
        neither: {{allOf: [{thing}, {{description: why}}]}}
        alone: {{allOf: [{maybe}]}}
        described: {{allOf: [{maybe}, {{description: why}}]}}
        both: {{allOf: [{maybe}, {{nullable: true, {more}}}]}}
        one_of_two: {{allOf: [{maybe}, {{{more}}}]}}
        beside: {{allOf: [{maybe}], {more}}}
        listed: {{allOf: [{{type: [string, 'null']}}, {{type: [string, 'null']}}]}}
        half_listed: {{allOf: [{{type: [string, 'null']}}, {{type: string}}]}}
"
    ));
    let fields = "    fields:
      itself?: Thing?
      comment?: Thing?
      neither?: Thing -- why
      alone?: MaybeModel?
      described?: MaybeModel? -- why
      both?: ABoth?
      one_of_two?: AOneOfTwo
      beside?: ABeside
      listed?: string?
      half_listed?: string
";
    has(&imported, &[fields]);
    assert!(said(&imported).is_empty(), "{:?}", said(&imported));
}

/// What is too deep for a type expression is any JSON, and the types in it are not declared.
#[test]
fn what_is_nested_too_deep_is_any_json() {
    let nested = |inner: &str, depth: usize| {
        let (map, list) = ("{additionalProperties: ", "{items: ");
        (0..depth)
            .fold(inner.to_owned(), |inner, at| format!("{}{inner}}}", if at % 2 == 0 { map } else { list }))
    };
    let object = "{properties: {a: {properties: {b: {enum: [c]}}}}}";
    let spec = |own: usize, referred: usize| {
        let own = nested("{$ref: '#/components/schemas/Inner'}", own);
        let referred = nested(object, referred);
        import(&format!(
            "{HEAD}paths:
  /a:
    get: {{responses: {{200: {{description: ok, content: {{application/json: {{schema: {own}}}}}}}}}}}
components: {{schemas: {{Inner: {referred}}}}}
"
        ))
    };
    let note = "lists and maps are nested too deep: any JSON";
    for (own, referred) in [(21, 0), (30, 0), (40, 5), (12, 12), (0, 25)] {
        let imported = spec(own, referred);
        assert!(said(&imported).contains(&note), "{own}, {referred}: {:?}", said(&imported));
        assert_eq!(imported.types, 0, "{own}, {referred}: {}", imported.spec);
    }
    for (own, referred) in [(20, 0), (10, 10), (1, 19)] {
        let imported = spec(own, referred);
        assert!(!said(&imported).contains(&note), "{own}, {referred}: {:?}", said(&imported));
        assert_eq!(imported.types, 3, "{own}, {referred}: {}", imported.spec);
    }
}

#[test]
fn objects_that_are_parameters_are_told_from_all_others() {
    let object = |name: &str, field: &str| {
        format!(
            "      - {{name: {name}, in: query, schema: {{type: object, properties: {{{field}: {{type: string}}}}}}}}\n"
        )
    };
    let version = "      - {name: version, in: query, schema: {type: string}}\n";
    let parameters = [object("policy", "template"), object("template", "version"), version.to_owned()];
    let imported =
        import(&format!("{HEAD}paths:\n  /a:\n    get:\n      parameters:\n{}", parameters.concat()));
    assert_eq!(imported.spec.matches("style: indices").count(), 2, "{}", imported.spec);
}

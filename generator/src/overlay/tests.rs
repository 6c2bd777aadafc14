use super::*;
use crate::source::Sources;

const BASE: &str = "\
specwright: 1
api: petshop
server: https://api.petshop.example
credentials:
  token: secret -- From the console
auth:
  bearer_auth: { bearer: \"{token}\", doc: From the document }
types:
  Pet:
    doc: A pet.
    fields:
      id: i64(1..) -- Its number
      name?: string -- Its name
      tags: [string]
      price: { type: f64, default: 1 }
  Kind: { enum: string, values: { cat: cat -- Meows, dog: dog } }
  Animal: { union: { tag: kind }, variants: { cat: Pet, dog: Pet } }
  PetId: { type: i64 }
endpoints:
  list_pets:
    http: GET /pets
    query: { page?: i64 -- From 1, size: { type: i64, doc: How many } }
    returns: [Pet]
  add_pet:
    http: POST /pets
    body: { fields: { name: string, kind: Kind } }
    returns: Pet
webhooks:
  born: { payload: Pet, signature: none }
";

fn parse(sources: &mut Sources, name: &str, text: &str) -> Node {
    let file = sources.add(name, text);
    let mut problems = Problems::default();
    let root = crate::yaml::parse(sources, file, &mut problems);
    root.filter(|_| problems.is_empty()).expect("a tree")
}

/// The merged tree and the problems of the merge.
fn merged(over: &str) -> (Node, Vec<String>) {
    let mut sources = Sources::default();
    let base = parse(&mut sources, "petshop.yaml", BASE);
    let over = format!("specwright: 1\noverlay: petshop\n{over}");
    let over = parse(&mut sources, "petshop.overlay.yaml", &over);
    let mut problems = Problems::default();
    let tree = match read(over, &mut problems) {
        Some(overlay) => merge(base, overlay, &mut problems),
        None => base,
    };
    let problems = problems.into_sorted();
    let shown = problems.iter().map(|problem| {
        assert_eq!(sources.path(problem.primary.span.file).to_string_lossy(), "petshop.overlay.yaml");
        let help = problem.helps.first().map(|help| format!(" | {help}")).unwrap_or_default();
        format!("{}: {}{help}", problem.code, problem.message)
    });
    (tree, shown.collect())
}

fn at<'n>(node: &'n Node, path: &[&str]) -> Option<&'n Node> {
    path.iter().try_fold(node, |node, key| node.get(key))
}

/// What stands at a path of the merged tree, as JSON; nothing when it is not there.
fn shows(over: &str, path: &[&str], expected: &str) {
    let (tree, problems) = merged(over);
    assert_eq!(problems, Vec::<String>::new(), "{over}");
    let found = at(&tree, path).map(Node::to_json).unwrap_or_default();
    assert_eq!(found, expected, "{over}");
}

#[test]
fn a_field_changes_in_what_the_overlay_says() {
    let pet = ["types", "Pet", "fields"];
    let field = |name: &'static str| [&pet[..], &[name]].concat();
    for (over, name, expected) in [
        ("{ id: string }", "id", r#"{"type":"string","doc":"Its number"}"#),
        ("{ id: { name: number } }", "id", r#"{"type":"i64(1..)","doc":"Its number","name":"number"}"#),
        ("{ id: string -- Now a text }", "id", r#"{"type":"string","doc":"Now a text"}"#),
        ("{ name: string }", "name", r#"{"type":"string","doc":"Its name"}"#),
        ("{ name: { doc: X } }", "name?", r#"{"type":"string","doc":"X"}"#),
        ("{ id?: { doc: X } }", "id?", r#"{"type":"i64(1..)","doc":"X"}"#),
        ("{ tags: { doc: X } }", "tags", r#"{"type":["string"],"doc":"X"}"#),
        ("{ tags: {string} }", "tags", r#"{"type":{"string":null}}"#),
        ("{ price: lenient(f64) }", "price", r#"{"type":"lenient(f64)","default":1}"#),
    ] {
        shows(&format!("types: {{ Pet: {{ fields: {over} }} }}"), &field(name), expected);
    }
}

#[test]
fn values_variants_parameters_and_bodies_change_alike() {
    for (over, path, expected) in [
        (
            "types: { Kind: { values: { cat: feline } } }",
            &["types", "Kind", "values", "cat"][..],
            r#"{"name":"feline","doc":"Meows"}"#,
        ),
        (
            "types: { Animal: { variants: { cat: { name: Feline } } } }",
            &["types", "Animal", "variants", "cat"],
            r#"{"type":"Pet","name":"Feline"}"#,
        ),
        (
            "endpoints: { list_pets: { query: { page: i32 } } }",
            &["endpoints", "list_pets", "query", "page"],
            r#"{"type":"i32","doc":"From 1"}"#,
        ),
        (
            "endpoints: { add_pet: { body: { fields: { kind: string } } } }",
            &["endpoints", "add_pet", "body"],
            r#"{"fields":{"name":"string","kind":{"type":"string"}}}"#,
        ),
        (
            "endpoints: { add_pet: { body: { form: { a: string } } } }",
            &["endpoints", "add_pet", "body"],
            r#"{"form":{"a":"string"}}"#,
        ),
        ("endpoints: { add_pet: { body: Pet } }", &["endpoints", "add_pet", "body"], r#""Pet""#),
        (
            "endpoints: { add_pet: { returns: { text: text/plain } } }",
            &["endpoints", "add_pet", "returns"],
            r#"{"text":"text/plain"}"#,
        ),
        (
            "endpoints: { list_pets: { pagination: numbered } }",
            &["endpoints", "list_pets", "pagination"],
            r#""numbered""#,
        ),
        (
            "types: { PetId: { enum: i32, values: { 1: one } } }",
            &["types", "PetId"],
            r#"{"enum":"i32","values":{"1":"one"}}"#,
        ),
        ("types: { PetId: { type: string } }", &["types", "PetId"], r#"{"type":"string"}"#),
    ] {
        shows(over, path, expected);
    }
}

#[test]
fn what_people_name_is_new_or_replaced() {
    for (over, path, expected) in [
        ("auth: { bearer_auth: { hook: sign } }", &["auth", "bearer_auth"][..], r#"{"hook":"sign"}"#),
        ("auth: { signed: { hook: sign } }", &["auth", "signed"], r#"{"hook":"sign"}"#),
        ("credentials: { token?: string }", &["credentials"], r#"{"token?":"string"}"#),
        ("errors: { 1: one }", &["errors"], r#"{"1":"one"}"#),
        (
            "server: { variables: { shop: string -- Which } }",
            &["server"],
            r#"{"url":"https://api.petshop.example","variables":{"shop":"string -- Which"}}"#,
        ),
        ("title: Pets", &["title"], r#""Pets""#),
        ("title: Pets", &["overlay"], ""),
    ] {
        shows(over, path, expected);
    }
}

#[test]
fn what_is_added_is_new() {
    for (over, path, expected) in [
        ("endpoints: { ping: { http: GET /ping } }", &["endpoints", "ping", "http"][..], r#""GET /ping""#),
        ("types: { Pet: { fields: { age?: i32 } } }", &["types", "Pet", "fields", "age?"], r#""i32""#),
        (
            "endpoints: { add_pet: { query: { dry?: bool } } }",
            &["endpoints", "add_pet", "query"],
            r#"{"dry?":"bool"}"#,
        ),
        ("types: { Kind: { values: { cow: cow } } }", &["types", "Kind", "values", "cow"], r#""cow""#),
    ] {
        shows(&format!("add: {{ {over} }}"), path, expected);
    }
    let (_, problems) = merged("add: { types: { Pet: { fields: { name: string } }, PetId: { type: i64 } } }");
    assert_eq!(problems.len(), 2, "{problems:?}");
    assert!(problems[0].starts_with("SW1003: the spec has `name` here already"), "{problems:?}");
}

#[test]
fn what_is_removed_is_gone() {
    for (over, path, expected) in [
        ("endpoints: [add_pet]", &["endpoints", "add_pet"][..], ""),
        ("types: { Pet: { fields: [name, id] } }", &["types", "Pet", "fields", "name?"], ""),
        (
            "types: { Pet: { fields: { id: [doc] } } }",
            &["types", "Pet", "fields", "id"],
            r#"{"type":"i64(1..)"}"#,
        ),
        ("endpoints: { list_pets: [returns] }", &["endpoints", "list_pets", "returns"], ""),
        ("types: { Kind: { values: [dog] } }", &["types", "Kind", "values"], r#"{"cat":"cat -- Meows"}"#),
        ("[auth, credentials]", &["auth"], ""),
    ] {
        let over =
            if over.starts_with('[') { format!("remove: {over}") } else { format!("remove: {{ {over} }}") };
        shows(&over, path, expected);
    }
    // What goes first can come as another.
    let over = "remove: { types: [PetId] }\nadd: { types: { PetId: { fields: { a: i64 } } } }";
    shows(over, &["types", "PetId"], r#"{"fields":{"a":"i64"}}"#);
}

#[test]
fn a_webhook_gets_a_signature() {
    let over = "webhooks: { born: { recipe: github_webhook, with: { secret: \"{token}\" } } }";
    let recipe = r#"{"payload":"Pet","recipe":"github_webhook","with":{"secret":"{token}"}}"#;
    shows(over, &["webhooks", "born"], recipe);
    let over = "webhooks: { born: { signature: { received: \"{headers.a}\", expected: \"{token}\" } } }";
    let by_hand = r#"{"payload":"Pet","signature":{"received":"{headers.a}","expected":"{token}"}}"#;
    shows(over, &["webhooks", "born"], by_hand);
}

#[test]
fn what_does_not_fit_is_told() {
    for (over, expected) in [
        (
            "endpoints: { list_pet: { doc: X } }",
            "SW1002: the spec has no endpoint `list_pet` under `endpoints` | an endpoint with a similar name: `list_pets`",
        ),
        (
            "types: { Pet: { fields: { nmae: string } } }",
            "SW1002: the spec has no field `nmae` under `types.Pet.fields` | a field with a similar name: `name`",
        ),
        (
            "endpoints: { add_pet: { query: { dry?: bool } } }",
            "SW1002: the spec has no parameter `dry?` under `endpoints.add_pet.query` | a new one stands under `add`",
        ),
        (
            "types: { Kind: { values: { xylophone: x } } }",
            "SW1002: the spec has no enum value `xylophone` under `types.Kind.values` | a new one stands under `add`",
        ),
        (
            "webhooks: { sold: { payload: Pet } }",
            "SW1002: the spec has no webhook `sold` under `webhooks` | a new one stands under `add`",
        ),
        (
            "remove: { endpoints: [add_pets] }",
            "SW1002: the spec has no endpoint `add_pets` under `endpoints` | an endpoint with a similar name: `add_pet`",
        ),
        (
            "remove: { types: { Pet: { fields: { size: [doc] } } } }",
            "SW1002: the spec has no field `size` under `types.Pet.fields` | what is gone in the spec can go here too",
        ),
        (
            "remove: { endpoints: { list_pets: [deprecated] } }",
            "SW1002: the spec has no key `deprecated` under `endpoints.list_pets` | what is gone in the spec can go here too",
        ),
        (
            "remove: { endpoints: add_pet }",
            "SW0203: found text, expected a list of names | write `endpoints: [list_pets]`, or go deeper: `types: { Pet: { fields: [tag] } }`",
        ),
        ("endpoints: []", "SW0203: found a list, expected a map by name"),
        ("add: []", "SW0203: found a list, expected a map of sections"),
        ("api: petshop", "SW0204: an overlay has no `api` | `overlay` names the API whose spec it lies over"),
        ("enpoints: {}", "SW0202: a spec has no key `enpoints` | a key with a similar name: `endpoints`"),
    ] {
        let (_, problems) = merged(over);
        assert_eq!(problems, [expected], "{over}");
    }
}

//! Exporting `OpenAPI` documents: what a spec becomes, and that it can be imported again.

#![allow(clippy::expect_used, reason = "the helpers are part of the tests")]

use std::path::{Path, PathBuf};

use specwright::diagnostic::{self, Format, Problems};
use specwright::export::{Value, openapi};
use specwright::import::{Options, import_openapi};
use specwright::source::Sources;
use specwright::{check_spec, pipeline, yaml};

const SHOP: &str = include_str!("export/shop.yaml");

fn export(text: &str) -> Value {
    let mut sources = Sources::default();
    let file = sources.add("shop.yaml", text);
    let mut problems = Problems::default();
    let root = yaml::parse(&sources, file, &mut problems).expect("a tree");
    let api = check_spec(&root, &mut problems);
    let shown = diagnostic::render(Format::Human, &sources, &problems.into_sorted());
    assert_eq!(shown, "");
    openapi(&api.expect("an API"), &root)
}

/// The spec that a document becomes, and of how many of its operations.
fn import(text: &str) -> (String, usize, usize) {
    let nothing = |_: &Path| Err("there are no other files".to_owned());
    let mut sources = Sources::default();
    let path = Path::new("shop.json");
    let result = import_openapi(&mut sources, path, text.to_owned(), &nothing, &Options::default());
    let imported = result.expect("an OpenAPI document");
    (imported.spec, imported.endpoints, imported.skipped)
}

fn problems_of(spec: &str) -> String {
    let mut sources = Sources::default();
    let file = sources.add("shop.yaml", spec);
    let mut problems = Problems::default();
    if let Some(root) = yaml::parse(&sources, file, &mut problems) {
        check_spec(&root, &mut problems);
    }
    diagnostic::render(Format::Human, &sources, &problems.into_sorted())
}

#[test]
fn a_spec_becomes_a_document() {
    insta::assert_snapshot!(export(SHOP).to_yaml());
}

#[test]
fn the_same_spec_gives_the_same_document() {
    assert_eq!(export(SHOP).to_json(), export(SHOP).to_json());
}

#[test]
fn what_is_exported_can_be_imported() {
    let (spec, endpoints, skipped) = import(&export(SHOP).to_json());
    assert_eq!(problems_of(&spec), "", "{spec}");
    assert_eq!((endpoints, skipped), (7, 0), "{spec}");
    let (of_yaml, ..) = import(&export(SHOP).to_yaml());
    // The notes at the top tell lines, which JSON has others of.
    let body = |spec: &str| spec.split_once("specwright: 1").map(|(_, body)| body.to_owned());
    assert_eq!(body(&of_yaml), body(&spec));
    for line in ["  list_orders:", "    http: GET /orders", "      id: i64(1..)", "  Payment:"] {
        assert!(spec.contains(line), "`{line}` in\n{spec}");
    }
}

/// Every spec of this repository becomes a document that is one, whose operations come back.
#[test]
fn the_specs_of_this_repository_can_be_exported() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folders: Vec<PathBuf> = ["../specs", "../tests/kitchen/specs"]
        .iter()
        .map(|path| folder.join(path))
        .filter(|path| path.is_dir())
        .collect();
    if folders.is_empty() {
        return;
    }
    let loaded = pipeline::load_with_trees(&folders).expect("reads");
    assert_eq!(loaded.total, 0);
    for (api, tree) in loaded.apis.iter().zip(&loaded.trees) {
        let document = openapi(api, tree).to_json();
        let others = document.matches("x-specwright-others").count();
        let (spec, endpoints, skipped) = import(&document);
        assert_eq!(problems_of(&spec), "", "{}\n{spec}", api.name);
        assert!(
            endpoints + skipped == api.endpoints.len() || others > 0,
            "{}: {endpoints} and {skipped} of {}",
            api.name,
            api.endpoints.len()
        );
    }
}

#[test]
fn variants_of_two_unions_have_schemas_of_their_own() {
    let spec = "
specwright: 1
api: zoo
server: https://zoo.example
types:
  Pet: { union: { tag: kind }, variants: { cat_dog: One } }
  PetCat: { union: { tag: kind }, variants: { dog: Other } }
  One: { fields: { one: string } }
  Other: { fields: { other: string } }
endpoints:
  get_pet: { http: GET /pet, returns: { fields: { pet: Pet, cat: PetCat } } }
";
    let document = export(spec).to_yaml();
    for name in ["PetCatDog", "PetCatDogVariant"] {
        assert!(document.contains(&format!("    {name}:\n")), "{document}");
        assert!(document.contains(&format!("- $ref: \"#/components/schemas/{name}\"\n")), "{document}");
    }
}

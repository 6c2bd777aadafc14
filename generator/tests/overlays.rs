//! Overlays on the command line: what they change, and what is said when they do not fit.

#![allow(clippy::expect_used, reason = "the helpers are part of the tests")]

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::Command;

use insta::assert_snapshot;
use specwright::diagnostic::{self, Format, Problems};
use specwright::source::Sources;
use specwright::{check_spec, overlay, yaml};
use tempfile::TempDir;

const PETSHOP: &str = "\
specwright: 1
api: petshop
server: https://api.petshop.example
types:
  Pet: { fields: { id: i64, name: string -- What it is called, tag?: Tag } }
  Tag: { fields: { label: string } }
endpoints:
  list_pets:
    http: GET /pets
    returns: [Pet]
  add_tag:
    http: POST /tags
    body: Tag
";

fn folder(files: &[(&str, &str)]) -> TempDir {
    let dir = tempfile::tempdir().expect("a folder");
    for (path, text) in files {
        write(&dir, path, text);
    }
    dir
}

fn write(dir: &TempDir, path: &str, text: &str) {
    let path = dir.path().join(path);
    fs::create_dir_all(path.parent().expect("has a parent")).expect("a folder");
    fs::write(path, text).expect("writes");
}

fn read(dir: &TempDir, path: &str) -> String {
    fs::read_to_string(dir.path().join(path)).expect("reads")
}

/// What a call prints, and its exit code.
fn specwright(dir: &TempDir, arguments: &[&str]) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_specwright"));
    let output = command.args(arguments).current_dir(dir.path()).output().expect("runs");
    let mut shown = String::new();
    for bytes in [output.stdout, output.stderr] {
        shown.push_str(&String::from_utf8(bytes).expect("UTF-8"));
    }
    let _ = write!(shown, "exit code {}", output.status.code().expect("a code"));
    shown
}

fn with_overlay(overlay: &str) -> TempDir {
    let overlay = format!("specwright: 1\noverlay: petshop\n{overlay}");
    folder(&[("specs/petshop.yaml", PETSHOP), ("specs/petshop.overlay.yaml", &overlay)])
}

/// What `check` says of the pet shop with this overlay.
fn check(overlay: &str) -> String {
    specwright(&with_overlay(overlay), &["check"])
}

#[test]
fn an_overlay_that_fits() {
    let dir = with_overlay(
        "credentials: { key: secret -- From the console }\nauth: { key: { bearer: \"{key}\" } }\n\
         types: { Pet: { fields: { name: { name: called } } } }\n",
    );
    assert_eq!(specwright(&dir, &["check"]), "1 spec, no problems\nexit code 0");
    for file in ["specs/petshop.yaml", "specs/petshop.overlay.yaml"] {
        assert_eq!(specwright(&dir, &["check", file]), "1 spec, no problems\nexit code 0");
    }
    let both = ["check", "specs/petshop.overlay.yaml", "specs/petshop.yaml"];
    assert_eq!(specwright(&dir, &both), "1 spec, no problems\nexit code 0");
    let explained =
        specwright(&dir, &["explain-call", "specs/petshop.yaml", "list_pets", "--given", "key: k3y"]);
    assert!(explained.contains("Authorization") || explained.contains("authorization"), "{explained}");
}

#[test]
fn a_spec_that_is_complete_only_with_its_overlay() {
    let dir = folder(&[
        ("specs/a.yaml", "specwright: 1\napi: a\nendpoints: { get: { returns: Thing } }\n"),
        (
            "specs/a.overlay.yaml",
            "specwright: 1\noverlay: a\nserver: https://a.example\nendpoints: { get: { http: GET /a } }\n\
             add: { types: { Thing: { fields: { id: i64 } } } }\n",
        ),
    ]);
    assert_eq!(specwright(&dir, &["check"]), "1 spec, no problems\nexit code 0");
}

/// What `check` says of several, one after the other.
fn checks(overlays: &[&str]) -> String {
    let shown: Vec<String> =
        overlays.iter().map(|overlay| format!("{overlay}\n{}", check(overlay))).collect();
    shown.join("\n----\n")
}

#[test]
fn problems_stand_in_the_file_that_is_to_be_mended() {
    assert_snapshot!(checks(&[
        "endpoints:\n  list_pet: { doc: All }\n  add_tag: { body: Taag }\n",
        "endpoints: { add_tag: { body: Taag } }\n",
        "types: { Pet: { fields: { name: Taag -- Wrong } } }\n",
        "types: { Pet: { fieldz: { name: string } } }\n",
        "add: { types: { Tag: { fields: { label: string } } } }\n",
        "remove: { endpoints: add_tag }\n",
    ]));
}

#[test]
fn what_nothing_uses_any_more_goes_with_its_user() {
    let used = "remove: { endpoints: [add_tag], types: { Pet: { fields: [tag] } } }\n";
    assert_eq!(check(used), "1 spec, no problems\nexit code 0");
    let dir = with_overlay(used);
    assert!(specwright(&dir, &["generate"]).ends_with("exit code 0"));
    let types = dir.path().join("generated/src/petshop/types");
    assert!(types.join("pet.rs").is_file() && !types.join("tag.rs").exists());
    // What the overlay itself declares for nothing is a mistake in it.
    assert_snapshot!(checks(&["add: { types: { Vet: { fields: { id: i64 } } } }\n"]));
}

#[test]
fn files_of_overlays() {
    let other = "specwright: 1\noverlay: petshop\n";
    let named = |file: &str, text: &str| {
        let dir = folder(&[("specs/petshop.yaml", PETSHOP), (file, text)]);
        specwright(&dir, &["check"])
    };
    let twins = with_overlay("");
    write(&twins, "specs/petshop.overlay.yml", other);
    let shown = [
        named("specs/shop.overlay.yaml", other),
        named("specs/over.yaml", other),
        named("specs/petshop.overlay.yaml", "specwright: 1\noverlay: petshops\n"),
        named("specs/petshop.overlay.yaml", "specwright: 1\n"),
        named("specs/petshop.overlay.yaml", "specwright: 2\noverlay: petshop\n"),
        named("specs/petshop.overlay.yaml", "specwright: 1\noverlay: petshop\nadd: {\n"),
        specwright(&twins, &["check"]),
    ];
    assert_snapshot!(shown.join("\n----\n"));
}

/// A document as its vendor publishes it.
fn document(paths: &str) -> String {
    format!(
        "openapi: 3.1.0\nservers: [{{ url: https://api.shop.example }}]\ncomponents:\n  securitySchemes: {{ key: {{ type: http, scheme: bearer }} }}\n  \
         schemas:\n    Order: {{ type: object, required: [id], properties: {{ id: {{ type: integer }}, total: {{ type: number }} }} }}\n\
         security: [{{ key: [] }}]\npaths:\n{paths}"
    )
}

const ORDERS: &str = "  /orders:\n    get:\n      operationId: list_orders\n      parameters: [{ name: page, in: query, schema: { type: integer } }]\n      \
                      responses: { '200': { description: ok, content: { application/json: { schema: { type: array, items: { $ref: '#/components/schemas/Order' } } } } } }\n";
const CANCEL: &str =
    "  /orders/cancel:\n    post: { operationId: cancel_all, responses: { '204': { description: ok } } }\n";

const OVERLAY: &str = "\
specwright: 1
overlay: shop
credentials: { signing_key: secret -- From the console }
auth:
  key:
    values: { sign: \"{path | hmac_sha256(signing_key) | hex}\" }
    headers: { X-Sign: \"{sign}\" }
pagination: { numbered: { page: { in: query.page }, items: '.' } }
types: { Order: { name: Purchase, fields: { total?: { type: lenient(f64), name: sum } } } }
endpoints:
  list_orders: { pagination: numbered }
  cancel_all: { repeat: safe, name: cancel }
";

#[test]
fn what_an_overlay_says_survives_the_next_import() {
    let import = ["import", "openapi", "shop.yaml"];
    let dir = folder(&[("shop.yaml", &document(&format!("{ORDERS}{CANCEL}")))]);
    assert!(specwright(&dir, &import).ends_with("exit code 0"));
    write(&dir, "specs/shop.overlay.yaml", OVERLAY);
    let first = specwright(&dir, &import);
    assert!(first.ends_with("specs/shop.overlay.yaml: fits\nexit code 0"), "{first}");
    assert!(specwright(&dir, &["generate"]).ends_with("exit code 0"));
    let generated = |path: &str| read(&dir, &format!("generated/src/shop/{path}"));
    let order = generated("types/purchase.rs");
    assert!(order.contains("pub struct Purchase") && order.contains("pub sum: Option<f64>"), "{order}");
    assert!(generated("endpoints/cancel.rs").contains("POST"));

    // The document grows: both what is new and what the overlay said are there.
    let more = ORDERS.replace("/orders", "/returns").replace("list_orders", "list_returns");
    write(&dir, "shop.yaml", &document(&format!("{more}{ORDERS}{CANCEL}")));
    let second = specwright(&dir, &import);
    assert!(second.ends_with("fits\nexit code 0"), "{second}");
    assert!(specwright(&dir, &["generate"]).ends_with("exit code 0"));
    assert_eq!(generated("types/purchase.rs"), order);
    assert!(generated("endpoints/list_orders.rs").contains("fn items("));
    assert!(!generated("endpoints/list_returns.rs").contains("fn items("));
    let given = ["explain-call", "specs/shop.yaml", "cancel_all", "--given", "signing_key: k"];
    assert!(specwright(&dir, &given).to_lowercase().contains("x-sign"));

    // The vendor removes an endpoint that the overlay names.
    write(&dir, "shop.yaml", &document(&ORDERS.replace("list_orders", "list_order")));
    let third = specwright(&dir, &import);
    assert_eq!(third.matches("error[SW1002]").count(), 2, "{third}");
    assert!(third.contains("the spec has no endpoint `cancel_all` under `endpoints`"), "{third}");
    assert!(third.contains("an endpoint with a similar name: `list_order`"), "{third}");
    assert!(third.ends_with("exit code 1"), "{third}");
    assert!(specwright(&dir, &["generate"]).ends_with("exit code 1"));
}

#[test]
fn an_edited_overlay_is_generated() {
    let dir = with_overlay("title: Pets\n");
    assert!(specwright(&dir, &["generate"]).ends_with("exit code 0"));
    assert!(specwright(&dir, &["generate"]).contains("up to date"));
    write(&dir, "specs/petshop.overlay.yaml", "specwright: 1\noverlay: petshop\ntitle: More pets\n");
    let check = specwright(&dir, &["generate", "--check"]);
    assert!(check.ends_with("exit code 1"), "{check}");
    assert!(specwright(&dir, &["generate"]).contains("written"));
    let alone = ["generate", "--crate", "pets", "petshop"];
    assert!(specwright(&dir, &alone).ends_with("exit code 0"));
    assert!(read(&dir, "pets/src/petshop/mod.rs").contains("More pets"));
}

/// The API that a spec is, with an overlay if there is one, as text, or what is wrong with the two.
fn checked(base: &str, over: Option<&str>) -> Result<String, String> {
    let mut sources = Sources::default();
    let mut problems = Problems::default();
    let file = sources.add("a.yaml", base);
    let mut root = yaml::parse(&sources, file, &mut problems).expect("a tree");
    if let Some(over) = over {
        let file = sources.add("a.overlay.yaml", over);
        let over = yaml::parse(&sources, file, &mut problems);
        if let Some(over) = over.and_then(|over| overlay::read(over, &mut problems)) {
            root = overlay::merge(root, over, &mut problems);
        }
    }
    let api = check_spec(&root, &mut problems);
    let shown = diagnostic::render(Format::Human, &sources, &problems.into_sorted());
    api.map(|api| format!("{api:?}")).ok_or(shown)
}

/// The specs of this repository.
fn specs() -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folders = ["../specs", "../tests/kitchen/specs", "tests/export"].map(|path| folder.join(path));
    let mut files: Vec<_> =
        folders.iter().flat_map(fs::read_dir).flatten().flatten().map(|entry| entry.path()).collect();
    files.sort();
    files.iter().map(|file| fs::read_to_string(file).expect("reads")).collect()
}

#[test]
fn an_overlay_that_says_the_same_changes_nothing() {
    for spec in specs() {
        let over = spec.replacen("\napi:", "\noverlay:", 1);
        assert_ne!(over, spec);
        let (plain, merged) = (checked(&spec, None), checked(&spec, Some(&over)));
        assert!(plain.is_ok() && plain == merged, "{:?}", merged.err());
    }
}

/// Every line of an overlay, one after the other, is something else: there is an API or a problem, and never a panic.
#[test]
fn broken_overlays() {
    let spec = include_str!("export/shop.yaml");
    let over = spec.replacen("\napi:", "\noverlay:", 1);
    let lines: Vec<&str> = over.lines().collect();
    let mut refused = 0;
    for index in 2..lines.len() {
        let (key, _) = lines[index].split_once(':').unwrap_or((lines[index], ""));
        for other in ["", ": []", ": x", ": { a: {} }"] {
            let mut broken = lines.clone();
            let line = if other.is_empty() { String::new() } else { format!("{key}{other}") };
            broken[index] = &line;
            match checked(spec, Some(&broken.join("\n"))) {
                Ok(api) => assert!(!api.is_empty()),
                Err(shown) => {
                    refused += 1;
                    assert!(shown.starts_with("error[SW"), "{line}\n{shown}");
                }
            }
        }
    }
    assert!(refused > 150, "{refused}");
}

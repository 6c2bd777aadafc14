//! Overlays: what they change, and what is said when they do not fit.

use insta::assert_snapshot;
use tempfile::TempDir;

use crate::support::{folder, read, said, write};

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

fn with_overlay(overlay: &str) -> TempDir {
    let overlay = format!("specwright: 1\noverlay: petshop\n{overlay}");
    folder(&[("specs/petshop.yaml", PETSHOP), ("specs/petshop.overlay.yaml", &overlay)])
}

/// What `check` says of the pet shop with this overlay.
fn check(overlay: &str) -> String {
    said(&with_overlay(overlay), &["check"])
}

#[test]
fn an_overlay_that_fits() {
    let dir = with_overlay(
        "credentials: { key: secret -- From the console }\nauth: { key: { bearer: \"{key}\" } }\n\
         types: { Pet: { fields: { name: { name: called } } } }\n",
    );
    assert_eq!(said(&dir, &["check"]), "1 spec, no problems\n----- exit code 0 -----");
    for file in ["specs/petshop.yaml", "specs/petshop.overlay.yaml"] {
        assert_eq!(said(&dir, &["check", file]), "1 spec, no problems\n----- exit code 0 -----");
    }
    let both = ["check", "specs/petshop.overlay.yaml", "specs/petshop.yaml"];
    assert_eq!(said(&dir, &both), "1 spec, no problems\n----- exit code 0 -----");
    let explained = said(&dir, &["explain-call", "specs/petshop.yaml", "list_pets", "--given", "key: k3y"]);
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
    assert_eq!(said(&dir, &["check"]), "1 spec, no problems\n----- exit code 0 -----");
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
    assert_eq!(check(used), "1 spec, no problems\n----- exit code 0 -----");
    let dir = with_overlay(used);
    assert!(said(&dir, &["generate"]).ends_with("----- exit code 0 -----"));
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
        said(&dir, &["check"])
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
        said(&twins, &["check"]),
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
    assert!(said(&dir, &import).ends_with("----- exit code 0 -----"));
    write(&dir, "specs/shop.overlay.yaml", OVERLAY);
    let first = said(&dir, &import);
    assert!(first.ends_with("specs/shop.overlay.yaml: fits\n----- exit code 0 -----"), "{first}");
    assert!(said(&dir, &["generate"]).ends_with("----- exit code 0 -----"));
    let generated = |path: &str| read(&dir, &format!("generated/src/shop/{path}"));
    let order = generated("types/purchase.rs");
    assert!(order.contains("pub struct Purchase") && order.contains("pub sum: Option<f64>"), "{order}");
    assert!(generated("endpoints/cancel.rs").contains("POST"));

    // The document grows: both what is new and what the overlay said are there.
    let more = ORDERS.replace("/orders", "/returns").replace("list_orders", "list_returns");
    write(&dir, "shop.yaml", &document(&format!("{more}{ORDERS}{CANCEL}")));
    let second = said(&dir, &import);
    assert!(second.ends_with("fits\n----- exit code 0 -----"), "{second}");
    assert!(said(&dir, &["generate"]).ends_with("----- exit code 0 -----"));
    assert_eq!(generated("types/purchase.rs"), order);
    assert!(generated("endpoints/list_orders.rs").contains("fn items("));
    assert!(!generated("endpoints/list_returns.rs").contains("fn items("));
    let given = ["explain-call", "specs/shop.yaml", "cancel_all", "--given", "signing_key: k"];
    assert!(said(&dir, &given).to_lowercase().contains("x-sign"));

    // The vendor removes an endpoint that the overlay names.
    write(&dir, "shop.yaml", &document(&ORDERS.replace("list_orders", "list_order")));
    let third = said(&dir, &import);
    assert_eq!(third.matches("error[SW1002]").count(), 2, "{third}");
    assert!(third.contains("the spec has no endpoint `cancel_all` under `endpoints`"), "{third}");
    assert!(third.contains("an endpoint with a similar name: `list_order`"), "{third}");
    assert!(third.ends_with("----- exit code 1 -----"), "{third}");
    assert!(said(&dir, &["generate"]).ends_with("----- exit code 1 -----"));
}

#[test]
fn an_edited_overlay_is_generated() {
    let dir = with_overlay("title: Pets\n");
    assert!(said(&dir, &["generate"]).ends_with("----- exit code 0 -----"));
    assert!(said(&dir, &["generate"]).contains("up to date"));
    write(&dir, "specs/petshop.overlay.yaml", "specwright: 1\noverlay: petshop\ntitle: More pets\n");
    let check = said(&dir, &["generate", "--check"]);
    assert!(check.ends_with("----- exit code 1 -----"), "{check}");
    assert!(said(&dir, &["generate"]).contains("written"));
    let alone = ["generate", "--crate", "pets", "petshop"];
    assert!(said(&dir, &alone).ends_with("----- exit code 0 -----"));
    assert!(read(&dir, "pets/src/petshop/mod.rs").contains("More pets"));
}

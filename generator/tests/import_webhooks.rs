//! What vendors send, in imported documents: webhooks and callbacks.

#![allow(clippy::expect_used, clippy::panic, reason = "the helpers are part of the tests")]

use std::path::Path;

use specwright::diagnostic::{self, Format, Problems};
use specwright::import::{Imported, Options, Selection, import_openapi};
use specwright::source::Sources;
use specwright::{check_spec, yaml};

fn import(text: &str) -> Imported {
    import_with(text, &Options::default())
}

/// Imports a document whose spec is good.
fn import_with(text: &str, options: &Options) -> Imported {
    let nothing = |_: &Path| Err("there are no other files".to_owned());
    let mut sources = Sources::default();
    let path = Path::new("shop.yaml");
    let imported = import_openapi(&mut sources, path, text.to_owned(), &nothing, options)
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

/// The webhooks of the spec.
fn webhooks(imported: &Imported) -> &str {
    imported.spec.split_once("\nwebhooks:\n").map_or("", |(_, webhooks)| webhooks)
}

/// What is said about a place.
fn said<'i>(imported: &'i Imported, pointer: &str) -> Vec<&'i str> {
    imported.degraded.iter().filter(|one| one.pointer == pointer).map(|one| one.message.as_str()).collect()
}

const SHOP: &str = "
openapi: 3.1.0
servers: [{url: 'https://a.example'}]
paths:
  /orders:
    post:
      operationId: addOrder
      tags: [orders]
      requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Order'}}}}
      callbacks:
        paid:
          '{$request.body#/hook}':
            post: {description: It was paid., requestBody: {content: {application/json: {schema: {type: object, properties: {at: {type: string, format: date-time}}}}}}}
        shared: {$ref: '#/components/callbacks/gone'}
webhooks:
  newOrder:
    parameters: []
    post:
      summary: An order was made
      deprecated: true
      tags: [orders]
      parameters: [{name: X-Id, in: header, schema: {type: string}}]
      requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Order'}}}}
    put:
      requestBody: {content: {application/json: {}}}
  1st-command: {post: {operationId: command, requestBody: {content: {application/x-www-form-urlencoded: {}, text/plain: {}}}}}
  picture: {post: {requestBody: {content: {image/png: {}}}}}
  ping: {post: {}}
  x-note: text
components:
  callbacks:
    gone: {'{$request.query.url}': {delete: {requestBody: {content: {application/json: {schema: {type: array, items: {type: string}}}}}}}}
  schemas:
    Order:
      type: object
      required: [id, secret]
      properties: {id: {type: integer, readOnly: true}, secret: {type: string, writeOnly: true}, name: {type: string}}
";

#[test]
fn webhooks_and_callbacks_are_read_with_their_payloads() {
    let imported = import(SHOP);
    insta::assert_snapshot!(webhooks(&imported), @r#"
    new_order:
      doc: |
        An order was made

        Deprecated.
      payload: Order
      signature: none
    new_order_put:
      payload: any
      signature: none
    webhook_1st_command:
      payload: { text: "application/x-www-form-urlencoded" }
      signature: none
    picture:
      payload: { bytes: "image/png" }
      signature: none
    add_order_paid:
      doc: |
        It was paid.

        A callback of `addOrder`, sent to `{$request.body#/hook}`.
      payload: AddOrderPaidPayload
      signature: none
    add_order_shared:
      doc: A callback of `addOrder`, sent to `{$request.query.url}`.
      payload: [string]
      signature: none
    "#);
    assert_eq!(imported.webhooks, 6);
    // What is only sent to the vendor is not in what he sends.
    assert!(imported.spec.contains("\n  Order:\n    fields:\n      id: i64\n      name?: string\n"));
    assert_eq!(said(&imported, "#/webhooks/ping/post"), ["no webhook: it has no body"]);
    let notes = [
        "a document does not say how they are signed: an overlay can",
        "the parameters of 1 of them are not carried over: payloads are",
    ];
    assert_eq!(said(&imported, "#/webhooks"), notes);
    assert_eq!(said(&imported, "#/paths/~1orders/post/callbacks"), notes[..1]);
}

#[test]
fn a_selection_has_the_webhooks_that_it_names() {
    let select = |selection: Selection| {
        let imported = import_with(SHOP, &Options { selection, ..Options::default() });
        let names = webhooks(&imported).lines().filter_map(|line| line.strip_prefix("  ")?.strip_suffix(':'));
        names.filter(|name| !name.starts_with(' ')).map(str::to_owned).collect::<Vec<_>>()
    };
    let of_orders = select(Selection { tags: vec!["orders".into()], ..Selection::default() });
    assert_eq!(of_orders, ["new_order", "add_order_paid", "add_order_shared"]);
    let one = select(Selection { operations: vec!["command".into()], ..Selection::default() });
    assert_eq!(one, ["webhook_1st_command"]);
    let by_path = select(Selection { paths: vec!["/orders".into()], ..Selection::default() });
    assert_eq!(by_path, ["add_order_paid", "add_order_shared"]);
}

#[test]
fn a_document_may_have_nothing_but_webhooks() {
    let document = "openapi: 3.1.0\nwebhooks: {born: {post: {requestBody: {content: {application/json: {schema: {type: object, properties: {a: {type: string}}}}}}}}}\n";
    let imported = import(document);
    assert_eq!((imported.endpoints, imported.webhooks, imported.types), (0, 1, 1));
    assert!(imported.spec.contains("endpoints: {}\n"), "{}", imported.spec);
}

#[test]
fn the_extension_is_read_if_it_is_wanted() {
    let document = SHOP.replace("\nwebhooks:", "\nx-webhooks:");
    let imported = import(&document);
    assert_eq!(imported.webhooks, 2);
    assert_eq!(said(&imported, "#/x-webhooks"), ["the extension is not read: `--x-webhooks` reads it"]);
    let imported = import_with(&document, &Options { x_webhooks: true, ..Options::default() });
    assert_eq!(imported.webhooks, 6);
}

#[test]
fn what_is_refused_says_what_would_be_read() {
    let document = "openapi: 3.0.0\npaths: {}\nx-webhooks: {a: {post: {requestBody: {content: {application/json: {}}}}}}\n";
    let (path, nothing) = (Path::new("shop.yaml"), |_: &Path| Err(String::new()));
    let mut sources = Sources::default();
    let problems = import_openapi(&mut sources, path, document.to_owned(), &nothing, &Options::default())
        .expect_err("has no operation");
    assert_eq!(problems[0].helps, ["`--x-webhooks` reads its `x-webhooks`"]);
    let imported = import_with(document, &Options { x_webhooks: true, ..Options::default() });
    assert_eq!(imported.webhooks, 1);
    let old = "swaggerVersion: '1.2'\napis: []\n".to_owned();
    let problems =
        import_openapi(&mut sources, path, old, &nothing, &Options::default()).expect_err("is old");
    assert_eq!(problems[0].message, "version `1.2` of Swagger is not known here");
}

#[test]
fn of_a_large_document_webhooks_are_a_group() {
    let mut document = SHOP.to_owned();
    let path = |number| {
        format!(
            "  /a{number}: {{get: {{tags: [webhooks], responses: {{}}}}, put: {{tags: [a], responses: {{}}}}}}\n"
        )
    };
    let more: Vec<String> = (0..40).map(path).collect();
    document.insert_str(document.find("  /orders:").unwrap_or_default(), &more.concat());
    let imported = import(&document);
    assert!(imported.spec.contains("  webhook_payloads: What the API sends.\n"), "{}", imported.spec);
    assert_eq!(webhooks(&imported).matches("    group: webhook_payloads\n").count(), 6);
}

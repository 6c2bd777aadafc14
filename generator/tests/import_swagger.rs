//! Swagger 2.0: what its documents become, and that a broken part of one breaks nothing else.

#![allow(clippy::expect_used, clippy::panic, reason = "the helpers are part of the tests")]

use std::path::Path;

use specwright::diagnostic::{self, Format, Problems};
use specwright::import::{Imported, Options, import_openapi};
use specwright::source::Sources;
use specwright::{check_spec, yaml};

const DEPOT: &str = include_str!("import/depot.yaml");

fn import_beside(text: &str, others: &[(&str, &str)]) -> Option<Imported> {
    let read = |path: &Path| {
        let found = others.iter().find(|(name, _)| Path::new(name) == path);
        found.map(|(_, text)| (*text).to_owned()).ok_or_else(|| "it is not there".to_owned())
    };
    let path = Path::new("depot.yaml");
    import_openapi(&mut Sources::default(), path, text.to_owned(), &read, &Options::default()).ok()
}

fn import(text: &str) -> Imported {
    import_beside(text, &[]).expect("a document")
}

fn refused(spec: &str) -> String {
    let mut sources = Sources::default();
    let file = sources.add("depot.yaml", spec);
    let mut problems = Problems::default();
    if let Some(root) = yaml::parse(&sources, file, &mut problems) {
        check_spec(&root, &mut problems);
    }
    diagnostic::render(Format::Human, &sources, &problems.into_sorted())
}

#[test]
fn a_document_becomes_a_spec() {
    let imported = import(DEPOT);
    assert_eq!(refused(&imported.spec), "");
    insta::assert_snapshot!(imported.spec);
}

#[test]
fn notes_point_into_the_document_as_it_is_written() {
    let imported = import(DEPOT);
    let found: Vec<(&str, usize, &str)> = imported
        .degraded
        .iter()
        .map(|one| (one.pointer.as_str(), one.line, one.message.as_str()))
        .filter(|(_, _, message)| message.contains("nowhere") || message.contains("beside a body"))
        .collect();
    let put = "#/paths/~1boxes~1{id}~1label.pdf/put/parameters/1";
    assert_eq!(
        found,
        [
            (put, 104, "fields of a form beside a body: left out"),
            ("#/definitions/NewBox/properties/odd", 117, "`#/definitions/Nowhere` leads nowhere: any JSON"),
        ]
    );
}

#[test]
fn parts_may_lie_in_other_files() {
    let text = "swagger: '2.0'\nhost: a.example\npaths:\n  /a: {$ref: 'paths/a.yaml'}\n";
    let path = "
post:
  operationId: addA
  parameters:
    - $ref: '../parts.yaml#/parameters/body'
    - {name: q, in: query, type: integer}
  responses:
    200: {description: ok, schema: {$ref: '../parts.yaml#/definitions/A'}}
";
    let parts = "
parameters:
  body: {name: b, in: body, required: true, schema: {$ref: '#/definitions/A'}}
definitions:
  A: {type: object, properties: {x: {type: string}}}
";
    let imported = import_beside(text, &[("paths/a.yaml", path), ("parts.yaml", parts)]).expect("a document");
    assert_eq!(refused(&imported.spec), "");
    for line in ["  add_a:\n", "    http: POST /a\n", "      q?: i64\n", "    body: A\n", "    returns: A\n"]
    {
        assert!(imported.spec.contains(line), "{line}{}", imported.spec);
    }
}

/// Each line of the document is left out, and each value is something else: what is written still is a good spec.
#[test]
fn a_broken_part_breaks_nothing_else() {
    let lines: Vec<&str> = DEPOT.lines().collect();
    let mut imports = 0;
    for at in 1..lines.len() {
        let key = lines[at].split(": ").next().unwrap_or_default();
        let indent = &lines[at][..lines[at].len() - lines[at].trim_start().len()];
        for other in
            ["", "[]", "{}", "7", "{$ref: '#/definitions/Box', in: body, type: file}", "[{in: formData}, x]"]
        {
            let line = if other.is_empty() {
                String::new()
            } else {
                format!("{}: {other}", key.trim_end_matches(':'))
            };
            let rest = lines[at + 1..].iter().skip_while(|line| {
                !other.is_empty() && line.len() > indent.len() && line.starts_with(&format!("{indent} "))
            });
            let text: Vec<&str> = lines[..at].iter().chain([&line.as_str()]).chain(rest).copied().collect();
            let Some(imported) = import_beside(&text.join("\n"), &[]) else { continue };
            imports += 1;
            let refused = refused(&imported.spec);
            assert!(refused.is_empty(), "{line} at {at}\n{refused}\n{}", imported.spec);
        }
    }
    assert!(imports > 400, "{imports}");
}

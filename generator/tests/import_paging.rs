//! Pages of lists: what of a document is taken for them, and what is left for a person to decide.

#![allow(clippy::expect_used, clippy::panic, reason = "the helpers are part of the tests")]

use std::path::Path;

use specwright::diagnostic::{self, Format, Problems};
use specwright::import::{Options, import_openapi};
use specwright::source::Sources;
use specwright::{check_spec, yaml};

/// The spec of an operation with these parameters, answer and other keys; it is good.
fn spec(parameters: &str, answer: &str, rest: &str) -> String {
    let text = format!(
        "openapi: 3.0.0
servers: [{{url: 'https://a.example'}}]
paths:
  /things:
    get:
      operationId: list
      parameters: [{parameters}]
      responses:
        200:
          description: ok
          {rest}
          content: {{application/json: {{schema: {answer}}}}}
components:
  schemas:
    Thing: {{type: object, required: [id], properties: {{id: {{type: string}}}}}}
"
    );
    let nothing = |_: &Path| Err("there are no other files".to_owned());
    let (mut sources, options) = (Sources::default(), Options::default());
    let imported = import_openapi(&mut sources, Path::new("a.yaml"), text, &nothing, &options);
    let spec = imported
        .unwrap_or_else(|problems| panic!("{}", diagnostic::render(Format::Human, &sources, &problems)))
        .spec;
    let mut problems = Problems::default();
    let file = sources.add("spec.yaml", spec.as_str());
    if let Some(root) = yaml::parse(&sources, file, &mut problems) {
        check_spec(&root, &mut problems);
    }
    assert_eq!(diagnostic::render(Format::Human, &sources, &problems.into_sorted()), "", "{spec}");
    spec
}

const THINGS: &str = "{type: array, items: {$ref: '#/components/schemas/Thing'}}";

fn query(names: &[(&str, &str)]) -> String {
    let one =
        |(name, kind): &(&str, &str)| format!("{{name: '{name}', in: query, schema: {{type: {kind}}}}}");
    names.iter().map(one).collect::<Vec<_>>().join(", ")
}

fn object(required: &str, properties: &str) -> String {
    format!("{{type: object, required: [{required}], properties: {{{properties}}}}}")
}

/// The only style of a spec.
fn style(spec: &str) -> &str {
    let from = spec.find("pagination:\n").unwrap_or_else(|| panic!("no style:\n{spec}"));
    spec[from..].lines().nth(1).unwrap_or_default().trim()
}

/// The comment of an operation that may be pages.
fn comment(spec: &str) -> &str {
    assert!(!spec.contains("\npagination:"), "{spec}");
    spec.lines().map(str::trim).find(|line| line.starts_with("# likely pages")).unwrap_or_default()
}

#[test]
fn cursors() {
    let next = format!("data: {THINGS}, meta: {}", object("", "next_cursor: {type: string, nullable: true}"));
    let found = spec(&query(&[("cursor", "string"), ("limit", "integer")]), &object("data", &next), "");
    let wanted = "by_cursor: { cursor: { in: query.cursor, next: meta.next_cursor }, items: data, size: { in: query.limit } }";
    assert_eq!(style(&found), wanted);
    assert!(found.contains("    pagination: by_cursor\n"));
    let more = format!("things: {THINGS}, has_more: {{type: boolean}}");
    let found = spec(&query(&[("starting_after", "string")]), &object("things, has_more", &more), "");
    let wanted = "by_cursor: { cursor: { in: query.starting_after, next: \"things[-1].id\" }, items: things, ends: \"not has_more\" }";
    assert_eq!(style(&found), wanted);
    // Without a word of more pages the stream would not know where to end.
    let found = spec(&query(&[("starting_after", "string")]), &object("", &format!("things: {THINGS}")), "");
    assert!(!found.contains("pagination"), "{found}");
}

#[test]
fn urls() {
    let answer =
        object("", &format!("next: {{type: string}}, previous: {{type: string}}, results: {THINGS}"));
    let found = spec(&query(&[("page", "integer")]), &answer, "");
    assert_eq!(style(&found), "by_url: { url: { next: next }, items: results }");
    let header = "headers: {Link: {schema: {type: string}}}";
    let found = spec(&query(&[("page", "integer"), ("per_page", "integer")]), THINGS, header);
    assert_eq!(
        style(&found),
        "by_url: { url: { next: http.link.next }, items: \".\", size: { in: query.per_page } }"
    );
}

#[test]
fn numbers_and_offsets() {
    let total = object("", &format!("total_pages: {{type: integer}}, items: {THINGS}, tags: {THINGS}"));
    let found = spec(&query(&[("page", "integer")]), &total, "");
    assert_eq!(
        style(&found),
        "numbered: { page: { in: query.page, first: 1 }, items: items, pages: total_pages }"
    );
    let total = object("", &format!("total: {{type: integer}}, items: {THINGS}"));
    let found = spec(&query(&[("page[offset]", "integer")]), &total, "");
    assert_eq!(
        style(&found),
        "by_offset: { offset: { in: \"query.`page[offset]`\", first: 0 }, items: items, total: total }"
    );
}

#[test]
fn what_is_only_likely_is_a_comment() {
    let found = spec(&query(&[("page", "integer")]), THINGS, "");
    assert_eq!(
        comment(&found),
        "# likely pages, but the answer does not say how many pages there are: pagination: { page: { in: query.page, first: 1 }, items: \".\" }"
    );
    let total = object("", &format!("total_pages: {{type: integer}}, items: {THINGS}"));
    let zero = "{name: page, in: query, schema: {type: integer, minimum: 0}}";
    assert!(comment(&spec(zero, &total, "")).contains("whether the first page is 0 or 1"));
}

#[test]
fn links_by_their_names() {
    let answer = object("", &format!("value: {THINGS}, nextLink: {{type: string}}"));
    let found = spec("", &answer, "x-a: 1").replace('\n', " ");
    assert!(found.contains("by_url: { url: { next: nextLink }, items: value }"), "{found}");
}

#[test]
fn what_is_no_list_has_no_pages() {
    for answer in [
        object("", "id: {type: string}, next_page_token: {type: string}"),
        object("", &format!("a: {THINGS}, b: {THINGS}, next_page_token: {{type: string}}")),
        "{type: string}".to_owned(),
    ] {
        let found = spec(&query(&[("page_token", "string"), ("page", "integer")]), &answer, "");
        assert!(!found.contains("pagination"), "{found}");
    }
}

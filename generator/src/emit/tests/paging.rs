//! What is emitted of pagination styles, where it is easy to get wrong.

use super::{api, emit_module};

/// The generated code of an endpoint with that style, without line breaks.
fn emitted(style: &str, query: &str, returns: &str) -> String {
    let spec = format!(
        "specwright: 1\napi: petshop\nserver: https://petshop.example\npagination:\n  style: {style}\n\
         types:\n  Pet: {{ fields: {{ id: i64, name?: string }} }}\n  Cage: {{ fields: {{ pets?: [Pet], guest: Pet? }} }}\n\
         endpoints:\n  list:\n    http: POST /pets\n    {query}\n    pagination: style\n    returns: {{ fields: {{ {returns} }} }}\n"
    );
    calls(&spec)
}

/// The calls of a spec, without line breaks and the commas before them.
fn calls(spec: &str) -> String {
    let text = &emit_module(&api(spec))[0].text;
    let (_, calls) = text.split_once("mod endpoints").unwrap();
    let (calls, _) = calls.split_once("mod error").unwrap();
    calls.split_whitespace().collect::<String>().replace(",)", ")")
}

const QUERY: &str = "query: { page?: i64, after?: string, size?: i64 }";

#[track_caller]
fn has(emitted: &str, wanted: &str) {
    let wanted: String = wanted.split_whitespace().collect();
    assert!(emitted.contains(&wanted), "no `{wanted}` in {emitted}");
}

#[test]
fn the_last_of_so_many_pages_depends_on_the_first() {
    for (first, last) in
        [(0, "page.pages.saturating_sub(1)"), (1, "page.pages"), (3, "page.pages.saturating_add(2)")]
    {
        let style = format!("{{ page: {{ in: query.page, first: {first} }}, items: pets, pages: pages }}");
        let code = emitted(&style, QUERY, "pets: [Pet], pages: i64, cage?: Cage");
        has(&code, &format!("&& number < {last}; more.then"));
        has(&code, &format!("self.page.unwrap_or({first})"));
    }
}

#[test]
fn the_total_ends_a_page_style_when_it_is_told_so() {
    let style = "{ page: { in: query.page, first: 0 }, size: { in: query.size, default: 7 }, items: pets, \
                 total: total, ends: total_reached }";
    let code = emitted(style, QUERY, "pets: [Pet], total: i64, cage?: Cage");
    has(&code, "number.saturating_add(1).saturating_mul(self.size.unwrap_or(7)) < page.total");
}

#[test]
fn what_stands_in_several_elements_is_joined() {
    let joined = |items: &str| {
        emitted(&format!("{{ page: {{ in: query.page }}, items: '{items}' }}"), QUERY, "cages: [Cage]")
    };
    let lists = joined("cages[*].pets");
    has(&lists, "page.cages.into_iter().flat_map(|value| value.pets.unwrap_or_default()).collect()");
    has(&lists, "page.cages.iter().map(|value| value.pets.as_ref().map_or(0, Vec::len)).sum::<usize>() > 0");
    let single = joined("cages[*].guest");
    has(&single, "page.cages.into_iter().filter_map(|value| value.guest).collect()");
    has(&single, "page.cages.iter().filter(|value| value.guest.is_some()).count() > 0");
}

#[test]
fn a_scroll_may_keep_its_cursor_an_item_does_not_come_twice() {
    let returns = "pets: [Pet], next?: string, cage?: Cage";
    for (next, ends, repeats) in [
        ("next", "", "Error"),
        ("next", ", ends: empty_page", "Allowed"),
        ("next", ", ends: [empty_page, repeated_cursor]", "Ends"),
        ("'pets[-1].id'", ", ends: empty_page", "Error"),
    ] {
        let style = format!("{{ cursor: {{ in: query.after, next: {next} }}, items: pets{ends} }}");
        has(&emitted(&style, QUERY, returns), &format!("repeats: runtime::Repeats::{repeats},"));
    }
}

#[test]
fn what_is_missing_in_a_body_is_made_and_not_made_to_be_emptied() {
    let spec = "specwright: 1\napi: petshop\nserver: https://petshop.example\npagination:\n  style:\n    \
         cursor: { in: body.paging.after, next: next }\n    items: pets\n    replaces: [body.paging.word]\n    \
         size: { in: body.paging.size, default: 9 }\n\
         types:\n  Paging: { fields: { after?: string, word?: string, size?: i64 } }\n\
         endpoints:\n  list:\n    http: POST /pets\n    body: { fields: { paging?: Paging } }\n    pagination: style\n    \
         returns: { fields: { pets: [i64], next?: string } }\n";
    let code = calls(spec);
    has(&code, "self.body.paging.get_or_insert_default().after = Some(position.to_text());");
    has(&code, "if let Some(value) = self.body.paging.as_mut() { value.word = None; }");
    has(&code, "call.body.paging.get_or_insert_default().size.get_or_insert(9);");
}

#[test]
fn a_hook_is_an_argument_of_the_streams() {
    let style = "{ hook: { name: next_pets, in: [query.page, query.after] }, items: pets }";
    let code = emitted(style, QUERY, "pets: [Pet], cage?: Cage");
    has(&code, "pub fn items(self, next_pets: impl runtime::NextPage) -> runtime::Items<Self> {");
    has(&code, "paging::items(self).with_next_page(next_pets)");
    has(
        &code,
        "if let runtime::Position::Url(url) = position { self.context.set_url(url); } else { if let Some(position) = position.part(0)",
    );
}

#[test]
fn texts_of_an_answer_are_compared_with_each_other() {
    let style =
        "{ cursor: { in: query.after, next: next }, items: pets, ends: \"next == http.headers.`X-Last`\" }";
    let code = emitted(style, QUERY, "pets: [Pet], next: string, cage?: Cage");
    has(
        &code,
        r#"Some(page.next.clone()).zip(paging::header(&answer.headers, "x-last").map(str::to_owned)).is_none_or(|(left, right)| left != right)"#,
    );
}

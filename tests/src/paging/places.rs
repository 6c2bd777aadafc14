//! Lists whose items stand in an unusual place, are broken, or end before they are read.

use serde_json::{Value, json};

use super::ask::Ask;
use super::counters::{Behind, page};
use super::cursors::Page;
use super::list::{List, PAGE, items};
use super::marks::before;
use super::reply::{Refusal, Reply, refuse};

pub(super) fn serve(ask: &mut Ask, list: &List) -> Option<Result<Reply, Refusal>> {
    let path = match ask.name.as_str() {
        "items_two_levels_deep" => items_two_levels_deep,
        "items_in_groups" => items_in_groups,
        "items_in_edges" => items_in_edges,
        "items_in_lists_of_lists" => items_in_lists_of_lists,
        "items_absent_at_the_end" => items_absent_at_the_end,
        "items_of_which_some_are_broken" => items_of_which_some_are_broken,
        "items_broken_and_backwards" => items_broken_and_backwards,
        "page_with_a_cap" => page_with_a_cap,
        _ => return None,
    };
    Some(path(ask, list))
}

/// The page of `query.page`, of which the one behind the last is empty.
fn queried(ask: &mut Ask, list: &List) -> Result<Vec<i64>, Refusal> {
    ask.must("GET")?;
    let number = ask.number("query.page")?.unwrap_or(1);
    page(list, number - 1, PAGE, Behind::Empty)
}

fn items_two_levels_deep(ask: &mut Ask, list: &List) -> Result<Reply, Refusal> {
    let ids = queried(ask, list)?;
    let body = json!({ "result": { "page": { "items": items(&ids) } } });
    Ok(Reply::page(ids, &body))
}

/// Two of a page's items, a group without any, and the rest.
fn items_in_groups(ask: &mut Ask, list: &List) -> Result<Reply, Refusal> {
    let ids = queried(ask, list)?;
    let (some, rest) = ids.split_at(ids.len().min(2));
    let groups = json!([
        { "name": "some", "members": items(some) },
        { "name": "none" },
        { "name": "the rest", "members": items(rest) },
    ]);
    Ok(Reply::page(ids, &json!({ "groups": groups })))
}

fn items_in_edges(ask: &mut Ask, list: &List) -> Result<Reply, Refusal> {
    ask.must("POST")?;
    if ask.text("body.query")?.is_none() {
        return refuse("body.query is missing");
    }
    let page = Page::of(list, ask.text("body.variables.after")?.as_deref(), PAGE)?;
    let mut edges: Vec<Value> = page.ids.iter().map(|id| json!({ "node": { "id": id } })).collect();
    edges.insert(edges.len().min(1), json!({ "node": null }));
    let mut info = json!({ "has_next_page": page.next.is_some() });
    if let Some(next) = page.next() {
        info["end_cursor"] = next.into();
    }
    let body = json!({ "data": { "list": { "edges": edges, "page_info": info } } });
    Ok(page.reply(&body))
}

/// Every item is a list of its own, and behind each stands an empty one.
fn items_in_lists_of_lists(ask: &mut Ask, list: &List) -> Result<Reply, Refusal> {
    ask.must("GET")?;
    let at = ask.index("query.offset")?.unwrap_or(0);
    if at > list.len() {
        return refuse("an offset behind the empty page");
    }
    let ids = list.at(at, PAGE);
    let rows: Vec<Value> = ids.iter().flat_map(|id| [items(&[*id]), json!([])]).collect();
    Ok(Reply::page(ids, &json!({ "rows": rows })))
}

fn items_absent_at_the_end(ask: &mut Ask, list: &List) -> Result<Reply, Refusal> {
    let ids = queried(ask, list)?;
    let body = if ids.is_empty() { json!({}) } else { json!({ "data": items(&ids) }) };
    Ok(Reply::page(ids, &body))
}

/// The second item and the fifth, and so on, each broken in its own way.
fn broken(ids: &[i64]) -> Value {
    let item = |id: &i64| match id % 60 {
        20 => json!({ "id": id.to_string() }),
        50 => json!({ "identifier": id }),
        _ => json!({ "id": id }),
    };
    ids.iter().map(item).collect()
}

fn items_of_which_some_are_broken(ask: &mut Ask, list: &List) -> Result<Reply, Refusal> {
    ask.must("GET")?;
    let number = ask.number("query.page")?.unwrap_or(1);
    let ids = page(list, number - 1, PAGE, Behind::Error)?;
    let body = json!({ "data": broken(&ids), "pages": list.pages(PAGE) });
    Ok(Reply::page(ids, &body))
}

fn items_broken_and_backwards(ask: &mut Ask, list: &List) -> Result<Reply, Refusal> {
    ask.must("GET")?;
    let end = match ask.text("query.cursor")? {
        None => list.len(),
        Some(cursor) => match cursor.strip_prefix("before ").and_then(|end| end.parse().ok()) {
            Some(end) if (1..list.len()).contains(&end) => end,
            _ => return refuse("a cursor that was never handed out"),
        },
    };
    let ids = before(list, end);
    let body = broken(&ids);
    let older = end - ids.len();
    let reply = Reply::page(ids.into_iter().rev().collect(), &body);
    Ok(if older > 0 { reply.with_header("X-Older", &format!("before {older}")) } else { reply })
}

fn page_with_a_cap(ask: &mut Ask, list: &List) -> Result<Reply, Refusal> {
    ask.must("GET")?;
    let number = ask.number("query.page")?.unwrap_or(1);
    if number > 3 {
        return refuse("nobody reads more than 3 pages");
    }
    let ids = page(list, number - 1, PAGE, Behind::Empty)?;
    let body = json!({ "data": items(&ids) });
    Ok(Reply::page(ids, &body))
}

//! Lists whose next page begins at an item: behind its id, at the number after it, behind its time, before it.

use serde_json::{Value, json};

use super::ask::Ask;
use super::list::{List, PAGE, items};
use super::reply::{Refusal, Reply, refuse};

pub(super) fn serve(ask: &mut Ask, list: &List) -> Option<Result<Reply, Refusal>> {
    let path = match ask.name.as_str() {
        "cursor_of_the_last_item" => cursor_of_the_last_item,
        "cursor_of_the_last_item_while_more" => cursor_of_the_last_item_while_more,
        "cursor_behind_the_last_item" => cursor_behind_the_last_item,
        "cursor_of_the_last_items_time" => cursor_of_the_last_items_time,
        "cursor_backwards" => cursor_backwards,
        _ => return None,
    };
    Some(path(ask, list))
}

/// How many items stand before the page behind an item.
pub(super) fn behind(list: &List, id: Option<i64>) -> Result<usize, Refusal> {
    match id {
        None => Ok(0),
        Some(id) if list.has(id) => Ok(list.until(id)),
        Some(id) => refuse(format!("there is no item {id}")),
    }
}

fn cursor_of_the_last_item(ask: &mut Ask, list: &List) -> Result<Reply, Refusal> {
    ask.must("GET")?;
    let ids = list.at(behind(list, ask.number("query.after_id")?)?, PAGE);
    let body = json!({ "data": items(&ids) });
    Ok(Reply::page(ids, &body))
}

fn cursor_of_the_last_item_while_more(ask: &mut Ask, list: &List) -> Result<Reply, Refusal> {
    ask.must("GET")?;
    let size = ask.size("query.limit")?;
    let at = behind(list, ask.number("query.starting_after")?)?;
    if at > 0 && at == list.len() {
        return refuse("it was said that there is no more");
    }
    let ids = list.at(at, size);
    let body = json!({ "data": items(&ids), "has_more": at + size < list.len() });
    Ok(Reply::page(ids, &body))
}

fn cursor_behind_the_last_item(ask: &mut Ask, list: &List) -> Result<Reply, Refusal> {
    ask.must("GET")?;
    let size = ask.size("query.limit")?;
    let at = match ask.number("query.fromId")? {
        None => 0,
        Some(id) => behind(list, Some(id - 1))?,
    };
    if !at.is_multiple_of(size) {
        return refuse("the page before was not full");
    }
    let ids = list.at(at, size);
    let body = items(&ids);
    Ok(Reply::page(ids, &body))
}

/// When an item was made: so many seconds after the beginning of a minute, less than ten of them.
fn made(id: i64) -> String {
    format!("2026-02-28T23:59:{:02}Z", id / 10)
}

fn cursor_of_the_last_items_time(ask: &mut Ask, list: &List) -> Result<Reply, Refusal> {
    ask.must("GET")?;
    let at = match ask.text("query.since")? {
        None => 0,
        Some(since) => match list.at(0, list.len()).iter().position(|id| made(*id) == since) {
            Some(index) => index + 1,
            None => return refuse(format!("nothing was made at {since}")),
        },
    };
    let ids = list.at(at, PAGE);
    let data: Value = ids.iter().map(|id| json!({ "id": id, "created_at": made(*id) })).collect();
    Ok(Reply::page(ids, &json!({ "data": data })))
}

/// The items of a page before the item at this index, from old to new.
pub(super) fn before(list: &List, end: usize) -> Vec<i64> {
    let begin = end.saturating_sub(PAGE);
    list.at(begin, end - begin)
}

fn cursor_backwards(ask: &mut Ask, list: &List) -> Result<Reply, Refusal> {
    ask.must("GET")?;
    let end = match ask.number("query.before")? {
        None => list.len(),
        Some(id) => behind(list, Some(id))? - 1,
    };
    let ids = before(list, end);
    let body = json!({ "data": items(&ids) });
    Ok(Reply::page(ids.into_iter().rev().collect(), &body))
}

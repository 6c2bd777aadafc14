//! Lists whose items are counted.

use serde_json::json;

use super::ask::Ask;
use super::list::{List, PAGE, items};
use super::reply::{Refusal, Reply, refuse};

pub(super) fn serve(ask: &mut Ask, list: &List) -> Option<Result<Reply, Refusal>> {
    let path = match ask.name.as_str() {
        "offset_until_total" => offset_until_total,
        "offset_until_short_page" => offset_until_short_page,
        "offset_until_empty_page" => offset_until_empty_page,
        "offset_from_one" => offset_from_one,
        "offset_total_in_header" => offset_total_in_header,
        "offset_in_form" => offset_in_form,
        "offset_in_body" => offset_in_body,
        "offset_in_header" => offset_in_header,
        _ => return None,
    };
    Some(path(ask, list))
}

/// The items behind an offset that must not be behind the last item.
fn within(list: &List, at: usize, size: usize) -> Result<Vec<i64>, Refusal> {
    if at < list.len().max(1) { Ok(list.at(at, size)) } else { refuse("an offset behind the end") }
}

fn of_total(list: &List, at: usize, size: usize) -> Result<Reply, Refusal> {
    let ids = within(list, at, size)?;
    let body = json!({ "data": items(&ids), "total": list.len() });
    Ok(Reply::page(ids, &body))
}

fn offset_until_total(ask: &mut Ask, list: &List) -> Result<Reply, Refusal> {
    ask.must("GET")?;
    let (at, size) = (ask.index("query.offset")?.unwrap_or(0), ask.size("query.limit")?);
    of_total(list, at, size)
}

fn offset_until_short_page(ask: &mut Ask, list: &List) -> Result<Reply, Refusal> {
    ask.must("GET")?;
    let (at, size) = (ask.index("query.skip")?.unwrap_or(0), ask.size("query.take")?);
    if at > list.len() {
        return refuse("an offset behind a page that was not full");
    }
    let ids = list.at(at, size);
    let body = items(&ids);
    Ok(Reply::page(ids, &body))
}

fn offset_until_empty_page(ask: &mut Ask, list: &List) -> Result<Reply, Refusal> {
    ask.must("GET")?;
    let at = ask.index("query.from")?.unwrap_or(0);
    if at > list.len() {
        return refuse("an offset behind the empty page");
    }
    // Pages of two and three items.
    let ids = list.at(at, 2 + (at + 1) / 3 % 2);
    let body = json!({ "data": items(&ids) });
    Ok(Reply::page(ids, &body))
}

fn offset_from_one(ask: &mut Ask, list: &List) -> Result<Reply, Refusal> {
    ask.must("GET")?;
    let (start, size) = (ask.needed("query.startIndex")?, ask.size("query.count")?);
    let Ok(at) = usize::try_from(start - 1) else { return refuse("indexes begin with 1") };
    let ids = within(list, at, size)?;
    let body = json!({ "Resources": items(&ids), "totalResults": list.len() });
    Ok(Reply::page(ids, &body))
}

fn offset_total_in_header(ask: &mut Ask, list: &List) -> Result<Reply, Refusal> {
    ask.must("GET")?;
    let ids = within(list, ask.index("query.offset")?.unwrap_or(0), PAGE)?;
    let body = items(&ids);
    Ok(Reply::page(ids, &body).with_header("X-Total-Count", &list.len().to_string()))
}

fn offset_in_form(ask: &mut Ask, list: &List) -> Result<Reply, Refusal> {
    ask.must("POST")?;
    let at = ask.index("body.offset")?.unwrap_or(0);
    of_total(list, at, PAGE)
}

fn offset_in_body(ask: &mut Ask, list: &List) -> Result<Reply, Refusal> {
    ask.must("POST")?;
    let Some(at) = ask.index("body.page.start")? else { return refuse("body.page.start is missing") };
    let size = ask.size("body.page.length")?;
    of_total(list, at, size)
}

fn offset_in_header(ask: &mut Ask, list: &List) -> Result<Reply, Refusal> {
    ask.must("GET")?;
    let at = ask.index("headers.x-offset")?.unwrap_or(0);
    let ids = within(list, at, PAGE)?;
    let more = if at + ids.len() < list.len() { "yes" } else { "no" };
    let body = json!({ "data": items(&ids) });
    Ok(Reply::page(ids, &body).with_header("X-More", more))
}

//! Lists whose next page is told by several values at once.

use serde_json::{Value, json};

use super::ask::Ask;
use super::cursors::{Page, cursor};
use super::list::{List, PAGE};
use super::marks::behind;
use super::reply::{Refusal, Reply, refuse};

pub(super) fn serve(ask: &mut Ask, list: &List) -> Option<Result<Reply, Refusal>> {
    let path = match ask.name.as_str() {
        "state_of_two_tokens" => state_of_two_tokens,
        "state_while_truncated" => state_while_truncated,
        "state_of_cursor_and_count" => state_of_cursor_and_count,
        "state_in_body" => state_in_body,
        _ => return None,
    };
    Some(path(ask, list))
}

/// The token that goes with a cursor; every second has none.
fn version(at: usize) -> Option<String> {
    (at / PAGE % 2 == 1).then(|| format!("v{at}"))
}

fn state_of_two_tokens(ask: &mut Ask, list: &List) -> Result<Reply, Refusal> {
    ask.must("GET")?;
    let page = Page::of(list, ask.text("query.nextToken")?.as_deref(), PAGE)?;
    if ask.text("query.nextVersion")? != version(page.at) {
        return refuse("the version does not go with the token");
    }
    let mut body = json!({ "data": page.items() });
    if let Some(at) = page.next {
        body["nextToken"] = cursor(at).into();
        if let Some(version) = version(at) {
            body["nextVersion"] = version.into();
        }
    }
    Ok(page.reply(&body))
}

/// Names are not in the order of the items, and two neighbours share one.
fn name(id: i64) -> String {
    format!("Zoë & {}", 9 - id / 20)
}

fn named(ids: &[i64]) -> Value {
    ids.iter().map(|id| json!({ "id": id, "name": name(*id) })).collect()
}

fn state_while_truncated(ask: &mut Ask, list: &List) -> Result<Reply, Refusal> {
    ask.must("GET")?;
    let at = match (ask.text("query.startName")?, ask.number("query.startId")?) {
        (None, None) => 0,
        (Some(text), Some(id)) if text == name(id - 1) => behind(list, Some(id - 1))?,
        _ => return refuse("the name does not go with the number"),
    };
    let page = Page::at(list, at, PAGE);
    let body = json!({ "data": named(&page.ids), "truncated": page.next.is_some() });
    Ok(page.reply(&body))
}

fn state_of_cursor_and_count(ask: &mut Ask, list: &List) -> Result<Reply, Refusal> {
    ask.must("GET")?;
    let page = Page::of(list, ask.text("query.cursor")?.as_deref(), PAGE)?;
    if ask.index("query.page")? != Some(page.at / PAGE + 1) {
        return refuse("pages are not counted as they come");
    }
    let mut body = json!({ "data": page.items() });
    if let Some(next) = page.next() {
        body["next"] = next.into();
    }
    Ok(page.reply(&body))
}

fn state_in_body(ask: &mut Ask, list: &List) -> Result<Reply, Refusal> {
    ask.must("POST")?;
    let size = ask.size("body.size")?;
    let at = match (ask.text("body.after.sort")?, ask.number("body.after.id")?) {
        (None, None) => 0,
        (Some(text), Some(id)) if text == name(id) => behind(list, Some(id))?,
        _ => return refuse("the name does not go with the number"),
    };
    if !at.is_multiple_of(size) {
        return refuse("the page before was not full");
    }
    let page = Page::at(list, at, size);
    let body = json!({ "data": named(&page.ids) });
    Ok(page.reply(&body))
}

//! Lists whose cursor goes elsewhere than into the query, or takes the place of other arguments.

use serde_json::json;

use super::ask::Ask;
use super::cursors::{Page, place};
use super::list::{List, PAGE};
use super::reply::{Refusal, Reply, refuse};

pub(super) fn serve(ask: &mut Ask, list: &List) -> Option<Result<Reply, Refusal>> {
    let path = match ask.name.as_str() {
        "cursor_in_header" => cursor_in_header,
        "cursor_out_of_a_link" => cursor_out_of_a_link,
        "cursor_in_form" => cursor_in_form,
        "cursor_in_body" => cursor_in_body,
        "cursor_deep_in_body" => cursor_deep_in_body,
        "cursor_in_path" => cursor_in_path,
        "cursor_replaces_the_filter" => cursor_replaces_the_filter,
        _ => return None,
    };
    Some(path(ask, list))
}

fn cursor_in_header(ask: &mut Ask, list: &List) -> Result<Reply, Refusal> {
    ask.must("GET")?;
    let page = Page::of(list, ask.text("headers.x-cursor")?.as_deref(), PAGE)?;
    let next = page.next();
    let body = page.items();
    let reply = page.reply(&body);
    Ok(match next {
        Some(next) => reply.with_header("X-Next-Cursor", &next),
        None => reply,
    })
}

/// `page_info` stands for all other arguments.
fn cursor_out_of_a_link(ask: &mut Ask, list: &List) -> Result<Reply, Refusal> {
    ask.must("GET")?;
    let cursor = ask.text("query.page_info")?;
    if cursor.is_none() {
        ask.text("query.word")?;
    }
    let page = Page::of(list, cursor.as_deref(), PAGE)?;
    let url = |rel: &str, at: usize| {
        format!("<http://{}/cursor_out_of_a_link?page_info=c{at}%2F%2B%3D&limit=3>; rel=\"{rel}\"", ask.host)
    };
    let mut links: Vec<_> = page.at.checked_sub(PAGE).map(|at| url("previous", at)).into_iter().collect();
    links.extend(page.next.map(|at| url("next", at)));
    let body = json!({ "data": page.items() });
    let reply = page.reply(&body);
    Ok(if links.is_empty() { reply } else { reply.with_header("Link", &links.join(", ")) })
}

fn cursor_in_form(ask: &mut Ask, list: &List) -> Result<Reply, Refusal> {
    ask.must("POST")?;
    if ask.text("body.word")?.is_none() {
        return refuse("body.word is missing");
    }
    let page = Page::of(list, ask.text("body.cursor")?.as_deref(), PAGE)?;
    let mut body = json!({ "data": page.items() });
    if let Some(next) = page.next() {
        body["next"] = next.into();
    }
    Ok(page.reply(&body))
}

fn cursor_in_body(ask: &mut Ask, list: &List) -> Result<Reply, Refusal> {
    ask.must("POST")?;
    let size = ask.size("body.limit")?;
    let cursor = if ask.is_null("body.after") {
        None
    } else {
        Some(ask.text("body.after")?.ok_or_else(|| Refusal::new(400, "body.after is missing"))?)
    };
    let page = Page::of(list, cursor.as_deref(), size)?;
    let body = json!({ "data": page.items(), "paging": { "next": page.next() } });
    Ok(page.reply(&body))
}

fn cursor_deep_in_body(ask: &mut Ask, list: &List) -> Result<Reply, Refusal> {
    ask.must("POST")?;
    let page = Page::of(list, ask.text("body.query.page.after")?.as_deref(), PAGE)?;
    let body = match page.next() {
        Some(next) => json!({ "data": page.items(), "page": { "after": next } }),
        None => json!({ "data": page.items() }),
    };
    Ok(page.reply(&body))
}

fn cursor_in_path(ask: &mut Ask, list: &List) -> Result<Reply, Refusal> {
    ask.must("GET")?;
    let cursor = ask.text("path.0")?.unwrap_or_default();
    let at = match cursor.as_str() {
        "start" => 0,
        cursor => place(list, cursor)?,
    };
    let page = Page::at(list, at, PAGE);
    let mut body = json!({ "data": page.items() });
    if let Some(next) = page.next() {
        body["next"] = next.into();
    }
    Ok(page.reply(&body))
}

fn cursor_replaces_the_filter(ask: &mut Ask, list: &List) -> Result<Reply, Refusal> {
    ask.must("GET")?;
    let cursor = ask.text("query.scroll_id")?;
    if cursor.is_none() {
        ask.text("query.word")?;
        ask.text("headers.x-filter")?;
    }
    let page = Page::of(list, cursor.as_deref(), PAGE)?;
    let mut body = json!({ "data": page.items() });
    if let Some(next) = page.next() {
        body["scroll_id"] = next.into();
    }
    Ok(page.reply(&body))
}

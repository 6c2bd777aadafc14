//! Lists with a cursor in the query, and all the ways to say that there is no next one.
//!
//! A cursor tells where its page begins, in a form that a client cannot make up from what it knows.

use serde_json::{Value, json};

use super::ask::Ask;
use super::list::{List, PAGE, items};
use super::reply::{Refusal, Reply, refuse};

pub(super) fn serve(ask: &mut Ask, list: &List) -> Option<Result<Reply, Refusal>> {
    let path = match ask.name.as_str() {
        "cursor_until_null" => cursor_until_null,
        "cursor_until_absent" => cursor_until_absent,
        "cursor_until_empty" => cursor_until_empty,
        "cursor_of_numbers" => cursor_of_numbers,
        "cursor_from_a_star" => cursor_from_a_star,
        "cursor_until_minus_one" => cursor_until_minus_one,
        "cursor_from_minus_one_until_zero" => cursor_from_minus_one_until_zero,
        "cursor_that_is_a_page" => cursor_that_is_a_page,
        "cursor_out_of_a_url" => cursor_out_of_a_url,
        "cursor_of_an_enum" => cursor_of_an_enum,
        "cursor_with_a_flag" => cursor_with_a_flag,
        "cursor_with_a_cap" => cursor_with_a_cap,
        "cursor_until_the_status_changes" => cursor_until_the_status_changes,
        _ => return None,
    };
    Some(path(ask, list))
}

/// A page of a list with cursors.
pub(super) struct Page {
    /// Where it begins.
    pub(super) at: usize,
    pub(super) ids: Vec<i64>,
    /// Where the next one begins, unless it is the last.
    pub(super) next: Option<usize>,
}

impl Page {
    pub(super) fn at(list: &List, at: usize, size: usize) -> Self {
        let ids = list.at(at, size);
        let next = Some(at + size).filter(|next| *next < list.len());
        Self { at, ids, next }
    }

    /// The page of a cursor that was handed out as the next one; without a cursor the first.
    pub(super) fn of(list: &List, cursor: Option<&str>, size: usize) -> Result<Self, Refusal> {
        let at = match cursor {
            None => 0,
            Some(cursor) => place(list, cursor)?,
        };
        Ok(Self::at(list, at, size))
    }

    /// The cursor of the next page.
    pub(super) fn next(&self) -> Option<String> {
        self.next.map(cursor)
    }

    pub(super) fn items(&self) -> Value {
        items(&self.ids)
    }

    pub(super) fn reply(self, body: &Value) -> Reply {
        Reply::page(self.ids, body)
    }
}

/// The cursor of a place, with all that has a meaning in a URL or in a form.
pub(super) fn cursor(at: usize) -> String {
    format!("c{at}/+=")
}

/// Where the page of a cursor begins, which must lie behind the first page and hold items.
pub(super) fn place(list: &List, text: &str) -> Result<usize, Refusal> {
    let at = text.strip_prefix('c').and_then(|text| text.strip_suffix("/+=")).and_then(|at| at.parse().ok());
    match at {
        Some(at) if (1..list.len()).contains(&at) => Ok(at),
        _ => refuse(format!("the cursor `{text}` was never handed out")),
    }
}

/// The page that `query.NAME` asks for.
fn queried(ask: &mut Ask, list: &List, name: &str, size: usize) -> Result<Page, Refusal> {
    ask.must("GET")?;
    let cursor = ask.text(&format!("query.{name}"))?;
    Page::of(list, cursor.as_deref(), size)
}

fn cursor_until_null(ask: &mut Ask, list: &List) -> Result<Reply, Refusal> {
    let page = queried(ask, list, "cursor", PAGE)?;
    let body = json!({ "data": page.items(), "next": page.next() });
    Ok(page.reply(&body))
}

fn cursor_until_absent(ask: &mut Ask, list: &List) -> Result<Reply, Refusal> {
    let size = ask.size("query.page_size")?;
    let page = queried(ask, list, "page_token", size)?;
    let body = match page.next() {
        Some(next) => json!({ "data": page.items(), "paging": { "next_page_token": next } }),
        None => json!({ "data": page.items() }),
    };
    Ok(page.reply(&body))
}

fn cursor_until_empty(ask: &mut Ask, list: &List) -> Result<Reply, Refusal> {
    let page = queried(ask, list, "cursor", PAGE)?;
    let body = json!({ "data": page.items(), "meta": { "next_cursor": page.next().unwrap_or_default() } });
    Ok(page.reply(&body))
}

fn cursor_of_numbers(ask: &mut Ask, list: &List) -> Result<Reply, Refusal> {
    ask.must("GET")?;
    let page = numbered(list, ask.number("query.after")?)?;
    let body = json!({ "data": page.items(), "after": page.next.map(|next| 1000 + next) });
    Ok(page.reply(&body))
}

/// The page of a cursor that is a number.
fn numbered(list: &List, cursor: Option<i64>) -> Result<Page, Refusal> {
    let at = cursor.map(|number| usize::try_from(number - 1000));
    match at {
        None => Ok(Page::at(list, 0, PAGE)),
        Some(Ok(at)) if (1..list.len()).contains(&at) => Ok(Page::at(list, at, PAGE)),
        Some(_) => refuse("a number that was never handed out"),
    }
}

fn cursor_from_a_star(ask: &mut Ask, list: &List) -> Result<Reply, Refusal> {
    ask.must("GET")?;
    let own = ask.text("query.cursorMark")?.ok_or_else(|| Refusal::new(400, "cursorMark is missing"))?;
    let page = Page::of(list, Some(own.as_str()).filter(|own| *own != "*"), PAGE)?;
    let body = json!({ "data": page.items(), "nextCursorMark": page.next().unwrap_or(own) });
    Ok(page.reply(&body))
}

fn cursor_until_minus_one(ask: &mut Ask, list: &List) -> Result<Reply, Refusal> {
    let page = queried(ask, list, "cursor", PAGE)?;
    let body = json!({ "data": page.items(), "next": page.next().unwrap_or_else(|| "-1".to_owned()) });
    Ok(page.reply(&body))
}

fn cursor_from_minus_one_until_zero(ask: &mut Ask, list: &List) -> Result<Reply, Refusal> {
    ask.must("GET")?;
    let cursor = ask.needed("query.cursor")?;
    let page = numbered(list, Some(cursor).filter(|cursor| *cursor != -1))?;
    let body = json!({ "data": page.items(), "next_cursor": page.next.map_or(0, |next| 1000 + next) });
    Ok(page.reply(&body))
}

fn cursor_that_is_a_page(ask: &mut Ask, list: &List) -> Result<Reply, Refusal> {
    ask.must("GET")?;
    let number = ask.index("query.page")?.unwrap_or(1);
    if !(1..=list.pages(PAGE).max(1)).contains(&number) {
        return refuse("a page that was never named");
    }
    let page = Page::at(list, (number - 1) * PAGE, PAGE);
    let next = page.next.map(|_| (number + 1).to_string()).unwrap_or_default();
    let body = page.items();
    Ok(page.reply(&body).with_header("X-Next-Page", &next).with_header("X-Total", &list.len().to_string()))
}

/// The URL leads to a host that does not exist, and has an argument that is not to be sent.
fn cursor_out_of_a_url(ask: &mut Ask, list: &List) -> Result<Reply, Refusal> {
    ask.text("query.word")?;
    let page = queried(ask, list, "cursor", PAGE)?;
    let next = page.next.map(|at| format!("https://api.example/v2/x?limit=3&cursor=c{at}%2F%2B%3D#top"));
    let body = json!({ "data": page.items(), "next_url": next });
    Ok(page.reply(&body))
}

/// Three letters, of which the last has all the rest.
fn cursor_of_an_enum(ask: &mut Ask, list: &List) -> Result<Reply, Refusal> {
    ask.must("GET")?;
    let letter = ask.text("query.letter")?;
    let (at, size, next) = match letter.as_deref() {
        Some("a") => (0, PAGE, Some("b")),
        Some("b") => (PAGE, PAGE, Some("c")),
        Some("c") => (2 * PAGE, list.len(), None),
        _ => return refuse("no such letter"),
    };
    let ids = list.at(at, size);
    let mut body = json!({ "data": items(&ids) });
    if let Some(next) = next {
        body["next_letter"] = next.into();
    }
    Ok(Reply::page(ids, &body))
}

fn cursor_with_a_flag(ask: &mut Ask, list: &List) -> Result<Reply, Refusal> {
    let page = queried(ask, list, "cursor", PAGE)?;
    let cursor = page.next().unwrap_or_else(|| cursor(list.len()));
    let body = json!({ "data": page.items(), "cursor": cursor, "more": page.next.is_some() });
    Ok(page.reply(&body))
}

/// The last page that one may read is cut, and names the next one all the same.
fn cursor_with_a_cap(ask: &mut Ask, list: &List) -> Result<Reply, Refusal> {
    const CAP: usize = 10;
    let mut page = queried(ask, list, "cursor", PAGE)?;
    if page.at >= CAP {
        return refuse("nobody reads more than 10 items");
    }
    page.ids.truncate(CAP - page.at);
    let mut body = json!({ "data": page.items() });
    if let Some(next) = page.next() {
        body["next"] = next.into();
    }
    Ok(page.reply(&body))
}

fn cursor_until_the_status_changes(ask: &mut Ask, list: &List) -> Result<Reply, Refusal> {
    let page = queried(ask, list, "cursor", PAGE)?;
    let status = if page.next.is_some() { 200 } else { 203 };
    let body = json!({ "data": page.items(), "next": page.next().unwrap_or_else(|| cursor(list.len())) });
    Ok(page.reply(&body).with_status(status))
}

//! Lists whose pages are counted.

use serde_json::{Value, json};

use super::ask::Ask;
use super::list::{List, PAGE, items};
use super::reply::{Refusal, Reply, refuse};

pub(super) fn serve(ask: &mut Ask, list: &List) -> Option<Result<Reply, Refusal>> {
    let path = match ask.name.as_str() {
        "page_from_one" => page_from_one,
        "page_sent_from_the_first" => page_sent_from_the_first,
        "page_from_zero" => page_from_zero,
        "page_zero_sent" => page_zero_sent,
        "page_of_pages" => page_of_pages,
        "page_zero_of_pages" => page_zero_of_pages,
        "page_until_total" => page_until_total,
        "page_while_more" => page_while_more,
        "page_of_pages_in_text" => page_of_pages_in_text,
        "page_in_path" => page_in_path,
        "page_in_header" => page_in_header,
        "page_in_form" => page_in_form,
        "page_in_body" => page_in_body,
        "page_deep_in_body" => page_deep_in_body,
        "page_in_typed_body" => page_in_typed_body,
        _ => return None,
    };
    Some(path(ask, list))
}

/// What may be asked for besides the pages that there are.
#[derive(Clone, Copy)]
pub(super) enum Behind {
    /// The page behind the last: it is empty.
    Empty,
    /// That, unless the last one shows by its size that it is the last.
    IfFull,
    /// Nothing. A list without items has one page.
    Error,
}

/// The items of a page, which is counted from 0.
pub(super) fn page(list: &List, number: i64, size: usize, behind: Behind) -> Result<Vec<i64>, Refusal> {
    let Ok(number) = usize::try_from(number) else { return refuse(format!("page {number}")) };
    let pages = list.pages(size);
    let ends = match behind {
        Behind::Empty => pages + 1,
        Behind::IfFull => list.len() / size + 1,
        Behind::Error => pages.max(1),
    };
    if number < ends { Ok(list.at(number * size, size)) } else { refuse("a page behind the end") }
}

fn data(ids: Vec<i64>) -> Reply {
    let body = json!({ "data": items(&ids) });
    Reply::page(ids, &body)
}

fn page_from_one(ask: &mut Ask, list: &List) -> Result<Reply, Refusal> {
    ask.must("GET")?;
    let number = ask.number("query.page")?.unwrap_or(1);
    Ok(data(page(list, number - 1, PAGE, Behind::Empty)?))
}

fn page_sent_from_the_first(ask: &mut Ask, list: &List) -> Result<Reply, Refusal> {
    ask.must("GET")?;
    let (number, size) = (ask.needed("query.page")?, ask.needed("query.per_page")?);
    let Ok(size @ 1..=5) = usize::try_from(size) else { return refuse("the size of a page") };
    Ok(data(page(list, number - 1, size, Behind::Empty)?))
}

fn page_from_zero(ask: &mut Ask, list: &List) -> Result<Reply, Refusal> {
    ask.must("GET")?;
    let (number, size) = (ask.number("query.page")?.unwrap_or(0), ask.size("query.size")?);
    Ok(data(page(list, number, size, Behind::IfFull)?))
}

fn page_zero_sent(ask: &mut Ask, list: &List) -> Result<Reply, Refusal> {
    ask.must("GET")?;
    let (number, size) = (ask.needed("query.pageNumber")?, ask.size("query.pageSize")?);
    let ids = page(list, number, size, Behind::Error)?;
    let body = json!({ "content": items(&ids), "last": is_last(list, number, size) });
    Ok(Reply::page(ids, &body))
}

/// Whether a page, counted from 0, is the last.
fn is_last(list: &List, number: i64, size: usize) -> bool {
    usize::try_from(number).is_ok_and(|number| (number + 1) * size >= list.len())
}

fn page_of_pages(ask: &mut Ask, list: &List) -> Result<Reply, Refusal> {
    ask.must("GET")?;
    let number = ask.number("query.page")?.unwrap_or(1);
    let ids = page(list, number - 1, PAGE, Behind::Error)?;
    let meta = json!({ "total_pages": list.pages(PAGE), "total_count": list.len() });
    let body = json!({ "data": items(&ids), "meta": meta });
    Ok(Reply::page(ids, &body))
}

fn page_zero_of_pages(ask: &mut Ask, list: &List) -> Result<Reply, Refusal> {
    ask.must("GET")?;
    let number = ask.number("query.page")?.unwrap_or(0);
    of_pages(list, number, &json!(list.pages(PAGE)))
}

/// A page that tells how many there are.
fn of_pages(list: &List, number: i64, pages: &Value) -> Result<Reply, Refusal> {
    let ids = page(list, number, PAGE, Behind::Error)?;
    let body = json!({ "data": items(&ids), "pages": pages });
    Ok(Reply::page(ids, &body))
}

fn page_until_total(ask: &mut Ask, list: &List) -> Result<Reply, Refusal> {
    ask.must("GET")?;
    let (number, size) = (ask.number("query.page")?.unwrap_or(1), ask.size("query.limit")?);
    let ids = page(list, number - 1, size, Behind::Error)?;
    let body = json!({ "data": items(&ids), "total": list.len() });
    Ok(Reply::page(ids, &body))
}

fn page_while_more(ask: &mut Ask, list: &List) -> Result<Reply, Refusal> {
    ask.must("GET")?;
    let number = ask.number("query.page")?.unwrap_or(1);
    let ids = page(list, number - 1, PAGE, Behind::Error)?;
    let body = json!({ "data": items(&ids), "has_more": !is_last(list, number - 1, PAGE) });
    Ok(Reply::page(ids, &body))
}

fn page_of_pages_in_text(ask: &mut Ask, list: &List) -> Result<Reply, Refusal> {
    ask.must("GET")?;
    let number = ask.number("query.page")?.unwrap_or(1);
    of_pages(list, number - 1, &json!(list.pages(PAGE).to_string()))
}

fn page_in_path(ask: &mut Ask, list: &List) -> Result<Reply, Refusal> {
    ask.must("GET")?;
    let number = ask.needed("path.0")?;
    Ok(data(page(list, number - 1, PAGE, Behind::Empty)?))
}

fn page_in_header(ask: &mut Ask, list: &List) -> Result<Reply, Refusal> {
    ask.must("GET")?;
    let number = ask.number("headers.x-page")?.unwrap_or(1);
    let ids = page(list, number - 1, PAGE, Behind::Error)?;
    let body = items(&ids);
    Ok(Reply::page(ids, &body)
        .with_header("X-Total-Pages", &list.pages(PAGE).to_string())
        .with_header("X-Total", &list.len().to_string()))
}

fn page_in_form(ask: &mut Ask, list: &List) -> Result<Reply, Refusal> {
    ask.must("POST")?;
    let (number, size) = (ask.number("body.page")?.unwrap_or(1), ask.size("body.size")?);
    if ask.text("body.word")?.is_none() {
        return refuse("body.word is missing");
    }
    Ok(data(page(list, number - 1, size, Behind::IfFull)?))
}

fn page_in_body(ask: &mut Ask, list: &List) -> Result<Reply, Refusal> {
    ask.must("POST")?;
    let number = ask.needed("body.page")?;
    ask.text("body.word")?;
    of_pages(list, number - 1, &json!(list.pages(PAGE)))
}

fn page_deep_in_body(ask: &mut Ask, list: &List) -> Result<Reply, Refusal> {
    ask.must("POST")?;
    let (number, size) = (ask.number("body.paging.page")?.unwrap_or(1), ask.size("body.paging.size")?);
    ask.text("body.word")?;
    Ok(data(page(list, number - 1, size, Behind::IfFull)?))
}

fn page_in_typed_body(ask: &mut Ask, list: &List) -> Result<Reply, Refusal> {
    ask.must("POST")?;
    let (number, size) = (ask.number("body.paging.page")?.unwrap_or(0), ask.size("body.paging.size")?);
    if ask.text("body.word")?.is_none() {
        return refuse("body.word is missing");
    }
    Ok(data(page(list, number, size, Behind::IfFull)?))
}

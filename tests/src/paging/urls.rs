//! Lists whose pages give the whole URL of the next one.

use serde_json::{Value, json};

use super::ask::Ask;
use super::cursors::Page;
use super::list::{List, PAGE};
use super::reply::{Refusal, Reply, refuse};

pub(super) fn serve(ask: &mut Ask, list: &List) -> Option<Result<Reply, Refusal>> {
    let path = match ask.name.as_str() {
        "url_in_body" => url_in_body,
        "url_relative" => url_relative,
        "url_typed" => url_typed,
        "url_of_odata" => url_of_odata,
        "url_in_link" => url_in_link,
        "url_in_header" => url_in_header,
        "url_after_a_post" => url_after_a_post,
        _ => return None,
    };
    Some(path(ask, list))
}

/// The page of a URL that was handed out, of which the query has `name`.
pub(super) fn page_of(ask: &mut Ask, list: &List, name: &str, size: usize) -> Result<Page, Refusal> {
    match ask.index(&format!("query.{name}"))? {
        None => Ok(Page::at(list, 0, size)),
        Some(at) if (1..list.len()).contains(&at) => Ok(Page::at(list, at, size)),
        Some(_) => refuse("a URL that was never handed out"),
    }
}

/// A word and a size are written into the URL, which is to be asked for as it is.
fn url_in_body(ask: &mut Ask, list: &List) -> Result<Reply, Refusal> {
    ask.must("GET")?;
    let size = ask.size("query.limit")?;
    let word = ask.text("query.word")?.unwrap_or_default().replace(' ', "+");
    let page = page_of(ask, list, "at", size)?;
    let next = page
        .next
        .map(|at| format!("http://{}/url_in_body?limit={size}&word={word}&sig=a%2fb&at={at}", ask.host));
    let is_first = page.at == 0;
    if ask.text("query.sig")?.is_none() != is_first {
        return refuse("the URL was changed");
    }
    let body = json!({ "data": page.items(), "links": { "next": next } });
    Ok(page.reply(&body))
}

/// With a path, without one, and with nothing but a query.
fn url_relative(ask: &mut Ask, list: &List) -> Result<Reply, Refusal> {
    ask.must("GET")?;
    let page = page_of(ask, list, "at", PAGE)?;
    if page.at == 0 {
        ask.text("query.word")?;
    }
    let forms = ["/url_relative?at=", "?at=", "url_relative?at=", "./url_relative?at="];
    let mut body = json!({ "data": page.items() });
    if let Some(at) = page.next {
        body["next"] = format!("{}{at}", forms[page.at / PAGE % forms.len()]).into();
    }
    Ok(page.reply(&body))
}

fn url_typed(ask: &mut Ask, list: &List) -> Result<Reply, Refusal> {
    ask.must("GET")?;
    let page = page_of(ask, list, "at", PAGE)?;
    let next = page.next.map(|at| format!("http://{}/url_typed?at={at}", ask.host));
    let body = json!({ "data": page.items(), "next": next });
    Ok(page.reply(&body))
}

fn url_of_odata(ask: &mut Ask, list: &List) -> Result<Reply, Refusal> {
    ask.must("GET")?;
    let page = page_of(ask, list, "$skiptoken", PAGE)?;
    let mut body = json!({ "value": page.items() });
    if page.at == 0 {
        body["@odata.count"] = list.len().into();
    }
    if let Some(at) = page.next {
        body["@odata.nextLink"] = format!("http://{}/url_of_odata?$skiptoken={at}", ask.host).into();
    }
    Ok(page.reply(&body))
}

fn url_in_link(ask: &mut Ask, list: &List) -> Result<Reply, Refusal> {
    ask.must("GET")?;
    let size = ask.size("query.per_page")?;
    let page = page_of(ask, list, "at", size)?;
    let url = |at: usize, rel: &str| {
        format!("<http://{}/url_in_link?per_page={size}&at={at}>; rel=\"{rel}\"", ask.host)
    };
    let last = (list.pages(size).max(1) - 1) * size;
    let links = match page.next {
        Some(at) => format!("{}, {}", url(last, "last"), url(at, "next")),
        None => url(0, "first"),
    };
    let body = page.items();
    Ok(page.reply(&body).with_header("Link", &links))
}

fn url_in_header(ask: &mut Ask, list: &List) -> Result<Reply, Refusal> {
    ask.must("GET")?;
    let page = page_of(ask, list, "at", PAGE)?;
    let next = page.next.map(|at| format!("http://{}/url_in_header?at={at}", ask.host));
    let body = json!({ "data": page.items() });
    let reply = page.reply(&body);
    Ok(match next {
        Some(next) => reply.with_header("X-Next-Url", &next),
        None => reply,
    })
}

/// The word is wanted with every page.
fn url_after_a_post(ask: &mut Ask, list: &List) -> Result<Reply, Refusal> {
    ask.must("POST")?;
    if ask.text("body.word")?.is_none() {
        return refuse("body.word is missing");
    }
    let page = page_of(ask, list, "at", PAGE)?;
    let mut body = json!({ "data": page.items() });
    if let Some(at) = page.next {
        body["next"] = Value::from(format!("/url_after_a_post?at={at}"));
    }
    Ok(page.reply(&body))
}

//! Lists whose next page only code can find.

use serde_json::json;

use super::ask::Ask;
use super::list::{List, PAGE, items};
use super::marks::behind;
use super::reply::{Refusal, Reply, refuse};
use super::urls::page_of;

pub(super) fn serve(ask: &mut Ask, list: &List) -> Option<Result<Reply, Refusal>> {
    let path = match ask.name.as_str() {
        "hook_for_a_parameter" => hook_for_a_parameter,
        "hook_for_a_url" => hook_for_a_url,
        "hook_for_several" => hook_for_several,
        _ => return None,
    };
    Some(path(ask, list))
}

/// The token is the last item's id, turned round.
fn hook_for_a_parameter(ask: &mut Ask, list: &List) -> Result<Reply, Refusal> {
    ask.must("GET")?;
    let at = match ask.text("query.token")? {
        None => 0,
        Some(token) => {
            let Ok(id) = token.chars().rev().collect::<String>().parse() else {
                return refuse("no token");
            };
            behind(list, Some(id))?
        }
    };
    let ids = list.at(at, PAGE);
    let body = json!({ "data": items(&ids) });
    Ok(Reply::page(ids, &body))
}

fn hook_for_a_url(ask: &mut Ask, list: &List) -> Result<Reply, Refusal> {
    ask.must("GET")?;
    let page = page_of(ask, list, "at", PAGE)?;
    let mut body = json!({ "data": page.items() });
    if let Some(at) = page.next {
        body["advice"] = format!("slash hook_for_a_url question mark at equals {at}").into();
    }
    Ok(page.reply(&body))
}

/// The items from one id on until another one.
fn hook_for_several(ask: &mut Ask, list: &List) -> Result<Reply, Refusal> {
    ask.must("GET")?;
    let (from, until) = (ask.needed("query.from")?, ask.needed("query.until")?);
    if until != from + 30 {
        return refuse("a window is of 30");
    }
    let ids: Vec<i64> = list.at(0, list.len()).into_iter().filter(|id| (from..until).contains(id)).collect();
    let body = json!({ "data": items(&ids) });
    Ok(Reply::page(ids, &body))
}

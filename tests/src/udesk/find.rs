//! Finding one customer by a kind and a content, and Retrieve Customer Details.

use serde_json::{Map, Value, json};

use super::{Call, Customer, Refusal, Shape, State};

/// Answers with the one customer.
pub(super) fn get(state: &mut State, call: &Call) -> Result<Value, Refusal> {
    let id = by_type(state, call)?;
    let customer = state.customers.get(&id).ok_or_else(Refusal::not_found)?;
    Ok(json!({ "customer": customer.show(Shape::Detailed) }))
}

/// The id of the customer that `type` and `content` mean: the ten kinds of "Retrieve Customer Details".
pub(super) fn by_type(state: &State, call: &Call) -> Result<u64, Refusal> {
    let kind = call.parameter("type").ok_or_else(Refusal::kind)?;
    let content = call.parameter("content").unwrap_or_default();
    let matches: fn(&Customer, &str) -> bool = match kind {
        "id" => |customer, content| content.parse() == Ok(customer.id),
        "email" => email,
        "cellphone" => cellphone,
        "token" => |customer, content| customer.open_api_token.as_deref() == Some(content),
        "weixin_open_id" => |customer, content| openid(&customer.weixins, content),
        "weixin_mini_openid" => |customer, content| openid(&customer.weixin_minis, content),
        "weixin_work_identifier" => work,
        "weibo_id" => |customer, content| customer.weibo_id.as_deref() == Some(content),
        "sdk_token" => |customer, content| customer.sdk_token.as_deref() == Some(content),
        "web_token" => |customer, content| customer.web_token.as_deref() == Some(content),
        _ => return Err(Refusal::kind()),
    };
    first(state, content, matches).ok_or_else(Refusal::not_found)
}

/// The id of the customer that a merge means: eight kinds, with names of their own. `None`: no such customer.
pub(super) fn for_merge(state: &State, kind: &str, content: &str) -> Result<Option<u64>, Refusal> {
    let matches: fn(&Customer, &str) -> bool = match kind {
        "email" => email,
        "cellphone" => cellphone,
        "customer_token" => |customer, content| customer.open_api_token.as_deref() == Some(content),
        "weixin_openid" => |customer, content| openid(&customer.weixins, content),
        "weibo_openid" => |customer, content| customer.weibo_id.as_deref() == Some(content),
        "sdk_token" => |customer, content| customer.sdk_token.as_deref() == Some(content),
        "web_token" => |customer, content| customer.web_token.as_deref() == Some(content),
        "weixin_mini_openid" => |customer, content| openid(&customer.weixin_minis, content),
        _ => return Err(Refusal::failed("Invalid unique identifier type")),
    };
    Ok(first(state, content, matches))
}

fn first(state: &State, content: &str, matches: fn(&Customer, &str) -> bool) -> Option<u64> {
    state.customers.values().find(|customer| matches(customer, content)).map(|customer| customer.id)
}

fn email(customer: &Customer, content: &str) -> bool {
    customer.emails().any(|email| email == content)
}

fn cellphone(customer: &Customer, content: &str) -> bool {
    customer.cellphones.iter().any(|(_, phone)| phone == content)
}

fn openid(accounts: &[Map<String, Value>], content: &str) -> bool {
    accounts.iter().any(|account| account.get("openid").and_then(Value::as_str) == Some(content))
}

/// `cropid:wxc727955fe6025ed4,agentid:1009117,userid:LS004308`: "cropid" is how the page spells it.
fn work(customer: &Customer, content: &str) -> bool {
    customer.weixin_works.iter().any(|account| {
        content.split(',').filter_map(|part| part.split_once(':')).all(|(name, value)| {
            let name = if name == "cropid" { "corpid" } else { name };
            account.get(name).and_then(Value::as_str) == Some(value)
        }) && content.split(',').count() == 3
    })
}

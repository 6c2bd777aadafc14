//! Customers made up by the thousand.

use serde_json::{Map, Value, json};

use super::customer::Customer;

/// A made-up customer. Ids spread the kinds of data: every tenth is a VIP, every fiftieth blocked, every third was
/// contacted, every fourth has `WeChat` accounts, and one has a level and a channel that the page does not list.
pub(super) fn made(id: u64) -> Customer {
    let odd_one = id == 7;
    let text = |value: &str| value.to_owned();
    Customer {
        id,
        nick_name: format!("Test User {id}"),
        level: text(if odd_one {
            "svip"
        } else if id.is_multiple_of(10) {
            "vip"
        } else {
            "normal"
        }),
        owner_id: Some(1),
        owner_group_id: Some(1),
        custom_fields: fields(json!({ "SelectField_1": ["0"], "SelectField_2": ["0"], "TextField_7": "13" })),
        open_api_token: id.is_multiple_of(5).then(|| format!("external-{id}")),
        organization_id: None,
        is_blocked: id.is_multiple_of(50),
        web_token: Some(format!("dcc79435-e9e2-436a-9cdf-{id:012}")),
        sdk_token: Some(format!("b0bf5c37-ebdd-4539-a961-{id:012}")),
        weibo_id: id.is_multiple_of(6).then(|| format!("weibo-{id}")),
        tags: if id.is_multiple_of(9) { vec![(1, text("tag1")), (2, text("tag2"))] } else { Vec::new() },
        first_contact_at: id.is_multiple_of(3).then(|| text("2006-01-02T15:04:05.000+08:00")),
        email: Some(format!("customer{id}@sample.com")),
        other_emails: if id.is_multiple_of(8) {
            vec![(id * 10, format!("other{id}@qq.com"))]
        } else {
            Vec::new()
        },
        cellphones: vec![(id * 10 + 1, format!("130{id:08}"))],
        platform: text(if id.is_multiple_of(2) { "Manual entry" } else { "api" }),
        source_channel: text(if odd_one {
            "carrier pigeon"
        } else if id.is_multiple_of(2) {
            "Manual creation"
        } else {
            "web_im"
        }),
        ..wechat(id)
    }
}

fn wechat(id: u64) -> Customer {
    if !id.is_multiple_of(4) {
        return Customer::default();
    }
    let account =
        |appid: &str, openid: &str| fields(json!({ "appid": appid, "openid": format!("{openid}{id}") }));
    Customer {
        weixins: vec![account("wxf54489a1azz51885", "og8dL0nfmm7wVjIVzk")],
        weixin_minis: vec![account("wxc7279f8eefd70a4a", "oa3cT0mano9wVhIpkp")],
        weixin_works: vec![fields(json!({
            "agentid": "1009117",
            "corpid": "wxc727955fe6025ed4",
            "userid": format!("LS{id:06}"),
            "open_userid": "o0Nng1Sdt5EFl8ZQ8qKAIpOuV9DI",
        }))],
        ..Customer::default()
    }
}

/// The fields of an object; none of anything else.
pub(super) fn fields(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(fields) => fields,
        _ => Map::new(),
    }
}

//! A customer's `WeChat` accounts of three kinds, which requests add and delete.

use serde_json::{Map, Value, json};

use super::{Customer, Refusal, State};

/// The kinds of accounts: field, what makes one unique, what the complaint calls it.
const ACCOUNTS: [(&str, &[&str], &str); 3] = [
    ("weixins", &["appid", "openid"], "WeChat information"),
    ("weixin_minis", &["appid", "openid"], "WeChat Mini Program information"),
    ("weixin_works", &["corpid", "agentid", "userid"], "Enterprise WeChat information"),
];

/// "The "delete" operation is performed first, followed by the "new" operation"; entries with empty keys and other actions
/// are ignored, and so is a "delete" when a customer is created (it has nothing yet).
pub(super) fn apply(
    state: &State,
    given: &Map<String, Value>,
    customer: &mut Customer,
) -> Result<(), Refusal> {
    for (field, keys, called) in ACCOUNTS {
        let Some(entries) = given.get(field).filter(|value| !value.is_null()) else { continue };
        let entries = entries.as_array().ok_or_else(Refusal::format)?;
        let same = |one: &Map<String, Value>, two: &Map<String, Value>| {
            keys.iter().all(|key| one.get(*key) == two.get(*key))
        };
        let complete = |entry: &&Map<String, Value>| {
            keys.iter()
                .all(|key| entry.get(*key).and_then(Value::as_str).is_some_and(|text| !text.is_empty()))
        };
        let entries: Vec<_> = entries.iter().filter_map(Value::as_object).filter(complete).collect();
        let with = |action: &'static str| {
            entries.iter().filter(move |entry| entry.get("action") == Some(&json!(action)))
        };
        for gone in with("delete") {
            place(customer, field).retain(|own| !same(own, gone));
        }
        for new in with("new") {
            let has = |other: &Customer| place(&mut other.clone(), field).iter().any(|own| same(own, new));
            if let Some(other) = state.customers.values().find(|other| other.id != customer.id && has(other))
            {
                let shown: Vec<String> = keys
                    .iter()
                    .map(|key| format!("{key}: {}", new[*key].as_str().unwrap_or_default()))
                    .collect();
                let complaint =
                    format!("{called} ({}) already exists in customer (id: {})", shown.join(", "), other.id);
                return Err(Refusal::unknown(complaint));
            }
            let mut own = (*new).clone();
            own.remove("action");
            place(customer, field).push(own);
        }
    }
    Ok(())
}

fn place<'a>(customer: &'a mut Customer, field: &str) -> &'a mut Vec<Map<String, Value>> {
    match field {
        "weixins" => &mut customer.weixins,
        "weixin_minis" => &mut customer.weixin_minis,
        _ => &mut customer.weixin_works,
    }
}

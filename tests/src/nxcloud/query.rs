//! Query Customer List.

use serde_json::{Value, json};

use super::data::Customer;
use super::{Refusal, integer, required, text};

/// The filters that compare one text field for equality: parameter, field.
const EQUALS: [(&str, &str); 6] = [
    ("name", "first_name"),
    ("source_channel_key", "source_channel_key"),
    ("sms_phone", "sms_phone"),
    ("whatsApp_phone", "whatsApp_phone"),
    ("email", "email"),
    ("viber_phone", "viber_phone"),
];

/// Answers a query with a page of the customers that it asks for.
pub(super) fn query(customers: &[Customer], body: &Value) -> Result<Value, Refusal> {
    check(body)?;
    let limit = integer(body, "limit")?.ok_or_else(|| Refusal::parameter("limit is required"))?;
    let limit = usize::try_from(limit).ok().filter(|limit| (1..=50).contains(limit));
    let limit = limit.ok_or_else(|| Refusal::parameter("limit is not within 1-50"))?;
    let found: Vec<&Customer> = customers.iter().filter(|customer| matches(customer, body)).collect();
    let page = match (integer(body, "after")?, integer(body, "before")?) {
        (Some(_), Some(_)) => return Err(Refusal::parameter("after and before exclude each other")),
        (_, Some(before)) => {
            let end = found.partition_point(|customer| customer.id < before);
            end.saturating_sub(limit)..end
        }
        (after, None) => {
            let start = after.map_or(0, |after| found.partition_point(|customer| customer.id <= after));
            start..found.len().min(start + limit)
        }
    };
    let first = found.get(page.start).filter(|_| !page.is_empty()).map(|customer| customer.id);
    let last =
        page.end.checked_sub(1).and_then(|at| found.get(at)).filter(|_| !page.is_empty()).map(|c| c.id);
    Ok(json!({
        "paging": {
            "after": last,
            "before": first,
            "previous": first.filter(|_| page.start > 0),
            "next": last.filter(|_| page.end < found.len()),
        },
        "customer_list": found[page].iter().map(|customer| customer.shown()).collect::<Vec<_>>(),
    }))
}

/// Refuses parameters that are missing or of another type than the page's.
fn check(body: &Value) -> Result<(), Refusal> {
    required(body, "tenant_id")?;
    integer(body, "tenant_id")?;
    required(body, "app_key")?;
    text(body, "app_key")?;
    integer(body, "source_type")?;
    for (parameter, _) in EQUALS {
        text(body, parameter)?;
    }
    if !matches!(text(body, "tags_logic_type")?, None | Some("" | "and" | "or")) {
        return Err(Refusal::parameter("tags_logic_type is neither and nor or"));
    }
    for parameter in ["start_time", "end_time"] {
        if !text(body, parameter)?.is_none_or(is_date_time) {
            return Err(Refusal::parameter(format!("{parameter} is not of the form yyyy-MM-dd HH:mm:ss")));
        }
    }
    for parameter in ["tags", "his_tags"] {
        let tags = body.get(parameter).filter(|tags| !tags.is_null());
        if !tags.is_none_or(|tags| tags.as_array().is_some_and(|tags| tags.iter().all(is_tag))) {
            return Err(Refusal::parameter(format!("{parameter} is not a list of tags")));
        }
    }
    Ok(())
}

/// `2024-05-07 00:00:00`
fn is_date_time(text: &str) -> bool {
    let digits = |byte: u8| if byte.is_ascii_digit() { b'0' } else { byte };
    text.bytes().map(digits).eq(*b"0000-00-00 00:00:00")
}

/// Both `id` and `tag_name` are required of a tag.
fn is_tag(tag: &Value) -> bool {
    tag["id"].is_i64() && tag["tag_name"].is_string()
}

fn matches(customer: &Customer, body: &Value) -> bool {
    let wanted = |name: &str| body.get(name).filter(|value| !value.is_null());
    let created = || customer.text("created_at").unwrap_or_default().replace('T', " ");
    let compare =
        |name: &str| wanted(name).and_then(Value::as_str).map(|bound| created().as_str().cmp(bound));
    EQUALS.iter().all(|(parameter, field)| {
        wanted(parameter).is_none_or(|value| customer.fields.get(*field) == Some(value))
    }) && wanted("source_type").is_none_or(|value| customer.fields.get("source_type") == Some(value))
        && compare("start_time").is_none_or(std::cmp::Ordering::is_ge)
        && compare("end_time").is_none_or(std::cmp::Ordering::is_le)
        && ["tags", "his_tags"]
            .iter()
            .all(|name| matches_tags(customer, wanted(name), wanted("tags_logic_type")))
}

fn matches_tags(customer: &Customer, wanted: Option<&Value>, logic: Option<&Value>) -> bool {
    let wanted = wanted.and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let has = |tag: &Value| {
        let tags = customer.fields.get("tags").and_then(Value::as_array);
        tags.is_some_and(|tags| tags.iter().any(|own| own["id"] == tag["id"]))
    };
    let any = logic.and_then(Value::as_str) == Some("or");
    wanted.is_empty() || if any { wanted.iter().any(has) } else { wanted.iter().all(has) }
}

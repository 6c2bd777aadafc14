//! A search: filters, order, slice.

use serde_json::{Value, json};

use super::Refusal;
use super::data::Customer;
use super::filter::{self, Condition};

/// "By default, this method returns only the first 100 customers."
const DEFAULT_LIMIT: usize = 100;

/// The slice of the found customers that the request asks for, and how many there are in all.
pub(super) fn search(customers: &[Customer], body: &Value) -> Result<Value, Refusal> {
    let conditions = conditions(body)?;
    let any = match text(body, "comparison")?.as_deref() {
        None | Some("AND") => false,
        Some("OR") => true,
        Some(_) => return Err(Refusal::bad_request("comparison", "This value should be AND or OR.")),
    };
    let matches = |customer: &&Customer| {
        let mut met = conditions.iter().map(|condition| condition.meets(customer));
        conditions.is_empty() || if any { met.any(|met| met) } else { met.all(|met| met) }
    };
    let mut found: Vec<&Customer> = customers.iter().filter(matches).collect();
    sort(&mut found, body)?;
    let offset = number(body, "offset", 0)?.unwrap_or(0);
    let limit = number(body, "limit", 1)?.unwrap_or(DEFAULT_LIMIT);
    let data: Vec<&Value> = found.iter().skip(offset).take(limit).map(|customer| &customer.shown).collect();
    Ok(json!({ "data": data, "total": found.len() }))
}

fn conditions(body: &Value) -> Result<Vec<Condition>, Refusal> {
    match &body["filter"] {
        Value::Null => Ok(Vec::new()),
        Value::Array(list) => {
            list.iter().enumerate().map(|(index, condition)| filter::read(index, condition)).collect()
        }
        _ => Err(Refusal::bad_request("filter", "This value should be of type array.")),
    }
}

fn sort(found: &mut [&Customer], body: &Value) -> Result<(), Refusal> {
    let date: fn(&Customer) -> Option<i64> = match text(body, "sort")?.as_deref() {
        None => return Ok(()),
        Some("customers.firstSeen") => |customer| customer.first_seen,
        Some("customers.lastSeen") => |customer| customer.last_seen,
        Some(_) => return Err(Refusal::bad_request("sort", "Customers are not sorted by this field.")),
    };
    // The page has "DESC" in one example and "desc" in another.
    match text(body, "order")?.map(|order| order.to_ascii_uppercase()).as_deref() {
        None | Some("ASC") => found.sort_by_key(|customer| (date(customer), customer.id)),
        Some("DESC") => found.sort_by_key(|customer| std::cmp::Reverse((date(customer), customer.id))),
        Some(_) => return Err(Refusal::bad_request("order", "This value should be ASC or DESC.")),
    }
    Ok(())
}

fn text(body: &Value, name: &str) -> Result<Option<String>, Refusal> {
    match &body[name] {
        Value::Null => Ok(None),
        Value::String(text) => Ok(Some(text.clone())),
        _ => Err(Refusal::bad_request(name, "This value should be of type string.")),
    }
}

fn number(body: &Value, name: &str, least: u64) -> Result<Option<usize>, Refusal> {
    if body[name].is_null() {
        return Ok(None);
    }
    let number = body[name].as_u64().filter(|number| *number >= least).and_then(|n| usize::try_from(n).ok());
    number.map(Some).ok_or_else(|| Refusal::bad_request(name, "This value should be of type numeric."))
}

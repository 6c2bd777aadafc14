//! Batch Create Customers.

use serde_json::{Map, Value, json};

use super::data::{Customer, object};
use super::{Refusal, codes, integer, required, text};

/// What becomes of a customer that is there already.
#[derive(Clone, Copy, PartialEq, Eq)]
enum OldData {
    /// 0: "drop old data, use new".
    Drop,
    /// 1: "update/add based on old".
    Update,
    /// 2: "keep old, drop new".
    Keep,
}

/// The text fields and their longest length in characters.
const TEXTS: [(&str, usize); 13] = [
    ("first_name", 128),
    ("last_name", 128),
    ("sms_phone", 30),
    ("whats_app_phone", 30),
    ("country", 50),
    ("email", 50),
    ("address", 100),
    ("birthday", usize::MAX),
    ("tagStr", usize::MAX),
    ("remark", 100),
    ("time_zone", usize::MAX),
    ("customize_field", usize::MAX),
    ("belong_seat_user", 128),
];

/// Takes a whole batch, or refuses it whole. The answer's data is `""`.
pub(super) fn create(customers: &mut Vec<Customer>, body: &Value) -> Result<Value, Refusal> {
    let old_data = match integer(body, "type")? {
        Some(0) => OldData::Drop,
        Some(1) => OldData::Update,
        Some(2) => OldData::Keep,
        _ => return Err(Refusal::parameter("type is none of 0, 1, 2")),
    };
    required(body, "tenant_id")?;
    let tenant_id = integer(body, "tenant_id")?;
    text(body, "app_key")?;
    let batch = required(body, "customers")?.as_array();
    let batch = batch.ok_or_else(|| Refusal::parameter("customers is not a list"))?;
    if batch.len() > 100 {
        return Err(Refusal(codes::BATCH_TOO_LARGE, "more than 100 customers".to_owned()));
    }
    batch.iter().try_for_each(check)?;
    for given in batch {
        take(customers, given, old_data, tenant_id);
    }
    Ok(json!(""))
}

fn check(given: &Value) -> Result<(), Refusal> {
    for name in ["first_name", "last_name"] {
        required(given, name)?;
    }
    for (name, longest) in TEXTS {
        if text(given, name)?.is_some_and(|text| text.chars().count() > longest) {
            return Err(Refusal::parameter(format!("{name} is longer than {longest} characters")));
        }
    }
    let digits = |byte: u8| if byte.is_ascii_digit() { b'0' } else { byte };
    if text(given, "birthday")?.is_some_and(|text| !text.bytes().map(digits).eq(*b"0000-00-00")) {
        return Err(Refusal::parameter("birthday is not of the form yyyy-MM-dd"));
    }
    if text(given, "customize_field")?.is_some_and(|text| serde_json::from_str::<Value>(text).is_err()) {
        return Err(Refusal::parameter("customize_field is not JSON"));
    }
    if !matches!(integer(given, "gender")?, None | Some(0 | 1)) {
        return Err(Refusal::parameter("gender is neither 0 nor 1"));
    }
    Ok(())
}

fn take(customers: &mut Vec<Customer>, given: &Value, old_data: OldData, tenant_id: Option<i64>) {
    let fields = fields(given, tenant_id);
    let old = customers.iter_mut().find(|customer| {
        let same =
            |name: &str| fields.get(name).is_some_and(|phone| customer.fields.get(name) == Some(phone));
        same("sms_phone") || same("whatsApp_phone")
    });
    match (old, old_data) {
        (Some(_), OldData::Keep) => {}
        (Some(old), OldData::Update) => old.fields.extend(fields),
        (Some(old), OldData::Drop) => old.fields = with_times(fields),
        (None, _) => {
            let id = Customer::id_of(customers.len());
            customers.push(Customer { id, fields: with_times(fields) });
        }
    }
}

/// The batch's fields under the names under which the query shows them.
fn fields(given: &Value, tenant_id: Option<i64>) -> Map<String, Value> {
    let mut fields = object(given.clone());
    fields.retain(|_, value| !value.is_null());
    if let Some(phone) = fields.remove("whats_app_phone") {
        fields.insert("whatsApp_phone".to_owned(), phone);
    }
    if let Some(tags) = fields.remove("tagStr") {
        let names = tags.as_str().unwrap_or_default().split(',').filter(|name| !name.is_empty());
        let tags: Vec<Value> = names.map(|name| json!({ "id": 1, "tag_name": name })).collect();
        fields.insert("tags".to_owned(), json!(tags));
    }
    let name = |name: &str| given[name].as_str().unwrap_or_default();
    fields.insert("full_name".to_owned(), json!(format!("{} {}", name("first_name"), name("last_name"))));
    fields.insert("tenant_id".to_owned(), json!(tenant_id));
    fields
}

fn with_times(mut fields: Map<String, Value>) -> Map<String, Value> {
    for name in ["created_at", "updated_at"] {
        fields.insert(name.to_owned(), json!("2024-07-30T17:56:39"));
    }
    fields
}

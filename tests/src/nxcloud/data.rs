//! The customers: what is kept, how it is shown, and thousands made up.

use serde_json::{Map, Value, json};

use crate::http::civil;

/// The id of the page's example customer, far beyond 2^53.
const FIRST_ID: i64 = 1_021_110_718_827_683_840;
/// 2024-07-19T17:29:27, the page's example, in seconds since 1970.
const FIRST_CREATED: u64 = 1_721_410_167;

/// A customer.
#[derive(Clone, Debug)]
pub struct Customer {
    /// The id, which is also the cursor.
    pub id: i64,
    /// Every other field under its wire name, as the query shows it. A field that is not here is not shown.
    pub fields: Map<String, Value>,
}

impl Customer {
    /// A field as text, if it is text.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.fields.get(name)?.as_str()
    }

    /// The customer as the query's answer shows it.
    pub(super) fn shown(&self) -> Value {
        let mut shown = self.fields.clone();
        shown.insert("id".to_owned(), self.id.into());
        Value::Object(shown)
    }

    /// The id of the customer of this number.
    pub(super) fn id_of(number: usize) -> i64 {
        // Steps of three: nobody takes a cursor for an index, and a number that was a float on its way is not itself.
        let number = i64::try_from(number).unwrap_or(i64::MAX / 8);
        FIRST_ID + number * 3
    }

    /// A made-up customer. Numbers spread the kinds of data: every third has an email, every fifth lacks the optional
    /// fields, every seventh has no custom fields, and one has a `source_type` that the page does not list.
    pub(super) fn made(number: usize) -> Self {
        let id = Self::id_of(number);
        let created = timestamp(FIRST_CREATED + number as u64 * 60);
        let pick =
            |every: usize, value: Value| if number.is_multiple_of(every) { value } else { Value::Null };
        let mut fields = object(json!({
            "first_name": format!("Simon {number}"),
            "last_name": pick(2, json!("Kang")),
            "full_name": format!("Simon {number}"),
            "sms_phone": pick(4, json!(format!("86185{number:08}"))),
            "whatsApp_phone": format!("86136{number:08}"),
            "viber_phone": null,
            "line": null,
            "messenger": null,
            "instagram": null,
            "email": pick(3, json!(format!("simon{number}@example.com"))),
            "country": "CN",
            "birthday": pick(6, json!("2024-08-01")),
            "remark": null,
            "source_type": if number == 7 { 16 } else { number % 16 },
            "source_channel_key": "18506008399",
            "gender": match number % 3 { 0 => json!(0), 1 => json!(1), _ => Value::Null },
            "created_at": created,
            "status": 1,
            "updated_at": created,
            "whatApp_subscribe": "1",
            "sms_subscribe": pick(2, json!("1")),
            "customize_field": if number.is_multiple_of(7) { Value::Null } else { json!("{\"customize_4_52\": [\"1\"]}") },
            "tenant_id": 123,
            "weight": number % 10,
        }));
        if !number.is_multiple_of(5) {
            fields.insert("web".to_owned(), json!("https://www.example.com"));
            fields.insert(
                "tags".to_owned(),
                json!(if number.is_multiple_of(2) { vec![tag(id, &created)] } else { vec![] }),
            );
        }
        Self { id, fields }
    }
}

fn tag(customer_id: i64, created: &str) -> Value {
    json!({
        "id": 27237,
        "user_id": 195,
        "tenant_id": 123,
        "group_id": 0,
        "group_name": null,
        "tag_name": "test",
        "note": "",
        "created_at": created,
        "updated_at": created,
        "customer_id": customer_id,
    })
}

/// The fields of an object; none of anything else.
pub(super) fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(fields) => fields,
        _ => Map::new(),
    }
}

/// `2024-07-19T17:29:27`: no zone.
fn timestamp(seconds: u64) -> String {
    let (year, month, day) = civil(seconds / 86_400);
    let (hour, minute, second) = (seconds / 3600 % 24, seconds / 60 % 60, seconds % 60);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_data_holds_what_the_tests_look_for() {
        let made: Vec<_> = (0..100).map(Customer::made).collect();
        assert!(made.windows(2).all(|pair| pair[0].id < pair[1].id));
        assert!(made.iter().all(|customer| customer.id > 1 << 53));
        assert_eq!(made[0].text("created_at"), Some("2024-07-19T17:29:27"));
        assert_eq!(made[7].fields["source_type"], 16);
        assert!(made[0].fields.get("tags").is_none());
        assert!(made[0].fields["customize_field"].is_null());
    }
}

//! The customers: what is kept, how it is shown, and thousands made up.

use serde_json::{Value, json};

/// The page's example date.
const FIRST_SEEN: i64 = 1_603_885_746;

/// A customer.
#[derive(Clone, Debug)]
pub struct Customer {
    /// The id.
    pub id: i64,
    /// The first visit.
    pub first_seen: Option<i64>,
    /// The last visit.
    pub last_seen: Option<i64>,
    /// The customer as the answer shows it.
    pub shown: Value,
}

impl Customer {
    /// A made-up customer. Numbers spread the kinds of data: dates are digit strings, integers and nulls in turn, every
    /// fifth customer has next to nothing but nulls, every tenth is a lead and every hundredth has paid.
    pub(super) fn made(number: usize) -> Self {
        let number = i64::try_from(number).unwrap_or(i64::MAX);
        let seen =
            |offset: i64| (number % 3 != offset).then_some(FIRST_SEEN + (number * 7919) % 100_000 + offset);
        let (first_seen, last_seen) = (seen(2), seen(1));
        let id = 542_335 + number;
        let shown = if number % 5 == 4 { bare(id) } else { full(id, number) };
        let mut customer = Self { id, first_seen, last_seen, shown };
        customer.shown["firstSeen"] = date(first_seen, number % 2 == 0);
        customer.shown["lastSeen"] = date(last_seen, number % 2 == 1);
        customer
    }

    /// A text field by the name behind `customers.`, wherever the answer shows it.
    pub(super) fn text(&self, name: &str) -> Option<&str> {
        let place = match name {
            "countryCode" | "city" | "regionCode" => &self.shown["location"][name],
            "telegramId" | "facebookId" | "instagramId" | "viberId" | "whatsappId" => {
                // The answer shows the id of the channel that the customer came from.
                let channel = name.trim_end_matches("Id");
                if self.shown["createdFrom"] != channel {
                    return None;
                }
                &self.shown["integrationId"]
            }
            _ => &self.shown[name],
        };
        place.as_str()
    }

    /// Whether the customer has a tag of this name.
    pub(super) fn has_tag(&self, name: &str) -> bool {
        self.shown["tags"].as_array().is_some_and(|tags| tags.iter().any(|tag| tag["name"] == name))
    }
}

/// One edition of the customer model has strings of digits, another integers or null: both arrive.
fn date(seconds: Option<i64>, as_text: bool) -> Value {
    match seconds {
        Some(seconds) if as_text => json!(seconds.to_string()),
        other => json!(other),
    }
}

fn full(id: i64, number: i64) -> Value {
    let mut tags = Vec::new();
    if number % 10 == 0 {
        tags.push(json!({ "name": "Lead", "color": "#ff0000" }));
    }
    if number % 100 == 0 {
        tags.push(json!({ "name": "Paid", "color": "#00ff00" }));
    }
    json!({
        "id": id,
        "name": format!("John Doe {number}"),
        "email": format!("john{number}@{}", if number % 2 == 0 { "gmail.com" } else { "example.com" }),
        "userId": format!("user_{number:010}"),
        "company": "Example Inc.",
        "phone": format!("+1023{number:07}"),
        "location": { "regionCode": "Kyyivs'ka Oblast", "countryCode": "UA", "city": "Kyiv" },
        "device": {
            "id": id,
            "ip": "192.168.1.1",
            "timezone": "Europe/Kiev",
            "platform": "desktop",
            "userAgent": "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)",
        },
        "unsubscribed": false,
        "blocked": false,
        "source": "https://example.com",
        "referer": "https://example.com",
        "lastPage": "https://example.com",
        "locale": "uk",
        "createdFrom": if number % 4 == 0 { "telegram" } else { "widget" },
        "integrationId": format!("{}", 465_847_687 + number),
        "notes": "Lorem ipsum",
        "tags": tags,
        "customData": {
            "subscription_status": "active",
            "number_of_payments": 15,
            "last_paid_amount": 15.99,
            "last_payment_date": FIRST_SEEN,
            "last_invoice_url": "https://example.com/invoice.html",
            "last_payment_was_successful": true,
        },
    })
}

/// "Nearly every field of a customer may be null."
fn bare(id: i64) -> Value {
    json!({
        "id": id,
        "name": null,
        "email": null,
        "userId": null,
        "company": null,
        "phone": null,
        "location": { "regionCode": null, "countryCode": null, "city": null },
        "device": { "id": null, "ip": null, "timezone": null, "platform": null, "userAgent": null },
        "unsubscribed": false,
        "blocked": false,
        "source": null,
        "referer": null,
        "lastPage": null,
        "locale": null,
        "createdFrom": null,
        "integrationId": null,
        "notes": null,
        "tags": [],
        "customData": null,
    })
}

//! The login, the filters and the custom fields: what belongs to the account, not to a customer.

use serde_json::{Value, json};

use super::{Call, Refusal, State};

/// `POST /log_in`, the one call that is not signed.
pub(super) fn log_in(state: &mut State, call: &Call) -> Result<Value, Refusal> {
    let right = call.parameter("email") == Some(&state.config.email)
        && call.parameter("password") == Some(&state.config.password);
    if !right {
        return Err(Refusal::unknown("Incorrect email or password"));
    }
    Ok(json!({ "open_api_auth_token": state.config.open_api_token }))
}

/// Get Customer Filter List. The page's sample has trailing commas; no answer has.
pub(super) fn filters() -> Value {
    json!({
        "customer_filters": [
            { "id": 1, "name": "Test Filter 1", "active": true },
            { "id": 2, "name": "Test Filter 2", "active": false },
        ],
    })
}

/// Get Customer Custom Fields: the page's own example.
pub(super) fn custom_fields() -> Value {
    let text = |id: u64, customer: u64, title: &str, kind: &str| {
        json!({
            "id": id,
            "agent_permission": 1,
            "customer_permission": customer,
            "title": title,
            "comment": "",
            "content_type": kind,
            "custom_field_name": format!("TextField_{id}"),
            "options": null,
        })
    };
    let select = |id: u64, title: &str, kind: &str, count: usize| {
        let options: Vec<Value> =
            (0..count).map(|n| json!({ n.to_string(): format!("option {}", n + 1) })).collect();
        json!({
            "id": id,
            "agent_permission": 1,
            "customer_permission": 2,
            "custom_field_name": format!("SelectField_{id}"),
            "title": title,
            "content_type": kind,
            "comment": null,
            "options": options,
        })
    };
    json!({
        "custom_fields": [
            text(1, 2, "Single-line text field", "text"),
            text(2, 1, "Multiline text field", "area_text"),
            text(3, 3, "Date Field", "date"),
            text(4, 3, "Time Field", "time"),
            text(5, 3, "Date Time Field", "datetime"),
            text(6, 3, "Link Field", "link"),
            text(7, 3, "Positive integer field", "number"),
            text(8, 3, "Numeric field", "numeric"),
            select(1, "Drop List Field", "droplist", 3),
            select(2, "Radio Field", "radio", 2),
            select(3, "Checkbox field", "checkbox", 4),
        ],
    })
}

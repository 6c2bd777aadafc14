//! Get Customer History List.

use serde_json::{Value, json};

use super::list::Page;
use super::{Call, Refusal, State, find};

/// The customer with the longest history.
const TALKATIVE: u64 = 2;

/// Answers with one page of a customer's history.
pub(super) fn feeds(state: &mut State, call: &Call) -> Result<Value, Refusal> {
    let page = Page::read(call)?;
    let customer = find::by_type(state, call)?;
    let history = history(customer);
    Ok(json!({ "feeds": page.of(&history), "meta": page.meta(history.len()) }))
}

/// Each kind once, the change under both of its names, and one that the page does not know; over and over for the
/// talkative one.
fn history(customer: u64) -> Vec<Value> {
    let rounds = if customer == TALKATIVE { 50 } else { 1 };
    (0..rounds).flat_map(|round| round_of_feeds(round * 7 + 1)).collect()
}

fn round_of_feeds(id: u64) -> [Value; 7] {
    let time = "2006-01-02T15:04:05.000+08:00";
    [
        json!({
            "feed_type": "Ticket", "id": id, "content": "<p>Demo Ticket</p>", "subject": "Demo Ticket",
            "user_id": 1, "user_group_id": 1, "status_zh_name": "open", "created_at": time,
        }),
        json!({
            "feed_type": "Alteration", "time": time, "author": { "id": null, "nick_name": null },
            "summary": "Responsible person: [None] --> Test Customer Service 1 ",
        }),
        json!({
            "feed_type": "CallLog", "id": id + 2, "call_type": "callin", "result": "answered", "duration": 42,
            "created_at": time,
        }),
        json!({
            "feed_type": "ImSubSession", "id": id + 3, "platform": "web", "customer_msg_num": 3, "agent_msg_num": 4,
            "created_at": time,
        }),
        json!({
            "feed_type": "CustomerFollowUp", "id": id + 4, "user_id": 1, "content": "Called back", "created_at": time,
            "agent_name": "Test Customer Service 1",
        }),
        json!({
            "feed_type": "Alternation", "time": time, "author": { "id": 1, "nick_name": "Test Customer Service 1" },
            "summary": "Level: normal --> vip",
        }),
        json!({ "feed_type": "SmsRecord", "id": id + 6, "text": "Hello", "created_at": time }),
    ]
}

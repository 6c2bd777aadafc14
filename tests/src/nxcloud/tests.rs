//! The server against raw HTTP.

use std::time::Duration;

use serde_json::{Value, json};

use super::*;
use crate::clock::HandClock;
use crate::http::fetch;

const QUERY: &str = "/saas/cdp/openapi/customers/query";
const BATCH: &str = "/saas/sea/cdp/openapi/customers/batch_create";

struct Rig {
    nxcloud: NxCloud,
    clock: HandClock,
}

impl Rig {
    fn new(customers: usize) -> Self {
        let clock = HandClock::at(1_721_410_167);
        let nxcloud =
            NxCloud::start(Config { clock: clock.clock(), customers, ..Config::default() }).unwrap();
        Self { nxcloud, clock }
    }

    fn send(&self, path: &str, body: &[u8], ts: &str, sign: &str, biz_type: &str) -> Value {
        let headers = [
            ("Content-Type", "application/json"),
            ("accessKey", "fme2na3kdi3ki"),
            ("ts", ts),
            ("bizType", biz_type),
            ("action", "mt"),
            ("sign", sign),
        ];
        let answer =
            fetch("POST", &format!("{}{path}", self.nxcloud.server().base_url()), &headers, body).unwrap();
        assert_eq!(answer.status, 200);
        answer.json()
    }

    fn call(&self, path: &str, body: &Value) -> Value {
        let (body, ts) = (body.to_string(), self.clock.millis().to_string());
        let sign = sign("fme2na3kdi3ki", "mt", "2", &ts, body.as_bytes(), "abciiiko2k3");
        self.send(path, body.as_bytes(), &ts, &sign, "2")
    }

    fn query(&self, mut body: Value) -> Value {
        body["tenant_id"] = json!(123);
        body["app_key"] = json!("8eos");
        self.call(QUERY, &body)
    }
}

fn ids(answer: &Value) -> Vec<i64> {
    let list = answer["data"]["customer_list"].as_array().unwrap();
    list.iter().map(|customer| customer["id"].as_i64().unwrap()).collect()
}

#[test]
fn wrong_signatures_and_headers_are_refused() {
    let rig = Rig::new(1);
    let (body, ts) = (br#"{"tenant_id":1,"app_key":"a","limit":1}"#, rig.clock.millis().to_string());
    let right = sign("fme2na3kdi3ki", "mt", "2", &ts, body, "abciiiko2k3");
    assert_eq!(rig.send(QUERY, body, &ts, &right, "2")["code"], 0);
    assert_eq!(rig.send(QUERY, body, &ts, &right.to_uppercase(), "2")["code"], codes::BAD_SIGN);
    assert_eq!(
        rig.send(QUERY, br#"{"tenant_id":1,"app_key":"a","limit":2}"#, &ts, &right, "2")["code"],
        codes::BAD_SIGN
    );
    assert_eq!(rig.send(QUERY, body, &ts, &right, "1")["code"], codes::BAD_HEADER);
    let unsigned = fetch("POST", &format!("{}{QUERY}", rig.nxcloud.server().base_url()), &[], body).unwrap();
    assert_eq!(unsigned.json()["code"], codes::BAD_HEADER);
}

#[test]
fn a_timestamp_may_be_a_minute_off_and_no_more() {
    let rig = Rig::new(1);
    let body = br#"{"tenant_id":1,"app_key":"a","limit":1}"#;
    let ts = rig.clock.millis().to_string();
    let right = sign("fme2na3kdi3ki", "mt", "2", &ts, body, "abciiiko2k3");
    rig.clock.advance(Duration::from_secs(60));
    assert_eq!(rig.send(QUERY, body, &ts, &right, "2")["code"], 0);
    rig.clock.advance(Duration::from_millis(1));
    assert_eq!(rig.send(QUERY, body, &ts, &right, "2")["code"], codes::STALE);
}

#[test]
fn cursors_lead_through_all_customers_and_back() {
    let rig = Rig::new(120);
    let all: Vec<i64> = rig.nxcloud.customers().iter().map(|customer| customer.id).collect();
    let (mut seen, mut after) = (Vec::new(), Value::Null);
    let last = loop {
        let answer = rig.query(json!({ "limit": 50, "after": after }));
        seen.extend(ids(&answer));
        after = answer["data"]["paging"]["next"].clone();
        if after.is_null() {
            break answer;
        }
    };
    assert_eq!(seen, all);
    let back = rig.query(json!({ "limit": 50, "before": last["data"]["paging"]["previous"] }));
    assert_eq!(ids(&back), all[50..100]);
    let first = rig.query(json!({ "limit": 50, "before": back["data"]["paging"]["previous"] }));
    assert_eq!(ids(&first), all[..50]);
    assert!(first["data"]["paging"]["previous"].is_null());
    let beyond = rig.query(json!({ "limit": 50, "after": all[119] }));
    assert_eq!(beyond["data"]["customer_list"], json!([]));
    assert_eq!(
        beyond["data"]["paging"],
        json!({ "after": null, "before": null, "previous": null, "next": null })
    );
}

#[test]
fn parameters_are_checked() {
    let rig = Rig::new(3);
    let bad = [
        json!({}),
        json!({ "limit": 0 }),
        json!({ "limit": 51 }),
        json!({ "limit": "5" }),
        json!({ "limit": 5, "after": 1, "before": 2 }),
        json!({ "limit": 5, "sms_phone": 5 }),
        json!({ "limit": 5, "tags_logic_type": "xor" }),
        json!({ "limit": 5, "start_time": "2024-05-07T00:00:00" }),
        json!({ "limit": 5, "tags": [{ "id": 1 }] }),
    ];
    for body in bad {
        assert_eq!(rig.query(body.clone())["code"], codes::BAD_PARAMETER, "{body}");
    }
    assert_eq!(rig.call(QUERY, &json!({ "limit": 5, "app_key": "a" }))["code"], codes::BAD_PARAMETER);
}

#[test]
fn filters_choose() {
    let rig = Rig::new(60);
    let count = |body: Value| ids(&rig.query(body)).len();
    assert_eq!(count(json!({ "limit": 50, "whatsApp_phone": "8613600000009" })), 1);
    assert_eq!(count(json!({ "limit": 50, "sms_phone": "8618500000008" })), 1);
    assert_eq!(count(json!({ "limit": 50, "sms_phone": "8618500000009" })), 0);
    assert_eq!(count(json!({ "limit": 50, "name": "Simon 4" })), 1);
    assert_eq!(count(json!({ "limit": 50, "email": "simon3@example.com" })), 1);
    assert_eq!(count(json!({ "limit": 50, "source_type": 16 })), 1);
    assert_eq!(count(json!({ "limit": 50, "source_type": 3 })), 4);
    assert_eq!(
        count(json!({ "limit": 50, "start_time": "2024-07-19 17:31:27", "end_time": "2024-07-19 17:33:27" })),
        3
    );
    let both = json!([{ "id": 27237, "tag_name": "test" }, { "id": 1, "tag_name": "other" }]);
    assert_eq!(count(json!({ "limit": 50, "tags": both, "tags_logic_type": "and" })), 0);
    assert_eq!(count(json!({ "limit": 50, "tags": both, "tags_logic_type": "or" })), 24);
}

fn batch(kind: i64, customers: &Value) -> Value {
    json!({ "type": kind, "tenant_id": 144, "customers": customers })
}

fn person(phone: &str, extra: Value) -> Value {
    let mut person = json!({ "first_name": "Zhang", "last_name": "San", "sms_phone": phone });
    person.as_object_mut().unwrap().extend(super::data::object(extra));
    person
}

#[test]
fn a_batch_drops_updates_or_keeps_what_is_there() {
    let rig = Rig::new(0);
    let remark = |text: &str| person("18163725558", json!({ "remark": text }));
    let seat = person("18163725558", json!({ "belong_seat_user": "seat" }));
    let answer = rig.call(BATCH, &batch(2, &json!([remark("one")])));
    assert_eq!((&answer["code"], &answer["message"], &answer["data"]), (&json!(0), &json!(""), &json!("")));
    rig.call(BATCH, &batch(2, &json!([remark("two")])));
    assert_eq!(rig.nxcloud.customers()[0].text("remark"), Some("one"));
    rig.call(BATCH, &batch(1, &json!([seat])));
    assert_eq!(rig.nxcloud.customers()[0].text("remark"), Some("one"));
    assert_eq!(rig.nxcloud.customers()[0].text("belong_seat_user"), Some("seat"));
    rig.call(BATCH, &batch(0, &json!([remark("three")])));
    assert_eq!(rig.nxcloud.customers()[0].text("remark"), Some("three"));
    assert_eq!(rig.nxcloud.customers()[0].text("belong_seat_user"), None);
    assert_eq!(rig.nxcloud.customers().len(), 1);
}

#[test]
fn a_batch_is_taken_whole_or_not_at_all() {
    let rig = Rig::new(0);
    let bad = [
        json!({ "first_name": null }),
        json!({ "first_name": "x".repeat(129) }),
        json!({ "country": "x".repeat(51) }),
        json!({ "birthday": "12.4.1976" }),
        json!({ "gender": 2 }),
        json!({ "customize_field": "{" }),
        json!({ "customize_field": { "a": 1 } }),
    ];
    for extra in bad {
        let customers = json!([person("1", json!({})), person("2", extra.clone())]);
        assert_eq!(rig.call(BATCH, &batch(0, &customers))["code"], codes::BAD_PARAMETER, "{extra}");
    }
    let many = vec![person("1", json!({})); 101];
    assert_eq!(rig.call(BATCH, &batch(0, &json!(many)))["code"], codes::BATCH_TOO_LARGE);
    assert_eq!(rig.call(BATCH, &batch(3, &json!([])))["code"], codes::BAD_PARAMETER);
    assert!(rig.nxcloud.customers().is_empty());
    // 128 characters, not bytes.
    let long = person("1", json!({ "first_name": "牛".repeat(128) }));
    assert_eq!(rig.call(BATCH, &batch(0, &json!([long])))["code"], 0);
}

#[test]
fn the_pages_own_examples_are_accepted() {
    let rig = Rig::new(20);
    let query =
        json!({ "limit": 5, "after": 1_022_100_838_976_413_697_i64, "whatsApp_phone": "861360301975912" });
    assert_eq!(rig.query(query)["code"], 0);
    let example = json!({
        "first_name": "Zhang", "last_name": "San", "sms_phone": "18163725558", "whats_app_phone": "18667728886",
        "country": "China", "email": "a@example.com", "address": "Guizhou, Weihai, Dongpo", "birthday": "1976-04-12",
        "source": "voluptate Excepteur", "remark": "nisi amet", "tagStr": "test,99", "time_zone": "GMT+8", "gender": 0,
        "customize_field": "{\"customize_1_14\": \"aa\"}",
    });
    assert_eq!(rig.call(BATCH, &batch(0, &json!([example])))["code"], 0);
    let made = rig.nxcloud.customers().pop().unwrap();
    assert_eq!(
        (made.text("whatsApp_phone"), made.fields["tags"].as_array().unwrap().len()),
        (Some("18667728886"), 2)
    );
}

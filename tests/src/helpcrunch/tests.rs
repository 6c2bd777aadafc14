//! The server against raw HTTP.

use super::*;
use crate::clock::HandClock;
use crate::http::{Fetched, fetch};

fn start(customers: usize) -> HelpCrunch {
    HelpCrunch::start(Config { customers, calls_per_minute: None, ..Config::default() }).unwrap()
}

fn send(server: &HelpCrunch, authorization: &str, body: &str) -> Fetched {
    let headers = [("Authorization", authorization), ("Content-Type", "application/json")];
    fetch("POST", &format!("{}/v1/customers/search", server.server().base_url()), &headers, body.as_bytes())
        .unwrap()
}

fn search(server: &HelpCrunch, body: &Value) -> Fetched {
    send(server, "Bearer api-key-of-the-test", &body.to_string())
}

fn ids(answer: &Fetched) -> Vec<i64> {
    assert_eq!(answer.status, 200, "{}", answer.json());
    answer.json()["data"].as_array().unwrap().iter().map(|c| c["id"].as_i64().unwrap()).collect()
}

fn condition(field: &str, operator: &str, value: impl Into<Value>) -> Value {
    json!({ "field": format!("customers.{field}"), "operator": operator, "value": value.into() })
}

fn total(server: &HelpCrunch, comparison: &str, filter: &[Value]) -> u64 {
    let answer = search(server, &json!({ "comparison": comparison, "filter": filter }));
    assert_eq!(answer.status, 200, "{}", answer.json());
    answer.json()["total"].as_u64().unwrap()
}

#[test]
fn a_wrong_key_gets_the_pages_401() {
    let server = start(1);
    for authorization in ["", "Bearer wrong", "api-key-of-the-test", "Basic api-key-of-the-test"] {
        let answer = send(&server, authorization, "{}");
        assert_eq!(answer.status, 401);
        let expected = json!({ "errors": [
            { "code": "invalid_request", "message": "Invalid request" },
            { "code": "unauthorized", "message": "Unauthorized" },
        ]});
        assert_eq!(answer.json(), expected);
    }
}

#[test]
fn the_121st_call_of_a_minute_gets_the_pages_429() {
    let clock = HandClock::at(1_700_000_000);
    let server = HelpCrunch::start(Config { clock: clock.clock(), ..Config::default() }).unwrap();
    for _ in 0..120 {
        assert_eq!(search(&server, &json!({})).status, 200);
    }
    let refused = search(&server, &json!({}));
    assert_eq!((refused.status, &refused.json()["errors"][1]["code"]), (429, &json!("too_many_requests")));
    clock.advance(Duration::from_secs(60));
    assert_eq!(search(&server, &json!({})).status, 200);
}

#[test]
fn operators_find_what_they_say() {
    let server = start(100);
    let count = |condition: Value| total(&server, "AND", &[condition]);
    assert_eq!(count(condition("id", "=", 542_335)), 1);
    assert_eq!(count(condition("id", "!=", 542_335)), 99);
    assert_eq!(count(condition("id", ">", 542_335)), 99);
    assert_eq!(count(condition("id", ">=", 542_335)), 100);
    assert_eq!(count(condition("id", "<", 542_345)), 10);
    assert_eq!(count(condition("id", "<=", 542_345)), 11);
    assert_eq!(count(condition("email", "~", "gmail")), 40);
    assert_eq!(count(condition("email", "!~", "gmail")), 60);
    assert_eq!(count(condition("name", "=", "John Doe 5")), 1);
    assert_eq!(count(condition("city", "=", "Kyiv")), 80);
    assert_eq!(count(condition("telegramId", "=", "465847687")), 1);
    assert_eq!(count(condition("telegramId", "=", "465847688")), 0);
    assert_eq!(count(condition("tagsData", "=", json!([{ "name": "Lead" }]))), 10);
    assert_eq!(count(condition("tagsData", "=", json!([{ "name": "Lead" }, { "name": "Paid" }]))), 1);
    let seen = server.customers().iter().filter(|customer| customer.last_seen > Some(1_603_920_000)).count();
    assert_eq!(count(condition("lastSeen", ">", 1_603_920_000)), seen as u64);
}

#[test]
fn conditions_are_joined_by_and_or_or() {
    let server = start(100);
    let lead = condition("tagsData", "=", json!([{ "name": "Lead" }]));
    let early = condition("id", "<", 542_345);
    assert_eq!(total(&server, "AND", &[lead.clone(), early.clone()]), 1);
    assert_eq!(total(&server, "OR", &[lead, early]), 19);
    assert_eq!(search(&server, &json!({ "comparison": "XOR" })).status, 400);
}

#[test]
fn what_does_not_fit_is_refused_in_the_pages_shape() {
    let server = start(1);
    let cases = [
        (json!({ "filter": [{ "operator": "=", "value": 1 }] }), "filter[0].field"),
        (json!({ "filter": [condition("firstSeen", "=", 1)] }), "filter[0].field"),
        (json!({ "filter": [condition("createdAt", "=", "18 Jun 2020")] }), "filter[0].value"),
        (json!({ "filter": [condition("id", "=", 1), condition("id", "~", 1)] }), "filter[1].operator"),
        (json!({ "filter": [condition("email", ">", "a")] }), "filter[0].operator"),
        (json!({ "filter": [condition("tagsData", "!=", json!([{ "name": "a" }]))] }), "filter[0].operator"),
        (json!({ "filter": [condition("id", "is", 1)] }), "filter[0].operator"),
        (json!({ "filter": [condition("id", "=", "1")] }), "filter[0].value"),
        (json!({ "filter": [condition("lastSeen", ">", "18 Jun 2020")] }), "filter[0].value"),
        (json!({ "filter": [condition("name", "=", 1)] }), "filter[0].value"),
        (json!({ "filter": [condition("tagsData", "=", "Lead")] }), "filter[0].value"),
        (json!({ "filter": {} }), "filter"),
        (json!({ "sort": "customers.name" }), "sort"),
        (json!({ "sort": "customers.lastSeen", "order": "UP" }), "order"),
        (json!({ "limit": 0 }), "limit"),
        (json!({ "offset": -1 }), "offset"),
    ];
    for (body, code) in cases {
        let answer = search(&server, &body);
        let errors = answer.json()["errors"].clone();
        assert_eq!(answer.status, 400, "{body}");
        assert_eq!(
            (&errors[0]["code"], &errors[1]["code"]),
            (&json!("invalid_request"), &json!(code)),
            "{body}"
        );
    }
    assert_eq!(send(&server, "Bearer api-key-of-the-test", "nonsense").status, 400);
}

#[test]
fn offsets_lead_through_all_customers_in_order() {
    let server = start(250);
    for (sort, descending) in [("customers.firstSeen", false), ("customers.lastSeen", true)] {
        let order = if descending { "desc" } else { "ASC" };
        let mut seen = Vec::new();
        for offset in [0, 100, 200] {
            seen.extend(ids(&search(&server, &json!({ "sort": sort, "order": order, "offset": offset }))));
        }
        let mut expected = server.customers();
        expected.sort_by_key(|c| (if descending { c.last_seen } else { c.first_seen }, c.id));
        if descending {
            expected.reverse();
        }
        assert_eq!(seen, expected.iter().map(|customer| customer.id).collect::<Vec<_>>());
    }
    let beyond = search(&server, &json!({ "offset": 250, "limit": 5 })).json();
    assert_eq!(beyond, json!({ "data": [], "total": 250 }));
}

#[test]
fn dates_come_as_digit_strings_integers_and_nulls() {
    let server = start(12);
    let answer = search(&server, &json!({})).json();
    let list = answer["data"].as_array().unwrap();
    for name in ["firstSeen", "lastSeen"] {
        let any = |test: fn(&Value) -> bool| list.iter().any(|customer| test(&customer[name]));
        assert!(any(Value::is_string) && any(Value::is_i64) && any(Value::is_null), "{name}");
    }
}

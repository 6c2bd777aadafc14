//! The server against requests made by hand.

use serde_json::{Value, json};

use super::*;
use crate::clock::HandClock;
use crate::http::{Fetched, fetch};

fn start() -> Places {
    let config = Config { key: "k/1".to_owned(), ..Config::default() };
    Places::start(config).unwrap()
}

fn ask(server: &Places, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> Fetched {
    fetch(method, &format!("{}{path}", server.server().base_url()), headers, body.as_bytes()).unwrap()
}

fn seen(server: &Places, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> Value {
    ask(server, method, path, headers, body).json()["seen"].clone()
}

#[test]
fn a_path_is_compared_as_it_was_sent() {
    let server = start();
    assert_eq!(seen(&server, "GET", "/accounts/a%2Fb%20%C3%BC%252F%3F/keys/k%2F1", &[], ""), "path");
    assert_eq!(ask(&server, "GET", "/accounts/a/b%20%C3%BC%252F%3F/keys/k%2F1", &[], "").status, 401);
}

#[test]
fn bodies_hold_the_key_beside_the_calls_own() {
    let server = start();
    let form = [("Content-Type", "application/x-www-form-urlencoded")];
    assert_eq!(seen(&server, "POST", "/form", &form, "name=x&key=k%2F1"), json!(["name=x"]));
    assert_eq!(ask(&server, "POST", "/form", &form, "key=k%2F1&name=x").status, 401);
    let kind = [("Content-Type", "application/json")];
    let body = json!({ "name": "x", "auth": { "user": "Zoë", "key": "k/1" }, "version": 2, "silent": true });
    assert_eq!(seen(&server, "POST", "/json", &kind, &body.to_string()), json!({ "name": "x" }));
    let body = json!({ "auth": { "user": "Zoë", "key": "k/1" }, "version": "2", "silent": true });
    assert_eq!(ask(&server, "POST", "/json", &kind, &body.to_string()).status, 401);
}

#[test]
fn headers_cookies_and_queries_are_checked() {
    let server = start();
    let words =
        [("Authorization", "Zoho-oauthtoken 6b2f31"), ("X-Odd", "key=\"6b2f31\"; v=1"), ("X-Raw", "6b2f31")];
    assert_eq!(seen(&server, "GET", "/words", &words, ""), "words");
    assert_eq!(seen(&server, "GET", "/both?api_key=k%2F1", &words, ""), "both");
    assert_eq!(ask(&server, "GET", "/both", &words, "").status, 401);
    assert_eq!(
        seen(&server, "GET", "/query?a=b&api_key=k%2F1&session=s", &[], ""),
        json!([["a=b"], ["session=s"]])
    );
    assert_eq!(seen(&server, "GET", "/cookie", &[("Cookie", "session=6b2f31; lang=en")], ""), "cookie");
    assert_eq!(seen(&server, "GET", "/latin1", &[("Authorization", "Basic Wm/rOg==")], ""), "latin1");
    assert_eq!(ask(&server, "GET", "/latin1", &[("Authorization", "Basic Wm/Dqzo=")], "").status, 401);
    assert_eq!(seen(&server, "GET", "/either", &[], ""), "guest");
    assert_eq!(seen(&server, "GET", "/either", &words, ""), "words");
    assert_eq!(seen(&server, "GET", "/open", &[], ""), "open");
    assert_eq!(ask(&server, "GET", "/open?api_key=x", &[], "").status, 401);
    assert_eq!(seen(&server, "POST", "/odd", &[("X-Odd", "204.47.49")], "a"), "odd");
}

#[test]
fn who_is_out_of_time_is_told_the_time() {
    let hand = HandClock::at(1_700_000_000);
    let config = Config { key: "k".to_owned(), clock: hand.clock(), ..Config::default() };
    let server = Places::start(config).unwrap();
    let at = |timestamp: &str| {
        let headers = [("X-Timestamp", timestamp), ("X-Sign", &sign("k", timestamp))];
        ask(&server, "GET", "/clock", &headers, "")
    };
    assert_eq!((at("1700000060").status, at("1699999940").status), (200, 200));
    let refused = at("1700000061");
    assert_eq!((refused.status, refused.header("date")), (400, Some("Tue, 14 Nov 2023 22:13:20 GMT")));
    let unsigned = ask(&server, "GET", "/clock", &[("X-Timestamp", "1")], "");
    assert_eq!((unsigned.status, unsigned.header("date")), (401, None));
}

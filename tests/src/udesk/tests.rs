//! The server against raw HTTP.

mod causes;
mod paging;
mod signing;

use std::time::Duration;

use serde_json::{Value, json};

use super::*;
use crate::clock::HandClock;
use crate::http::{Fetched, encode_query, fetch};

/// A server, its clock, and nonces for a client.
struct Rig {
    udesk: Udesk,
    clock: HandClock,
    nonces: std::cell::Cell<u64>,
}

impl Rig {
    fn new(customers: usize) -> Self {
        Self::with(Config { customers, limits: Limits::off(), ..Config::default() })
    }

    fn with(config: Config) -> Self {
        let clock = HandClock::at(1_494_474_404);
        let udesk = Udesk::start(Config { clock: clock.clock(), ..config }).unwrap();
        Self { udesk, clock, nonces: std::cell::Cell::new(0) }
    }

    /// Signed query parameters, with a nonce of their own.
    fn signed(&self) -> Vec<(String, String)> {
        self.nonces.set(self.nonces.get() + 1);
        let (timestamp, nonce) = ((self.clock.millis() / 1000).to_string(), self.nonces.get().to_string());
        let sign = sign("admin@udesk.cn", "token-of-the-test", &timestamp, &nonce, "v2");
        [
            ("email", "admin@udesk.cn"),
            ("timestamp", &timestamp),
            ("nonce", &nonce),
            ("sign_version", "v2"),
            ("sign", &sign),
        ]
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .to_vec()
    }

    fn send(&self, method: &str, path: &str, query: &[(String, String)], body: &[u8]) -> Fetched {
        let url = format!("{}{path}?{}", self.udesk.base_url(), encode_query(query));
        fetch(method, &url, &[("Content-Type", "application/json")], body).unwrap()
    }

    fn call(&self, method: &str, path: &str, query: &[(&str, &str)], body: &Value) -> Value {
        let mut pairs = self.signed();
        pairs.extend(query.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
        let body = if body.is_null() { String::new() } else { body.to_string() };
        let answer = self.send(method, path, &pairs, body.as_bytes());
        assert_eq!(answer.status, 200);
        answer.json()
    }

    fn get(&self, path: &str, query: &[(&str, &str)]) -> Value {
        self.call("GET", path, query, &Value::Null)
    }

    fn create(&self, body: &Value) -> Value {
        self.call("POST", "/customers", &[], body)
    }

    fn update(&self, id: u64, body: &Value) -> Value {
        let key = [("type", "id"), ("content", &id.to_string())];
        self.call("PUT", "/customers/update_customer", &key, body)
    }
}

/// Code and exception of a refusal; the message where there is no exception.
fn refusal(answer: &Value) -> (i64, &str) {
    let text = answer["exception"].as_str().or_else(|| answer["message"].as_str());
    (answer["code"].as_i64().unwrap(), text.unwrap_or_default())
}

fn keys(value: &Value) -> Vec<&str> {
    value.as_object().unwrap().keys().map(String::as_str).collect()
}

#[test]
fn a_customer_is_found_by_each_of_the_ten_kinds() {
    let rig = Rig::new(60);
    let found = |kind: &str, content: &str| {
        let answer = rig.get("/customers/get_customer", &[("type", kind), ("content", content)]);
        answer["customer"]["id"].as_u64()
    };
    assert_eq!(found("id", "12"), Some(12));
    assert_eq!(found("email", "customer12@sample.com"), Some(12));
    assert_eq!(found("email", "other8@qq.com"), Some(8));
    assert_eq!(found("cellphone", "13000000012"), Some(12));
    assert_eq!(found("token", "external-10"), Some(10));
    assert_eq!(found("weixin_open_id", "og8dL0nfmm7wVjIVzk12"), Some(12));
    assert_eq!(found("weixin_mini_openid", "oa3cT0mano9wVhIpkp12"), Some(12));
    let work = "cropid:wxc727955fe6025ed4,agentid:1009117,userid:LS000012";
    assert_eq!(found("weixin_work_identifier", work), Some(12));
    assert_eq!(found("weibo_id", "weibo-12"), Some(12));
    assert_eq!(found("sdk_token", "b0bf5c37-ebdd-4539-a961-000000000012"), Some(12));
    assert_eq!(found("web_token", "dcc79435-e9e2-436a-9cdf-000000000012"), Some(12));
    assert_eq!(found("id", "61"), None);
}

#[test]
fn each_answer_has_the_fields_of_its_example() {
    let rig = Rig::new(1);
    let list = rig.get("/customers", &[]);
    assert_eq!(keys(&list), ["code", "customers", "meta", "wechat", "weibo"]);
    assert_eq!(keys(&list["customers"][0]).len(), 28);
    assert!(list["customers"][0]["weixin_kfs"].is_null());
    assert_eq!(list["customers"][0]["tags"], json!([]));
    let key = [("type", "id"), ("content", "1")];
    let detail = rig.get("/customers/get_customer", &key)["customer"].clone();
    assert!(detail["weixin_kfs"].is_array());
    let created = rig.create(&json!({
        "customer": { "nick_name": "n", "cellphones": [[null, "1"]], "weixins": [{ "action": "new", "appid": "a", "openid": "o" }] },
        "other_emails": [[null, "a@b.cd"]],
        "tags": "tag1,tag2",
    }));
    let created = &created["customer"];
    assert!(!keys(created).contains(&"web_token") && !keys(created).contains(&"first_contact_at"));
    assert_eq!(created["weixins"], json!([{ "appid": "a", "openid": "o", "unionid": "" }]));
    assert_eq!(created["tags"][1]["name"], "tag2");
    assert_eq!(keys(&created["cellphones"][0]), ["content", "id"]);
    assert!(created["other_emails"][0][0].is_u64() && created["other_emails"][0][1] == "a@b.cd");
    let updated = rig.update(created["id"].as_u64().unwrap(), &json!({ "customer": { "level": "vip" } }));
    assert_eq!(updated["customer"]["weixins"], json!([{ "appid": "a", "openid": "o" }]));
    assert!(keys(&updated["customer"]).contains(&"web_token"));
}

#[test]
fn an_update_changes_what_it_names() {
    let rig = Rig::new(8);
    let phone = rig.udesk.customers()[3].cellphones[0].0;
    rig.update(
        4,
        &json!({
            "customer": {
                "level": "vip",
                "cellphones": [[phone, "1"], [null, "2"]],
                "weixins": [
                    { "action": "new", "appid": "wxf54489a1azz51885", "openid": "new" },
                    { "action": "delete", "appid": "wxf54489a1azz51885", "openid": "og8dL0nfmm7wVjIVzk4" },
                    { "action": "new", "appid": "", "openid": "ignored" },
                    { "action": "rename", "appid": "wxf54489a1azz51885", "openid": "ignored" },
                ],
            },
            "other_emails": [[null, "second@sina.com"]],
        }),
    );
    let customer = rig.udesk.customers()[3].clone();
    assert_eq!((customer.nick_name.as_str(), customer.level.as_str()), ("Test User 4", "vip"));
    let phones: Vec<&str> = customer.cellphones.iter().map(|(_, phone)| phone.as_str()).collect();
    assert_eq!(phones, ["1", "2"]);
    assert_eq!(customer.weixins.len(), 1);
    assert_eq!(customer.weixins[0]["openid"], "new");
    let id = customer.other_emails[0].0;
    rig.update(4, &json!({ "customer": { "level": "vip" }, "other_emails": [[id, "changed@sina.com"]] }));
    assert_eq!(rig.udesk.customers()[3].other_emails, [(id, "changed@sina.com".to_owned())]);
}

#[test]
fn a_deleted_customer_is_gone() {
    let rig = Rig::new(2);
    let key = [("type", "email"), ("content", "customer1@sample.com")];
    let answer = rig.call("DELETE", "/customers/destroy_customer", &key, &Value::Null);
    assert_eq!(answer, json!({ "code": 1000, "customer_id": 1 }));
    let again = rig.call("DELETE", "/customers/destroy_customer", &key, &Value::Null);
    assert_eq!(refusal(&again), (2005, "Couldn't find Customer"));
}

#[test]
fn a_merge_takes_its_parameters_from_the_body_or_the_query() {
    let rig = Rig::new(30);
    let parameters = [
        ("from_type", "email"),
        ("from_content", "customer1@sample.com"),
        ("to_type", "customer_token"),
        ("to_content", "external-10"),
    ];
    let body: serde_json::Map<_, _> = parameters.iter().map(|(k, v)| ((*k).to_owned(), json!(v))).collect();
    assert_eq!(rig.call("POST", "/customers/merge", &[], &json!(body)), json!({ "code": 1000, "id": 10 }));
    assert_eq!(rig.udesk.customers().len(), 29);
    assert!(
        rig.udesk.customers().iter().any(|c| c.id == 10 && c.emails().any(|e| e == "customer1@sample.com"))
    );
    let query = [("from_type", "cellphone"), ("from_content", "13000000002"), parameters[2], parameters[3]];
    assert_eq!(rig.call("POST", "/customers/merge", &query, &Value::Null)["id"], 10);
}

#[test]
fn an_import_is_done_later_and_once_a_minute() {
    let rig = Rig::with(Config { customers: 0, ..Config::default() });
    let body = json!({ "customers": [{
        "nick_name": "n", "emails": ["a@b.cd", "e@f.gh"], "cellphones": ["1", "2"], "tags": "x,y",
        "weixins": [{ "appid": "a", "openid": "o" }, { "appid": "a", "openid": "p" }],
    }]});
    let import = || rig.call("POST", "/customers/batch_import_async", &[], &body);
    assert_eq!(import(), json!({ "code": 1000 }));
    assert_eq!(rig.get("/customers", &[])["meta"]["total_count"], 0);
    assert_eq!(refusal(&import()), (429, "API interface exceeds request limit"));
    rig.clock.advance(Duration::from_secs(5));
    assert_eq!(rig.get("/customers", &[])["meta"]["total_count"], 1);
    let customer = rig.udesk.customers().pop().unwrap();
    assert_eq!((customer.emails().count(), customer.cellphones.len(), customer.weixins.len()), (2, 2, 2));
    rig.clock.advance(Duration::from_secs(55));
    assert_eq!(import()["code"], 1000);
}

#[test]
fn a_history_has_every_kind_and_the_change_under_both_names() {
    let rig = Rig::new(1);
    let answer = rig.get("/customers/feeds", &[("type", "id"), ("content", "1")]);
    let feeds = answer["feeds"].as_array().unwrap();
    let kinds: Vec<&str> = feeds.iter().map(|feed| feed["feed_type"].as_str().unwrap()).collect();
    assert_eq!(
        kinds,
        ["Ticket", "Alteration", "CallLog", "ImSubSession", "CustomerFollowUp", "Alternation", "SmsRecord"]
    );
    assert_eq!(answer["meta"], json!({ "current_page": 1, "total_pages": 1, "total_count": 7 }));
}

#[test]
fn filters_and_custom_fields_are_the_pages() {
    let rig = Rig::new(0);
    assert_eq!(rig.get("/customers/filters", &[])["customer_filters"][1]["name"], "Test Filter 2");
    let fields = rig.get("/customers/custom_fields", &[])["custom_fields"].clone();
    assert_eq!(fields.as_array().unwrap().len(), 11);
    assert_eq!(fields[10]["options"][3], json!({ "3": "option 4" }));
    assert_eq!(fields[0]["options"], Value::Null);
}

#[test]
fn other_paths_and_methods_are_not_there() {
    let rig = Rig::new(0);
    for (method, path) in [("GET", "/"), ("PATCH", "/customers"), ("GET", "/customers/1")] {
        assert_eq!(rig.send(method, path, &rig.signed(), b"").status, 404, "{method} {path}");
    }
}

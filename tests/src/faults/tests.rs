//! The servers of this module themselves.

use std::time::Duration;

use super::*;
use crate::http::fetch;

const CONFIG: Config = Config { items: 25, page_size: 10, bad_cursors: None };

fn get(server: &Server, path: &str) -> Value {
    fetch("GET", &format!("{}{path}", server.base_url()), &[], b"").unwrap().json()
}

#[test]
fn pages_follow_each_other_to_the_end() {
    let api = Faults::start(CONFIG).unwrap();
    let page = get(api.server(), "/things");
    assert_eq!((page["items"].as_array().unwrap().len(), &page["next"]), (10, &json!("c-10")));
    let last = get(api.server(), "/things?after=c-20");
    assert_eq!((last["items"].as_array().unwrap().len(), &last["next"]), (5, &Value::Null));
    for cursor in ["c-5", "c-30", "x"] {
        assert_eq!(get(api.server(), &format!("/things?after={cursor}"))["code"], 400);
    }
}

#[test]
fn a_bad_cursor_is_bad_once() {
    let api = Faults::start(Config { bad_cursors: Some((7, 1)), ..CONFIG }).unwrap();
    let bad = get(api.server(), "/things?after=c-10");
    assert!(bad["code"] == 410 || bad["next"] == "c-10", "{bad}");
    assert_eq!(get(api.server(), "/things?after=c-10")["next"], "c-20");
    assert_eq!(api.spoilt(), 1);
}

#[test]
fn orders_are_known_by_their_keys() {
    let api = Faults::start(CONFIG).unwrap();
    let order = |key: &str, id: u64| {
        let url = format!("{}/orders", api.server().base_url());
        let body = json!({ "id": id }).to_string();
        fetch("POST", &url, &[("Idempotency-Key", key)], body.as_bytes()).unwrap().status
    };
    assert_eq!((order("a", 1), order("a", 1), order("b", 2), order("a", 3)), (200, 200, 200, 409));
    assert_eq!(api.orders().into_values().collect::<Vec<_>>(), [(1, 3), (2, 1)]);
}

#[test]
fn a_bomb_is_small() {
    let bomb = bomb(8);
    assert!((50_000..60_000).contains(&bomb.len()), "{} bytes", bomb.len());
}

#[test]
fn a_counting_server_counts() {
    let server = Counting::start(Rule::Window(2, Duration::from_secs(60))).unwrap();
    for exceeded in [0, 0, 1, 2] {
        fetch("GET", &format!("{}/count", server.base_url()), &[], b"").unwrap();
        assert_eq!(server.exceeded(), exceeded);
    }
    let server = Counting::start(Rule::Bucket(4, Duration::from_secs(60))).unwrap();
    for exceeded in [0, 1] {
        fetch("GET", &format!("{}/draw-three", server.base_url()), &[], b"").unwrap();
        assert_eq!(server.exceeded(), exceeded);
    }
    assert_eq!(server.count(), 6);
    let told = Rule::Told { limit: 3, length: Duration::from_secs(60), by_others: 1 };
    let server = Counting::start(told).unwrap();
    for (left, exceeded) in [("1", 0), ("0", 0), ("0", 1)] {
        let answer = fetch("GET", &format!("{}/ask", server.base_url()), &[], b"").unwrap();
        assert_eq!((answer.header("x-left"), server.exceeded()), (Some(left), exceeded));
    }
}

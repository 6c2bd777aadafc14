//! The server, asked by hand.

use std::io::{Read, Write};
use std::net::{Ipv4Addr, TcpStream};
use std::time::Duration;

use serde_json::{Value, json};

use super::*;
use crate::clock::HandClock;
use crate::http::fetch;

fn get(server: &Paging, target: &str) -> (u16, Value) {
    send(server, "GET", target, &[], "")
}

fn send(server: &Paging, method: &str, target: &str, headers: &[(&str, &str)], body: &str) -> (u16, Value) {
    let json = [("Content-Type", "application/json")];
    let headers: Vec<_> = headers.iter().chain(json.iter().filter(|_| !body.is_empty())).copied().collect();
    let url = format!("{}{target}", server.server().base_url());
    let answer = fetch(method, &url, &headers, body.as_bytes()).unwrap();
    (answer.status, answer.json())
}

fn ids(answer: &(u16, Value)) -> Vec<i64> {
    assert_eq!(answer.0, 200, "{}", answer.1);
    answer.1["data"].as_array().unwrap().iter().map(|item| item["id"].as_i64().unwrap()).collect()
}

#[test]
fn pages_are_given_once_and_counted() {
    let server = Paging::start(7).unwrap();
    assert_eq!(ids(&get(&server, "/page_from_one")), [10, 20, 30]);
    assert_eq!(ids(&get(&server, "/page_from_one?page=3")), [70]);
    assert_eq!(ids(&get(&server, "/page_from_one?page=4")), [] as [i64; 0]);
    assert_eq!(server.given(), [10, 20, 30, 70]);
    assert_eq!(server.log()[1], "GET /page_from_one?page=3");
    assert!(server.refused().is_empty());
    server.reset(2);
    assert_eq!(ids(&get(&server, "/page_from_one")), [10, 20]);
    assert_eq!((server.given(), server.log().len()), (vec![10, 20], 1));
}

#[test]
fn what_nobody_should_ask_is_refused() {
    let server = Paging::start(6).unwrap();
    let wrong = [
        "/page_from_one?page=0",
        "/page_from_one?page=4",
        "/page_from_one?page=x",
        "/page_from_one?page=1&page=2",
        "/page_from_one?size=3",
        "/page_from_one/1",
        "/page_of_pages?page=3",
        "/page_from_zero?size=6",
        "/page_zero_sent",
        "/offset_until_total?offset=6",
        "/offset_until_short_page?skip=7",
        "/offset_from_one?startIndex=0",
        "/cursor_until_null?cursor=",
        "/cursor_until_null?cursor=c6%2F%2B%3D",
        "/cursor_of_numbers?after=3",
        "/cursor_of_the_last_item?after_id=31",
        "/cursor_behind_the_last_item?fromId=21",
        "/cursor_replaces_the_filter?scroll_id=c3%2F%2B%3D&word=tea",
        "/state_of_two_tokens?nextToken=c3%2F%2B%3D",
        "/url_in_body?at=3",
        "/nothing",
    ];
    for target in wrong {
        assert!(get(&server, target).0 >= 400, "{target}");
    }
    assert_eq!(server.refused().len(), wrong.len());
    assert_eq!(server.refused()[0], "GET /page_from_one?page=0: page -1");
    assert_eq!(send(&server, "POST", "/page_from_one", &[], "").0, 405);
    assert_eq!(send(&server, "GET", "/page_from_one", &[("X-Page", "1")], "").0, 400);
    assert_eq!(send(&server, "POST", "/page_in_body", &[], r#"{"page":"1"}"#).0, 400);
    assert_eq!(send(&server, "POST", "/page_deep_in_body", &[], r#"{"paging":{}}"#).0, 400);
    assert!(server.given().is_empty());
}

#[test]
fn arguments_are_read_from_everywhere() {
    let server = Paging::start(7).unwrap();
    let page = send(&server, "POST", "/page_deep_in_body", &[], r#"{"paging":{"page":2,"size":2}}"#);
    assert_eq!(ids(&page), [30, 40]);
    assert_eq!(ids(&get(&server, "/cursor_in_path/c3%2F+=")), [40, 50, 60]);
    let form = [("Content-Type", "application/x-www-form-urlencoded")];
    let url = format!("{}/offset_in_form", server.server().base_url());
    assert_eq!(fetch("POST", &url, &form, b"offset=6").unwrap().json()["data"], json!([{ "id": 70 }]));
    let page = send(&server, "GET", "/offset_in_header", &[("X-Offset", "3")], "");
    assert_eq!(ids(&page), [40, 50, 60]);
    assert_eq!(server.log().last().unwrap(), "GET /offset_in_header x-offset: 3");
}

#[test]
fn a_scroll_changes_its_id_ends_and_is_closed() {
    let clock = HandClock::at(1);
    let server = Paging::start_with(4, clock.clock()).unwrap();
    let scroll = |body: Value| {
        let answer = send(&server, "POST", "/scroll", &[], &body.to_string());
        let id = answer.1["scroll_id"].as_str().unwrap_or_default().to_owned();
        (answer.0, id, answer.1["hits"]["hits"].as_array().map_or(0, Vec::len))
    };
    let first = scroll(json!({ "word": "tea" }));
    assert_eq!(first, (200, "scroll 1/1".to_owned(), 3));
    assert_eq!(scroll(json!({ "scroll_id": first.1, "word": "tea" })).0, 400);
    server.reset(4);
    let first = scroll(json!({}));
    assert_eq!(scroll(json!({ "scroll_id": first.1 })), (200, first.1.clone(), 1));
    assert_eq!(scroll(json!({ "scroll_id": first.1 })), (200, "scroll 1/2".to_owned(), 0));
    assert_eq!(scroll(json!({ "scroll_id": first.1 })).0, 404);
    assert_eq!(scroll(json!({ "scroll_id": "scroll 1/2" })).0, 400);
    let close = || send(&server, "DELETE", "/clear_scroll", &[], r#"{"scroll_id":"scroll 1/2"}"#).0;
    assert_eq!((server.open(), close(), close(), server.open()), (1, 200, 404, 0));
    let second = scroll(json!({}));
    clock.advance(Duration::from_secs(61));
    assert_eq!(scroll(json!({ "scroll_id": second.1 })).0, 404);
}

#[test]
fn a_session_ends_with_the_last_page_or_when_it_is_told() {
    let server = Paging::start(4).unwrap();
    assert_eq!(get(&server, "/session").1["session"], "1/3");
    assert_eq!(ids(&get(&server, "/session?session=1/3")), [40]);
    assert_eq!((server.open(), get(&server, "/session?session=1/3").0), (0, 404));
    get(&server, "/session");
    let close = || send(&server, "DELETE", "/session/2%2F3", &[], "").0;
    assert_eq!((server.open(), close(), close(), server.open()), (1, 204, 404, 0));
}

/// A request without a client behind it.
fn connect(server: &Held, target: &str) -> TcpStream {
    let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, server.port())).unwrap();
    write!(stream, "GET {target} HTTP/1.1\r\nHost: x\r\n\r\n").unwrap();
    stream
}

#[tokio::test]
async fn a_held_request_waits_for_its_answer_or_is_given_up() {
    let mut server = Held::start().await.unwrap();
    let mut stream = connect(&server, "/x?a=1");
    let waiting = server.next().await.unwrap();
    assert_eq!((waiting.target.as_str(), server.waiting()), ("/x?a=1", 1));
    waiting.answer_with(404, "{}");
    let answer = tokio::task::spawn_blocking(move || {
        let mut answer = String::new();
        stream.set_read_timeout(Some(Duration::from_millis(200))).unwrap();
        // The server leaves the connection open.
        assert!(stream.read_to_string(&mut answer).is_err());
        answer
    });
    let answer = answer.await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 404 ") && answer.ends_with("\r\n\r\n{}"), "{answer}");
    assert_eq!((server.waiting(), server.given_up()), (0, 0));
    let stream = connect(&server, "/y");
    let waiting = server.next().await.unwrap();
    drop(stream);
    while server.given_up() == 0 {
        tokio::task::yield_now().await;
    }
    assert_eq!(server.waiting(), 0);
    waiting.answer("{}");
}

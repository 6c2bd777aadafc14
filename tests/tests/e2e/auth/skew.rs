//! A clock that is wrong, and a server that says so.

use std::time::Duration;

use serde_json::json;
use specwright_kitchen::auth::{Client, Code, Credentials};
use specwright_tests::clock::HandClock;
use specwright_tests::http::{Fault, FaultPlan, Response};
use specwright_tests::places::{Config, Places};

use super::{client_with, options};
use crate::support::{START, SkipClock};

/// A server whose clock is so many seconds ahead of the client's, or behind.
fn start(ahead: i64) -> (Places, Client, SkipClock, HandClock) {
    let clock = SkipClock::new();
    let theirs = HandClock::at(START.saturating_add_signed(ahead));
    let config = Config { clock: theirs.clock(), ..Config::default() };
    let credentials = Credentials::new().with_key(config.key.clone());
    let server = Places::start(config).unwrap();
    let client = client_with(server.server(), credentials, clock.timeless(options()));
    (server, client, clock, theirs)
}

#[tokio::test]
async fn a_wrong_clock_is_corrected_once_and_for_all() {
    for ahead in [3600, -86_400] {
        let (server, client, _, _) = start(ahead);
        assert_eq!(client.by_clock().await.unwrap().seen, json!("clock"), "{ahead}");
        assert_eq!(server.server().request_count(), 2);
        for _ in 0..3 {
            client.make_by_clock("tea").await.unwrap();
        }
        assert_eq!(server.server().request_count(), 5);
        let timestamp = server.server().requests()[1].header("x-timestamp").map(str::to_owned);
        assert_eq!(timestamp, Some(START.saturating_add_signed(ahead).to_string()));
    }
}

#[tokio::test]
async fn a_post_is_repeated_too() {
    let (server, client, _, _) = start(600);
    client.make_by_clock("tea").await.unwrap();
    let requests = server.server().requests();
    assert_eq!(requests.len(), 2);
    assert_eq!(requests[0].body, requests[1].body);
    assert_ne!(requests[0].header("x-sign"), requests[1].header("x-sign"));
}

#[tokio::test]
async fn a_clock_that_goes_wrong_again_is_corrected_again() {
    let (server, client, _, theirs) = start(0);
    client.by_clock().await.unwrap();
    theirs.advance(Duration::from_secs(600));
    client.by_clock().await.unwrap();
    client.by_clock().await.unwrap();
    assert_eq!(server.server().request_count(), 4);
}

#[tokio::test]
async fn a_server_that_is_never_content_is_asked_twice() {
    let (server, client, _, _) = start(3600);
    let body = json!({ "error": { "code": "timestamp_out_of_range", "message": "no" } });
    let refusal = Response::json(400, &body).with_header("Date", "Tue, 14 Nov 2023 23:13:20 GMT");
    server.server().set_faults(FaultPlan::always(Fault::Instead(refusal)));
    let error = client.by_clock().await.unwrap_err();
    assert_eq!((error.code(), server.server().faults_met()), (Some(Code::OutOfTime), 2));
}

#[tokio::test]
async fn without_a_date_there_is_nothing_to_correct() {
    let (server, client, _, _) = start(3600);
    for date in [None, Some("yesterday"), Some("")] {
        let body = json!({ "error": { "code": "timestamp_out_of_range", "message": "no" } });
        let mut refusal = Response::json(400, &body);
        if let Some(date) = date {
            refusal = refusal.with_header("Date", date);
        }
        server.server().set_faults(FaultPlan::always(Fault::Instead(refusal)));
        let error = client.by_clock().await.unwrap_err();
        assert_eq!((error.code(), server.server().faults_met()), (Some(Code::OutOfTime), 1), "{date:?}");
    }
}

//! Logins: where in an answer the token stands, and how its end is told.

use std::time::Duration;

use serde_json::json;
use specwright_kitchen::auth::{Client, Code, Credentials};
use specwright_runtime::ErrorKind;
use specwright_tests::login::{Config, Login};

use super::{chain, client, client_with, options, paths};
use crate::support::SkipClock;

fn credentials() -> Credentials {
    let config = Config::default();
    Credentials::new().with_user(config.username).with_password(config.password)
}

pub fn logged_in(login: &Login) -> Client {
    client(login.server(), credentials())
}

/// A server and a client that live by one clock.
fn by_hand() -> (Login, Client, SkipClock) {
    let clock = SkipClock::new();
    let login = Login::start(Config { clock: clock.hand.clock(), ..Config::default() }).unwrap();
    let client = client_with(login.server(), credentials(), clock.timeless(options()));
    (login, client, clock)
}

#[tokio::test]
async fn a_token_is_read_from_wherever_it_stands() {
    let login = Login::start(Config::default()).unwrap();
    let client = logged_in(&login);
    for _ in 0..2 {
        assert_eq!(client.by_json().await.unwrap().seen, json!("json"));
        assert_eq!(client.by_header().await.unwrap().seen, json!("header"));
        assert_eq!(client.by_cookie().await.unwrap().seen, json!("cookie"));
        assert_eq!(client.by_text().await.unwrap().seen, json!("text"));
        assert_eq!(client.by_session().await.unwrap().seen, json!("session"));
    }
    for kind in ["json", "header", "cookie", "text", "session"] {
        assert_eq!(login.logins(kind), 1, "{kind}");
    }
}

#[tokio::test]
async fn two_steps_are_one_login() {
    let login = Login::start(Config::default()).unwrap();
    let client = logged_in(&login);
    client.by_session().await.unwrap();
    login.end_sessions();
    client.by_session().await.unwrap();
    let expected = ["/login/session", "/login/csrf", "/by/session"];
    assert_eq!(paths(&login.server().requests()), [&expected[..], &["/by/session"], &expected].concat());
}

#[tokio::test]
async fn a_session_that_ended_is_begun_again_whatever_tells_it() {
    let login = Login::start(Config::default()).unwrap();
    let client = logged_in(&login);
    for _ in 0..2 {
        // A code in a 200, also for a POST; a 401.
        assert_eq!(client.make_by_json("tea").await.unwrap().seen, json!("json"));
        assert_eq!(client.by_text().await.unwrap().seen, json!("text"));
        assert_eq!(client.by_header().await.unwrap().seen, json!("header"));
        assert_eq!(client.by_cookie().await.unwrap().seen, json!("cookie"));
        login.end_sessions();
    }
    for kind in ["json", "header", "cookie", "text"] {
        assert_eq!(login.logins(kind), 2, "{kind}");
    }
}

#[tokio::test]
async fn an_absolute_end_is_met_before_its_time() {
    let (login, client, clock) = by_hand();
    for _ in 0..2 {
        client.by_json().await.unwrap();
        client.by_header().await.unwrap();
        client.by_text().await.unwrap();
        clock.hand.advance(Duration::from_secs(3550));
    }
    let times = |path: &str| login.server().requests().iter().filter(|one| one.path == path).count();
    // No call was refused: each was sent as often as it was made.
    assert_eq!((times("/by/json"), times("/by/header"), times("/by/text")), (2, 2, 2));
    assert_eq!((login.logins("json"), login.logins("header"), login.logins("text")), (2, 2, 2));
}

#[tokio::test]
async fn a_refused_login_is_told_with_its_cause() {
    let login = Login::start(Config::default()).unwrap();
    let wrong = Credentials::new().with_user("ada").with_password("other");
    let error = client(login.server(), wrong).by_json().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Auth);
    assert!(chain(&error).contains("user or password are wrong"), "{}", chain(&error));
    assert_eq!(paths(&login.server().requests()), ["/login/json"]);
    // It is the login's code, not the call's.
    assert_ne!(error.code(), Some(Code::TokenExpired));
}

#[tokio::test]
async fn an_answer_without_the_token_is_told() {
    use specwright_tests::http::{Fault, FaultPlan, Response};
    let login = Login::start(Config::default()).unwrap();
    let without = Response::json(200, &json!({ "data": { "sessions": [{ "token": "MARKED" }] } }));
    login.server().set_faults(FaultPlan::always(Fault::Instead(without)));
    let error = logged_in(&login).by_json().await.unwrap_err();
    let shown = chain(&error);
    assert!(error.kind() == ErrorKind::Auth && shown.contains("token"), "{shown}");
    assert!(!shown.contains("MARKED"), "{shown}");
    assert_eq!(login.server().request_count(), 1);
}

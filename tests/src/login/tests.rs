//! The server against requests made by hand.

use serde_json::json;

use super::*;
use crate::clock::HandClock;
use crate::http::{Fetched, fetch};

fn ask(server: &Server, method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Fetched {
    fetch(method, &format!("{}{path}", server.base_url()), headers, body).unwrap()
}

fn log_in(login: &Login, kind: &str) -> Fetched {
    let body = json!({ "user": "ada", "password": "pass&word \"1\"" }).to_string();
    ask(login.server(), "POST", &format!("/login/{kind}"), &[], body.as_bytes())
}

#[test]
fn each_login_gives_a_token_for_its_own_call() {
    let login = Login::start(Config::default()).unwrap();
    let token = log_in(&login, "json").json()["data"]["sessions"][1]["token"].as_str().unwrap().to_owned();
    let by_json = |token: &str| ask(login.server(), "GET", "/by/json", &[("X-Session", token)], b"").json();
    assert_eq!(by_json(&token)["seen"], "json");
    assert_eq!(by_json("other")["error"]["code"], "token_expired");
    let fetched = log_in(&login, "header");
    let token = fetched.header("x-auth-token").unwrap();
    let headers = [("X-Auth-Token", token)];
    assert_eq!(ask(login.server(), "GET", "/by/header", &headers, b"").status, 200);
    assert_eq!(
        ask(login.server(), "GET", "/by/json", &[("X-Session", token)], b"").json()["seen"],
        json!(null)
    );
    let text = String::from_utf8(log_in(&login, "text").body).unwrap();
    let header = format!("Token token=\"{}\"", text.trim());
    assert_eq!(
        ask(login.server(), "GET", "/by/text", &[("Authorization", &header)], b"").json()["seen"],
        "text"
    );
    assert_eq!((login.logins("json"), login.logins("header"), login.logins("cookie")), (1, 1, 0));
}

#[test]
fn forms_cookies_and_second_tokens_are_checked() {
    let login = Login::start(Config::default()).unwrap();
    let form = [("Content-Type", "application/x-www-form-urlencoded")];
    let post = |body: &[u8]| ask(login.server(), "POST", "/login/cookie", &form, body);
    assert_eq!(post(b"user=ada&password=other").status, 403);
    assert_eq!(post(b"user=ada&password=pass%26word+%221%22").status, 200);
    let by_cookie = |cookie| ask(login.server(), "GET", "/by/cookie", &[("Cookie", cookie)], b"").status;
    assert_eq!((by_cookie("a=b; sid=cookie-1"), by_cookie("sid=x")), (200, 401));
    let basic = [("Authorization", "Basic YWRhOnBhc3Mmd29yZCAiMSI=")];
    let session = ask(login.server(), "GET", "/login/session", &basic, b"");
    assert_eq!(session.header("set-cookie"), Some("sid=session-2; Path=/"));
    let cookie = ("Cookie", "sid=session-2");
    assert_eq!(ask(login.server(), "POST", "/by/session", &[cookie], b"").status, 401);
    let csrf = ask(login.server(), "GET", "/login/csrf", &[cookie], b"").json()["csrf"].clone();
    let both = [cookie, ("X-CSRF-Token", csrf.as_str().unwrap())];
    assert_eq!(ask(login.server(), "POST", "/by/session", &both, b"").status, 200);
}

#[test]
fn sessions_end() {
    let hand = HandClock::at(1000);
    let login = Login::start(Config { clock: hand.clock(), ..Config::default() }).unwrap();
    let body = log_in(&login, "json").json();
    assert_eq!(body["data"]["sessions"][1]["ends_at"], 4_600_000);
    hand.advance(Duration::from_secs(3600));
    let seen = ask(login.server(), "GET", "/by/json", &[("X-Session", "json-1")], b"").json();
    assert_eq!(seen["error"]["code"], "token_expired");
}

#[test]
fn the_discovery_points_to_the_second_socket() {
    let login = Login::start(Config::default()).unwrap();
    let body = log_in(&login, "discover").json();
    assert_eq!(body["instance_url"], login.instance().base_url());
    let headers = [("Authorization", "OAuth discover-1")];
    assert_eq!(ask(login.instance(), "GET", "/services/things", &headers, b"").json()["seen"], "discover");
    assert_eq!(ask(login.server(), "GET", "/services/things", &headers, b"").status, 404);
}

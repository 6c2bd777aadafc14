//! The server against requests made by hand.

use base64::Engine;
use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD};
use ring::rand::SystemRandom;
use ring::signature::{RSA_PKCS1_SHA256, RsaKeyPair};
use serde_json::json;

use super::*;
use crate::clock::HandClock;
use crate::http::{Fetched, encode_query, fetch};

const CLIENT: [(&str, &str); 2] = [("client_id", "client one:%"), ("client_secret", "s3cret+/=")];

fn ask(server: &OAuth2, fields: &[(&str, &str)]) -> Fetched {
    let form = [("Content-Type", "application/x-www-form-urlencoded")];
    let url = format!("{}/token", server.server().base_url());
    fetch("POST", &url, &form, encode_query(fields).as_bytes()).unwrap()
}

fn with_client<'a>(fields: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    [&CLIENT[..], fields].concat()
}

fn things(server: &OAuth2, token: &str) -> u16 {
    let header = format!("Bearer {token}");
    let url = format!("{}/things", server.server().base_url());
    fetch("GET", &url, &[("Authorization", &header)], b"").unwrap().status
}

#[test]
fn a_client_says_who_it_is_in_one_way() {
    let server = OAuth2::start(Config::default()).unwrap();
    let grant = [("grant_type", "client_credentials")];
    assert_eq!(ask(&server, &grant).status, 401);
    let granted = ask(&server, &with_client(&grant));
    assert_eq!((granted.status, granted.json()["access_token"].as_str()), (200, Some("access-1")));
    let basic = BASE64_STANDARD.encode("client+one%3A%25:s3cret%2B%2F%3D");
    let headers = [("Content-Type", "application/json"), ("Authorization", &format!("Basic {basic}"))];
    let url = format!("{}/token", server.server().base_url());
    let body = json!({ "grant_type": "client_credentials" }).to_string();
    assert_eq!(fetch("POST", &url, &headers, body.as_bytes()).unwrap().status, 200);
    let clients: Vec<_> = server.token_requests().iter().map(|request| request.client).collect();
    assert_eq!(clients, ["none", "body", "basic"]);
}

#[test]
fn an_access_token_ends_with_its_time_or_when_it_is_revoked() {
    let hand = HandClock::at(1000);
    let lifetime = Duration::from_secs(60);
    let server = OAuth2::start(Config { clock: hand.clock(), lifetime, ..Config::default() }).unwrap();
    ask(&server, &with_client(&[("grant_type", "client_credentials")]));
    assert_eq!((things(&server, "access-1"), things(&server, "access-2")), (200, 401));
    hand.advance(lifetime);
    assert_eq!(things(&server, "access-1"), 401);
    ask(&server, &with_client(&[("grant_type", "client_credentials")]));
    server.revoke_access();
    assert_eq!(things(&server, "access-2"), 401);
}

#[test]
fn a_refresh_token_is_good_for_once() {
    let server = OAuth2::start(Config::default()).unwrap();
    let refresh =
        |token| ask(&server, &with_client(&[("grant_type", "refresh_token"), ("refresh_token", token)]));
    assert_eq!(refresh("refresh-0").json()["refresh_token"], "refresh-1");
    assert_eq!(refresh("refresh-1").json()["access_token"], "access-2");
    assert_eq!((refresh("refresh-0").status, server.reuses()), (400, 1));
    assert_eq!((refresh("refresh-2").status, things(&server, "access-2")), (400, 401));
}

/// A signed assertion.
fn jwt(claims: &serde_json::Value) -> String {
    let part = |value: &serde_json::Value| BASE64_URL_SAFE_NO_PAD.encode(value.to_string());
    let signed = format!("{}.{}", part(&json!({ "alg": "RS256", "typ": "JWT" })), part(claims));
    let der: String = keys::RSA.lines().filter(|line| !line.starts_with('-')).collect();
    let pair = RsaKeyPair::from_pkcs8(&BASE64_STANDARD.decode(der).unwrap()).unwrap();
    let mut signature = vec![0; pair.public().modulus_len()];
    pair.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), signed.as_bytes(), &mut signature).unwrap();
    format!("{signed}.{}", BASE64_URL_SAFE_NO_PAD.encode(signature))
}

#[test]
fn an_assertion_must_be_signed_right_in_time_and_new() {
    let hand = HandClock::at(1000);
    let server = OAuth2::start(Config { clock: hand.clock(), ..Config::default() }).unwrap();
    let ask_with = |assertion: &str| {
        let grant = "urn:ietf:params:oauth:grant-type:jwt-bearer";
        ask(&server, &[("grant_type", grant), ("assertion", assertion)]).status
    };
    let claims = |jti: &str, expires: u64| json!({ "iss": "client one:%", "sub": "ada", "aud": "https://login.example/token", "exp": expires, "jti": jti });
    let right = jwt(&claims("a", 1300));
    assert_eq!((ask_with(&right), ask_with(&right)), (200, 400));
    assert_eq!(ask_with(&jwt(&claims("b", 1000))), 400);
    assert_eq!(ask_with(&jwt(&claims("c", 9000))), 400);
    let mut wrong = jwt(&claims("d", 1300));
    wrong.insert(wrong.rfind('.').unwrap() + 9, 'A');
    assert_eq!(ask_with(&wrong), 400);
}

#[test]
fn refusals_come_in_order_and_once() {
    let server = OAuth2::start(Config::default()).unwrap();
    server.refuse(Refusal::Error(500, "server_error"));
    server.refuse(Refusal::Quote);
    let fields = with_client(&[("grant_type", "client_credentials")]);
    assert_eq!(ask(&server, &fields).status, 500);
    let quoted = ask(&server, &fields);
    assert!(quoted.json()["error_description"].as_str().unwrap().contains("client_secret=s3cret"));
    assert_eq!(ask(&server, &fields).status, 200);
    let errors: Vec<_> = server.token_requests().into_iter().map(|request| request.error).collect();
    assert_eq!(errors, [Some("server_error".to_owned()), Some("invalid_request".to_owned()), None]);
}

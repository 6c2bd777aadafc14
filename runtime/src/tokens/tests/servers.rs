//! Servers whose URL is made of what a source gave, and servers of the sources themselves.

use super::*;

fn computed(server: &str) -> Auth {
    Auth { server: Some(server.to_owned()), given: vec![(LOGIN, 0, "MARK-na1")], ..Auth::default() }
}

#[tokio::test]
async fn the_url_is_made_for_every_attempt() {
    let api = api(computed("https://{token}.api.example/v1/{token}"), |t| {
        t.answer(200, OK).answer(401, "").answer(200, r#"{"token":"na2"}"#).answer(200, OK)
    });
    call(&api.client, &OPEN).await.unwrap();
    api.act().await.unwrap();
    let uris: Vec<String> = api.transport.requests().iter().map(|request| request.uri.to_string()).collect();
    assert_eq!(uris[0], "https://mark-na1.api.example/v1/MARK-na1/act");
    assert_eq!(uris[3], "https://na2.api.example/v1/na2/act");
    assert_eq!((api.client.origin(), format!("{:?}", api.client).contains("MARK")), ("", false));
}

#[tokio::test]
async fn a_host_that_is_not_listed_gets_nothing() {
    for server in
        ["https://{token}.evil.example", "http://{token}.api.example", "https://api.example", "{token}"]
    {
        let api = api(computed(server), |t| t.answer(200, OK));
        let error = api.act().await.unwrap_err();
        let text = chain(&error).to_lowercase();
        assert!(error.is_config() && !text.contains("mark"), "{text}");
        assert!(api.sent().is_empty());
    }
}

#[tokio::test]
async fn what_the_url_holds_is_hidden_where_the_api_quotes_it() {
    let body = r#"{"code":5,"message":"no MARK-na1 here"}"#;
    let api = api(computed("https://x.api.example/bot:{token}"), |t| t.answer(200, body));
    let error = call(&api.client, &OPEN).await.unwrap_err();
    assert_eq!(error.message(), Some("no [redacted] here"));
}

#[tokio::test]
async fn a_base_url_of_the_users_replaces_a_computed_one() {
    let api = api_with(
        computed("https://{token}.evil.example"),
        |t| t.answer(200, OK),
        |o| o.with_base_url("http://127.0.0.1:9/x"),
    );
    call(&api.client, &OPEN).await.unwrap();
    assert_eq!(api.transport.requests()[0].uri, "http://127.0.0.1:9/x/act");
    assert_eq!(api.client.origin(), "http://127.0.0.1:9");
}

#[tokio::test]
async fn a_token_server_replaces_that_of_a_source() {
    let auth = Auth { given: vec![(REFRESHED, 2, "r1")], ..Auth::default() };
    let script = |t: CaptureTransport| t.answer(200, r#"{"token":"t1"}"#).answer(200, OK);
    let api = api_with(auth, script, |o| o.with_token_server("refreshed", "http://localhost:9/t/"));
    call(&api.client, &WITH_REFRESHED).await.unwrap();
    assert_eq!(api.transport.requests()[0].uri, "http://localhost:9/t/login");
    assert_eq!(api.transport.requests()[1].uri, "https://api.example/act?token=t1");
}

#[test]
fn a_token_server_must_be_one_and_have_a_source() {
    for (name, url) in [("refreshed", "http://login.example"), ("other", "https://login.example")] {
        let parts = ClientParts { sources: SOURCES, ..sample::parts() };
        let error = Client::new(parts, Options::new().with_token_server(name, url)).unwrap_err();
        assert!(error.is_config(), "{error}");
    }
}

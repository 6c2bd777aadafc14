//! Token requests: how many, when, and what stands in them.

use std::sync::Arc;
use std::time::Duration;

use specwright_kitchen::auth::Credentials;
use specwright_runtime::{
    BoxFuture, ErrorKind, HttpTransport, Transport, TransportError, TransportRequest, TransportResponse,
};
use specwright_tests::http::{Fault, FaultPlan};
use specwright_tests::oauth2::Config;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

use super::{Rig, client_with, oauth2_credentials};

/// At most so many requests at a time, as a thousand sockets are more than some machines give a process.
struct Gate(HttpTransport, Semaphore);

impl Transport for Gate {
    fn send(&self, request: TransportRequest) -> BoxFuture<'_, Result<TransportResponse, TransportError>> {
        Box::pin(async move {
            let _turn = self.1.acquire().await.unwrap();
            self.0.send(request).await
        })
    }
}

#[tokio::test]
async fn a_thousand_calls_at_once_cause_one_token_request() {
    let rig = Rig::start(Config::default());
    // Long enough for all to be waiting for it.
    rig.server.server().set_faults(FaultPlan::none().at(0, Fault::Late(Duration::from_millis(100))));
    let gate = Gate(HttpTransport::new().unwrap(), Semaphore::new(50));
    let client = rig.client_with(rig.options().with_transport(Arc::new(gate)));
    let mut calls = JoinSet::new();
    for _ in 0..1000 {
        let client = client.clone();
        calls.spawn(async move { client.list_things().await.map(|things| things.things) });
    }
    let answers = calls.join_all().await;
    assert!(answers.iter().all(|answer| matches!(answer, Ok(0))));
    assert_eq!((rig.renewals(), rig.server.server().request_count()), (1, 1001));
}

#[tokio::test]
async fn a_token_is_used_again_and_renewed_before_it_ends() {
    let rig = Rig::start(Config { lifetime: Duration::from_secs(3600), ..Config::default() });
    let client = rig.client();
    for seconds in [0, 3500, 30, 60] {
        rig.clock.hand.advance(Duration::from_secs(seconds));
        client.list_things().await.unwrap();
    }
    // The third call came 70 seconds before the end, the last 10 seconds before it.
    assert_eq!(rig.paths(), ["/token", "/things", "/things", "/things", "/token", "/things"]);
}

#[tokio::test]
async fn a_short_lifetime_has_a_short_margin() {
    let rig = Rig::start(Config { lifetime: Duration::from_secs(10), ..Config::default() });
    let client = rig.client();
    for millis in [0, 8900, 300] {
        rig.clock.hand.advance(Duration::from_millis(millis));
        client.list_things().await.unwrap();
    }
    assert_eq!(rig.paths(), ["/token", "/things", "/things", "/token", "/things"]);
}

#[tokio::test]
async fn a_token_without_a_lifetime_is_used_until_it_is_refused() {
    let rig = Rig::start(Config { says_lifetime: false, ..Config::default() });
    let client = rig.client();
    client.list_things().await.unwrap();
    rig.clock.hand.advance(Duration::from_secs(3601));
    client.list_things().await.unwrap();
    assert_eq!(rig.paths(), ["/token", "/things", "/things", "/token", "/things"]);
}

#[tokio::test]
async fn a_401_causes_one_refresh_and_one_replay_also_of_a_post() {
    let rig = Rig::start(Config::default());
    let client = rig.client();
    client.list_things().await.unwrap();
    rig.server.revoke_access();
    let made = client.make_thing("tea").await.unwrap();
    assert_eq!((made.things, made.name.as_option().map(String::as_str)), (1, Some("tea")));
    assert_eq!(rig.paths(), ["/token", "/things", "/things", "/token", "/things"]);
    let requests = rig.server.server().requests();
    assert_eq!(requests[2].body, requests[4].body);
    assert_ne!(requests[2].header("authorization"), requests[4].header("authorization"));
}

#[tokio::test]
async fn a_second_401_is_the_callers() {
    let rig = Rig::start(Config::default());
    let refused = Fault::status(401);
    rig.server.server().set_faults(FaultPlan::none().at(1, refused.clone()).at(3, refused));
    let error = rig.client().make_thing("tea").await.unwrap_err();
    assert_eq!(error.status().map(|status| status.as_u16()), Some(401));
    assert_eq!(rig.paths(), ["/token", "/things", "/token", "/things"]);
    assert_eq!(rig.server.things(), 0);
}

#[tokio::test]
async fn many_calls_that_are_refused_at_once_cause_one_refresh() {
    let rig = Rig::start(Config::default());
    let client = rig.client();
    client.list_things().await.unwrap();
    rig.server.revoke_access();
    let mut calls = JoinSet::new();
    for _ in 0..20 {
        let client = client.clone();
        calls.spawn(async move { client.make_thing("tea").await });
    }
    for answer in calls.join_all().await {
        answer.unwrap();
    }
    assert_eq!((rig.renewals(), rig.server.things()), (2, 20));
}

#[tokio::test]
async fn each_grant_sends_what_its_rfc_says() {
    let rig = Rig::start(Config::default());
    let client = rig.client();
    client.list_things().await.unwrap();
    client.pasted_things().await.unwrap();
    client.granted_things().await.unwrap();
    client.owner_things().await.unwrap();
    client.service_things().await.unwrap();
    client.asserted_things().await.unwrap();
    client.keyed_client_things().await.unwrap();
    let asked: Vec<_> =
        rig.server.token_requests().into_iter().map(|request| (request.grant, request.client)).collect();
    let expected = [
        ("client_credentials", "basic"),
        ("client_credentials", "body"),
        ("refresh_token", "body"),
        ("password", "basic"),
        ("client_credentials", "basic"),
        ("urn:ietf:params:oauth:grant-type:jwt-bearer", "none"),
        ("client_credentials", "assertion"),
    ];
    assert_eq!(asked, expected.map(|(grant, client)| (grant.to_owned(), client)));
}

#[tokio::test]
async fn a_scope_is_sent_when_there_is_one() {
    let rig = Rig::start(Config { scope: Some("read write".to_owned()), ..Config::default() });
    let error = rig.client().list_things().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Auth);
    let credentials = oauth2_credentials().with_session("read write");
    client_with(rig.server.server(), credentials, rig.options()).list_things().await.unwrap();
}

#[tokio::test]
async fn a_token_of_the_users_own_is_used_first() {
    let rig = Rig::start(Config::default());
    // Somebody else's client gets it.
    rig.client().list_things().await.unwrap();
    let credentials = oauth2_credentials().with_access_token("access-1");
    let client = client_with(rig.server.server(), credentials, rig.options());
    client.pasted_things().await.unwrap();
    assert_eq!(rig.renewals(), 1);
    rig.server.revoke_access();
    client.pasted_things().await.unwrap();
    assert_eq!(rig.renewals(), 2);
    let alone = Credentials::new().with_access_token("access-2");
    let alone = client_with(rig.server.server(), alone, rig.options());
    alone.pasted_things().await.unwrap();
    rig.server.revoke_access();
    alone.pasted_things().await.unwrap_err();
    assert_eq!(rig.renewals(), 2);
}

#[tokio::test]
async fn what_is_missing_is_named_before_anything_is_sent() {
    let rig = Rig::start(Config::default());
    let credentials = Credentials::new().with_client_id("client");
    let error = client_with(rig.server.server(), credentials, rig.options()).list_things().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Config);
    assert!(error.to_string().contains("client_secret"), "{error}");
    assert_eq!(rig.paths(), [""; 0]);
}
